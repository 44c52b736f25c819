/** What the figures are measured on: 40 MB of attachments, the message built of them, and a person's keys. */
import { createPrivateKey, sign } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CmsSigner } from '../../envelope/cms/sign.ts';
import { buildMessage, type MessageSource } from '../../envelope/mime/build.ts';
import type { CardFile } from '../../tests/support/pki/card-file.ts';
import { cast } from '../../tests/support/pki/people.ts';
import { createPki } from '../../tests/support/pki/pki.ts';
import { runCommand } from '../run-command.ts';

/** 40 Mo of attachments, decoded, in four files. */
const attachmentBytes = 41_943_040 / 4;

/** Bytes that neither compress nor repeat, the same in each run. */
function noise(size: number, seed: number): Buffer {
  const bytes = Buffer.alloc(size);
  let state = seed;
  for (let at = 0; at < size; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes.writeUInt32LE(state, at);
  }
  return bytes;
}

/** 40 MB in four files. */
export async function writeAttachments(folder: string): Promise<{ name: string; path: string; sizeBytes: number }[]> {
  const files = [];
  for (let index = 0; index < 4; index += 1) {
    const name = `image-${index}.bin`;
    const path = join(folder, name);
    await writeFile(path, noise(attachmentBytes, index + 1));
    files.push({ name, path, sizeBytes: attachmentBytes });
  }
  return files;
}

/** A message with 40 MB of attachments, read from files. */
export async function message40MB(folder: string): Promise<MessageSource> {
  const files = await writeAttachments(folder);
  return {
    headers: {
      from: { name: 'Dr Claire MARTIN', address: 'claire.martin@medimail.example' },
      to: [{ name: 'Dr Paul LEROY', address: 'paul.leroy@medimail.example' }],
      cc: [],
      subject: 'Imagerie',
      date: new Date('2026-11-23T10:00:00Z'),
      messageId: '0193a000-0000-7000-8000-000000000001@medimail.example',
    },
    text: 'Cher confrère,\n\nCi-joint les images.\n',
    attachments: files.map(({ name, path, sizeBytes }) => ({
      name,
      mediaType: 'image/png',
      sizeBytes,
      open: () => createReadStream(path, { highWaterMark: 256 * 1024 }),
    })),
  };
}

/** Builds the message into a file. */
export async function writeMessage(source: MessageSource, file: string, signer?: CmsSigner): Promise<void> {
  const input = signer === undefined ? source : { ...source, signer };
  await pipeline(Readable.from(buildMessage(input)), createWriteStream(file));
}

/** Claire Martin's card, as a file. */
export async function signerCard(): Promise<CardFile> {
  return (await createPki()).issueCard(cast['claire-martin']);
}

/** Signs in memory with the key of the card's file, as the peer does with the same key. */
export function softwareSigner(card: CardFile): CmsSigner {
  const key = createPrivateKey(card.signature.privateKeyPem);
  return {
    certificate: Buffer.from(card.signature.certificate, 'base64'),
    chain: card.chain.map((certificate) => Buffer.from(certificate, 'base64')),
    scheme: 'rsa-pkcs1-sha256',
    sign: async (data) => sign('sha256', data, key),
  };
}

/** The same key and certificate for `openssl`. */
export async function writeSignerFiles(card: CardFile, folder: string): Promise<{ certificate: string; key: string }> {
  const certificate = join(folder, 'signer.pem');
  const key = join(folder, 'signer.key');
  const lines = card.signature.certificate.match(/.{1,64}/g) ?? [];
  await writeFile(certificate, `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`);
  await writeFile(key, card.signature.privateKeyPem, { mode: 0o600 });
  return { certificate, key };
}

/** Runs a peer's program; throws when it fails, so that nothing is measured that did not work. */
export async function runPeer(program: string, args: readonly string[], cwd: string): Promise<void> {
  const run = await runCommand(program, args, { cwd, limitMs: 120_000 });
  if (run.exitCode !== 0) throw new Error(`${program} ${args.join(' ')}: ${run.output}`);
}
