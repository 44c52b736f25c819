/**
 * A PKCS#11 module made of plain objects, for behaviour that no module here can show: pin-pad readers, cards that tell
 * their tries by flags alone, errors at will. It stands at the port; everything above it is real.
 */
import { constants, createPrivateKey, privateEncrypt } from 'node:crypto';
import type { Handle } from 'pkcs11js';
import type { ReaderWatch } from '../../native/pcsc/reader-watch.ts';
import { type Cryptoki, ck, type ModuleList } from '../../native/pkcs11/cryptoki.ts';
import type { CardFile } from '../support/pki/card-file.ts';

/** What the fake token is, and what it was asked. */
export interface FakeToken {
  flags: number;
  loggedIn: boolean;
  alwaysAuthenticate: boolean;
  /** Thrown, one after the other, by the call named. */
  readonly failures: Partial<Record<keyof Cryptoki, number[]>>;
  /** The PINs that C_Login received, with the user type. */
  readonly logins: { user: number; pin: string | undefined }[];
  /** Decides what a login answers; null accepts. */
  judge: (pin: string | undefined) => number | null;
  readonly calls: string[];
}

/** An error as `pkcs11js` throws it. */
export function cryptokiError(value: number): Error {
  return Object.assign(new Error('CKR_FAKE'), { name: 'Pkcs11Error', code: value });
}

/** A module with one token in the slot called `reader`. */
export function fakeModule(card: CardFile, reader: string): { token: FakeToken; modules: ModuleList } {
  const token: FakeToken = {
    flags: 0,
    loggedIn: false,
    alwaysAuthenticate: false,
    failures: {},
    logins: [],
    judge: () => null,
    calls: [],
  };
  const keys = [
    { ...card.authentication, id: 0x20 },
    { ...card.signature, id: 0x10 },
  ];
  let found: Handle[] = [];
  let signing: number | null = null;
  const handle = (value: number): Handle => Buffer.from([value]);
  const visible = (object: number) => object < 10 || token.loggedIn;
  const keyOf = (object: number) => {
    const key = keys[object % 10];
    if (!key) throw new Error('no such object');
    return key;
  };
  const answers = new Map<string, (...args: never[]) => unknown>([
    ['C_GetInfo', () => ({ libraryDescription: 'Fake'.padEnd(32), libraryVersion: { major: 1, minor: 2 } })],
    ['C_GetSlotList', () => [handle(1)]],
    ['C_GetSlotInfo', () => ({ slotDescription: reader.padEnd(64), flags: ck.slotFlagTokenPresent })],
    [
      'C_GetTokenInfo',
      () => ({
        label: 'FAKE'.padEnd(32),
        serialNumber: '0001'.padEnd(16),
        manufacturerID: 'Fake'.padEnd(32),
        flags: token.flags,
        minPinLen: 4,
        maxPinLen: 4,
      }),
    ],
    ['C_GetMechanismList', () => [ck.mechanism.rsaPkcs]],
    ['C_OpenSession', () => handle(9)],
    ['C_CloseSession', () => undefined],
    ['C_GetSessionInfo', () => ({ state: token.loggedIn ? 1 : 0 })],
    [
      'C_Login',
      (_session: Handle, user: number, pin?: string) => {
        token.logins.push({ user, pin });
        const refusal = token.judge(pin);
        if (refusal !== null) throw cryptokiError(refusal);
        token.loggedIn = true;
      },
    ],
    [
      'C_Logout',
      () => {
        token.loggedIn = false;
      },
    ],
    [
      'C_FindObjectsInit',
      (_session: Handle, template: { type: number; value: unknown }[]) => {
        const wanted = new Map(template.map(({ type, value }) => [type, value]));
        const base = wanted.get(ck.attribute.class) === ck.objectClass.certificate ? 0 : 10;
        const id = wanted.get(ck.attribute.id) as Buffer | undefined;
        found = keys.flatMap((key, index) => (!id || id[0] === key.id ? [handle(base + index)] : []));
        found = found.filter((object) => visible(object[0] ?? 0));
      },
    ],
    ['C_FindObjects', () => found.shift() ?? null],
    ['C_FindObjectsFinal', () => undefined],
    [
      'C_GetAttributeValue',
      (_session: Handle, object: Handle, [attribute]: { type: number }[]) => {
        const key = keyOf(object[0] ?? 0);
        const values: Record<number, Buffer> = {
          [ck.attribute.id]: Buffer.from([key.id]),
          [ck.attribute.value]: Buffer.from(key.certificate, 'base64'),
          [ck.attribute.alwaysAuthenticate]: Buffer.from([token.alwaysAuthenticate && key.id === 0x10 ? 1 : 0]),
        };
        return [{ type: attribute?.type, value: values[attribute?.type ?? -1] }];
      },
    ],
    [
      'C_SignInit',
      (_session: Handle, _mechanism: unknown, object: Handle) => {
        signing = object[0] ?? null;
      },
    ],
    [
      'C_Sign',
      (_session: Handle, input: Buffer) => {
        // The private operation over a padded DigestInfo is CKM_RSA_PKCS.
        const key = createPrivateKey(keyOf(signing ?? 0).privateKeyPem);
        return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, input);
      },
    ],
  ]);
  const cryptoki = new Proxy({} as Cryptoki, {
    get(_target, name) {
      const call = answers.get(String(name));
      return (...args: never[]) => {
        token.calls.push(String(name));
        const failure = token.failures[name as keyof Cryptoki]?.shift();
        if (failure !== undefined) throw cryptokiError(failure);
        return call?.(...args);
      };
    },
  });
  const module = { path: 'fake', cryptoki };
  return { token, modules: { all: () => [module], installed: () => [['fake', module]], isDemanded: false } };
}

/** PC/SC without readers: nothing to ask beside the module. */
export function emptyWatch(): ReaderWatch {
  return {
    service: true,
    readers: [],
    settled: Promise.resolve(),
    onChange: () => undefined,
    connect: () => Promise.resolve(null),
    hasSeen: () => false,
    whenCardGone: () => Promise.resolve(false),
    close: () => undefined,
  };
}
