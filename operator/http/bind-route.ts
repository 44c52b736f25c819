/** Turns a declared route into a served one: authenticates, validates what comes in and what goes out. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { RouteSpec } from '../../contract/api/route.ts';
import { AppError } from '../../contract/errors.ts';
import type { Caller } from '../services/sessions.ts';

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined;

/** What a handler is given. */
export interface RouteCall<R extends RouteSpec> {
  readonly params: Parsed<R['params']>;
  readonly query: Parsed<R['query']>;
  readonly headers: Parsed<R['headers']>;
  readonly body: Parsed<R['body']>;
  readonly caller: R['auth'] extends 'session' ? Caller : null;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

type Answer<R extends RouteSpec> = R['response'] extends z.ZodType ? z.input<R['response']> : FastifyReply;

/** Answers one route; routes without a response schema send their bytes themselves. */
export type RouteHandler<R extends RouteSpec> = (call: RouteCall<R>) => Promise<Answer<R>>;

/** A handler for each route of a table. */
export type RouteHandlers<T extends Readonly<Record<string, RouteSpec>>> = {
  readonly [K in keyof T]: RouteHandler<T[K]>;
};

/** What binding needs beside the table. */
export interface BindOptions {
  /** Finds the caller and the mailbox, or refuses. Runs before the body is read. */
  authenticate(request: FastifyRequest, route: RouteSpec): Promise<Caller>;
  /** Refuses public routes that are called too often. */
  limit(request: FastifyRequest): void;
}

/** Serves every route of `table`. */
export function bindRoutes<T extends Readonly<Record<string, RouteSpec>>>(
  app: FastifyInstance,
  table: T,
  handlers: RouteHandlers<T>,
  options: BindOptions,
): void {
  for (const name of Object.keys(table) as (keyof T & string)[]) {
    const spec = table[name] as RouteSpec;
    const handler = handlers[name] as unknown as (call: unknown) => Promise<unknown>;
    const callers = new WeakMap<FastifyRequest, Caller>();
    app.route({
      method: spec.method,
      url: spec.path,
      ...(spec.maxBodyBytes === undefined ? {} : { bodyLimit: spec.maxBodyBytes }),
      onRequest: async (request) => {
        if (spec.auth === 'session') callers.set(request, await options.authenticate(request, spec));
        else options.limit(request);
      },
      handler: async (request, reply) => {
        const answer = await handler({
          params: parse(spec.params?.strict(), request.params),
          query: parse(spec.query?.strict(), request.query),
          headers: parse(spec.headers, request.headers),
          body:
            spec.bodyKind === 'bytes' ? undefined : parse(spec.body, request.body === undefined ? {} : request.body),
          caller: callers.get(request) ?? null,
          request,
          reply,
        });
        if (!spec.response) return answer;
        reply.header('cache-control', 'no-store');
        return spec.response.parse(answer);
      },
    });
  }
}

function parse(schema: z.ZodType | undefined, value: unknown): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join('.') || (issue?.code === 'unrecognized_keys' ? issue.keys.join() : '');
  throw new AppError('request.invalid', { field: path.slice(0, 120) }, parsed.error);
}
