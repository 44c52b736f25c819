/** The sign-in assertion (RFC 7523): a JWT whose signature the card makes. */
import { createHash, randomUUID } from 'node:crypto';
import type { CardAssertionClaims } from '../../../contract/api/routes.ts';
import type { AssertionSigner } from '../core/operator-port.ts';

const LIFETIME_SECONDS = 120;

/** Signs an assertion that binds the card to the session's key; `now` is the operator's time, in milliseconds. */
export async function signAssertion(
  signer: AssertionSigner,
  facts: { readonly audience: string; readonly nonce: string; readonly thumbprint: string; readonly now: number },
): Promise<string> {
  const issuedAt = Math.floor(facts.now / 1000);
  const subject = createHash('sha256')
    .update(signer.chain[0] ?? new Uint8Array())
    .digest('hex');
  const header = {
    alg: signer.algorithm,
    typ: 'JWT',
    x5c: signer.chain.map((der) => Buffer.from(der).toString('base64')),
  };
  const claims: CardAssertionClaims & { iss: string; sub: string } = {
    iss: subject,
    sub: subject,
    aud: facts.audience,
    nonce: facts.nonce,
    iat: issuedAt,
    exp: issuedAt + LIFETIME_SECONDS,
    jti: randomUUID(),
    cnf: { jkt: facts.thumbprint },
  };
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${encode(header)}.${encode(claims)}`;
  const signature = await signer.sign(Buffer.from(signed));
  return `${signed}.${Buffer.from(signature).toString('base64url')}`;
}
