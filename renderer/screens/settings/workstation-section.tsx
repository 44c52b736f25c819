/** This workstation: language, appearance, when it locks, whether it starts with the session. In force at once. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkstationChange, WorkstationSettings } from '../../../contract/ipc/app.contract.ts';
import { app, queries } from '../../bridge.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Switch } from '../../ui/switch.tsx';
import { useTask } from '../../ui/use-task.ts';
import { NationalPanel } from './national-panel.tsx';
import { Coming, NotAsked, Panel } from './panel.tsx';

export function WorkstationSection(): ReactNode {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(queries.workstation());
  const task = useTask();
  const choose = (change: WorkstationChange): void => {
    void task.run(async () => client.setQueryData(queries.workstation().queryKey, await app.changeWorkstation(change)));
  };
  return (
    <div className="settings-column">
      {error ? <NotAsked failure={error} onAgain={() => void refetch()} /> : null}
      {task.error ? <ErrorNotice error={task.error} kept={t('notSaved')} /> : null}
      {data ? (
        <Choices settings={data} choose={choose} />
      ) : error ? null : (
        <Coming label={t('loading')} lines={['45%', '52%', '38%']} />
      )}
      <NationalPanel />
    </div>
  );
}

const themes = ['system', 'light', 'dark', 'contrast'] as const;
const themeWords = {
  system: 'themeSystem',
  light: 'themeLight',
  dark: 'themeDark',
  contrast: 'themeContrast',
} as const satisfies Record<WorkstationSettings['theme'], string>;

/** Offered times; the administrator's limit is always one of them. */
const idleChoices = [2, 5, 10, 15, 30, 60, 120];

function Choices({
  settings,
  choose,
}: {
  readonly settings: WorkstationSettings;
  readonly choose: (change: WorkstationChange) => void;
}): ReactNode {
  const { t } = useTranslation('settings');
  const id = useId();
  const { idleMinutes, idleLimitMinutes } = settings;
  const offered = [...new Set([...idleChoices.filter((one) => one < idleLimitMinutes), idleMinutes, idleLimitMinutes])];
  return (
    <>
      <Panel id="interface-language" title={t('entryInterfaceLanguage')} text={t('interfaceLanguageText')}>
        <div className="settings-sheet settings-note">
          <Segmented
            label={t('entryInterfaceLanguage')}
            value={settings.locale}
            options={[
              { value: 'fr', label: t('languageFr') },
              { value: 'en', label: t('languageEn') },
            ]}
            onChange={(locale) => choose({ locale })}
          />
        </div>
      </Panel>
      <Panel id="theme" title={t('entryTheme')} text={t('themeText')}>
        <div className="settings-sheet settings-note">
          <Segmented
            label={t('entryTheme')}
            value={settings.theme}
            options={themes.map((theme) => ({ value: theme, label: t(themeWords[theme]) }))}
            onChange={(theme) => choose({ theme })}
          />
        </div>
      </Panel>
      <Panel id="idle" title={t('entryIdle')} text={t('idleText', { count: idleLimitMinutes })}>
        <div className="settings-sheet settings-note">
          <Segmented
            label={t('entryIdle')}
            value={String(idleMinutes)}
            options={offered
              .sort((a, b) => a - b)
              .map((minutes) => ({ value: String(minutes), label: t('minutes', { count: minutes }) }))}
            onChange={(minutes) => choose({ idleMinutes: Number(minutes) })}
          />
        </div>
      </Panel>
      <Panel id="start" title={t('entryStart')} text={t('startText')}>
        <div className="settings-sheet settings-note">
          {settings.mayStartWithSession ? (
            <Switch
              isOn={settings.startsWithSession}
              describedBy={id}
              onChange={(startsWithSession) => choose({ startsWithSession })}
            >
              {t('startWithSession')}
            </Switch>
          ) : null}
          <p id={id} className="caption">
            {t(settings.mayStartWithSession ? 'startHint' : 'startNotYours')}
          </p>
        </div>
      </Panel>
    </>
  );
}
