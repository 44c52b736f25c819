/** The operator as a Fastify application: every part is passed in, nothing is opened here. */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Logger } from 'pino';
import { absenceRoutes } from '../contract/api/absence-routes.ts';
import { accessRoutes } from '../contract/api/access-routes.ts';
import { addressChangeRoutes } from '../contract/api/address-change-routes.ts';
import { allRoutes } from '../contract/api/all-routes.ts';
import { delegationRoutes } from '../contract/api/delegation-routes.ts';
import { directoryEditionRoutes } from '../contract/api/directory-edition-routes.ts';
import { handlingRoutes } from '../contract/api/handling-routes.ts';
import { mssanteRoutes } from '../contract/api/mssante-routes.ts';
import { routes } from '../contract/api/routes.ts';
import { AppError } from '../contract/errors.ts';
import type { CmsSigner } from '../envelope/cms/sign.ts';
import { createAccess } from './access.ts';
import type { Clock } from './clock.ts';
import { clientVersionsOf, type OperatorConfig } from './config.ts';
import { createAuthentication } from './http/authentication.ts';
import { keepClientAddresses } from './http/balanced-server.ts';
import { bindRoutes } from './http/bind-route.ts';
import { describeRoutes } from './http/openapi.ts';
import { sendProblem } from './http/problem.ts';
import { createRateLimit } from './http/rate-limit.ts';
import { partWhileStopping, type Standing } from './http/standing.ts';
import { countedSignIns, measuredCodeSignIn, measuredConsole, measuredDeposits } from './metrics/measured-ports.ts';
import type { Meters } from './metrics/meters.ts';
import { measureRequests } from './metrics/metrics.ts';
import { absenceHandlers } from './routes/absence.routes.ts';
import { accessHandlers } from './routes/access.routes.ts';
import { accountRoutes } from './routes/account.routes.ts';
import { accountItemRoutes } from './routes/account-item.routes.ts';
import { addressChangeHandlers } from './routes/address-change.routes.ts';
import { delegationHandlers } from './routes/delegation.routes.ts';
import { directoryRoutes } from './routes/directory.routes.ts';
import { directoryEditionHandlers } from './routes/directory-edition.routes.ts';
import { envelopeRoutes } from './routes/envelope.routes.ts';
import { handlingHandlers } from './routes/handling.routes.ts';
import { logRoutes } from './routes/log.routes.ts';
import { mssanteHandlers } from './routes/mssante.routes.ts';
import { notificationRoutes } from './routes/notification.routes.ts';
import { serviceRoutes } from './routes/service.routes.ts';
import { sharedDraftRoutes } from './routes/shared-draft.routes.ts';
import { uploadRoutes } from './routes/upload.routes.ts';
import { createChallenges } from './services/challenge.ts';
import { createDeposits } from './services/deposit.ts';
import type { DirectoryEditions } from './services/directory-editions.ts';
import { createInvitedAnswers } from './services/invited-answers.ts';
import { createInvitedReading } from './services/invited-reading.ts';
import type { LogHeads } from './services/log-heads.ts';
import { createMailboxAccess } from './services/mailbox-access.ts';
import type { SitePages } from './services/mailed-links.ts';
import { createPhoneProof, phoneProofKey } from './services/phone-proof.ts';
import type { Mailer } from './services/ports/mail.ts';
import type { PhoneCodes, PhoneGatewayFailed } from './services/ports/phone-codes.ts';
import type { Scanner } from './services/ports/scanner.ts';
import { createProofCheck } from './services/possession.ts';
import { REQUEST_TIMEOUT_MS } from './services/request-time.ts';
import { createScanning } from './services/scanning.ts';
import { createSealing } from './services/sealing.ts';
import { createSessions } from './services/sessions.ts';
import type { Signals } from './services/signals.ts';
import type { Trust } from './services/trust.ts';
import type { Stores } from './store/open-stores.ts';
import { addPages } from './web/page-routes.ts';

/** Version that the operator tells its clients. */
export const OPERATOR_VERSION = '1.0.0';

/** JSON bodies: an announcement with 200 recipients is the largest. */
const BODY_BYTES = 262_144;

