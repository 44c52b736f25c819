/** This workstation: language, appearance, when it locks, whether it starts with the session. In force at once. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkstationChange, WorkstationSettings } from '../../../contract/ipc/app.contract.ts';
import { app, queries } from '../../bridge.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Switch } from '../../ui/switch.tsx';
import { useTask } from '../../ui/use-task.ts';
import { Coming, NotAsked, Panel } from './panel.tsx';
import type { SettingId } from './settings-index.ts';
import { VersionPanel } from './version-panel.tsx';

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
      <OnOff
        id="start"
        title={t('entryStart')}
        text={t('startText')}
        isOn={settings.startsWithSession}
        label={t('startWithSession')}
        hint={t(settings.mayStartWithSession ? 'startHint' : 'startNotYours')}
        onChange={settings.mayStartWithSession ? (startsWithSession) => choose({ startsWithSession }) : null}
      />
      <OnOff
        id="tray"
        title={t('entryTray')}
        text={t('trayText')}
        isOn={settings.staysInTray}
        label={t('stayInTray')}
        hint={t(settings.mayStayInTray ? 'trayHint' : 'trayNotYours')}
        onChange={settings.mayStayInTray ? (staysInTray) => choose({ staysInTray }) : null}
      />
      <MailLinks settings={settings} choose={choose} />
      <VersionPanel />
    </>
  );
}

function MailLinks({ settings, choose }: Parameters<typeof Choices>[0]): ReactNode {
  const { t } = useTranslation('settings');
  const [asked, setAsked] = useState(false);
  const { mayOpenMailLinks, opensMailLinks } = settings;
  const hint = !mayOpenMailLinks ? 'startNotYours' : asked && !opensMailLinks ? 'mailLinksRefused' : 'mailLinksHint';
  return (
    <OnOff
      id="mail-links"
      title={t('entryMailLinks')}
      text={t('mailLinksText')}
      isOn={opensMailLinks}
      label={t('openMailLinks')}
      hint={t(hint)}
      onChange={
        mayOpenMailLinks
          ? (isOn) => {
              setAsked(isOn);
              choose({ opensMailLinks: isOn });
            }
          : null
      }
    />
  );
}

/** One switch and what it means; without `onChange` it is not this user's to decide. */
function OnOff({
  id,
  title,
  text,
  isOn,
  label,
  hint,
  onChange,
}: {
  readonly id: SettingId;
  readonly title: string;
  readonly text: string;
  readonly isOn: boolean;
  readonly label: string;
  readonly hint: string;
  readonly onChange: ((isOn: boolean) => void) | null;
}): ReactNode {
  const hintId = useId();
  return (
    <Panel id={id} title={title} text={text}>
      <div className="settings-sheet settings-note">
        {onChange ? (
          <Switch isOn={isOn} describedBy={hintId} onChange={onChange}>
            {label}
          </Switch>
        ) : null}
        <p id={hintId} className="caption">
          {hint}
        </p>
      </div>
    </Panel>
  );
}
