/** `window.bridge` of the preview: the same contracts, validated the same way, over invented data. Development only. */
import { AppError, type ErrorCode } from '../../contract/errors.ts';
import { activityContract } from '../../contract/ipc/activity.contract.ts';
import { appContract, type LockFacts, type WorkstationSettings } from '../../contract/ipc/app.contract.ts';
import { type CardState, type CardView, cardContract, type SessionView } from '../../contract/ipc/card.contract.ts';
import { codeContract } from '../../contract/ipc/code.contract.ts';
import { type Bridge, type Dispatch, emitter, serve } from '../../contract/ipc/define.ts';
import { delegationContract } from '../../contract/ipc/delegation.contract.ts';
import { directoryContract } from '../../contract/ipc/directory.contract.ts';
import { doctorContract } from '../../contract/ipc/doctor.contract.ts';
import {
  type Draft,
  draftContract,
  type OutboxRow,
  outboxContract,
  type TemplateView,
} from '../../contract/ipc/draft.contract.ts';
import { folderContract } from '../../contract/ipc/folder.contract.ts';
import { handlingContract } from '../../contract/ipc/handling.contract.ts';
import { keepingContract } from '../../contract/ipc/keeping.contract.ts';
import { MAX_SELECTION, mailboxContract, type SavedSearchView } from '../../contract/ipc/mailbox.contract.ts';
import { peopleContract } from '../../contract/ipc/people.contract.ts';
import { releaseContract } from '../../contract/ipc/release.contract.ts';
import { settingsContract } from '../../contract/ipc/settings.contract.ts';
import { storageContract } from '../../contract/ipc/storage.contract.ts';
import { type SyncState, syncContract } from '../../contract/ipc/sync.contract.ts';
import { isCompressible } from '../../contract/model/compressible.ts';
import type { IncomingLink } from '../../contract/model/incoming-link.ts';
import { plainTextOf } from '../../contract/model/letter-text.ts';
import { MAX_ATTACHMENTS_BYTES } from '../../contract/model/limits.ts';
import { displayName } from '../../contract/model/person.ts';
import type { DocumentReading } from '../../contract/model/readable-document.ts';
import { createSearch } from '../../main/session/core/search/search.ts';
import { me, previewNow, proofOf, SENT, viewOf } from './envelopes.ts';
import { fakeDelegations } from './fake-delegations.ts';
import { fakeDirectory, fakePeople } from './fake-directory.ts';
import { fakeDoctor, sampleReport } from './fake-doctor.ts';
import { fakeHandling } from './fake-handling.ts';
import { fakeKeeping } from './fake-keeping.ts';
import { accountOf, begunPasskey, fakeActivity, fakeSettings } from './fake-settings.ts';
import { fakeStorage } from './fake-storage.ts';
import { conversationOf, folderIdOf, keptMailbox, numberOf } from './folders.ts';
import { digestOf, draftLetter, entries, formattedLetter, idOf } from './people.ts';
import { samplePdf, samplePicture, sampleReadings } from './sample-files.ts';
import { searchable } from './searchable.ts';
import { type PreviewState, stateNamed } from './states.ts';

/** The parts of the page that the preview needs, so that it compiles beside Node's tools. */
const page = globalThis as unknown as {
  readonly location: { readonly search: string };
  bridge?: Bridge;
  tell?: typeof send;
  /** Set by a test: prints the page. */
  printed?: () => Promise<boolean>;
};
const asked = new URLSearchParams(page.location.search);
const state: PreviewState = stateNamed(asked.get('state') ?? 'received');

const listeners = new Map<string, Set<(payload: unknown) => void>>();
const send = (channel: string, payload: unknown): void => {
  for (const listener of listeners.get(channel) ?? []) listener(payload);
};
const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const minutesAgo = (minutes: number): string => new Date(previewNow.getTime() - minutes * 60_000).toISOString();

// --- card ----------------------------------------------------------------------------------------------------------------

const cardView: CardView = {
  reader: 'Lecteur à contact 00',
  givenName: 'Claire',
  familyName: 'MARTIN',
  title: 'Dr',
  profession: 'Médecin généraliste',
  rpps: '89970013358',
  organisation: null,
  family: 'CPS',
  validUntil: '2028-06-30T21:59:59.000Z',
  pin: { triesLeft: 2, maxTries: 3, finalTry: false, blocked: false, pinPad: false, minLength: 4, maxLength: 4 },
  problem: null,
  pinPerSignature: state.pinPerSignature ?? false,
};

