/** Where the operator's parts meet: opens the stores, listens, runs the jobs, and stops in order. */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { buildOperator, listeningAddress } from './app.ts';
import { type Clock, systemClock } from './clock.ts';
import { mailPolicyOf, type OperatorConfig } from './config.ts';
import { startJobs } from './jobs/jobs.ts';
import { openBounces, openMailer } from './mail/open-mail.ts';
import { createClamdScanner } from './scanning/clamd-scanner.ts';
import { createInvitationLinks } from './services/invitations.ts';
import { createLogHeads } from './services/log-heads.ts';
import { createSignals } from './services/signals.ts';
import { readSigner } from './signing-key.ts';
import { openStores, type Stores } from './store/open-stores.ts';
import { readTrust } from './trust-files.ts';
import { createSitePages } from './web/site-pages.ts';

export interface RunningOperator {
  /** `https://host:port` */
  readonly url: string;
  readonly stores: Stores;
  /** Finishes what is under way, then closes everything. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly config: OperatorConfig;
  readonly log: Logger;
  readonly clock?: Clock;
  /** Called with the stores before anything is served. */
  readonly prepare?: (stores: Stores) => Promise<void>;
  /** Adds pages of the caller's own to the application before it listens. */
  readonly addPages?: (app: FastifyInstance) => void;
}

/** How long requests under way may take once the operator is told to stop. */
const DRAIN_MS = 10_000;

/** Starts an operator; everything that was opened is closed again when it cannot. */
export async function startOperator(options: StartOptions): Promise<RunningOperator> {
  const { config, log } = options;
  const clock = options.clock ?? systemClock;
  const trust = readTrust(config.trust, config.trust.graceMs, clock, log);
  const stores = openStores(config.dataFolder, config.masterKeyFile);
  try {
    await options.prepare?.(stores);
    const signals = createSignals();
    const mailer = openMailer(config);
    const listening: { app: FastifyInstance | null } = { app: null };
    const site = createSitePages(() => config.siteUrl ?? listeningAddress(listening.app, config.host));
    const invitationKey = await stores.vault.secret('invitation-key', () => randomBytes(32));
    const shared = {
      ...{ ...stores, signals, clock, operatorName: config.name, mailPolicy: mailPolicyOf(config) },
      invitationLinks: createInvitationLinks({ invitations: stores.invitations, site, key: invitationKey }),
    };
    const sealSigner = readSigner(config.seal);
    const logHeads = createLogHeads({ log: stores.log, sealSigner, trust, clock });
    const { warnDays } = config.retention;
    const jobs = startJobs({ ...shared, warnDays, mailer, bounces: openBounces(config), trust, logHeads, log });
    let isReady = true;
    const app = await buildOperator({
      config,
      stores,
      trust,
      signals,
      mailer,
      logHeads,
      sealSigner,
      scanner: config.scanner
        ? createClamdScanner({ address: config.scanner.clamd, timeoutMs: config.scanner.timeoutMs })
        : null,
      timestampSigner: readSigner(config.timestamp),
      clock,
      log,
      onNotifiable: jobs.notifySoon,
      isReady: () => isReady,
    });
    options.addPages?.(app);
    await app.listen({ host: config.host, port: config.port });
    listening.app = app;
    const url = listeningAddress(app, config.host);
    log.info({ port: Number(new URL(url).port) }, 'listening');
    return {
      url,
      stores,
      async stop() {
        isReady = false;
        log.info('stopping');
        signals.endAll();
        const drain = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS);
        await app.close();
        clearTimeout(drain);
        await jobs.stop();
        mailer.close();
        stores.close();
        log.info('stopped');
      },
    };
  } catch (error) {
    stores.close();
    throw error;
  }
}
