/** The only place where objects meet: builds the running program out of its parts. */
import { randomUUID } from 'node:crypto';
import { arch, hostname, release, type as systemName } from 'node:os';
import { join } from 'node:path';
import { appContract } from '../contract/ipc/app.contract.ts';
import { serve } from '../contract/ipc/define.ts';
import type { SessionConfig } from '../contract/ipc/process.ts';
import { emptyLetter } from '../contract/model/incoming-link.ts';
import { createMonitorClient } from '../native/monitor-client.ts';
import type { CardConfig, TokenInput, TokenMethod } from '../native/protocol.ts';
import { createTokenClient } from '../native/token-client.ts';
import { bareEnvironment, childEnvironment } from './child-environment.ts';
import { serveApp } from './electron/app-protocol.ts';
import { showBadge } from './electron/badge.ts';
import { receiveBridgeCalls } from './electron/bridge-channel.ts';
import { forkChild } from './electron/child-process.ts';
import { createClipboard } from './electron/clipboard.ts';
import { origin } from './electron/content-policy.ts';
import { deviceSecret } from './electron/device-secret.ts';
import { createDialogs } from './electron/dialogs.ts';
import { openExternally } from './electron/external.ts';
import { claimOwnLinks, mailLinks } from './electron/link-handler.ts';
import { systemLoginItem } from './electron/login-item.ts';
import { setMenu } from './electron/menu.ts';
import { watchNetwork } from './electron/network.ts';
import { showNotice } from './electron/notifications.ts';
import type { Policy } from './electron/policy.ts';
import { watchPower } from './electron/power.ts';
import { openPreferences } from './electron/preferences.ts';
import { createPrinting } from './electron/printing.ts';
import { resolveProxy } from './electron/proxy.ts';
import { createTray } from './electron/tray.ts';
import { createWebSession } from './electron/web-session.ts';
import { createShellWindow } from './electron/window.ts';
import type { ShellLanguage } from './electron/words.ts';
import type { Installation } from './installation.ts';
import { openLog } from './log-file.ts';
import { sendRevocation } from './send-revocation.ts';
import { frames } from './session/ipc/bug-report.ts';
import { appHandlers } from './supervisor/app-handlers.ts';
import { createBridge } from './supervisor/bridge.ts';
import { createIncidents } from './supervisor/incidents.ts';
import { createIncomingLinks } from './supervisor/incoming-links.ts';
import { createNotices } from './supervisor/notices.ts';
import { createRevocations } from './supervisor/revocation.ts';
import { createSaveFolders } from './supervisor/save-folders.ts';
import { createSupervisor, type DeskState } from './supervisor/supervisor.ts';
import type { ReportFacts } from './supervisor/support-report.ts';
import { createWorkstation } from './supervisor/workstation-settings.ts';
import { writeTextFile } from './text-file.ts';

export interface ProgramParts {
  readonly installation: Installation;
  readonly policy: Policy;
  readonly version: string;
  /** Ends the program: its window was closed. */
  readonly quit: () => void;
}

/** The running program, as the entry drives it. */
export interface Program {
  /** Somebody started it again: shows what is there. */
  focus(): void;
  /** Another program hands a link over: `mailto:`, `medimail:`. */
  openLink(link: string): void;
  language(): ShellLanguage;
  /** Logs an unexpected failure; answers the incident it was logged under. */
  reportBug(error: unknown, where: string): string;
  /** Ends everything cleanly. */
  stop(): Promise<void>;
}

/** So long more notices of a kind are waited for, to be shown as one. */
const NOTICE_GATHER_MS = 2_000;

