/**
 * Answering without an account: whoever reads a letter by an invitation's link answers those who take part in it, and sees
 * what becomes of the answer. It is sealed as deposited by that link, unsigned, and as nothing stronger.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Readable } from 'node:stream';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../../contract/errors.ts';
import type { EnvelopeRecord } from '../../contract/model/envelope.ts';
import type { EnvelopeEvent } from '../../contract/model/event.ts';
import { invitedSender } from '../../contract/model/person.ts';
import type { Recipient, RecipientRef } from '../../contract/model/recipient.ts';
import { canonicalJson } from '../../envelope/canonical-json.ts';
import { actorName } from './actor-name.ts';
import {
  type AnswerFile,
  type AnswerWritingParts,
  hashStatement,
  keepFiles,
  sealAnswer,
  type WrittenAnswer,
} from './answer-writing.ts';
import { messageOf } from './delivery.ts';
import { type EvidenceParts, evidenceOf } from './evidence.ts';
import { type InvitedEnvelope, type InvitedReading, methodOf } from './invited-reading.ts';
import { hashLinkToken } from './mailed-links.ts';
import type { StoredEnvelope } from './ports/envelopes.ts';
import type { InvitationStore } from './ports/invitations.ts';
import { recordOf } from './records.ts';
import { createTokenBuckets } from './token-buckets.ts';

const TEN_MINUTES_MS = 600_000;
const DAY_MS = 86_400_000;
/** Answers to one letter by one of those whom it invited, and of one address to all its letters: people write no more. */
const MAX_ANSWERS = 10;
const MAX_ANSWERS_A_DAY = 40;
/** Forms of one address that arrive at a time. */
const MAX_AT_ONCE = 2;

/** What a form must bring back: the id that its answer will have, and the proof that this reading was given it. */
export interface AnswerTicket {
  readonly answerId: string;
  readonly token: string;
}

/** What the page of a letter offers: null to who has an account by now, and answers from there. */
export interface AnswerDesk {
  readonly ticket: AnswerTicket;
  readonly sender: RecipientRef;
  /** The others who take part in the letter and can be written to. */
  readonly others: readonly RecipientRef[];
}

/** An answer that was sealed. */
export interface SealedAnswer {
  readonly envelope: StoredEnvelope;
  readonly record: EnvelopeRecord;
  readonly events: readonly EnvelopeEvent[];
}

/** An answer whose form is arriving. */
export interface ArrivingAnswer {
  /** Keeps a file of it. */
  add(file: AnswerFile): Promise<void>;
  /** Seals it. `request.invalid` (`text`) when there is neither text nor file; else as a deposit. */
  seal(words: { readonly text: string; readonly toAll: boolean }): Promise<void>;
  /** Always called at the end: nothing of what was not sealed stays. */
  discard(): Promise<void>;
}

/** Readings are told of as `InvitedReading` tells of them; a form of another reading is `auth.forbidden`. */
export interface InvitedAnswers {
  desk(secret: string, invited: InvitedEnvelope): AnswerDesk | null;
  /** Null when that form's answer is sealed already: sending it again sends nothing. */
  begin(secret: string, envelopeId: string, ticket: AnswerTicket): Promise<ArrivingAnswer | null>;
  /** The answers that this reader gave to that letter, oldest first. */
  given(invited: InvitedEnvelope): Promise<readonly SealedAnswer[]>;
  /** One of them; `request.not-found` for anything else. */
  answer(secret: string, envelopeId: string, answerId: string): Promise<SealedAnswer>;
  /** Message, seal, timestamp and events of one of them, to be checked without this operator. */
  proof(secret: string, envelopeId: string, answerId: string): Promise<Readable>;
}

export interface InvitedAnswerParts extends AnswerWritingParts {
  readonly reading: Pick<InvitedReading, 'envelope'>;
  readonly invitations: InvitationStore;
  readonly log: EvidenceParts['log'];
  readonly logHeads: EvidenceParts['logHeads'];
  /** 32 bytes under which forms are known again. */
  readonly formKey: Uint8Array;
}

