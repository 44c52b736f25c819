/** Every setting, with the words by which it is found. Pure. */
import type { TFunction } from 'i18next';
import { answersTyped } from '../../ui/format/highlight.ts';

export type Section =
  | 'identity'
  | 'folders'
  | 'notifications'
  | 'delegations'
  | 'activity'
  | 'templates'
  | 'signature'
  | 'mssante'
  | 'workstation'
  | 'storage';

/** Sections in the order of the guide, with their titles. */
export const sections = [
  { id: 'identity', title: 'sectionIdentity' },
  { id: 'folders', title: 'sectionFolders' },
  { id: 'notifications', title: 'sectionNotifications' },
  { id: 'delegations', title: 'sectionDelegations' },
  { id: 'activity', title: 'sectionActivity' },
  { id: 'templates', title: 'sectionTemplates' },
  { id: 'signature', title: 'sectionSignature' },
  { id: 'mssante', title: 'sectionMssante' },
  { id: 'workstation', title: 'sectionWorkstation' },
  { id: 'storage', title: 'sectionStorage' },
] as const satisfies readonly { readonly id: Section; readonly title: string }[];

const entries = [
  { id: 'who', section: 'identity', title: 'entryWho', words: 'wordsWho' },
  { id: 'rights', section: 'identity', title: 'entryRights', words: 'wordsRights' },
  { id: 'address-change', section: 'identity', title: 'entryAddressChange', words: 'wordsAddressChange' },
  { id: 'card', section: 'identity', title: 'entryCard', words: 'wordsCard' },
  { id: 'sessions', section: 'identity', title: 'entrySessions', words: 'wordsSessions' },
  { id: 'link-card', section: 'identity', title: 'entryLinkCard', words: 'wordsLinkCard' },
  { id: 'password', section: 'identity', title: 'entryPassword', words: 'wordsPassword' },
  { id: 'time-codes', section: 'identity', title: 'entryTimeCodes', words: 'wordsTimeCodes' },
  { id: 'passkeys', section: 'identity', title: 'entryPasskeys', words: 'wordsPasskeys' },
  { id: 'folders', section: 'folders', title: 'entryFolders', words: 'wordsFolders' },
  { id: 'events', section: 'notifications', title: 'entryEvents', words: 'wordsEvents' },
  { id: 'language', section: 'notifications', title: 'entryLanguage', words: 'wordsLanguage' },
  { id: 'titles', section: 'notifications', title: 'entryTitles', words: 'wordsTitles' },
  { id: 'reminder', section: 'notifications', title: 'entryReminder', words: 'wordsReminder' },
  { id: 'absence', section: 'delegations', title: 'entryAbsence', words: 'wordsAbsence' },
  { id: 'given', section: 'delegations', title: 'entryGiven', words: 'wordsGiven' },
  { id: 'received', section: 'delegations', title: 'entryReceived', words: 'wordsReceived' },
  { id: 'journal', section: 'activity', title: 'entryJournal', words: 'wordsJournal' },
  { id: 'templates', section: 'templates', title: 'entryTemplates', words: 'wordsTemplates' },
  { id: 'letter', section: 'signature', title: 'entryLetter', words: 'wordsLetter' },
  { id: 'trust-space', section: 'mssante', title: 'entryMssante', words: 'wordsMssante' },
  {
    id: 'interface-language',
    section: 'workstation',
    title: 'entryInterfaceLanguage',
    words: 'wordsInterfaceLanguage',
  },
  { id: 'theme', section: 'workstation', title: 'entryTheme', words: 'wordsTheme' },
  { id: 'idle', section: 'workstation', title: 'entryIdle', words: 'wordsIdle' },
  { id: 'kept', section: 'workstation', title: 'entryKept', words: 'wordsKept' },
  { id: 'start', section: 'workstation', title: 'entryStart', words: 'wordsStart' },
  { id: 'national', section: 'workstation', title: 'entryNational', words: 'wordsNational' },
  { id: 'tray', section: 'workstation', title: 'entryTray', words: 'wordsTray' },
  { id: 'mail-links', section: 'workstation', title: 'entryMailLinks', words: 'wordsMailLinks' },
  { id: 'version', section: 'workstation', title: 'entryVersion', words: 'wordsVersion' },
  { id: 'storage-rule', section: 'storage', title: 'entryRule', words: 'wordsRule' },
  { id: 'storage-usage', section: 'storage', title: 'entryUsage', words: 'wordsUsage' },
  { id: 'storage-freeing', section: 'storage', title: 'entryFreeing', words: 'wordsFreeing' },
  { id: 'storage-rebuild', section: 'storage', title: 'entryRebuild', words: 'wordsRebuild' },
] as const satisfies readonly {
  readonly id: string;
  readonly section: Section;
  readonly title: string;
  readonly words: string;
}[];

export type SettingId = (typeof entries)[number]['id'];

/** A setting as it is found. */
export interface FoundSetting {
  readonly id: SettingId;
  readonly section: Section;
  readonly title: string;
  readonly sectionTitle: string;
}

/**
 * Settings whose title, section or words begin with what was typed, in the order of the screen. Without a card there is
 * none to tell of, and with one none to link.
 */
export function findSettings(t: TFunction<'settings'>, typed: string, signs: boolean): readonly FoundSetting[] {
  return entries
    .filter(({ id }) => id !== (signs ? 'link-card' : 'card'))
    .map(({ id, section, title, words }) => {
      const sectionTitle = t(sections.find((one) => one.id === section)?.title ?? 'title');
      return { id, section, title: t(title), sectionTitle, words: t(words) };
    })
    .filter(({ title, sectionTitle, words }) => answersTyped(`${title} ${sectionTitle} ${words}`, typed))
    .map(({ words: _words, ...found }) => found);
}

/** Id of the element that a setting is shown in. */
export function settingElementId(id: SettingId): string {
  return `setting-${id}`;
}