/** What the report for support tells of this program and of what the administrator decided: counts, not names. */
function reportFacts(
  { installation, policy, version }: Omit<ProgramParts, 'quit'>,
  locale: string,
  deviceSecret: boolean,
): ReportFacts {
  return {
    version,
    runtime: `Electron ${process.versions['electron'] ?? '-'}, Node ${process.versions.node}`,
    system: `${systemName()} ${release()} ${arch()}`,
    isPackaged: installation.isPackaged,
    locale,
    deviceSecret,
    policy: {
      sharedWorkstation: policy.sharedWorkstation,
      idleMinutes: policy.idleSeconds / 60,
      readersRestricted: policy.readers !== null,
      moduleDemanded: policy.modulePath !== null,
      operatorConfigured: policy.operatorUrl !== null,
      operatorAuthorities: policy.operatorAuthorities.length,
      cardAnchors: policy.cardAnchors.length,
      operatorAnchors: policy.operatorAnchors.length,
    },
  };
}

/** Builds and starts the program; the application is ready. */
export async function compose({ installation, policy, version, quit }: ProgramParts): Promise<Program> {
  const log = openLog(installation.dataFolder, version);
  const incidents = createIncidents();
  const preferences = openPreferences();
  // On a shared workstation, and in a tree that is not installed, there is nothing of a user's to start or to hand over.
  const isTheirOwn = installation.isPackaged && !policy.sharedWorkstation;
  const workstation = createWorkstation({
    kept: preferences.choices,
    keep: preferences.keepChoices,
    idleLimitSeconds: policy.idleSeconds,
    loginItem: isTheirOwn ? systemLoginItem(process.platform, process.env) : null,
    mailLinks: isTheirOwn ? mailLinks : null,
    mayStayInTray: !policy.sharedWorkstation,
  });
  if (installation.isPackaged) claimOwnLinks(process.platform);
  const webSession = createWebSession();
  const clipboard = createClipboard((error) => log.error('clipboard not cleared', { name: (error as Error).name }));
  const secret = await deviceSecret(installation.dataFolder);
  let proxy = await resolveProxy(webSession, policy.operatorUrl);

  const sessionEnvironment = () => {
    const config: SessionConfig = {
      accountsFolder: join(installation.dataFolder, 'accounts'),
      operatorUrl: policy.operatorUrl,
      operatorAuthorities: [...policy.operatorAuthorities],
      cardAnchors: [...policy.cardAnchors],
      operatorAnchors: [...policy.operatorAnchors],
      proxy,
      sharedWorkstation: policy.sharedWorkstation,
      mostKeptDays: policy.mostKeptDays,
      workstationName: hostname(),
      deviceSecret: secret,
      version,
      announcesUpdates: policy.announcesUpdates,
      undoSeconds: policy.undoSeconds ?? 10,
      offlineDirectory: policy.offlineDirectory,
    };
    return { ...childEnvironment(process.env), MEDIMAIL_SESSION: JSON.stringify(config) };
  };
  const spawnCardHost = (role: 'monitor' | 'token') => () => {
    const config: Partial<CardConfig> = {
      modulePath: policy.modulePath,
      readers: policy.readers ? [...policy.readers] : null,
    };
    return forkChild({
      name: role === 'monitor' ? 'Medimail card readers' : 'Medimail card host',
      file: installation.cardHostFile,
      args: [`--role=${role}`],
      environment: { ...childEnvironment(process.env), MEDIMAIL_CARDS: JSON.stringify(config) },
      loadsForeignLibraries: role === 'token',
    });
  };

  const tokens = createTokenClient(spawnCardHost('token'));
  const shellWindow = createShellWindow({
    session: webSession,
    preloadFile: installation.preloadFile,
    initialPlace: preferences.windowPlace,
    onPlaceChanged: preferences.keepWindowPlace,
    onCrashed: () => supervisor.pageCrashed(),
    onClosed: quit,
    hidesOnClose: workstation.staysInTray,
    onLoadFailed: (error) => log.error('page not loaded', { reason: (error as Error).message }),
  });
  const printing = createPrinting(shellWindow.present);
  const saveFolders = createSaveFolders(policy.saveFolders);
  const notices = createNotices({
    show: (notice, onClick) => showNotice(workstation.language(), notice, onClick),
    isInFront: shellWindow.isFocused,
    sharedWorkstation: policy.sharedWorkstation,
    open(place) {
      shellWindow.focus();
      supervisor.goTo(place);
    },
    gatherMs: NOTICE_GATHER_MS,
  });
  const supervisor = createSupervisor({
    spawn: {
      session: () =>
        forkChild({ name: 'Medimail session', file: installation.sessionFile, environment: sessionEnvironment() }),
      documents: () =>
        forkChild({
          name: 'Medimail documents',
          file: installation.documentsFile,
          environment: bareEnvironment(process.env),
        }),
    },
    tokens: { call: (method, input) => tokens.call(method as TokenMethod, input as TokenInput<TokenMethod>) },
    page: {
      replace: () => {
        void clipboard.clear();
        printing.forget();
        shellWindow.replace();
      },
      prepare: shellWindow.prepare,
      deliver: shellWindow.deliver,
    },
    revocations: createRevocations((revocation) => sendRevocation(revocation, policy, proxy), log),
    notices,
    showDesk,
    log,
  });
  const links = createIncomingLinks({ supervisor, bringToFront: shellWindow.focus });
  const tray = createTray({
    platform: process.platform,
    iconsFolder: installation.iconsFolder,
    language: workstation.language,
    open: shellWindow.focus,
    compose: () => links.ask(emptyLetter),
    lock: () => supervisor.lock('requested'),
    quit,
  });

  function showDesk(state: DeskState): void {
    tray.show(state);
    const { iconsFolder } = installation;
    const [language, window] = [workstation.language(), shellWindow.present()];
    showBadge(state.unopened, { platform: process.platform, iconsFolder, language, window });
  }
  /** Says what the shell says in the language that is chosen now. */
  function speak(): void {
    setMenu(workstation.language());
    tray.show();
  }

  const reportBug = (error: unknown, channel: string) => {
    const incident = randomUUID();
    // Where it happened, never what it said: messages of failed file operations name documents, and those name patients.
    log.error('bug', { incident, channel, stack: frames(error) });
    incidents.note(channel, 'app.bug', incident);
    return incident;
  };
  const own = serve(
    appContract,
    appHandlers(supervisor, {
      facts: {
        version,
        sharedWorkstation: policy.sharedWorkstation,
        printing: policy.printing,
        workstationName: hostname(),
        deviceSecret: secret !== null,
        operatorUrl: policy.operatorUrl,
      },
      dialogs: createDialogs(shellWindow.present, workstation.language, saveFolders.first),
      printing,
      saveFolders,
      windowAct: shellWindow.act,
      workstation,
      onWorkstationChanged: speak,
      links,
      report: reportFacts({ installation, policy, version }, preferences.choices().locale, secret !== null),
      incidents,
      writeText: writeTextFile,
      copy: clipboard.copy,
      openExternally,
    }),
    reportBug,
  );
  receiveBridgeCalls(
    shellWindow.isCurrent,
    shellWindow.untilCurrent,
    createBridge({ origin, own, toSession: supervisor.invoke, incidents, log }),
  );
  serveApp(webSession, installation.rendererFolder, supervisor);
  speak();

  supervisor.start();
  const monitor = createMonitorClient(spawnCardHost('monitor'), (event) => {
    // Locking comes before anything else that a removal entails.
    supervisor.readers(event);
    tokens.readersChanged(event);
  });
  shellWindow.replace();
  const stopWatchingNetwork = watchNetwork(supervisor.networkChanged);
  const stopWatchingPower = watchPower(workstation.idleSeconds, {
    locked: () => supervisor.lock('system'),
    idle: () => supervisor.lock('idle'),
    resumed: () => {
      void resolveProxy(webSession, policy.operatorUrl).then((found) => {
        proxy = found;
      });
      supervisor.networkChanged(true);
    },
  });

  return {
    focus: shellWindow.focus,
    openLink: links.open,
    language: workstation.language,
    reportBug,
    async stop() {
      shellWindow.letGo();
      links.drop();
      stopWatchingPower();
      stopWatchingNetwork();
      await supervisor.stop();
      await Promise.all([monitor.close(), tokens.close(), clipboard.clear()]);
      tray.remove();
    },
  };
}
