/** Answers with bytes that never change under their entity tag, or with the range of them that was asked for (RFC 9110 §14). */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ByteStream } from '../../envelope/bytes.ts';
import { readRange } from './byte-range.ts';
import { answer } from './problem.ts';

export interface TaggedBytes {
  readonly sizeBytes: number;
  /** Without its quotes. */
  readonly tag: string;
  readonly mediaType: string;
  /** Bytes `start` (included) to `end` (excluded); called once the range is known to be there. */
  read(start: number, end: number): ByteStream | Promise<ByteStream>;
}

export async function sendRange(
  request: FastifyRequest,
  reply: FastifyReply,
  bytes: TaggedBytes,
): Promise<FastifyReply> {
  const { sizeBytes, tag } = bytes;
  reply.header('accept-ranges', 'bytes').header('etag', `"${tag}"`);
  const range = readRange(request.headers.range, sizeBytes);
  if (range === 'unsatisfiable') {
    reply.header('content-range', `bytes */${sizeBytes}`);
    return answer(reply, { code: 'request.invalid', details: { field: 'range' }, retry: 'never' }, 416);
  }
  const { start, end } = range ?? { start: 0, end: sizeBytes };
  const stream = await bytes.read(start, end);
  if (range) reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${sizeBytes}`);
  return reply
    .type(bytes.mediaType)
    .header('content-length', end - start)
    .send(Readable.from(stream, { objectMode: false }));
}
