/**
 * The key by which the operator knows this workstation when a mailbox is opened by password and code: without it every
 * sign-in would look like a new device, and its owner would soon stop reading the mails that warn of one. Kept beside
 * the mailbox, sealed by the device secret, so that a copied folder is another device. It opens nothing by itself.
 */
import { generateKeyPairSync, hkdfSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { openBytes, sealBytes } from '../../../../envelope/cipher/box.ts';
import { writeFileDurably } from '../durable-file.ts';

const SECRET_BYTES = 32;

/** A P-256 key pair (RFC 7517), as it is kept. */
const DeviceKey = z
  .object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string(), d: z.string() })
  .strict();
export type DeviceKey = z.infer<typeof DeviceKey>;

export interface DeviceKeys {
  /** The key that is kept, or a new one; the same one each time while this process lives. */
  of(account: string): Promise<DeviceKey>;
  /** Keeps the key: the mailbox was opened. Nothing happens where the system has no secret store to seal it by. */
  keep(account: string): Promise<void>;
}

/** The keys of the accounts below `accountsFolder`, each in the folder of that name. */
export function createDeviceKeys(options: {
  readonly accountsFolder: string;
  readonly deviceSecret: Uint8Array | null;
}): DeviceKeys {
  const { accountsFolder, deviceSecret } = options;
  const inUse = new Map<string, { readonly key: DeviceKey; kept: boolean }>();
  const pathOf = (account: string) => join(accountsFolder, account, 'device.key');
  const aadOf = (account: string) => Buffer.from(`medimail device key v1\0${account}`);
  const sealingKey = (secret: Uint8Array) =>
    Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), 'medimail device key v1', SECRET_BYTES));

  async function read(account: string): Promise<DeviceKey | null> {
    if (deviceSecret === null) return null;
    try {
      const box = await readFile(pathOf(account));
      const text = Buffer.from(openBytes(sealingKey(deviceSecret), box, aadOf(account))).toString();
      return DeviceKey.parse(JSON.parse(text));
    } catch {
      // None yet, another workstation's, or damaged: this one is then a new device, as the owner will be told.
      return null;
    }
  }

  return {
    async of(account) {
      const known = inUse.get(account);
      if (known) return known.key;
      const kept = await read(account);
      const key = kept ?? newKey();
      inUse.set(account, { key, kept: kept !== null });
      return key;
    },
    async keep(account) {
      const used = inUse.get(account);
      if (!used || used.kept || deviceSecret === null) return;
      const text = Buffer.from(JSON.stringify(used.key));
      await writeFileDurably(pathOf(account), sealBytes(sealingKey(deviceSecret), text, aadOf(account)));
      used.kept = true;
    },
  };
}

function newKey(): DeviceKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return DeviceKey.parse(privateKey.export({ format: 'jwk' }));
}
