/**
 * A copy of the archive in one file: a line in clear that says whose it is and how its key is wrapped, then everything
 * else under that key (STREAM over AES-256-GCM): for each envelope the length of its facts (4 bytes), its facts as JSON,
 * and its message.
 */
import { z } from 'zod';
import { AppError } from '../../../../contract/errors.ts';
import { EnvelopeRecord } from '../../../../contract/model/envelope.ts';
import { EnvelopeEvent } from '../../../../contract/model/event.ts';
import { AccountId, Base64 } from '../../../../contract/model/ids.ts';
import { Seal } from '../../../../contract/model/seal.ts';
import { decryptStream, encryptStream } from '../../../../envelope/cipher/stream.ts';
import type { ByteStream } from '../../core/bytes.ts';
import type { KeptEnvelope } from '../../core/keeping/archive-store.ts';
import type { ArchiveCopyFormat, CopiedEnvelope } from '../../core/keeping/copies.ts';
import type { MessageIndex } from '../../core/message-port.ts';
import { type CopyKeys, CopyWraps } from '../keys/copy-keys.ts';
import { readSignature, writeDigests } from '../signature-columns.ts';
import { createByteReader } from './byte-reader.ts';

const FIRST_WORD = 'Medimail archive 1 ';
/** Longer first lines, or facts, are none of ours. */
const MAX_HEADER_BYTES = 65_536;
const MAX_FACTS_BYTES = 64 * 1_048_576;

const Header = z.object({ accountId: AccountId, wraps: CopyWraps });

/** One envelope without its message; the index is our own writing, authenticated, and read as such. */
const Facts = z.object({
  box: z.enum(['received', 'sent']),
  record: EnvelopeRecord,
  seal: Seal,
  events: z.array(EnvelopeEvent),
  index: z.looseObject({ sha256: z.string(), sizeBytes: z.number().int().positive() }),
  cms: Base64.nullable(),
  digests: z.string().nullable(),
  archivedAt: z.number(),
});

/** The format over the keys of one account. */
export function createArchiveCopyFormat(accountId: AccountId, keys: CopyKeys): ArchiveCopyFormat {
  return {
    async *write(envelopes) {
      const { key, wraps } = await keys.create();
      yield Buffer.from(`${FIRST_WORD}${JSON.stringify({ accountId, wraps })}\n`);
      yield* encryptStream(key, framed(envelopes));
      key.fill(0);
    },
    async *read(source, code) {
      const { line, rest } = await firstLine(source);
      const header = parseHeader(line);
      if (header.accountId !== accountId) throw new AppError('archive.copy-of-another');
      const key = await keys.open(header.wraps, code);
      try {
        yield* unframed(decryptStream(key, rest));
      } catch (error) {
        const isOurs = error instanceof AppError && error.is('envelope.altered');
        throw isOurs ? new AppError('archive.copy-unreadable', error) : error;
      } finally {
        key.fill(0);
      }
    },
  };
}

async function* framed(envelopes: AsyncIterable<CopiedEnvelope>): ByteStream {
  for await (const { kept, bytes } of envelopes) {
    const facts = Buffer.from(JSON.stringify(factsOf(kept)));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(facts.length);
    yield Buffer.concat([length, facts]);
    yield* bytes;
  }
}

async function* unframed(plain: ByteStream): AsyncIterable<CopiedEnvelope> {
  const reader = createByteReader(plain);
  for (;;) {
    const head = await reader.take(4);
    if (head === null) return;
    const length = Buffer.from(head).readUInt32BE();
    const facts = length > MAX_FACTS_BYTES ? null : await reader.take(length);
    const parsed = Facts.safeParse(facts === null ? null : parseJson(Buffer.from(facts).toString('utf8')));
    if (!parsed.success) throw new AppError('archive.copy-unreadable', parsed.error);
    const kept = keptOf(parsed.data);
    const message = reader.pass(kept.message.sizeBytes);
    yield { kept, bytes: message };
    // Whatever was not read of it lies before the next.
    for await (const _ of message);
  }
}

function factsOf({ envelope, events, message, archivedAt }: KeptEnvelope): z.input<typeof Facts> {
  const { signature, ...index } = message;
  return {
    ...envelope,
    events: [...events],
    index,
    cms: signature ? Buffer.from(signature.cms).toString('base64') : null,
    digests: signature && writeDigests(signature),
    archivedAt,
  };
}

function keptOf({ box, record, seal, events, index, cms, digests, archivedAt }: z.infer<typeof Facts>): KeptEnvelope {
  const signature = readSignature(cms === null ? null : Buffer.from(cms, 'base64'), digests);
  return {
    envelope: { box, record, seal },
    events,
    message: { ...(index as unknown as Omit<MessageIndex, 'signature'>), signature },
    archivedAt,
  };
}

/** The line in clear, and what comes behind it. */
async function firstLine(source: ByteStream): Promise<{ line: string; rest: ByteStream }> {
  const iterator = source[Symbol.asyncIterator]();
  let bytes: Buffer = Buffer.alloc(0);
  for (;;) {
    const end = bytes.indexOf(0x0a);
    if (end >= 0) {
      const [line, first] = [bytes.subarray(0, end).toString('utf8'), bytes.subarray(end + 1)];
      return { line, rest: resumed(first, iterator) };
    }
    const next = bytes.length > MAX_HEADER_BYTES ? null : await iterator.next();
    if (!next || next.done) {
      await iterator.return?.();
      throw new AppError('archive.copy-unreadable');
    }
    bytes = Buffer.concat([bytes, next.value]);
  }
}

async function* resumed(first: Uint8Array, iterator: AsyncIterator<Uint8Array>): ByteStream {
  try {
    yield first;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

function parseHeader(line: string): z.infer<typeof Header> {
  const parsed = Header.safeParse(line.startsWith(FIRST_WORD) ? parseJson(line.slice(FIRST_WORD.length)) : null);
  if (!parsed.success) throw new AppError('archive.copy-unreadable', parsed.error);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
