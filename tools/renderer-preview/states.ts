/** The states in which the preview can show the interface, by name: `?state=…`. */

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
  readonly screen?: 'received' | 'sent' | 'drafts' | 'outbox' | 'directory' | 'proof' | 'settings' | 'card-doctor';
  /** Number of the envelope to open. */
  readonly envelope?: number;
  readonly draft?: 'new' | 'full' | 'heavy';
  readonly offline?: boolean;
  readonly empty?: boolean;
  readonly outbox?: 'uploading' | 'undo' | 'many' | 'empty';
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
  /** The operator lets mails show titles. */
  readonly titlesInMails?: boolean;
  /** New letters end with a signature. */
  readonly letterSignature?: boolean;
  /** What is changed in the settings cannot be saved. */
  readonly refusing?: boolean;
  /** Older envelopes are still being indexed, and some texts are not here yet. */
  readonly indexing?: boolean;
  readonly locale?: 'fr' | 'en';
  readonly attachments?: 'pdf' | 'images' | 'odd';
  /** Steps before a picture, as `locator action value`. */
  readonly steps?: readonly PreviewStep[];
}

export type PreviewStep =
  | { readonly type: string; readonly into: string }
  | { readonly press: string }
  | { readonly click: string }
  | { readonly waitMs: number };

const open = { card: 'ready', session: 'open' } as const;
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

/** Goes to a section of the settings by its tab. */
const inSection = (name: string): readonly PreviewStep[] => [{ click: `role=tab[name="${name}"]` }, { waitMs: 300 }];

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
  'sign-in-code-typing': { ...signingIn, card: 'no-reader', steps: credentials.slice(0, 2) },
  'sign-in-code-wrong': {
    ...signingIn,
    card: 'no-reader',
    codeVerify: 'auth.code-invalid',
    steps: [...credentials, ...typedCode, { type: '87', into: codeField }, { press: 'Enter' }, { waitMs: 300 }],
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
  'reader-images': { ...open, screen: 'received', envelope: 1, attachments: 'images', steps: [{ waitMs: 700 }] },
  'reader-odd-files': { ...open, screen: 'received', envelope: 2, attachments: 'odd' },
  'reader-html': { ...open, screen: 'received', envelope: 4, steps: [{ waitMs: 500 }] },
  'reader-unsigned': { ...open, screen: 'received', envelope: 7 },
  'reader-revoked': { ...open, screen: 'received', envelope: 5 },
  'reader-unverifiable': { ...open, screen: 'received', envelope: 6 },
  'reader-altered': { ...open, screen: 'received', envelope: 8 },
  'reader-headers': { ...open, screen: 'received', envelope: 9 },
  'reader-absent': { ...open, screen: 'received', envelope: 10, offline: true },
  'reader-erased': { ...open, screen: 'received', envelope: 11 },
  'reader-error': { ...open, screen: 'received', envelope: 12 },
  composer: {
    ...open,
    screen: 'received',
    draft: 'full',
    outbox: 'uploading',
    steps: [{ type: 'rou', into: 'input[role=combobox] >> nth=0' }, { waitMs: 300 }],
  },
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
  'composer-unsigned': { ...open, byCode: true, screen: 'received', draft: 'full', outbox: 'undo' },
  'outbox-unsigned': { ...open, byCode: true, screen: 'outbox', outbox: 'many' },
  'composer-heavy': {
    ...open,
    screen: 'received',
    draft: 'heavy',
    steps: [{ click: 'text=Joindre' }, { waitMs: 300 }],
  },
  'composer-doubt': {
    ...open,
    screen: 'received',
    draft: 'new',
    steps: [
      { type: 'roux', into: 'input[role=combobox] >> nth=0' },
      { waitMs: 300 },
      { press: 'Enter' },
      { type: 'Voir pièce jointe.', into: 'textarea' },
      { press: 'Control+Enter' },
      { waitMs: 300 },
    ],
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
  'drafts-empty': { ...open, screen: 'drafts', empty: true },
  'outbox-offline': { ...open, screen: 'outbox', outbox: 'many', offline: true },
  'outbox-empty': { ...open, screen: 'outbox', outbox: 'empty' },
  proof: { ...open, screen: 'proof', envelope: 0 },
  'proof-table': { ...open, screen: 'proof', envelope: 0, steps: [{ click: 'text=Tableau' }] },
  'proof-sent': { ...open, screen: 'proof', envelope: 1_003 },
  directory: {
    ...open,
    screen: 'directory',
    steps: [
      { type: 'rou', into: 'input >> nth=0' },
      { waitMs: 400 },
      { click: '.directory-person >> nth=3' },
      { waitMs: 200 },
    ],
  },
  'directory-start': { ...open, screen: 'directory' },
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
  'settings-signature': { ...open, screen: 'settings', steps: inSection('Signature') },
  'settings-signature-empty': { ...open, screen: 'settings', empty: true, steps: inSection('Signature') },
  'settings-signature-refused': {
    ...open,
    screen: 'settings',
    refusing: true,
    steps: [...inSection('Signature'), { type: 'Bien à vous', into: 'textarea' }, { waitMs: 900 }],
  },
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
