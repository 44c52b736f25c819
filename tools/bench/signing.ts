/** Building and signing the message of 40 MB, beside `openssl cms -sign` on the same bytes with the same key. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signDigest, signEntity } from '../../envelope/cms/sign.ts';
import type { BenchContext } from './bench.ts';
import { insertCard } from './card.ts';
import { type Figure, figureAlone, figureBeside, inTurn, median, timed } from './figure.ts';
import { message40MB, runPeer, signerCard, writeMessage, writeSignerFiles } from './material.ts';

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

/** Ours signs on the card, over PC/SC and PKCS#11; the peer has the key in a file. */
export async function sign40({ folder, runs }: BenchContext): Promise<readonly Figure[]> {
  const file = await signerCard();
  const { certificate, key } = await writeSignerFiles(file, folder);
  const message = join(folder, 'message.eml');
  await writeMessage(await message40MB(folder), message);
  const card = await insertCard(file);
  try {
    const ours = () =>
      timed(async () => {
        const stream = createReadStream(message, { highWaterMark: 1024 * 1024 });
        await writeFile(join(folder, 'ours.p7s'), await signEntity(stream, card.signer));
      });
    const files = ['-in', message, '-signer', certificate, '-inkey', key, '-outform', 'DER', '-out', 'theirs.p7s'];
    const theirs = () => timed(() => runPeer('openssl', ['cms', '-sign', '-binary', ...files], folder));
    const medians = await inTurn(runs, ours, theirs);
    const peer = { name: 'openssl cms -sign -binary, key in a file', value: medians.theirs };
    const subject = { bench: 'sign40', metric: 'hash and card-sign', unit: 'ms' } as const;
    return [figureBeside(subject, medians.ours, peer, { timesPeer: 2 })];
  } finally {
    await card.close();
  }
}

/**
 * A whole signature on a card that answers at once: PIN, card processes, PKCS#11, PC/SC, attributes and encoding. The
 * card's own computing (a few milliseconds) is in it, so our own work is less than this.
 */
export async function signatureWork({ runs }: BenchContext): Promise<readonly Figure[]> {
  const card = await insertCard(await signerCard());
  try {
    const digest = createHash('sha256').update('content').digest();
    const values: number[] = [];
    for (let run = -1; run < runs * 4; run += 1) {
      const elapsed = await timed(() => signDigest(digest, card.signer, new Date()));
      if (run >= 0) values.push(elapsed);
    }
    const subject = { bench: 'signature', metric: 'one signature, the card included', unit: 'ms' } as const;
    return [figureAlone(subject, median(values), { below: limitPerSignatureMs })];
  } finally {
    await card.close();
  }
}
