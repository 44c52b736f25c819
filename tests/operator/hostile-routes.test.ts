/** Every route that the operator describes, against what no client of ours would send. */
import { randomUUID } from 'node:crypto';
import type { Dispatcher } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorCodes } from '../../contract/errors.ts';
import { defaultNotificationPreferences } from '../../contract/model/notification.ts';
import { readCardFile } from '../support/pki/demo.ts';
import { deposit, writeLetter } from './support/letter.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import { type Answer, type CallOptions, Workstation } from './support/workstation.ts';

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}
interface Operation {
  readonly operationId: string;
  readonly security: readonly unknown[];
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
}
interface Route {
  readonly name: string;
  readonly method: Dispatcher.HttpMethod;
  readonly path: string;
  readonly operation: Operation;
}

const closedList = new Set<string>(errorCodes);
/** Values of which at most one is what a field may hold. */
const oddValues: readonly unknown[] = [
  null,
  '',
  'x'.repeat(100_000),
  '\u0000\ud800',
  -1,
  1e308,
  [],
  {},
  [[[[[]]]]],
  { $ne: null },
  '__proto__',
];
const oddSegments = ['%00', '..%2f..%2fetc%2fpasswd', '-1', '1e9', 'é'.repeat(300), "'%20or%201=1--", '%ff'];

let operator: TestOperator;
let claire: Workstation;
let anne: Workstation;
let routes: Route[];
const strangers: Workstation[] = [];
let networks = 0;

/** Somebody on a network of their own: public routes count their callers. */
async function stranger(): Promise<Workstation> {
  networks += 1;
  const from = `127.0.${1 + Math.floor(networks / 200)}.${1 + (networks % 200)}`;
  const card = readCardFile(operator.pki.cards['claire-martin']);
  const made = await Workstation.create(operator.url, operator.ca, card, from);
  strangers.push(made);
  return made;
}

const isPrivate = ({ operation }: Route) => operation.security.length > 0;
const fill = (path: string, value: (name: string) => string) =>
  path.replace(/\{(\w+)\}/g, (_whole, name: string) => value(name));
const bodyOf = ({ operation }: Route): Schema | undefined => operation.requestBody?.content['application/json']?.schema;
const anyId = () => randomUUID().replace(/^(.{14})./, '$17');

/** What an answer tells: ids of incidents are new each time. */
const told = (answer: Answer) =>
  answer.status < 400 ? [answer.status, answer.bytes.toString()] : [answer.status, answer.error.code];

/** Sends as somebody who may call the route at all. */
async function send(route: Route, path: string, options: CallOptions): Promise<Answer> {
  return isPrivate(route)
    ? claire.call(route.method, path, options)
    : (await stranger()).call(route.method, path, options);
}

/** The model again and again, each time with one part of it replaced by something odd. */
function* spoilt(model: unknown): Generator<unknown> {
  yield* oddValues;
  if (Array.isArray(model)) {
    for (const [index, part] of model.entries()) for (const odd of spoilt(part)) yield model.with(index, odd);
    yield new Array(5_000).fill(model[0] ?? null);
  } else if (typeof model === 'object' && model !== null) {
    for (const [key, part] of Object.entries(model)) {
      for (const odd of spoilt(part)) yield { ...model, [key]: odd };
    }
  }
}

/** What a refusal must be, whatever was sent: the caller's fault, in the words of the closed list, and short. */
function expectRefused(answer: Answer, what: string): void {
  expect(answer.status, what).toBeGreaterThanOrEqual(400);
  expect(answer.status, what).toBeLessThan(500);
  expect(closedList.has(answer.error?.code), `${what}: ${answer.bytes.toString()}`).toBe(true);
  expect(answer.bytes.length, what).toBeLessThan(4_000);
}

beforeAll(async () => {
  operator = await startTestOperator();
  claire = await operator.signedIn('claire-martin');
  anne = await operator.signedIn('anne-roux');
  const { json } = await claire.call<{ paths: Record<string, Record<string, Operation>> }>('GET', '/openapi.json');
  routes = Object.entries(json.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      name: operation.operationId,
      method: method.toUpperCase() as Dispatcher.HttpMethod,
      path,
      operation,
    })),
  );
});
afterAll(async () => {
  for (const one of strangers) await one.close();
  await operator.close();
});

