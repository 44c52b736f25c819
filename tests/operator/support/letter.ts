/** Letters to deposit, right or wrong in one point. */
import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { DepositReceipt, Manifest, UploadStatus } from '../../../contract/api/routes.ts';
import { EnvelopeId } from '../../../contract/model/ids.ts';
import { EmailAddress } from '../../../contract/model/person.ts';
import { concat } from '../../../envelope/bytes.ts';
import type { CmsSigner } from '../../../envelope/cms/sign.ts';
import { buildMessage } from '../../../envelope/mime/build.ts';
import type { AttachmentSource, MessageHeaders } from '../../../envelope/mime/model.ts';
import { type Answer, cardSigner, type Workstation } from './workstation.ts';

/** Nobody would write this by chance: it must be found nowhere in the clear. */
export const MARKER = 'MARQUEUR-SECRET-7Q4Z';

export interface LetterOptions {
  readonly id?: string;
  readonly to: readonly string[];
  readonly cc?: readonly string[];
  readonly subject?: string;
  readonly text?: string;
  readonly attachments?: readonly AttachmentSource[];
  /** False: unsigned. Another signer: signed by that one. */
  readonly signer?: CmsSigner | false;
  readonly inReplyTo?: string;
  readonly headers?: Partial<MessageHeaders>;
  /** Codes by telephone that are asked for. */
  readonly phoneCodes?: Manifest['phoneCodes'];
}

export interface Letter {
  readonly manifest: Manifest;
  readonly bytes: Buffer;
}

/** An attachment of `size` bytes that do not compress. */
export function attachment(name: string, size: number): AttachmentSource {
  return fileOf(name, Buffer.alloc(size, createHash('sha512').update(name).digest()));
}

/** An attachment with that content. */
export function fileOf(name: string, content: Uint8Array): AttachmentSource {
  return {
    name,
    mediaType: 'application/octet-stream',
    sizeBytes: content.length,
    async *open() {
      for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536);
    },
  };
}

/** Builds the message and the manifest that belongs to it. */
export async function writeLetter(from: Workstation, options: LetterOptions): Promise<Letter> {
  const id = options.id ?? uuidv7();
  const { to, cc = [] } = options;
  const mailbox = (address: string) => ({ name: '', address });
  const signer = options.signer === undefined ? cardSigner(from.card) : options.signer || undefined;
  const pieces: Uint8Array[] = [];
  const message = buildMessage({
    headers: {
      from: mailbox(from.address),
      to: to.map(mailbox),
      cc: cc.map(mailbox),
      subject: options.subject ?? `CR consultation ${MARKER}`,
      date: new Date(),
      messageId: `${id}@demo.medimail.example`,
      ...(options.inReplyTo ? { inReplyTo: `${options.inReplyTo}@demo.medimail.example` } : {}),
      ...options.headers,
    },
    text: options.text ?? `Cher confrère, ${MARKER}\nBien à vous.`,
    attachments: options.attachments ?? [],
    ...(signer ? { signer } : {}),
  });
  for await (const piece of message) pieces.push(Buffer.from(piece));
  const bytes = Buffer.from(concat(pieces));
  const refs = (addresses: readonly string[], role: 'to' | 'cc') =>
    addresses.map((address) => ({ address: EmailAddress.parse(address), name: '', role }));
  return {
    bytes,
    manifest: {
      envelopeId: EnvelopeId.parse(id),
      sha256: createHash('sha256').update(bytes).digest('hex'),
      sizeBytes: bytes.length,
      recipients: [...refs(to, 'to'), ...refs(cc, 'cc')],
      signed: signer !== undefined,
      inReplyTo: options.inReplyTo ? EnvelopeId.parse(options.inReplyTo) : null,
      ...(options.phoneCodes ? { phoneCodes: options.phoneCodes } : {}),
    },
  };
}

export const CHUNK = 4 * 1_048_576;

/** Announces, uploads what is missing and commits; stops at the first refusal. */
export async function deposit(from: Workstation, letter: Letter, chunk = CHUNK): Promise<Answer<DepositReceipt>> {
  const announced = await from.call<UploadStatus>('POST', '/v1/uploads', { body: letter.manifest });
  if (announced.status !== 200) return announced as Answer<unknown> as Answer<DepositReceipt>;
  let { offset } = announced.json;
  const path = `/v1/uploads/${letter.manifest.envelopeId}`;
  while (announced.json.state === 'receiving' && offset < letter.bytes.length) {
    const appended = await from.call<{ offset: number }>('PATCH', path, {
      bytes: letter.bytes.subarray(offset, offset + chunk),
      headers: { 'upload-offset': String(offset) },
    });
    if (appended.status !== 200) return appended as Answer<unknown> as Answer<DepositReceipt>;
    ({ offset } = appended.json);
  }
  return from.call<DepositReceipt>('POST', `${path}/commit`, { body: {} });
}

/** Deposits a small letter in one request. */
export const depositWhole = (from: Workstation, { manifest, bytes }: Letter): Promise<Answer<DepositReceipt>> =>
  from.call<DepositReceipt>('POST', '/v1/envelopes', { body: { manifest, message: bytes.toString('base64') } });

/** The same letter with its bytes changed, under a manifest that fits the changed bytes. */
export function altered(letter: Letter, change: (text: string) => string): Letter {
  const bytes = Buffer.from(change(letter.bytes.toString('latin1')), 'latin1');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { bytes, manifest: { ...letter.manifest, sha256, sizeBytes: bytes.length } };
}
