/** A workstation as the operator sees one: session key, card, requests over TLS. Every step can be done wrongly. */
import { createHash, createPrivateKey, randomUUID, sign } from 'node:crypto';
import {
  CompactSign,
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  type JWK,
  SignJWT,
} from 'jose';
import { Agent, type Dispatcher, request } from 'undici';
import { MAILBOX_HEADER } from '../../../contract/api/route.ts';
import type { Tokens } from '../../../contract/api/routes.ts';
import type { WireError } from '../../../contract/errors.ts';
import type { CmsSigner } from '../../../envelope/cms/sign.ts';
import type { CardFile } from '../../support/pki/card-file.ts';

export interface SessionKey {
  readonly privateKey: CryptoKey;
  readonly publicKey: JWK;
  readonly jkt: string;
}

/** An answer, read to its end. */
export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  readonly json: T;
  /** What went wrong; throws when nothing did. */
  readonly error: WireError;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly bytes?: Uint8Array | AsyncIterable<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
  /** Claims and header of the proof that replace the right ones; null sends none. */
  readonly proof?: { readonly claims?: object; readonly header?: object; readonly key?: SessionKey } | string | null;
}

export interface SignInOptions {
  readonly claims?: object;
  readonly header?: object;
  /** Signs the assertion in the card's place. */
  readonly signingKeyPem?: string;
  readonly nonce?: string;
  readonly proofKey?: SessionKey;
}

export async function newSessionKey(): Promise<SessionKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  return { privateKey, publicKey: jwk, jkt: await calculateJwkThumbprint(jwk) };
}

/** A workstation at an operator; `offsetMs` is how far its clock is off. */
export class Workstation {
  readonly url: string;
  readonly card: CardFile;
  readonly #agent: Agent;
  key: SessionKey;
  tokens: Tokens | null = null;
  offsetMs = 0;
  /** On whose mailbox its requests act; null: on its own. */
  mailboxId: string | null = null;

  /** `from` is the address on loopback that it comes from: another one is another network. */
  constructor(url: string, ca: string, card: CardFile, key: SessionKey, from = '127.0.0.1') {
    this.url = url;
    this.card = card;
    this.key = key;
    this.#agent = new Agent({ connect: { ca }, localAddress: from, keepAliveTimeout: 1000 });
  }

  static async create(url: string, ca: string, card: CardFile, from?: string): Promise<Workstation> {
    return new Workstation(url, ca, card, await newSessionKey(), from);
  }

  nowSeconds(): number {
    return Math.floor((Date.now() + this.offsetMs) / 1000);
  }

  async proof(method: string, path: string, token: string | null, replaced: CallOptions['proof']): Promise<string> {
    if (typeof replaced === 'string') return replaced;
    const key = replaced?.key ?? this.key;
    const ath = token === null ? {} : { ath: createHash('sha256').update(token).digest('base64url') };
    const htu = this.url + (path.split('?', 1)[0] ?? '');
    return new SignJWT({ htm: method, htu, iat: this.nowSeconds(), jti: randomUUID(), ...ath, ...replaced?.claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: key.publicKey, ...replaced?.header })
      .sign(key.privateKey);
  }

  async call<T>(method: Dispatcher.HttpMethod, path: string, options: CallOptions = {}): Promise<Answer<T>> {
    const token = options.token ?? this.tokens?.accessToken ?? null;
    const headers: Record<string, string> = { ...options.headers };
    if (options.proof !== null) headers['dpop'] = await this.proof(method, path, token, options.proof);
    if (token !== null) headers['authorization'] = `DPoP ${token}`;
    if (this.mailboxId !== null && token !== null) headers[MAILBOX_HEADER] ??= this.mailboxId;
    if (options.body !== undefined) headers['content-type'] = 'application/json';
    if (options.bytes !== undefined) headers['content-type'] ??= 'application/octet-stream';
    const response = await request(this.url + path, {
      method,
      headers,
      dispatcher: this.#agent,
      body: (options.bytes as Buffer | undefined) ?? (options.body === undefined ? null : JSON.stringify(options.body)),
    });
    const bytes = Buffer.from(await response.body.arrayBuffer());
    return {
      status: response.statusCode,
      headers: response.headers,
      bytes,
      get json() {
        return JSON.parse(bytes.toString('utf8')) as T;
      },
      get error() {
        if (response.statusCode < 400) throw new Error(`no error: ${response.statusCode} ${bytes.toString('utf8')}`);
        return (JSON.parse(bytes.toString('utf8')) as { error: WireError }).error;
      },
    };
  }

  async assertion(options: SignInOptions = {}): Promise<string> {
    const pem = options.signingKeyPem ?? this.card.authentication.privateKeyPem;
    const key = createPrivateKey(pem);
    const challenge = await this.call<{ nonce: string; audience: string }>('POST', '/v1/auth/challenge', {
      body: {},
      proof: null,
    });
    const { nonce, audience } = challenge.json;
    const iat = this.nowSeconds();
    const claims = {
      aud: audience,
      nonce: options.nonce ?? nonce,
      iat,
      exp: iat + 120,
      jti: randomUUID(),
      cnf: { jkt: this.key.jkt },
      ...options.claims,
    };
    const isRsa = key.asymmetricKeyType === 'rsa';
    const certificates = [this.card.authentication.certificate, ...this.card.chain];
    return new CompactSign(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({ alg: isRsa ? 'RS256' : 'ES256', x5c: certificates, ...options.header })
      .sign(key);
  }

  /** Signs in and keeps the tokens when it succeeds. */
  async signIn(options: SignInOptions = {}): Promise<Answer<Tokens>> {
    this.tokens = null;
    const assertion = await this.assertion(options);
    return this.trade(assertion, options.proofKey);
  }

  async trade(assertion: string, proofKey = this.key): Promise<Answer<Tokens>> {
    const answer = await this.call<Tokens>('POST', '/v1/auth/card', { body: { assertion }, proof: { key: proofKey } });
    if (answer.status === 200) this.tokens = answer.json;
    return answer;
  }

  /** Trades the refresh token, at whatever time it is for the operator now. */
  async refresh(offsetMs = this.offsetMs): Promise<void> {
    this.offsetMs = offsetMs;
    const body = { refreshToken: this.tokens?.refreshToken };
    this.tokens = null;
    const answer = await this.call<Tokens>('POST', '/v1/auth/refresh', { body });
    if (answer.status !== 200) throw new Error(`not refreshed: ${answer.error.code}`);
    this.tokens = answer.json;
  }

  get address(): string {
    if (!this.tokens) throw new Error('not signed in');
    return this.tokens.account.address;
  }

  /** The statement that a person displayed an envelope. */
  openingStatement(claims: object, key = this.key): Promise<string> {
    return new CompactSign(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'ES256' })
      .sign(key.privateKey);
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

/** The signature key of a card, in software. */
export function cardSigner(card: CardFile): CmsSigner {
  const key = createPrivateKey(card.signature.privateKeyPem);
  const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
  return {
    certificate: bytes(card.signature.certificate),
    chain: card.chain.map(bytes),
    scheme: card.keyType === 'rsa' ? 'rsa-pkcs1-sha256' : 'ecdsa-sha256',
    sign: async (toBeSigned) => sign('sha256', toBeSigned, key),
  };
}
