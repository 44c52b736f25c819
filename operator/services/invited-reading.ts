/**
 * Reading without an account: whoever holds the link that was mailed to a recipient opens that one envelope in a browser.
 * This proves possession of the mailbox at most, and is recorded as that and as nothing stronger.
 */
import { AppError } from '../../contract/errors.ts';
import type { AttachmentFacts, EnvelopeRecord } from '../../contract/model/envelope.ts';
import type { EnvelopeEvent } from '../../contract/model/event.ts';
import type { Recipient } from '../../contract/model/recipient.ts';
import type { ByteStream } from '../../envelope/bytes.ts';
import { canonicalJson } from '../../envelope/canonical-json.ts';
import { decodeAttachment } from '../../envelope/mime/attachment.ts';
import type { ParsedMessage } from '../../envelope/mime/model.ts';
import { parseMessage } from '../../envelope/mime/parse.ts';
import { type DeliveryParts, messageOf, recordDeliveryTo } from './delivery.ts';
import { hashLinkToken, newLinkToken } from './mailed-links.ts';
import { type OpeningParts, recordFirstOpening } from './opening.ts';
import type { AccountStore } from './ports/accounts.ts';
import type { StoredEnvelope } from './ports/envelopes.ts';
import type { Invitation, InvitationStore } from './ports/invitations.ts';
import { recordOf } from './records.ts';
import { createTokenBuckets } from './token-buckets.ts';

/** Nobody who reads needs more without doing anything. */
const IDLE_MS = 30 * 60_000;
/** Links that lead nowhere, from one network in ten minutes: a mail scanner or a torn link, not a search. */
const MAX_WRONG_LINKS = 30;
/** Looks at one envelope in ten minutes: each reads the whole message. */
const MAX_LOOKS = 200;
const TEN_MINUTES_MS = 600_000;

/** An envelope as one of its recipients. */
export interface InvitedEnvelope {
  readonly envelope: StoredEnvelope;
  readonly recipient: Recipient;
  /** Whether an account has that address now, be the letter in its mailbox or from before it had the address. */
  readonly hasAccount: boolean;
}

/** An opened letter, as its page shows it. */
export interface InvitedLetter extends InvitedEnvelope {
  readonly record: EnvelopeRecord;
  readonly text: string;
  readonly textTruncated: boolean;
  /** Whether there is formatted text, which is not shown here. */
  readonly hasHtml: boolean;
  readonly events: readonly EnvelopeEvent[];
}

/** An attachment being read. */
export interface InvitedAttachment extends Pick<AttachmentFacts, 'name' | 'sizeBytes'> {
  readonly bytes: ByteStream;
}

/**
 * Links that lead nowhere are `account.link-invalid`, readings that ended `auth.session-ended`, erased contents
 * `envelope.expired`; the first too often from one network is `operator.too-many-requests`.
 */
export interface InvitedReading {
  /** What a link leads to. Records nothing: programs that look for harmful links follow them too. */
  preview(token: string, network: string): Promise<InvitedEnvelope>;
  /** Records the opening and begins a reading; gives its secret. */
  open(token: string, network: string): Promise<{ readonly secret: string; readonly envelopeId: string }>;
  /** The envelope that is being read, and as whom. */
  envelope(secret: string, envelopeId: string): Promise<InvitedEnvelope>;
  letter(secret: string, envelopeId: string): Promise<InvitedLetter>;
  attachment(secret: string, envelopeId: string, index: number): Promise<InvitedAttachment>;
  close(secret: string): Promise<void>;
}

export interface InvitedReadingParts extends DeliveryParts, OpeningParts {
  readonly invitations: InvitationStore;
  readonly accounts: AccountStore;
  readonly operatorName: string;
}

