/** Where the operator's parts meet: opens the stores, listens, runs the jobs, and stops in order. */
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { buildOperator } from './app.ts';
import { type Clock, systemClock } from './clock.ts';
import type { OperatorConfig } from './config.ts';
import { startJobs } from './jobs/jobs.ts';
import { createSpoolMailer } from './mail/spool-mailer.ts';
import { createSignals } from './services/signals.ts';
import { readSigner } from './signing-key.ts';
import { openStores, type Stores } from './store/open-stores.ts';
import { readTrust } from './trust-files.ts';

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
    const mailer = createSpoolMailer(join(config.dataFolder, 'mail'), { name: config.name, address: config.mailFrom });
    const shared = { ...stores, signals, clock, operatorName: config.name };
    const jobs = startJobs({ ...shared, mailer, trust, log, readerUrl: config.readerUrl });
    let isReady = true;
    const app = await buildOperator({
      config,
      stores,
      trust,
      signals,
      sealSigner: readSigner(config.seal),
      timestampSigner: readSigner(config.timestamp),
      clock,
      log,
      onPublished: jobs.notifySoon,
      isReady: () => isReady,
    });
    await app.listen({ host: config.host, port: config.port });
    const { port } = app.server.address() as AddressInfo;
    log.info({ port }, 'listening');
    return {
      url: `https://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`,
      stores,
      async stop() {
        isReady = false;
        log.info('stopping');
        signals.endAll();
        const drain = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS);
        await app.close();
        clearTimeout(drain);
        await jobs.stop();
        stores.close();
        log.info('stopped');
      },
    };
  } catch (error) {
    stores.close();
    throw error;
  }
}
