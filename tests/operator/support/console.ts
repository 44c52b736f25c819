/** An administrator with a browser: enrols through the link, makes codes, keeps cookies, sends forms. Every step can be done wrongly. */
import { Command } from 'commander';
import { Agent, request } from 'undici';
import { expect } from 'vitest';
import { addAdministratorCommands } from '../../../operator/commands/administrators.ts';
import { configOfPkiFolder, OperatorConfig } from '../../../operator/config.ts';
import { codeAt, stepOf } from '../../../operator/services/time-codes.ts';
import { linksTo } from './mailbox.ts';
import type { TestOperator } from './test-operator.ts';

export const PACA = 'Provence-Alpes-Côte d’Azur';
export const CONSOLE_PASSWORD = 'Console-marqueur-7R4';

export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** Where it leads on to. */
  readonly location: string;
}

export interface SendOptions {
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Instead of the session's own. */
  readonly formToken?: string | null;
}

/** A browser at the console's pages, without scripts. */
export class ConsoleBrowser {
  readonly #operator: TestOperator;
  readonly #agent: Agent;
  readonly cookies = new Map<string, string>();
  /** Of the last page that had forms of a session. */
  formToken = '';

  constructor(operator: TestOperator, from = '127.0.0.1') {
    this.#operator = operator;
    this.#agent = new Agent({ connect: { ca: operator.ca }, localAddress: from, keepAliveTimeout: 1000 });
  }

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<PageAnswer> {
    return this.#send('GET', path, null, headers);
  }

  /** Sends a form as the last page would. */
  async post(
    path: string,
    fields: Readonly<Record<string, string>> = {},
    options: SendOptions = {},
  ): Promise<PageAnswer> {
    const token = options.formToken === undefined ? this.formToken : options.formToken;
    const form = new URLSearchParams({ ...fields, ...(token === null ? {} : { jeton: token }) });
    return this.#send('POST', path, form.toString(), { origin: this.#operator.url, ...options.headers });
  }

  /** Sends a form with a file. */
  async postFile(path: string, fields: Readonly<Record<string, string>>, file: string | null): Promise<PageAnswer> {
    const form = new FormData();
    for (const [name, value] of Object.entries({ jeton: this.formToken, ...fields })) form.set(name, value);
    if (file !== null) form.set('fichier', new Blob([file], { type: 'text/csv' }), 'personnes.csv');
    const encoded = new Response(form);
    const type = encoded.headers.get('content-type') ?? '';
    const body = Buffer.from(await encoded.arrayBuffer());
    return this.#send('POST', path, body, { origin: this.#operator.url, 'content-type': type });
  }