const withProblem = (problem: ErrorCode): CardState => ({ state: 'ready', card: { ...cardView, problem } });
const withPin = (pin: Partial<CardView['pin']>): CardState => ({
  state: 'ready',
  card: { ...cardView, pin: { ...cardView.pin, ...pin } },
});

const cardStates: Readonly<Record<Exclude<PreviewState['card'], 'starting'>, CardState>> = {
  'service-unavailable': { state: 'service-unavailable' },
  'no-reader': { state: 'no-reader' },
  'no-card': { state: 'no-card', readers: ['Lecteur à contact 00'] },
  reading: { state: 'reading', reader: 'Lecteur à contact 00' },
  unreadable: { state: 'unreadable', reader: 'Lecteur à contact 00', problem: 'card.unreadable' },
  ready: { state: 'ready', card: cardView },
  several: {
    state: 'several',
    cards: [
      cardView,
      {
        ...cardView,
        reader: 'Lecteur à contact 01',
        givenName: 'Paul',
        familyName: 'LEROY',
        profession: 'Cardiologue',
      },
    ],
  },
  expired: withProblem('card.certificate-expired'),
  untrusted: withProblem('card.certificate-untrusted'),
  blocked: withPin({ triesLeft: 0, blocked: true }),
  'final-try': withPin({ triesLeft: 1, finalTry: true }),
  'pin-pad': withPin({ triesLeft: 3, pinPad: true }),
  stranger: {
    state: 'ready',
    card: { ...cardView, givenName: 'Paul', familyName: 'LEROY', profession: 'Cardiologue' },
  },
};

const session: SessionView = {
  account: accountOf(state),
  online: !state.offline,
  method: state.byCode ? 'code' : 'card',
  signs: !state.byCode,
  recoveryCode: state.session === 'first-run' ? 'K7QX-2MFD-9RTB-VH4C-W8NJ-5PGA-ZY' : null,
  unsent: 0,
  drafts: 1,
};

// --- drafts and outbox ------------------------------------------------------------------------------------------------------

const emptyContent: Draft['content'] = {
  recipients: [],
  subject: '',
  text: '',
  inReplyTo: null,
  remindAfterDays: null,
};

/** How a draft stands with the other workstations. */
function sharingOf(from: PreviewState['draftFrom']): Draft['sharing'] {
  const workstation = 'ACCUEIL-2';
  return {
    writtenBy: from === 'now' || from === 'earlier' ? { workstation, at: minutesAgo(from === 'now' ? 1 : 47) } : null,
    copyOf: from === 'copy' ? { workstation, why: 'changed' } : null,
    onlyHere: from === 'only-here' ? 'too-large' : null,
  };
}

function draftOf(kind: NonNullable<PreviewState['draft']>): Draft {
  const attachments =
    kind === 'new'
      ? []
      : [
          { name: 'Echocardiographie.pdf', sizeBytes: 19_293_798 },
          { name: 'ECG_12_derivations.pdf', sizeBytes: 6_501_171 },
          {
            name: kind === 'mixed' ? 'Biologie_M_DUPOND.pdf' : 'Biologie_M_DUPONT.pdf',
            sizeBytes: kind === 'heavy' ? 18_936_012 : 2_936_012,
          },
        ].map((file, index) => ({
          attachmentId: `00000000-0000-4000-8000-00000000000${index}`,
          mediaType: 'application/pdf',
          ...file,
        }));
  const recipients = [1, 4].map((index) => {
    const entry = entries[index];
    if (!entry) throw new Error('no entry');
    return { address: entry.address, name: displayName(entry), role: 'to' as const };
  });
  return {
    id: idOf(2_000) as Draft['id'],
    content:
      kind === 'new'
        ? { ...emptyContent, text: state.letterSignature ? '\n\nDr Claire MARTIN\nCabinet des Lices, Nice' : '' }
        : {
            recipients,
            subject: 'Demande d’avis — M. DUPONT Jean',
            text: kind === 'formatted' ? plainTextOf(formattedLetter) : draftLetter,
            ...(kind === 'formatted' ? { rich: { blocks: formattedLetter } } : {}),
            inReplyTo: null,
            remindAfterDays: 3,
          },
    attachments,
    attachmentsBytes: attachments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    attachmentsElsewhere: state.draftFrom
      ? [
          {
            attachmentId: '00000000-0000-4000-8000-000000000009',
            name: 'Holter.pdf',
            sizeBytes: 1_204_118,
            workstation: 'ACCUEIL-2',
          },
        ]
      : [],
    savedAt: minutesAgo(0),
    edition: 0,
    sharing: sharingOf(state.draftFrom),
  };
}

