/** Somebody without an account, in a browser that shows nothing: follows mailed links and keeps its cookie. */

import { request as httpsRequest } from 'node:https';
import { Agent, type Dispatcher, type FormData, request } from 'undici';
import { expect } from 'vitest';
import { linksTo } from './mailbox.ts';
import type { TestOperator } from './test-operator.ts';

export interface Shown {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly bytes: Buffer;
  readonly text: string;
}

export interface Reader {
  /** `name=value` of the cookie that it holds, or nothing. */
  cookie: string;
  /** Address of the last page that it was led to. */
  at: string;
  get(path: string): Promise<Shown>;
  /** Sends a form, and goes where that leads. */
  post(
    path: string,
    form: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Shown>;
  /** Sends a form that may hold files, and goes where that leads. */
  postFiles(path: string, form: FormData, headers?: Readonly<Record<string, string>>): Promise<Shown>;
  /** Begins to send a body, and goes away before its end. */
  breakOff(path: string, type: string, body: Buffer): Promise<void>;
  close(): Promise<void>;
}

/** A browser; `from` is the network that it comes from. */
export function createReader(operator: Pick<TestOperator, 'url' | 'ca'>, from = '127.0.0.1'): Reader {
  const agent = new Agent({ connect: { ca: operator.ca }, localAddress: from, keepAliveTimeout: 1000 });
  async function send(
    method: Dispatcher.HttpMethod,
    path: string,
    headers: object,
    body?: string | FormData,
  ): Promise<Shown> {
    const cookie = reader.cookie === '' ? {} : { cookie: reader.cookie };
    const options = { method, headers: { ...cookie, ...headers }, dispatcher: agent, body: body ?? null };
    const answer = await request(operator.url + path, options);
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    const set = answer.headers['set-cookie'];
    if (typeof set === 'string') reader.cookie = set.split(';', 1)[0] ?? '';
    reader.at = path;
    return { status: answer.statusCode, headers: answer.headers, bytes, text: bytes.toString('utf8') };
  }
  const reader: Reader = {
    cookie: '',
    at: '',
    get: (path) => send('GET', path, {}),
    async post(path, form, headers = {}) {
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await send('POST', path, { ...type, ...headers }, new URLSearchParams(form).toString());
      const { location } = answer.headers;
      return answer.status === 303 && typeof location === 'string' ? reader.get(location) : answer;
    },
    async postFiles(path, form, headers = {}) {
      const answer = await send('POST', path, headers, form);
      const { location } = answer.headers;
      return answer.status === 303 && typeof location === 'string' ? reader.get(location) : answer;
    },
    breakOff: (path, type, body) =>
      new Promise((resolve) => {
        const headers = { 'content-type': type, 'content-length': body.length * 2, cookie: reader.cookie };
        const sending = httpsRequest(operator.url + path, { method: 'POST', ca: operator.ca, headers });
        sending.on('error', () => resolve());
        sending.write(body, () => sending.destroy());
        sending.on('close', resolve);
      }),
    close: () => agent.destroy(),
  };
  return reader;
}

/** The secret of the only link that was mailed to an address. */
export async function mailedLink(operator: Pick<TestOperator, 'dataFolder'>, address: string): Promise<string> {
  await expect.poll(() => linksTo(operator.dataFolder, address).length, { timeout: 10_000 }).toBe(1);
  return linksTo(operator.dataFolder, address)[0] ?? '';
}
