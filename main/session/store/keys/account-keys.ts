/**
 * The account's data key: random, and stored only wrapped. A card with an RSA key unwraps by signing; a card whose
 * signatures are not deterministic (ECDSA) by a share that the operator releases; a password by Argon2id, together with
 * that share when it is short; the recovery code by itself.
 */
import { createHash, hkdfSync, randomBytes, verify, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../../../contract/errors.ts';
import { openBytes, sealBytes } from '../../../../envelope/cipher/box.ts';
import type { CardUnlocker, KeyVault, PasswordUnlocker, UnlockedKeys, Unlocker } from '../../core/vault-port.ts';
import { makePrivateFolder } from '../durable-file.ts';
import { type KeyFile, readKeyFile, type Wrap, writeKeyFile } from './key-file.ts';
import { type Argon2Cost, passwordCost, standsAlone, stretchPassword } from './password.ts';
import { formatRecoveryCode, newRecoverySecret, parseRecoveryCode } from './recovery-code.ts';

const KEY_BYTES = 32;
const SALT_BYTES = 32;
/** First bytes of what the card signs to unlock: no other protocol of ours signs anything that begins so. */
const UNLOCK_TAG = 'medimail-unlock-v1\0';

/** How a way of unlocking is called in the key file. */
const wrapKinds = { rsa: 'rsa-card', 'ec-p256': 'operator-share', password: 'password' } as const;

/** Name of the account's folder: it tells nobody who has a folder here, short of trying every national id. */
export function accountFolderName(nationalId: string): string {
  return createHash('sha256').update('medimail account\0').update(nationalId).digest('hex');
}

/**
 * Name of the folder of a mailbox that is opened by password and code. It is another than the card's of the same person:
 * what only a card opens must not become something that a password opens.
 */
export function codeFolderName(address: string): string {
  return createHash('sha256').update('medimail account by code\0').update(address).digest('hex');
}

/** One key for each store, so that no two ever share one. */
export function storeKey(
  dataKey: Uint8Array,
  store: 'cache' | 'journal' | 'archive' | 'blobs' | 'archive copies',
): Uint8Array {
  return derive(dataKey, Buffer.alloc(0), `medimail ${store} key v1`);
}

/** HKDF-SHA-256 to a key of 32 bytes. */
export function derive(secret: Uint8Array, salt: Uint8Array, info: string): Uint8Array {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, KEY_BYTES));
}

function wrapAad(wrap: Pick<Wrap, 'kind'>, account: string): Uint8Array {
  return Buffer.from(`medimail wrap v1\0${wrap.kind}\0${account}`);
}