export function createInvitedAnswers(parts: InvitedAnswerParts): InvitedAnswers {
  const { reading, invitations, envelopes, blobs, clock } = parts;
  const expectRoom = createAnswerLimits(parts);
  /** Forms that arrive or are being sealed, by the id of their answer. */
  const underWay = new Map<string, Promise<void>>();

  /** Bound to the reading: a form of one browser is worth nothing in another, nor for another letter. */
  function tokenFor(secret: string, envelopeId: string, answerId: string): string {
    const name = `${hashLinkToken(secret)}\n${envelopeId}\n${answerId}`;
    return createHmac('sha256', parts.formKey).update(name).digest('base64url');
  }

  async function sealedAs({ envelope, recipient }: InvitedEnvelope, answerId: string): Promise<StoredEnvelope | null> {
    const own = await invitations.answers({ envelopeId: envelope.id, address: recipient.address });
    return own.includes(answerId) ? envelopes.find(answerId) : null;
  }

  async function ownAnswer(secret: string, envelopeId: string, answerId: string): Promise<StoredEnvelope> {
    const envelope = await sealedAs(await reading.envelope(secret, envelopeId), answerId);
    if (!envelope) throw new AppError('request.not-found');
    return envelope;
  }

  async function told(envelope: StoredEnvelope): Promise<SealedAnswer> {
    return { envelope, record: await recordOf(parts.vault, envelope), events: await envelopes.events(envelope.id) };
  }

  /** Whoever sends a form twice waits for the first: what it sealed is not sealed again. */
  async function inTurn(answerId: string): Promise<() => void> {
    for (let other = underWay.get(answerId); other; other = underWay.get(answerId)) await other;
    let leave: () => void = () => undefined;
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    underWay.set(answerId, left);
    return () => {
      underWay.delete(answerId);
      leave();
    };
  }

  function arrivingAnswer(
    secret: string,
    invited: InvitedEnvelope,
    answerId: string,
    leave: () => void,
  ): ArrivingAnswer {
    const files = keepFiles(blobs, clock);
    return {
      add: files.add,
      async seal({ text, toAll }) {
        const attachments = files.attachments();
        if (text.trim() === '' && attachments.length === 0) throw new AppError('request.invalid', { field: 'text' });
        const { sender, others } = correspondents(invited);
        const writing = await writingOf(parts, invited, answerId);
        const recipients = toAll ? [sender, ...others] : [sender];
        await sealAnswer(parts, {
          ...{ ...writing, recipients, text, attachments },
          async still() {
            expectWithoutAccount(await reading.envelope(secret, invited.envelope.id));
            return writing.depositor;
          },
        });
      },
      async discard() {
        leave();
        await files.discard();
      },
    };
  }

  return {
    desk(secret, invited) {
      if (invited.hasAccount) return null;
      const answerId = uuidv7({ msecs: clock().getTime() });
      const token = tokenFor(secret, invited.envelope.id, answerId);
      return { ticket: { answerId, token }, ...correspondents(invited) };
    },
    async begin(secret, envelopeId, { answerId, token }) {
      const invited = await reading.envelope(secret, envelopeId);
      if (!isSame(token, tokenFor(secret, envelopeId, answerId))) throw new AppError('auth.forbidden');
      expectWithoutAccount(invited);
      const leaveTurn = await inTurn(answerId);
      try {
        if (await sealedAs(invited, answerId)) {
          leaveTurn();
          return null;
        }
        const leaveRoom = expectRoom(invited);
        return arrivingAnswer(secret, invited, answerId, () => {
          leaveRoom();
          leaveTurn();
        });
      } catch (error) {
        leaveTurn();
        throw error;
      }
    },
    async given({ envelope, recipient }) {
      const ids = await invitations.answers({ envelopeId: envelope.id, address: recipient.address });
      const found = await Promise.all(ids.map((id) => envelopes.find(id)));
      return Promise.all(found.flatMap((one) => (one ? told(one) : [])));
    },
    answer: async (secret, envelopeId, answerId) => told(await ownAnswer(secret, envelopeId, answerId)),
    proof: async (secret, envelopeId, answerId) =>
      evidenceOf(parts, await messageOf(parts, await ownAnswer(secret, envelopeId, answerId))),
  };
}

