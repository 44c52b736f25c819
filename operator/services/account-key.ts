/** Keys under which what an account says is kept: what they open is in backups of the database, they are not. */
import { hkdfSync, randomBytes } from 'node:crypto';
import type { KeyVault } from './ports/contents.ts';

/** A key of the account for one purpose: HKDF-SHA-256 (RFC 5869) of its secret in the vault. */
export async function accountKey(
  vault: KeyVault,
  accountId: string,
  purpose: 'account items' | 'drafts',
): Promise<Uint8Array> {
  const secret = await vault.secret(`account ${accountId}`, () => randomBytes(32));
  return new Uint8Array(hkdfSync('sha256', secret, '', `medimail ${purpose}`, 32));
}
