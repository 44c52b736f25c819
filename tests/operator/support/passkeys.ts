/** Passkeys of an account, through the operator's routes and its page, as a workstation and a browser use them. */
import { Agent, request } from 'undici';
import { expect } from 'vitest';
import { type BegunPasskey, type ReturnedPasskey, readPasskeyLink } from '../../../contract/model/passkey.ts';
import { type Asked, Authenticator, type Posted, type Wrong } from './authenticator.ts';
import { askForCode, giveCode, PASSWORD } from './newcomer.ts';
import type { Answer, Workstation } from './workstation.ts';

/** Where the operator listens, and whom its TLS certificate is of. */
interface Reached {
  readonly url: string;
  readonly ca: string;
}

export interface PasskeyPage {
  readonly status: number;
  readonly title: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** What its script would ask the browser for. */
  readonly asked: Asked;
  readonly options: Readonly<Record<string, unknown>>;
  /** What leads back to the workstation. */
  readonly back: ReturnedPasskey | null;
}

/** The origin by which browsers know the operator of a test. */
export function originOf(operator: Reached): string {
  return operator.url.replace('127.0.0.1', 'localhost');
}

async function send(operator: Reached, path: string, form?: Readonly<Record<string, string>>): Promise<PasskeyPage> {
  const dispatcher = new Agent({ connect: { ca: operator.ca } });
  try {
    const answer = await request(originOf(operator) + path, {
      dispatcher,
      method: form ? 'POST' : 'GET',
      body: form ? new URLSearchParams(form).toString() : null,
      headers: form ? { 'content-type': 'application/x-www-form-urlencoded' } : {},
    });
    const text = await answer.body.text();
    const entities: Record<string, string> = { '&quot;': '"', '&amp;': '&', '&#39;': "'" };
    const plain = text.replace(/&(quot|amp|#39);/g, (entity) => entities[entity] ?? '');
    const options = JSON.parse(/data-asked="(.*?)" data-expires-at/.exec(plain)?.[1] ?? '{}');
    const { challenge = '', rpId = '', rp, user } = options.create ?? options.get ?? {};
    return {
      status: answer.statusCode,
      headers: answer.headers,
      title: /<h1>(.*?)<\/h1>/.exec(plain)?.[1] ?? '',
      text: plain,
      options,
      asked: { challenge, rpId: rp?.id ?? rpId, userHandle: user?.id ?? '', origin: originOf(operator) },
      back: readPasskeyLink(/href="(medimail:[^"]*)"/.exec(plain)?.[1] ?? ''),
    };
  } finally {
    await dispatcher.close();
  }
}

export const openPage = (operator: Reached, ticket: string) => send(operator, `/cle-acces?lien=${ticket}`);
export const postPage = (operator: Reached, ticket: string, posted: Posted) =>
  send(operator, '/cle-acces', { lien: ticket, ...posted });

/** Follows a ticket and has the key answer; gives the page that comes then. */
export async function answerTicket(
  operator: Reached,
  ticket: string,
  key: Authenticator,
  wrong: Wrong = {},
): Promise<PasskeyPage> {
  const page = await openPage(operator, ticket);
  const isNew = 'create' in page.options;
  return postPage(operator, ticket, isNew ? key.make(page.asked, wrong) : key.answer(page.asked, wrong));
}

/** The code that the key's answer gives the workstation. */
export async function codeFrom(operator: Reached, begun: BegunPasskey, key: Authenticator): Promise<string> {
  const { back, text } = await answerTicket(operator, begun.ticket, key);
  expect(back?.state, text).toBe(begun.state);
  return back?.code ?? '';
}

export function beginPasskey(owner: Workstation, code: string | null = null, password = PASSWORD) {
  return owner.call<BegunPasskey>('POST', '/v1/account/passkeys', { body: { password, code } });
}

export function confirmPasskey(owner: Workstation, code: string, name = 'Téléphone') {
  return owner.call<{ recoveryCodes: string[] }>('POST', '/v1/account/passkeys/confirm', { body: { code, name } });
}

/** What a key of the account's proves in this session. */
export async function proveByKey(operator: Reached, owner: Workstation, key: Authenticator): Promise<string> {
  const begun = await owner.call<BegunPasskey>('POST', '/v1/account/passkeys/prove', { body: {} });
  expect(begun.status, begun.bytes.toString()).toBe(200);
  return codeFrom(operator, begun.json, key);
}

/** Adds a key to the account that is signed in. */
export async function addPasskey(
  operator: Reached,
  owner: Workstation,
  key = new Authenticator(),
  code: string | null = null,
): Promise<{ readonly key: Authenticator; readonly recoveryCodes: readonly string[] }> {
  const begun = await beginPasskey(owner, code);
  expect(begun.status, begun.bytes.toString()).toBe(200);
  const confirmed = await confirmPasskey(owner, await codeFrom(operator, begun.json, key));
  expect(confirmed.status, confirmed.bytes.toString()).toBe(200);
  return { key, recoveryCodes: confirmed.json.recoveryCodes };
}

/** Asks to sign in and to be led to the page. */
export async function beginSignIn(
  workstation: Workstation,
  address: string,
  password = PASSWORD,
): Promise<{ readonly challengeId: string; readonly begun: Answer<BegunPasskey> }> {
  const { challengeId } = (await askForCode(workstation, address, password)).json;
  const begun = await workstation.call<BegunPasskey>('POST', '/v1/auth/passkey', { body: { challengeId } });
  return { challengeId, begun };
}

/** Signs in with password and key. */
export async function signInByKey(operator: Reached, workstation: Workstation, address: string, key: Authenticator) {
  const { challengeId, begun } = await beginSignIn(workstation, address);
  return giveCode(workstation, challengeId, await codeFrom(operator, begun.json, key));
}
