import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allRoutes } from '../../contract/api/all-routes.ts';
import { ErrorCode } from '../../contract/errors.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Workstation } from './support/workstation.ts';

let operator: TestOperator;
let claire: Workstation;
beforeAll(async () => {
  operator = await startTestOperator();
  claire = await operator.signedIn('claire-martin');
});
afterAll(() => operator.close());

describe('refusals', () => {
  it('are problem+json with a code of the closed list', async () => {
    const answer = await claire.call<{ type: string; status: number }>('GET', '/v1/nothing');
    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json).toMatchObject({ type: 'urn:medimail:error:request.not-found', status: 404 });
    expect(ErrorCode.safeParse(answer.error.code).success).toBe(true);
  });

  it.each([
    ['no JSON', '{"nonsense', 'application/json', 400],
    ['another type', '<x/>', 'text/xml', 400],
    ['too much', JSON.stringify({ text: 'x'.repeat(300_000) }), 'application/json', 400],
    ['an array', '[]', 'application/json', 400],
    ['a poisoned prototype', '{"__proto__":{"a":1},"text":"a"}', 'application/json', 400],
  ])('of %s say so and nothing else', async (_name, body, type, status) => {
    const token = claire.tokens?.accessToken ?? '';
    const proof = await claire.proof('POST', '/v1/directory/suggest', token, undefined);
    const agent = new Agent({ connect: { ca: operator.ca } });
    const answer = await request(`${operator.url}/v1/directory/suggest`, {
      method: 'POST',
      body,
      headers: { 'content-type': type, authorization: `DPoP ${token}`, dpop: proof },
      dispatcher: agent,
    });
    expect([answer.statusCode, ((await answer.body.json()) as { title: string }).title]).toEqual([
      status,
      'request.invalid',
    ]);
    await agent.close();
  });

  it('answer bugs with an incident that the log explains without the message', async () => {
    const { stores } = operator;
    const { byId } = stores.accounts;
    const broken = stores.accounts as { byId: unknown };
    broken.byId = () => Promise.reject(new TypeError('secret detail'));
    const answer = await claire.call('GET', '/v1/account');
    broken.byId = byId;
    expect([answer.status, answer.error.code]).toEqual([500, 'app.bug']);
    expect(answer.bytes.toString()).not.toContain('secret detail');
    const line = operator.log.find((one) => one.includes(answer.error.incident ?? 'none'));
    expect(line).toContain('TypeError');
    expect(line).not.toContain('secret detail');
  });

  it('come for unknown query parameters and bad ids', async () => {
    expect((await claire.call('GET', '/v1/sync?since=1')).error.code).toBe('request.invalid');
    expect((await claire.call('GET', '/v1/envelopes/1/message')).error.code).toBe('request.invalid');
  });
});

describe('public routes', () => {
  it('refuse an address that calls too often, and say when to come back', async () => {
    const other = await startTestOperator({ publicRequestsPerMinute: 5 });
    const station = await other.workstation('claire-martin');
    const codes: number[] = [];
    for (let i = 0; i < 7; i += 1) {
      const answer = await station.call('POST', '/v1/auth/challenge', { body: {}, proof: null });
      codes.push(answer.status);
      if (answer.status === 429) {
        expect(answer.error).toMatchObject({
          code: 'operator.too-many-requests',
          details: { retryAfterSeconds: expect.any(Number) },
        });
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      }
    }
    expect(codes).toEqual([200, 200, 200, 200, 200, 429, 429]);
    await other.close();
  });

  it('tell health and readiness, capabilities and validation material', async () => {
    const health = await claire.call('GET', '/healthz', { proof: null });
    expect(health.json).toEqual({ status: 'up' });
    expect((await claire.call('GET', '/readyz', { proof: null })).json).toEqual({ status: 'ready' });
    const capabilities = await claire.call('GET', '/v1/capabilities', { proof: null });
    expect(capabilities.json).toMatchObject({ maxAttachmentsBytes: 41_943_040, titlesInMails: false });
    // Nothing was configured, so nothing is announced.
    const versions = await claire.call('GET', '/v1/client-versions', { proof: null });
    expect(versions.json).toEqual({ current: null, minimum: null, news: { fr: [], en: [] } });
    const material = await claire.call<{ crls: string[]; intermediates: string[] }>('GET', '/v1/validation-material', {
      proof: null,
    });
    expect(material.json.crls.length).toBeGreaterThan(3);
    expect(material.json.intermediates.length).toBeGreaterThan(2);
  });
});

