/** The only place where objects meet: builds the running program out of its parts. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { arch, hostname, release, type as systemName } from 'node:os';
import { join } from 'node:path';
import { routes } from '../contract/api/routes.ts';
import { appContract } from '../contract/ipc/app.contract.ts';
import { serve } from '../contract/ipc/define.ts';
import type { SessionConfig } from '../contract/ipc/process.ts';
import { createMonitorClient } from '../native/monitor-client.ts';
import type { CardConfig, TokenInput, TokenMethod } from '../native/protocol.ts';
import { createTokenClient } from '../native/token-client.ts';
import { bareEnvironment, childEnvironment } from './child-environment.ts';
import { serveApp } from './electron/app-protocol.ts';
import { receiveBridgeCalls } from './electron/bridge-channel.ts';
import { forkChild } from './electron/child-process.ts';
import { createClipboard } from './electron/clipboard.ts';
import { origin } from './electron/content-policy.ts';
import { deviceSecret } from './electron/device-secret.ts';
import { createDialogs } from './electron/dialogs.ts';
import { openExternally } from './electron/external.ts';
import { systemLoginItem } from './electron/login-item.ts';
import { setMenu } from './electron/menu.ts';
import { watchNetwork } from './electron/network.ts';
import { showNotice } from './electron/notifications.ts';
import type { Policy } from './electron/policy.ts';
import { watchPower } from './electron/power.ts';
import { openPreferences } from './electron/preferences.ts';
import { resolveProxy } from './electron/proxy.ts';
import { createWebSession } from './electron/web-session.ts';
import { createShellWindow } from './electron/window.ts';
import type { Installation } from './installation.ts';
import { openLog } from './log-file.ts';
import { frames } from './session/ipc/bug-report.ts';
import { createTransport } from './session/operator/transport.ts';
import { appHandlers } from './supervisor/app-handlers.ts';
import { createBridge } from './supervisor/bridge.ts';
import { createIncidents } from './supervisor/incidents.ts';
import { createNotices } from './supervisor/notices.ts';
import { createRevocations, type Revocation } from './supervisor/revocation.ts';
import { createSupervisor } from './supervisor/supervisor.ts';
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
  /** Logs an unexpected failure; answers the incident it was logged under. */
  reportBug(error: unknown, where: string): string;
  /** Ends everything cleanly. */
  stop(): Promise<void>;
}

const REVOCATION_TIMEOUT_MS = 10_000;
/** So long more notices of a kind are waited for, to be shown as one. */
const NOTICE_GATHER_MS = 2_000;

/** Ends a session at the operator by its handle, over a connection of its own. */
async function sendRevocation({ url, handle }: Revocation, policy: Policy, proxy: string | null): Promise<void> {
  const target = new URL(url);
  const authorities = policy.operatorAuthorities.map((file) => readFileSync(file, 'utf8'));
  const transport = createTransport({ url: target.origin, authorities, proxy });
  try {
    const answer = await transport.send({
      method: routes.revoke.method,
      path: `${target.pathname}${target.search}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ revocationHandle: handle }),
      timeoutMs: REVOCATION_TIMEOUT_MS,
      silenceMs: REVOCATION_TIMEOUT_MS,
    });
    await answer.discard();
    if (answer.status >= 500) throw new Error(`the operator answered ${answer.status}`);
  } finally {
    await transport.close();
  }
}

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
  const workstation = createWorkstation({
    kept: preferences.choices,
    keep: preferences.keepChoices,
    idleLimitSeconds: policy.idleSeconds,
    // On a shared workstation, and in a tree that is not installed, there is nothing of a user's to start.
    loginItem:
      installation.isPackaged && !policy.sharedWorkstation ? systemLoginItem(process.platform, process.env) : null,
  });
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
      deviceSecret: secret,
      version,
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
    onLoadFailed: (error) => log.error('page not loaded', { reason: (error as Error).message }),
  });
  const notices = createNotices({
    show: (notice, onClick) => showNotice(workstation.settings().locale, notice, onClick),
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
        shellWindow.replace();
      },
      deliver: shellWindow.deliver,
    },
    revocations: createRevocations((revocation) => sendRevocation(revocation, policy, proxy), log),
    notices,
    log,
  });

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
        workstationName: hostname(),
        deviceSecret: secret !== null,
        operatorUrl: policy.operatorUrl,
      },
      dialogs: createDialogs(shellWindow.present),
      windowAct: shellWindow.act,
      workstation,
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
    createBridge({ origin, own, toSession: supervisor.invoke, incidents, log }),
  );
  serveApp(webSession, installation.rendererFolder, supervisor);
  setMenu();

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
    reportBug,
    async stop() {
      stopWatchingPower();
      stopWatchingNetwork();
      await supervisor.stop();
      await Promise.all([monitor.close(), tokens.close(), clipboard.clear()]);
    },
  };
}
