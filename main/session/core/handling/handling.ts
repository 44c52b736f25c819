/**
 * Taking, assigning, ending and giving back envelopes among those who hold a mailbox, and noting about them: shown here at
 * once, and in the journal until the operator has answered. No clock decides between two who take the same: the operator
 * takes no step over one that its author has not seen, and whoever was later is told.
 */
import { AppError, type WireError } from '../../../../contract/errors.ts';
import type {
  HandlingAct,
  HandlingLine,
  HandlingMade,
  HandlingRefusal,
} from '../../../../contract/ipc/handling.contract.ts';
import { type DelegationScope, isAllowedBy } from '../../../../contract/model/delegation.ts';
import {
  changesHandling,
  type HandlingEntry,
  HandlingEntryId,
  Holder,
  handlerAfter,
  handlingScopes,
  noteScopes,
} from '../../../../contract/model/handling.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import { toPlainLines } from '../../../../contract/model/plain-text.ts';
import { type Clock, toInstant } from '../clock.ts';
import type { EnvelopeStore } from '../envelope-store.ts';
import { connectionProblem } from '../failures.ts';
import type { JournalStore } from '../journal-store.ts';
import type { OperatorApi } from '../operator-port.ts';
import type { InTurn } from '../turns.ts';
import type {
  HandlingCache,
  HandlingJournal,
  NewHandling,
  PlacedLine,
  RefusedHandling,
  WaitingHandling,
} from './handling-store.ts';

export interface HandlingPorts {
  /** Who is at the screen. */
  readonly self: Holder;
  /** What a delegation allows here; null on one's own mailbox. */
  readonly scopes: readonly DelegationScope[] | null;
  readonly journal: HandlingJournal & Pick<JournalStore, 'setting' | 'setSetting'>;
  readonly cache: HandlingCache & Pick<EnvelopeStore, 'envelope'>;
  readonly operator: Pick<OperatorApi, 'call'>;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Telling overlaps with no pull: what the feed brings of an act is written after its answer, or before it is asked. */
  readonly inTurn: InTurn;
  readonly onChanged: (ids: readonly EnvelopeId[]) => void;
  /** Something was not taken, or is acknowledged. */
  readonly onRefusals: () => void;
  /** Something waits to be told. */
  readonly onWaiting: () => void;
}

/** Those who were known last, for when there is no network. */
const HOLDERS_SETTING = 'holders';
/** Envelopes of which it is said at once that they were told of, where many are. */
const SAID_AT_ONCE = 20;

/** What the operator answers to an act: the entry that is there then. */
interface Told {
  readonly accepted: boolean;
  readonly latest: HandlingEntry | null;
}

