/** Where the operator's parts meet: opens the stores, listens, runs the jobs, and stops in order. */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { buildOperator, listeningAddress, OPERATOR_VERSION } from './app.ts';
import { blobsFolder, openBlobs } from './blobs/open-blobs.ts';
import { inSharedFolder } from './blobs/shared-folder.ts';
import { checkNodes } from './checks/nodes.ts';
import { type Clock, systemClock } from './clock.ts';
import { mailPolicyOf, type OperatorConfig, servesBeside } from './config.ts';
import type { Standing } from './http/standing.ts';
import { startJobs } from './jobs/jobs.ts';
import { openBounces, openMailer } from './mail/open-mail.ts';
import { measuredBounces, measuredEnvelopes, measuredMailer, measuredScanner } from './metrics/measured-ports.ts';
import { createMetrics, type Metrics } from './metrics/metrics.ts';
import { type MetricsServer, serveMetrics } from './metrics/metrics-server.ts';
import type { ObservedParts } from './metrics/observations.ts';
import { createHttpGateway } from './phone/http-gateway.ts';
import { createClamdScanner } from './scanning/clamd-scanner.ts';
import { createDirectoryEditions } from './services/directory-editions.ts';
import { createInvitationLinks } from './services/invitations.ts';
import { createLogHeads } from './services/log-heads.ts';
import type { Peers } from './services/ports/peers.ts';
import type { PhoneCodes } from './services/ports/phone-codes.ts';
import type { Scanner } from './services/ports/scanner.ts';
import { createSignals, heardFromPeers } from './services/signals.ts';
import { readSigner } from './signing-key.ts';
import { openStores, type Stores } from './store/open-stores.ts';
import { serveBeside } from './store/postgres/peers.ts';
import { type Serving, waitToServe } from './store/postgres/serving.ts';
import { readTrust } from './trust-files.ts';
import { createSitePages } from './web/site-pages.ts';

/** Why an operator ended: it was told to, another node may serve in its place, or a disk failed. */
type EndReason = 'told' | 'lost' | 'failed';

export interface RunningOperator {
  /** `https://host:port` */
  readonly url: string;
  /** `http://…/metrics` where the settings ask for it. */
  readonly metricsUrl: string | null;
  readonly stores: Stores;
  /** Finishes what is under way, then closes everything. */
  stop(): Promise<void>;
  /** Settles once everything is closed; after anything but a stop, also where that takes too long. */
  readonly ended: Promise<EndReason>;
}

export interface StartOptions {
  readonly config: OperatorConfig;
  readonly log: Logger;
  readonly clock?: Clock;
  /** Called with the stores before anything is served. */
  readonly prepare?: (stores: Stores) => Promise<void>;
  /** Sends codes by telephone in place of the gateway that the settings name. */
  readonly phoneCodes?: PhoneCodes;
  /** Adds pages of the caller's own to the application before it listens. */
  readonly addPages?: (app: FastifyInstance) => void;
  /** Ends the wait of a node while another one serves; the start then throws its reason. */
  readonly signal?: AbortSignal;
}

/** How long requests under way may take once the operator is told to stop. */
const DRAIN_MS = 10_000;
/**
 * How long a node that others serve beside goes on serving after it has said that it leaves: whatever shares requests out
 * among them asks `/readyz` at least each second.
 */
const LEAVE_MS = 2_000;
/** How long everything may take once this node must not serve any more. */
const LOST_MS = 10_000;

/**
 * Starts an operator; everything that was opened is closed again when it cannot. Where another node serves on the same
 * database it waits before it opens anything.
 */
export async function startOperator(options: StartOptions): Promise<RunningOperator> {
  const { log, signal } = options;
  const wrong = checkNodes(options.config).find(({ kind }) => kind === 'problem');
  if (wrong) throw new Error(`cannot start: ${wrong.setting}: ${wrong.reason}`);
  const { serving, peers } = await rightToServe(options.config, log, signal);
  try {
    return endingWith(serving, await serve(options, peers), log);
  } catch (error) {
    await serving?.close();
    throw error;
  }
}

interface RightToServe {
  /** Null where nobody else can have it: files are locked. */
  readonly serving: Serving | null;
  /** Null where no other node serves meanwhile. */
  readonly peers: Peers | null;
}

async function rightToServe(config: OperatorConfig, log: Logger, signal?: AbortSignal): Promise<RightToServe> {
  const { database } = config;
  if (!database) return { serving: null, peers: null };
  const onWait = () => log.info('another node serves: waiting to take over');
  if (!servesBeside(config)) return { serving: await waitToServe(database, { signal, onWait }), peers: null };
  const beside = await serveBeside(database, { signal, onWait });
  return { serving: beside, peers: beside };
}

/** The right to serve is given back last, when nothing of this node is under way any more. */
function endingWith(serving: Serving | null, served: Served, log: Logger): RunningOperator {
  const { stop, ...operator } = served;
  let reason: EndReason = 'told';
  let isEnding = false;
  let end: (drainMs: number) => void = () => undefined;
  const told = new Promise<number>((resolve) => {
    end = resolve;
  });
  const ended = told.then(async (drainMs) => {
    isEnding = true;
    const stopped = stop(drainMs).finally(() => serving?.close());
    // What hangs on what was lost must not keep the process from ending, and another from serving.
    await (reason === 'told' ? stopped : Promise.race([stopped, wait(LOST_MS)]));
    return reason;
  });
  const endFor = (why: EndReason, text: string) => {
    if (isEnding) return;
    reason = why;
    log.fatal(text);
    end(0);
  };
  serving?.lost.then(() => endFor('lost', 'the right to serve is lost: another node may have it'));
  served.stores.failed.then(() =>
    endFor('failed', 'the disk of a database fails: nothing can be served before a new start'),
  );
  return {
    ...operator,
    ended,
    async stop() {
      end(DRAIN_MS);
      await ended;
    },
  };
}

