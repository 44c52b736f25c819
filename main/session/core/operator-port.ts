/** The operator as the rules see it: typed calls of the contract's routes, byte streams, and the wake-up feed. */
import type { allRoutes } from '../../../contract/api/all-routes.ts';
import type { RouteInput, RouteOutput } from '../../../contract/api/route.ts';
import type { DepositReceipt, Manifest, Tokens } from '../../../contract/api/routes.ts';
import type { BegunPasskey } from '../../../contract/model/passkey.ts';
import type { ByteStream } from './bytes.ts';

type Routes = typeof allRoutes;
export type RouteName = keyof Routes;
type Route<N extends RouteName> = Routes[N];
type Present<T> = { [K in keyof T as T[K] extends undefined ? never : K]: T[K] };

/** What a call takes: only the parts that the route declares. */
export type CallInput<N extends RouteName> = Present<RouteInput<Route<N>>>;
export type CallOutput<N extends RouteName> = RouteOutput<Route<N>>;

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Longest wait for the answer; a default applies. */
  readonly timeoutMs?: number;
}

/** Routes that answer bytes. */
export type DownloadName = 'message' | 'evidence' | 'directoryEditionFile';

export interface Download {
  readonly bytes: ByteStream;
  /** Offset of the first byte: what was asked for, or 0 when the server sent everything. */
  readonly start: number;
}

/**
 * Every call may fail with `operator.*` (no connection, no sense, no trust), `auth.session-ended`, or with the code
 * that the operator answered.
 */
export interface OperatorApi {
  call<N extends RouteName>(name: N, input: CallInput<N>, options?: CallOptions): Promise<CallOutput<N>>;
  /** `id` names what the route's path names. */
  download(name: DownloadName, id: string, from: number, signal?: AbortSignal): Promise<Download>;
  /** Deposits a small message whole. */
  deposit(manifest: Manifest, message: Uint8Array, options?: CallOptions): Promise<DepositReceipt>;
  /** Sends one chunk of an upload; answers the offset that is on the operator's disk. */
  append(envelopeId: string, offset: number, chunk: Uint8Array, signal?: AbortSignal): Promise<number>;
  /** Yields once connected, then each time there is something to pull; throws when the connection ends. */
  wakeUps(signal: AbortSignal): AsyncIterable<void>;
}

/** Signs the sign-in assertion: the card's authentication key, whose PIN was given. */
export interface AssertionSigner {
  readonly algorithm: 'RS256' | 'ES256';
  /** Certificate, then intermediates, DER. */
  readonly chain: readonly Uint8Array[];
  /** Signature over the bytes, in the form that JWS wants (RFC 7515, RFC 7518 §3.4). */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** Calls under a delegation, and what becomes of the right to make them. */
export interface MailboxCalls {
  readonly ownerId: string;
  /** The operator says that no delegation is in force any more. */
  readonly onEnded: () => void;
}

/** The operator together with the session that this process holds there. */
export interface OperatorSession extends OperatorApi {
  /** The same operator, where what concerns a mailbox concerns that of somebody else. */
  onMailbox(calls: MailboxCalls): OperatorApi;
  /** Trades an assertion for tokens; `onStep` follows it for the progress line. */
  signIn(signer: AssertionSigner, onStep?: (step: 'challenge' | 'tokens') => void): Promise<Tokens>;
  /** An assertion by this card for the session that is open, whoever opened it. */
  sessionAssertion(signer: AssertionSigner): Promise<string>;
  /** Opened without network: this card signs in as soon as a call reaches the operator. */
  resumeWith(signer: AssertionSigner): void;
  /** Has a code sent to whom address and password belong; whether one was sent is not told. */
  requestCode(address: string, password: string): Promise<{ readonly expiresAt: string; readonly passkeys: boolean }>;
  /** Where a passkey answers in place of the code that was asked for last; what it brings back is such a code. */
  requestPasskey(): Promise<BegunPasskey>;
  /** Trades the code that was asked for last. `auth.code-invalid`, `auth.code-expired`. */
  signInWithCode(code: string): Promise<Tokens>;
  /** Forgets the tokens, and tells the operator so if it can be reached. */
  signOut(): Promise<void>;
  /** A JWS by the session's key over these claims (opening statements). */
  signStatement(claims: Readonly<Record<string, unknown>>): Promise<string>;
}
