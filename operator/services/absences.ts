/** Stating and ending absences, who is absent now, and what follows from it when an envelope arrives. */
import { AppError } from '../../contract/errors.ts';
import type {
  Absence,
  AbsenceAnswer,
  AbsenceRefusal,
  AbsenceState,
  AbsenceStatement,
  AbsentRecipient,
  HandedOver,
} from '../../contract/model/absence.ts';
import { isAllowedBy, periodRefusal } from '../../contract/model/delegation.ts';
import { AccountId, EnvelopeId } from '../../contract/model/ids.ts';
import type { Recipient } from '../../contract/model/recipient.ts';
import type { Clock } from '../clock.ts';
import { actorName } from './actor-name.ts';
import { inForceBetween, mayBeParty } from './mailbox-access.ts';
import type { AbsenceStore, StoredAbsence } from './ports/absences.ts';
import type { Account, AccountStore } from './ports/accounts.ts';
import type { AddressChangeStore } from './ports/address-changes.ts';
import type { DelegationStore } from './ports/delegations.ts';
import type { AbsenceNotice, StoredEnvelope } from './ports/envelopes.ts';
import type { MailTask } from './ports/mail.ts';
import type { MssanteStore } from './ports/mssante.ts';
import { accountsBehind } from './recipients.ts';
import type { Caller } from './sessions.ts';
import type { Signals } from './signals.ts';

export interface AbsenceParts {
  readonly absences: AbsenceStore;
  readonly accounts: AccountStore;
  readonly delegations: DelegationStore;
  readonly clock: Clock;
}

export interface AbsenceRouteParts extends AbsenceParts {
  readonly mssante: MssanteStore;
  readonly addressChanges: Pick<AddressChangeStore, 'formerHolders'>;
  readonly signals: Signals;
  /** The longest period, in days. */
  readonly maxDelegationDays: number;
}

export interface Absences {
  current(caller: Caller): Promise<AbsenceState>;
  /** Refuses as `absence.refused`; an id of somebody else's absence is `request.invalid`. */
  state(caller: Caller, statement: AbsenceStatement): Promise<AbsenceState>;
  end(caller: Caller): Promise<AbsenceState>;
  /** Which of these addresses are those of absent people. */
  absentAmong(addresses: readonly string[]): Promise<AbsentRecipient[]>;
}

export function createAbsences(parts: AbsenceRouteParts): Absences {
  const { absences, clock } = parts;

  async function stateOf(ownerId: string): Promise<AbsenceState> {
    const now = clock();
    const live = await absences.live(ownerId, now);
    return {
      absence: live && (await shown(parts, live)),
      maxDays: parts.maxDelegationDays,
      serverTime: now.toISOString(),
    };
  }

  /** The owner's workstations, and the delegates' who see what was handed over to them. */
  function tell(ownerId: string, ...some: readonly (StoredAbsence | null)[]): void {
    parts.signals.changed([ownerId, ...some.flatMap((one) => one?.delegateId ?? [])]);
  }

  return {
    current: ({ account }) => stateOf(account.card.accountId),
    async state({ account }, statement) {
      const ownerId = account.card.accountId;
      const earlier = await absences.find(statement.id);
      if (earlier && earlier.ownerId !== ownerId) throw new AppError('request.invalid', { field: 'id' });
      if (earlier) return stateOf(ownerId);
      const now = clock();
      const { id, text, delegateId } = statement;
      const period = { from: new Date(statement.from), until: new Date(statement.until) };
      const reason =
        periodRefusal(period, now, parts.maxDelegationDays) ??
        (await delegateRefusal(parts, ownerId, period, delegateId));
      if (reason) throw new AppError('absence.refused', { reason, maxDays: parts.maxDelegationDays });
      const before = await absences.live(ownerId, now);
      await absences.state({ id, ownerId, ...period, text, delegateId, statedAt: now, endedAt: null });
      const kept = await absences.find(id);
      tell(ownerId, before, kept);
      return stateOf(ownerId);
    },
    async end({ account }) {
      const ownerId = account.card.accountId;
      const now = clock();
      const before = await absences.live(ownerId, now);
      if (before) {
        await absences.end(ownerId, now);
        tell(ownerId, before);
      }
      return stateOf(ownerId);
    },
    async absentAmong(addresses) {
      const accountOf = await accountsBehind(parts, addresses);
      const named = addresses.flatMap((address) => {
        const account = accountOf(address);
        return account && !account.closed ? [{ address, ownerId: account.card.accountId }] : [];
      });
      const running = await absences.running([...new Set(named.map(({ ownerId }) => ownerId as string))], clock());
      const known = await Promise.all(
        named.map(async ({ address, ownerId }) => {
          const absence = running.find((one) => one.ownerId === ownerId);
          if (!absence) return [];
          const acting = await actingDelegate(parts, absence);
          return [{ address, until: absence.until.toISOString(), delegate: acting && nameOf(acting) }];
        }),
      );
      return known.flat();
    },
  };
}

