/** The account's settings, by sections, and a field that finds one by a word. */
import { Search, X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { Box } from '../../../contract/ipc/mailbox.contract.ts';
import type { FolderId } from '../../../contract/model/account-item.ts';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import type { FolderActs } from '../../ui/folders/folder-acts.ts';
import { GuideLink, type GuideTopic } from '../../ui/guide-link.tsx';
import { Highlighted } from '../../ui/highlighted.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ActivitySection } from './activity-section.tsx';
import { DelegationsSection } from './delegations-section.tsx';
import { FoldersSection } from './folders-section.tsx';
import { IdentitySection } from './identity-section.tsx';
import { MssanteSection } from './mssante-section.tsx';
import { NotificationsSection } from './notifications-section.tsx';
import './settings.css';
import {
  type FoundSetting,
  findSettings,
  type Section,
  type SettingId,
  sections,
  settingElementId,
} from './settings-index.ts';
import { SignatureSection } from './signature-section.tsx';
import { StorageSection } from './storage-section.tsx';
import { TemplatesSection } from './templates-section.tsx';
import { WorkstationSection } from './workstation-section.tsx';

/** Sections of which the guide speaks elsewhere than where it speaks of the account. */
const topics: Partial<Record<Section, GuideTopic>> = {
  folders: 'file',
  delegations: 'acting',
  templates: 'write',
  workstation: 'workstation',
  storage: 'storage',
};

export interface SettingsScreenProps {
  /** The section in view, which whoever comes back finds again. */
  readonly section: Section;
  readonly onSection: (section: Section) => void;
  /** A card signs what this session sends. */
  readonly signs: boolean;
  readonly folderActs: FolderActs;
  /** Leaves for a folder. */
  readonly onFolder: (folderId: FolderId) => void;
  /** Leaves for an envelope of the activity. */
  readonly onOpen: (envelopeId: EnvelopeId, box: Box) => void;
}

export function SettingsScreen(props: SettingsScreenProps): ReactNode {
  const { section, onSection, signs, onOpen } = props;
  const { t } = useTranslation('settings');
  const [typed, setTyped] = useState('');
  const [wanted, setWanted] = useState<SettingId | null>(null);
  const found = typed.trim() === '' ? null : findSettings(t, typed, signs);

  useEffect(() => {
    if (!wanted) return;
    const seek = (): boolean => {
      const heading = document.getElementById(settingElementId(wanted));
      if (!heading) return false;
      heading.scrollIntoView({ block: 'start' });
      heading.focus();
      setWanted(null);
      return true;
    };
    if (seek()) return;
    // What stands under it may still be on its way from the operator.
    const observer = new MutationObserver(seek);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [wanted]);
  const choose = (setting: FoundSetting): void => {
    setTyped('');
    onSection(setting.section);
    setWanted(setting.id);
  };

  return (
    <main className="pane settings" aria-label={t('title')}>
      <div className="settings-head">
        <h1>{t('title')}</h1>
        <GuideLink topic={topics[section] ?? 'account'} />
        <FindSetting typed={typed} onTyped={setTyped} onFirst={() => found?.[0] && choose(found[0])} />
      </div>
      {found ? (
        <Found found={found} typed={typed} onChoose={choose} onLeave={() => setTyped('')} />
      ) : (
        <Tabs
          className="settings-tabs"
          selectedKey={section}
          onSelectionChange={(key) => {
            setWanted(null);
            onSection(sections.find(({ id }) => id === key)?.id ?? 'identity');
          }}
        >
          <TabList className="settings-tab-list" aria-label={t('sections')}>
            {sections.map(({ id, title }) => (
              <Tab key={id} id={id} className="settings-tab">
                {t(title)}
              </Tab>
            ))}
          </TabList>
          <TabPanel id="identity" className="settings-body">
            <IdentitySection signs={signs} />
          </TabPanel>
          <TabPanel id="folders" className="settings-body">
            <FoldersSection acts={props.folderActs} onOpen={props.onFolder} />
          </TabPanel>
          <TabPanel id="notifications" className="settings-body">
            <NotificationsSection />
          </TabPanel>
          <TabPanel id="delegations" className="settings-body">
            <DelegationsSection />
          </TabPanel>
          <TabPanel id="activity" className="settings-body settings-body-whole">
            <ActivitySection onOpen={onOpen} />
          </TabPanel>
          <TabPanel id="templates" className="settings-body">
            <TemplatesSection />
          </TabPanel>
          <TabPanel id="signature" className="settings-body">
            <SignatureSection signs={signs} />
          </TabPanel>
          <TabPanel id="mssante" className="settings-body">
            <MssanteSection />
          </TabPanel>
          <TabPanel id="workstation" className="settings-body">
            <WorkstationSection />
          </TabPanel>
          <TabPanel id="storage" className="settings-body">
            <StorageSection />
          </TabPanel>
        </Tabs>
      )}
    </main>
  );
}

function FindSetting({
  typed,
  onTyped,
  onFirst,
}: {
  readonly typed: string;
  readonly onTyped: (typed: string) => void;
  /** Enter: what stands first is meant. */
  readonly onFirst: () => void;
}): ReactNode {
  const { t } = useTranslation('settings');
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  return (
    <search className="settings-find">
      <label htmlFor={id} className="for-screen-readers">
        {t('find')}
      </label>
      <Icon of={Search} />
      <input
        ref={field}
        id={id}
        type="text"
        autoComplete="off"
        spellCheck={false}
        maxLength={60}
        placeholder={t('findPlaceholder')}
        value={typed}
        onChange={(event) => onTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter') onFirst();
          else if (event.key === 'Escape' && typed !== '') {
            event.preventDefault();
            onTyped('');
          }
        }}
      />
      {typed === '' ? null : (
        <IconButton
          label={t('clearFind')}
          icon={<Icon of={X} size="small" />}
          onPress={() => {
            onTyped('');
            field.current?.focus();
          }}
        />
      )}
    </search>
  );
}

function Found({
  found,
  typed,
  onChoose,
  onLeave,
}: {
  readonly found: readonly FoundSetting[];
  readonly typed: string;
  readonly onChoose: (setting: FoundSetting) => void;
  readonly onLeave: () => void;
}): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <div className="settings-body">
      <p className="caption settings-found-count" role="status">
        {t('found', { count: found.length })}
      </p>
      {found.length === 0 ? (
        <Empty title={t('foundNothing')} action={<Button onPress={onLeave}>{t('showSections')}</Button>}>
          {t('foundNothingText')}
        </Empty>
      ) : (
        <ul className="settings-sheet settings-found">
          {found.map((setting) => (
            <li key={setting.id}>
              <button type="button" onClick={() => onChoose(setting)}>
                <b>
                  <Highlighted text={setting.title} typed={typed} />
                </b>
                <span className="caption">
                  <Highlighted text={setting.sectionTitle} typed={typed} />
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