interface Served extends Omit<RunningOperator, 'stop' | 'ended'> {
  /** Requests under way may take `drainMs`. */
  stop(drainMs: number): Promise<void>;
}

async function serve(options: StartOptions, peers: Peers | null): Promise<Served> {
  const { config, log } = options;
  const clock = options.clock ?? systemClock;
  const trust = readTrust(config.trust, config.trust.graceMs, clock, log);
  const metrics = createMetrics(OPERATOR_VERSION, clock);
  const { meters } = metrics;
  const opened = await openStores(config, await openBlobs(config));
  let stores = { ...opened, envelopes: measuredEnvelopes(opened.envelopes, meters) };
  let numbers: MetricsServer | null = null;
  try {
    if (config.blobs?.folder) {
      stores = { ...stores, blobs: await inSharedFolder(stores.blobs, config.blobs.folder, stores.vault, 'serve') };
    }
    await options.prepare?.(stores);
    const onMissed = () => log.warn('the line to other nodes was cut: who waits here is told to look');
    const signals = peers ? heardFromPeers(createSignals(), peers, onMissed) : createSignals();
    const mailer = measuredMailer(openMailer(config), meters);
    const found = openBounces(config);
    const bounces = found && measuredBounces(found, meters);
    const scanner = openScanner(config);
    numbers = await openMetrics(metrics, config, { ...stores, signals, scanner, clock, logger: log });
    const listening: { app: FastifyInstance | null } = { app: null };
    const site = createSitePages(() => config.siteUrl ?? listeningAddress(listening.app, config.host));
    const invitationKey = await stores.vault.secret('invitation-key', () => randomBytes(32));
    const shared = {
      ...{ ...stores, signals, clock, operatorName: config.name, mailPolicy: mailPolicyOf(config) },
      invitationLinks: createInvitationLinks({ invitations: stores.invitations, site, key: invitationKey }),
    };
    const sealSigner = readSigner(config.seal);
    const logHeads = createLogHeads({ log: stores.log, sealSigner, trust, clock });
    // Nobody else sends: what is claimed, a process has claimed that is no more.
    if (!peers) await stores.mails.unclaimAll();
    const { warnDays } = config.retention;
    const directoryEditions = createDirectoryEditions(shared, () => jobs.makeEditionSoon());
    const background = { warnDays, mailer, bounces, trust, logHeads, directoryEditions, peers, log };
    const jobs = startJobs({ ...shared, ...background, onRun: metrics.onJobRun });
    let standing: Standing = 'serving';
    const app = await buildOperator({
      config,
      stores,
      trust,
      signals,
      mailer,
      pages: site,
      logHeads,
      directoryEditions,
      sealSigner,
      phoneCodes: options.phoneCodes ?? openPhoneCodes(config),
      scanner: scanner && measuredScanner(scanner, meters),
      timestampSigner: readSigner(config.timestamp),
      clock,
      log,
      meters,
      onNotifiable: jobs.notifySoon,
      publishSoon: jobs.publishSoon,
      standing: () => standing,
    });
    options.addPages?.(app);
    await app.listen({ host: config.host, port: config.port });
    listening.app = app;
    const url = listeningAddress(app, config.host);
    log.info({ port: Number(new URL(url).port) }, 'listening');
    return {
      url,
      metricsUrl: numbers?.url ?? null,
      stores,
      async stop(drainMs) {
        if (peers && drainMs > 0) {
          standing = 'leaving';
          log.info('leaving');
          await wait(LEAVE_MS);
        }
        standing = 'stopping';
        log.info('stopping');
        signals.endAll();
        const drain = setTimeout(() => app.server.closeAllConnections(), drainMs);
        await app.close();
        clearTimeout(drain);
        await jobs.stop();
        await numbers?.close();
        mailer.close();
        await stores.close();
        log.info('stopped');
      },
    };
  } catch (error) {
    await numbers?.close();
    await stores.close();
    throw error;
  }
}

/** Throws when the file of the token cannot be read. */
function openPhoneCodes({ phoneCodes, name }: OperatorConfig): PhoneCodes | null {
  return phoneCodes ? createHttpGateway(phoneCodes, name) : null;
}

function openScanner({ scanner }: OperatorConfig): Scanner | null {
  return scanner ? createClamdScanner({ address: scanner.clamd, timeoutMs: scanner.timeoutMs }) : null;
}

/** Null, and nothing listens, unless the settings name a place. */
async function openMetrics(
  metrics: Metrics,
  config: OperatorConfig,
  parts: Omit<ObservedParts, 'dataFolder' | 'blobsFolder'>,
): Promise<MetricsServer | null> {
  const { dataFolder, metrics: settings } = config;
  if (!settings) return null;
  const observations = metrics.observe({ ...parts, dataFolder, blobsFolder: blobsFolder(config) });
  const collect = async () => {
    await observations.refresh();
    return metrics.text();
  };
  const server = await serveMetrics(settings.listen, collect, parts.logger).catch((error: unknown) => {
    observations.close();
    throw error;
  });
  return {
    url: server.url,
    async close() {
      observations.close();
      await server.close();
    },
  };
}
