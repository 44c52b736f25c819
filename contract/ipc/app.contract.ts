/** The window and the workstation; served by the main process, alive while locked. */
import { z } from 'zod';
import { FolderId } from '../model/account-item.ts';
import { EnvelopeId, FileGrantId, Instant } from '../model/ids.ts';
import { IncomingLink } from '../model/incoming-link.ts';
import { PasskeyTicket, ReturnedPasskey } from '../model/passkey.ts';
import { EmailAddress } from '../model/person.ts';
import { defineContract, method } from './define.ts';
import { ListName, RowOrder } from './mailbox.contract.ts';

/** Lists whose order is kept: the ones sorted last. */
export const MAX_KEPT_ORDERS = 100;

/** Where the user was; opaque ids only, so that the main process may keep it while locked. */
export const Place = z.object({
  screen: z.enum([
    'received',
    'sent',
    'archive',
    'flagged',
    'followed',
    'folder',
    'drafts',
    'outbox',
    'directory',
    'proof',
    'settings',
    'card-doctor',
  ]),
  /** The folder of the screen of that name; null on any other. */
  folderId: FolderId.nullable(),
  envelopeId: EnvelopeId.nullable(),
  draftId: EnvelopeId.nullable(),
  /** Lists that are not in their usual order. */
  orders: z.array(z.object({ list: ListName, order: RowOrder })).max(MAX_KEPT_ORDERS),
});
export type Place = z.infer<typeof Place>;

/** Where something that happened is to be seen. */
export const PlaceToShow = Place.pick({ screen: true, envelopeId: true });
export type PlaceToShow = z.infer<typeof PlaceToShow>;

/** Why the screen is locked, and what waits; counts only. */
export const LockFacts = z.object({
  reason: z.enum(['card-removed', 'requested', 'idle', 'system', 'session-ended']),
  at: Instant,
  /** « Dr Claire MARTIN »: whose card is awaited. */
  person: z.string(),
  /** With whose password and code the session goes on; null when a card is awaited. */
  address: EmailAddress.nullable(),
  drafts: z.number().int().nonnegative(),
  unsent: z.number().int().nonnegative(),
});
export type LockFacts = z.infer<typeof LockFacts>;

/** A file the user picked. */
export const GrantedFile = z.object({
  grantId: FileGrantId,
  name: z.string().max(255),
  /** Null when it could not be looked at: attaching it says why. */
  sizeBytes: z.number().int().nonnegative().nullable(),
});
export type GrantedFile = z.infer<typeof GrantedFile>;

/** What was chosen for this workstation, and between which bounds. */
export const WorkstationSettings = z.object({
  locale: z.enum(['fr', 'en']),
  theme: z.enum(['system', 'light', 'dark', 'contrast']),
  /** Minutes without a touch before the screen locks. */
  idleMinutes: z.number().int().positive(),
  /** The most that the administrator and the product allow. */
  idleLimitMinutes: z.number().int().positive(),
  startsWithSession: z.boolean(),
  /** False where it is not this user's to decide. */
  mayStartWithSession: z.boolean(),
  /** Closing the window leaves Medimail in the tray. */
  staysInTray: z.boolean(),
  mayStayInTray: z.boolean(),
  /** The system hands `mailto:` links over to Medimail. */
  opensMailLinks: z.boolean(),
  mayOpenMailLinks: z.boolean(),
});
export type WorkstationSettings = z.infer<typeof WorkstationSettings>;

/** The choices that are made; the others stay. */
export const WorkstationChange = WorkstationSettings.omit({
  idleLimitMinutes: true,
  mayStartWithSession: true,
  mayStayInTray: true,
  mayOpenMailLinks: true,
})
  .partial()
  .strict();
export type WorkstationChange = z.infer<typeof WorkstationChange>;

