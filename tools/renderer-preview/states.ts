/** The states in which the preview can show the interface, by name: `?state=…`. */
import type { SampleAttachments } from './envelopes.ts';

/** What the fake bridge starts from, and what a camera should do before its picture. */
export interface PreviewState {
  /** Card and reader. */
  readonly card:
    | 'starting'
    | 'service-unavailable'
    | 'no-reader'
    | 'no-card'
    | 'reading'
    | 'unreadable'
    | 'ready'
    | 'several'
    | 'expired'
    | 'untrusted'
    | 'blocked'
    | 'final-try'
    | 'pin-pad'
    | 'stranger';
  readonly session: 'none' | 'open' | 'first-run' | 'locked';
  readonly screen?:
    | 'received'
    | 'sent'
    | 'archive'
    | 'flagged'
    | 'followed'
    | 'folder'
    | 'drafts'
    | 'outbox'
    | 'directory'
    | 'proof'
    | 'settings'
    | 'card-doctor';
  /** The administrator forbids printing. */
  readonly noPrinting?: boolean;
  /** What this workstation keeps; `shared` keeps nothing. */
  readonly keeping?: 'empty' | 'shared' | 'code-needed' | 'disk-full';
  /** Searches were kept. */
  readonly savedSearches?: boolean;
  /** Number of the folder of the screen of that name. */
  readonly folder?: number;
  /** Number of the envelope to open. */
  readonly envelope?: number;
  /** `mixed`: a file of another patient. */
  readonly draft?: 'new' | 'full' | 'heavy' | 'mixed' | 'formatted';
  /** The draft has to do with another workstation. */
  readonly draftFrom?: 'now' | 'earlier' | 'copy' | 'only-here' | 'taken' | 'rewritten';
  /** What is under way with the storage of this workstation. */
  readonly storage?: 'fetching' | 'freeing' | 'rebuilding' | 'lost';
  /** Days whose attachments are kept; all when absent. */
  readonly keptDays?: number;
  /** The administrator's limit. */
  readonly mostDays?: number;
  readonly offline?: boolean;
  readonly empty?: boolean;
  readonly outbox?: 'uploading' | 'undo' | 'undo-slow' | 'many' | 'empty';
  readonly doctor?: 'late' | 'broken' | 'running';
  readonly rows?: number;
  readonly signIn?: 'ok' | 'pin-incorrect' | 'offline' | 'key-changed' | 'slow' | 'account-unknown';
  readonly pinPerSignature?: boolean;
  /** Signed in, or locked, without a card. */
  readonly byCode?: boolean;
  readonly codeStart?: 'operator.offline' | 'auth.too-many-codes' | 'auth.password-short' | 'auth.password-incorrect';
  readonly codeVerify?: 'auth.code-invalid' | 'auth.code-expired' | 'store.key-changed';
  readonly sendSlow?: boolean;
  /** The account was not validated by the agency. */
  readonly uncertified?: boolean;
  /** The person’s absence; while it runs, those who are written to are absent too. */
  readonly absence?: 'running' | 'planned';
  /** Others hold the own mailbox too; or one of them is always faster; or was, before; or they held it once. */
  /** What becomes of a zip of a file that is too large: it fits, it takes for ever, or it is too large as well. */
  readonly zips?: 'fits' | 'slow' | 'in-vain';
  readonly handling?: 'shared' | 'forestalled' | 'refused' | 'alone';
  /** The person at the screen is a social worker. */
  readonly social?: boolean;
  /** Another address was asked for. */
  readonly addressChange?: boolean;
  /** Where the account stands with the trust space. */
  readonly mssante?: 'ready' | 'waiting' | 'active' | 'social';
  /** There are favourites and groups. */
  readonly kept?: boolean;
  /** The national directory is on this workstation, or is being updated. */
  readonly national?: 'there' | 'updating';
  /** The directory has thousands of people. */
  readonly crowd?: boolean;
  /** The operator lets mails show titles. */
  readonly titlesInMails?: boolean;
  /** A code application is linked; this many recovery codes are left. */
  readonly timeCodes?: number;
  /** Passkeys that the account has; undefined: the operator takes none. */
  readonly passkeys?: number;
  /** The account that is open by code has a card too. */
  readonly cardLinked?: boolean;
  /** New letters end with a signature. */
  readonly letterSignature?: boolean;
  /** What is changed in the settings cannot be saved. */
  readonly refusing?: boolean;
  /** Older envelopes are still being indexed, and some texts are not here yet. */
  readonly indexing?: boolean;
  /** Another program hands a link over. */
  readonly link?: 'letter' | 'envelope';
  readonly release?: 'outdated' | 'unsupported';
  readonly locale?: 'fr' | 'en';
  readonly attachments?: SampleAttachments;
  /** Steps before a picture, as `locator action value`. */
  readonly steps?: readonly PreviewStep[];
}

export type PreviewStep =
  | { readonly type: string; readonly into: string }
  | { readonly press: string }
  | { readonly click: string }
  | { readonly waitMs: number };

const open = { card: 'ready', session: 'open' } as const;
/** Files are chosen, one of which is too large as it is; `isAsked`: a zip of it is asked for. */
const zipOf = (zips: NonNullable<PreviewState['zips']>, isAsked: boolean) =>
  ({
    screen: 'received',
    draft: 'full',
    zips,
    steps: [
      { click: 'text=Joindre' },
      { waitMs: 300 },
      ...(isAsked ? [{ click: 'role=button[name="Joindre compressé (ZIP)"]' }, { waitMs: 300 }] : []),
    ],
  }) as const;