/** Takes a place for one more form, and gives it back. Counted by letter and address, however many links and browsers. */
function createAnswerLimits({ clock }: InvitedAnswerParts): (invited: InvitedEnvelope) => () => void {
  const ofLetter = createTokenBuckets(MAX_ANSWERS, TEN_MINUTES_MS, clock);
  const ofAddress = createTokenBuckets(MAX_ANSWERS_A_DAY, DAY_MS, clock);
  const arriving = new Map<string, number>();
  return ({ envelope, recipient: { address } }) => {
    const now = arriving.get(address) ?? 0;
    if (now >= MAX_AT_ONCE) throw new AppError('operator.too-many-requests', { retryAfterSeconds: 10 });
    const retryAfterSeconds = ofLetter.take(`${envelope.id} ${address}`) || ofAddress.take(address);
    if (retryAfterSeconds > 0) throw new AppError('operator.too-many-requests', { retryAfterSeconds });
    arriving.set(address, now + 1);
    return () => {
      const left = (arriving.get(address) ?? 1) - 1;
      if (left > 0) arriving.set(address, left);
      else arriving.delete(address);
    };
  };
}

/** Who can be answered: whoever wrote, and the others of the letter whom this operator reaches. */
function correspondents({ envelope, recipient }: InvitedEnvelope): Omit<AnswerDesk, 'ticket'> {
  const { sender } = envelope;
  const isReached = ({ kind, address }: Recipient) =>
    (kind === 'medimail' || kind === 'invited') && address !== recipient.address && address !== sender.address;
  const others = envelope.recipients.filter(isReached);
  return {
    sender: { address: sender.address, name: actorName(sender), role: 'to' },
    others: others.map(({ address, name }) => ({ address, name, role: 'cc' as const })),
  };
}

/** An account signs in with more than a link: what an older link allowed, it does not allow any more. */
function expectWithoutAccount({ hasAccount }: InvitedEnvelope): void {
  if (hasAccount) throw new AppError('auth.forbidden');
}

/** An answer as far as the letter determines it, with the statement of by what right it is deposited. */
async function writingOf(
  parts: InvitedAnswerParts,
  { envelope, recipient, phone }: InvitedEnvelope,
  answerId: string,
): Promise<Pick<WrittenAnswer, 'answerId' | 'answered' | 'depositor' | 'statement' | 'subject'>> {
  const { address } = recipient;
  const [record, events] = await Promise.all([recordOf(parts.vault, envelope), parts.envelopes.events(envelope.id)]);
  const opening = events.find((event) => event.kind === 'opened' && event.recipient === address);
  const method = methodOf(phone);
  const statement = canonicalJson({
    ...{
      version: 1,
      operator: parts.operatorName,
      envelopeId: answerId,
      inReplyTo: envelope.id,
      sender: address,
      method,
    },
    // What was stated of the opening names the link, and the code.
    openingSha256: opening?.evidenceSha256 ?? null,
    depositedAt: parts.clock().toISOString(),
  });
  const text = Buffer.from(statement).toString('utf8');
  const author = { card: invitedSender(address), nationalId: null };
  const session = { method, evidenceSha256: hashStatement(text) };
  return {
    ...{ answerId, answered: envelope, statement: text, subject: answerTitle(record.content?.subject ?? '') },
    depositor: { account: author, mailbox: author, scopes: null, session },
  };
}

/** As the client titles answers. */
function answerTitle(title: string): string {
  return (/^\s*re\s*:/i.test(title) ? title : `Re\u00a0: ${title}`).slice(0, 998).trimEnd();
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)] as const;
  return one.length === other.length && timingSafeEqual(one, other);
}
