/** What happened to the account's envelopes: searched, filtered, and exported. Titles are shown only on demand. */
import { FileSpreadsheet, Search } from 'lucide-react';
import { type ReactNode, useDeferredValue, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ACTIVITY_TEXT_LENGTH, type ActivityQuery } from '../../../contract/ipc/activity.contract.ts';
import type { Box } from '../../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import { activity, app } from '../../bridge.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Switch } from '../../ui/switch.tsx';
import { useToasts } from '../../ui/toast.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useTask } from '../../ui/use-task.ts';
import './activity.css';
import { ActivityRows } from './activity-rows.tsx';
import { exportWords, type KindFilter, kindsOf } from './activity-words.ts';
import { settingElementId } from './settings-index.ts';

export function ActivitySection({
  onOpen,
}: {
  readonly onOpen: (envelopeId: EnvelopeId, box: Box) => void;
}): ReactNode {
  const { t } = useTranslation('activity');
  const { t: settings } = useTranslation('settings');
  const [text, setText] = useState('');
  const [filter, setFilter] = useState<KindFilter>('all');
  const [withSubjects, setWithSubjects] = useState(false);
  const [total, setTotal] = useState<number | null>(null);
  const asked = useDeferredValue(text);
  const query = useMemo<ActivityQuery>(
    () => ({ text: asked, kinds: [...kindsOf[filter]], withSubjects }),
    [asked, filter, withSubjects],
  );
  const hint = useId();
  const fieldLabel = t(withSubjects ? 'searchSubjects' : 'search');
  const options = [
    { value: 'all', label: t('kindAll') },
    { value: 'sealing', label: t('kindSealing') },
    { value: 'delivery', label: t('kindDelivery') },
    { value: 'opening', label: t('kindOpening') },
    { value: 'later', label: t('kindLater') },
  ] as const satisfies readonly { value: KindFilter; label: string }[];
  return (
    <section className="activity" aria-labelledby={settingElementId('journal')}>
      <div className="settings-panel-head">
        <h2 id={settingElementId('journal')} tabIndex={-1}>
          {settings('entryJournal')}
        </h2>
        <Total total={total} />
        <span className="grow" />
        <Export query={query} isDisabled={!total} />
      </div>
      <p className="secondary activity-text">{t('text')}</p>
      <search className="activity-bar">
        <label className="activity-field">
          <span className="for-screen-readers">{fieldLabel}</span>
          <Icon of={Search} />
          <input
            type="text"
            autoComplete="off"
            spellCheck={false}
            maxLength={ACTIVITY_TEXT_LENGTH}
            placeholder={fieldLabel}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <Segmented label={t('kind')} value={filter} options={options} onChange={setFilter} />
        <Switch isOn={withSubjects} onChange={setWithSubjects} describedBy={hint}>
          {t('subjects')}
        </Switch>
        <span id={hint} className="caption grow activity-hint">
          {t('subjectsHint')}
        </span>
      </search>
      <ActivityRows
        query={query}
        isFiltered={asked.trim() !== '' || filter !== 'all'}
        onTotal={setTotal}
        onOpen={onOpen}
        onShowAll={() => {
          setText('');
          setFilter('all');
        }}
      />
    </section>
  );
}

function Total({ total }: { readonly total: number | null }): ReactNode {
  const { t } = useTranslation('activity');
  const format = useFormat();
  return (
    <span className="caption" role="status">
      {total ? t('total', { count: total, number: format.number(total) }) : ''}
    </span>
  );
}

function Export({ query, isDisabled }: { readonly query: ActivityQuery; readonly isDisabled: boolean }): ReactNode {
  const { t } = useTranslation('activity');
  const format = useFormat();
  const { show } = useToasts();
  const task = useTask();
  const hint = useId();
  const run = (): void => {
    void task.run(async () => {
      const { grantId } = await app.chooseDestination({ suggestedName: t('exportName') });
      if (!grantId) return;
      const { rows } = await activity.exportRows({ ...query, grantId, words: exportWords(t) });
      show({
        id: 'activity',
        title: t('exported', { count: rows, number: format.number(rows) }),
        text: t('exportedText'),
        lifeMs: 8_000,
      });
    });
  };
  return (
    <>
      <span id={hint} className="caption activity-hint">
        {t('exportText')}
      </span>
      <Button
        icon={<Icon of={FileSpreadsheet} />}
        isDisabled={isDisabled || task.pending}
        aria-describedby={hint}
        onPress={run}
      >
        {t('export')}
      </Button>
      {task.error ? (
        <div className="activity-failure">
          <ErrorNotice error={task.error} onAction={run} />
        </div>
      ) : null}
    </>
  );
}
