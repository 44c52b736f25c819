/**
 * What the person should hear of on the desktop: envelopes that arrived, openings of what they sent, what they
 * asked to be reminded of, what others gave them to handle, and what stays in the outbox until they act. Only what their preferences say; names, never titles. The main process decides whether a
 * name may be shown on this workstation at all.
 */
import type { SyncChange } from '../../../contract/api/routes.ts';
import type { OutboxRow } from '../../../contract/ipc/draft.contract.ts';
import type { Notice } from '../../../contract/ipc/process.ts';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import type { NotificationEvent, NotificationPreferences } from '../../../contract/model/notification.ts';
import { displayName } from '../../../contract/model/person.ts';
import type { EnvelopeStore } from './envelope-store.ts';

export interface Notices {
  /** A page of the feed was taken in; `arrived` are envelopes that were not known. */
  pageTaken(changes: readonly SyncChange[], arrived: readonly EnvelopeId[]): Promise<void>;
  outboxChanged(rows: readonly OutboxRow[]): void;
  /** The person asked to be reminded of these, and the time has come. */
  remindersDue(ids: readonly EnvelopeId[]): void;
}

export function createNotices(ports: {
  readonly accountId: string;
  readonly cache: Pick<EnvelopeStore, 'envelope' | 'latestHandling'>;
  /** What the account wants to be told of; may fail as every call of the operator. */
  readonly preferences: () => Promise<NotificationPreferences>;
  readonly tell: (notice: Notice) => void;
}): Notices {
  const { accountId, cache, tell } = ports;
  /** Those that needed the person already when last looked at; null before the first look. */
  let stuck: ReadonlySet<string> | null = null;

  const senderOf = (id: EnvelopeId) => cache.envelope(id)?.record.sender ?? null;

  const tellArrivals = (arrived: readonly EnvelopeId[]) => {
    const names = new Set(arrived.map(senderOf).flatMap((sender) => (sender ? [displayName(sender)] : [])));
    tell({ kind: 'arrived', count: arrived.length, ...only(names), ...onlyEnvelope(arrived) });
  };

  const openingsIn = (changes: readonly SyncChange[]) =>
    changes.flatMap((change) => {
      if (change.type !== 'event') return [];
      const { kind, actor, envelopeId } = change.event;
      const isOpening = kind === 'opened' || kind === 'opened-by-delegate';
      const isOfOthers = actor.accountId !== accountId && senderOf(envelopeId)?.accountId === accountId;
      return isOpening && isOfOthers ? [change.event] : [];
    });

  /** Recipients who are absent, as the sender was told. */
  const absencesIn = (changes: readonly SyncChange[]) =>
    changes.flatMap((change) => {
      if (change.type !== 'event' || change.event.kind !== 'absence-answered') return [];
      return senderOf(change.event.envelopeId)?.accountId === accountId ? [change.event] : [];
    });

  /** Envelopes that somebody else gave this account to handle, and that nobody did anything about since. */
  const entrustedIn = (changes: readonly SyncChange[]) =>
    changes.flatMap((change) => {
      if (change.type !== 'handling' || change.entry.kind !== 'assigned') return [];
      const { id, by, whom, envelopeId } = change.entry;
      const isNow = cache.latestHandling(envelopeId)?.id === id;
      return isNow && whom?.accountId === accountId && by?.accountId !== accountId ? [change.entry] : [];
    });

  return {
    async pageTaken(changes, arrived) {
      const openings = openingsIn(changes);
      const absences = absencesIn(changes);
      const entrusted = entrustedIn(changes);
      if (arrived.length + openings.length + absences.length + entrusted.length === 0) return;
      const { channels } = await ports.preferences();
      const isTold = (event: NotificationEvent) => channels[event] === 'desktop';
      if (arrived.length > 0 && isTold('reception')) tellArrivals(arrived);
      if (openings.length > 0 && isTold('opening')) {
        const names = new Set(openings.map(({ actor }) => actor.name));
        tell({
          kind: 'opened',
          count: openings.length,
          ...only(names),
          ...onlyEnvelope(openings.map(({ envelopeId }) => envelopeId)),
        });
      }
      // No mail says it: whoever wants to hear of delegations at all hears of it here.
      if (entrusted.length > 0 && channels.delegation !== 'none') {
        tell({
          kind: 'entrusted',
          count: entrusted.length,
          ...only(new Set(entrusted.flatMap(({ by }) => by?.name ?? []))),
          ...onlyEnvelope(entrusted.map(({ envelopeId }) => envelopeId)),
        });
      }
      // What becomes of a letter at its recipient is told as openings are.
      if (absences.length > 0 && isTold('opening')) {
        tell({
          kind: 'absent',
          count: absences.length,
          ...only(new Set(absences.flatMap(({ onBehalfOf }) => onBehalfOf?.name ?? []))),
          ...onlyEnvelope(absences.map(({ envelopeId }) => envelopeId)),
        });
      }
    },
    remindersDue(ids) {
      // Asked for envelope by envelope: no preference hides it.
      tell({ kind: 'follow-up', count: ids.length, name: null, ...onlyEnvelope(ids) });
    },
    outboxChanged(rows) {
      const now = new Set(rows.filter(({ state }) => state === 'failed').map(({ id }) => id));
      const fresh = stuck === null ? 0 : [...now].filter((id) => !stuck?.has(id)).length;
      stuck = now;
      // No preference hides this one: what the person sent has not left.
      if (fresh > 0) tell({ kind: 'needs-you', count: fresh, name: null, envelopeId: null });
    },
  };
}

function only(names: ReadonlySet<string>): Pick<Notice, 'name'> {
  const [name] = names;
  return { name: names.size === 1 && name ? name.slice(0, 200) : null };
}

function onlyEnvelope(ids: readonly EnvelopeId[]): Pick<Notice, 'envelopeId'> {
  const different = new Set(ids);
  return { envelopeId: different.size === 1 ? (ids[0] ?? null) : null };
}
