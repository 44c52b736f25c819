import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import type { ByteStream } from '../../envelope/bytes.ts';
import { openBytes, sealBytes } from '../../envelope/cipher/box.ts';
import { cipherSize, decryptRange, decryptStream, encryptStream, plainSize } from '../../envelope/cipher/stream.ts';
import { bytesOf, inPieces, seededBytes, seededRandom } from './material.ts';

const key = randomBytes(32);
const chunk = 65_536;
const sealedChunk = chunk + 16;
const header = 12;
const sizes = [0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, 3 * chunk + 5];
const random = seededRandom(9);

const encrypt = (plain: Uint8Array, size = 10_000): Promise<Buffer> =>
  bytesOf(
    encryptStream(
      key,
      inPieces(plain, () => size),
    ),
  );
const decrypt = (cipher: Uint8Array, size = 10_000): Promise<Buffer> =>
  bytesOf(
    decryptStream(
      key,
      inPieces(cipher, () => size),
    ),
  );
const altered = { code: 'envelope.altered' };

const readerOf = (cipher: Buffer) => async (offset: number, length: number) => cipher.subarray(offset, offset + length);

describe('an encrypted stream', () => {
  it.each(sizes)('of %i bytes comes back, in the size foretold', async (size) => {
    const plain = seededBytes(random, size);
    const cipher = await encrypt(plain);
    expect(cipher.length).toBe(cipherSize(size));
    expect(plainSize(cipher.length)).toBe(size);
    expect((await decrypt(cipher)).equals(plain)).toBe(true);
    expect((await decrypt(cipher, 1_000_000)).equals(plain)).toBe(true);
  });

  it('is another each time', async () => {
    const plain = Buffer.alloc(100);
    expect(await encrypt(plain)).not.toEqual(await encrypt(plain));
  });

  it('is altered when cut anywhere', async () => {
    const cipher = await encrypt(seededBytes(random, 2 * chunk + 100));
    const cuts = [0, 1, header - 1, header, header + 1, header + 16, header + sealedChunk - 1, header + sealedChunk];
    for (const cut of [...cuts, header + 2 * sealedChunk, cipher.length - 1]) {
      await expect(decrypt(cipher.subarray(0, cut)), `cut at ${cut}`).rejects.toMatchObject(altered);
    }
  });

  it('is altered when anything is added', async () => {
    for (const size of [0, 5, chunk, 2 * chunk]) {
      const cipher = await encrypt(seededBytes(random, size));
      for (const more of [Buffer.alloc(1), Buffer.alloc(16), Buffer.alloc(sealedChunk), cipher.subarray(header)]) {
        await expect(decrypt(Buffer.concat([cipher, more]))).rejects.toMatchObject(altered);
      }
    }
  });

  it('is altered when chunks change places, are doubled, dropped or come from another stream', async () => {
    const plain = seededBytes(random, 3 * chunk);
    const cipher = await encrypt(plain);
    const foreign = await encrypt(plain);
    const head = cipher.subarray(0, header);
    const at = (from: Buffer, i: number): Buffer =>
      from.subarray(header + i * sealedChunk, header + (i + 1) * sealedChunk);
    const [a, b, c] = [at(cipher, 0), at(cipher, 1), at(cipher, 2)];
    const arrangements = [
      [b, a, c],
      [a, c],
      [b, c],
      [a, b],
      [a, a, b, c],
      [a, b, b, c],
      [a, b, c, c],
      [a, at(foreign, 1), c],
      [c],
    ];
    for (const chunks of arrangements) {
      await expect(decrypt(Buffer.concat([head, ...chunks]))).rejects.toMatchObject(altered);
    }
    await expect(decrypt(Buffer.concat([foreign.subarray(0, header), a, b, c]))).rejects.toMatchObject(altered);
  });

  it('is altered when any bit flips, the header included', async () => {
    const cipher = await encrypt(seededBytes(random, 1000));
    for (let at = 0; at < cipher.length; at += at < 40 ? 1 : 97) {
      const changed = Buffer.from(cipher);
      changed[at] = (changed[at] as number) ^ (1 << (at % 8));
      await expect(decrypt(changed), `bit in byte ${at}`).rejects.toMatchObject(altered);
    }
  });

  it('is altered under another key', async () => {
    const cipher = await encrypt(Buffer.from('secret'));
    await expect(bytesOf(decryptStream(randomBytes(32), inPieces(cipher)))).rejects.toMatchObject(altered);
  });

  it('gives what precedes a change, and nothing from there on', async () => {
    const plain = seededBytes(random, 3 * chunk);
    const cipher = await encrypt(plain);
    cipher[header + 2 * sealedChunk + 9] = 0 ^ (cipher[header + 2 * sealedChunk + 9] as number) ^ 1;
    const got: Uint8Array[] = [];
    const read = async (): Promise<void> => {
      for await (const piece of decryptStream(key, inPieces(cipher))) got.push(piece);
    };
    await expect(read()).rejects.toBeInstanceOf(AppError);
    expect(Buffer.concat(got).equals(plain.subarray(0, 2 * chunk))).toBe(true);
  });

  it('lets its source go when its reader stops', async () => {
    const cipher = await encrypt(seededBytes(random, 3 * chunk));
    let isClosed = false;
    async function* source(): ByteStream {
      try {
        yield* inPieces(cipher);
      } finally {
        isClosed = true;
      }
    }
    for await (const piece of decryptStream(key, source())) if (piece.length > 0) break;
    expect(isClosed).toBe(true);
  });
});

