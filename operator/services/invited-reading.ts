/**
 * Reading without an account: whoever holds the link that was mailed to a recipient opens that one envelope in a browser.
 * This proves possession of the mailbox at most, and is recorded as that and as nothing stronger.
 */
import { AppError } from '../../contract/errors.ts';
import type { AttachmentFacts, EnvelopeRecord } from '../../contract/model/envelope.ts';
import type { EnvelopeEvent } from '../../contract/model/event.ts';
import type { Language } from '../../contract/model/language.ts';
import type { Recipient } from '../../contract/model/recipient.ts';
import type { DepositMethod } from '../../contract/model/seal.ts';
import type { ByteStream } from '../../envelope/bytes.ts';
import { canonicalJson } from '../../envelope/canonical-json.ts';
import { decodeAttachment } from '../../envelope/mime/attachment.ts';
import type { ParsedMessage } from '../../envelope/mime/model.ts';
import { parseMessage } from '../../envelope/mime/parse.ts';
import { type DeliveryParts, messageOf, recordDeliveryTo } from './delivery.ts';
import { hashLinkToken, newLinkToken } from './mailed-links.ts';
import { type OpeningParts, recordFirstOpening } from './opening.ts';
import type { PhoneHint, PhoneProof } from './phone-proof.ts';
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
  /** Where the code goes that is to be given before anything is shown; null when the sender asked for none. */
  readonly phone: PhoneHint | null;
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

/** A reading that begins: its secret, and what is read. */
export interface BegunReading {
  readonly secret: string;
  readonly envelopeId: string;
}

/** Who asks for a code: whoever follows the link, or the browser that asked for one before. */
export type CodeSource = { readonly token: string; readonly network: string } | { readonly codeSecret: string };

/**
 * Links that lead nowhere are `account.link-invalid`, readings that ended `auth.session-ended`, erased contents
 * `envelope.expired`; the first too often from one network is `operator.too-many-requests`.
 */
export interface InvitedReading {
  /** What a link leads to. Records nothing: programs that look for harmful links follow them too. */
  preview(token: string, network: string): Promise<InvitedEnvelope>;
  /** Records the opening and begins a reading; `auth.forbidden` where a code is to be given first. */
  open(token: string, network: string): Promise<BegunReading>;
  /**
   * Sends a code to the telephone that the sender named; gives the secret that the browser must bring it back with. As
   * `PhoneProof.send`; `request.not-found` where no code is asked for.
   */
  sendCode(from: CodeSource, language: Language): Promise<string>;
  /** The envelope that a browser is to give a code for; `auth.code-expired` when there is none, or it served. */
  codeDesk(codeSecret: string): Promise<InvitedEnvelope>;
  /** As `open`, with the code that came by telephone; as `PhoneProof.confirm`. */
  openWithCode(codeSecret: string, typed: string): Promise<BegunReading>;
  /** The envelope that is being read, and as whom. */
  envelope(secret: string, envelopeId: string): Promise<InvitedEnvelope>;
  letter(secret: string, envelopeId: string): Promise<InvitedLetter>;
  attachment(secret: string, envelopeId: string, index: number): Promise<InvitedAttachment>;
  close(secret: string): Promise<void>;
}

export interface InvitedReadingParts extends DeliveryParts, OpeningParts {
  readonly invitations: InvitationStore;
  readonly accounts: AccountStore;
  readonly phoneProof: PhoneProof;
  readonly operatorName: string;
}

