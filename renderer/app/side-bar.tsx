/** Where one can go: boxes, folders, the directory; envelopes are dropped here too. */
import { useQuery } from '@tanstack/react-query';
import {
  Archive,
  BookUser,
  ClockArrowUp,
  FilePen,
  Flag,
  FolderOpen,
  Inbox,
  type LucideIcon,
  Send,
  Settings,
  SquarePen,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../../contract/ipc/app.contract.ts';
import { queries } from '../bridge.ts';
import { useActing, useAllows } from '../ui/acting.tsx';
import { Button } from '../ui/button.tsx';
import { useTakesCarried } from '../ui/carried.tsx';
import type { Targets } from '../ui/envelope-acts.ts';
import { Icon } from '../ui/icon.tsx';
import { DelegatedList } from './delegated-list.tsx';
import { placeOf } from './lists.ts';
import { useNavigation } from './place.tsx';
import { ReleaseLine } from './release-notice.tsx';
import { SideFolders, type SideFoldersProps } from './side-folders.tsx';
import './side-bar.css';
import { SideSearches, type SideSearchesProps } from './side-searches.tsx';
import { SyncStatus } from './sync-status.tsx';
import type { Mailboxes } from './use-mailboxes.ts';

type Screen = 'received' | 'sent' | 'drafts' | 'outbox' | 'flagged' | 'archive' | 'directory' | 'settings';

/** What is dropped on a box is done to the envelopes. */
type Drop = 'putBack' | 'archive' | 'flag';

const mail: readonly { readonly screen: Screen; readonly icon: LucideIcon; readonly drop?: Drop }[] = [
  { screen: 'received', icon: Inbox, drop: 'putBack' },
  { screen: 'sent', icon: Send, drop: 'putBack' },
  { screen: 'drafts', icon: FilePen },
  { screen: 'outbox', icon: ClockArrowUp },
  { screen: 'flagged', icon: Flag, drop: 'flag' },
  { screen: 'archive', icon: Archive, drop: 'archive' },
];

export interface SideBarProps extends SideFoldersProps {
  readonly mailboxes: Mailboxes;
  readonly onCompose: () => void;
  /** Asks which folder, where there is no room for the tree. */
  readonly onGoToFolder: () => void;
  readonly onFlag: (targets: Targets) => void;
  /** Leads to the settings of this workstation. */
  readonly onWorkstation: () => void;
  readonly searches: SideSearchesProps;
}

export function SideBar(props: SideBarProps): ReactNode {
  const { onCompose, onGoToFolder, onFile, onFlag, onWorkstation } = props;
  const { t } = useTranslation('app');
  const { t: words } = useTranslation('folders');
  const { t: delegation } = useTranslation('delegation');
  const acting = useActing();
  const maySend = useAllows('send');
  const { place, list, go } = useNavigation();
  const { data: counts } = useQuery(queries.counts());
  const current: Place['screen'] = place.screen === 'proof' ? placeOf(list).screen : place.screen;
  const figures: Partial<Record<Screen, Figure>> = counts
    ? {
        received: { count: counts.unopened, label: t('countUnopened', { count: counts.unopened }) },
        drafts: { count: counts.drafts, label: t('countDrafts', { count: counts.drafts }) },
        outbox: { count: counts.outbox, label: t('countOutbox', { count: counts.outbox }) },
        flagged: { count: counts.flagged, label: t('countFlagged', { count: counts.flagged }) },
      }
    : {};
  const drops: Readonly<Record<Drop, (targets: Targets) => void>> = {
    putBack: (targets) => onFile(targets, null),
    archive: (targets) => onFile(targets, 'archive'),
    flag: (targets) => onFlag({ ...targets, allFlagged: false }),
  };
  const item = (screen: Screen, icon: LucideIcon, drop?: Drop): ReactNode => (
    <SideItem
      key={screen}
      icon={icon}
      word={t(screen)}
      isCurrent={current === screen}
      figure={figures[screen]}
      onGo={() => go({ screen })}
      onDrop={drop ? drops[drop] : undefined}
    />
  );
  return (
    <nav className="side" aria-label={t('mailboxes')}>
      {maySend ? (
        <Button className="side-compose" kind="primary" icon={<Icon of={SquarePen} />} keys="N" onPress={onCompose}>
          <span className={`side-word${acting ? ' ellipsis' : ''}`}>
            {acting ? delegation('writeFor', { owner: acting.shortOwner }) : t('compose')}
          </span>
        </Button>
      ) : null}
      <ul className="side-list">
        {mail.map(({ screen, icon, drop }) => item(screen, icon, drop))}
        <SideItem
          className="side-narrow"
          icon={FolderOpen}
          word={words('openList')}
          isCurrent={current === 'folder'}
          onGo={onGoToFolder}
        />
      </ul>
      <SideFolders {...props} />
      <SideSearches {...props.searches} />
      <DelegatedList
        mailboxes={props.mailboxes.all}
        currentId={props.mailboxes.current?.owner.accountId ?? null}
        onEnter={props.mailboxes.enter}
      />
      <div className="side-part" aria-hidden="true" />
      <ul className="side-list">
        {item('directory', BookUser)}
        {acting ? null : item('settings', Settings)}
      </ul>
      <ReleaseLine onSee={acting ? null : onWorkstation} />
      <SyncStatus offlineCount={counts?.offline ?? null} />
    </nav>
  );
}

interface Figure {
  readonly count: number;
  readonly label: string;
}

function SideItem({
  icon,
  word,
  isCurrent,
  figure,
  className,
  onGo,
  onDrop,
}: {
  readonly icon: LucideIcon;
  readonly word: string;
  readonly isCurrent: boolean;
  readonly figure?: Figure | undefined;
  readonly className?: string;
  readonly onGo: () => void;
  readonly onDrop?: ((targets: Targets) => void) | undefined;
}): ReactNode {
  const { isOver, props } = useTakesCarried(onDrop);
  return (
    <li className={className}>
      <button
        type="button"
        className={`side-item${isCurrent ? ' is-current' : ''}${isOver ? ' is-over' : ''}`}
        {...(isCurrent ? { 'aria-current': 'page' as const } : {})}
        onClick={onGo}
        {...props}
      >
        <Icon of={icon} />
        <span className="side-word">{word}</span>
        {figure && figure.count > 0 ? (
          <>
            <span className="side-count" aria-hidden="true">
              {figure.count}
            </span>
            <span className="for-screen-readers">{figure.label}</span>
          </>
        ) : null}
      </button>
    </li>
  );
}
