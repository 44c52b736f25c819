/** Building and signing the message of 40 MB, beside `openssl cms -sign` on the same bytes with the same key. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CmsSigner, signDigest, signEntity } from '../../envelope/cms/sign.ts';
import type { BenchContext } from './bench.ts';
import { type Figure, figureAlone, figureBeside, inTurn, median, timed } from './figure.ts';
import { message40MB, runPeer, signerCard, softwareSigner, writeMessage, writeSignerFiles } from './material.ts';

const limitPerSignatureMs = 50;

/** Building alone: a figure of its own, in no relation to signing. */
export async function buildMessageOf40MB({ folder, runs }: BenchContext): Promise<readonly Figure[]> {
  const source = await message40MB(folder);
  const file = join(folder, 'built.eml');
  const values: number[] = [];
  for (let run = -1; run < runs; run += 1) {
    const elapsed = await timed(() => writeMessage(source, file));
    if (run >= 0) values.push(elapsed);
  }
  return [figureAlone({ bench: 'build40', metric: 'build', unit: 'ms' }, median(values), { below: 2_000 })];
}

export async function sign40({ folder, runs }: BenchContext): Promise<readonly Figure[]> {
  const card = await signerCard();
  const signer = softwareSigner(card);
  const { certificate, key } = await writeSignerFiles(card, folder);
  const message = join(folder, 'message.eml');
  await writeMessage(await message40MB(folder), message);
  const ours = () =>
    timed(async () => {
      const stream = createReadStream(message, { highWaterMark: 1024 * 1024 });
      await writeFile(join(folder, 'ours.p7s'), await signEntity(stream, signer));
    });
  const files = ['-in', message, '-signer', certificate, '-inkey', key, '-outform', 'DER', '-out', 'theirs.p7s'];
  const theirs = () => timed(() => runPeer('openssl', ['cms', '-sign', '-binary', ...files], folder));
  const medians = await inTurn(runs, ours, theirs);
  const peer = { name: 'openssl cms -sign -binary', value: medians.theirs };
  return [figureBeside({ bench: 'sign40', metric: 'hash and sign', unit: 'ms' }, medians.ours, peer, { timesPeer: 2 })];
}

/** All that is done for a signature besides the key's own operation: attributes, encoding, certificates. */
export async function signatureWork({ runs }: BenchContext): Promise<readonly Figure[]> {
  const inner = softwareSigner(await signerCard());
  const digest = createHash('sha256').update('content').digest();
  let keyMs = 0;
  const signer: CmsSigner = {
    ...inner,
    sign: async (data) => {
      const startedAt = performance.now();
      const signature = await inner.sign(data);
      keyMs = performance.now() - startedAt;
      return signature;
    },
  };
  const values: number[] = [];
  for (let run = -1; run < runs * 10; run += 1) {
    const all = await timed(() => signDigest(digest, signer, new Date()));
    if (run >= 0) values.push(all - keyMs);
  }
  const subject = { bench: 'signature', metric: 'our work besides the key', unit: 'ms' } as const;
  return [figureAlone(subject, median(values), { below: limitPerSignatureMs })];
}