export function createInvitedReading(parts: InvitedReadingParts): InvitedReading {
  const { invitations, envelopes, clock } = parts;
  const wrongLinks = createTokenBuckets(MAX_WRONG_LINKS, TEN_MINUTES_MS, clock);
  const looks = createTokenBuckets(MAX_LOOKS, TEN_MINUTES_MS, clock);
  const idleSince = () => new Date(clock().getTime() - IDLE_MS);

  async function envelopeFor(invitation: Invitation): Promise<InvitedEnvelope> {
    const envelope = await envelopes.find(invitation.envelopeId);
    const recipient = envelope?.recipients.find(({ address }) => address === invitation.address);
    if (!envelope || !recipient) throw new AppError('envelope.not-found');
    const account = recipient.accountId === null ? null : await parts.accounts.byId(recipient.accountId);
    // What the agency took from an account, an older link does not give back.
    if (account?.closed || account?.suspended) throw new AppError('account.link-invalid');
    if (envelope.metadata === null) throw new AppError('envelope.expired');
    const hasAccount = account !== null || (await parts.accounts.byAddresses([recipient.address])).size > 0;
    return { envelope, recipient, hasAccount };
  }

  /** Hashed and looked for whatever it is: a link that is nearly right takes as long as any other. */
  async function follow(token: string, network: string): Promise<InvitedEnvelope> {
    const invitation = await invitations.find(hashLinkToken(token));
    if (invitation) return envelopeFor(invitation);
    const retryAfterSeconds = wrongLinks.take(network);
    if (retryAfterSeconds > 0) throw new AppError('operator.too-many-requests', { retryAfterSeconds });
    throw new AppError('account.link-invalid');
  }

  /** Counted for recipient and envelope, however many readings they begin. */
  function look({ envelopeId, address }: Invitation): void {
    const retryAfterSeconds = looks.take(`${envelopeId} ${address}`);
    if (retryAfterSeconds > 0) throw new AppError('operator.too-many-requests', { retryAfterSeconds });
  }

  async function reading(secret: string, envelopeId: string): Promise<InvitedEnvelope> {
    const secretHash = hashLinkToken(secret);
    const invitation = await invitations.use(secretHash, clock(), idleSince());
    // A reading of one envelope says nothing about another, nor whether there is one.
    if (invitation?.envelopeId !== envelopeId) throw new AppError('auth.session-ended');
    look(invitation);
    return envelopeFor(invitation);
  }

  async function parsed(envelope: StoredEnvelope) {
    const message = await messageOf(parts, envelope);
    const content: ParsedMessage = await parseMessage(message.read(0, envelope.sizeBytes));
    return { message, content };
  }

  return {
    preview: follow,
    async open(token, network) {
      const invited = await follow(token, network);
      const { envelope, recipient } = invited;
      look({ envelopeId: envelope.id, address: recipient.address });
      // Whether the content is there is found out before anything is said of it.
      await messageOf(parts, envelope);
      const actor = { accountId: null, name: recipient.name };
      const by = { actor, onBehalfOf: null };
      await recordDeliveryTo(parts, envelope, recipient, by);
      const at = clock().toISOString();
      const statement = openingStatement(parts.operatorName, invited, hashLinkToken(token), at);
      await recordFirstOpening(parts, envelope, recipient, { at, ...by, source: 'operator', statement });
      const { token: secret, tokenHash } = newLinkToken();
      await invitations.begin(tokenHash, { envelopeId: envelope.id, address: recipient.address }, clock(), idleSince());
      return { secret, envelopeId: envelope.id };
    },
    envelope: reading,
    async letter(secret, envelopeId) {
      const invited = await reading(secret, envelopeId);
      const { content } = await parsed(invited.envelope);
      return {
        ...invited,
        record: await recordOf(parts.vault, invited.envelope),
        text: content.text,
        textTruncated: content.textTruncated,
        hasHtml: content.html !== null,
        events: await envelopes.events(envelopeId),
      };
    },
    async attachment(secret, envelopeId, index) {
      const { envelope } = await reading(secret, envelopeId);
      const { message, content } = await parsed(envelope);
      const found = content.attachments.find((one) => one.index === index);
      if (!found) throw new AppError('request.not-found');
      const { name, sizeBytes, offset, length, encoding } = found;
      return { name, sizeBytes, bytes: decodeAttachment(message.read(offset, offset + length), encoding) };
    },
    close: (secret) => invitations.end(hashLinkToken(secret)),
  };
}

/** What the operator saw, in its own words: nobody signed in, and nobody signed. */
function openingStatement(
  operator: string,
  { envelope, recipient }: InvitedEnvelope,
  linkSha256: string,
  at: string,
): string {
  const bytes = canonicalJson({
    version: 1,
    operator,
    envelopeId: envelope.id,
    sha256: envelope.sha256,
    recipient: recipient.address,
    method: 'mailed-link',
    linkSha256,
    openedAt: at,
  });
  return Buffer.from(bytes).toString('utf8');
}