/** What an envelope that is about to be sealed sets off at absent recipients. */
export interface AbsenceEffects {
  readonly notices: readonly AbsenceNotice[];
  /** Mails to those who act for the absent. */
  readonly notify: readonly MailTask[];
  /** Accounts of those. */
  readonly delegateIds: readonly string[];
}

/**
 * Answers in the name of absent recipients, for the store to keep those that the sender was not given yet: an account alone
 * is answered, never oneself; and since an answer is an event and no letter, nothing ever answers it.
 */
export async function absenceEffects(
  parts: AbsenceParts & { readonly operatorName: string },
  envelope: Pick<StoredEnvelope, 'senderAccountId' | 'recipients' | 'sealedAt'>,
  depositorId: string | null,
): Promise<AbsenceEffects> {
  const { senderAccountId, sealedAt: at } = envelope;
  const others = envelope.recipients.flatMap((recipient) => {
    const { accountId } = recipient;
    return accountId === null || accountId === senderAccountId ? [] : [{ recipient, accountId }];
  });
  const running = await parts.absences.running(
    others.map(({ accountId }) => accountId),
    new Date(at),
  );
  const found = await Promise.all(
    others.flatMap(({ recipient, accountId }) => {
      const absence = running.find(({ ownerId }) => ownerId === accountId);
      return absence ? [actingDelegate(parts, absence).then((acting) => ({ recipient, absence, acting }))] : [];
    }),
  );
  const handedOver = found.flatMap(({ recipient, acting }) => {
    const accountId = acting?.card.accountId;
    // Whoever wrote it knows of it.
    const isOwn = accountId === depositorId || accountId === senderAccountId;
    return accountId && !isOwn ? [{ accountId, recipient: recipient.address }] : [];
  });
  return {
    notices: senderAccountId === null ? [] : found.map((one) => noticeOf(one, senderAccountId, at, parts.operatorName)),
    notify: handedOver.map((task) => ({ kind: 'delegation', ...task, act: 'handed-over', at })),
    delegateIds: handedOver.map(({ accountId }) => accountId),
  };
}

function noticeOf(
  {
    recipient,
    absence,
    acting,
  }: { readonly recipient: Recipient; readonly absence: StoredAbsence; readonly acting: Account | null },
  senderId: string,
  at: string,
  operatorName: string,
): AbsenceNotice {
  return {
    absenceId: absence.id,
    senderId,
    recipient: recipient.address,
    delegate: acting && nameOf(acting),
    event: {
      kind: 'absence-answered',
      at,
      // The operator answered: the absent person did nothing, and signed nothing.
      actor: { accountId: null, name: operatorName },
      onBehalfOf: { accountId: AccountId.parse(absence.ownerId), name: recipient.name.slice(0, 200) },
      recipient: recipient.address,
      source: 'operator',
      evidenceSha256: null,
    },
    notify: { kind: 'opening', accountId: senderId, recipient: recipient.address, act: 'absence-answered', at },
  };
}

/** Longer than the content of what arrived before the end of an absence is kept. */
const TEXT_KEPT_MS = 93 * 86_400_000;