let openDraft = draftOf(state.draft ?? 'new');
let templates: TemplateView[] = [
  {
    id: '00000000-0000-4000-8000-000000000701',
    name: 'Adressage au cardiologue',
    subject: 'Demande d’avis — {{patient}}',
    text: '{{destinataire}},\n\nJe vous adresse {{patient}}, pour {{motif}}.\n\nBien confraternellement,',
  },
  {
    id: '00000000-0000-4000-8000-000000000702',
    name: 'Certificat de sport',
    subject: 'Certificat',
    text: 'Le {{date}}, {{patient}} ne présente pas de contre-indication.',
  },
];
/** A file that is being dropped or pasted. */
/** What a file of 90 Mo comes to as a zip, which takes as long as the state says. */
async function attachZip(draftId: Draft['id']): Promise<Draft> {
  const stopped = new Promise<never>((_done, fail) => {
    stopAttaching = () => fail(new AppError('app.cancelled'));
  });
  const sizeBytes = 94_371_840;
  emitDraft('attachProgress', { draftId, doneBytes: sizeBytes / 3, totalBytes: sizeBytes });
  if (state.zips === 'slow') return stopped;
  if (state.zips === 'in-vain') {
    throw new AppError('attachment.too-large-zipped', { sizeBytes, limitBytes: MAX_ATTACHMENTS_BYTES });
  }
  const attachmentId = '00000000-0000-4000-8000-000000000077';
  const zip = { attachmentId, name: 'Export_laboratoire.csv.zip', mediaType: 'application/zip', sizeBytes: 9_437_184 };
  return withAttachments([...openDraft.attachments, zip]);
}

let stopAttaching: () => void = () => undefined;
let coming: { readonly name: string; readonly sizeBytes: number; readonly replaces: string | undefined } | null = null;

const outboxEntry = (number: number, part: Partial<OutboxRow>): OutboxRow => ({
  id: idOf(3_000 + number) as OutboxRow['id'],
  subject: 'Lettre d’adressage — Mme AUBRY Simone',
  to: 'Dr Paul LEROY, Dr Bernard NOËL',
  sha256: digestOf(3_000 + number),
  state: 'waiting',
  sizeBytes: 28_730_982,
  sentBytes: 0,
  secondsLeft: null,
  signedAt: state.byCode ? null : minutesAgo(28),
  unsigned: state.byCode ?? false,
  queuedAt: minutesAgo(28),
  undoUntil: null,
  leaveAt: null,
  nextTryAt: null,
  error: null,
  ...part,
});

function outboxOf(kind: PreviewState['outbox']): OutboxRow[] {
  switch (kind) {
    case 'uploading':
      return [outboxEntry(0, { state: 'uploading', sentBytes: 19_083_043, secondsLeft: 9 })];
    case 'undo':
      return [outboxEntry(0, { state: 'waiting', undoUntil: new Date(Date.now() + 8_400).toISOString() })];
    case 'undo-slow':
      return [outboxEntry(0, { state: 'waiting', undoUntil: new Date(Date.now() + 120_000).toISOString() })];
    case 'many':
      return [
        outboxEntry(1, {
          state: 'failed',
          subject: 'Transport — Mme PETIT Odette',
          to: 'Mme Élodie PONS, assistante sociale',
          sizeBytes: 912_000,
          signedAt: null,
          error: {
            code: 'recipient.not-allowed',
            retry: 'never',
            details: { address: 'elodie.pons@social.example', needs: 'health-profile' },
          },
        }),
        outboxEntry(2, {
          state: 'failed',
          subject: 'Imagerie complète — M. VASSEUR Luc',
          to: 'CH des Deux-Rives, cardiologie',
          sizeBytes: 48_444_211,
          signedAt: null,
          error: {
            code: 'envelope.too-large',
            retry: 'never',
            details: { sizeBytes: 48_444_211, limitBytes: MAX_ATTACHMENTS_BYTES },
          },
        }),
        outboxEntry(3, {
          state: 'failed',
          subject: 'Avis diurétiques — M. LAMY Georges',
          to: 'Dr Samir HADDAD, néphrologue',
          sizeBytes: 412_000,
          signedAt: null,
          error: { code: 'card.removed', retry: 'later' },
        }),
        outboxEntry(7, {
          state: 'failed',
          subject: 'Compte rendu — M. FAURE Yves',
          to: 'Dr Paul LEROY',
          sizeBytes: 812_000,
          file: 'CR consultation.docm',
          error: {
            code: 'envelope.infected',
            retry: 'never',
            details: { attachment: 0, signature: 'Doc.Macro.Essai' },
          },
        }),
        outboxEntry(8, {
          subject: 'Convocation — Mme ROCHE Ève',
          to: 'CH des Deux-Rives',
          sizeBytes: 88_000,
          leaveAt: new Date(previewNow.getTime() + 17 * 3_600_000).toISOString(),
        }),
        outboxEntry(4, { sentBytes: 17_813_208 }),
        outboxEntry(5, { subject: 'Re : INR — Mme BLANC Lucie', to: 'Laboratoire du Port', sizeBytes: 219_136 }),
        outboxEntry(6, {
          subject: 'Bilan mémoire — M. COLIN René',
          to: 'Dr Inès FABRE, gériatre',
          sizeBytes: 1_153_434,
        }),
      ];
    default:
      return [];
  }
}

