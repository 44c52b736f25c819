/**
 * The PIV applet (NIST SP 800-73-4) of the virtual card: commands in, responses out, no transport. What it answers was
 * settled against OpenSC; where a real card differs (a try counter answered as 6983 on the last wrong PIN), the
 * comment says so.
 */
import { constants, createPrivateKey, privateDecrypt, timingSafeEqual } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';
import type { CardFile, CardKeyFile } from '../pki/card-file.ts';

/** ATR whose historical bytes hold the PIV AID, so that OpenSC takes the card for PIV without guessing. */
export const pivAtr = Buffer.from('3B8B8131FE4580F9A0000003080000100042', 'hex');

/** ATR of a card that nobody here knows: T=1, no historical bytes; the last byte is the XOR of those before. */
export const foreignAtr = Buffer.from('3B800181', 'hex');

const pivAid = Buffer.from('A000000308000010000100', 'hex');
const discovery = Buffer.from('7E124F0BA0000003080000100001005F2F024000', 'hex');
const fascN = Buffer.from('D4E739DA739CED39CE739D836858210842108421384210C3F5', 'hex');

/** Instruction bytes that tests name. */
export const ins = {
  verify: 0x20,
  changeReference: 0x24,
  resetRetryCounter: 0x2c,
  generalAuthenticate: 0x87,
  select: 0xa4,
  getResponse: 0xc0,
  getData: 0xcb,
} as const;

/** Longest piece of an answer: its frame's length then fits one byte, which the fast transport needs. */
const maxChunk = 253;

const word = {
  ok: 0x9000,
  authenticationBlocked: 0x6983,
  securityNotSatisfied: 0x6982,
  conditionsNotSatisfied: 0x6985,
  wrongData: 0x6a80,
  notFound: 0x6a82,
  wrongParameters: 0x6a86,
  referenceNotFound: 0x6a88,
  instructionUnknown: 0x6d00,
  classUnknown: 0x6e00,
} as const;

/** What is remembered over power cycles. */
export interface CardMemory {
  pin: Buffer;
  puk: Buffer;
  pinTries: number;
  pukTries: number;
}

/** The applet of one card. */
export interface PivApplet {
  /** Answers one command APDU: data and status word. */
  transmit(command: Buffer): Buffer;
  /** Power off, on, or reset: forgets verification and anything half done. */
  reset(): void;
  readonly memory: CardMemory;
  /** Whether the PIN stands verified since the last reset. */
  readonly isVerified: boolean;
}