export function createHandling(ports: HandlingPorts) {
  const { self, journal, cache, operator, clock } = ports;
  let flushing: Promise<void> | null = null;
  /** Something was done while what was done before was being told. */
  let isAskedAgain = false;

  const isReceived = (id: EnvelopeId) => cache.envelope(id)?.box === 'received';

  function expectScope(allowed: readonly [DelegationScope, ...DelegationScope[]]): void {
    if (ports.scopes !== null && !isAllowedBy(ports.scopes, allowed)) {
      throw new AppError('delegation.scope-missing', { needs: allowed[0] });
    }
  }

  function expectNoting(id: EnvelopeId): void {
    expectScope(noteScopes);
    if (!isReceived(id)) throw new AppError('envelope.not-found');
  }

  const placedLineOf = (waiting: WaitingHandling): PlacedLine => ({ line: lineOf(waiting), place: waiting.place });

  function lineOf({ id, envelopeId, at, act, refused }: WaitingHandling): HandlingLine {
    if (act.type === 'removal') return { ...act.note, note: null, removedAt: at, removedBy: self, waiting: true };
    const waits = { waiting: refused === null, refused };
    const line = { id, envelopeId, by: self, at, removedAt: null, removedBy: null, ...waits };
    return act.type === 'note'
      ? { ...line, kind: 'note', whom: null, note: act.note.text }
      : { ...line, kind: act.step.kind, whom: act.whom, note: null };
  }

  function stepAfter(
    latest: HandlingLine | null,
    envelopeId: EnvelopeId,
    kind: HandlingAct['kind'],
    whom: Holder | null,
  ): Pick<NewHandling, 'act' | 'id' | 'envelopeId'> {
    const id = HandlingEntryId.parse(ports.newId());
    const whomId = kind === 'assigned' ? (whom?.accountId ?? null) : null;
    return { act: { type: 'step', step: { id, kind, whomId, seen: latest?.id ?? null }, whom }, id, envelopeId };
  }

  function wait(acts: readonly Pick<NewHandling, 'act' | 'id' | 'envelopeId'>[]): void {
    const at = toInstant(clock.now());
    const waiting = journal.addHandlingActs(acts.map((act) => ({ ...act, at })));
    cache.showHandling(waiting.map(placedLineOf));
    ports.onChanged(acts.map(({ envelopeId }) => envelopeId));
    ports.onWaiting();
  }

  function forget({ place, id, envelopeId }: WaitingHandling): void {
    journal.removeHandlingAct(place);
    cache.hideHandling(envelopeId, id);
  }

  function tellRefused(refusal: Omit<RefusedHandling, 'place'>): void {
    journal.addHandlingRefusal(refusal);
    ports.onRefusals();
  }

  /** Steps that were built on one that was not taken go with it. */
  function forestall(
    { envelopeId }: WaitingHandling,
    { latest, error }: Pick<RefusedHandling, 'latest' | 'error'>,
  ): void {
    for (const one of journal.handlingActsOf(envelopeId)) if (one.act.type === 'step') forget(one);
    if (latest) cache.putHandling([latest]);
    tellRefused({ envelopeId, what: 'step', latest, error });
  }

  async function tell({ place, id, envelopeId, act }: WaitingHandling): Promise<Told> {
    // From here on the operator may have it, whether its answer comes or not.
    journal.tryHandlingAct(place);
    const params = { envelopeId };
    if (act.type === 'step') return operator.call('handlingStep', { params, body: act.step });
    const latest =
      act.type === 'note'
        ? await operator.call('handlingNote', { params, body: act.note })
        : await operator.call('handlingNoteRemove', { params: { ...params, entryId: id } });
    return { accepted: true, latest };
  }

  /** It stays here with its words; but where its author removed it while it was on its way, they do not come back. */
  function refuseNote(waiting: WaitingHandling, error: WireError): void {
    const { place, envelopeId } = waiting;
    if (journal.handlingAct(place) === null) return;
    journal.refuseHandlingAct(place, error);
    cache.showHandling([placedLineOf({ ...waiting, refused: error })]);
    tellRefused({ envelopeId, what: 'note', latest: null, error });
  }

  /** The note is there again; but where it never came to the operator there is nothing of it anywhere. */
  function refuseRemoval(waiting: WaitingHandling, note: HandlingLine, error: WireError): void {
    const { place, envelopeId } = waiting;
    if (note.waiting && error.code === 'handling.note-not-found') {
      forget(waiting);
      return;
    }
    journal.removeHandlingAct(place);
    const isErased = cache.envelope(envelopeId)?.record.content === null;
    const line = { ...note, waiting: false, note: isErased ? null : note.note };
    cache.showHandling([{ line, place }]);
    tellRefused({ envelopeId, what: 'removal', latest: null, error });
  }

  /** What is refused for good is said. */
  function refuse(waiting: WaitingHandling, error: WireError): void {
    const { act } = waiting;
    if (act.type === 'step') forestall(waiting, { latest: null, error });
    else if (act.type === 'note') refuseNote(waiting, error);
    else refuseRemoval(waiting, act.note, error);
  }

  async function tellOne(place: number): Promise<void> {
    // It may be gone since: a step with the one that it was built on, a note because its author removed it.
    const waiting = journal.handlingAct(place);
    if (waiting === null || waiting.refused !== null) return;
    try {
      const { accepted, latest } = await tell(waiting);
      if (accepted) {
        if (latest) cache.putHandling([latest]);
        journal.removeHandlingAct(place);
      } else forestall(waiting, { latest, error: null });
    } catch (error) {
      if (!(error instanceof AppError) || error.retry !== 'never' || connectionProblem(error)) throw error;
      refuse(waiting, error.toWire());
    }
  }

  /**
   * An act that fails keeps back what was done after it about the same envelope, and nothing about others; where the connection
   * fails, all wait. Whatever failed is thrown at the end, a bug first.
   */
  async function tellAll(): Promise<void> {
    const told = new Set<EnvelopeId>();
    const failed = new Map<EnvelopeId, unknown>();
    const sayTold = () => {
      if (told.size > 0) ports.onChanged([...told]);
      told.clear();
    };
    do {
      isAskedAgain = false;
      try {
        for (const { place, envelopeId, refused } of journal.handlingActs()) {
          if (refused !== null || failed.has(envelopeId)) continue;
          try {
            await ports.inTurn(() => tellOne(place));
          } catch (error) {
            if (connectionProblem(error)) throw error;
            failed.set(envelopeId, error);
            continue;
          }
          told.add(envelopeId);
          if (told.size >= SAID_AT_ONCE) sayTold();
        }
      } finally {
        sayTold();
      }
    } while (isAskedAgain);
    const failures = [...failed.values()];
    if (failures.length > 0) throw failures.find((error) => !(error instanceof AppError)) ?? failures[0];
  }

  return {
    async holders(): Promise<{ holders: Holder[] }> {
      // Who may only look assigns nothing to anybody.
      if (ports.scopes !== null && !isAllowedBy(ports.scopes, handlingScopes)) return { holders: [] };
      try {
        const { holders } = await operator.call('holders', {});
        journal.setSetting(HOLDERS_SETTING, JSON.stringify(holders));
        return { holders };
      } catch (error) {
        const known = journal.setting(HOLDERS_SETTING);
        if (!(error instanceof AppError) || known === null) throw error;
        return { holders: Holder.array().parse(JSON.parse(known)) };
      }
    },
    thread: (envelopeId: EnvelopeId) => ({ lines: [...cache.handlingThread(envelopeId)] }),
    /** The same step for many; what it changes nothing of is left out. Answers how many it was for, and how many none is for. */
    step({ envelopeIds, kind, whom }: HandlingAct) {
      expectScope(handlingScopes);
      const received = envelopeIds.filter(isReceived);
      const handler = kind === 'taken' ? self : whom;
      const acts = received.flatMap((envelopeId) => {
        const latest = cache.latestHandling(envelopeId);
        return changesHandling(latest, { kind, whom: handler }) ? [stepAfter(latest, envelopeId, kind, handler)] : [];
      });
      if (acts.length > 0) wait(acts);
      const made = acts.map(({ envelopeId, id: entryId }) => ({ envelopeId, entryId }));
      return { changed: acts.length, notReceived: envelopeIds.length - received.length, made };
    },
    /** Each by another step, as long as nobody did anything since. */
    undo(made: readonly HandlingMade[]): void {
      expectScope(handlingScopes);
      const acts = made.flatMap(({ envelopeId, entryId }) => {
        const [latest, before] = cache.handlingThread(envelopeId).filter(isStep).toReversed();
        if (latest?.id !== entryId) return [];
        const { kind, whom } = stepBackTo(before ?? null, self);
        return [stepAfter(latest, envelopeId, kind, whom)];
      });
      if (acts.length === 0) throw new AppError('handling.changed-since');
      wait(acts);
    },
    note(envelopeId: EnvelopeId, text: string): void {
      expectNoting(envelopeId);
      const id = HandlingEntryId.parse(ports.newId());
      wait([{ act: { type: 'note', note: { id, text: toPlainLines(text) } }, id, envelopeId }]);
    },
    /** One's own, or any in one's own mailbox; of what the operator does not know, no word is told it. */
    removeNote(envelopeId: EnvelopeId, id: HandlingEntryId): void {
      const written = journal.handlingActsOf(envelopeId).find((one) => one.id === id && one.act.type === 'note');
      if (written && (written.refused !== null || !written.isTried)) {
        forget(written);
        ports.onChanged([envelopeId]);
        return;
      }
      expectNoting(envelopeId);
      const note = cache.handlingThread(envelopeId).find((one) => one.id === id);
      const isOurs = ports.scopes === null || note?.by?.accountId === self.accountId;
      if (note?.kind !== 'note' || !isOurs) throw new AppError('handling.note-not-found');
      if (note.removedAt !== null) return;
      wait([{ act: { type: 'removal', note }, id, envelopeId }]);
      // Nobody knows whether it has arrived: what is told from now on is that it goes.
      if (written) journal.removeHandlingAct(written.place);
    },
    /** What was not taken and nobody here has been told of, oldest first. */
    refusals(): { refusals: HandlingRefusal[] } {
      return {
        refusals: journal.handlingRefusals().map((refusal) => ({
          ...refusal,
          subject: cache.envelope(refusal.envelopeId)?.record.content?.subject ?? null,
        })),
      };
    },
    acknowledge(places: readonly number[]): void {
      journal.removeHandlingRefusals(places);
      ports.onRefusals();
    },
    /** Shows again what waits: the cache may be another one. */
    showPending(): void {
      cache.showHandling(journal.handlingActs().map(placedLineOf));
    },
    /** Tells the operator what waits; fails as the connection does. */
    flush(): Promise<void> {
      isAskedAgain = flushing !== null;
      flushing ??= tellAll().finally(() => {
        flushing = null;
      });
      return flushing;
    },
  };
}

const isStep = ({ kind }: HandlingLine): boolean => kind !== 'note';

/** The step that makes of an envelope what it was after that one. */
function stepBackTo(
  before: HandlingLine | null,
  self: Holder,
): { readonly kind: HandlingAct['kind']; readonly whom: Holder | null } {
  if (before?.kind === 'done') return { kind: 'done', whom: null };
  const handler = handlerAfter(before);
  if (handler === null) return { kind: 'returned', whom: null };
  return { kind: handler.accountId === self.accountId ? 'taken' : 'assigned', whom: handler };
}

export type Handling = ReturnType<typeof createHandling>;
