/** The few words that the shell itself shows outside the page: notices, tray, in both languages. */
import type { ShownNotice } from '../../contract/ipc/process.ts';

export type ShellLanguage = 'fr' | 'en';

/** How a count reads: « 3 nouvelles enveloppes ». */
type Counted = (count: number) => string;

interface NoticeWords {
  readonly arrived: Counted;
  readonly opened: Counted;
  readonly 'needs-you': Counted;
  readonly 'follow-up': Counted;
  readonly from: (name: string) => string;
  readonly by: (name: string) => string;
}

const notices: Readonly<Record<ShellLanguage, NoticeWords>> = {
  fr: {
    arrived: (count) => (count < 2 ? 'Nouvelle enveloppe' : `${count} nouvelles enveloppes`),
    opened: (count) => (count < 2 ? 'Enveloppe ouverte' : `${count} ouvertures d’enveloppes`),
    'needs-you': (count) => (count < 2 ? 'Un envoi attend votre décision' : `${count} envois attendent votre décision`),
    'follow-up': (count) => (count < 2 ? 'Une enveloppe à suivre' : `${count} enveloppes à suivre`),
    from: (name) => `De ${name}`,
    by: (name) => `Par ${name}`,
  },
  en: {
    arrived: (count) => (count < 2 ? 'New envelope' : `${count} new envelopes`),
    opened: (count) => (count < 2 ? 'Envelope opened' : `${count} openings of envelopes`),
    'needs-you': (count) =>
      count < 2 ? 'An envelope waits for your decision' : `${count} envelopes wait for your decision`,
    'follow-up': (count) => (count < 2 ? 'An envelope to follow up' : `${count} envelopes to follow up`),
    from: (name) => `From ${name}`,
    by: (name) => `By ${name}`,
  },
};

/** Title and text of a notice. */
export function noticeWords(
  language: ShellLanguage,
  { kind, count, name }: ShownNotice,
): { readonly title: string; readonly body: string } {
  const words = notices[language];
  const body =
    name === null || kind === 'needs-you' || kind === 'follow-up'
      ? ''
      : kind === 'arrived'
        ? words.from(name)
        : words.by(name);
  return { title: words[kind](count), body };
}
