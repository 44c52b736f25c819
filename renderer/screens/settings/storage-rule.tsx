/** Which attachments are kept for reading without network: a choice, what it would do, and how far that has come. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OfflineRule, StorageState } from '../../../contract/ipc/storage.contract.ts';
import { queries, storage } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useTask } from '../../ui/use-task.ts';
import { Panel } from './panel.tsx';

type Mode = OfflineRule['mode'];
const words = { all: 'ruleAll', days: 'ruleDays', 'on-demand': 'ruleDemand' } as const satisfies Record<Mode, string>;
const hints = {
  all: 'ruleAllHint',
  days: 'ruleDaysHint',
  'on-demand': 'ruleDemandHint',
} as const satisfies Record<Mode, string>;
/** Days that are offered; the administrator's limit is always one of them. */
const offeredDays = [7, 15, 30, 60, 90];
const USUAL_DAYS = 30;

/** Modes and days that the administrator leaves. */
function offered({ rule, mostDays }: StorageState): {
  readonly modes: readonly Mode[];
  readonly days: readonly number[];
} {
  const modes: readonly Mode[] =
    mostDays === null ? ['all', 'days', 'on-demand'] : mostDays === 0 ? ['on-demand'] : ['days', 'on-demand'];
  const days = offeredDays.filter((one) => mostDays === null || one < mostDays);
  const more = [...(mostDays ? [mostDays] : []), ...(rule.mode === 'days' ? [rule.days] : [])];
  return { modes, days: [...new Set([...days, ...more])].sort((a, b) => a - b) };
}

export function RulePanel({ state }: { readonly state: StorageState }): ReactNode {
  const { t: settingsWords } = useTranslation('settings');
  const { t } = useTranslation('storage');
  const client = useQueryClient();
  const task = useTask();
  const [wanted, setWanted] = useState<OfflineRule | null>(null);
  const { rule, mostDays } = state;
  const shown = wanted ?? rule;
  const { modes, days } = offered(state);
  const choose = (next: OfflineRule): void => setWanted(JSON.stringify(next) === JSON.stringify(rule) ? null : next);
  const apply = (next: OfflineRule): void => {
    void task.run(async () => {
      client.setQueryData(queries.storage().queryKey, await storage.setRule(next));
      setWanted(null);
    });
  };
  const usual = days.includes(USUAL_DAYS) ? USUAL_DAYS : (days.at(-1) ?? USUAL_DAYS);
  return (
    <Panel id="storage-rule" title={settingsWords('entryRule')} text={t('ruleText')}>
      <div className="settings-sheet settings-note storage-rule">
        {modes.length > 1 ? (
          <Segmented
            label={t('ruleLabel')}
            value={shown.mode}
            options={modes.map((mode) => ({ value: mode, label: t(words[mode]) }))}
            onChange={(mode) => choose(mode === 'days' ? { mode, days: usual } : { mode })}
          />
        ) : null}
        {shown.mode === 'days' ? (
          <Segmented
            label={t('daysLabel')}
            value={String(shown.days)}
            options={days.map((count) => ({ value: String(count), label: t('days', { count }) }))}
            onChange={(count) => choose({ mode: 'days', days: Number(count) })}
          />
        ) : null}
        <p className="secondary">{t(hints[shown.mode])}</p>
        {shown.mode === 'all' ? null : <p className="caption">{t('retentionHint')}</p>}
        {mostDays === null ? null : (
          <p className="caption">{mostDays === 0 ? t('ruleOnlyDemand') : t('ruleBound', { count: mostDays })}</p>
        )}
        {wanted ? (
          <WhatItDoes rule={wanted} busy={task.pending} onApply={() => apply(wanted)} onKeep={() => setWanted(null)} />
        ) : null}
        {task.error ? <ErrorNotice error={task.error} kept={t('notSaved')} /> : null}
        <Arriving state={state} />
      </div>
    </Panel>
  );
}

function WhatItDoes({
  rule,
  busy,
  onApply,
  onKeep,
}: {
  readonly rule: OfflineRule;
  readonly busy: boolean;
  readonly onApply: () => void;
  readonly onKeep: () => void;
}): ReactNode {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const { data } = useQuery(queries.storageRulePreview(rule));
  const lines = data
    ? [
        data.fetch.count > 0
          ? t('willFetch', { count: data.fetch.count, size: format.size(data.fetch.sizeBytes) })
          : null,
        data.free.count > 0 ? t('willFree', { count: data.free.count, size: format.size(data.free.sizeBytes) }) : null,
      ].filter((line) => line !== null)
    : [];
  return (
    <div className="storage-preview">
      <p role="status" className="grow">
        {data ? (lines.length > 0 ? lines.join(' ') : t('willNothing')) : '…'}
      </p>
      <div className="row">
        <Button kind="primary" onPress={onApply} isDisabled={busy}>
          {t('apply')}
        </Button>
        <Button kind="ghost" onPress={onKeep} isDisabled={busy}>
          {t('keepRule')}
        </Button>
      </div>
    </div>
  );
}

/** Real bytes of what is on its way, and a way to have it wait. */
function Arriving({ state }: { readonly state: StorageState }): ReactNode {
  const { t } = useTranslation('storage');
  const format = useFormat();
  const client = useQueryClient();
  const { data: sync } = useQuery(queries.syncState());
  const { paused } = state;
  if (!sync || sync.pendingBytes === 0) return null;
  const total = sync.pendingBytes + sync.fetchedBytes;
  const part = format.part(sync.fetchedBytes, total);
  const text = paused
    ? t('fetchingPaused', { size: format.size(sync.pendingBytes) })
    : t('fetching', { done: part.done, total: part.total });
  const left =
    !paused && sync.secondsLeft !== null ? t('timeLeft', { time: format.duration(sync.secondsLeft * 1_000) }) : null;
  return (
    <div className="storage-work">
      <ProgressBar fraction={sync.fetchedBytes / total} label={text} paused={paused} />
      <div className="row">
        <span className="caption grow">{[text, left].filter(Boolean).join(' · ')}</span>
        <Button
          size="small"
          icon={<Icon of={paused ? Play : Pause} size="small" />}
          onPress={() => {
            // A session that is gone says so by itself.
            storage.pause({ paused: !paused }).then(
              (next) => client.setQueryData(queries.storage().queryKey, next),
              () => undefined,
            );
          }}
        >
          {t(paused ? 'resume' : 'pause')}
        </Button>
      </div>
    </div>
  );
}