let outboxRows = outboxOf(state.outbox);

const syncState: SyncState = {
  connection: state.offline ? 'offline' : 'online',
  upToDateAt: state.offline ? minutesAgo(27) : new Date(previewNow.getTime() - 12_000).toISOString(),
  offlineSince: state.offline ? minutesAgo(27) : null,
  nextTryAt: state.offline ? new Date(Date.now() + 24_000).toISOString() : null,
  problem: state.offline ? 'operator.offline' : null,
  envelopes: 1_240,
  pendingBytes: state.storage === 'fetching' ? 254_000_000 : 0,
  fetchedBytes: state.storage === 'fetching' ? 61_000_000 : 0,
  secondsLeft: state.storage === 'fetching' ? 190 : null,
  paused: false,
};

// --- areas ----------------------------------------------------------------------------------------------------------------------

let workstation: WorkstationSettings = {
  locale: state.locale ?? 'fr',
  theme: 'system',
  idleMinutes: 15,
  idleLimitMinutes: 120,
  startsWithSession: false,
  mayStartWithSession: true,
  staysInTray: false,
  mayStayInTray: true,
  opensMailLinks: false,
  mayOpenMailLinks: true,
};

/** A page asks for a letter to somebody known and to a stranger, or for an envelope. */
let waitingLink: IncomingLink | null =
  state.link === 'letter'
    ? {
        kind: 'compose',
        to: [entries[1]?.address ?? '', 'contact@inconnu.example'],
        cc: [],
        subject: 'Demande de rendez-vous',
        text: 'Bonjour,',
        isPartial: true,
      }
    : state.link === 'envelope'
      ? { kind: 'envelope', envelopeId: idOf(3) as Draft['id'] }
      : null;

const lockFacts: LockFacts = {
  reason: 'card-removed',
  at: minutesAgo(1),
  person: 'Dr Claire MARTIN',
  address: state.byCode ? 'claire.martin@cabinet-exemple.fr' : null,
  drafts: 1,
  unsent: 2,
};

function failureOf(code: NonNullable<PreviewState['codeStart'] | PreviewState['codeVerify']>): AppError {
  switch (code) {
    case 'auth.code-invalid':
      return new AppError(code, { triesLeft: 1 });
    case 'auth.too-many-codes':
      return new AppError(code, { retryAfterSeconds: 540 });
    default:
      return new AppError(code);
  }
}

const total = state.empty ? 0 : (state.rows ?? 60);
const searches = new Map<string, SavedSearchView>();
if (state.savedSearches) {
  for (const [index, [name, text]] of [
    ['ECG sous apixaban', 'ecg apix'],
    ['Biologie non ouverte', 'objet:biologie non:ouverte'],
  ].entries()) {
    const id = `00000000-0000-4000-8000-00000000200${index}`;
    searches.set(id, { id, name: name ?? '', text: text ?? '' });
  }
}
const kept = keptMailbox(total, !state.empty && state.rows === undefined);

async function sendDraft(pin: string | null): Promise<{ envelopeId: Draft['id'] }> {
  if (state.pinPerSignature && pin === null) throw new AppError('card.pin-required');
  if (pin !== null && pin !== '1234') throw new AppError('card.pin-incorrect', { triesLeft: 1 });
  const draftId = openDraft.id;
  const totalBytes = 39_600_000;
  const pace = state.sendSlow ? 400 : 60;
  for (let part = 1; part <= 5; part += 1) {
    emitDraft('sendProgress', { draftId, step: 'building', doneBytes: (part / 5) * totalBytes, totalBytes });
    await wait(pace);
  }
  emitDraft('sendProgress', { draftId, step: 'signing', doneBytes: totalBytes, totalBytes });
  await wait(pace * 4);
  emitDraft('sendProgress', { draftId, step: 'queued', doneBytes: totalBytes, totalBytes });
  return { envelopeId: draftId };
}

