/**
 * The session at the operator: card assertion or one-time code, access tokens that are renewed before they end, and
 * calls that carry them. When the tokens have grown old the card, still logged in, signs another assertion without asking
 * anybody; a session that a code opened ends then, because only its holder has the next code.
 */
import { allRoutes } from '../../../contract/api/all-routes.ts';
import { MAILBOX_HEADER, type RouteSpec } from '../../../contract/api/route.ts';
import { routes, type Tokens } from '../../../contract/api/routes.ts';
import { AppError, type ErrorCode } from '../../../contract/errors.ts';
import type {
  AssertionSigner,
  CallOptions,
  CallOutput,
  MailboxCalls,
  OperatorApi,
  OperatorSession,
} from '../core/operator-port.ts';
import { SESSION_STALE_MS } from '../core/policy.ts';
import { signAssertion } from './assertion.ts';
import type { OperatorClock } from './clock.ts';
import { type Credentials, createExchange, parseAnswer, pathOf, type RawRequest, readJson } from './exchange.ts';
import { createSessionKey, type SessionKey } from './session-key.ts';
import { createTransport, type HttpAnswer, type Transport, type TransportOptions } from './transport.ts';
import { readWakeUps } from './wake-ups.ts';

/** Renewed this long before it ends, so that no request leaves with a token that ends on its way. */
const RENEW_BEFORE_MS = 30_000;
/** The feed sends a sign of life more often than this. */
const FEED_SILENCE_MS = 60_000;
const MAX_RECEIPT_BYTES = 1_048_576;

/** Answers to a sign-in that say who this is not, or no more. */
const refusals = [
  'card.certificate-revoked',
  'card.certificate-expired',
  'card.certificate-not-yet-valid',
  'card.certificate-untrusted',
  'auth.account-unknown',
  'auth.account-closed',
  'auth.account-suspended',
] as const;

/** The account opens nothing any more, or not for now: no other sign-in is tried. */
const accountRefusals = ['auth.account-closed', 'auth.account-suspended'] as const;

const noTransport: Transport = {
  urlOf: (path) => path,
  send: () => Promise.reject(new AppError('operator.not-configured')),
  close: () => Promise.resolve(),
};

interface Held {
  readonly key: SessionKey;
  readonly accessToken: string;
  readonly renewAt: number;
  /**
   * Null once used with a card: whether the operator saw it is then unknown, and using it twice ends the session. Without
   * a card it is kept: when it was seen the session is over either way, and when it was not it still serves.
   */
  readonly refreshToken: string | null;
}

export interface OperatorSessionOptions extends Omit<TransportOptions, 'url'> {
  /** Null when none is configured: every call then fails with `operator.not-configured`. */
  readonly url: string | null;
  readonly clock: OperatorClock;
  /** The key for a session by code: the workstation's own; without, one for this process alone. */
  readonly codeKey?: (address: string) => Promise<SessionKey>;
  /** A silent sign-in gave new tokens: the revocation handle changed. */
  readonly onTokens: (tokens: Tokens) => void;
  /** The operator ended the session on purpose. */
  readonly onEnded: () => void;
}

/** The session's life, beside what the rules see of it. */
export interface OwnedOperatorSession extends OperatorSession {
  /** The latest tokens; null while signed out. */
  tokens(): Tokens | null;
  close(): Promise<void>;
}

