/**
 * Who handles what among those who hold a mailbox, and their notes. None of it is an event of the envelope: other parties
 * hear of those. Words of notes are encrypted under the key of the envelope's content, and so die with it.
 */
import { randomUUID } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import { completeScopes, isAllowedBy, isHeldTogether } from '../../contract/model/delegation.ts';
import {
  HandlingEntry,
  type HandlingNote,
  type HandlingStep,
  type Holder,
  handlingScopes,
  MAX_HANDLING_STEPS,
  MAX_NOTES,
  noteScopes,
} from '../../contract/model/handling.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import type { Clock } from '../clock.ts';
import { actorName } from './actor-name.ts';
import { openNote, sealNote } from './contents.ts';
import { inForceBetween, mayBeParty } from './mailbox-access.ts';
import type { Account, AccountStore } from './ports/accounts.ts';
import type { KeyVault } from './ports/contents.ts';
import type { DelegationStore, StoredDelegation } from './ports/delegations.ts';
import type { EnvelopeStore, StoredEnvelope } from './ports/envelopes.ts';
import type { HandlingStore, Named, StoredHandling } from './ports/handlings.ts';
import type { Caller } from './sessions.ts';
import type { Signals } from './signals.ts';

export interface HandlingParts {
  readonly accounts: AccountStore;
  readonly delegations: DelegationStore;
  readonly envelopes: EnvelopeStore;
  readonly handlings: HandlingStore;
  readonly vault: KeyVault;
  readonly signals: Signals;
  readonly clock: Clock;
}

const BATCH = 200;

/** Who may handle envelopes of the mailbox that the caller entered: its owner first, then by name. */
export async function holdersOf(parts: HandlingParts, { mailbox }: Caller): Promise<Holder[]> {
  const ownerId = mailbox.card.accountId;
  const now = parts.clock();
  const running = (await parts.delegations.acceptedFrom(ownerId, now)).filter(({ from }) => from <= now);
  const delegateIds = [...new Set(running.map(({ delegateId }) => delegateId))];
  const delegates = await Promise.all(
    delegateIds.map(async (id) => {
      const delegate = await parts.accounts.byId(id);
      const mayHandle = mayHandleBy(running.filter(({ delegateId }) => delegateId === id));
      return delegate && mayBeParty(delegate) && mayHandle ? [holderOf(delegate)] : [];
    }),
  );
  const owner = isHeldTogether(mailbox.card) ? [] : [holderOf(mailbox)];
  return [...owner, ...delegates.flat().toSorted((one, other) => one.name.localeCompare(other.name, 'fr'))];
}

/**
 * Takes a step and wakes the workstations of all who hold the mailbox; where the caller has not seen the latest one, answers
 * that and writes nothing. `handling.not-a-holder` for somebody who may not handle it.
 */
export async function takeStep(
  parts: HandlingParts,
  caller: Caller,
  envelopeId: string,
  { id, kind, whomId, seen }: HandlingStep,
): Promise<{ readonly accepted: boolean; readonly latest: HandlingEntry | null }> {
  const mailboxId = caller.mailbox.card.accountId;
  await receivedBy(parts, mailboxId, envelopeId);
  const by = namedOf(caller.account);
  const whom = whomId === null ? null : await expectHolder(parts, caller, whomId);
  const step = {
    ...{ id, mailboxId, envelopeId, kind, by, at: parts.clock().toISOString(), words: null },
    whom: kind === 'taken' ? by : whom,
  };
  const taken = await parts.handlings.step(step, seen, MAX_HANDLING_STEPS);
  if (taken.outcome !== 'kept' && taken.outcome !== 'unseen') throw refusalOf(taken.outcome);
  // Whoever is given something may have another mailbox open.
  if (taken.outcome === 'kept') parts.signals.changed([mailboxId, ...(whom ? [whom.id] : [])]);
  const seesNotes = caller.scopes === null || isAllowedBy(caller.scopes, noteScopes);
  return { accepted: taken.outcome === 'kept', latest: taken.latest && toEntry(taken.latest, { seesNotes }) };
}

/** Adds a note; `envelope.expired` once the content is erased, which no note outlives. */
export async function addNote(
  parts: HandlingParts,
  caller: Caller,
  envelopeId: string,
  { id, text }: HandlingNote,
): Promise<HandlingEntry> {
  const mailboxId = caller.mailbox.card.accountId;
  const key = await keyOf(parts, await receivedBy(parts, mailboxId, envelopeId));
  if (key === null) throw new AppError('envelope.expired');
  const place = { mailboxId, envelopeId, id };
  const note = {
    ...{ ...place, kind: 'note' as const, by: namedOf(caller.account), whom: null, at: parts.clock().toISOString() },
    words: sealNote(key, place, text),
  };
  const kept = await parts.handlings.note(note, MAX_NOTES);
  if (kept.outcome !== 'kept') throw refusalOf(kept.outcome);
  parts.signals.changed([mailboxId]);
  return toEntry(kept.note, { seesNotes: true, key });
}

/**
 * Removes the words of a note of the caller's own, or of any in the caller's own mailbox: its owner answers for what stands
 * there. To everybody else there is none that could be removed.
 */
