/** What the console reads from a request: the session of its cookie, and whether a form comes from a page of that session. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../../contract/errors.ts';
import type { ConsoleCaller, ConsoleSessions } from '../../services/console-sessions.ts';
import { type Form, formOf } from '../page-request.ts';
import { FORM_TOKEN, type SignedInReader } from './console-frame.ts';
import { type Reader, readerOf } from './console-reader.ts';

/** Characters of a reason. */
export const MAX_REASON = 500;

// `__Host-`: this host alone sets and gets them, over TLS, for every path (RFC 6265bis §4.1.3.2).
const SESSION_COOKIE = '__Host-medimail-console';
const DEVICE_COOKIE = '__Host-medimail-poste';
const DEVICE_SECONDS = 180 * 86_400;

/** A request by somebody who is signed in. */
export interface Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly caller: ConsoleCaller;
  readonly reader: SignedInReader;
  readonly form: Form;
}

export interface ConsoleRequests {
  /** Null when nobody is signed in. A form that is not of this session is refused: `auth.forbidden`. */
  visit(request: FastifyRequest, reply: FastifyReply): Promise<Visit | null>;
  /** Whether somebody is signed in: asked before anything large is read. */
  isSignedIn(request: FastifyRequest): Promise<boolean>;
  /** A form that anybody may send, from a page of this operator alone: `auth.forbidden` for any other. */
  checkOrigin(request: FastifyRequest): void;
}

/** `siteOrigin` is the public origin where the settings name one, for an operator behind another server. */
export function createConsoleRequests(sessions: ConsoleSessions, siteOrigin: string | null): ConsoleRequests {
  function checkOrigin(request: FastifyRequest): void {
    const { origin, host = '' } = request.headers;
    if (origin === undefined || (origin !== `https://${host}` && origin !== siteOrigin)) {
      throw new AppError('auth.forbidden');
    }
  }
  return {
    checkOrigin,
    async isSignedIn(request) {
      const token = cookieOf(request, SESSION_COOKIE);
      return token !== '' && (await sessions.find(token)) !== null;
    },
    async visit(request, reply) {
      if (request.method === 'POST') checkOrigin(request);
      const token = cookieOf(request, SESSION_COOKIE);
      const caller = token === '' ? null : await sessions.find(token);
      if (!caller) return null;
      const form = formOf(request);
      if (request.method === 'POST' && !sessions.isFormToken(caller, form[FORM_TOKEN] ?? '')) {
        throw new AppError('auth.forbidden');
      }
      const reader: Reader = readerOf(request);
      const { administrator, formToken } = caller;
      return { request, reply, caller, reader: { ...reader, administrator, formToken }, form };
    },
  };
}

/** What is no id, below an address, is nobody's. */
export function idIn({ request }: Visit, parameter: string): string {
  const parsed = z.uuid().safeParse((request.params as Readonly<Record<string, unknown>>)[parameter]);
  if (!parsed.success) throw new AppError('request.not-found');
  return parsed.data;
}

/** A reason as it was typed, in lines, without other control characters: it goes into a mail; and why it will not do. */
export function reasonIn(
  { form, reader: { words } }: Visit,
  field: string,
): { reason: string; failure: string | null } {
  const reason = (form[field] ?? '')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n]/gu, ' ')
    .trim();
  if (reason === '') return { reason, failure: words.reasonMissing };
  return { reason, failure: reason.length > MAX_REASON ? words.reasonForm : null };
}

/** What was typed to search by. */
export function searchedIn({ texte }: Readonly<Record<string, unknown>>): string {
  return typeof texte === 'string' ? texte.trim().slice(0, 320) : '';
}

/** The browser's mark, if somebody signed in with it before. */
export function deviceMarkOf(request: FastifyRequest): string {
  return cookieOf(request, DEVICE_COOKIE);
}

/** Hands the browser the secret of its session, and its mark. */
export function setSession(reply: FastifyReply, token: string, deviceMark: string): void {
  reply.header('set-cookie', [
    `${SESSION_COOKIE}=${token}; ${attributes}`,
    `${DEVICE_COOKIE}=${deviceMark}; ${attributes}; Max-Age=${DEVICE_SECONDS}`,
  ]);
}

/** Takes the session's secret back; the mark stays. */
export function clearSession(reply: FastifyReply): void {
  reply.header('set-cookie', `${SESSION_COOKIE}=; ${attributes}; Max-Age=0`);
}

const attributes = 'Path=/; Secure; HttpOnly; SameSite=Strict';

function cookieOf(request: FastifyRequest, name: string): string {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}
