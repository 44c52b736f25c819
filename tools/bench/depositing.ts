/** Depositing 40 MB on loopback, beside hashing, encrypting and writing the same bytes with openssl and dd. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { Manifest } from '../../contract/api/routes.ts';
import { EnvelopeId } from '../../contract/model/ids.ts';
import { EmailAddress } from '../../contract/model/person.ts';
import type { MessageSource } from '../../envelope/mime/build.ts';
import { readCardFile } from '../../tests/support/pki/demo.ts';
import { startDemoOperator } from '../demo/operator.ts';
import type { BenchContext } from './bench.ts';
import { type Figure, figureBeside, inTurn, timed } from './figure.ts';
import { message40MB, runPeer, softwareSigner, writeMessage } from './material.ts';
import { signInWorkstation } from './workstation.ts';

const recipient = 'paul.leroy@demo.medimail.example';

/** A message of its own id, built and signed into `file`, and the manifest that announces it. */
async function prepare(source: MessageSource, signer: ReturnType<typeof softwareSigner>, from: string, file: string) {
  const envelopeId = EnvelopeId.parse(uuidv7());
  const mailbox = (address: string) => ({ name: '', address });
  const headers = {
    ...source.headers,
    from: mailbox(from),
    to: [mailbox(recipient)],
    date: new Date(),
    messageId: `${envelopeId}@demo.medimail.example`,
  };
  await writeMessage({ ...source, headers }, file, signer);
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(piece);
  const manifest: Manifest = {
    envelopeId,
    sha256: hash.digest('hex'),
    sizeBytes: (await stat(file)).size,
    recipients: [{ address: EmailAddress.parse(recipient), name: 'Paul Leroy', role: 'to' }],
    signed: true,
    inReplyTo: null,
  };
  return manifest;
}

export async function deposit40({ folder, runs }: BenchContext): Promise<readonly Figure[]> {
  const operator = await startDemoOperator({ dataFolder: join(folder, 'operator'), pkiFolder: join(folder, 'pki') });
  try {
    const card = readCardFile(operator.pki.cards['claire-martin']);
    const workstation = await signInWorkstation(operator.url, operator.pki.anchorsFile, card);
    const source = await message40MB(folder);
    const signer = softwareSigner(card);
    const message = join(folder, 'message.eml');
    await writeEcCertificate(folder);
    const ours = async () => {
      const manifest = await prepare(source, signer, workstation.address, message);
      return timed(() => workstation.deposit(manifest, message));
    };
    // The peer works on the very bytes that were deposited just before.
    const theirs = async () => {
      const elapsed = await timed(async () => {
        await runPeer('openssl', ['dgst', '-sha256', message], folder);
        const encryption = ['cms', '-encrypt', '-binary', '-stream', '-aes-256-gcm', '-outform', 'DER'];
        await runPeer('openssl', [...encryption, '-in', message, '-out', 'sealed.der', 'recipient.pem'], folder);
        await runPeer('dd', ['if=sealed.der', 'of=written.der', 'bs=1M', 'conv=fsync', 'status=none'], folder);
      });
      await Promise.all(['sealed.der', 'written.der'].map((name) => rm(join(folder, name))));
      return elapsed;
    };
    const medians = await inTurn(runs, ours, theirs);
    await workstation.close();
    const peer = { name: 'openssl dgst + cms -encrypt -aes-256-gcm (P-256) + dd conv=fsync', value: medians.theirs };
    return [figureBeside({ bench: 'deposit40', metric: 'deposit', unit: 'ms' }, medians.ours, peer, { timesPeer: 3 })];
  } finally {
    await operator.stop();
  }
}

/** A P-256 certificate for the peer to encrypt to. */
async function writeEcCertificate(folder: string): Promise<void> {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'recipient.key'];
  await runPeer('openssl', ['req', '-x509', ...key, '-subj', '/CN=recipient', '-out', 'recipient.pem'], folder);
}
