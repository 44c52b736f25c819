/**
 * Encrypted segments as objects of a bucket: `<prefix><id>/<name>.segment`. A bucket knows no half-written object: one
 * is there whole once it is acknowledged, or not at all.
 */
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2Output,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AppError } from '../../contract/errors.ts';
import { collect } from '../../envelope/bytes.ts';
import type { S3Config } from '../config.ts';
import { isContentId, MAX_SEGMENT_BYTES } from '../services/contents.ts';
import type { BlobStore } from '../services/ports/contents.ts';

/** A request that goes unanswered for this long is tried again. */
const REQUEST_MS = 30_000;
const CONNECT_MS = 5_000;
/** In all; what still fails then is `operator.unavailable`, and the workstation comes back later. */
const TRIES = 4;
/** Erased at a time. */
const ERASED_TOGETHER = 8;

/** Objects that one answer to a list names: as many as a server tells of at once. */
const LISTED_TOGETHER = 1_000;

const SEGMENT = '.segment';

/** Opens the store; asks nothing yet. */
export function createS3Blobs(config: S3Config, listedTogether = LISTED_TOGETHER): BlobStore {
  const { bucket, prefix } = config;
  const client = createClient(config);
  const keyOf = (contentId: string, name: string) => `${prefix}${contentId}/${name}${SEGMENT}`;

  const put = (key: string, bytes: Uint8Array) =>
    asked(() =>
      client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ContentLength: bytes.length })),
    );
  const remove = (key: string) => asked(() => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })));

  async function* keysOf(contentId: string) {
    for await (const page of pages(`${prefix}${contentId}/`))
      yield (page.Contents ?? []).flatMap(({ Key }) => Key ?? []);
  }

  async function* pages(Prefix: string, more: { readonly Delimiter?: string; readonly MaxKeys?: number } = {}) {
    let token: string | undefined;
    do {
      const from = token;
      const page: ListObjectsV2Output = await asked(() =>
        client.send(
          new ListObjectsV2Command({
            ...{ Bucket: bucket, Prefix, MaxKeys: listedTogether, ...more },
            ...(from ? { ContinuationToken: from } : {}),
          }),
        ),
      );
      yield page;
      token = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (token !== undefined);
  }

  return {
    async write(contentId, name, bytes) {
      // An object's length is told before its bytes; a segment is at most a chunk of an upload.
      const whole = await collect(bytes, MAX_SEGMENT_BYTES);
      await put(keyOf(contentId, name), whole);
      return whole.length;
    },
    async read(contentId, name, offset, length) {
      if (length === 0) return new Uint8Array(0);
      const range = `bytes=${offset}-${offset + length - 1}`;
      return asked(async () => {
        const command = new GetObjectCommand({ Bucket: bucket, Key: keyOf(contentId, name), Range: range });
        const answer = await client.send(command).catch((error: unknown) => {
          // Beyond the end there are no bytes.
          if (statusOf(error) === 416) return null;
          throw error;
        });
        return answer?.Body ? answer.Body.transformToByteArray() : new Uint8Array(0);
      });
    },
    async remove(contentId, name) {
      await remove(keyOf(contentId, name));
    },
    async removeAll(contentId) {
      for await (const keys of keysOf(contentId)) {
        for (let at = 0; at < keys.length; at += ERASED_TOGETHER) {
          await Promise.all(keys.slice(at, at + ERASED_TOGETHER).map(remove));
        }
      }
    },
    async has(contentId) {
      for await (const page of pages(`${prefix}${contentId}/`, { MaxKeys: 1 })) {
        return (page.Contents ?? []).length > 0;
      }
      return false;
    },
    async *names(contentId) {
      const { length } = keyOf(contentId, '');
      const before = length - SEGMENT.length;
      for await (const keys of keysOf(contentId)) yield* keys.map((key) => key.slice(before, -SEGMENT.length));
    },
    async *contentIds() {
      for await (const page of pages(prefix, { Delimiter: '/' })) {
        for (const { Prefix } of page.CommonPrefixes ?? []) {
          // Somebody else's folder is no content: what is swept must be told apart from it.
          const name = Prefix?.slice(prefix.length, -1) ?? '';
          if (isContentId(name)) yield name;
        }
      }
    },
    async check() {
      await put(`${prefix}.probe`, new Uint8Array(0));
    },
  };
}

function createClient(config: S3Config): S3Client {
  const secretAccessKey = readFileSync(config.secretKeyFile, 'utf8').replace(/\r?\n$/, '');
  const agent = config.caFile ? { httpsAgent: new Agent({ ca: readFileSync(config.caFile), keepAlive: true }) } : {};
  return new S3Client({
    endpoint: config.endpoint,
    region: config.region,
    forcePathStyle: config.pathStyle,
    credentials: { accessKeyId: config.accessKey, secretAccessKey },
    maxAttempts: TRIES,
    // Our own encryption notices every changed byte; other servers than Amazon's do not know these sums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { requestTimeout: REQUEST_MS, connectionTimeout: CONNECT_MS, ...agent },
  });
}

/** Says in our own words what a bucket refuses; its messages name hosts and keys. */
async function asked<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    if (isFull(error)) throw new AppError('store.disk-full', error);
    const status = statusOf(error);
    if (status === 404 && nameOf(error) === 'NoSuchKey') throw error;
    throw new AppError('operator.unavailable', error);
  }
}

function isFull(error: unknown): boolean {
  return statusOf(error) === 507 || ['QuotaExceeded', 'QuotaExceededException'].includes(nameOf(error));
}

function statusOf(error: unknown): number | null {
  const metadata = error instanceof Error && '$metadata' in error ? error.$metadata : null;
  const status = metadata instanceof Object && 'httpStatusCode' in metadata ? metadata.httpStatusCode : null;
  return typeof status === 'number' ? status : null;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}
