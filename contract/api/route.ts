/** How an operator route is declared: once, for the server, the client and the OpenAPI description. */
import type { z } from 'zod';

/** `json` is validated; `bytes` is a stream that no schema can hold; `events` is `text/event-stream`. */
export type BodyKind = 'json' | 'bytes' | 'events' | 'none';

export interface RouteSpec {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with `:name` parameters. */
  readonly path: `/${string}`;
  readonly summary: string;
  /** `none` is public; `session` demands a DPoP-bound access token (RFC 9449). */
  readonly auth: 'none' | 'session';
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly bodyKind?: BodyKind;
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