  async #send(
    method: 'GET' | 'POST',
    path: string,
    body: string | Buffer | null,
    headers: Readonly<Record<string, string | undefined>>,
  ): Promise<PageAnswer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const sent = Object.entries({ cookie: cookie || undefined, ...headers }).filter(([, value]) => value !== undefined);
    const response = await request(this.#operator.url + path, {
      method,
      body,
      dispatcher: this.#agent,
      headers: {
        ...(body === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...Object.fromEntries(sent as [string, string][]),
      },
    });
    const text = await response.body.text();
    this.#keep(response.headers['set-cookie']);
    this.formToken = /name="jeton" value="([^"]+)"/.exec(text)?.[1] ?? this.formToken;
    const { location } = response.headers;
    return { status: response.statusCode, headers: response.headers, text, location: String(location ?? '') };
  }

  #keep(set: string | string[] | undefined): void {
    for (const line of [set ?? []].flat()) {
      const [pair = ''] = line.split(';', 1);
      const at = pair.indexOf('=');
      if (/max-age=0/i.test(line)) this.cookies.delete(pair.slice(0, at));
      else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

/** `operator administrators …`, in this process, on the folder of the operator that runs. */
export async function administratorCommand(operator: TestOperator, ...words: string[]): Promise<void> {
  const { dataFolder, database, pki, url } = operator;
  const program = new Command().exitOverride();
  const config = { ...configOfPkiFolder(pki.directory), dataFolder, database, siteUrl: url, logLevel: 'silent' };
  const clock = () => new Date(Date.now() + operator.clock.offsetMs);
  addAdministratorCommands(program, () => OperatorConfig.parse(config), clock);
  await program.parseAsync(['administrators', ...words], { from: 'user' });
}

let administrators = 0;

/** Adds an administrator; gives the address and the secret of the mailed link. */
export async function invite(
  operator: TestOperator,
  region: string | null,
  name = 'Camille Roche',
  structure: string | null = null,
): Promise<{ readonly address: string; readonly token: string }> {
  administrators += 1;
  const address = `camille.${administrators}@agence.example`;
  const other = region === null ? ['operator'] : ['agency', '--region', region];
  const role = structure === null ? other : ['structure', '--structure', structure];
  await administratorCommand(operator, 'add', '--role', ...role, '--name', name, address);
  // The command ends once its mail has left.
  const [token] = linksTo(operator.dataFolder, address);
  if (token === undefined) throw new Error('no link was mailed');
  return { address, token };
}

/** What somebody signs in with. */
export interface Credentials {
  readonly address: string;
  readonly secret: Uint8Array;
  readonly recoveryCodes: readonly string[];
}

/** The code that an application shows at the operator's time, some steps away. */
export function codeOf(operator: TestOperator, secret: Uint8Array, steps = 0): string {
  return codeAt(secret, stepOf(new Date(Date.now() + operator.clock.offsetMs)) + steps);
}

/** Bytes of a secret as it is shown. */
export function fromBase32(text: string): Uint8Array {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...text.replace(/\s/g, '')]
    .map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}

/** The secret on the page of the second step. */
export function shownSecret(page: string): Uint8Array {
  return fromBase32(/<code[^>]*>([A-Z2-7 ]+)<\/code>/.exec(page)?.[1] ?? '');
}

/** Enrols through the link. */
export async function enrol(operator: TestOperator, token: string, address: string): Promise<Credentials> {
  const browser = new ConsoleBrowser(operator);
  const fields = { lien: token, password: CONSOLE_PASSWORD, confirmation: CONSOLE_PASSWORD };
  const second = await browser.post('/console/enrolement', fields);
  const secret = shownSecret(second.text);
  const done = await browser.post('/console/enrolement/code', { lien: token, code: codeOf(operator, secret) });
  expect(done.status, done.text).toBe(200);
  await browser.close();
  const recoveryCodes = [...done.text.matchAll(/<li><code>([a-z2-7-]+)<\/code>/g)].map(([, code]) => code ?? '');
  return { address, secret, recoveryCodes };
}

/** Signs in with the next code; a step later, as one code serves once. */
export async function signInToConsole(
  operator: TestOperator,
  browser: ConsoleBrowser,
  { address, secret }: Credentials,
  fields: Readonly<Record<string, string>> = {},
): Promise<PageAnswer> {
  operator.clock.offsetMs += 30_000;
  return browser.post('/console/connexion', {
    ...{ address, password: CONSOLE_PASSWORD, code: codeOf(operator, secret) },
    ...fields,
  });
}

/** Somebody of the agency of a region, or of the operator, signed in, on the queue. */
export async function administrator(
  operator: TestOperator,
  region: string | null,
  name?: string,
  structure: string | null = null,
): Promise<{ readonly browser: ConsoleBrowser; readonly credentials: Credentials }> {
  const { address, token } = await invite(operator, region, name, structure);
  const credentials = await enrol(operator, token, address);
  const browser = new ConsoleBrowser(operator);
  const answer = await signInToConsole(operator, browser, credentials);
  expect([answer.status, answer.location], answer.text).toEqual([303, '/console']);
  await browser.get('/console');
  return { browser, credentials };
}
