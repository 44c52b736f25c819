/** A passkey in software: what a browser and its authenticator answer together (WebAuthn §5.8.1, §6.1). Every step can be done wrongly. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

export type KeyKind = 'ES256' | 'EdDSA' | 'RS256';

export interface Asked {
  readonly challenge: string;
  readonly rpId: string;
  readonly origin: string;
  /** Of a new key: whose it is among; of an answer: that of the key. */
  readonly userHandle: string;
}

/** What is answered otherwise than it should be. */
export interface Wrong {
  readonly clientData?: object;
  readonly rpId?: string;
  readonly flags?: number;
  readonly signCount?: number;
  readonly fields?: Readonly<Record<string, string>>;
  /** The last byte of what was signed is another one. */
  readonly forged?: boolean;
}

/** Fields as the page posts them. */
export type Posted = Readonly<Record<string, string>>;

const PRESENT_AND_VERIFIED = 0x05;
const WITH_CREDENTIAL = 0x40;
const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

export class Authenticator {
  readonly id = base64url(randomBytes(32));
  readonly #key: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #digest: 'sha256' | null;
  /** Null: it does not count. */
  counter: number | null;
  userHandle = '';

  constructor(kind: KeyKind = 'ES256', counter: number | null = 0) {
    const pair = newPair(kind);
    this.#key = pair.privateKey;
    this.#publicKey = pair.publicKey;
    this.#digest = kind === 'EdDSA' ? null : 'sha256';
    this.counter = counter;
  }

  make(asked: Asked, wrong: Wrong = {}): Posted {
    this.userHandle = asked.userHandle;
    const id = Buffer.from(this.id, 'base64url');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    // Behind it would come the key in COSE, which nobody reads.
    const credential = Buffer.concat([Buffer.alloc(16), length, id]);
    return {
      id: this.id,
      clientData: clientData('webauthn.create', asked, wrong),
      authenticatorData: base64url(
        Buffer.concat([this.#header(asked, wrong, PRESENT_AND_VERIFIED | WITH_CREDENTIAL), credential]),
      ),
      publicKey: base64url(this.#publicKey.export({ format: 'der', type: 'spki' })),
      ...wrong.fields,
    };
  }

  answer(asked: Asked, wrong: Wrong = {}): Posted {
    if (this.counter !== null) this.counter += 1;
    const data = clientData('webauthn.get', asked, wrong);
    const authenticatorData = this.#header(asked, wrong, PRESENT_AND_VERIFIED);
    const hash = createHash('sha256').update(Buffer.from(data, 'base64url')).digest();
    const signed = Buffer.concat([authenticatorData, hash]);
    if (wrong.forged) signed.writeUInt8((signed.readUInt8(signed.length - 1) + 1) % 256, signed.length - 1);
    return {
      id: this.id,
      clientData: data,
      authenticatorData: base64url(authenticatorData),
      signature: base64url(sign(this.#digest, signed, this.#key)),
      userHandle: this.userHandle,
      ...wrong.fields,
    };
  }

  #header(asked: Asked, wrong: Wrong, flags: number): Buffer {
    const header = Buffer.alloc(37);
    createHash('sha256')
      .update(wrong.rpId ?? asked.rpId)
      .digest()
      .copy(header);
    header.writeUInt8(wrong.flags ?? flags, 32);
    header.writeUInt32BE(wrong.signCount ?? this.counter ?? 0, 33);
    return header;
  }
}

function clientData(type: string, { challenge, origin }: Asked, wrong: Wrong): string {
  return base64url(Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false, ...wrong.clientData })));
}

function newPair(kind: KeyKind) {
  if (kind === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  if (kind === 'EdDSA') return generateKeyPairSync('ed25519');
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}