export const appContract = defineContract('app', {
  servedBy: 'main',
  methods: {
    /** First call of a renderer: events flow from then on. */
    ready: method(
      z.object({}),
      z.object({
        version: z.string(),
        locale: z.enum(['fr', 'en']),
        sharedWorkstation: z.boolean(),
        /** False where the administrator forbids printing. */
        printing: z.boolean(),
        workstationName: z.string(),
        /** True when the operating system's secret store can hold the device secret. */
        deviceSecret: z.boolean(),
        operatorUrl: z.string().nullable(),
        lock: LockFacts.nullable(),
        place: Place.nullable(),
      }),
    ),
    keepPlace: method(Place, z.object({})),
    lock: method(z.object({}), z.object({})),
    /** Forgets who was signed in: the sign-in screen instead of the lock screen. */
    switchUser: method(z.object({}), z.object({})),
    window: method(z.object({ act: z.enum(['minimize', 'toggle-maximize', 'close']) }), z.object({})),
    chooseFiles: method(z.object({}), z.object({ files: z.array(GrantedFile) })),
    /** Asks where to save one file; null when the user cancels. */
    chooseDestination: method(
      z.object({ suggestedName: z.string().max(255) }),
      z.object({ grantId: FileGrantId.nullable() }),
    ),
    /** Asks for a folder for several files; null when the user cancels. */
    chooseFolder: method(z.object({}), z.object({ grantId: FileGrantId.nullable() })),
    /** Prints the page as it is laid out for paper; `printed` is false when the user gives up. */
    print: method(z.object({}), z.object({ printed: z.boolean() })),
    /** Makes a PDF of the page as it is laid out for paper; held until it is delivered, replaced or the screen locks. */
    makePdf: method(z.object({}), z.object({ sizeBytes: z.number().int().positive() })),
    /** Hands that PDF to the session, under the token that it gave out. */
    deliverPdf: method(z.object({ token: z.string().regex(/^[A-Za-z0-9_-]{16,128}$/) }), z.object({})),
    /** Asks for a copy of an archive that was made before; null when the user cancels. */
    chooseArchive: method(z.object({}), z.object({ grantId: FileGrantId.nullable() })),
    /** Shows a page of the operator's in the system's browser; which one, never an address of the page's choosing. */
    showOperatorPage: method(z.object({ page: z.enum(['registration', 'recovery']) }), z.object({})),
    /** Shows the operator's page where a passkey answers. */
    showPasskeyPage: method(z.object({ ticket: PasskeyTicket }).strict(), z.object({})),
    workstation: method(z.object({}).strict(), WorkstationSettings),
    changeWorkstation: method(WorkstationChange, WorkstationSettings),
    /** The link that another program handed over: once, and to the person at whose screen it came, signed in. */
    takeLink: method(z.object({}).strict(), z.object({ link: IncomingLink.nullable() })),
    /** Whether a link waits for whoever this screen is of. */
    linkWaits: method(z.object({}).strict(), z.object({ waits: z.boolean() })),
    /** Gives up the link that waits. */
    dropLink: method(z.object({}).strict(), z.object({})),
    /** Composes the report for support, which the page shows before it goes anywhere. */
    supportReport: method(z.object({}), z.object({ text: z.string() })),
    /** Saves or copies the report last composed, as it was shown; `done` is false when the user cancels. */
    deliverSupportReport: method(z.object({ to: z.enum(['file', 'clipboard']) }), z.object({ done: z.boolean() })),
    /** Copies text (a support code, a hash) and clears it from the clipboard after a minute. */
    copy: method(z.object({ text: z.string().max(4_096) }), z.object({})),
  },
  events: {
    sessionRestarted: z.object({}),
    /** The person chose this place outside the page: a notice, the tray, a link. */
    placeChosen: PlaceToShow,
    /** A link came, or waits no longer. */
    linkChanged: z.object({}),
    /** The browser brought back what a passkey answered; who asked knows it by its state. */
    passkeyReturned: ReturnedPasskey,
    /** A link was none that Medimail follows. */
    linkRefused: z.object({}),
  },
});
