/** The `app` area: the window and the workstation, served by the main process. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { LINK_PARAMETER, sitePaths } from '../../contract/api/site-paths.ts';
import { AppError } from '../../contract/errors.ts';
import type { appContract, GrantedFile } from '../../contract/ipc/app.contract.ts';
import type { Handlers } from '../../contract/ipc/define.ts';
import { DoctorReport } from '../../contract/ipc/doctor.contract.ts';
import { INTAKE_PIECE_BYTES } from '../../contract/model/limits.ts';
import type { Incidents } from './incidents.ts';
import type { IncomingLinks } from './incoming-links.ts';
import type { SaveFolders } from './save-folders.ts';
import type { Supervisor } from './supervisor.ts';
import { type ReportFacts, supportReport } from './support-report.ts';
import type { Workstation } from './workstation-settings.ts';

/** What the workstation is, as the page may know it. */
export interface WorkstationFacts {
  readonly version: string;
  readonly sharedWorkstation: boolean;
  /** Allowed by the administrator. */
  readonly printing: boolean;
  readonly workstationName: string;
  readonly deviceSecret: boolean;
  readonly operatorUrl: string | null;
}

/** Dialogs of the system; null or an empty list when the user cancels. */
export interface DialogPort {
  chooseFiles(): Promise<readonly string[]>;
  chooseDestination(suggestedName: string): Promise<string | null>;
  chooseFolder(): Promise<string | null>;
  chooseArchive(): Promise<string | null>;
}

/** Paper and PDF of the present page. */
export interface PrintPort {
  print(): Promise<boolean>;
  makePdf(): Promise<number>;
  takePdf(): Uint8Array | null;
}

export interface AppPorts {
  readonly facts: WorkstationFacts;
  readonly dialogs: DialogPort;
  readonly printing: PrintPort;
  readonly saveFolders: SaveFolders;
  readonly windowAct: (act: 'minimize' | 'toggle-maximize' | 'close') => void;
  /** Copies, and clears the clipboard a minute later. */
  readonly copy: (text: string) => void;
  readonly workstation: Workstation;
  /** The workstation's settings were changed: what the shell shows follows. */
  readonly onWorkstationChanged: () => void;
  readonly links: IncomingLinks;
  /** What the report for support tells of program and policy. */
  readonly report: ReportFacts;
  readonly incidents: Incidents;
  readonly writeText: (path: string, text: string) => Promise<void>;
  /** Opens an address in the system's browser. */
  readonly openExternally: (url: string) => Promise<void>;
}