/** Forgets what absences said once no envelope that they answered has content any more. */
export function forgetAbsenceTexts({ absences, clock }: Pick<AbsenceParts, 'absences' | 'clock'>): Promise<void> {
  return absences.forgetTexts(new Date(clock().getTime() - TEXT_KEPT_MS));
}

/** What was answered to the sender of an envelope; nothing of absences whose text was forgotten. */
export async function answersOf(
  { absences }: Pick<AbsenceParts, 'absences'>,
  envelopeId: string,
): Promise<AbsenceAnswer[]> {
  const given = await absences.givenFor(envelopeId);
  return given.flatMap(({ absence, recipient, delegate }) => {
    const { from, until, text } = absence;
    if (text === '') return [];
    const period = { from: from.toISOString(), until: until.toISOString() };
    return [{ envelopeId: EnvelopeId.parse(envelopeId), recipient, ...period, text, delegate }];
  });
}

/** The owner's absence that runs and in which this delegate acts; null where there is none. */
export async function absenceHandedTo(
  parts: AbsenceParts,
  ownerId: string,
  delegateId: string,
): Promise<StoredAbsence | null> {
  const [absence] = await parts.absences.running([ownerId], parts.clock());
  return absence?.delegateId === delegateId && (await actingDelegate(parts, absence)) ? absence : null;
}

/** What waits for a delegate in an owner's mailbox; null unless the owner is absent and named this delegate. */
export async function handedOverTo(
  parts: AbsenceParts,
  ownerId: string,
  delegateId: string,
): Promise<HandedOver | null> {
  const absence = await absenceHandedTo(parts, ownerId, delegateId);
  return (
    absence && {
      until: absence.until.toISOString(),
      arrived: await parts.delegations.unopenedOf(ownerId, absence.from),
    }
  );
}

/** Whoever the owner named, as long as a delegation in force lets them open; null for nobody. */
export async function actingDelegate(
  { accounts, delegations, clock }: AbsenceParts,
  { ownerId, delegateId }: StoredAbsence,
): Promise<Account | null> {
  if (delegateId === null) return null;
  const [owner, delegate, inForce] = await Promise.all([
    accounts.byId(ownerId),
    accounts.byId(delegateId),
    inForceBetween(delegations, ownerId, delegateId, clock()),
  ]);
  const mayOpen = inForce.some(({ scopes }) => isAllowedBy(scopes, ['open']));
  return owner && delegate && mayBeParty(owner) && mayBeParty(delegate) && mayOpen ? delegate : null;
}

async function delegateRefusal(
  { accounts, delegations, clock }: AbsenceParts,
  ownerId: string,
  { from, until }: { readonly from: Date; readonly until: Date },
  delegateId: string | null,
): Promise<AbsenceRefusal | null> {
  if (delegateId === null) return null;
  const [delegate, accepted] = await Promise.all([
    accounts.byId(delegateId),
    delegations.accepted(ownerId, delegateId, clock()),
  ]);
  // One that begins with the absence is as good as one that runs already.
  const mayOpen = accepted.some((one) => one.from < until && one.until > from && isAllowedBy(one.scopes, ['open']));
  return delegate && mayBeParty(delegate) && mayOpen ? null : 'delegate-may-not-open';
}

async function shown(parts: AbsenceParts, stored: StoredAbsence): Promise<Absence> {
  const period = { from: stored.from, until: stored.until };
  const [delegate, refused, answered] = await Promise.all([
    stored.delegateId === null ? null : parts.accounts.byId(stored.delegateId),
    delegateRefusal(parts, stored.ownerId, period, stored.delegateId),
    parts.absences.answered(stored.id),
  ]);
  return {
    id: stored.id as Absence['id'],
    from: stored.from.toISOString(),
    until: stored.until.toISOString(),
    text: stored.text,
    delegate: delegate?.card ?? null,
    delegateMayAct: delegate !== null && refused === null,
    answered,
  };
}

function nameOf({ card }: Account): string {
  return actorName(card);
}
