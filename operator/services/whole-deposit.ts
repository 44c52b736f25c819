/**
 * A small message deposited whole: checked, sealed and published in one go, its content written with its envelope in one
 * transaction. Nothing of it is kept before; whoever does not hear the answer sends it again.
 */
import type { DepositReceipt, Manifest } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import type { ByteStream } from '../../envelope/bytes.ts';
import type { Clock } from '../clock.ts';
import { expectStanding } from './account-standing.ts';
import { announcedManifest, askTheSame } from './asked-phones.ts';
import { INLINE_BYTES, newContentId, writeSegment } from './contents.ts';
import type { Depositor } from './depositor.ts';
import { createDepositParser } from './inspect-message.ts';
import type { MailboxAccess } from './mailbox-access.ts';
import type { AccountStore } from './ports/accounts.ts';
import type { BlobStore, KeyVault } from './ports/contents.ts';
import type { DepositName, Upload, UploadStore } from './ports/uploads.ts';
import { CLOCK_TOLERANCE_SECONDS } from './possession.ts';
import { type KeptContent, type PublishParts, publishEnvelope } from './publish.ts';
import { earlierReceipt, receiptOf } from './receipts.ts';
import { expectMayWrite } from './recipients.ts';
import { REQUEST_TIMEOUT_MS } from './request-time.ts';
import type { Caller } from './sessions.ts';

export interface WholeDeposits {
  deposit(caller: Caller, manifest: Manifest, bytes: Uint8Array): Promise<DepositReceipt>;
  /** Refuses a whole deposit of that envelope that is still on its way: whether it was sealed is certain from then on. */
  withdraw(caller: Caller, envelopeId: string): Promise<void>;
}

export interface WholeDepositParts extends PublishParts {
  readonly mailboxes: MailboxAccess;
  readonly accounts: AccountStore;
  readonly uploads: UploadStore;
  readonly vault: KeyVault;
  readonly blobs: BlobStore;
  readonly clock: Clock;
}

/** A request that begins later than this is refused for its proof's time (RFC 9449), and its body takes no longer than any. */
const ON_ITS_WAY_MS = 2 * CLOCK_TOLERANCE_SECONDS * 1000 + REQUEST_TIMEOUT_MS;

export function createWholeDeposits(parts: WholeDepositParts): WholeDeposits {
  const { uploads, vault, blobs, clock } = parts;
  const underWay = new Map<string, Promise<DepositReceipt>>();
  /** Only now does the content have a key: a refused message costs none. What a failure leaves of it is swept. */
  async function keep(bytes: Uint8Array): Promise<KeptContent> {
    const at = clock();
    const contentId = newContentId(at);
    const key = await vault.create(contentId, at);
    const segment = await writeSegment(blobs, { contentId, key, index: 0, offset: 0 }, onePiece(bytes), true);
    return { contentId, key, segments: [segment] };
  }

  async function depositOnce(caller: Caller, manifest: Manifest, bytes: Uint8Array): Promise<DepositReceipt> {
    const earlier = await earlierReceipt(parts, caller, manifest);
    if (earlier) return earlier;
    const accountId = caller.account.card.accountId;
    // Begun in pieces: it ends as one that nobody continues, but it must be the same.
    const begun = await uploads.find(accountId, manifest.envelopeId);
    if (begun) await expectSameUpload(parts, begun, manifest, caller.mailbox.card.accountId);
    await expectMayWrite(parts.envelopes, caller, manifest);
    const parser = createDepositParser();
    parser.write(bytes);
    const published = await publishEnvelope(parts, {
      ...{ depositor: caller, accountId, manifest, message: parser.end(), statement: null },
      still: () => stillAllowed(parts, caller),
      read: () => onePiece(bytes),
      keep: () => keep(bytes),
    });
    return receiptOf(vault, published);
  }

  return {
    async deposit(caller, manifest, bytes) {
      if (bytes.length > INLINE_BYTES || bytes.length !== manifest.sizeBytes) {
        throw new AppError('request.invalid', { field: 'message' });
      }
      const name = Object.values(nameOf(caller, manifest.envelopeId)).join(' ');
      // The same again waits for the first and finds what became of it; a difference is told then.
      for (let one = underWay.get(name); one; one = underWay.get(name)) await one.catch(() => undefined);
      // In the same turn: of several that waited, one begins and the others wait for it.
      const receipt = depositOnce(caller, manifest, bytes).finally(() => underWay.delete(name));
      underWay.set(name, receipt);
      return receipt;
    },
    async withdraw(caller, envelopeId) {
      // What becomes of one that is under way, at any node, is told to who sent it: it is published before this, or not at all.
      const now = clock();
      await uploads.withdraw(nameOf(caller, envelopeId), now, new Date(now.getTime() + ON_ITS_WAY_MS));
    },
  };
}

function nameOf({ account, mailbox }: Caller, envelopeId: string): DepositName {
  return { accountId: account.card.accountId, mailboxId: mailbox.card.accountId, envelopeId };
}

/** Throws `envelope.conflict` unless an upload is of that manifest's bytes, for that mailbox, and asks for the same codes. */
export async function expectSameUpload(
  parts: Pick<WholeDepositParts, 'uploads' | 'vault'>,
  upload: Upload,
  manifest: Manifest,
  mailboxId: string,
): Promise<void> {
  const isSame = upload.manifest.sha256 === manifest.sha256 && upload.mailboxId === mailboxId;
  if (!isSame || !askTheSame(await announcedManifest(parts, upload), manifest)) throw new AppError('envelope.conflict');
}

/** The caller as things stand now; throws once account or delegation do not allow depositing any more. */
export async function stillAllowed(
  { accounts, mailboxes }: Pick<WholeDepositParts, 'accounts' | 'mailboxes'>,
  caller: Caller,
): Promise<Depositor> {
  expectStanding(await accounts.byId(caller.account.card.accountId));
  return mailboxes.expectStill(caller, ['answer', 'send']);
}

async function* onePiece(bytes: Uint8Array): ByteStream {
  yield bytes;
}