/** Makes the applet of a card. */
export function createPivApplet(card: CardFile): PivApplet {
  const objects = dataObjects(card);
  const keys = new Map([
    [0x9a, openKey(card.authentication)],
    [0x9c, openKey(card.signature)],
  ]);
  const memory: CardMemory = {
    pin: padded(card.pin),
    puk: padded(card.puk),
    pinTries: card.maxTries,
    pukTries: card.maxTries,
  };
  let verified = false;
  /** Whether a VERIFY came since the last signature: key 9C wants one each time. */
  let fresh = false;
  let chained: Buffer[] = [];
  let pending: Buffer = Buffer.alloc(0);

  const status = (sw: number, data: Buffer = Buffer.alloc(0)): Buffer =>
    Buffer.concat([data, Buffer.from([sw >> 8, sw & 0xff])]);

  /** First piece of an answer; GET RESPONSE fetches the rest. */
  function answer(data: Buffer, le: number): Buffer {
    const size = Math.min(le === 0 ? maxChunk : le, maxChunk, data.length);
    pending = data.subarray(size);
    if (pending.length === 0) return status(word.ok, data);
    return status(0x6100 | (pending.length > 255 ? 0 : pending.length), data.subarray(0, size));
  }

  const triesWord = (tries: number) => (tries === 0 ? word.authenticationBlocked : 0x63c0 | tries);

  function verify(p1: number, p2: number, data: Buffer): number {
    if (p2 !== 0x80) return word.referenceNotFound;
    if (p1 === 0xff) {
      verified = false;
      return word.ok;
    }
    if (data.length === 0) return verified ? word.ok : triesWord(memory.pinTries);
    if (data.length !== 8) return word.wrongData;
    if (memory.pinTries === 0) return word.authenticationBlocked;
    if (timingSafeEqual(data, memory.pin)) {
      memory.pinTries = card.maxTries;
      verified = fresh = true;
      return word.ok;
    }
    verified = fresh = false;
    memory.pinTries--;
    return triesWord(memory.pinTries);
  }

  function changeReference(p2: number, data: Buffer): number {
    if (data.length !== 16) return word.wrongData;
    if (p2 !== 0x80 && p2 !== 0x81) return word.referenceNotFound;
    const [secret, tries] = p2 === 0x80 ? (['pin', 'pinTries'] as const) : (['puk', 'pukTries'] as const);
    if (memory[tries] === 0) return word.authenticationBlocked;
    if (!timingSafeEqual(data.subarray(0, 8), memory[secret])) {
      memory[tries]--;
      return triesWord(memory[tries]);
    }
    memory[secret] = Buffer.from(data.subarray(8));
    memory[tries] = card.maxTries;
    return word.ok;
  }

  function resetRetryCounter(p2: number, data: Buffer): number {
    if (p2 !== 0x80) return word.referenceNotFound;
    if (data.length !== 16) return word.wrongData;
    if (memory.pukTries === 0) return word.authenticationBlocked;
    if (!timingSafeEqual(data.subarray(0, 8), memory.puk)) {
      memory.pukTries--;
      return triesWord(memory.pukTries);
    }
    memory.pin = Buffer.from(data.subarray(8));
    memory.pinTries = card.maxTries;
    memory.pukTries = card.maxTries;
    return word.ok;
  }

  function generalAuthenticate(algorithm: number, reference: number, data: Buffer, le: number): Buffer {
    const key = keys.get(reference);
    if (!key || key.algorithm !== algorithm) return status(word.wrongParameters);
    if (!verified || (reference === 0x9c && !fresh)) return status(word.securityNotSatisfied);
    const input = challengeOf(data);
    if (!input || input.length !== key.inputLength) return status(word.wrongData);
    fresh = false;
    return answer(tlv(0x7c, tlv(0x82, key.sign(input))), le);
  }

  function select(p1: number, data: Buffer, le: number): Buffer {
    if (p1 !== 0x04) return status(word.wrongParameters);
    const isPiv = data.length >= 5 && pivAid.subarray(0, data.length).equals(data);
    if (!isPiv) return status(word.notFound);
    const template = Buffer.concat([tlv(0x4f, pivAid.subarray(5)), tlv(0x79, tlv(0x4f, pivAid.subarray(0, 5)))]);
    return answer(tlv(0x61, template), le);
  }

  function getData(p1p2: number, data: Buffer, le: number): Buffer {
    if (p1p2 !== 0x3fff) return status(word.wrongParameters);
    if (data[0] !== 0x5c) return status(word.wrongData);
    const object = objects.get(data.subarray(2, 2 + (data[1] ?? 0)).toString('hex'));
    return object ? answer(object, le) : status(word.notFound);
  }

  return {
    memory,
    get isVerified() {
      return verified;
    },
    reset() {
      verified = fresh = false;
      chained = [];
      pending = Buffer.alloc(0);
    },
    transmit(command) {
      const [cla = 0, instruction = 0, p1 = 0, p2 = 0] = command;
      const { data: piece, le } = parseBody(command);
      if (cla & 0xe0) return status(word.classUnknown);
      if (instruction === ins.getResponse) {
        return pending.length > 0 ? answer(pending, le) : status(word.conditionsNotSatisfied);
      }
      pending = Buffer.alloc(0);
      chained.push(piece);
      if (cla & 0x10) return status(word.ok);
      const data = Buffer.concat(chained);
      chained = [];
      switch (instruction) {
        case ins.select:
          return select(p1, data, le);
        case ins.getData:
          return getData((p1 << 8) | p2, data, le);
        case ins.verify:
          return status(verify(p1, p2, data));
        case ins.changeReference:
          return status(changeReference(p2, data));
        case ins.resetRetryCounter:
          return status(resetRetryCounter(p2, data));
        case ins.generalAuthenticate:
          return generalAuthenticate(p1, p2, data, le);
        default:
          return status(word.instructionUnknown);
      }
    },
  };
}