export async function removeNote(
  parts: HandlingParts,
  caller: Caller,
  envelopeId: string,
  entryId: string,
): Promise<HandlingEntry> {
  const mailboxId = caller.mailbox.card.accountId;
  await receivedBy(parts, mailboxId, envelopeId);
  const note = await parts.handlings.find(mailboxId, envelopeId, entryId);
  const by = namedOf(caller.account);
  if (note?.kind !== 'note' || (note.by?.id !== by.id && mailboxId !== by.id)) {
    throw new AppError('handling.note-not-found');
  }
  const at = parts.clock().toISOString();
  const removed = await parts.handlings.removeNote({ mailboxId, envelopeId, id: entryId }, { by, at });
  if (!removed) throw new AppError('handling.note-not-found');
  parts.signals.changed([mailboxId]);
  return toEntry(removed, { seesNotes: true });
}

/** Entries of a mailbox changed after a position, at most `limit`; `end` is the position of the last one looked at. */
export async function handlingsAfter(
  { handlings, vault }: Pick<HandlingParts, 'handlings' | 'vault'>,
  mailboxId: string,
  after: number,
  limit: number,
  withNotes: boolean,
): Promise<{ readonly entries: readonly HandlingEntry[]; readonly read: number; readonly end: number }> {
  const rows = await handlings.page(mailboxId, after, limit);
  const noted = rows.filter(({ words }) => withNotes && words !== null);
  const keys = noted.length > 0 ? await vault.findAll(noted.map(({ contentId }) => contentId)) : null;
  const told = rows.filter(({ kind }) => withNotes || kind !== 'note');
  return {
    entries: told.map((row) => toEntry(row, { seesNotes: withNotes, key: keys?.get(row.contentId) })),
    read: rows.length,
    end: rows.at(-1)?.position ?? after,
  };
}

/**
 * What was somebody's whose right to handle it is over becomes nobody's, whoever that is or one account; answers how many
 * envelopes that were.
 */
export async function releaseStranded(
  { handlings, signals, clock }: Pick<HandlingParts, 'handlings' | 'signals' | 'clock'>,
  whomId?: string,
): Promise<number> {
  for (let released = 0; ; ) {
    const at = clock().toISOString();
    const stranded = await handlings.stranded(at, BATCH, whomId);
    let kept = 0;
    for (const { id: seen, mailboxId, envelopeId, whom } of stranded) {
      const step = { id: randomUUID(), mailboxId, envelopeId, kind: 'released', by: null, whom, at } as const;
      const { outcome } = await handlings.step({ ...step, words: null }, seen, Number.POSITIVE_INFINITY);
      if (outcome === 'kept') kept += 1;
    }
    signals.changed(new Set(stranded.map(({ mailboxId }) => mailboxId)));
    released += kept;
    // What somebody else has taken meanwhile is looked at again by the next run.
    if (stranded.length < BATCH || kept === 0) return released;
  }
}

function refusalOf(outcome: 'too-many' | 'closed' | 'id-taken'): AppError {
  if (outcome === 'too-many') return new AppError('handling.too-many');
  return outcome === 'closed'
    ? new AppError('delegation.not-in-force')
    : new AppError('request.invalid', { field: 'id' });
}

/** An envelope that came to this mailbox; what was sent from it is followed otherwise. */
async function receivedBy(
  { envelopes }: Pick<HandlingParts, 'envelopes'>,
  mailboxId: string,
  envelopeId: string,
): Promise<StoredEnvelope> {
  const envelope = await envelopes.find(envelopeId);
  if (!envelope?.recipients.some(({ accountId }) => accountId === mailboxId)) throw new AppError('envelope.not-found');
  return envelope;
}

/** The key of its content; null once that is erased. */
async function keyOf({ vault }: Pick<HandlingParts, 'vault'>, envelope: StoredEnvelope): Promise<Uint8Array | null> {
  return envelope.metadata === null ? null : vault.find(envelope.contentId);
}

async function expectHolder(parts: HandlingParts, { mailbox }: Caller, accountId: AccountId): Promise<Named> {
  const ownerId = mailbox.card.accountId;
  if (accountId === ownerId && !isHeldTogether(mailbox.card)) return namedOf(mailbox);
  const [account, inForce] = await Promise.all([
    parts.accounts.byId(accountId),
    inForceBetween(parts.delegations, ownerId, accountId, parts.clock()),
  ]);
  if (!account || !mayBeParty(account) || !mayHandleBy(inForce)) throw new AppError('handling.not-a-holder');
  return namedOf(account);
}

function mayHandleBy(delegations: readonly StoredDelegation[]): boolean {
  return isAllowedBy(completeScopes(delegations.flatMap(({ scopes }) => scopes)), handlingScopes);
}

function namedOf({ card }: Pick<Account, 'card'>): Named {
  return { id: card.accountId, name: actorName(card) };
}

function holderOf(account: Pick<Account, 'card'>): Holder {
  const { id, name } = namedOf(account);
  return { accountId: id as AccountId, name };
}

/** As somebody is told it who may read notes or not, with the words where there is the key. */
function toEntry(
  stored: StoredHandling,
  { seesNotes, key = null }: { readonly seesNotes: boolean; readonly key?: Uint8Array | null | undefined },
): HandlingEntry {
  const { words } = stored;
  const holder = (named: Named | null) => named && { accountId: named.id, name: named.name };
  return HandlingEntry.parse({
    id: stored.id,
    envelopeId: stored.envelopeId,
    number: seesNotes ? stored.number : (stored.step ?? stored.number),
    kind: stored.kind,
    by: holder(stored.by),
    whom: holder(stored.whom),
    at: stored.at,
    note: words !== null && key !== null ? openNote(key, stored, words) : null,
    removedAt: stored.removed?.at ?? null,
    removedBy: holder(stored.removed?.by ?? null),
  });
}
