/** What the operator tells by mail. What is shown is what it applies: a choice counts once it has answered. */
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { Radio, RadioGroup } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { Notifications } from '../../../contract/ipc/settings.contract.ts';
import type { NotificationChannel } from '../../../contract/model/notification.ts';
import { queries } from '../../bridge.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Switch } from '../../ui/switch.tsx';
import { channelsFor, type ToldEvent, toldEvents } from './notification-events.ts';
import { Coming, NotAsked, Panel } from './panel.tsx';
import { ReminderPanel } from './reminder-panel.tsx';
import { type NotificationChoice, useNotificationChoice } from './use-notification-choice.ts';

export function NotificationsSection(): ReactNode {
  const { t } = useTranslation('settings');
  // Another workstation may have chosen otherwise since.
  const { data, error, refetch } = useQuery({ ...queries.notifications(), refetchOnMount: 'always' });
  const choice = useNotificationChoice();
  if (error) {
    return (
      <div className="settings-column">
        <NotAsked failure={error} kept={t('notRead')} onAgain={() => void refetch()} />
      </div>
    );
  }
  if (!data) {
    return (
      <div className="settings-column">
        <Coming label={t('loading')} lines={['55%', '48%', '60%', '42%']} />
      </div>
    );
  }
  return (
    <div className="settings-column">
      {choice.error ? <ErrorNotice error={choice.error} kept={t('notSaved')} onAction={choice.again} /> : null}
      <Events notifications={data} choice={choice} />
      <LanguageOfMails notifications={data} choice={choice} />
      <Titles notifications={data} choice={choice} />
      <ReminderPanel />
    </div>
  );
}

interface ChoiceProps {
  readonly notifications: Notifications;
  readonly choice: NotificationChoice;
}

const channelWords = {
  email: { name: 'channelEmail', hint: 'channelEmailHint' },
  desktop: { name: 'channelDesktop', hint: 'channelDesktopHint' },
  none: { name: 'channelNone', hint: 'channelNoneHint' },
} as const satisfies Record<NotificationChannel, unknown>;
const channels = ['email', 'desktop', 'none'] as const;

function Events({ notifications, choice }: ChoiceProps): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <Panel
      id="events"
      title={t('entryEvents')}
      text={t('eventsText')}
      aside={
        <span className="caption" role="status">
          {choice.saving ? t('saving') : ''}
        </span>
      }
    >
      <div className="settings-sheet settings-events">
        <div className="settings-event settings-event-head" aria-hidden="true">
          <span>{t('event')}</span>
          {channels.map((channel) => (
            <span key={channel}>
              {t(channelWords[channel].name)}
              <span className="caption">{t(channelWords[channel].hint)}</span>
            </span>
          ))}
        </div>
        {toldEvents.map((told) => (
          <Event key={told.event} told={told} notifications={notifications} choice={choice} />
        ))}
      </div>
    </Panel>
  );
}

function Event({ told, notifications, choice }: ChoiceProps & { readonly told: ToldEvent }): ReactNode {
  const { t } = useTranslation('settings');
  const id = useId();
  const chosen = notifications.preferences.channels[told.event];
  const possible = channelsFor(told, chosen);
  return (
    <RadioGroup
      className="settings-event"
      orientation="horizontal"
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-text`}
      value={chosen}
      onChange={(value) => {
        const channel = possible.find((one) => one === value);
        if (channel) choice.choose({ channels: { [told.event]: channel } }, { channels: { [told.event]: chosen } });
      }}
    >
      <span className="settings-event-name">
        <b id={`${id}-name`}>{t(told.name)}</b>
        <span id={`${id}-text`} className="caption">
          {t(told.text)}
        </span>
      </span>
      {channels.map((channel) =>
        possible.includes(channel) ? (
          <Radio key={channel} value={channel} className="settings-radio">
            <span className="settings-radio-mark" aria-hidden="true" />
            <span className="settings-radio-word">{t(channelWords[channel].name)}</span>
          </Radio>
        ) : (
          <span key={channel} className="muted settings-radio" aria-hidden="true">
            —
          </span>
        ),
      )}
    </RadioGroup>
  );
}

function LanguageOfMails({ notifications, choice }: ChoiceProps): ReactNode {
  const { t } = useTranslation('settings');
  const { language } = notifications.preferences;
  return (
    <Panel id="language" title={t('entryLanguage')} text={t('languageText')}>
      <div className="settings-sheet settings-note">
        <Segmented
          label={t('entryLanguage')}
          value={language}
          options={[
            { value: 'fr', label: t('languageFr') },
            { value: 'en', label: t('languageEn') },
          ]}
          onChange={(chosen) => {
            if (chosen !== language) choice.choose({ language: chosen }, { language });
          }}
        />
      </div>
    </Panel>
  );
}

function Titles({ notifications, choice }: ChoiceProps): ReactNode {
  const { t } = useTranslation('settings');
  const id = useId();
  const { titleAllowed } = notifications.preferences;
  return (
    <Panel id="titles" title={t('entryTitles')} text={t('titlesText')}>
      <div className="settings-sheet settings-note settings-titles">
        <Switch
          isOn={titleAllowed}
          describedBy={id}
          onChange={(isOn) => choice.choose({ titleAllowed: isOn }, { titleAllowed })}
        >
          {t('titlesShow')}
        </Switch>
        <p id={id} className="caption">
          {t(notifications.titlesInMails ? 'titlesAllowed' : 'titlesForbidden')}
        </p>
      </div>
    </Panel>
  );
}