describe('a range of an encrypted stream', () => {
  it.each(sizes)('of %i bytes equals that range of the whole', async (size) => {
    const plain = seededBytes(random, size);
    const cipher = await encrypt(plain);
    const edges = [0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, size - 1, size, Math.floor(size / 2)].filter(
      (edge) => edge >= 0 && edge <= size,
    );
    for (const start of edges) {
      for (const end of edges.filter((edge) => edge >= start)) {
        const part = await bytesOf(decryptRange(key, readerOf(cipher), cipher.length, start, end));
        expect(part.equals(plain.subarray(start, end))).toBe(true);
      }
    }
  });

  it('reads no more than the chunks that hold it', async () => {
    const cipher = await encrypt(seededBytes(random, 40 * chunk));
    const reads: number[] = [];
    const readAt = async (offset: number, length: number) => {
      reads.push(length);
      return cipher.subarray(offset, offset + length);
    };
    await bytesOf(decryptRange(key, readAt, cipher.length, 5 * chunk + 10, 5 * chunk + 20));
    expect(reads).toEqual([header, sealedChunk]);
  });

  it('is altered when the stored size is not the true one, or a chunk is wrong', async () => {
    const cipher = await encrypt(seededBytes(random, 2 * chunk));
    const range = (from: Buffer, total: number) => bytesOf(decryptRange(key, readerOf(from), total, 0, chunk + 1));
    await expect(range(cipher, cipher.length - 1)).rejects.toMatchObject(altered);
    await expect(range(cipher.subarray(0, 1000), cipher.length)).rejects.toMatchObject(altered);
    await expect(range(cipher, 5)).rejects.toMatchObject(altered);
    cipher[header + sealedChunk + 3] = (cipher[header + sealedChunk + 3] as number) ^ 1;
    await expect(range(cipher, cipher.length)).rejects.toMatchObject(altered);
  });

  it('outside the plaintext is a mistake of the caller', async () => {
    const cipher = await encrypt(Buffer.alloc(10));
    for (const [start, end] of [
      [-1, 5],
      [0, 11],
      [6, 5],
    ] as const) {
      await expect(bytesOf(decryptRange(key, readerOf(cipher), cipher.length, start, end))).rejects.toBeInstanceOf(
        RangeError,
      );
    }
  });
});

describe('a sealed value', () => {
  const aad = Buffer.from('wrapped key of envelope 1');

  it('opens with its key and purpose, and with nothing else', () => {
    const box = sealBytes(key, Buffer.from('value'), aad);
    expect(Buffer.from(openBytes(key, box, aad)).toString()).toBe('value');
    expect(() => openBytes(randomBytes(32), box, aad)).toThrow('envelope.altered');
    expect(() => openBytes(key, box, Buffer.from('other'))).toThrow('envelope.altered');
    expect(() => openBytes(key, box.subarray(0, 20), aad)).toThrow('envelope.altered');
    for (let at = 0; at < box.length; at += 1) {
      const changed = Buffer.from(box);
      changed[at] = (changed[at] as number) ^ 128;
      expect(() => openBytes(key, changed, aad)).toThrow('envelope.altered');
    }
  });
});
