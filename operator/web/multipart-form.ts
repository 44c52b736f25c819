/**
 * Reads a form with files (RFC 7578) as it arrives: its fields, then its files one after the other, none of them ever whole
 * in memory. A browser shows an answer only once it has sent everything, so what is refused is read to its end and dropped.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyFileStream, type BusboyHeaders } from '@fastify/busboy';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../contract/errors.ts';
import type { AnswerFile } from '../services/answer-writing.ts';
import type { Form } from './page-request.ts';

export interface FormLimits {
  /** Bytes of one field. */
  readonly fieldBytes: number;
  readonly fields: number;
  readonly files: number;
  /** Of the whole form; a form that announces more is refused unread. */
  readonly formBytes: number;
}

/** What `request.invalid` names when a field was longer than allowed. */
export const CUT = 'length';

/**
 * Reads a form; `onFile` gets each file with the fields before it, and reads it to its end or throws. Gives the fields, and
 * what was thrown first. `request.invalid` (`content-type`, `form`) for what is no such form or breaks off, (`CUT`) for a field that is too long,
 * `envelope.too-large` for one that announces too much.
 */
export async function readMultipart(
  request: FastifyRequest,
  limits: FormLimits,
  onFile: (file: AnswerFile, fields: Form) => Promise<void>,
): Promise<{ readonly fields: Form; readonly failure: unknown; readonly hadFiles: boolean }> {
  const { body, headers } = request;
  const type = headers['content-type'];
  if (!(body instanceof Readable) || type === undefined)
    throw new AppError('request.invalid', { field: 'content-type' });
  const announced = Number(headers['content-length'] ?? 0);
  if (announced > limits.formBytes) {
    throw new AppError('envelope.too-large', { sizeBytes: announced, limitBytes: limits.formBytes });
  }
  const fields: Record<string, string> = {};
  const state: { failure: unknown; hadFiles: boolean; files: Promise<void>; open: BusboyFileStream | null } = {
    ...{ failure: null, hadFiles: false, files: Promise.resolve(), open: null },
  };
  const fail = (error: unknown) => {
    state.failure ??= error;
  };
  const parser = parserOf({ ...headers, 'content-type': type }, limits);
  parser.on('field', (name, value, isNameCut, isCut) => {
    fields[name] = value;
    if (isNameCut || isCut) fail(new AppError('request.invalid', { field: CUT }));
  });
  parser.on('file', (_name, bytes, name, _encoding, mediaType) => {
    state.open = bytes;
    // Whoever reads it is told; a stream that breaks with nobody reading it would end the process.
    bytes.on('error', fail);
    // A field for files that was left empty comes as a file without a name.
    const isFile = name !== undefined && name !== '';
    state.hadFiles ||= isFile;
    const read = async () => {
      if (state.failure === null && isFile) {
        // Whoever reads it and throws leaves it whole, to be dropped: a stream that is destroyed would hold up all after it.
        const kept = bytes.iterator({ destroyOnReturn: false });
        await onFile({ name, mediaType, bytes: kept }, fields).catch(fail);
        bytes.removeAllListeners('readable');
      }
      bytes.resume();
    };
    state.files = state.files.then(read);
  });
  for (const limit of ['partsLimit', 'filesLimit'] as const) {
    parser.on(limit, () => fail(new AppError('envelope.malformed', { reason: 'attachments' })));
  }
  parser.on('fieldsLimit', () => fail(new AppError('request.invalid', { field: 'form' })));
  try {
    await pipeline(body, bounded(limits.formBytes), parser);
  } catch (error) {
    state.open?.destroy(new Error('the form broke off'));
    await state.files;
    throw error instanceof AppError ? error : new AppError('request.invalid', { field: 'form' }, error);
  }
  await state.files;
  return { fields, failure: state.failure, hadFiles: state.hadFiles };
}

function parserOf(headers: BusboyHeaders, { fieldBytes, fields, files }: FormLimits) {
  try {
    const parts = fields + files;
    return new Busboy({
      headers,
      limits: { fieldNameSize: 40, fieldSize: fieldBytes, fields, files, parts, headerPairs: 20 },
    });
  } catch (error) {
    throw new AppError('request.invalid', { field: 'content-type' }, error);
  }
}

/** A form need not say how long it is. */
function bounded(limitBytes: number) {
  return async function* (source: AsyncIterable<Uint8Array>) {
    let sizeBytes = 0;
    for await (const piece of source) {
      sizeBytes += piece.length;
      if (sizeBytes > limitBytes) throw new AppError('envelope.too-large', { sizeBytes, limitBytes });
      yield piece;
    }
  };
}
