/** Attachments as streams for the app's own protocol: opened by a token that dies with this process, pulled in chunks. */
import { randomBytes } from 'node:crypto';
import { AppError } from '../../../contract/errors.ts';
import type { FromSession, ToSession } from '../../../contract/ipc/process.ts';
import type { ByteStream } from '../core/bytes.ts';
import { STREAM_CHUNK_BYTES } from '../core/policy.ts';

/** What a token stands for. */
export interface StreamSource {
  readonly mediaType: string;
  readonly sizeBytes: number;
  open(): ByteStream;
}

type Request = Extract<ToSession, { type: 'stream-open' | 'stream-pull' | 'stream-close' }>;

export interface AttachmentStreams {
  /** A relative address for one attachment, the same each time it is asked for. */
  register(name: string, source: StreamSource): string;
  handle(message: Request): void;
}

export function createAttachmentStreams(
  post: (message: FromSession) => void,
  reportBug: (error: unknown, channel: string) => string,
): AttachmentStreams {
  const sources = new Map<string, StreamSource>();
  const tokens = new Map<string, string>();
  const running = new Map<number, AsyncIterator<Uint8Array>>();

  const end = (id: number, error: unknown) => {
    running.delete(id);
    if (error !== null && !(error instanceof AppError)) reportBug(error, 'stream');
    const code = error instanceof AppError ? error.code : 'app.bug';
    post({ type: 'stream-end', id, error: error === null ? null : code });
  };

  async function pull(id: number): Promise<void> {
    const iterator = running.get(id);
    if (!iterator) return;
    try {
      const next = await iterator.next();
      if (next.done) end(id, null);
      else post({ type: 'stream-chunk', id, bytes: new Uint8Array(next.value) });
    } catch (error) {
      end(id, error);
    }
  }

  async function close(id: number): Promise<void> {
    const iterator = running.get(id);
    running.delete(id);
    await iterator?.return?.();
  }

  function open({ id, token, start, end: until }: Extract<Request, { type: 'stream-open' }>): void {
    const source = sources.get(token);
    if (!source || start < 0 || start > source.sizeBytes) {
      end(id, new AppError('attachment.not-found'));
      return;
    }
    const { mediaType, sizeBytes } = source;
    const last = Math.min(until ?? sizeBytes, sizeBytes);
    running.set(id, chunksBetween(source.open(), start, last)[Symbol.asyncIterator]());
    post({ type: 'stream-head', id, mediaType, sizeBytes });
  }

  return {
    register(name, source) {
      const token = tokens.get(name) ?? randomBytes(24).toString('base64url');
      tokens.set(name, token);
      sources.set(token, source);
      return `attachment/${token}`;
    },
    handle(message) {
      if (message.type === 'stream-open') open(message);
      else {
        const act = message.type === 'stream-pull' ? pull(message.id) : close(message.id);
        act.catch((error: unknown) => reportBug(error, 'stream'));
      }
    },
  };
}

/** Bytes `start` to `end` of a stream, in chunks of `STREAM_CHUNK_BYTES`. */
export async function* chunksBetween(source: ByteStream, start: number, end: number): ByteStream {
  let position = 0;
  let filled = 0;
  let chunk = Buffer.allocUnsafe(STREAM_CHUNK_BYTES);
  for await (const piece of source) {
    let rest = piece.subarray(Math.min(piece.length, Math.max(0, start - position)), Math.max(0, end - position));
    position += piece.length;
    while (rest.length > 0) {
      const taken = Math.min(rest.length, chunk.length - filled);
      chunk.set(rest.subarray(0, taken), filled);
      filled += taken;
      rest = rest.subarray(taken);
      if (filled === chunk.length) {
        yield chunk;
        chunk = Buffer.allocUnsafe(STREAM_CHUNK_BYTES);
        filled = 0;
      }
    }
    if (position >= end) break;
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}
