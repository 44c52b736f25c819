/** Which attachments this workstation keeps: the person's choice for this account here, within what the administrator allows. */
import { AppError } from '../../../../contract/errors.ts';
import { OfflineRule } from '../../../../contract/ipc/storage.contract.ts';
import type { Clock } from '../clock.ts';
import type { JournalStore } from '../journal-store.ts';

const SETTING = 'kept-offline';
const DAY_MS = 86_400_000;

export interface KeptOffline {
  rule(): OfflineRule;
  /** `request.invalid` for more than is allowed. */
  set(rule: OfflineRule): void;
  /** Attachments of what was sealed at or after this instant are kept, epoch ms; minus infinity keeps all. */
  keptFrom(rule?: OfflineRule): number;
  readonly mostDays: number | null;
}

export function createKeptOffline(ports: {
  readonly journal: Pick<JournalStore, 'setting' | 'setSetting'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly mostDays: number | null;
}): KeptOffline {
  const { journal, clock, mostDays } = ports;

  function chosen(): OfflineRule {
    const text = journal.setting(SETTING);
    const parsed = text === null ? null : OfflineRule.safeParse(JSON.parse(text));
    return parsed?.success ? parsed.data : { mode: 'all' };
  }

  /** An administrator may allow less than was chosen before. */
  function bounded(rule: OfflineRule): OfflineRule {
    if (mostDays === null || rule.mode === 'on-demand') return rule;
    if (mostDays === 0) return { mode: 'on-demand' };
    return { mode: 'days', days: rule.mode === 'days' ? Math.min(rule.days, mostDays) : mostDays };
  }

  const rule = () => bounded(chosen());
  return {
    rule,
    set(next) {
      const allowed = bounded(next);
      const isSame =
        allowed.mode === next.mode && (next.mode !== 'days' || allowed.mode !== 'days' || allowed.days === next.days);
      if (!isSame) throw new AppError('request.invalid', { field: 'mode' });
      journal.setSetting(SETTING, JSON.stringify(next));
    },
    keptFrom(of = rule()) {
      if (of.mode === 'all') return Number.NEGATIVE_INFINITY;
      return of.mode === 'on-demand' ? Number.POSITIVE_INFINITY : clock.now() - of.days * DAY_MS;
    },
    mostDays,
  };
}
