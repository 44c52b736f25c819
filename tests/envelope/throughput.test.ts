import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MAX_ATTACHMENTS_BYTES } from '../../contract/model/limits.ts';
import type { ByteStream } from '../../envelope/bytes.ts';
import { decryptStream, encryptStream } from '../../envelope/cipher/stream.ts';
import { decodeAttachment } from '../../envelope/mime/attachment.ts';
import { base64Size } from '../../envelope/mime/base64.ts';
import { buildMessage, type MessageInput } from '../../envelope/mime/build.ts';
import { createMessageParser } from '../../envelope/mime/parse.ts';
import { cardSigner } from './material.ts';

const block = randomBytes(65_536);
const pieces = MAX_ATTACHMENTS_BYTES / block.length;

/** An attachment of the largest size, which counts how far it was read and whether it was let go. */
function largeFile() {
  const seen = { read: 0, isClosed: false };
  async function* open(): ByteStream {
    try {
      for (let i = 0; i < pieces; i += 1) {
        seen.read += 1;
        yield block;
      }
    } finally {
      seen.isClosed = true;
    }
  }
  return { seen, source: { name: 'images.zip', mediaType: 'application/zip', sizeBytes: MAX_ATTACHMENTS_BYTES, open } };
}

function largeMessage(file: ReturnType<typeof largeFile>): MessageInput {
  return {
    headers: {
      from: { name: '', address: 'a@example.org' },
      to: [],
      cc: [],
      subject: '',
      date: new Date(),
      messageId: '1@example.org',
    },
    text: '',
    attachments: [file.source],
  };
}

/** Milliseconds of processor time: the clock of a busy machine says little. */
async function cpuMs(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe('40 MB', () => {
  it('are built, signed, read and encrypted in pieces, each in well under a second or so of processor time', async () => {
    const input = { ...largeMessage(largeFile()), signer: await cardSigner('claire-martin') };
    let largest = 0;
    const building = await cpuMs(async () => {
      for await (const piece of buildMessage(input)) largest = Math.max(largest, piece.length);
    });
    const parser = createMessageParser();
    const reading = await cpuMs(async () => {
      for await (const piece of buildMessage(input)) parser.write(piece);
      expect(parser.end().decodedBytes).toBe(MAX_ATTACHMENTS_BYTES);
    });
    const key = randomBytes(32);
    const crossing = await cpuMs(async () => {
      for await (const piece of decryptStream(key, encryptStream(key, largeFile().source.open())))
        largest = Math.max(largest, piece.length);
    });
    expect(largest).toBeLessThan(256 * 1024);
    expect(Math.max(building, reading, crossing)).toBeLessThan(1500);
  });

  it('are read from the file no faster than they are taken', async () => {
    const file = largeFile();
    let taken = 0;
    for await (const piece of buildMessage(largeMessage(file))) {
      taken += piece.length;
      // One block of the encoder ahead, and what its last piece held too much.
      expect(base64Size(file.seen.read * block.length) - taken).toBeLessThan(512 * 1024);
    }
    expect(file.seen.read).toBe(pieces);
  });

  it('let the file go when nobody reads on', async () => {
    const file = largeFile();
    for await (const piece of buildMessage(largeMessage(file))) if (piece.length > 100_000) break;
    expect(file.seen).toMatchObject({ isClosed: true });
    expect(file.seen.read).toBeLessThan(10);
  });

  it('are decoded as they stream', async () => {
    const raw: Uint8Array[] = [];
    const parser = createMessageParser();
    for await (const piece of buildMessage(largeMessage(largeFile()))) {
      raw.push(piece);
      parser.write(piece);
    }
    const [attachment] = parser.end().attachments;
    if (attachment === undefined) throw new Error('no attachment');
    const { offset, length, encoding } = attachment;
    const whole = Buffer.concat(raw);
    async function* range(): ByteStream {
      for (let at = offset; at < offset + length; at += 100_000)
        yield whole.subarray(at, Math.min(at + 100_000, offset + length));
    }
    let decoded = 0;
    const spent = await cpuMs(async () => {
      for await (const piece of decodeAttachment(range(), encoding)) decoded += piece.length;
    });
    expect(decoded).toBe(MAX_ATTACHMENTS_BYTES);
    expect(spent).toBeLessThan(1000);
  });
});