/** Tells a card's key whatever its certificate. */
export function publicKeySha256(certificate: Uint8Array): string {
  const { publicKey } = new X509Certificate(certificate);
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** What a card gives towards a key of this account under this salt; an elliptic-curve card through the operator. */
export async function cardSecret(unlocker: CardUnlocker, account: string, salt: Uint8Array): Promise<Uint8Array> {
  if (unlocker.keyType === 'ec-p256') return unlocker.operatorShare();
  const message = Buffer.concat([Buffer.from(UNLOCK_TAG), Buffer.from(`${account}\0`), salt]);
  const signature = await unlocker.signDeterministically(message);
  // A card, a module or a thief in between that answers anything else must not become a key.
  const { publicKey } = new X509Certificate(unlocker.certificate);
  if (!verify('sha256', message, publicKey, signature)) throw new AppError('card.unreadable');
  return signature;
}

/** The vault of one account below `accountsFolder`. `deviceSecret` comes from the operating system's secret store. */
export function createKeyVault(options: {
  readonly folder: string;
  readonly account: string;
  readonly deviceSecret: Uint8Array | null;
}): KeyVault {
  const { folder, account, deviceSecret } = options;
  const path = join(folder, 'keys.json');

  /** What the way of unlocking gives, before the device secret is added. */
  async function ownSecret(unlocker: Unlocker, salt: Uint8Array): Promise<Uint8Array> {
    if (unlocker.keyType !== 'password') return cardSecret(unlocker, account, salt);
    return unlocker.needsOperator
      ? Buffer.concat([unlocker.stretched, await unlocker.operatorShare()])
      : unlocker.stretched;
  }

  async function wrappingKey(unlocker: Unlocker, salt: Uint8Array, withDeviceSecret: boolean): Promise<Uint8Array> {
    if (withDeviceSecret && deviceSecret === null) throw new AppError('store.wrong-key');
    const secret = Buffer.concat([
      await ownSecret(unlocker, salt),
      withDeviceSecret && deviceSecret !== null ? deviceSecret : Buffer.alloc(0),
    ]);
    const key = derive(secret, salt, `medimail wrap ${unlocker.keyType} v1`);
    secret.fill(0);
    return key;
  }

  async function wrapFor(unlocker: Unlocker, dataKey: Uint8Array): Promise<Wrap> {
    const kind = wrapKinds[unlocker.keyType];
    const salt = unlocker.keyType === 'password' ? unlocker.salt : randomBytes(SALT_BYTES);
    const withDeviceSecret = deviceSecret !== null;
    const key = await wrappingKey(unlocker, salt, withDeviceSecret);
    const box = Buffer.from(sealBytes(key, dataKey, wrapAad({ kind }, account))).toString('base64');
    const common = { salt: Buffer.from(salt).toString('base64'), withDeviceSecret, box };
    switch (unlocker.keyType) {
      case 'rsa':
        return { kind: 'rsa-card', publicKeySha256: publicKeySha256(unlocker.certificate), ...common };
      case 'ec-p256':
        return { kind: 'operator-share', ...common };
      case 'password':
        return { kind: 'password', cost: unlocker.cost, withOperatorShare: unlocker.needsOperator, ...common };
    }
  }

  function wrapForCode(secret: Uint8Array, dataKey: Uint8Array): Wrap {
    const salt = randomBytes(SALT_BYTES);
    const key = derive(secret, salt, 'medimail wrap recovery v1');
    const kind = 'recovery-code';
    return {
      kind,
      salt: salt.toString('base64'),
      box: Buffer.from(sealBytes(key, dataKey, wrapAad({ kind }, account))).toString('base64'),
    };
  }

  /** The wraps that are meant for this way of unlocking; two while a password is being changed. */
  function findWraps(file: KeyFile, unlocker: Unlocker): Extract<Wrap, { withDeviceSecret: boolean }>[] {
    const fingerprint = unlocker.keyType === 'rsa' ? publicKeySha256(unlocker.certificate) : null;
    return file.wraps.flatMap((wrap) => {
      if (wrap.kind === 'recovery-code' || wrap.kind !== wrapKinds[unlocker.keyType]) return [];
      return wrap.kind !== 'rsa-card' || wrap.publicKeySha256 === fingerprint ? [wrap] : [];
    });
  }

  /** The data key, and the wrap that gave it. */
  async function openFile(file: KeyFile, unlocker: Unlocker): Promise<{ dataKey: Uint8Array; wrap: Wrap }> {
    let failure = new AppError('store.key-changed');
    for (const wrap of findWraps(file, unlocker)) {
      const key = await wrappingKey(unlocker, Buffer.from(wrap.salt, 'base64'), wrap.withDeviceSecret);
      try {
        // A password that the operator takes and this file does not was changed elsewhere.
        const otherwise = wrap.kind === 'password' ? 'store.key-changed' : 'store.wrong-key';
        return { dataKey: openWrap(key, wrap, account, otherwise), wrap };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        failure = error as typeof failure;
      }
    }
    throw failure;
  }

  async function existingFile(): Promise<KeyFile> {
    const file = await readKeyFile(path);
    if (file === null) throw new AppError('store.corrupt');
    return file;
  }

  /** A code that was made but never seen (the program died first) is replaced: the data key is at hand. */
  async function withFreshCode(file: KeyFile, dataKey: Uint8Array): Promise<UnlockedKeys> {
    if (file.recoveryCodeSeen) return { dataKey, recoveryCode: null };
    const secret = newRecoverySecret();
    const wraps = [...file.wraps.filter(({ kind }) => kind !== 'recovery-code'), wrapForCode(secret, dataKey)];
    await writeKeyFile(path, { ...file, wraps });
    return { dataKey, recoveryCode: formatRecoveryCode(secret) };
  }

  return {
    exists: async () => (await readKeyFile(path)) !== null,

    async stretch(password, operatorShare) {
      const known = (await readKeyFile(path))?.wraps.find((wrap) => wrap.kind === 'password');
      const cost: Argon2Cost = known?.cost ?? passwordCost;
      const salt = known ? Buffer.from(known.salt, 'base64') : randomBytes(SALT_BYTES);
      const stretched = await stretchPassword(password, salt, cost);
      return { keyType: 'password', stretched, salt, cost, needsOperator: !standsAlone(password), operatorShare };
    },

    async create(unlocker) {
      await makePrivateFolder(folder);
      const dataKey = randomBytes(KEY_BYTES);
      const wrap = await wrapFor(unlocker, dataKey);
      return withFreshCode({ version: 1, wraps: [wrap], databases: {}, recoveryCodeSeen: false }, dataKey);
    },

    async unlock(unlocker) {
      const file = await existingFile();
      return withFreshCode(file, (await openFile(file, unlocker)).dataKey);
    },

    async addPassword(current: PasswordUnlocker, next: PasswordUnlocker) {
      const file = await existingFile();
      const { dataKey } = await openFile(file, current);
      const wrap = await wrapFor(next, dataKey);
      dataKey.fill(0);
      await writeKeyFile(path, { ...file, wraps: [wrap, ...file.wraps] });
      return async () => {
        const now = await existingFile();
        await writeKeyFile(path, { ...now, wraps: now.wraps.filter(({ box }) => box !== wrap.box) });
      };
    },

    async keepOnly(password: PasswordUnlocker) {
      const file = await existingFile();
      if (findWraps(file, password).length < 2) return;
      const { dataKey, wrap } = await openFile(file, password);
      dataKey.fill(0);
      const wraps = file.wraps.filter((other) => other === wrap || other.kind !== 'password');
      await writeKeyFile(path, { ...file, wraps });
    },

    async recover(code, unlocker) {
      const file = await existingFile();
      const wrap = file.wraps.find(({ kind }) => kind === 'recovery-code');
      if (!wrap) throw new AppError('store.recovery-code-invalid');
      const dataKey = openWithCode(code, wrap, account);
      await writeKeyFile(path, {
        ...file,
        wraps: [await wrapFor(unlocker, dataKey), wrap],
        recoveryCodeSeen: true,
      });
      return { dataKey, recoveryCode: null };
    },

    async confirmRecoveryCodeSeen() {
      const file = await existingFile();
      if (!file.recoveryCodeSeen) await writeKeyFile(path, { ...file, recoveryCodeSeen: true });
    },
  };
}

function openWrap(
  key: Uint8Array,
  wrap: Wrap,
  account: string,
  otherwise: 'store.wrong-key' | 'store.key-changed' | 'store.recovery-code-invalid',
): Uint8Array {
  try {
    return openBytes(key, Buffer.from(wrap.box, 'base64'), wrapAad(wrap, account));
  } catch (error) {
    throw new AppError(otherwise, error);
  }
}

/** The data key that a recovery code opens. `store.recovery-code-invalid`. */
export function openWithCode(code: string, wrap: Wrap, account: string): Uint8Array {
  const secret = parseRecoveryCode(code);
  const key = derive(secret, Buffer.from(wrap.salt, 'base64'), 'medimail wrap recovery v1');
  return openWrap(key, wrap, account, 'store.recovery-code-invalid');
}

/** Notes the salt of a database that was just made, and answers those known. */
export async function knownDatabaseSalts(folder: string): Promise<Readonly<Record<string, string>>> {
  return (await readKeyFile(join(folder, 'keys.json')))?.databases ?? {};
}

/** Keeps the salts of the databases that this key opens. */
export async function keepDatabaseSalts(folder: string, salts: Readonly<Record<string, string>>): Promise<void> {
  const path = join(folder, 'keys.json');
  const file = await readKeyFile(path);
  if (file === null) throw new AppError('store.corrupt');
  const same = Object.entries(salts).every(([name, salt]) => file.databases[name] === salt);
  if (!same) await writeKeyFile(path, { ...file, databases: { ...file.databases, ...salts } });
}
