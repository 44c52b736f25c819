/**
 * Taking, assigning, ending and giving back envelopes among those who hold a mailbox, and noting about them: shown here at
 * once, and in the journal until the operator has answered. No clock decides between two who take the same: the operator
 * takes no step over one that its author has not seen, and whoever was later is told.
 */
import { AppError, type WireError } from '../../../../contract/errors.ts';
import type { HandlingAct, HandlingLine } from '../../../../contract/ipc/handling.contract.ts';
import { type DelegationScope, isAllowedBy } from '../../../../contract/model/delegation.ts';
import {
  type HandlingEntry,
  HandlingEntryId,
  type HandlingKind,
  Holder,
  handlingScopes,
  noteScopes,
} from '../../../../contract/model/handling.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import { toPlainLines } from '../../../../contract/model/plain-text.ts';
import { type Clock, toInstant } from '../clock.ts';
import type { EnvelopeStore } from '../envelope-store.ts';
import type { JournalStore } from '../journal-store.ts';
import type { OperatorApi } from '../operator-port.ts';
import type { InTurn } from '../turns.ts';
import type { HandlingCache, HandlingJournal, WaitingHandling } from './handling-store.ts';

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
  readonly onForestalled: (told: {
    readonly envelopeId: EnvelopeId;
    readonly kind: HandlingKind;
    readonly latest: HandlingEntry | null;
    readonly error: WireError | null;
  }) => void;
  /** Something waits to be told. */
  readonly onWaiting: () => void;
}

/** Those who were known last, for when there is no network. */
const HOLDERS_SETTING = 'holders';

export function createHandling(ports: HandlingPorts) {
  const { self, journal, cache, operator, clock } = ports;
  let flushing: Promise<void> | null = null;
  /** Something was done while what was done before was being told. */
  let isAskedAgain = false;

  function expect(allowed: readonly [DelegationScope, ...DelegationScope[]], id: EnvelopeId): void {
    if (ports.scopes !== null && !isAllowedBy(ports.scopes, allowed)) {
      throw new AppError('delegation.scope-missing', { needs: allowed[0] });
    }
    if (cache.envelope(id)?.box !== 'received') throw new AppError('envelope.not-found');
  }

  function lineOf({ id, envelopeId, at, act, refused }: Omit<WaitingHandling, 'place'>): HandlingLine[] {
    const line = { id, envelopeId, by: self, at, removedAt: null, waiting: refused === null, refused };
    if (act.type === 'note') return [{ ...line, kind: 'note', whom: null, note: act.note.text }];
    if (act.type === 'step') return [{ ...line, kind: act.step.kind, whom: act.whom, note: null }];
    const removed = cache.handlingThread(envelopeId).find((one) => one.id === id);
    return removed ? [{ ...removed, note: null, removedAt: at, waiting: true }] : [];
  }

  function wait(act: WaitingHandling['act'], id: HandlingEntryId, envelopeId: EnvelopeId): void {
    const waiting = { id, envelopeId, at: toInstant(clock.now()), act, refused: null };
    journal.addHandlingAct(waiting);
    cache.showHandling(lineOf(waiting));
    ports.onChanged([envelopeId]);
    ports.onWaiting();
  }

  function forget({ place, id, envelopeId }: WaitingHandling): void {
    journal.removeHandlingAct(place);
    cache.hideHandling(envelopeId, id);
  }

  /** Steps that were built on one that was not taken go with it. */
  function forestall(first: WaitingHandling, latest: HandlingEntry | null, error: WireError | null): void {
    const steps = journal
      .handlingActs()
      .filter(({ envelopeId, act }) => envelopeId === first.envelopeId && act.type === 'step');
    for (const step of steps) forget(step);
    if (latest) cache.putHandling([latest]);
    const kind = first.act.type === 'step' ? first.act.step.kind : 'note';
    ports.onForestalled({ envelopeId: first.envelopeId, kind, latest, error });
  }

  async function tell(waiting: WaitingHandling): Promise<void> {
    const { place, id, envelopeId, act } = waiting;
    if (act.type === 'step') {
      const answer = await operator.call('handlingStep', { params: { envelopeId }, body: act.step });
      if (!answer.accepted) {
        forestall(waiting, answer.latest, null);
        return;
      }
      if (answer.latest) cache.putHandling([answer.latest]);
      journal.removeHandlingAct(place);
      return;
    }
    const entry =
      act.type === 'note'
        ? await operator.call('handlingNote', { params: { envelopeId }, body: act.note })
        : await operator.call('handlingNoteRemove', { params: { envelopeId, entryId: id } });
    cache.putHandling([entry]);
    journal.removeHandlingAct(place);
  }

  /** What is refused for good is said; no words are lost by it. */
  function refuse(waiting: WaitingHandling, error: AppError): void {
    const refused = error.toWire();
    switch (waiting.act.type) {
      case 'step':
        forestall(waiting, null, refused);
        break;
      case 'removal':
        journal.removeHandlingAct(waiting.place);
        break;
      case 'note':
        journal.refuseHandlingAct(waiting.place, refused);
        cache.showHandling(lineOf({ ...waiting, refused }));
    }
  }

  async function tellAll(): Promise<void> {
    do {
      isAskedAgain = false;
      for (const { place } of journal.handlingActs()) {
        // A step may be gone with the one that it was built on.
        const waiting = journal.handlingActs().find((one) => one.place === place && one.refused === null);
        if (!waiting) continue;
        await ports
          .inTurn(() => tell(waiting))
          .catch((error: unknown) => {
            const isFinal = error instanceof AppError && error.retry === 'never' && !error.is('operator.untrusted');
            if (!isFinal) throw error;
            refuse(waiting, error);
          });
        ports.onChanged([waiting.envelopeId]);
      }
    } while (isAskedAgain);
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
    step({ envelopeId, kind, whom }: HandlingAct): void {
      expect(handlingScopes, envelopeId);
      const id = HandlingEntryId.parse(ports.newId());
      const seen = cache.latestHandling(envelopeId)?.id ?? null;
      const step = { id, kind, whomId: kind === 'assigned' ? (whom?.accountId ?? null) : null, seen };
      wait({ type: 'step', step, whom: kind === 'taken' ? self : whom }, id, envelopeId);
    },
    note(envelopeId: EnvelopeId, text: string): void {
      expect(noteScopes, envelopeId);
      const id = HandlingEntryId.parse(ports.newId());
      wait({ type: 'note', note: { id, text: toPlainLines(text) } }, id, envelopeId);
    },
    removeNote(envelopeId: EnvelopeId, id: HandlingEntryId): void {
      const waiting = journal.handlingActs().find((one) => one.id === id);
      if (waiting?.refused) {
        forget(waiting);
        ports.onChanged([envelopeId]);
        return;
      }
      expect(noteScopes, envelopeId);
      const note = cache.handlingThread(envelopeId).find((one) => one.id === id);
      if (note?.kind !== 'note' || note.by?.accountId !== self.accountId) throw new AppError('handling.note-not-found');
      // One that is on its way is removed after it has arrived: nobody knows whether it has.
      wait({ type: 'removal' }, id, envelopeId);
    },
    /** Shows again what waits: the cache may be another one. */
    showPending(): void {
      for (const waiting of journal.handlingActs()) cache.showHandling(lineOf(waiting));
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

export type Handling = ReturnType<typeof createHandling>;
