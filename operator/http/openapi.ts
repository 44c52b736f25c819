/** The OpenAPI 3.1 description, generated from the route table so that it cannot drift from what is served. */
import { z } from 'zod';
import { MAILBOX_HEADER, type RouteSpec } from '../../contract/api/route.ts';
import { Problem } from '../../contract/api/routes.ts';
import { AccountId } from '../../contract/model/ids.ts';

type Json = Readonly<Record<string, unknown>>;

/** Describes every route of a table. */
export function describeRoutes(table: Readonly<Record<string, RouteSpec>>, version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const [name, spec] of Object.entries(table)) {
    const path = spec.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [spec.method.toLowerCase()]: describeRoute(name, spec) };
  }
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: { title: 'Medimail operator', version, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Problem: schemaOf(Problem, 'output') },
      securitySchemes: {
        dpop: { type: 'http', scheme: 'DPoP', description: 'Access token bound to the session key (RFC 9449)' },
      },
    },
  };
}

function describeRoute(name: string, spec: RouteSpec): Json {
  return {
    operationId: name,
    summary: spec.summary,
    security: spec.auth === 'session' ? [{ dpop: [] }] : [],
    parameters: [
      ...parametersOf(spec.params, 'path'),
      ...parametersOf(spec.query, 'query'),
      ...parametersOf(spec.headers, 'header'),
      ...mailboxParameter(spec),
    ],
    ...bodyOf(spec),
    responses: {
      200: { description: 'Done', content: answerOf(spec) },
      default: {
        description: 'Refused or failed',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function parametersOf(schema: z.ZodObject | undefined, place: 'path' | 'query' | 'header'): Json[] {
  return Object.entries(schema?.shape ?? {}).map(([name, type]) => ({
    name,
    in: place,
    required: place === 'path' || !(type as z.ZodType).safeParse(undefined).success,
    schema: schemaOf(type as z.ZodType, 'output'),
  }));
}

/** Routes that delegates may call say which scopes let them. */
function mailboxParameter({ onBehalf }: RouteSpec): Json[] {
  if (!onBehalf) return [];
  const description = `On whose mailbox, under a delegation with one of the scopes: ${onBehalf.join(', ')}`;
  return [{ name: MAILBOX_HEADER, in: 'header', required: false, description, schema: schemaOf(AccountId, 'output') }];
}

function bodyOf(spec: RouteSpec): Json {
  if (spec.bodyKind === 'bytes') {
    return { requestBody: { required: true, content: { 'application/octet-stream': {} } } };
  }
  if (!spec.body) return {};
  return { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(spec.body, 'input') } } } };
}

function answerOf(spec: RouteSpec): Json {
  if (spec.responseKind === 'events') return { 'text/event-stream': {} };
  if (!spec.response) return { 'application/octet-stream': {} };
  return { 'application/json': { schema: schemaOf(spec.response, 'output') } };
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any' });
  return rest;
}
