/** What a browser holds of a reading, and before it of a code by telephone. */
import type { FastifyRequest } from 'fastify';

const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Strict';

export interface SecretCookie {
  /** `Set-Cookie` that hands the browser a secret. */
  hold(secret: string): string;
  /** `Set-Cookie` that takes it back. */
  readonly cleared: string;
  /** The secret; empty when the browser holds none. */
  read(request: FastifyRequest): string;
}

/** `__Host-`: of this host alone, over TLS alone (RFC 6265bis). It ends with the browser, or earlier at the operator. */
function secretCookie(name: `__Host-${string}`): SecretCookie {
  return {
    hold: (secret) => `${name}=${secret}; ${ATTRIBUTES}`,
    cleared: `${name}=; ${ATTRIBUTES}; Max-Age=0`,
    read(request) {
      const cookies = (request.headers.cookie ?? '').split(';').map((one) => one.trim());
      return cookies.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
    },
  };
}

export const readingCookie = secretCookie('__Host-medimail-lecture');

export const codeCookie = secretCookie('__Host-medimail-code');

/** The secret of the reading; empty when the browser holds none. */
export const secretOf = readingCookie.read;