export interface OperatorParts {
  readonly config: OperatorConfig;
  readonly stores: Stores;
  readonly trust: Trust;
  readonly signals: Signals;
  readonly logHeads: LogHeads;
  readonly directoryEditions: DirectoryEditions;
  /** Null: nothing is scanned. */
  readonly scanner: Scanner | null;
  /** Null: no sender can ask for a code by telephone. */
  readonly phoneCodes: PhoneCodes | null;
  readonly sealSigner: CmsSigner;
  readonly timestampSigner: CmsSigner;
  readonly mailer: Mailer;
  /** Addresses of its own pages. */
  readonly pages: SitePages;
  readonly clock: Clock;
  readonly log: Logger;
  readonly meters: Meters;
  /** Called when there may be notifications to hand over. */
  readonly onNotifiable: () => void;
  /** Called when there may be members to show in the directory. */
  readonly publishSoon: () => void;
  readonly standing: () => Standing;
}

/** Builds the application; the caller listens and closes. */
export async function buildOperator(parts: OperatorParts): Promise<FastifyInstance> {
  const { config, stores, clock, signals, trust, logHeads, meters } = parts;
  const app = createServer(config, parts.log);
  measureRequests(app, meters);
  partWhileStopping(app, parts.standing);
  const randomSecret = (name: string) => stores.vault.secret(name, () => Buffer.from(randomUUID() + randomUUID()));
  const challenges = createChallenges(await randomSecret('challenge-key'), clock);
  const sessions = await createSessions({
    ...stores,
    clock,
    issuer: config.audience,
    log: parts.log,
    onEnd: (sessionId) => signals.sessionEnded(sessionId),
  });
  const mailboxes = createMailboxAccess({ ...stores, clock });
  const authentication = createAuthentication(
    sessions,
    mailboxes,
    createProofCheck(stores.spentProofs, clock),
    ownHosts(config),
  );
  const shared = {
    ...stores,
    clock,
    trust,
    signals,
    logHeads,
    mailboxes,
    operatorName: config.name,
    audience: config.audience,
    mayInvite: config.invitations,
    mayAskCodes: parts.phoneCodes !== null,
  };
  const sealing = createSealing({
    sealSigner: parts.sealSigner,
    timestampSigner: parts.timestampSigner,
    timestampPolicy: config.timestamp.policy,
    trust,
    clock,
  });
  const scanning = parts.scanner && createScanning({ ...shared, scanner: parts.scanner });
  const deposits = measuredDeposits(
    createDeposits({ ...shared, sealing, scanning, onPublished: parts.onNotifiable }),
    meters,
  );
  const countedSignIn = countedSignIns(meters);
  const binding = {
    authenticate: authentication.authenticate,
    limit: createRateLimit(config.publicRequestsPerMinute, clock),
  };
  bindRoutes(
    app,
    routes,
    {
      ...serviceRoutes({
        ...shared,
        version: OPERATOR_VERSION,
        hasScanner: parts.scanner !== null,
        titlesInMails: config.mail.titles,
        clientVersions: clientVersionsOf(config),
      }),
      ...accountRoutes({
        ...shared,
        authentication,
        challenges,
        sessions,
        countedSignIn,
        unlockSecret: await randomSecret('unlock-share-key'),
      }),
      ...notificationRoutes(stores.preferences),
      ...accountItemRoutes(shared),
      ...sharedDraftRoutes(shared),
      ...directoryRoutes(stores.directory, { mayInvite: shared.mayInvite, mayAskCodes: shared.mayAskCodes }),
      ...uploadRoutes(deposits),
      ...envelopeRoutes({ ...shared, sessions, onOpened: parts.onNotifiable }),
      ...logRoutes(shared),
    },
    binding,
  );
  const delegation = {
    ...shared,
    maxDelegationDays: config.delegation.maxDays,
    leaseSecret: await randomSecret('mailbox-lease-key'),
    onNotifiable: parts.onNotifiable,
    onUnreleased: (error: unknown) =>
      parts.log.error(
        { error },
        'what a delegate handled was not given up when the delegation ended; the job tries again',
      ),
  };
  bindRoutes(app, delegationRoutes, delegationHandlers(delegation), binding);
  bindRoutes(app, handlingRoutes, handlingHandlers(shared), binding);
  bindRoutes(app, absenceRoutes, absenceHandlers(delegation), binding);
  const access = await createAccess({ ...parts, sessions, challenges, audience: config.audience });
  app.addHook('onClose', access.idle);
  const codeSignIn = measuredCodeSignIn(access.codeSignIn, countedSignIn);
  bindRoutes(app, accessRoutes, accessHandlers({ ...access, codeSignIn, authentication, sessions, clock }), binding);
  bindRoutes(app, mssanteRoutes, mssanteHandlers(access.mssante), binding);
  bindRoutes(app, directoryEditionRoutes, directoryEditionHandlers(parts.directoryEditions, clock), binding);
  bindRoutes(app, addressChangeRoutes, addressChangeHandlers(access.console.addressChanges), binding);
  const console = { ...access.console, signIn: measuredConsole(access.console.signIn, countedSignIn) };
  const { phoneCodes } = parts;
  const onFailure = ({ code, status }: PhoneGatewayFailed) =>
    parts.log.warn({ reason: code, status }, 'telephone gateway: a code did not leave');
  const phoneProof = createPhoneProof({ ...shared, phoneCodes, onFailure }, await phoneProofKey(stores.vault));
  const invitedReading = createInvitedReading({ ...shared, phoneProof, onOpened: parts.onNotifiable });
  const invitedAnswers = createInvitedAnswers({
    ...{ ...shared, sealing, scanning, onPublished: parts.onNotifiable, reading: invitedReading },
    formKey: await stores.vault.secret('answer-form-key', () => randomBytes(32)),
  });
  addPages(app, {
    ...{ ...access, ...binding, console, invitedReading, invitedAnswers },
    ...{ operatorName: config.name, passwordMinLength: config.passwordMinLength },
  });
  addServicePages(app, parts);
  return app;
}

