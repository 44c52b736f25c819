/**
 * The file that holds an account's data key, wrapped once for each way of unlocking. Nothing in it tells who the
 * account is, and nothing opens it without a card, the password, or the recovery code.
 */
import { z } from 'zod';
import { AppError } from '../../../../contract/errors.ts';
import { Base64, Sha256Hex } from '../../../../contract/model/ids.ts';
import { readTextIfThere, writeFileDurably } from '../durable-file.ts';
import { Argon2Cost } from './password.ts';

/** The data key under the recovery code, which needs nothing of the workstation. */
export const RecoveryWrap = z.object({ kind: z.literal('recovery-code'), salt: Base64, box: Base64 });

const Wrap = z.discriminatedUnion('kind', [
  /** HKDF over a deterministic RSA signature by this very key, and the device secret when `withDeviceSecret`. */
  z.object({
    kind: z.literal('rsa-card'),
    /** SHA-256 of the certificate's public key: a renewed certificate on the same key still opens. */
    publicKeySha256: Sha256Hex,
    salt: Base64,
    withDeviceSecret: z.boolean(),
    box: Base64,
  }),
  /** HKDF over the share that the operator releases after card sign-in, and the device secret when there is one. */
  z.object({ kind: z.literal('operator-share'), salt: Base64, withDeviceSecret: z.boolean(), box: Base64 }),
  /**
   * HKDF over the password's Argon2id, the device secret when there is one, and the operator's share when the password is
   * too short to stand alone.
   */
  z.object({
    kind: z.literal('password'),
    salt: Base64,
    cost: Argon2Cost,
    withOperatorShare: z.boolean(),
    withDeviceSecret: z.boolean(),
    box: Base64,
  }),
  RecoveryWrap,
]);
export type Wrap = z.infer<typeof Wrap>;

const KeyFile = z.object({
  version: z.literal(1),
  wraps: z.array(Wrap).min(1),
  /** Salts of the databases made under this key: tells damage from a file that another key made. */
  databases: z.record(z.string(), z.string()),
  /** False until the screen that showed the recovery code has asked for something else. */
  recoveryCodeSeen: z.boolean(),
});
export type KeyFile = z.infer<typeof KeyFile>;

const Envelope = z.object({ version: z.number().int() });

/** The key file; null when the account is new here. `store.from-the-future`, `store.corrupt`. */
export async function readKeyFile(path: string): Promise<KeyFile | null> {
  const text = await readTextIfThere(path);
  if (text === null) return null;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new AppError('store.corrupt', error);
  }
  const version = Envelope.safeParse(content);
  if (version.success && version.data.version > 1) throw new AppError('store.from-the-future');
  const parsed = KeyFile.safeParse(content);
  if (!parsed.success) throw new AppError('store.corrupt', parsed.error);
  return parsed.data;
}

/** Replaces the key file in one step. */
export async function writeKeyFile(path: string, file: KeyFile): Promise<void> {
  await writeFileDurably(path, `${JSON.stringify(file, null, 2)}\n`);
}
