/**
 * Private keys of the test PKI, made once per machine and kept under a name, because two RSA keys for each card cost
 * seconds. They are test keys: worth nothing, yet kept private so that no other user of the machine can swap them.
 */
import { createPrivateKey, generateKeyPair, randomBytes } from 'node:crypto';
import { chmodSync, linkSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/** Kinds of keys: RSA of 2048 bits, or P-256. */
export type KeyType = 'rsa' | 'ec';

/** Named private keys, made on first use. */
export interface KeyStore {
  /** PKCS#8 PEM of the key called `seed`; the same name and type always give the same key. */
  privateKeyPem(seed: string, type: KeyType): Promise<string>;
}

/** The folder shared by tests, tour and demo of this user (mode 0700). */
export function defaultKeyDirectory(): string {
  return join(tmpdir(), `medimail-test-keys-${userInfo().uid}`);
}

/** Opens the store in `directory`, which must belong to this user. */
export function openKeyStore(directory: string = defaultKeyDirectory()): KeyStore {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const owner = lstatSync(directory);
  if (!owner.isDirectory() || (process.getuid && owner.uid !== process.getuid())) {
    throw new Error(`${directory} is not a folder of this user; remove it`);
  }
  chmodSync(directory, 0o700);
  return {
    async privateKeyPem(seed, type) {
      const file = join(directory, `${seed.replaceAll(/[^a-z0-9-]/gi, '_')}.${type}.pem`);
      const kept = readKey(file, type);
      if (kept) return kept;
      const pem = await newKey(type);
      // Link, never overwrite: of two processes making the same key at once, the second takes the first one's.
      const draft = `${file}.${randomBytes(6).toString('hex')}`;
      writeFileSync(draft, pem, { mode: 0o600 });
      try {
        linkSync(draft, file);
        return pem;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        const other = readKey(file, type);
        if (!other) throw new Error(`${file} does not hold a key`);
        return other;
      } finally {
        rmSync(draft, { force: true });
      }
    },
  };
}

function readKey(file: string, type: KeyType): string | null {
  try {
    const pem = readFileSync(file, 'utf8');
    return createPrivateKey(pem).asymmetricKeyType === type ? pem : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function newKey(type: KeyType): Promise<string> {
  const pair =
    type === 'rsa'
      ? await generate('rsa', { modulusLength: 2048 })
      : await generate('ec', { namedCurve: 'prime256v1' });
  return pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