const locked = { session: 'locked' } as const;
const signingIn = { session: 'none' } as const;
const pinField = { type: '1234', into: 'input[type=password]' } as const;

const passwordOnly = [
  { type: 'Gentiane-bleue-42', into: 'input[type=password]' },
  { press: 'Enter' },
  { waitMs: 300 },
] as const satisfies readonly PreviewStep[];
const credentials = [
  { type: 'claire.martin@cabinet-exemple.fr', into: 'input[type=email]' },
  ...passwordOnly,
] as const satisfies readonly PreviewStep[];
const codeField = 'input[autocomplete=one-time-code]';
const typedCode = [{ type: '2599', into: codeField }] as const satisfies readonly PreviewStep[];

const dialogCode = '[role=alertdialog] input.code';
/** Goes as far as the code to scan. */
const linking: readonly PreviewStep[] = [
  { click: '.settings-time-codes button' },
  { type: 'Gentiane-bleue-42', into: '[role=alertdialog] input' },
  { press: 'Enter' },
  { waitMs: 400 },
];

/** Goes as far as the browser. */
const askingPasskey: readonly PreviewStep[] = [
  ...credentials,
  { click: 'role=button[name=/Utiliser une clé/]' },
  { waitMs: 400 },
];
/** Goes as far as the browser, for a new passkey. */
const addingPasskey: readonly PreviewStep[] = [
  { click: 'role=button[name="Ajouter une clé"]' },
  { type: 'Gentiane-bleue-42', into: '[role=alertdialog] input[type=password]' },
];

/** Goes as far as the code of the card. */
const linkingCard: readonly PreviewStep[] = [{ click: '.settings-link-card button' }, { waitMs: 400 }];

/** Types a family name among the criteria. */
const named = (text: string): readonly PreviewStep[] => [
  { type: text, into: 'role=textbox[name=/^Nom/]' },
  { waitMs: 400 },
];

/** Goes to a section of the settings by its tab. */
const inSection = (name: string): readonly PreviewStep[] => [{ click: `role=tab[name="${name}"]` }, { waitMs: 300 }];

const acting = [
  { click: 'role=button[name=/Bernard NOËL/]' },
  { waitMs: 500 },
] as const satisfies readonly PreviewStep[];
const granting = [
  { click: 'role=button[name="Déléguer ma boîte"]' },
  { waitMs: 300 },
] as const satisfies readonly PreviewStep[];