const emitCard = emitter(cardContract, send);
const emitDraft = emitter(draftContract, send);
const emitOutbox = emitter(outboxContract, send);
const emitMailbox = emitter(mailboxContract, send);
const emitFolder = emitter(folderContract, send);
const handled = fakeHandling(state, (id) => emitMailbox('changed', { envelopeIds: [id] }), send);

/** Says that the folders changed. */
function told<Answer>(answer: Answer): Answer {
  emitFolder('changed', {});
  return answer;
}

const reportBug = (error: unknown): string => {
  queueMicrotask(() => {
    throw error;
  });
  return 'preview';
};

const tables: readonly Dispatch[] = [
  serve(
    appContract,
    {
      ready: () => ({
        version: '1.0.0',
        locale: state.locale ?? 'fr',
        sharedWorkstation: true,
        printing: !state.noPrinting,
        workstationName: 'secrétariat 2',
        deviceSecret: true,
        operatorUrl: 'https://operateur.example',
        lock: state.session === 'locked' ? lockFacts : null,
        place: {
          screen: state.screen ?? 'received',
          folderId: state.folder === undefined ? null : folderIdOf(state.folder),
          orders: [],
          envelopeId: state.envelope === undefined ? null : (idOf(state.envelope) as Draft['id']),
          draftId: state.draft ? openDraft.id : null,
        },
      }),
      keepPlace: () => ({}),
      lock: () => ({}),
      switchUser: () => ({}),
      window: () => ({}),
      chooseFiles: () => ({
        files: [
          ...(state.zips
            ? [{ grantId: idOf(7_005) as never, name: 'Export_laboratoire.csv', sizeBytes: 94_371_840 }]
            : []),
          { grantId: idOf(7_000) as never, name: 'Scanner_thoracique.zip', sizeBytes: 22_020_096 },
          { grantId: idOf(7_003) as never, name: 'Echo_complete.avi', sizeBytes: 62_914_560 },
        ],
      }),
      chooseDestination: () => ({ grantId: idOf(7_001) as never }),
      chooseFolder: () => ({ grantId: idOf(7_002) as never }),
      chooseArchive: () => ({ grantId: idOf(7_004) as never }),
      // Whoever looks at what would be printed does it now.
      print: async () => ({ printed: (await page.printed?.()) ?? true }),
      makePdf: async () => ((await page.printed?.()) === false ? { sizeBytes: 1 } : { sizeBytes: 48_000 }),
      deliverPdf: () => ({}),
      showOperatorPage: () => ({}),
      showPasskeyPage: () => ({}),
      workstation: () => workstation,
      changeWorkstation: (change) => {
        workstation = Object.assign({}, workstation, change);
        return workstation;
      },
      takeLink: () => {
        const link = state.session === 'open' ? waitingLink : null;
        if (link) waitingLink = null;
        return { link };
      },
      linkWaits: () => ({ waits: waitingLink !== null }),
      dropLink: () => {
        waitingLink = null;
        send('app.linkChanged', {});
        return {};
      },
      supportReport: () => ({ text: sampleReport(state) }),
      deliverSupportReport: () => ({ done: true }),
      copy: () => ({}),
    },
    reportBug,
  ),
  serve(
    releaseContract,
    {
      state: () => ({
        running: '1.0.0',
        standing: state.release ?? ('current' as const),
        current: state.release ? '1.2.0' : '1.0.0',
        minimum: state.release === 'unsupported' ? '1.1.0' : null,
        news: {
          fr: ['Les liens de mail ouvrent une nouvelle enveloppe.', 'Le guide est dans l’application (F1).'],
          en: ['Mail links open a new envelope.', 'The guide is inside the application (F1).'],
        },
      }),
    },
    reportBug,
  ),
  serve(
    doctorContract,
    { report: () => fakeDoctor(state), run: () => fakeDoctor(state), fetchLists: () => ({}) },
    reportBug,
  ),
  serve(
    cardContract,
    {
      state: () => (state.card === 'starting' ? new Promise<CardState>(() => undefined) : cardStates[state.card]),
      signIn: async () => {
        switch (state.signIn) {
          case 'pin-incorrect':
            throw new AppError('card.pin-incorrect', { triesLeft: 1 });
          case 'offline':
            throw new AppError('operator.offline');
          case 'key-changed':
            throw new AppError('store.key-changed');
          case 'account-unknown':
            throw new AppError('auth.account-unknown');
          case 'slow':
            emitCard('signInProgress', { step: 'pin' });
            await wait(300);
            emitCard('signInProgress', { step: 'challenge' });
            await wait(300);
            emitCard('signInProgress', { step: 'tokens' });
            return new Promise<SessionView>(() => undefined);
          default:
            return session;
        }
      },
      recover: () => session,
    },
    reportBug,
  ),
  serve(
    codeContract,
    {
      start: ({ address }) => {
        if (state.codeStart) throw failureOf(state.codeStart);
        const at = (ms: number): string => new Date(Date.now() + ms).toISOString();
        return {
          state: 'code-awaited' as const,
          awaited: { address, expiresAt: at(552_500), resendAt: at(40_500), triesLeft: 5, passkeys: true },
        };
      },
      beginPasskey: () => begunPasskey(),
      verify: () => {
        if (state.codeVerify) throw failureOf(state.codeVerify);
        return session;
      },
      recover: () => session,
      abandon: () => ({}),
    },
    reportBug,
  ),
  serve(
    mailboxContract,
    {
      rows: ({ box, filter, order, offset, limit }) => {
        const rows = handled.rows(kept.rowsOf(box, filter, order ?? 'newest'), filter);
        return { rows: rows.slice(offset, offset + limit), total: rows.length };
      },
      fetch: () => new Promise(() => undefined),
      cancelFetch: () => ({}),
      ids: ({ box, filter, order, between }) => {
        const all = handled.rows(kept.rowsOf(box, filter, order ?? 'newest'), filter);
        const ends = between ? [between.from, between.to].map((end) => all.findIndex(({ id }) => id === end)) : [];
        const rows = between ? all.slice(Math.min(...ends), Math.max(...ends) + 1) : all;
        return { ids: rows.slice(0, MAX_SELECTION).map(({ id }) => id), total: rows.length };
      },
      file: ({ filings }) => {
        const before = kept.file(filings);
        emitMailbox('changed', { envelopeIds: filings.map(({ envelopeId }) => envelopeId) });
        emitFolder('changed', {});
        return { before };
      },
      flag: ({ flaggings }) => {
        const before = kept.flag(flaggings);
        emitMailbox('changed', { envelopeIds: flaggings.map(({ envelopeId }) => envelopeId) });
        return { before };
      },
      remind: ({ remindings }) => {
        const before = kept.remind(remindings);
        emitMailbox('changed', { envelopeIds: remindings.map(({ envelopeId }) => envelopeId) });
        return { before };
      },
      conversation: ({ envelopeId }) => ({ rows: conversationOf(envelopeId).map((id) => handled.row(kept.row(id))) }),
      counts: () => ({
        unopened: kept.rowsOf('received', 'unopened', 'newest').length,
        flagged: kept.rowsOf('flagged', 'all', 'newest').length,
        followed: kept.rowsOf('followed', 'all', 'newest').filter(({ reminder }) => reminder?.isDue).length,
        drafts: state.empty ? 0 : 1,
        outbox: outboxRows.length,
        offline: 1_240,
      }),
      search: ({ text, offset, limit }) => ({
        ...createSearch({
          cache: searchable(total, handled.row, handled.holders),
          reader: me.accountId,
          folders: () => kept.folders(),
          clock: { now: () => previewNow.getTime(), wait },
        })(text, offset, limit),
        indexing: state.indexing ? { done: 12_400, total: 50_000 } : null,
        withoutText: state.indexing ? 320 : 0,
        unreadAttachments: state.indexing ? 2_105 : 0,
        tookMs: 3,
      }),
      savedSearches: () => ({ searches: [...searches.values()].sort((a, b) => a.name.localeCompare(b.name, 'fr')) }),
      saveSearch: ({ name, text }) => {
        const replaced = [...searches.values()].find((search) => search.name === name) ?? null;
        const saved = { id: replaced?.id ?? globalThis.crypto.randomUUID(), name, text };
        searches.set(saved.id, saved);
        emitMailbox('searchesChanged', {});
        return { saved, replaced };
      },
      removeSearch: ({ id }) => {
        searches.delete(id);
        emitMailbox('searchesChanged', {});
        return {};
      },
      open: ({ envelopeId }) => {
        const number = numberOf(envelopeId);
        if (number === 12) throw new AppError('operator.timeout');
        return viewOf(number, state.attachments ?? 'pdf');
      },
      displayed: ({ envelopeId }) => {
        kept.displayed(envelopeId);
        return {};
      },
      proof: ({ envelopeId }) => proofOf(numberOf(envelopeId) >= 3_000 ? SENT : numberOf(envelopeId)),
      attachmentUrl: async () => ({ url: await attachmentAddress() }),
      readAttachment: ({ index }) => sampleReadings[state.attachments === 'images' ? 2 : index] as DocumentReading,
      saveAttachment: () => ({ sizeBytes: 1 }),
      saveAllAttachments: () => ({ files: 2, sizeBytes: 1 }),
      exportEvidence: () => ({ sizeBytes: 1 }),
    },
    reportBug,
  ),
  serve(
    keepingContract,
    fakeKeeping(state, (doneBytes, totalBytes) => send('keeping.progress', { doneBytes, totalBytes })),
    reportBug,
  ),
  serve(handlingContract, handled.handlers, reportBug),
  serve(
    folderContract,
    {
      list: () => ({ folders: kept.folders() }),
      create: ({ name, parentId }) => ({ folderId: told(kept.create(name, parentId)) }),
      rename: ({ folderId, name }) => told(kept.rename(folderId, name) ?? {}),
      move: ({ folderId, parentId }) => told(kept.move(folderId, parentId) ?? {}),
      remove: ({ folderId }) => ({ removed: told(kept.remove(folderId)) }),
      restore: ({ removed }) => told(kept.restore(removed) ?? {}),
    },
    reportBug,
  ),
  serve(
    draftContract,
    {
      create: () => {
        openDraft = draftOf('new');
        return openDraft;
      },
      forward: () => {
        openDraft = draftOf('full');
        return openDraft;
      },
      followUp: ({ prefix, text }) => {
        const draft = draftOf('full');
        openDraft = {
          ...draft,
          attachments: [],
          attachmentsBytes: 0,
          content: { ...draft.content, subject: `${prefix}${draft.content.subject}`, text, remindAfterDays: 3 },
        };
        return openDraft;
      },
      get: async ({ draftId }) => {
        // Copies of large files take their time.
        if (state.draftFrom === 'taken' && draftId !== idOf(2_000)) await wait(1_500);
        return openDraft;
      },
      list: () => ({
        drafts: state.empty
          ? []
          : [
              {
                id: openDraft.id,
                to: 'Dr Paul LEROY, CH des Deux-Rives',
                subject: 'Demande d’avis — M. DUPONT Jean',
                attachments: 3,
                elsewhere: state.draftFrom ? { attachments: 1, workstation: 'ACCUEIL-2' } : null,
                savedAt: minutesAgo(0),
                sharing: sharingOf(state.draftFrom),
              },
              ...(state.draftFrom
                ? (['earlier', 'copy', 'only-here'] as const).map((from, index) => ({
                    id: idOf(2_002 + index) as Draft['id'],
                    to: 'Dr Anne ROUX',
                    subject: 'Compte rendu de consultation — Mme BLANC Lucie',
                    attachments: 0,
                    elsewhere: null,
                    savedAt: minutesAgo(50 + index),
                    sharing: sharingOf(from),
                  }))
                : []),
              {
                id: idOf(2_001) as Draft['id'],
                to: '',
                subject: '',
                attachments: 0,
                elsewhere: null,
                savedAt: minutesAgo(1_500),
                sharing: sharingOf(undefined),
              },
            ],
      }),
      save: ({ draftId, content }) => {
        openDraft = { ...openDraft, content };
        // Another workstation's words took its place: what is typed goes on in a copy.
        if (state.draftFrom === 'taken' && draftId === idOf(2_000)) {
          openDraft = { ...openDraft, id: idOf(2_010) as Draft['id'], sharing: sharingOf('copy') };
        }
        return { savedAt: previewNow.toISOString(), draftId: openDraft.id };
      },
      tellNow: () => ({}),
      discard: ({ edition }) => {
        // Another workstation's words arrive in the very moment.
        if (state.draftFrom === 'rewritten' && openDraft.edition === 0) {
          const content = { ...openDraft.content, text: 'Réécrit à l’accueil.' };
          openDraft = { ...openDraft, edition: 1, content, sharing: sharingOf('now') };
        }
        if (edition !== undefined && edition !== openDraft.edition) throw new AppError('draft.changed-elsewhere');
        return {};
      },
      attach: ({ draftId, zipped }) => (zipped ? attachZip(draftId) : openDraft),
      stopAttaching: () => {
        stopAttaching();
        return {};
      },
      openIntake: ({ name, sizeBytes, replaces }) => {
        coming = { name, sizeBytes, replaces };
        return { intakeId: '00000000-0000-4000-8000-000000000099', url: 'intake/preview' };
      },
      closeIntake: () => {
        const attachmentId = `00000000-0000-4000-8000-0000000000${10 + openDraft.attachments.length}`;
        if (!coming) return openDraft;
        const { replaces, ...file } = coming;
        return withAttachments(
          replaces === undefined
            ? [...openDraft.attachments, { attachmentId, mediaType: 'image/png', ...file }]
            : openDraft.attachments.map((one) =>
                one.attachmentId === replaces
                  ? { ...one, ...file, originalBytes: one.originalBytes ?? one.sizeBytes }
                  : one,
              ),
        );
      },
      compressAttachments: () =>
        withAttachments(
          openDraft.attachments.map((one) =>
            one.originalBytes === undefined && isCompressible(one)
              ? {
                  ...one,
                  name: `${one.name}.zip`,
                  sizeBytes: Math.round(one.sizeBytes / 2),
                  originalBytes: one.sizeBytes,
                }
              : one,
          ),
        ),
      restoreAttachment: ({ attachmentId }) =>
        withAttachments(
          openDraft.attachments.map(({ originalBytes, ...one }) =>
            one.attachmentId === attachmentId
              ? { ...one, name: one.name.replace(/\.zip$/, ''), sizeBytes: originalBytes ?? one.sizeBytes }
              : one,
          ),
        ),
      // What a test drops under this name it answers for itself.
      attachmentUrl: async ({ attachmentId }) => {
        const isPhoto = openDraft.attachments.some(
          (one) => one.attachmentId === attachmentId && /^photo/.test(one.name),
        );
        return { url: isPhoto ? 'attachment/preview-photo' : await attachmentAddress() };
      },
      templates: () => ({ templates }),
      keepTemplate: ({ id, template }) => {
        const kept = id ?? '00000000-0000-4000-8000-000000000777';
        templates = [...templates.filter((one) => one.id !== kept), { ...template, id: kept }];
        return { id: kept };
      },
      removeTemplate: ({ id }) => {
        templates = templates.filter((one) => one.id !== id);
        return {};
      },
      orderTemplates: ({ ids }) => {
        templates = templates.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
        return {};
      },
      recipientFacts: () => ({
        facts: openDraft.content.recipients.map(({ address }) => ({
          address,
          hasMet: entries.some((entry) => entry.address === address),
          namesake: null,
        })),
      }),
      split: () => ({ draftIds: [openDraft.id, idOf(2_001) as Draft['id']] }),
      detach: ({ attachmentId }) => {
        const attachments = openDraft.attachments.filter((file) => file.attachmentId !== attachmentId);
        openDraft = {
          ...openDraft,
          attachments,
          attachmentsBytes: attachments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
          attachmentsElsewhere: openDraft.attachmentsElsewhere.filter((file) => file.attachmentId !== attachmentId),
        };
        return openDraft;
      },
      send: ({ pin }) => sendDraft(pin),
    },
    reportBug,
  ),
  serve(
    outboxContract,
    {
      list: () => ({ entries: outboxRows }),
      cancel: ({ envelopeId }) => {
        outboxRows = outboxRows.filter(({ id }) => id !== envelopeId);
        emitOutbox('changed', { entries: outboxRows });
        return { draftId: openDraft.id };
      },
      retryNow: () => ({}),
    },
    reportBug,
  ),
  serve(directoryContract, fakeDirectory(state), reportBug),
  serve(
    peopleContract,
    fakePeople(state, () => send('people.changed', {})),
    reportBug,
  ),
  serve(syncContract, { state: () => syncState, now: () => ({}) }, reportBug),
  serve(settingsContract, fakeSettings(state), reportBug),
  serve(storageContract, fakeStorage(state, kept.rowsOf, send), reportBug),
  serve(delegationContract, fakeDelegations(state), reportBug),
  serve(activityContract, fakeActivity(state), reportBug),
];

