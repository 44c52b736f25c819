/** How an operator route is declared: once, for the server, the client and the OpenAPI description. */
import type { z } from 'zod';
import type { DelegationScope } from '../model/delegation.ts';

/** `json` is validated; `bytes` is a stream that no schema can hold; `events` is `text/event-stream`. */
export type BodyKind = 'json' | 'bytes' | 'events' | 'none';

/** Names the account on whose mailbox a request acts; without it, on the caller's own. */
export const MAILBOX_HEADER = 'medimail-mailbox';

export interface RouteSpec {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with `:name` parameters. */
  readonly path: `/${string}`;
  readonly summary: string;
  /** `none` is public; `session` demands a DPoP-bound access token (RFC 9449). */
  readonly auth: 'none' | 'session';
  /**
   * Scopes of which one lets a delegate call it on the owner's mailbox (`MAILBOX_HEADER`). Absent: it serves the caller's
   * own mailbox alone, and is refused with that header.
   */
  readonly onBehalf?: readonly [DelegationScope, ...DelegationScope[]];
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly bodyKind?: BodyKind;
  /** The largest JSON body, in bytes, where that is not the operator's usual one. */
  readonly maxBodyBytes?: number;
  readonly response?: z.ZodType;
  readonly responseKind?: BodyKind;
}

type Infer<T> = T extends z.ZodType ? z.infer<T> : undefined;
type Input<T> = T extends z.ZodType ? z.input<T> : undefined;

/** What a client sends for a route. */
export interface RouteInput<R extends RouteSpec> {
  readonly params: Input<R['params']>;
  readonly query: Input<R['query']>;
  readonly body: Input<R['body']>;
}

/** What a route answers. */
export type RouteOutput<R extends RouteSpec> = Infer<R['response']>;

/** Keeps the literal types of a route declaration. */
export function route<const R extends RouteSpec>(spec: R): R {
  return spec;
}