export function createInvitedReading(parts: InvitedReadingParts): InvitedReading {
  const { invitations, envelopes, phoneProof, clock } = parts;
  const wrongLinks = createTokenBuckets(MAX_WRONG_LINKS, TEN_MINUTES_MS, clock);
  const looks = createTokenBuckets(MAX_LOOKS, TEN_MINUTES_MS, clock);
  const idleSince = () => new Date(clock().getTime() - IDLE_MS);

  async function envelopeFor(invitation: Invitation): Promise<InvitedEnvelope> {
    const envelope = await envelopes.find(invitation.envelopeId);
    const recipient = envelope?.recipients.find(({ address }) => address === invitation.address);
    if (!envelope || !recipient) throw new AppError('envelope.not-found');
    const { accountId, address } = recipient;
    const account = await (accountId === null
      ? parts.accounts.byAddresses([address]).then((found) => found.get(address) ?? null)
      : parts.accounts.byId(accountId));
    // What the agency took from an account, an older link does not give back.
    if (account?.closed || account?.suspended) throw new AppError('account.link-invalid');
    if (envelope.metadata === null) throw new AppError('envelope.expired');
    const phone = await phoneProof.hint(envelope, address);
    // What asks for a code is read with it alone, account or not.
    return { envelope, recipient, hasAccount: account !== null && phone === null, phone };
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

  /** Records the opening, as known by the link alone or by the code too. */
  async function begin(invited: InvitedEnvelope, linkHash: string, codeSha256: string | null): Promise<BegunReading> {
    const { envelope, recipient } = invited;
    // Whether the content is there is found out before anything is said of it.
    await messageOf(parts, envelope);
    const actor = { accountId: null, name: recipient.name };
    const by = { actor, onBehalfOf: null };
    await recordDeliveryTo(parts, envelope, recipient, by);
    const at = clock().toISOString();
    const statement = openingStatement(parts.operatorName, invited, { linkHash, codeSha256 }, at);
    await recordFirstOpening(parts, envelope, recipient, { at, ...by, source: 'operator', statement });
    const { token: secret, tokenHash } = newLinkToken();
    await invitations.begin(tokenHash, { envelopeId: envelope.id, address: recipient.address }, clock(), idleSince());
    return { secret, envelopeId: envelope.id };
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
      if (invited.phone !== null) throw new AppError('auth.forbidden');
      look({ envelopeId: invited.envelope.id, address: invited.recipient.address });
      return begin(invited, hashLinkToken(token), null);
    },
    async sendCode(from, language) {
      if ('codeSecret' in from) {
        const desk = await phoneProof.desk(from.codeSecret);
        look(desk);
        return phoneProof.send((await envelopeFor(desk)).envelope, desk, language);
      }
      const { envelope, recipient } = await follow(from.token, from.network);
      const desk = { envelopeId: envelope.id, address: recipient.address, linkHash: hashLinkToken(from.token) };
      look(desk);
      return phoneProof.send(envelope, desk, language);
    },
    async codeDesk(codeSecret) {
      const desk = await phoneProof.desk(codeSecret);
      look(desk);
      return envelopeFor(desk);
    },
    async openWithCode(codeSecret, typed) {
      const desk = await phoneProof.desk(codeSecret);
      look(desk);
      const invited = await envelopeFor(desk);
      const confirmed = await phoneProof.confirm(invited.envelope, codeSecret, typed);
      return begin(invited, confirmed.linkHash, confirmed.statementSha256);
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

/** How it is known who reads, and who answers from there. */
export function methodOf(phone: PhoneHint | null): DepositMethod {
  return phone === null ? 'mailed-link' : 'mailed-link-and-phone-code';
}

/** What the operator saw, in its own words: nobody signed in, and nobody signed. */
function openingStatement(
  operator: string,
  { envelope, recipient, phone }: InvitedEnvelope,
  { linkHash, codeSha256 }: { readonly linkHash: string; readonly codeSha256: string | null },
  at: string,
): string {
  const bytes = canonicalJson({
    version: 1,
    operator,
    envelopeId: envelope.id,
    sha256: envelope.sha256,
    recipient: recipient.address,
    method: methodOf(phone),
    linkSha256: linkHash,
    // Of the statement of the code that came back.
    ...(codeSha256 === null ? {} : { codeSha256 }),
    openedAt: at,
  });
  return Buffer.from(bytes).toString('utf8');
}
