/** HTTP to the operator: TLS under the configured authorities, through the system's proxy, failures named. */
import { createSecureContext, rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, ProxyAgent, request } from 'undici';
import { AppError } from '../../../contract/errors.ts';
import type { ByteStream } from '../core/bytes.ts';
import { networkFailure } from './network-failure.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query below the operator's URL. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly signal?: AbortSignal;
  /** Longest wait for the head of the answer. */
  readonly timeoutMs: number;
  /** Longest silence between two pieces of the body. */
  readonly silenceMs: number;
}

export interface HttpAnswer {
  readonly status: number;
  header(name: string): string | null;
  readonly body: ByteStream;
  /** Reads and forgets the rest, so that the connection serves again. */
  discard(): Promise<void>;
}

export interface Transport {
  /** URL of a path, as proofs of possession name it. */
  urlOf(path: string): string;
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
}

export interface TransportOptions {
  readonly url: string;
  /** PEM certificates accepted beside the system's. */
  readonly authorities: readonly string[];
  readonly proxy: string | null;
}

const CONNECT_TIMEOUT_MS = 10_000;

/** `operator.untrusted` at once for anything but https. */
export function createTransport(options: TransportOptions): Transport {
  const base = new URL(options.url);
  const dispatcher = createDispatcher(options);
  const prefix = base.pathname.replace(/\/$/, '');
  return {
    urlOf: (path) => `${base.origin}${prefix}${path}`,
    async send(input) {
      if (base.protocol !== 'https:') throw new AppError('operator.untrusted');
      try {
        const answer = await request(`${base.origin}${prefix}${input.path}`, {
          dispatcher,
          method: input.method,
          headers: input.headers,
          headersTimeout: input.timeoutMs,
          bodyTimeout: input.silenceMs,
          ...(input.body === undefined ? {} : { body: input.body }),
          ...(input.signal ? { signal: input.signal } : {}),
        });
        return {
          status: answer.statusCode,
          header: (name) => {
            const value = answer.headers[name];
            return Array.isArray(value) ? (value[0] ?? null) : (value ?? null);
          },
          body: withNamedFailures(answer.body, input.signal),
          discard: () => answer.body.dump(),
        };
      } catch (error) {
        throw networkFailure(error, input.signal);
      }
    },
    close: () => dispatcher.destroy(),
  };
}

function createDispatcher({ authorities, proxy }: TransportOptions): Dispatcher {
  // One context for all connections: reading 150 roots for each would cost tens of milliseconds.
  const secureContext = createSecureContext({ ca: [...rootCertificates, ...authorities] });
  const tls = { secureContext, timeout: CONNECT_TIMEOUT_MS };
  const pool = { connections: 8, keepAliveTimeout: 20_000, keepAliveMaxTimeout: 60_000 };
  if (proxy === null) return new Agent({ ...pool, connect: tls });
  return new ProxyAgent({ ...pool, uri: proxy, requestTls: tls, proxyTls: { secureContext } });
}

async function* withNamedFailures(body: ByteStream, signal: AbortSignal | undefined): ByteStream {
  try {
    yield* body;
  } catch (error) {
    throw networkFailure(error, signal);
  }
}