/** `https://host:port` of an application that listens; `operator.unavailable` until it does. */
export function listeningAddress(app: FastifyInstance | null, host: string): string {
  const address = app?.server.address() as AddressInfo | null | undefined;
  if (!address) throw new AppError('operator.unavailable');
  const { port } = address;
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function createServer(config: OperatorConfig, log: Logger): FastifyInstance {
  const app: FastifyInstance = fastify({
    https: {
      cert: readFileSync(config.tls.certificateFile),
      key: readFileSync(config.tls.keyFile),
      minVersion: 'TLSv1.2',
    },
    loggerInstance: log,
    // Fastify's own lines hold addresses and query strings.
    logController: new LogController({ disableRequestLogging: true }),
    exposeHeadRoutes: false,
    bodyLimit: BODY_BYTES,
    genReqId: () => randomUUID(),
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: 75_000,
    forceCloseConnections: 'idle',
    // Refused as everything else is, by `partWhileStopping`.
    return503OnClosing: false,
    // Addresses that reach no route; Fastify's own answer would repeat them.
    frameworkErrors: (error, request, reply) => {
      sendProblem(request as FastifyRequest, reply as FastifyReply, error);
    },
  }) as unknown as FastifyInstance;
  keepClientAddresses(app.server, config.balancers);
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
  app.setErrorHandler((error, request, reply) => sendProblem(request, reply, error));
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, new AppError('request.not-found')));
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    reply.header('x-content-type-options', 'nosniff');
    reply.header('strict-transport-security', 'max-age=31536000');
  });
  app.addHook('onResponse', async (request, reply) => {
    const line = {
      method: request.method,
      route: request.routeOptions.url ?? '-',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    request.log.info(line, 'served');
  });
  return app;
}

function addServicePages(app: FastifyInstance, parts: OperatorParts): void {
  const description = describeRoutes(allRoutes, OPERATOR_VERSION);
  app.get('/openapi.json', async () => description);
  app.get('/healthz', async () => ({ status: 'up' }));
  app.get('/readyz', async (_request, reply) => {
    try {
      if (parts.standing() !== 'serving') throw new AppError('operator.unavailable');
      await Promise.all([parts.stores.envelopes.head(), parts.stores.blobs.check()]);
      return { status: 'ready', ...(await scannerState(parts)) };
    } catch (error) {
      parts.log.warn({ error }, 'not ready');
      return reply.code(503).send({ status: 'not ready' });
    }
  });
}

/** A scanner that is away holds deposits back and nothing else: the operator is ready without it. */
async function scannerState({ scanner, log }: OperatorParts): Promise<{ readonly scanner?: 'up' | 'down' }> {
  if (scanner === null) return {};
  try {
    await scanner.check();
    return { scanner: 'up' };
  } catch (error) {
    log.warn({ error }, 'scanner down');
    return { scanner: 'down' };
  }
}

/** Host names of this operator, with any port on loopback: there a relay or a tunnel may stand in front of it. */
function ownHosts(config: OperatorConfig): (host: string) => boolean {
  const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);
  const listensOnLoopback = ['127.0.0.1', 'localhost', '::1'].includes(config.host);
  return (host) =>
    config.publicHosts.includes(host) || (listensOnLoopback && loopback.has(host.replace(/:\d{1,5}$/, '')));
}
