/** Everything that the shell itself shows outside the page, in both languages: menus, dialogs, tray, notices, failures. */
import type { ShownNotice } from '../../contract/ipc/process.ts';

export type ShellLanguage = 'fr' | 'en';

/** How a count reads: « 3 nouvelles enveloppes ». */
type Counted = (count: number) => string;

interface ShellWords {
  readonly notices: {
    readonly arrived: Counted;
    readonly opened: Counted;
    readonly absent: Counted;
    readonly entrusted: Counted;
    readonly 'needs-you': Counted;
    readonly 'follow-up': Counted;
    readonly from: (name: string) => string;
    readonly by: (name: string) => string;
  };
  readonly menu: Readonly<
    Record<
      | 'close'
      | 'quit'
      | 'view'
      | 'zoomIn'
      | 'zoomOut'
      | 'resetZoom'
      | 'edit'
      | 'undo'
      | 'redo'
      | 'cut'
      | 'copy'
      | 'pasteAndMatchStyle'
      | 'paste'
      | 'selectAll',
      string
    >
  >;
  readonly dialogs: Readonly<
    Record<
      | 'attachTitle'
      | 'attach'
      | 'folderTitle'
      | 'choose'
      | 'saveTitle'
      | 'save'
      | 'takeBackTitle'
      | 'takeBack'
      | 'archiveFile'
      | 'cannotStart'
      | 'stopped',
      string
    >
  > & { readonly incident: (incident: string) => string };
  readonly tray: Readonly<Record<'open' | 'compose' | 'lock' | 'quit', string>>;
  readonly unopened: Counted;
}

const french: ShellWords = {
  notices: {
    arrived: (count) => (count < 2 ? 'Nouvelle enveloppe' : `${count} nouvelles enveloppes`),
    opened: (count) => (count < 2 ? 'Enveloppe ouverte' : `${count} ouvertures d’enveloppes`),
    absent: (count) => (count < 2 ? 'Un destinataire est absent' : `${count} destinataires sont absents`),
    entrusted: (count) => (count < 2 ? 'Une enveloppe vous est confiée' : `${count} enveloppes vous sont confiées`),
    'needs-you': (count) => (count < 2 ? 'Un envoi attend votre décision' : `${count} envois attendent votre décision`),
    'follow-up': (count) => (count < 2 ? 'Une enveloppe à suivre' : `${count} enveloppes à suivre`),
    from: (name) => `De ${name}`,
    by: (name) => `Par ${name}`,
  },
  menu: {
    close: 'Fermer la fenêtre',
    quit: 'Quitter Medimail',
    view: 'Affichage',
    zoomIn: 'Agrandir',
    zoomOut: 'Réduire',
    resetZoom: 'Taille normale',
    edit: 'Édition',
    undo: 'Annuler',
    redo: 'Rétablir',
    cut: 'Couper',
    copy: 'Copier',
    pasteAndMatchStyle: 'Coller sans mise en forme',
    paste: 'Coller',
    selectAll: 'Tout sélectionner',
  },
  dialogs: {
    attachTitle: 'Joindre des fichiers',
    attach: 'Joindre',
    folderTitle: 'Enregistrer dans un dossier',
    choose: 'Choisir',
    saveTitle: 'Enregistrer sous',
    save: 'Enregistrer',
    takeBackTitle: 'Reprendre une copie des enveloppes conservées',
    takeBack: 'Reprendre',
    archiveFile: 'Copie Medimail',
    cannotStart: 'Medimail ne peut pas démarrer',
    stopped: 'Medimail s’est arrêté',
    incident: (incident) => `Incident ${incident}`,
  },
  tray: { open: 'Ouvrir Medimail', compose: 'Nouvelle enveloppe', lock: 'Verrouiller', quit: 'Quitter Medimail' },
  unopened: (count) => (count < 2 ? `${count} enveloppe non ouverte` : `${count} enveloppes non ouvertes`),
};

const english: ShellWords = {
  notices: {
    arrived: (count) => (count < 2 ? 'New envelope' : `${count} new envelopes`),
    opened: (count) => (count < 2 ? 'Envelope opened' : `${count} openings of envelopes`),
    absent: (count) => (count < 2 ? 'A recipient is absent' : `${count} recipients are absent`),
    entrusted: (count) => (count < 2 ? 'An envelope was given to you' : `${count} envelopes were given to you`),
    'needs-you': (count) =>
      count < 2 ? 'An envelope waits for your decision' : `${count} envelopes wait for your decision`,
    'follow-up': (count) => (count < 2 ? 'An envelope to follow up' : `${count} envelopes to follow up`),
    from: (name) => `From ${name}`,
    by: (name) => `By ${name}`,
  },
  menu: {
    close: 'Close the window',
    quit: 'Quit Medimail',
    view: 'View',
    zoomIn: 'Larger',
    zoomOut: 'Smaller',
    resetZoom: 'Normal size',
    edit: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    pasteAndMatchStyle: 'Paste without formatting',
    paste: 'Paste',
    selectAll: 'Select all',
  },
  dialogs: {
    attachTitle: 'Attach files',
    attach: 'Attach',
    folderTitle: 'Save into a folder',
    choose: 'Choose',
    saveTitle: 'Save as',
    save: 'Save',
    takeBackTitle: 'Take back a copy of kept envelopes',
    takeBack: 'Take back',
    archiveFile: 'Medimail copy',
    cannotStart: 'Medimail cannot start',
    stopped: 'Medimail has stopped',
    incident: (incident) => `Incident ${incident}`,
  },
  tray: { open: 'Open Medimail', compose: 'New envelope', lock: 'Lock', quit: 'Quit Medimail' },
  unopened: (count) => (count < 2 ? `${count} unopened envelope` : `${count} unopened envelopes`),
};

const languages: Readonly<Record<ShellLanguage, ShellWords>> = { fr: french, en: english };

/** The shell's words in one language. */
export function shellWords(language: ShellLanguage): ShellWords {
  return languages[language];
}

/** Title and text of a notice. */
export function noticeWords(
  language: ShellLanguage,
  { kind, count, name }: ShownNotice,
): { readonly title: string; readonly body: string } {
  const words = languages[language].notices;
  const body =
    name === null || kind === 'needs-you' || kind === 'follow-up'
      ? ''
      : kind === 'absent'
        ? name
        : kind === 'arrived'
          ? words.from(name)
          : words.by(name);
  return { title: words[kind](count), body };
}
