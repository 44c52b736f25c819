/**
 * The session's key (RFC 9449). With a card it is made for one sign-in, kept in memory alone and gone with the process;
 * by password and code it is the workstation's own, by which the operator knows the device again.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  CompactSign,
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  SignJWT,
} from 'jose';

export interface SessionKey {
  /** RFC 7638 thumbprint, which the card's assertion names. */
  readonly thumbprint: string;
  /** Proof of possession for one request. */
  proof(request: {
    readonly method: string;
    readonly url: string;
    readonly accessToken: string | null;
    readonly now: number;
  }): Promise<string>;
  /** A statement signed by this key: compact JWS. */
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>;
}

/** A new key, which never leaves this process. */
export async function createSessionKey(): Promise<SessionKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: false });
  return sessionKey(privateKey, await exportJWK(publicKey));
}

/** A key that was kept: a P-256 private key. */
export async function sessionKeyOf(kept: JWK): Promise<SessionKey> {
  return sessionKey((await importJWK(kept, 'ES256', { extractable: false })) as CryptoKey, kept);
}

async function sessionKey(privateKey: CryptoKey, { kty, crv, x, y }: JWK): Promise<SessionKey> {
  const jwk = { kty, crv, x, y } as JWK;
  return {
    thumbprint: await calculateJwkThumbprint(jwk, 'sha256'),
    proof: ({ method, url, accessToken, now }) => {
      const { origin, pathname } = new URL(url);
      const claims = {
        htm: method,
        htu: origin + pathname,
        ...(accessToken === null ? {} : { ath: createHash('sha256').update(accessToken).digest('base64url') }),
      };
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
        .setIssuedAt(Math.floor(now / 1000))
        .setJti(randomUUID())
        .sign(privateKey);
    },
    sign: (claims) =>
      new CompactSign(Buffer.from(JSON.stringify(claims))).setProtectedHeader({ alg: 'ES256' }).sign(privateKey),
  };
}
