/** Whether a message is what its manifest announced, and who signed it (protocol.md §3, §4). */
import type { Manifest } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import { MAX_ATTACHMENTS, MAX_ATTACHMENTS_BYTES } from '../../contract/model/limits.ts';
import { verifyDetached } from '../../envelope/cms/verify.ts';
import type { Mailbox, ParsedMessage } from '../../envelope/mime/model.ts';
import { createMessageParser, type MessageParser } from '../../envelope/mime/parse.ts';
import { readCertificate } from '../../envelope/x509/certificate.ts';
import { validateChain } from '../../envelope/x509/chain.ts';
import type { Author, Depositor } from './depositor.ts';
import type { ValidationObject } from './ports/envelopes.ts';
import type { Metadata } from './records.ts';
import type { Trust } from './trust.ts';

/** A signature that holds, by the sender's own card. */
export interface CheckedSignature {
  readonly certificateSha256: string;
  readonly nationalId: string;
  readonly algorithm: string;
  /** The signature's own bytes. */
  readonly value: Uint8Array;
  readonly validation: readonly ValidationObject[];
}

/** A parser that refuses more than 40 MB of attachments as soon as they have passed. */
export function createDepositParser(): MessageParser {
  return createMessageParser(
    {},
    {
      onDecodedBytes(total) {
        if (total > MAX_ATTACHMENTS_BYTES) {
          throw new AppError('envelope.too-large', { sizeBytes: total, limitBytes: MAX_ATTACHMENTS_BYTES });
        }
      },
    },
  );
}

/** Compares a message with its manifest and its sender; what differs is named. Gives what lists will show. */
export function compareWithManifest(
  message: ParsedMessage,
  manifest: Manifest,
  { account, mailbox, scopes }: Pick<Depositor, 'account' | 'mailbox' | 'scopes'>,
): Metadata {
  if (message.sha256 !== manifest.sha256) throw new AppError('upload.digest-mismatch');
  const { headers } = message;
  const differs = (field: string, isSame: boolean) => {
    if (!isSame) throw new AppError('envelope.differs-from-manifest', { field });
  };
  const outerDiffers = message.headersDiffer[0];
  differs(outerDiffers ?? '', outerDiffers === undefined);
  differs('from', fold(headers.from) === mailbox.card.address);
  // A delegate's letter names the delegate in itself, under the delegate's own signature.
  const isByOwner = headers.sender === undefined && scopes === null;
  differs('sender', isByOwner || (headers.sender && fold(headers.sender)) === account.card.address);
  differs('messageId', localPart(headers.messageId) === manifest.envelopeId);
  differs('inReplyTo', (headers.inReplyTo ? localPart(headers.inReplyTo) : null) === manifest.inReplyTo);
  differs('to', sameAddresses(headers.to, manifest, 'to'));
  differs('cc', sameAddresses(headers.cc, manifest, 'cc'));
  differs('signed', (message.signed !== null) === manifest.signed);
  // Else sender, recipients and title would be sealed as signed, and be nobody's word (RFC 9788).
  if (message.signed && !message.headersProtected) {
    throw new AppError('envelope.signature-invalid', { reason: 'headers' });
  }
  if (message.attachments.length > MAX_ATTACHMENTS) {
    throw new AppError('envelope.malformed', { reason: 'attachments' });
  }
  return {
    subject: headers.subject.slice(0, 998),
    attachments: message.attachments.map(({ index, name, mediaType, sizeBytes }) => ({
      index,
      name: name.slice(0, 255),
      mediaType: mediaType.slice(0, 120),
      sizeBytes,
    })),
    inReplyTo: manifest.inReplyTo,
  };
}

/** Verifies the signature, its certificate's chain at `at`, and that the hand that signed is the account's, which is the delegate's under a delegation. */
export async function checkSignature(
  signed: NonNullable<ParsedMessage['signed']>,
  account: Pick<Author, 'nationalId'>,
  trust: Trust,
  at: Date,
): Promise<CheckedSignature> {
  const verified = await verifyDetached(signed.signature, signed.digests).catch((error: unknown) => {
    const isAltered = error instanceof AppError && error.is('envelope.altered');
    throw isAltered ? new AppError('envelope.signature-invalid', { reason: 'altered' }, error) : error;
  });
  const verdict = await validateChain(verified.signer, verified.certificates, trust.current(), {
    at,
    purpose: 'signature',
    revocation: 'required',
    graceMs: trust.graceMs,
  });
  if (!verdict.ok) throw new AppError('envelope.signature-invalid', { reason: verdict.code });
  const facts = readCertificate(verified.signer);
  const nationalId = facts.identity?.nationalId;
  if (nationalId === undefined || nationalId !== account.nationalId) throw new AppError('envelope.signer-not-sender');
  return {
    certificateSha256: facts.fingerprint,
    nationalId,
    algorithm: verified.algorithm,
    value: verified.signatureValue,
    validation: validationObjects(verdict),
  };
}

/** What a chain was checked with, to be kept so that the check can be made again years later. */
export function validationObjects(verdict: {
  readonly chain: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
}): ValidationObject[] {
  return [
    ...verdict.chain.map((der) => ({ kind: 'certificate', der }) as const),
    ...verdict.crls.map((der) => ({ kind: 'crl', der }) as const),
  ];
}

function fold(mailbox: Mailbox): string {
  return mailbox.address.toLowerCase();
}

/** An envelope's id is the left side of its Message-ID. */
function localPart(messageId: string): string {
  return messageId.split('@', 1)[0] ?? '';
}

function sameAddresses(mailboxes: readonly Mailbox[], manifest: Manifest, role: 'to' | 'cc'): boolean {
  const announced = manifest.recipients.filter((recipient) => recipient.role === role).map((one) => one.address);
  const stated = mailboxes.map(fold);
  return stated.length === announced.length && [...stated].sort().join() === [...announced].sort().join();
}
