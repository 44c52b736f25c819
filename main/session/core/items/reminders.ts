/**
 * Being reminded of envelopes: of what was sent and is not opened after some days, and of whatever one wants to come back
 * to. When it is due the list « À suivre » has it and the desktop says so; it ends by itself once all have opened.
 */
import { AppError } from '../../../../contract/errors.ts';
import type { Reminding } from '../../../../contract/ipc/mailbox.contract.ts';
import type { AccountItem } from '../../../../contract/model/account-item.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import { type Clock, toInstant } from '../clock.ts';
import type { EnvelopeStore } from '../envelope-store.ts';
import { createWakeableWait } from '../wakeable-wait.ts';
import type { AccountItems } from './account-items.ts';

const DAY_MS = 86_400_000;
/** The clock may be put right meanwhile, and the machine may have slept: never waited longer without a look. */
const LOOK_MS = 60_000;
const PREFERENCE = 'remind-unopened';

export interface ReminderPorts {
  readonly items: AccountItems;
  readonly cache: Pick<EnvelopeStore, 'isKnown' | 'nextReminder' | 'judgeReminders'>;
  readonly clock: Clock;
  /** Whether they are this person's to make; another's mailbox has none. */
  readonly isOwn: boolean;
  /** They are due from now on. */
  readonly onDue: (ids: readonly EnvelopeId[]) => void;
  readonly onChanged: (ids: readonly EnvelopeId[]) => void;
  readonly onBug: (error: unknown) => void;
}

export interface Reminders {
  /** All or none; answers how they were, only those that change. */
  remind(remindings: readonly Reminding[]): Reminding[];
  /** What new letters begin with: days after sealing; null for no reminder. */
  defaultDays(): number | null;
  setDefaultDays(days: number | null): void;
  /** A letter was sealed: its own reminder begins, and one that it answers to, if it is due, ends. */
  sealed(
    id: EnvelopeId,
    sealedAt: string,
    letter: { remindAfterDays?: number | null; inReplyTo: EnvelopeId | null },
  ): void;
  /** Reminders, or what they are about, may have changed. */
  wake(): void;
  start(): void;
  stop(): void;
}

export function createReminders(ports: ReminderPorts): Reminders {
  const { items, cache, clock } = ports;
  const pause = createWakeableWait(clock);
  let stopped = false;

  const item = ({ envelopeId, reminder }: Reminding): AccountItem => ({
    kind: 'reminder',
    id: envelopeId,
    value: reminder,
  });

  async function follow(): Promise<void> {
    while (!stopped) {
      await pause.wait(judge());
    }
  }

  /** Says what is due; answers how long nothing else will be. */
  function judge(): number {
    try {
      const { came, changed } = cache.judgeReminders(clock.now());
      if (changed.length > 0) ports.onChanged(changed);
      if (came.length > 0) ports.onDue(came);
      const next = cache.nextReminder();
      return Math.max(10, Math.min(LOOK_MS, next === null ? LOOK_MS : next - clock.now()));
    } catch (error) {
      // A full disk, for one: what is due stays so, and is looked at again.
      if (!(error instanceof AppError)) ports.onBug(error);
      return LOOK_MS;
    }
  }

  return {
    remind(remindings) {
      if (remindings.some(({ envelopeId }) => !cache.isKnown(envelopeId))) throw new AppError('envelope.not-found');
      const changes = remindings.flatMap((reminding) => {
        const before = items.find('reminder', reminding.envelopeId);
        const isSame = before?.at === reminding.reminder?.at && before?.until === reminding.reminder?.until;
        return isSame ? [] : [{ reminding, before }];
      });
      items.change(changes.map(({ reminding }) => item(reminding)));
      return changes.map(({ reminding: { envelopeId }, before }) => ({ envelopeId, reminder: before }));
    },
    defaultDays: () => (ports.isOwn ? (items.find('preference', PREFERENCE)?.days ?? null) : null),
    setDefaultDays(days) {
      items.change([{ kind: 'preference', id: PREFERENCE, value: days === null ? null : { days } }]);
    },
    sealed(id, sealedAt, { remindAfterDays, inReplyTo }) {
      // A reminder in another's mailbox would be its owner's, who did not ask for it.
      if (!ports.isOwn) return;
      const changes: AccountItem[] = [];
      if (typeof remindAfterDays === 'number') {
        const at = toInstant(Date.parse(sealedAt) + remindAfterDays * DAY_MS);
        changes.push(item({ envelopeId: id, reminder: { at, until: 'opened' } }));
      }
      const answered = inReplyTo === null ? null : items.find('reminder', inReplyTo);
      if (inReplyTo !== null && answered && Date.parse(answered.at) <= clock.now()) {
        changes.push(item({ envelopeId: inReplyTo, reminder: null }));
      }
      try {
        items.change(changes);
      } catch (error) {
        // An account that has no room for one more item still keeps its sealed letter: only the reminder is not made.
        if (!(error instanceof AppError && error.is('account.too-many-items'))) throw error;
      }
    },
    wake: pause.wake,
    start() {
      follow().catch(ports.onBug);
    },
    stop() {
      stopped = true;
      pause.wake();
    },
  };
}
