/** One exchange of the contract: address, proof, body, and an answer that is what the contract says or a named failure. */

import { allRoutes } from '../../../contract/api/all-routes.ts';
import type { RouteSpec } from '../../../contract/api/route.ts';
import { Problem } from '../../../contract/api/routes.ts';
import { AppError, fromWire } from '../../../contract/errors.ts';
import type { ByteStream } from '../core/bytes.ts';
import type { CallInput, CallOptions, CallOutput, RouteName } from '../core/operator-port.ts';
import type { SessionKey } from './session-key.ts';
import type { HttpAnswer, Transport } from './transport.ts';

const TIMEOUT_MS = 30_000;
const SILENCE_MS = 30_000;
const MAX_JSON_BYTES = 32 * 1_048_576;
const MAX_PROBLEM_BYTES = 65_536;

/** Everything that the operator serves. */

/** With what a request is authenticated; `accessToken` is null while signing in. */
export interface Credentials {
  readonly key: SessionKey;
  readonly accessToken: string | null;
}

export interface RawRequest {
  readonly route: RouteSpec;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly silenceMs?: number;
}

export interface Exchange {
  /** Sends and answers a success; anything else is thrown as the failure that it tells. */
  send(request: RawRequest, credentials: Credentials | null, options?: CallOptions): Promise<HttpAnswer>;
  /** A JSON call, validated. */
  json<N extends RouteName>(
    name: N,
    input: CallInput<N>,
    credentials: Credentials | null,
    options?: CallOptions,
  ): Promise<CallOutput<N>>;
}

/** `now` is the operator's time; `onAnswer` hears that the operator answered at all. */
export function createExchange(transport: Transport, now: () => number, onAnswer: () => void): Exchange {
  const exchange: Exchange = {
    async send(request, credentials, options = {}) {
      const { method } = request.route;
      const proof = credentials && {
        dpop: await credentials.key.proof({
          method,
          url: transport.urlOf(request.path),
          accessToken: credentials.accessToken,
          now: now(),
        }),
        ...(credentials.accessToken === null ? {} : { authorization: `DPoP ${credentials.accessToken}` }),
      };
      const answer = await transport.send({
        method,
        path: request.path,
        headers: { accept: 'application/json, application/problem+json', ...request.headers, ...proof },
        ...(request.body === undefined ? {} : { body: request.body }),
        ...(options.signal ? { signal: options.signal } : {}),
        timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
        silenceMs: request.silenceMs ?? SILENCE_MS,
      });
      if (answer.status < 200 || answer.status > 299) throw await readProblem(answer);
      onAnswer();
      return answer;
    },
    async json(name, input, credentials, options) {
      const route: RouteSpec = allRoutes[name];
      const parts = input as { params?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown };
      const answer = await exchange.send(
        {
          route,
          path: pathOf(route, parts.params, parts.query),
          ...(parts.body === undefined
            ? {}
            : { body: JSON.stringify(parts.body), headers: { 'content-type': 'application/json' } }),
        },
        credentials,
        options,
      );
      return parseAnswer(route, await readJson(answer.body, MAX_JSON_BYTES)) as CallOutput<typeof name>;
    },
  };
  return exchange;
}

/** The path with its parameters, and the query. */
export function pathOf(
  route: RouteSpec,
  params: Readonly<Record<string, unknown>> = {},
  query: Readonly<Record<string, unknown>> = {},
): string {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  return search.size > 0 ? `${path}?${search}` : path;
}

/** Nonsense from the operator is `operator.protocol`, whatever it is. */
export function parseAnswer(route: RouteSpec, body: unknown): unknown {
  const parsed = route.response?.safeParse(body);
  if (parsed && !parsed.success) throw new AppError('operator.protocol', parsed.error);
  return parsed?.data;
}

/** Reads a JSON body within bounds. */
export async function readJson(body: ByteStream, limitBytes: number): Promise<unknown> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > limitBytes) throw new AppError('operator.protocol');
    pieces.push(piece);
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8'));
  } catch (error) {
    throw new AppError('operator.protocol', error);
  }
}

/** The failure that an answer tells; one that tells none of ours means another server, or one in distress. */
async function readProblem(answer: HttpAnswer): Promise<AppError> {
  const isProblem = answer.header('content-type')?.includes('json') ?? false;
  const parsed = isProblem ? Problem.safeParse(await readJson(answer.body, MAX_PROBLEM_BYTES)) : null;
  if (parsed?.success) return failureOf(parsed.data);
  if (!isProblem) await answer.discard();
  if (answer.status === 429) {
    return new AppError('operator.too-many-requests', { retryAfterSeconds: retryAfter(answer) });
  }
  return new AppError(answer.status === 502 || answer.status >= 503 ? 'operator.unavailable' : 'operator.protocol');
}

function failureOf(problem: Problem): AppError {
  // What the operator did not expect of itself is not a bug of ours: it may pass.
  if (problem.error.code === 'app.bug') return new AppError('operator.unavailable');
  try {
    return fromWire(problem.error);
  } catch (error) {
    return new AppError('operator.protocol', error);
  }
}

function retryAfter(answer: HttpAnswer): number {
  const seconds = Number.parseInt(answer.header('retry-after') ?? '', 10);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : 30;
}
