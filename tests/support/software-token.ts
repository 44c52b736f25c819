/** A card without a reader: the keys of a test card behind the token host's interface, for tests that need no PC/SC. */
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import {
  type CardCertificate,
  type CardSnapshot,
  type PinStatus,
  type ReaderState,
  type TokenClient,
  type TokenInput,
  type TokenMethod,
  type TokenOutput,
  tokenMethods,
} from '../../native/protocol.ts';
import type { CardFile, CardKeyFile } from './pki/card-file.ts';

export const softwareReader = 'Software reader 00';

export interface SoftwareToken extends TokenClient {
  /** What the reader monitor would tell now. */
  readers(): ReaderState[];
  insert(card?: CardFile): void;
  remove(): void;
  /** Calls answered so far, by method. */
  readonly calls: Readonly<Record<string, number>>;
  triesLeft: number;
  /** Makes the card slow, in milliseconds for each signature. */
  signatureDelayMs: number;
  /** Called when a signature is asked for, before it is made; throwing makes the call fail so. */
  onSign: ((fingerprint: string) => void) | null;
}

/** `pinPerSignature` false: a signature key that asks for nothing once the card is logged in. */
export function createSoftwareToken(first: CardFile, options: { pinPerSignature?: boolean } = {}): SoftwareToken {
  const { pinPerSignature = true } = options;
  let card: CardFile | null = first;
  let generation = 1;
  let loggedIn = false;
  const calls: Record<string, number> = {};

  const present = (reader: string): CardFile => {
    if (reader !== softwareReader) throw new AppError('card.no-reader');
    if (!card) throw new AppError('card.no-card');
    return card;
  };
  const pinStatus = (): PinStatus => ({
    triesLeft: token.triesLeft,
    maxTries: 3,
    countLow: token.triesLeft < 3,
    finalTry: token.triesLeft === 1,
    blocked: token.triesLeft === 0,
    pinPad: false,
    minLength: 4,
    maxLength: 8,
  });
  const certificate = (key: CardKeyFile, purpose: 'authentication' | 'signature'): CardCertificate => {
    const der = new Uint8Array(Buffer.from(key.certificate, 'base64'));
    return {
      fingerprint: createHash('sha256').update(der).digest('hex'),
      der,
      purpose,
      keyType: createPrivateKey(key.privateKeyPem).asymmetricKeyType === 'rsa' ? 'rsa' : 'ec-p256',
      alwaysAuthenticate: purpose === 'signature' && pinPerSignature,
    };
  };
  const checkPin = (file: CardFile, pin: Uint8Array | null, finalTryConfirmed: boolean): void => {
    if (token.triesLeft === 0) throw new AppError('card.pin-blocked');
    if (token.triesLeft === 1 && !finalTryConfirmed) throw new AppError('card.final-try');
    if (pin === null) throw new AppError('card.pin-required');
    if (Buffer.from(pin).toString('latin1') === file.pin) {
      token.triesLeft = 3;
      loggedIn = true;
      return;
    }
    token.triesLeft -= 1;
    loggedIn = false;
    if (token.triesLeft === 0) throw new AppError('card.pin-blocked');
    throw new AppError('card.pin-incorrect', { triesLeft: token.triesLeft });
  };

  const methods: { readonly [M in TokenMethod]: (input: TokenInput<M>) => Promise<TokenOutput<M>> | TokenOutput<M> } = {
    readCard({ reader }): CardSnapshot {
      const file = present(reader);
      return {
        reader,
        generation,
        serial: file.guid.slice(-16),
        tokenLabel: file.nationalId,
        certificates: [certificate(file.authentication, 'authentication'), certificate(file.signature, 'signature')],
        pin: pinStatus(),
      };
    },
    pinStatus({ reader }) {
      present(reader);
      return pinStatus();
    },
    login({ reader, pin, finalTryConfirmed }) {
      checkPin(present(reader), pin, finalTryConfirmed);
      return pinStatus();
    },
    async sign({ reader, fingerprint, data, pin, finalTryConfirmed }) {
      const file = present(reader);
      const keys = [file.authentication, file.signature];
      const key = keys.find((one) => certificate(one, 'other' as 'signature').fingerprint === fingerprint);
      if (!key) throw new AppError('card.no-signing-certificate');
      if (key === file.signature && pinPerSignature) checkPin(file, pin, finalTryConfirmed);
      else if (!loggedIn) throw new AppError('card.pin-required');
      token.onSign?.(fingerprint);
      const inserted = generation;
      if (token.signatureDelayMs > 0) await new Promise((resolve) => setTimeout(resolve, token.signatureDelayMs));
      if (generation !== inserted) throw new AppError('card.removed');
      return { signature: new Uint8Array(sign('sha256', data, createPrivateKey(key.privateKeyPem))) };
    },
    logout() {
      loggedIn = false;
      return {};
    },
    describe: () => ({
      demanded: false,
      modules: [{ path: '/usr/lib/software-pkcs11.so', usable: true, description: 'software', version: '1.0' }],
    }),
  };

  const token: SoftwareToken = {
    calls,
    triesLeft: 3,
    signatureDelayMs: 0,
    onSign: null,
    readers: () => [{ name: softwareReader, card: card ? 'present' : 'absent', atr: card ? '3b00' : null, generation }],
    insert(next = first) {
      card = next;
      generation += 1;
      loggedIn = false;
    },
    remove() {
      card = null;
      generation += 1;
      loggedIn = false;
    },
    async call(method, input) {
      calls[method] = (calls[method] ?? 0) + 1;
      const parsed = tokenMethods[method].input.parse(input);
      const run = methods[method] as (input: unknown) => unknown;
      return (await run(parsed)) as TokenOutput<typeof method>;
    },
  };
  return token;
}