function withAttachments(attachments: Draft['attachments']): Draft {
  openDraft = {
    ...openDraft,
    attachments,
    attachmentsBytes: attachments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  };
  return openDraft;
}

async function attachmentAddress(): Promise<string> {
  const isPicture = state.attachments === 'images';
  return URL.createObjectURL(
    isPicture ? await samplePicture() : new Blob([samplePdf() as BlobPart], { type: 'application/pdf' }),
  );
}

// So that a test can say what the other processes would.
page.tell = send;
page.bridge = {
  invoke: async (channel, input) => {
    const run = tables.map((table) => table.get(channel)).find((found) => found !== undefined);
    if (!run) throw new Error(`no handler for ${channel}`);
    return run(input);
  },
  subscribe: (channel, listener) => {
    const known = listeners.get(channel) ?? new Set();
    known.add(listener);
    listeners.set(channel, known);
    return () => known.delete(listener);
  },
};

// What a session would do by itself in this state.
if (state.outbox === 'uploading' && asked.get('state') === 'sealed') {
  setTimeout(() => {
    const [entry] = outboxRows;
    if (!entry) return;
    emitOutbox('sealed', { envelopeId: entry.id, sealedAt: previewNow.toISOString() });
    outboxRows = [];
    emitOutbox('changed', { entries: outboxRows });
  }, 2_500);
}