describe('the OpenAPI description', () => {
  interface Operation {
    readonly operationId: string;
    readonly security: unknown[];
    readonly parameters: { name: string; in: string; schema: object }[];
    readonly responses: Record<string, { description: string; content: Record<string, { schema?: object }> }>;
    readonly requestBody?: { content: Record<string, { schema?: object }> };
  }
  interface Description {
    readonly openapi: string;
    readonly info: { title: string; version: string };
    readonly paths: Record<string, Record<string, Operation>>;
    readonly components: { schemas: Record<string, object>; securitySchemes: Record<string, object> };
  }

  it('is a valid OpenAPI 3.1 document that describes every route', async () => {
    const { json } = await claire.call<Description>('GET', '/openapi.json', { proof: null });
    expect(json.openapi).toMatch(/^3\.1\.\d$/);
    expect(json.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    const operations = Object.entries(json.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
    );
    expect(operations.map((one) => one.operation.operationId).sort()).toEqual(Object.keys(allRoutes).sort());
    for (const { path, method, operation } of operations) {
      expect(['get', 'post', 'put', 'patch', 'delete']).toContain(method);
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const declared = operation.parameters.filter((one) => one.in === 'path').map((one) => one.name);
      expect(declared).toEqual(inPath);
      expect(Object.keys(operation.responses)).toEqual(['200', 'default']);
      for (const scheme of operation.security)
        expect(json.components.securitySchemes).toHaveProperty(Object.keys(scheme as object));
    }
    // Every reference inside the document leads somewhere.
    const text = JSON.stringify(json);
    for (const [, pointer = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = pointer
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], json);
      expect(target, pointer).toBeDefined();
    }
    const deposit = json.paths['/v1/uploads']?.['post'];
    expect(deposit?.requestBody?.content['application/json']?.schema).toMatchObject({
      type: 'object',
      additionalProperties: false,
    });
  });
});

describe('stopping', () => {
  it('lets requests under way finish and ends event streams', async () => {
    const other = await startTestOperator();
    const station = await other.signedIn('claire-martin');
    const slow = station.call('POST', '/v1/directory/suggest', { body: { text: 'martin' } });
    const stream = station.call('GET', '/v1/sync/stream');
    await new Promise((resolve) => setTimeout(resolve, 150));
    const started = performance.now();
    const stopped = other.stop();
    expect((await slow).status).toBe(200);
    await stopped;
    expect(performance.now() - started).toBeLessThan(8000);
    expect((await stream).bytes.toString()).toContain('event: ended');
    await other.close();
  });

  it('refuses what comes in meanwhile as unavailable, later', async () => {
    let isReady = true;
    const other = await startTestOperator();
    const station = await other.signedIn('claire-martin');
    const body = { revocationHandle: 'x' };
    const slow = station.call('GET', '/v1/sync/stream');
    await new Promise((resolve) => setTimeout(resolve, 150));
    const answers: number[] = [];
    const stopping = other.stop().then(() => {
      isReady = false;
    });
    while (isReady) {
      const answer = await station.call('POST', '/v1/auth/revoke', { body, proof: null }).catch(() => null);
      if (!answer) break;
      if (answer.status !== 200) expect(answer.error).toMatchObject({ code: 'operator.unavailable', retry: 'later' });
      answers.push(answer.status);
    }
    expect(answers.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    await stopping;
    expect((await slow).bytes.toString()).toContain('event: ended');
    await other.close();
  });
});