export const states = {
  'sign-in-starting': { ...signingIn, card: 'starting' },
  'sign-in-service': { ...signingIn, card: 'service-unavailable' },
  'sign-in-no-reader': { ...signingIn, card: 'no-reader' },
  'sign-in-no-card': { ...signingIn, card: 'no-card' },
  'sign-in-reading': { ...signingIn, card: 'reading' },
  'sign-in-unreadable': { ...signingIn, card: 'unreadable' },
  'sign-in-several': { ...signingIn, card: 'several' },
  'sign-in-ready': { ...signingIn, card: 'ready', steps: [{ type: '12', into: 'input[type=password]' }] },
  'sign-in-expired': { ...signingIn, card: 'expired' },
  'sign-in-untrusted': { ...signingIn, card: 'untrusted' },
  'sign-in-blocked': { ...signingIn, card: 'blocked' },
  'sign-in-pin-pad': { ...signingIn, card: 'pin-pad' },
  'sign-in-wrong-pin': {
    ...signingIn,
    card: 'ready',
    signIn: 'pin-incorrect',
    steps: [pinField, { press: 'Enter' }, { waitMs: 400 }],
  },
  'sign-in-final-try': { ...signingIn, card: 'final-try', steps: [pinField, { press: 'Enter' }, { waitMs: 300 }] },
  'sign-in-progress': {
    ...signingIn,
    card: 'ready',
    signIn: 'slow',
    steps: [pinField, { press: 'Enter' }, { waitMs: 900 }],
  },
  'sign-in-operator-offline': {
    ...signingIn,
    card: 'ready',
    signIn: 'offline',
    steps: [pinField, { press: 'Enter' }, { waitMs: 400 }],
  },
  'sign-in-key-changed': {
    ...signingIn,
    card: 'ready',
    signIn: 'key-changed',
    steps: [pinField, { press: 'Enter' }, { waitMs: 400 }],
  },
  'sign-in-code': { ...signingIn, card: 'no-card', steps: [...credentials, ...typedCode] },
  'sign-in-passkey': { ...signingIn, card: 'no-card', steps: askingPasskey },
  'sign-in-code-typing': { ...signingIn, card: 'no-reader', steps: credentials.slice(0, 2) },
  'sign-in-code-wrong': {
    ...signingIn,
    card: 'no-reader',
    codeVerify: 'auth.code-invalid',
    steps: [...credentials, ...typedCode, { type: '87', into: codeField }, { press: 'Enter' }, { waitMs: 300 }],
  },
  'sign-in-code-recovery': {
    ...signingIn,
    card: 'no-reader',
    steps: [...credentials, { click: '.code-pages button' }, { waitMs: 200 }],
  },
  'sign-in-code-expired': {
    ...signingIn,
    card: 'service-unavailable',
    codeVerify: 'auth.code-expired',
    steps: [...credentials, ...typedCode, { type: '87', into: codeField }, { press: 'Enter' }, { waitMs: 300 }],
  },
  'sign-in-code-too-many': {
    ...signingIn,
    card: 'no-reader',
    codeStart: 'auth.too-many-codes',
    steps: credentials,
  },
  'sign-in-code-short-password': {
    ...signingIn,
    card: 'no-reader',
    codeStart: 'auth.password-short',
    steps: credentials,
  },
  'sign-in-code-key-changed': {
    ...signingIn,
    card: 'no-reader',
    codeVerify: 'store.key-changed',
    steps: [...credentials, ...typedCode, { type: '87', into: codeField }, { press: 'Enter' }, { waitMs: 300 }],
  },
  'sign-in-code-english': { ...signingIn, card: 'no-card', locale: 'en', steps: [...credentials, ...typedCode] },
  'first-run': { card: 'ready', session: 'first-run' },
  'lock-card-removed': { ...locked, card: 'no-card' },
  'lock-code': { ...locked, card: 'service-unavailable', byCode: true },
  'lock-code-typing': { ...locked, card: 'no-reader', byCode: true, steps: [...passwordOnly, ...typedCode] },
  guide: { ...open, screen: 'directory', steps: [{ press: 'F1' }, { waitMs: 400 }] },
  'guide-search': {
    ...open,
    screen: 'received',
    steps: [{ press: 'F1' }, { waitMs: 300 }, { type: 'envoyer', into: '.guide-find input' }, { waitMs: 200 }],
  },
  'guide-english': { ...open, screen: 'settings', locale: 'en', steps: [{ press: 'F1' }, { waitMs: 400 }] },
  'guide-signed-out': { ...signingIn, card: 'ready', steps: [{ press: 'F1' }, { waitMs: 400 }] },
  'release-outdated': {
    ...open,
    screen: 'settings',
    release: 'outdated',
    steps: [{ type: 'version', into: '.settings-find input' }, { press: 'Enter' }, { waitMs: 300 }],
  },
  'release-unsupported': { ...open, screen: 'received', release: 'unsupported', steps: [{ waitMs: 300 }] },
  'lock-link': { ...locked, card: 'no-card', link: 'letter', steps: [{ waitMs: 300 }] },
  'lock-card-back': { ...locked, card: 'ready' },
  doctor: { ...open, screen: 'card-doctor' },
  'doctor-late': { ...open, screen: 'card-doctor', doctor: 'late' },
  'doctor-running': { ...open, screen: 'card-doctor', doctor: 'running' },
  'doctor-signed-out': {
    ...signingIn,
    card: 'service-unavailable',
    doctor: 'broken',
    steps: [{ click: '.sign-in-foot button' }, { waitMs: 300 }],
  },
  'doctor-report': {
    ...open,
    screen: 'card-doctor',
    doctor: 'late',
    steps: [{ click: '.doctor-head button' }, { waitMs: 300 }],
  },
  'doctor-english': { ...open, screen: 'card-doctor', doctor: 'late', locale: 'en' },
  'lock-stranger': { ...locked, card: 'stranger' },
  received: { ...open, screen: 'received', envelope: 0, steps: [{ waitMs: 1_200 }] },
  'received-list': { ...open, screen: 'received', steps: [{ press: 'j' }, { press: 'j' }] },
  'received-empty': { ...open, screen: 'received', empty: true },
  'received-50000': {
    ...open,
    screen: 'received',
    rows: 50_000,
    steps: [{ press: 'j' }, { press: 'End' }, { waitMs: 500 }],
  },
  sent: { ...open, screen: 'sent', envelope: 1_003 },
  'sent-absent': { ...open, screen: 'sent', envelope: 1_004 },
  'received-absent': { ...open, screen: 'received', absence: 'running' },
  'list-chosen': {
    ...open,
    screen: 'received',
    envelope: 0,
    steps: [
      { press: 'j' },
      { press: 'Space' },
      { press: 'Shift+ArrowDown' },
      { press: 'Shift+ArrowDown' },
      { waitMs: 200 },
    ],
  },
  'list-filed': {
    ...open,
    screen: 'received',
    envelope: 0,
    steps: [
      { press: 'v' },
      { waitMs: 200 },
      { type: 'card', into: '[role=dialog] input' },
      { press: 'Enter' },
      { waitMs: 500 },
    ],
  },
  'list-picker': { ...open, screen: 'received', envelope: 0, steps: [{ press: 'v' }, { waitMs: 300 }] },
  'list-picker-new': {
    ...open,
    screen: 'received',
    envelope: 0,
    steps: [{ press: 'v' }, { waitMs: 200 }, { type: 'Dialyse', into: '[role=dialog] input' }, { waitMs: 300 }],
  },
  'list-leaving': { ...open, screen: 'received', envelope: 0, outbox: 'undo-slow', steps: [{ waitMs: 600 }] },
  'list-menu': {
    ...open,
    screen: 'received',
    steps: [{ press: 'j' }, { press: 'Shift+F10' }, { waitMs: 300 }],
  },
  folder: { ...open, screen: 'folder', folder: 1, envelope: 31, steps: [{ waitMs: 600 }] },
  'folder-empty': { ...open, screen: 'folder', folder: 0 },
  'folder-menu': {
    ...open,
    screen: 'folder',
    folder: 1,
    steps: [{ click: '.folder-item[data-selected] .folder-more' }, { waitMs: 300 }],
  },
  'folder-rename': {
    ...open,
    screen: 'folder',
    folder: 1,
    steps: [
      { click: '.folder-item[data-selected]' },
      { press: 'F2' },
      { waitMs: 200 },
      { type: 'Néphrologie', into: '[role=dialog] input' },
      { press: 'Enter' },
      { waitMs: 300 },
    ],
  },
  flagged: { ...open, screen: 'flagged', envelope: 2 },
  followed: { ...open, screen: 'followed', envelope: 1_001 },
  'followed-empty': { ...open, screen: 'followed', empty: true },
  'followed-choose': { ...open, screen: 'sent', envelope: 1_001, steps: [{ press: 't' }, { waitMs: 300 }] },
  'flagged-empty': { ...open, screen: 'flagged', empty: true },
  archive: { ...open, screen: 'archive', envelope: 57 },
  conversation: {
    ...open,
    screen: 'received',
    envelope: 0,
    steps: [{ waitMs: 400 }, { click: '.conversation-fold' }, { waitMs: 600 }],
  },
  'search-saved': {
    ...open,
    screen: 'received',
    savedSearches: true,
    steps: [{ click: 'text=ECG sous apixaban' }, { waitMs: 500 }],
  },
  'search-saving': {
    ...open,
    screen: 'received',
    steps: [
      { press: 'Control+k' },
      { type: 'ecg', into: '.finder input' },
      { waitMs: 400 },
      { click: '[aria-label="Enregistrer cette recherche"]' },
      { waitMs: 300 },
    ],
  },
  'settings-folders': { ...open, screen: 'settings', steps: inSection('Dossiers') },
  'settings-folders-empty': { ...open, screen: 'settings', empty: true, steps: inSection('Dossiers') },
  'archive-empty': { ...open, screen: 'archive', empty: true },
  'reader-images': { ...open, screen: 'received', envelope: 1, attachments: 'images', steps: [{ waitMs: 700 }] },
  'reader-clinical': { ...open, screen: 'received', envelope: 1, attachments: 'documents', steps: [{ waitMs: 700 }] },
  'reader-document': {
    ...open,
    screen: 'received',
    envelope: 1,
    attachments: 'documents',
    steps: [{ waitMs: 500 }, { click: '.attachments-list li:nth-child(2) button' }, { waitMs: 500 }],
  },
  'reader-unsafe': {
    ...open,
    screen: 'received',
    envelope: 1,
    attachments: 'documents',
    steps: [{ waitMs: 500 }, { click: '.attachments-list li:nth-child(4) button' }, { waitMs: 500 }],
  },
  'reader-odd-files': { ...open, screen: 'received', envelope: 2, attachments: 'odd' },
  'print-question': {
    ...open,
    screen: 'received',
    envelope: 0,
    steps: [{ waitMs: 600 }, { press: 'Control+p' }, { waitMs: 300 }],
  },
  'print-forbidden': {
    ...open,
    screen: 'received',
    envelope: 0,
    noPrinting: true,
    steps: [{ waitMs: 600 }, { press: 'Control+p' }, { waitMs: 300 }],
  },
  'reader-copies': {
    ...open,
    screen: 'received',
    envelope: 2,
    steps: [{ waitMs: 500 }, { click: '[aria-label="Autres actions"]' }, { waitMs: 300 }],
  },
  'export-question': {
    ...open,
    screen: 'received',
    steps: [
      { press: 'j' },
      { press: 'Control+a' },
      { waitMs: 200 },
      { click: '.bulk-bar [aria-label="Autres actions"]' },
      { click: '[role=menuitem] >> text=Exporter' },
      { waitMs: 300 },
    ],
  },
  'export-full': {
    ...open,
    screen: 'received',
    envelope: 2,
    keeping: 'disk-full',
    steps: [
      { waitMs: 500 },
      { click: '[aria-label="Autres actions"]' },
      { click: '[role=menuitem] >> text=Exporter' },
      { click: 'text=Choisir le dossier' },
      { waitMs: 1_200 },
    ],
  },
  'kept-lose': {
    ...open,
    screen: 'received',
    envelope: 2,
    steps: [
      { waitMs: 500 },
      { click: '[aria-label="Autres actions"]' },
      { click: '[role=menuitem] >> text=Ne plus conserver' },
      { waitMs: 300 },
    ],
  },
  'settings-kept': { ...open, screen: 'settings', steps: inSection('Ce poste') },
  'settings-kept-code': {
    ...open,
    screen: 'settings',
    keeping: 'code-needed',
    steps: [...inSection('Ce poste'), { click: 'text=Reprendre une copie' }, { waitMs: 300 }],
  },
  'settings-kept-shared': { ...open, screen: 'settings', keeping: 'shared', steps: inSection('Ce poste') },
  'reader-html': { ...open, screen: 'received', envelope: 4, steps: [{ waitMs: 500 }] },
  'reader-unsigned': { ...open, screen: 'received', envelope: 7 },
  'reader-revoked': { ...open, screen: 'received', envelope: 5 },
  'reader-unverifiable': { ...open, screen: 'received', envelope: 6 },
  'reader-altered': { ...open, screen: 'received', envelope: 8 },
  'reader-headers': { ...open, screen: 'received', envelope: 9 },
  'reader-absent': { ...open, screen: 'received', envelope: 10, offline: true },
  'reader-erased': { ...open, screen: 'received', envelope: 11 },
  'reader-error': { ...open, screen: 'received', envelope: 12 },
  'composer-absent': { ...open, screen: 'received', draft: 'full', absence: 'planned' },
  composer: {
    ...open,
    screen: 'received',
    draft: 'full',
    outbox: 'uploading',
    steps: [{ type: 'rou', into: 'input[role=combobox] >> nth=0' }, { waitMs: 300 }],
  },
  'composer-link': { ...open, screen: 'received', link: 'letter', steps: [{ waitMs: 900 }] },
  'link-envelope': { ...open, screen: 'received', link: 'envelope', steps: [{ waitMs: 600 }] },
  'composer-new': { ...open, screen: 'received', draft: 'new' },
  'composer-signature': { ...open, screen: 'received', draft: 'new', letterSignature: true },
  'composer-invitation': {
    ...open,
    screen: 'received',
    draft: 'new',
    steps: [
      { type: 'jean.dupont@cabinet-exemple.fr', into: 'input[role=combobox] >> nth=0' },
      { waitMs: 300 },
      { press: 'Enter' },
      { type: 'lea.pastor@cabinet-exemple.fr', into: 'input[role=combobox] >> nth=0' },
      { waitMs: 400 },
    ],
  },
  'composer-phone-code': {
    ...open,
    screen: 'received',
    draft: 'new',
    steps: [
      { type: 'jean.dupont@cabinet-exemple.fr', into: 'input[role=combobox] >> nth=0' },
      { waitMs: 300 },
      { press: 'Enter' },
      { waitMs: 400 },
      { click: 'text=Demander un code par téléphone' },
      { type: '04 94 00 00 01', into: 'input[type=tel]' },
      { press: 'Tab' },
      { waitMs: 200 },
    ],
  },
  'composer-unsigned': { ...open, byCode: true, screen: 'received', draft: 'full', outbox: 'undo' },
  'outbox-unsigned': { ...open, byCode: true, screen: 'outbox', outbox: 'many' },
  'composer-heavy': {
    ...open,
    screen: 'received',
    draft: 'heavy',
    steps: [{ click: 'text=Joindre' }, { waitMs: 300 }],
  },
  'composer-zip-offered': { ...open, ...zipOf('fits', false) },
  'composer-zip': { ...open, ...zipOf('fits', true) },
  'composer-zipping': { ...open, ...zipOf('slow', true) },
  'composer-zip-in-vain': { ...open, ...zipOf('in-vain', true) },
  'composer-other-patient': {
    ...open,
    screen: 'received',
    draft: 'mixed',
    steps: [{ press: 'Control+Enter' }, { waitMs: 300 }],
  },
  'composer-several': {
    ...open,
    screen: 'received',
    draft: 'heavy',
    steps: [{ press: 'Control+Enter' }, { waitMs: 300 }],
  },
  'composer-templates': {
    ...open,
    screen: 'received',
    draft: 'new',
    steps: [{ press: 'Control+m' }, { waitMs: 400 }],
  },
  'composer-send-later': {
    ...open,
    screen: 'received',
    draft: 'full',
    steps: [{ press: 'Control+Shift+Enter' }, { waitMs: 300 }],
  },
  'composer-doubt': {
    ...open,
    screen: 'received',
    draft: 'new',
    steps: [
      { type: 'roux', into: 'input[role=combobox] >> nth=0' },
      { waitMs: 300 },
      { press: 'Enter' },
      { type: 'Voir pièce jointe.', into: '.composer-text' },
      { press: 'Control+Enter' },
      { waitMs: 300 },
    ],
  },
  'composer-formatted': { ...open, screen: 'received', draft: 'formatted' },
  'composer-linking': {
    ...open,
    screen: 'received',
    draft: 'formatted',
    steps: [{ click: '.composer-text a' }, { press: 'Control+Shift+K' }, { waitMs: 300 }],
  },
  'composer-pin': {
    ...open,
    screen: 'received',
    draft: 'full',
    pinPerSignature: true,
    steps: [{ press: 'Control+Enter' }, { waitMs: 400 }],
  },
  'composer-sending': {
    ...open,
    screen: 'received',
    draft: 'full',
    sendSlow: true,
    steps: [{ press: 'Control+Enter' }, { waitMs: 1_500 }],
  },
  undo: { ...open, screen: 'received', envelope: 0, outbox: 'undo', steps: [{ waitMs: 900 }] },
  sealed: {
    ...open,
    screen: 'received',
    envelope: 0,
    outbox: 'uploading',
    steps: [{ waitMs: 3_600 }],
  },
  drafts: { ...open, screen: 'drafts', draft: 'full' },
  'drafts-shared': { ...open, screen: 'drafts', draft: 'full', draftFrom: 'now' },
  'composer-elsewhere': { ...open, screen: 'received', draft: 'full', draftFrom: 'earlier' },
  'composer-taken': {
    ...open,
    screen: 'received',
    draft: 'full',
    draftFrom: 'taken',
    steps: [{ type: 'Encore un mot. ', into: '.composer-text' }, { waitMs: 900 }],
  },
  'composer-rewritten': {
    ...open,
    screen: 'received',
    draft: 'full',
    draftFrom: 'rewritten',
    steps: [
      { click: 'role=button[name="Jeter le brouillon"]' },
      { click: 'role=button[name="Jeter"]' },
      { waitMs: 300 },
    ],
  },
  'composer-copy': { ...open, screen: 'received', draft: 'full', draftFrom: 'copy' },
  'drafts-empty': { ...open, screen: 'drafts', empty: true },
  'outbox-offline': { ...open, screen: 'outbox', outbox: 'many', offline: true },
  'outbox-empty': { ...open, screen: 'outbox', outbox: 'empty' },
  proof: { ...open, screen: 'proof', envelope: 0 },
  'proof-table': { ...open, screen: 'proof', envelope: 0, steps: [{ click: 'text=Tableau' }] },
  'proof-sent': { ...open, screen: 'proof', envelope: 1_003 },
  directory: {
    ...open,
    screen: 'directory',
    steps: [...named('rou'), { click: '.directory-person >> nth=3' }, { waitMs: 200 }],
  },
  'directory-start': { ...open, screen: 'directory' },
  'directory-kept': {
    ...open,
    screen: 'directory',
    kept: true,
    steps: [{ click: '.directory-group' }, { waitMs: 300 }],
  },
  'directory-short': { ...open, screen: 'directory', steps: named('ro') },
  'directory-nothing': { ...open, screen: 'directory', steps: named('zzz') },
  'directory-list': {
    ...open,
    screen: 'directory',
    steps: [
      ...named('rou'),
      { type: 'var', into: 'role=combobox[name=/Département/]' },
      { press: 'ArrowDown' },
      { press: 'Enter' },
      { type: 'medecin', into: 'role=combobox[name=/Profession/]' },
      { press: 'ArrowDown' },
      { press: 'Enter' },
      { waitMs: 300 },
    ],
  },
  'directory-several': {
    ...open,
    screen: 'directory',
    social: true,
    steps: [...named('rou'), { press: 'Enter' }, { press: 'Control+a' }, { waitMs: 200 }],
  },
  'directory-many': {
    ...open,
    screen: 'directory',
    crowd: true,
    steps: [{ type: 'N', into: 'role=textbox[name=/^Ville/]' }, { waitMs: 400 }],
  },
  'directory-offline': { ...open, screen: 'directory', offline: true, steps: named('rou') },
  'directory-national': { ...open, screen: 'directory', national: 'updating', steps: named('rou') },
  'directory-national-offline': {
    ...open,
    screen: 'directory',
    national: 'there',
    offline: true,
    steps: named('rou'),
  },
  'composer-directory': {
    ...open,
    screen: 'received',
    draft: 'new',
    national: 'there',
    steps: [
      { press: 'Control+Shift+A' },
      { waitMs: 300 },
      ...named('rou'),
      { click: '.directory-person >> nth=2' },
      { waitMs: 300 },
    ],
  },
  'directory-closed': { ...open, screen: 'directory', uncertified: true },
  search: {
    ...open,
    screen: 'received',
    envelope: 0,
    steps: [
      { press: 'Control+k' },
      { type: 'ecg apix', into: '.finder input' },
      { waitMs: 400 },
      { press: 'Enter' },
      { waitMs: 900 },
    ],
  },
  'search-handling': {
    ...open,
    screen: 'received',
    handling: 'shared',
    steps: [{ press: 'Control+k' }, { type: 'suivi:moi', into: '.finder input' }, { waitMs: 600 }],
  },
  'search-help-shared': {
    ...open,
    screen: 'received',
    envelope: 0,
    handling: 'shared',
    steps: [{ press: 'Control+k' }, { waitMs: 300 }],
  },
  'search-help': { ...open, screen: 'received', envelope: 0, steps: [{ press: 'Control+k' }, { waitMs: 300 }] },
  'search-person': {
    ...open,
    screen: 'received',
    steps: [{ press: 'Control+k' }, { type: 'haddad', into: '.finder input' }, { waitMs: 400 }, { press: 'ArrowUp' }],
  },
  'search-command': {
    ...open,
    screen: 'received',
    steps: [{ press: 'Control+k' }, { type: 'annuai', into: '.finder input' }, { waitMs: 400 }],
  },
  'search-nothing': {
    ...open,
    screen: 'received',
    steps: [{ press: 'Control+k' }, { type: 'zzz avant:12/', into: '.finder input' }, { waitMs: 400 }],
  },
  'search-indexing': {
    ...open,
    screen: 'received',
    indexing: true,
    steps: [{ press: 'Control+k' }, { type: 'mme', into: '.finder input' }, { waitMs: 400 }],
  },
  'search-many': {
    ...open,
    screen: 'received',
    rows: 50_000,
    steps: [
      { press: 'Control+k' },
      { type: 'objet:re', into: '.finder input' },
      { waitMs: 400 },
      { press: 'ArrowDown' },
    ],
  },
  'settings-identity': { ...open, screen: 'settings' },
  'settings-identity-uncertified': { ...open, screen: 'settings', uncertified: true, byCode: true },
  'settings-identity-offline': { ...open, screen: 'settings', offline: true },
  'settings-identity-alone': { ...open, screen: 'settings', empty: true },
  'settings-session-end': {
    ...open,
    screen: 'settings',
    steps: [{ click: '.settings-sessions button' }, { waitMs: 300 }],
  },
  'settings-password-wrong': {
    ...open,
    screen: 'settings',
    byCode: true,
    steps: [
      { type: 'Mauvais-mot-1', into: 'input[autocomplete=current-password]' },
      { type: 'Edelweiss-blanc-43', into: 'input[autocomplete=new-password]' },
      { press: 'Enter' },
      { waitMs: 300 },
    ],
  },
  'settings-password-typing': {
    ...open,
    screen: 'settings',
    steps: [
      { type: 'Gentiane-bleue-42', into: 'input[autocomplete=current-password]' },
      { type: 'edelweiss', into: 'input[autocomplete=new-password]' },
    ],
  },
  'settings-passkeys': { ...open, screen: 'settings', byCode: true, passkeys: 2 },
  'settings-passkeys-none': { ...open, screen: 'settings', byCode: true, passkeys: 0 },
  'settings-passkeys-add': { ...open, screen: 'settings', byCode: true, passkeys: 0, steps: addingPasskey },
  'settings-passkeys-make': {
    ...open,
    screen: 'settings',
    byCode: true,
    passkeys: 0,
    steps: [...addingPasskey, { press: 'Enter' }, { waitMs: 400 }],
  },
  'settings-passkeys-remove': {
    ...open,
    screen: 'settings',
    byCode: true,
    passkeys: 2,
    steps: [{ click: 'role=button[name=/^Retirer la clé/] >> nth=0' }, { waitMs: 300 }],
  },
  'settings-time-codes': { ...open, screen: 'settings', byCode: true, timeCodes: 8 },
  'settings-time-codes-few': { ...open, screen: 'settings', timeCodes: 2 },
  'settings-time-codes-scan': { ...open, screen: 'settings', steps: linking },
  'settings-time-codes-wrong': {
    ...open,
    screen: 'settings',
    steps: [...linking, { type: '654321', into: dialogCode }, { press: 'Enter' }, { waitMs: 400 }],
  },
  'settings-time-codes-recovery': {
    ...open,
    screen: 'settings',
    steps: [...linking, { type: '123456', into: dialogCode }, { press: 'Enter' }, { waitMs: 400 }],
  },
  'settings-time-codes-remove': {
    ...open,
    screen: 'settings',
    timeCodes: 8,
    steps: [{ click: '.settings-time-codes button >> nth=1' }, { waitMs: 300 }],
  },
  'settings-password-remove': {
    ...open,
    screen: 'settings',
    steps: [{ click: '[aria-labelledby=setting-password] .settings-panel-head button' }, { waitMs: 300 }],
  },
  'settings-link-card': { ...open, screen: 'settings', byCode: true, steps: linkingCard },
  'settings-link-card-other': {
    ...open,
    screen: 'settings',
    byCode: true,
    steps: [
      ...linkingCard,
      { type: '9999', into: '[role=alertdialog] .pin-cells-field' },
      { press: 'Enter' },
      { waitMs: 400 },
    ],
  },
  'settings-card-linked': { ...open, screen: 'settings', byCode: true, cardLinked: true },
  'settings-notifications': {
    ...open,
    screen: 'settings',
    steps: [
      ...inSection('Notifications'),
      { click: '.settings-event:nth-child(3) .settings-radio >> nth=-1' },
      { waitMs: 300 },
    ],
  },
  'settings-notifications-titles': {
    ...open,
    screen: 'settings',
    titlesInMails: true,
    steps: inSection('Notifications'),
  },
  'settings-notifications-offline': {
    ...open,
    screen: 'settings',
    offline: true,
    steps: inSection('Notifications'),
  },
  'settings-notifications-refused': {
    ...open,
    screen: 'settings',
    refusing: true,
    steps: [...inSection('Notifications'), { click: '.switch' }, { waitMs: 300 }],
  },
  'handling-received': { ...open, envelope: 0, handling: 'shared' },
  'handling-nobody': { ...open, envelope: 5, handling: 'shared' },
  'handling-refused': { ...open, envelope: 6, handling: 'shared' },
  'handling-assign': {
    ...open,
    envelope: 1,
    handling: 'shared',
    steps: [{ press: 'c' }, { waitMs: 300 }],
  },
  'handling-forestalled': {
    ...open,
    envelope: 5,
    handling: 'forestalled',
    steps: [{ press: 'i' }, { waitMs: 400 }],
  },
  'handling-refusals': { ...open, envelope: 5, handling: 'refused' },
  'handling-alone': { ...open, envelope: 3, handling: 'alone' },
  'handling-offline': {
    ...open,
    envelope: 5,
    handling: 'shared',
    offline: true,
    steps: [{ press: 'i' }, { waitMs: 300 }],
  },
  'acting-received': { ...open, envelope: 1, steps: acting },
  'acting-reader': { ...open, steps: [...acting, { click: '.envelope-row >> nth=1' }, { waitMs: 500 }] },
  'acting-composer': {
    ...open,
    draft: 'new',
    steps: [...acting, { click: 'role=button[name=/Écrire pour/]' }, { waitMs: 500 }],
  },
  'acting-together': {
    ...{ ...open, envelope: 1 },
    steps: [{ click: 'role=button[name=/Secrétariat de cardiologie/]' }, { waitMs: 500 }],
  },
  'acting-titles': {
    ...open,
    steps: [{ click: 'role=button[name=/Inès FABRE/]' }, { waitMs: 500 }],
  },
  'settings-delegations': { ...open, screen: 'settings', steps: inSection('Délégations') },
  'settings-absence-planned': { ...open, screen: 'settings', absence: 'planned', steps: inSection('Délégations') },
  'settings-absence-running': { ...open, screen: 'settings', absence: 'running', steps: inSection('Délégations') },
  'settings-absence-refused': {
    ...open,
    screen: 'settings',
    refusing: true,
    steps: [
      ...inSection('Délégations'),
      { click: 'role=button[name="Déclarer une absence"]' },
      { waitMs: 300 },
      { click: 'role=button[name="Déclarer l’absence"]' },
      { waitMs: 300 },
    ],
  },
  'settings-delegations-none': { ...open, screen: 'settings', empty: true, steps: inSection('Délégations') },
  'settings-delegations-offline': { ...open, screen: 'settings', offline: true, steps: inSection('Délégations') },
  'settings-delegations-past': {
    ...open,
    screen: 'settings',
    steps: [...inSection('Délégations'), { click: 'text=Voir 1 délégation terminée >> nth=0' }, { waitMs: 200 }],
  },
  'settings-delegation-grant': {
    ...open,
    screen: 'settings',
    refusing: true,
    steps: [...inSection('Délégations'), ...granting, { type: 'leroy', into: '[role=combobox]' }, { waitMs: 400 }],
  },
  'settings-delegation-refused': {
    ...open,
    screen: 'settings',
    refusing: true,
    steps: [
      ...inSection('Délégations'),
      ...granting,
      { type: 'leroy', into: '[role=combobox]' },
      { waitMs: 400 },
      { click: 'role=option >> nth=0' },
      { type: 'Congés', into: '.delegation-form .field-input >> nth=-1' },
      { click: 'role=button[name="Proposer la délégation"]' },
      { waitMs: 300 },
    ],
  },
  'settings-delegation-end': {
    ...open,
    screen: 'settings',
    steps: [...inSection('Délégations'), { click: 'text=Mettre fin >> nth=0' }, { waitMs: 300 }],
  },
  'settings-activity': {
    ...open,
    screen: 'settings',
    steps: [...inSection('Activité'), { press: 'Tab' }],
  },
  'settings-activity-titles': {
    ...open,
    screen: 'settings',
    offline: true,
    steps: [
      ...inSection('Activité'),
      { click: '.switch' },
      { type: 'noel', into: '.activity-field input' },
      { waitMs: 400 },
      { press: 'Tab' },
    ],
  },
  'settings-activity-empty': { ...open, screen: 'settings', empty: true, steps: inSection('Activité') },
  'settings-activity-nothing': {
    ...open,
    screen: 'settings',
    steps: [...inSection('Activité'), { type: 'zzz', into: '.activity-field input' }, { waitMs: 400 }],
  },
  'settings-activity-many': {
    ...open,
    screen: 'settings',
    rows: 2_000,
    steps: [...inSection('Activité'), { click: '.activity-bar' }, { press: 'Tab' }, { waitMs: 200 }],
  },
  'settings-templates': { ...open, screen: 'settings', steps: inSection('Modèles') },
  'settings-templates-empty': { ...open, screen: 'settings', empty: true, steps: inSection('Modèles') },
  'settings-templates-edit': {
    ...open,
    screen: 'settings',
    steps: [...inSection('Modèles'), { click: 'role=button[name=/^Modifier/]' }, { waitMs: 300 }],
  },
  'settings-signature': { ...open, screen: 'settings', steps: inSection('Signature') },
  'settings-signature-empty': { ...open, screen: 'settings', empty: true, steps: inSection('Signature') },
  'settings-address': {
    ...open,
    screen: 'settings',
    addressChange: true,
    steps: [{ click: 'role=button[name=/Écrire une autre/]' }, { waitMs: 300 }],
  },
  'settings-mssante': {
    ...open,
    screen: 'settings',
    mssante: 'waiting',
    uncertified: true,
    byCode: true,
    steps: inSection('MSSanté'),
  },
  'settings-mssante-ready': { ...open, screen: 'settings', mssante: 'ready', steps: inSection('MSSanté') },
  'settings-mssante-asking': {
    ...open,
    screen: 'settings',
    mssante: 'ready',
    steps: [...inSection('MSSanté'), { click: 'role=button[name="Activer MSSanté"]' }, { waitMs: 300 }],
  },
  'settings-mssante-active': { ...open, screen: 'settings', mssante: 'active', steps: inSection('MSSanté') },
  'settings-mssante-social': {
    ...open,
    screen: 'settings',
    mssante: 'social',
    byCode: true,
    locale: 'en',
    steps: inSection('MSSanté'),
  },
  'settings-signature-refused': {
    ...open,
    screen: 'settings',
    refusing: true,
    steps: [...inSection('Signature'), { type: 'Bien à vous', into: 'textarea' }, { waitMs: 900 }],
  },
  'settings-storage': { ...open, screen: 'settings', steps: inSection('Stockage') },
  'settings-storage-choosing': {
    ...open,
    screen: 'settings',
    steps: [...inSection('Stockage'), { click: 'role=radio[name="À la demande"]' }, { waitMs: 200 }],
  },
  'settings-storage-fetching': {
    ...open,
    screen: 'settings',
    storage: 'fetching',
    keptDays: 30,
    mostDays: 60,
    steps: inSection('Stockage'),
  },
  'settings-storage-freeing': { ...open, screen: 'settings', storage: 'freeing', steps: inSection('Stockage') },
  'settings-storage-rebuilding': { ...open, screen: 'settings', storage: 'rebuilding', steps: inSection('Stockage') },
  'received-cache-lost': { ...open, storage: 'lost' },
  'reader-away': { ...open, envelope: 3 },
  'settings-workstation': { ...open, screen: 'settings', steps: inSection('Ce poste') },
  'settings-search': {
    ...open,
    screen: 'settings',
    steps: [{ type: 'mail', into: '.settings-find input' }, { waitMs: 200 }],
  },
  'settings-search-nothing': {
    ...open,
    screen: 'settings',
    steps: [{ type: 'zzz', into: '.settings-find input' }, { waitMs: 200 }],
  },
  'settings-english': { ...open, screen: 'settings', locale: 'en' },
  shortcuts: { ...open, screen: 'received', steps: [{ press: '?' }, { waitMs: 300 }] },
  'account-menu': { ...open, screen: 'received', steps: [{ click: '.account-button' }, { waitMs: 300 }] },
  'received-english': { ...open, screen: 'received', envelope: 0, locale: 'en', steps: [{ waitMs: 1_000 }] },
} as const satisfies Record<string, PreviewState>;

export type StateName = keyof typeof states;

/** The state of that name. */
export function stateNamed(name: string): PreviewState {
  const state: PreviewState | undefined = (states as Readonly<Record<string, PreviewState>>)[name];
  if (!state) throw new Error(`no preview state ${name}`);
  return state;
}