/** PINs and PUKs are eight bytes, filled with FF. */
export function padded(secret: string): Buffer {
  return Buffer.concat([Buffer.from(secret, 'ascii'), Buffer.alloc(8, 0xff)]).subarray(0, 8);
}

/** Data and expected length of a short APDU (ISO 7816-3 cases 1 to 4). */
function parseBody(command: Buffer): { data: Buffer; le: number } {
  if (command.length <= 4) return { data: Buffer.alloc(0), le: 0 };
  if (command.length === 5) return { data: Buffer.alloc(0), le: command[4] ?? 0 };
  const lc = command[4] ?? 0;
  return { data: command.subarray(5, 5 + lc), le: command[5 + lc] ?? 0 };
}

function tlv(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const header =
    length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), value]);
}

/** Finds what is to be signed in `7C { 82 00, 81 L data }`. */
function challengeOf(template: Buffer): Buffer | null {
  const outer = readTlv(template, 0);
  if (outer?.tag !== 0x7c) return null;
  for (let at = 0; at < outer.value.length; ) {
    const inner = readTlv(outer.value, at);
    if (!inner) return null;
    if (inner.tag === 0x81) return inner.value;
    at = inner.end;
  }
  return null;
}

function readTlv(bytes: Buffer, at: number): { tag: number; value: Buffer; end: number } | null {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) return null;
  const lengthBytes = first & 0x80 ? first & 0x7f : 0;
  if (lengthBytes > 2 || at + 2 + lengthBytes > bytes.length) return null;
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(at + 2, lengthBytes);
  const start = at + 2 + lengthBytes;
  return start + length > bytes.length
    ? null
    : { tag, value: bytes.subarray(start, start + length), end: start + length };
}

interface CardKey {
  /** PIV algorithm reference. */
  readonly algorithm: number;
  readonly inputLength: number;
  sign(input: Buffer): Buffer;
}

function openKey(file: CardKeyFile): CardKey {
  const key = createPrivateKey(file.privateKeyPem);
  if (key.asymmetricKeyType === 'rsa') {
    return {
      algorithm: 0x07,
      inputLength: 256,
      // The host has padded already: the raw private operation is all that is left.
      sign: (block) => privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, block),
    };
  }
  const secret = Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url');
  return {
    algorithm: 0x11,
    inputLength: 32,
    sign: (digest) => Buffer.from(p256.sign(digest, secret, { prehash: false, lowS: false, format: 'der' })),
  };
}

function dataObjects(card: CardFile): Map<string, Buffer> {
  const wrap = (...parts: Buffer[]) => tlv(0x53, Buffer.concat(parts));
  const certificate = (key: CardKeyFile) =>
    wrap(tlv(0x70, Buffer.from(key.certificate, 'base64')), tlv(0x71, Buffer.from([0])), tlv(0xfe, Buffer.alloc(0)));
  return new Map([
    ['7e', discovery],
    [
      '5fc102',
      wrap(
        tlv(0x30, fascN),
        tlv(0x34, Buffer.from(card.guid, 'hex')),
        tlv(0x35, Buffer.from('20351231', 'ascii')),
        tlv(0x3e, Buffer.alloc(0)),
        tlv(0xfe, Buffer.alloc(0)),
      ),
    ],
    ['5fc105', certificate(card.authentication)],
    ['5fc10a', certificate(card.signature)],
  ]);
}