describe('every route', () => {
  it('that needs a session refuses whoever has none, a token without proof, and a proof used before', async () => {
    const own = routes.filter(isPrivate);
    expect(own.length).toBeGreaterThan(20);
    const nobody = await stranger();
    for (const route of own) {
      const path = fill(route.path, anyId);
      const body = bodyOf(route) ? { body: {} } : {};
      const without = await nobody.call(route.method, path, { ...body, proof: null });
      expect(without.status, route.name).toBe(401);
      const stolen = await claire.call(route.method, path, { ...body, proof: null });
      expect(stolen.status, route.name).toBe(401);
      const proof = await claire.proof(route.method, path, claire.tokens?.accessToken ?? null, undefined);
      if (route.name === 'syncStream') continue;
      await claire.call(route.method, path, { ...body, proof });
      const again = await claire.call(route.method, path, { ...body, proof });
      expect([again.status, again.error.code], route.name).toEqual([401, 'auth.proof-invalid']);
    }
  });

  it('refuses addresses and questions that make no sense, and falls over none', async () => {
    for (const route of routes) {
      if (route.path.includes('{')) {
        for (const segment of oddSegments) {
          const answer = await send(
            route,
            fill(route.path, () => segment),
            bodyOf(route) ? { body: {} } : {},
          );
          expectRefused(answer, `${route.name} at ${segment}`);
        }
      }
      const path = fill(route.path, anyId);
      for (const query of ['?unheard=of', `?a=${'b'.repeat(10_000)}`, '?__proto__[x]=1', '?%00']) {
        if (route.name === 'syncStream') continue;
        const answer = await send(route, path + query, bodyOf(route) ? { body: {} } : {});
        expect(answer.status, `${route.name} ${query.slice(0, 20)}`).toBeLessThan(500);
      }
    }
  });

  it('that takes JSON refuses what is none, what is too much, and each field that is not what it must be', async () => {
    const taking = routes.filter((route) => bodyOf(route) !== undefined);
    expect(taking.length).toBeGreaterThan(10);
    for (const route of taking) {
      const path = fill(route.path, anyId);
      const raw = (text: string, type = 'application/json') =>
        send(route, path, { bytes: Buffer.from(text), headers: { 'content-type': type } });
      for (const text of ['{', '[]', '"x"', 'null', '{"a":1,"a":2}', '['.repeat(50_000), '{"__proto__":{"x":1}}'])
        expectRefused(await raw(text), `${route.name} with ${text.slice(0, 20)}`);
      expectRefused(await raw('{}', 'text/plain'), `${route.name} as plain text`);
      expectRefused(await raw(`"${'x'.repeat(3_000_000)}"`), `${route.name} with three megabytes`);
      for (const field of Object.keys(bodyOf(route)?.properties ?? {})) {
        for (const value of oddValues) {
          const answer = await send(route, path, { body: { [field]: value } });
          expect(answer.status, `${route.name} with ${field}`).toBeLessThan(500);
        }
      }
      expectRefused(await send(route, path, { body: { unheard: 'of' } }), `${route.name} with an unknown field`);
    }
  });

  it('that takes much refuses it with any one part of it wrong', async () => {
    const letter = await writeLetter(claire, { to: ['paul.leroy@demo.medimail.example'] });
    const sound: Readonly<Record<string, unknown>> = {
      uploadCreate: letter.manifest,
      deposit: { manifest: letter.manifest, message: letter.bytes.toString('base64') },
      notificationPreferencesPut: defaultNotificationPreferences,
      directorySearch: { criteria: { familyName: 'martin', town: 'nice' }, limit: 10 },
      directorySuggest: { text: 'mar', limit: 5 },
    };
    for (const [name, model] of Object.entries(sound)) {
      const route = routes.find((one) => one.name === name);
      if (!route) throw new Error(`no route ${name}`);
      for (const body of spoilt(model)) {
        const answer = await claire.call(route.method, route.path, { body });
        expect(answer.status, `${name} with ${JSON.stringify(body).slice(0, 300)}`).toBeLessThan(500);
      }
    }
  });

  it('answers the same call made eight times at once without falling over', async () => {
    for (const route of routes.filter(({ name }) => name !== 'syncStream')) {
      const path = fill(route.path, anyId);
      const options = bodyOf(route) ? { body: {} } : {};
      const answers = await Promise.all(Array.from({ length: 8 }, () => send(route, path, options)));
      for (const { status } of answers) expect(status, route.name).toBeLessThan(500);
    }
  });

  it('says of what belongs to others what it says of what does not exist', async () => {
    const letter = await writeLetter(claire, { to: ['paul.leroy@demo.medimail.example'] });
    expect((await deposit(claire, letter)).status).toBe(200);
    const unfinished = await writeLetter(claire, { to: ['paul.leroy@demo.medimail.example'] });
    expect((await claire.call('POST', '/v1/uploads', { body: unfinished.manifest })).status).toBe(200);
    const { json } = await claire.call<{ sessions: { id: string }[] }>('GET', '/v1/account/sessions');
    const theirs: Readonly<Record<string, readonly string[]>> = {
      envelopeId: [letter.manifest.envelopeId, unfinished.manifest.envelopeId],
      sessionId: json.sessions.map(({ id }) => id),
    };
    const concerned = routes.filter(({ path }) => /\{(envelopeId|sessionId)\}/.test(path));
    expect(concerned.length).toBeGreaterThan(8);
    for (const route of concerned) {
      const name = /\{(envelopeId|sessionId)\}/.exec(route.path)?.[1] ?? '';
      const options: CallOptions =
        route.name === 'uploadAppend'
          ? { bytes: Buffer.from('x'), headers: { 'upload-offset': '0' } }
          : bodyOf(route)
            ? { body: {} }
            : {};
      const ask = (id: string) =>
        anne.call(
          route.method,
          fill(route.path, (one) => (one === name ? id : '1')),
          options,
        );
      const unknown = await ask(anyId());
      expect(theirs[name]?.length).toBeGreaterThan(0);
      for (const id of theirs[name] ?? []) {
        const foreign = await ask(id);
        expect(told(foreign), `${route.name} of another`).toEqual(told(unknown));
      }
    }
    // Nothing of what was tried has touched anything.
    const kept = await claire.call('GET', `/v1/uploads/${unfinished.manifest.envelopeId}`);
    expect(kept.json).toMatchObject({ state: 'receiving', offset: 0 });
    expect((await claire.call('GET', '/v1/account')).status).toBe(200);
  });
});
