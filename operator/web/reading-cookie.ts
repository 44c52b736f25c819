/** What a browser holds of a reading. */
import type { FastifyRequest } from 'fastify';

/** `__Host-`: of this host alone, over TLS alone (RFC 6265bis). It ends with the browser, or earlier at the operator. */
const COOKIE = '__Host-medimail-lecture';
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Strict';

/** `Set-Cookie` that hands the browser the secret of a reading. */
export function cookieFor(secret: string): string {
  return `${COOKIE}=${secret}; ${ATTRIBUTES}`;
}

/** `Set-Cookie` that takes it back. */
export const clearedCookie = `${COOKIE}=; ${ATTRIBUTES}; Max-Age=0`;

/** The secret of the reading; empty when the browser holds none. */
export function secretOf(request: FastifyRequest): string {
  const cookies = (request.headers.cookie ?? '').split(';').map((one) => one.trim());
  return cookies.find((one) => one.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? '';
}