/** Handlers of the area. */
export function appHandlers(supervisor: Supervisor, ports: AppPorts): Handlers<typeof appContract> {
  const granted = async (path: string): Promise<GrantedFile> => {
    // It may go, or its folder be closed, between the choice and this look: attaching it says so, and the others stay.
    const facts = await stat(path).catch(() => null);
    return {
      grantId: supervisor.grant('read', path),
      name: basename(path).slice(-255),
      sizeBytes: facts?.size ?? null,
    };
  };
  /** Where a file is to be saved, as the person chose and the administrator allows; null when it was cancelled. */
  const chooseDestination = async (suggestedName: string): Promise<string | null> => {
    const path = await ports.dialogs.chooseDestination(suggestedName);
    if (path !== null && !(await ports.saveFolders.allowsFile(path))) throw new AppError('policy.folder-not-allowed');
    return path;
  };
  let lastReport: string | null = null;
  const composeReport = async (): Promise<string> => {
    const answer = await supervisor.invoke('doctor.report', {});
    const doctor = answer.ok ? DoctorReport.parse(answer.value) : null;
    return supportReport(ports.report, doctor, ports.incidents.recent(), new Date());
  };
  /** What was shown, and not what would be composed now. */
  const deliverReport = async (text: string, to: 'file' | 'clipboard'): Promise<boolean> => {
    if (to === 'clipboard') {
      ports.copy(text);
      return true;
    }
    const path = await chooseDestination('medimail-rapport.txt');
    if (path === null) return false;
    await ports.writeText(path, text);
    return true;
  };
  /** In pieces, each taken by the session before the next; overwritten once it was handed over. */
  const deliverPdf = async (token: string): Promise<void> => {
    const pdf = ports.printing.takePdf();
    if (pdf === null) throw new AppError('print.failed');
    try {
      for (let start = 0; start < pdf.length; start += INTAKE_PIECE_BYTES) {
        await supervisor.takeIn(token, new Uint8Array(pdf.subarray(start, start + INTAKE_PIECE_BYTES)));
      }
    } finally {
      pdf.fill(0);
    }
  };
  const operatorPage = (page: keyof typeof sitePaths): URL => {
    const { operatorUrl } = ports.facts;
    if (operatorUrl === null) throw new AppError('operator.not-configured');
    return new URL(sitePaths[page], operatorUrl);
  };
  return {
    ready: () => ({
      ...ports.facts,
      locale: ports.workstation.language(),
      ...supervisor.pageReady(),
    }),
    keepPlace: (place) => {
      supervisor.keepPlace(place);
      return {};
    },
    lock: () => {
      supervisor.lock('requested');
      return {};
    },
    switchUser: () => {
      supervisor.switchUser();
      return {};
    },
    window: ({ act }) => {
      ports.windowAct(act);
      return {};
    },
    chooseFiles: async () => {
      return { files: await Promise.all((await ports.dialogs.chooseFiles()).map(granted)) };
    },
    chooseDestination: async ({ suggestedName }) => {
      const path = await chooseDestination(safeFileName(suggestedName));
      return { grantId: path === null ? null : supervisor.grant('write', path) };
    },
    chooseFolder: async () => {
      const path = await ports.dialogs.chooseFolder();
      if (path !== null && !(await ports.saveFolders.allows(path))) throw new AppError('policy.folder-not-allowed');
      return { grantId: path === null ? null : supervisor.grant('folder', path) };
    },
    chooseArchive: async () => {
      const path = await ports.dialogs.chooseArchive();
      return { grantId: path === null ? null : supervisor.grant('read', path) };
    },
    print: async () => {
      if (!ports.facts.printing) throw new AppError('policy.printing-forbidden');
      return { printed: await ports.printing.print() };
    },
    makePdf: async () => ({ sizeBytes: await ports.printing.makePdf() }),
    deliverPdf: async ({ token }) => {
      await deliverPdf(token);
      return {};
    },
    showOperatorPage: async ({ page }) => {
      await ports.openExternally(operatorPage(page).href);
      return {};
    },
    showPasskeyPage: async ({ ticket }) => {
      const url = operatorPage('passkey');
      url.searchParams.set(LINK_PARAMETER, ticket);
      url.searchParams.set('lang', ports.workstation.language());
      await ports.openExternally(url.href);
      return {};
    },
    workstation: () => ports.workstation.settings(),
    changeWorkstation: (change) => {
      const settings = ports.workstation.change(change);
      ports.onWorkstationChanged();
      return settings;
    },
    takeLink: () => ({ link: ports.links.take() }),
    linkWaits: () => ({ waits: ports.links.waits() }),
    dropLink: () => {
      ports.links.drop();
      return {};
    },
    supportReport: async () => {
      lastReport = await composeReport();
      return { text: lastReport };
    },
    deliverSupportReport: async ({ to }) => {
      lastReport ??= await composeReport();
      return { done: await deliverReport(lastReport, to) };
    },
    copy: ({ text }) => {
      ports.copy(text);
      return {};
    },
  };
}

/** A name without folders, control or direction characters, and not one that Windows reserves. */
export function safeFileName(name: string): string {
  const flat = name
    // Path separators, what Windows forbids, control characters, and marks that reorder the text shown.
    .replace(/[/\\:*?"<>|\p{Cc}\p{Bidi_Control}]/gu, '_')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, 200);
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(flat) ? `_${flat}` : flat || 'document';
}
