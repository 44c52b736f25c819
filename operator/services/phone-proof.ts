/**
 * The proof beside the mailed link: a code that goes to the telephone which the sender named, and that must come back from
 * the browser that asked for it. Of codes keyed hashes alone are kept; of telephones what is sealed under the content's key.
 */
import { createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../../contract/errors.ts';
import type { Language } from '../../contract/model/language.ts';
import { lastDigits, PHONE_CODE_LENGTH, type PhoneChannel, PhoneCodeRequest } from '../../contract/model/phone-code.ts';
import { canonicalJson } from '../../envelope/canonical-json.ts';
import type { Clock } from '../clock.ts';
import { hashStatement } from './answer-writing.ts';
import { asksCode } from './asked-phones.ts';
import { openPhone } from './contents.ts';
import { hashLinkToken, newLinkToken } from './mailed-links.ts';
import type { KeyVault } from './ports/contents.ts';
import type { EnvelopeStore, StoredEnvelope } from './ports/envelopes.ts';
import type { Invitation } from './ports/invitations.ts';
import { type PhoneCodes, PhoneGatewayFailed } from './ports/phone-codes.ts';
import type { PhoneProofStore, SentCodes, WaitingCode } from './ports/phone-proofs.ts';
import { partiesOf } from './records.ts';
import type { Signals } from './signals.ts';

const CODE_LIFE_MS = 10 * 60_000;
const MAX_TRIES = 5;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** For one recipient of one letter, and for one telephone whichever letters ask for it. */
const MAX_AN_HOUR = 3;
const MAX_A_DAY = 6;
/** For all letters of one sender: what a service sends in a day, and no way to have an operator ring numbers that are paid for. */
const MAX_OF_SENDER_A_DAY = 200;

/** What the pages may say of the telephone. */
export interface PhoneHint {
  readonly lastDigits: string;
  readonly channel: PhoneChannel;
}

/** A browser that is to give a code. */
export interface CodeDesk extends Invitation {
  readonly linkHash: string;
}

/** A code that came back. */
export interface ConfirmedCode extends CodeDesk {
  /** Of the statement that was kept of it. */
  readonly statementSha256: string;
}

export interface PhoneProof {
  /** Null: the sender asked for none. */
  hint(envelope: StoredEnvelope, address: string): Promise<PhoneHint | null>;
  /**
   * Sends a code, and gives the secret that the browser must bring it back with. `auth.too-many-codes`, or
   * `operator.unavailable` when it could not be sent.
   */
  send(envelope: StoredEnvelope, desk: CodeDesk, language: Language): Promise<string>;
  /** What the browser waits for; `auth.code-expired` when there is no code, or it served. */
  desk(secret: string): Promise<CodeDesk>;
  /**
   * `auth.code-invalid` with the tries that are left; `auth.code-expired` when it came too late, served before, or none are
   * left. Once.
   */
  confirm(envelope: StoredEnvelope, secret: string, typed: string): Promise<ConfirmedCode>;
}

export interface PhoneProofParts {
  readonly phoneProofs: PhoneProofStore;
  readonly envelopes: EnvelopeStore;
  readonly vault: KeyVault;
  readonly signals: Signals;
  readonly clock: Clock;
  /** Null: a letter that asks for a code was sealed when there was one. */
  readonly phoneCodes: PhoneCodes | null;
  readonly operatorName: string;
  /** Told why a code did not leave; nothing in it names anybody. */
  readonly onFailure: (failure: PhoneGatewayFailed) => void;
}

/** `key`: 32 bytes of the vault, without which nothing that is kept leads to a code or a number. */
export function createPhoneProof(parts: PhoneProofParts, key: Uint8Array): PhoneProof {
  const { phoneProofs, envelopes, vault, clock } = parts;
  const keyed = (...words: readonly string[]) => createHmac('sha256', key).update(words.join('\n')).digest('hex');
  const codeHash = (secretHash: string, code: string) => keyed('code', secretHash, code);

  async function askedOf(envelope: StoredEnvelope, address: string): Promise<PhoneCodeRequest | null> {
    if (!asksCode(envelope, address)) return null;
    const box = await phoneProofs.box(envelope.contentId, address);
    // What the seal asks for and nobody knows lets nobody in.
    if (box === null) throw new AppError('store.corrupt');
    const contentKey = await vault.find(envelope.contentId);
    if (contentKey === null) throw new AppError('envelope.expired');
    return PhoneCodeRequest.parse(JSON.parse(openPhone(contentKey, envelope.id, address, box)));
  }

  async function expectAsked(envelope: StoredEnvelope, address: string): Promise<PhoneCodeRequest> {
    const asked = await askedOf(envelope, address);
    if (asked === null) throw new AppError('request.not-found');
    return asked;
  }

  /** Says in the history what was seen, once each; gives the hash of the statement that stands there. */
  async function record(
    kind: 'code-sent' | 'code-confirmed',
    envelope: StoredEnvelope,
    { address, number, channel }: PhoneCodeRequest,
  ): Promise<string> {
    const at = clock().toISOString();
    const bytes = canonicalJson({
      ...{ version: 1, operator: parts.operatorName, envelopeId: envelope.id, sha256: envelope.sha256 },
      ...{ recipient: address, step: kind, channel, lastDigits: lastDigits(number), at },
    });
    const text = Buffer.from(bytes).toString('utf8');
    const sha256 = hashStatement(text);
    // The operator sends; of who gives the code back nothing is known but the address.
    const name = kind === 'code-sent' ? parts.operatorName : address;
    const { event, isNew } = await envelopes.advance({
      ...{ envelopeId: envelope.id, address, state: null, statement: { sha256, text } },
      event: {
        ...{ kind, at, actor: { accountId: null, name }, onBehalfOf: null, recipient: address },
        ...{ source: 'operator', evidenceSha256: sha256 },
      },
    });
    if (isNew) parts.signals.changed(partiesOf(envelope));
    return event.evidenceSha256 ?? sha256;
  }

  /** Whether the gateway took it; false when it may have. */
  async function handOver(
    asked: PhoneCodeRequest,
    code: string,
    language: Language,
    secretHash: string,
  ): Promise<boolean> {
    try {
      if (parts.phoneCodes === null) throw new PhoneGatewayFailed('unreachable');
      const id = uuidv7({ msecs: clock().getTime() });
      await parts.phoneCodes.send({ id, number: asked.number, channel: asked.channel, code, language });
      return true;
    } catch (error) {
      if (!(error instanceof PhoneGatewayFailed)) throw error;
      parts.onFailure(error);
      // It may ring all the same: it is counted, and serves when it does.
      if (error.code === 'too-slow') return false;
      await phoneProofs.withdraw(secretHash);
      throw new AppError('operator.unavailable', error);
    }
  }

  const isAlive = ({ sentAt }: WaitingCode) => sentAt.getTime() + CODE_LIFE_MS > clock().getTime();

  return {
    async hint(envelope, address) {
      const asked = await askedOf(envelope, address);
      return asked && { lastDigits: lastDigits(asked.number), channel: asked.channel };
    },
    async send(envelope, { address, linkHash }, language) {
      const asked = await expectAsked(envelope, address);
      const { token: secret, tokenHash: secretHash } = newLinkToken();
      const code = randomInt(10 ** PHONE_CODE_LENGTH)
        .toString()
        .padStart(PHONE_CODE_LENGTH, '0');
      const sentAt = clock();
      const numberHash = keyed('number', asked.number);
      const kept = { envelopeId: envelope.id, address, linkHash, secretHash, numberHash, sentAt };
      const retryAfterSeconds = await phoneProofs.begin({ ...kept, codeHash: codeHash(secretHash, code) }, (sent) =>
        secondsUntilNext(sent, sentAt),
      );
      if (retryAfterSeconds > 0) throw new AppError('auth.too-many-codes', { retryAfterSeconds });
      if (await handOver(asked, code, language, secretHash)) await record('code-sent', envelope, asked);
      return secret;
    },
    async desk(secret) {
      const waiting = await phoneProofs.waiting(hashLinkToken(secret));
      if (!waiting) throw new AppError('auth.code-expired');
      const { envelopeId, address, linkHash } = waiting;
      return { envelopeId, address, linkHash };
    },
    async confirm(envelope, secret, typed) {
      const secretHash = hashLinkToken(secret);
      const waiting = await phoneProofs.takeTry(secretHash, MAX_TRIES);
      if (waiting?.envelopeId !== envelope.id || !isAlive(waiting)) throw new AppError('auth.code-expired');
      const given = codeHash(secretHash, typed.replace(/[\s\u00a0\u202f-]/g, ''));
      if (!timingSafeEqual(Buffer.from(given), Buffer.from(waiting.codeHash))) {
        const triesLeft = MAX_TRIES - waiting.tries;
        if (triesLeft === 0) throw new AppError('auth.code-expired');
        throw new AppError('auth.code-invalid', { triesLeft });
      }
      if (!(await phoneProofs.use(secretHash))) throw new AppError('auth.code-expired');
      const { address, linkHash } = waiting;
      const statementSha256 = await record('code-confirmed', envelope, await expectAsked(envelope, address));
      return { envelopeId: envelope.id, address, linkHash, statementSha256 };
    },
  };
}

/** Key under which codes and numbers are hashed. */
export function phoneProofKey(vault: KeyVault): Promise<Uint8Array> {
  return vault.secret('phone-code-key', () => randomBytes(32));
}

/** How long no code may be sent yet: the longest that one of the limits says. */
function secondsUntilNext({ toRecipient, toTelephone, forSender }: SentCodes, now: Date): number {
  const until = (sentAt: readonly Date[], most: number, periodMs: number) => {
    const first = sentAt.at(-most);
    return first ? first.getTime() + periodMs - now.getTime() : 0;
  };
  const waits = [toRecipient, toTelephone].flatMap((sentAt) => [
    until(sentAt, MAX_AN_HOUR, HOUR_MS),
    until(sentAt, MAX_A_DAY, DAY_MS),
  ]);
  return Math.max(0, Math.ceil(Math.max(...waits, until(forSender, MAX_OF_SENDER_A_DAY, DAY_MS)) / 1000));
}

/** Forgets codes that are counted no more. */
export function forgetPhoneCodes({
  phoneProofs,
  clock,
}: Pick<PhoneProofParts, 'phoneProofs' | 'clock'>): Promise<void> {
  return phoneProofs.forget(new Date(clock().getTime() - DAY_MS));
}
