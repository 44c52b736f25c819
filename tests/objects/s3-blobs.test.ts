/** Contents in a bucket: the same as in a folder, for those who send and those who read. */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyBlobs } from '../../operator/blobs/copy-blobs.ts';
import { createS3Blobs } from '../../operator/blobs/s3-blobs.ts';
import { OperatorConfig, type S3Config } from '../../operator/config.ts';
import { contentId, describeBlobStore, pieces } from '../operator/support/blob-store-suite.ts';
import { attachment, deposit, writeLetter } from '../operator/support/letter.ts';
import { startTestOperator } from '../operator/support/test-operator.ts';
import { type Swift, startSwift } from './support/swift.ts';

let swift: Swift;
beforeAll(async () => {
  swift = await startSwift();
});
afterAll(() => swift.remove());

const newBucket = () => swift.bucket(`bucket-${randomUUID()}`);

describeBlobStore('a bucket', async () => createS3Blobs(await newBucket()));
describeBlobStore('a part of a bucket', async () =>
  createS3Blobs({ ...(await newBucket()), prefix: 'medimail/north/' }),
);

describe('a bucket', () => {
  it('shared with others keeps to its own part', async () => {
    const bucket = await newBucket();
    const ours = createS3Blobs({ ...bucket, prefix: 'ours/' });
    const theirs = createS3Blobs({ ...bucket, prefix: 'theirs/' });
    await theirs.write(contentId, 'a', pieces(1));
    // Names of which the first letters could be read as a number.
    for (const prefix of ['ours/data/', 'ours/demo/']) {
      await createS3Blobs({ ...bucket, prefix }).write(contentId, 'a', pieces(1));
    }
    const ids: string[] = [];
    for await (const id of ours.contentIds()) ids.push(id);
    expect(ids).toEqual([]);
    await ours.removeAll(contentId);
    expect(await theirs.has(contentId)).toBe(true);
    expect(await swift.objects(bucket.bucket)).toEqual([
      `ours/data/${contentId}/a.segment`,
      `ours/demo/${contentId}/a.segment`,
      `theirs/${contentId}/a.segment`,
    ]);
  });

  it('of more than one page is read and emptied to its end', async () => {
    const bucket = await newBucket();
    const blobs = createS3Blobs(bucket, 3);
    const others = Array.from({ length: 7 }, (_, index) => `0293000${index}-0000-7000-8000-000000000002`);
    for (const id of [contentId, ...others]) await blobs.write(id, 'a', pieces(1));
    for (let index = 0; index < 7; index += 1) await blobs.write(contentId, `${index}`, pieces(1));
    const ids: string[] = [];
    for await (const id of blobs.contentIds()) ids.push(id);
    expect(ids).toEqual([contentId, ...others]);
    for (const id of others) await blobs.removeAll(id);
    await blobs.removeAll(contentId);
    expect(await swift.objects(bucket.bucket)).toEqual([]);
  });

  it('that is not there, or does not take the key, is told as unavailable without its name', async () => {
    const bucket = await newBucket();
    for (const wrong of [{ bucket: 'nobodys-bucket' }, { accessKey: 'medimail:nobody' }]) {
      const failure = await createS3Blobs({ ...bucket, ...wrong })
        .check()
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'operator.unavailable' });
      expect(String(failure)).not.toMatch(/bucket|nobody/);
    }
  });

  it('is given to nobody in clear, but on this machine', () => {
    const s3 = { bucket: 'contents', accessKey: 'key', secretKeyFile: '/etc/medimail/s3' };
    const parse = (endpoint: string) => OperatorConfig.shape.blobs.safeParse({ s3: { ...s3, endpoint } }).success;
    expect(parse('https://s3.example')).toBe(true);
    expect(parse('http://127.0.0.1:9000')).toBe(true);
    expect(parse('http://s3.example')).toBe(false);
    expect(parse('ftp://s3.example')).toBe(false);
  });
});

describe('an operator over a bucket', () => {
  const big = { to: ['paul.leroy@demo.medimail.example'], attachments: [attachment('a.bin', 9_000_000)] };
  const start = (s3: S3Config) => startTestOperator({ blobs: { s3 } });

  it('takes, seals and hands out an envelope of several segments, and keeps none of it in its folder', async () => {
    const s3 = await newBucket();
    const operator = await start(s3);
    try {
      const claire = await operator.signedIn('claire-martin');
      const paul = await operator.signedIn('paul-leroy');
      const letter = await writeLetter(claire, big);
      expect((await deposit(claire, letter)).status).toBe(200);
      const message = await paul.call('GET', `/v1/envelopes/${letter.manifest.envelopeId}/message`);
      expect(message.bytes.equals(letter.bytes)).toBe(true);
      const range = { headers: { range: 'bytes=4194000-4195000' } };
      const part = await paul.call('GET', `/v1/envelopes/${letter.manifest.envelopeId}/message`, range);
      expect(part.bytes.equals(letter.bytes.subarray(4_194_000, 4_195_001))).toBe(true);
      expect((await swift.objects(s3.bucket)).filter((name) => name.endsWith('.segment')).length).toBeGreaterThan(2);
      expect(existsSync(join(operator.dataFolder, 'blobs'))).toBe(false);
    } finally {
      await operator.close();
    }
  });

  it('loses nothing when the bucket is away in the middle of an upload', async () => {
    const operator = await start({ ...(await newBucket()), endpoint: 'http://127.0.0.1:9' });
    try {
      const claire = await operator.signedIn('claire-martin');
      const letter = await writeLetter(claire, big);
      const refused = await deposit(claire, letter, 1_000_000);
      expect([refused.status, refused.error.code]).toEqual([503, 'operator.unavailable']);
      const path = `/v1/uploads/${letter.manifest.envelopeId}`;
      expect((await claire.call('GET', path)).json).toEqual({ state: 'receiving', offset: 0 });
    } finally {
      await operator.close();
    }
  });

  it('goes on with what a folder held, once that was copied; copying again copies nothing', async () => {
    const operator = await startTestOperator();
    const s3 = await newBucket();
    try {
      const claire = await operator.signedIn('claire-martin');
      const letter = await writeLetter(claire, big);
      expect((await deposit(claire, letter)).status).toBe(200);
      await operator.stop();
      const from = join(operator.dataFolder, 'blobs');
      const blobs = createS3Blobs(s3);
      const files = readdirSync(from, { recursive: true }).filter((name) => String(name).endsWith('.segment'));
      expect(await copyBlobs(from, blobs)).toMatchObject({ copied: files.length, present: 0 });
      expect(await copyBlobs(from, blobs)).toEqual({ copied: 0, present: files.length, bytes: 0 });
      expect((await swift.objects(s3.bucket)).length).toBe(files.length);
    } finally {
      await operator.close();
    }
  });
});
