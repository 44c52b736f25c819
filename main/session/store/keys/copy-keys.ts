/**
 * The key of a copy of the archive: random, and wrapped so that the workstation that made the copy opens it, another one
 * with the same card, or the recovery code of the one that made it. The device secret has no part in it: a copy is for
 * the day when the device is gone.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../../../contract/errors.ts';
import { Base64, Sha256Hex } from '../../../../contract/model/ids.ts';
import { openBytes, sealBytes } from '../../../../envelope/cipher/box.ts';
import type { CardUnlocker } from '../../core/vault-port.ts';
import { cardSecret, derive, openWithCode, publicKeySha256, storeKey } from './account-keys.ts';
import { RecoveryWrap, readKeyFile } from './key-file.ts';

const KEY_BYTES = 32;
const SALT_BYTES = 32;

/** How the key of one copy is wrapped. */
export const CopyWraps = z.object({
  /** Name of the account's folder on the workstation that made it, which its keys are bound to. */
  account: z.string().regex(/^[0-9a-f]{64}$/),
  /** Under a key that comes of the data key. */
  own: Base64,
  card: z
    .object({ keyType: z.enum(['rsa', 'ec-p256']), publicKeySha256: Sha256Hex, salt: Base64, box: Base64 })
    .nullable(),
  /** The data key under the recovery code; null where there is none. */
  recovery: RecoveryWrap.nullable(),
});
export type CopyWraps = z.infer<typeof CopyWraps>;

export interface CopyKeys {
  /** A new key and its wraps. */
  create(): Promise<{ readonly key: Uint8Array; readonly wraps: CopyWraps }>;
  /** `archive.code-needed` when neither workstation nor card opens it; `store.recovery-code-invalid`. */
  open(wraps: CopyWraps, code: string | null): Promise<Uint8Array>;
}

export function createCopyKeys(options: {
  /** The account's folder, by path and by name. */
  readonly folder: string;
  readonly account: string;
  /** Comes of the data key. */
  readonly copyKey: Uint8Array;
  /** The card that is signed in; null without one. */
  readonly card: CardUnlocker | null;
}): CopyKeys {
  const { account, copyKey, card } = options;

  async function cardKey(unlocker: CardUnlocker, owner: string, salt: Uint8Array): Promise<Uint8Array> {
    const secret = await cardSecret(unlocker, owner, salt);
    return derive(secret, salt, `medimail copy ${unlocker.keyType} v1`);
  }

  async function wrapForCard(key: Uint8Array): Promise<CopyWraps['card']> {
    if (card === null) return null;
    const salt = randomBytes(SALT_BYTES);
    const box = seal(await cardKey(card, account, salt), key, 'card', account);
    return {
      keyType: card.keyType,
      publicKeySha256: publicKeySha256(card.certificate),
      salt: salt.toString('base64'),
      box,
    };
  }

  async function openByCard({ account: owner, card: wrap }: CopyWraps): Promise<Uint8Array | null> {
    if (wrap === null || card === null || wrap.keyType !== card.keyType) return null;
    // An elliptic-curve card gives nothing of its own: the operator's share is the account's, whatever the card.
    if (card.keyType === 'rsa' && wrap.publicKeySha256 !== publicKeySha256(card.certificate)) return null;
    return open(await cardKey(card, owner, Buffer.from(wrap.salt, 'base64')), wrap.box, 'card', owner);
  }

  return {
    async create() {
      const key = randomBytes(KEY_BYTES);
      const file = await readKeyFile(join(options.folder, 'keys.json'));
      const recovery = RecoveryWrap.safeParse(file?.wraps.find(({ kind }) => kind === 'recovery-code'));
      const wraps: CopyWraps = {
        account,
        own: seal(copyKey, key, 'own', account),
        card: await wrapForCard(key),
        recovery: recovery.success ? recovery.data : null,
      };
      return { key, wraps };
    },

    async open(wraps, code) {
      const found = open(copyKey, wraps.own, 'own', wraps.account);
      if (found !== null) return found;
      const byCard = code === null ? await openByCard(wraps).catch(nullIfExpected) : null;
      if (byCard !== null) return byCard;
      if (code === null) throw new AppError('archive.code-needed');
      if (wraps.recovery === null) throw new AppError('store.recovery-code-invalid');
      const dataKey = openWithCode(code, wraps.recovery, wraps.account);
      const key = open(storeKey(dataKey, 'archive copies'), wraps.own, 'own', wraps.account);
      dataKey.fill(0);
      if (key === null) throw new AppError('archive.copy-unreadable');
      return key;
    },
  };
}

/** A card or an operator that gives nothing now: there is the code. */
function nullIfExpected(error: unknown): null {
  if (error instanceof AppError) return null;
  throw error;
}

const aad = (kind: string, account: string) => Buffer.from(`medimail archive copy v1\0${kind}\0${account}`);

function seal(by: Uint8Array, key: Uint8Array, kind: 'own' | 'card', account: string): string {
  return Buffer.from(sealBytes(by, key, aad(kind, account))).toString('base64');
}

/** Null when this key is not the one. */
function open(by: Uint8Array, box: string, kind: 'own' | 'card', account: string): Uint8Array | null {
  try {
    return openBytes(by, Buffer.from(box, 'base64'), aad(kind, account));
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