export function createOperatorSession(options: OperatorSessionOptions): OwnedOperatorSession {
  const { clock } = options;
  const transport = options.url === null ? noTransport : createTransport({ ...options, url: options.url });
  let lastContactAt: number | null = null;
  let held: Held | null = null;
  let signer: AssertionSigner | null = null;
  let codeRequest: { readonly key: SessionKey; readonly challengeId: string } | null = null;
  let renewing: Promise<Held> | null = null;
  let latest: Tokens | null = null;
  const exchange = createExchange(transport, clock.now, () => {
    lastContactAt = clock.now();
  });

  function hold(key: SessionKey, tokens: Tokens): Held {
    clock.heard(tokens.serverTime);
    held = {
      key,
      accessToken: tokens.accessToken,
      refreshToken: tokens.refreshToken,
      renewAt: Date.parse(tokens.accessExpiresAt) - RENEW_BEFORE_MS,
    };
    latest = tokens;
    options.onTokens(tokens);
    return held;
  }

  const assertionOf = (card: AssertionSigner, { audience, nonce }: CallOutput<'challenge'>, key: SessionKey) =>
    signAssertion(card, { audience, nonce, thumbprint: key.thumbprint, now: clock.now() });

  async function signInWith(card: AssertionSigner, onStep?: (step: 'challenge' | 'tokens') => void): Promise<Tokens> {
    onStep?.('challenge');
    const [challenge, key] = await Promise.all([exchange.json('challenge', { body: {} }, null), createSessionKey()]);
    clock.heard(challenge.serverTime);
    const assertion = await assertionOf(card, challenge, key);
    onStep?.('tokens');
    const tokens = await exchange.json('cardSignIn', { body: { assertion } }, { key, accessToken: null });
    hold(key, tokens);
    return tokens;
  }

  async function renew(): Promise<Held> {
    const spent = held;
    if (spent?.refreshToken) {
      const contactBefore = lastContactAt;
      if (signer) held = { ...spent, refreshToken: null };
      try {
        const body = { refreshToken: spent.refreshToken };
        return hold(spent.key, await exchange.json('refresh', { body }, { key: spent.key, accessToken: null }));
      } catch (error) {
        if (!isCode(error, 'auth.session-ended', 'auth.required', ...accountRefusals)) throw error;
        const recent = contactBefore !== null && clock.now() - contactBefore < SESSION_STALE_MS;
        if (recent || !signer || isCode(error, ...accountRefusals)) throw endSession();
      }
    }
    if (!signer) throw new AppError('auth.required');
    await signInWith(signer).catch((error: unknown) => {
      // Opened without the operator's word, or before it changed: a card or an account that it refuses opens nothing.
      throw isCode(error, ...refusals) ? endSession() : error;
    });
    if (!held) throw new AppError('auth.required');
    return held;
  }

  function endSession(): AppError {
    held = null;
    signer = null;
    options.onEnded();
    return new AppError('auth.session-ended');
  }

  async function credentials(): Promise<Credentials> {
    if (held && clock.now() < held.renewAt) return held;
    renewing ??= renew().finally(() => {
      renewing = null;
    });
    return renewing;
  }

  /** Sends with the session's token, renewing it once when the operator does not take it any more. */
  async function send(request: RawRequest, call: CallOptions = {}): Promise<HttpAnswer> {
    const used = await credentials();
    try {
      return await exchange.send(request, used, call);
    } catch (error) {
      if (error instanceof AppError && error.is('auth.clock-skew')) {
        // This machine's clock was set while the session was open: the operator says by how much.
        clock.heard(new Date(clock.now() - error.details.skewSeconds * 1_000).toISOString());
        return exchange.send(request, used, call);
      }
      if (isCode(error, 'auth.session-ended', ...accountRefusals)) {
        const stale = lastContactAt === null || clock.now() - lastContactAt >= SESSION_STALE_MS;
        if (!stale) throw endSession();
      } else if (!isCode(error, 'auth.required', 'auth.proof-invalid')) throw error;
      if (held?.accessToken === used.accessToken) held = { ...held, renewAt: 0 };
      return exchange.send(request, await credentials(), call);
    }
  }

  /** The operator's routes on one's own mailbox (null), or on another's where they can be called for others at all. */
  function apiOn(mailbox: MailboxCalls | null): OperatorApi {
    async function sendOn(request: RawRequest, call?: CallOptions): Promise<HttpAnswer> {
      if (mailbox === null || request.route.onBehalf === undefined) return send(request, call);
      try {
        return await send({ ...request, headers: { ...request.headers, [MAILBOX_HEADER]: mailbox.ownerId } }, call);
      } catch (error) {
        if (isCode(error, 'delegation.not-in-force')) mailbox.onEnded();
        throw error;
      }
    }

    const api: OperatorApi = {
      async call(name, input, call) {
        const route: RouteSpec = allRoutes[name];
        if (route.auth === 'none') return exchange.json(name, input, null, call);
        const parts = input as { params?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown };
        const answer = await sendOn(
          {
            route,
            path: pathOf(route, parts.params, parts.query),
            ...(parts.body === undefined
              ? {}
              : { body: JSON.stringify(parts.body), headers: { 'content-type': 'application/json' } }),
          },
          call,
        );
        return parseAnswer(route, await readJson(answer.body, 32 * MAX_RECEIPT_BYTES)) as never;
      },

      async download(name, id, from, signal) {
        const route = allRoutes[name];
        const answer = await sendOn(
          {
            route,
            path: pathOf(route, { envelopeId: id, sha256: id }),
            headers: from > 0 ? { range: `bytes=${from}-`, accept: '*/*' } : { accept: '*/*' },
          },
          signal ? { signal } : {},
        );
        return { bytes: answer.body, start: answer.status === 206 ? rangeStart(answer) : 0 };
      },

      deposit: (manifest, message, call) =>
        api.call('deposit', { body: { manifest, message: Buffer.from(message).toString('base64') } }, call),

      async append(envelopeId, offset, chunk, signal) {
        const route = routes.uploadAppend;
        const answer = await sendOn(
          {
            route,
            path: pathOf(route, { envelopeId }),
            headers: { 'upload-offset': String(offset), 'content-type': 'application/octet-stream' },
            body: chunk,
          },
          { timeoutMs: 120_000, ...(signal ? { signal } : {}) },
        );
        const parsed = parseAnswer(route, await readJson(answer.body, MAX_RECEIPT_BYTES)) as { offset: number };
        return parsed.offset;
      },

      async *wakeUps(signal) {
        const route = routes.syncStream;
        const answer = await sendOn(
          { route, path: route.path, headers: { accept: 'text/event-stream' }, silenceMs: FEED_SILENCE_MS },
          { signal },
        );
        yield;
        yield* readWakeUps(answer.body);
      },
    };
    return api;
  }

  return {
    ...apiOn(null),
    onMailbox: apiOn,
    async signIn(card, onStep) {
      const tokens = await signInWith(card, onStep);
      signer = card;
      return tokens;
    },
    async sessionAssertion(card) {
      const [challenge, { key }] = await Promise.all([exchange.json('challenge', { body: {} }, null), credentials()]);
      return assertionOf(card, challenge, key);
    },
    async requestCode(address, password) {
      codeRequest = null;
      const key = await (options.codeKey?.(address) ?? createSessionKey());
      const body = { address, password };
      const challenge = await exchange.json('codeChallenge', { body }, { key, accessToken: null });
      clock.heard(challenge.serverTime);
      codeRequest = { key, challengeId: challenge.challengeId };
      return challenge;
    },
    async requestPasskey() {
      if (!codeRequest) throw new AppError('auth.code-expired');
      const { key, challengeId } = codeRequest;
      return exchange.json('passkeySignIn', { body: { challengeId } }, { key, accessToken: null });
    },
    async signInWithCode(code) {
      if (!codeRequest) throw new AppError('auth.code-expired');
      const { key, challengeId } = codeRequest;
      const tokens = await exchange.json('codeSignIn', { body: { challengeId, code } }, { key, accessToken: null });
      codeRequest = null;
      signer = null;
      hold(key, tokens);
      return tokens;
    },
    resumeWith(card) {
      signer = card;
    },
    tokens: () => latest,
    async signOut() {
      const handle = latest?.revocationHandle;
      held = null;
      signer = null;
      latest = null;
      if (handle !== undefined) await exchange.json('revoke', { body: { revocationHandle: handle } }, null);
    },
    async signStatement(claims) {
      const { key } = await credentials();
      return key.sign(claims);
    },

    close: () => transport.close(),
  };
}

function isCode(error: unknown, ...codes: ErrorCode[]): boolean {
  return error instanceof AppError && codes.includes(error.code);
}

function rangeStart(answer: HttpAnswer): number {
  const match = /^bytes (\d+)-\d+\/(?:\d+|\*)$/.exec(answer.header('content-range') ?? '');
  if (!match) throw new AppError('operator.protocol');
  return Number(match[1]);
}
