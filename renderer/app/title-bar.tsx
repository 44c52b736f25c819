/** The top bar at work: search, connection, card, and the person's own menu. */
import { useQuery } from '@tanstack/react-query';
import { BookOpen, ChevronDown, Keyboard, Lock, Settings, Stethoscope, Users, WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { type AccountCard, displayName } from '../../contract/model/person.ts';
import { app, queries } from '../bridge.ts';
import { Badge } from '../ui/badge.tsx';
import { typesetName } from '../ui/format/typography.ts';
import { Card, CrossedCard, Icon } from '../ui/icon.tsx';
import { KeyCap } from '../ui/key-cap.tsx';
import { MenuButton } from '../ui/menu-button.tsx';
import { WindowBar } from '../ui/window-bar.tsx';
import { Finder, type FinderProps } from './finder.tsx';
import './title-bar.css';

export interface TitleBarProps {
  readonly account: AccountCard;
  /** The card that signed in; without one a card in the reader means nothing. */
  readonly signs: boolean;
  readonly finder: FinderProps;
  /** Null in another's mailbox: the settings are one's own. */
  readonly onSettings: (() => void) | null;
  readonly onDoctor: () => void;
  readonly onGuide: () => void;
  readonly onHelp: () => void;
  readonly onLock: () => void;
  readonly onSwitchUser: () => void;
  /** The person closes the window. */
  readonly onClose: () => void;
}

export function TitleBar(props: TitleBarProps): ReactNode {
  const { account, signs, finder, onSettings, onDoctor, onGuide, onHelp, onLock, onSwitchUser, onClose } = props;
  const { t } = useTranslation('app');
  const { data: card } = useQuery(queries.cardState());
  const { data: sync } = useQuery(queries.syncState());
  const family = signs && card?.state === 'ready' ? card.card.family : null;
  const isOffline = sync?.connection === 'offline';
  const { t: keys } = useTranslation('keyboard');
  const commands = [
    ...(onSettings === null
      ? []
      : [
          {
            id: 'settings',
            label: keys('goSettings'),
            icon: <Icon of={Settings} />,
            keys: <KeyCap keys="Ctrl ," />,
            run: onSettings,
          },
        ]),
    {
      id: 'doctor',
      label: keys('goDoctor'),
      icon: <Icon of={Stethoscope} />,
      keys: <KeyCap keys="G L" />,
      run: onDoctor,
    },
    { id: 'lock', label: t('lock'), icon: <Icon of={Lock} />, keys: <KeyCap keys="Ctrl L" />, run: onLock },
    { id: 'switch', label: t('switchUser'), icon: <Icon of={Users} />, run: onSwitchUser },
    { id: 'guide', label: keys('guide'), icon: <Icon of={BookOpen} />, keys: <KeyCap keys="F1" />, run: onGuide },
    { id: 'help', label: t('shortcuts'), icon: <Icon of={Keyboard} />, keys: <KeyCap keys="?" />, run: onHelp },
  ];
  return (
    <WindowBar
      onWindow={(act) => (act === 'close' ? onClose() : void app.window({ act }))}
      middle={<Finder {...finder} />}
    >
      {isOffline ? (
        <Badge kind="warning" icon={<Icon of={WifiOff} />}>
          {t('offline')}
        </Badge>
      ) : null}
      <span className={`card-here${family && !isOffline ? ' card-here-proof' : ''}`}>
        {signs ? <Card /> : <CrossedCard />}
        <span className="card-here-word">
          {family ? t('cardRead', { family }) : t(signs ? 'cardAbsent' : 'byCode')}
        </span>
      </span>
      <MenuButton
        label={t('account')}
        commands={commands}
        button={
          <AriaButton className="account-button">
            <b>{typesetName(displayName(account))}</b>
            <Icon of={ChevronDown} size="small" />
          </AriaButton>
        }
      />
    </WindowBar>
  );
}
