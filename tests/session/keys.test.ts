import { createPrivateKey, sign } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import type { CardUnlocker } from '../../main/session/core/vault-port.ts';
import { accountFolderName, createKeyVault } from '../../main/session/store/keys/account-keys.ts';
import {
  formatRecoveryCode,
  newRecoverySecret,
  parseRecoveryCode,
} from '../../main/session/store/keys/recovery-code.ts';
import type { CardFile } from '../support/pki/card-file.ts';
import { cast, fictitiousRpps } from '../support/pki/people.ts';
import { createPki, type Pki } from '../support/pki/pki.ts';

function unlockerOf(
  card: CardFile,
  share: () => Promise<Uint8Array> = () => Promise.reject(new AppError('operator.offline')),
): CardUnlocker {
  const key = createPrivateKey(card.authentication.privateKeyPem);
  return {
    keyType: card.keyType === 'rsa' ? 'rsa' : 'ec-p256',
    certificate: Buffer.from(card.authentication.certificate, 'base64'),
    signDeterministically: async (bytes) => sign('sha256', bytes, key),
    operatorShare: share,
  };
}

describe('the recovery code', () => {
  it('reads back however it is typed', () => {
    for (let i = 0; i < 200; i += 1) {
      const secret = newRecoverySecret();
      const code = formatRecoveryCode(secret);
      const typed = ` ${code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
      expect(Buffer.from(parseRecoveryCode(typed))).toEqual(Buffer.from(secret));
    }
  });

  it('finds a mistyped or swapped letter, and anything that is no code', () => {
    const code = formatRecoveryCode(Buffer.from('00112233445566778899aabbccddeeff', 'hex'));
    const other = (letter: string) => (letter === 'A' ? 'B' : 'A');
    for (let i = 0; i < code.length; i += 1) {
      if (code[i] === '-') continue;
      const wrong = code.slice(0, i) + other(code[i] ?? '') + code.slice(i + 1);
      expect(() => parseRecoveryCode(wrong)).toThrow('store.recovery-code-invalid');
    }
    for (const text of ['', 'U'.repeat(28), `${code}0`]) {
      expect(() => parseRecoveryCode(text)).toThrow('store.recovery-code-invalid');
    }
  });
});

describe('the data key', () => {
  let pki: Pki;
  let claire: CardFile;
  let replaced: CardFile;
  let isabelle: CardFile;
  let folder: string;
  beforeAll(async () => {
    pki = await createPki();
    claire = await pki.issueCard(cast['claire-martin']);
    replaced = await pki.issueCard({ ...cast['claire-martin'], seed: 'claire-martin-2', rpps: fictitiousRpps(1) });
    isabelle = await pki.issueCard(cast['isabelle-girard']);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'medimail-keys-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const vault = (deviceSecret: Uint8Array | null = Buffer.alloc(32, 1), account = 'a') =>
    createKeyVault({ folder, account, deviceSecret });

  it('opens again with the card that wrapped it, and shows its recovery code until it was seen', async () => {
    expect(await vault().exists()).toBe(false);
    const created = await vault().create(unlockerOf(claire));
    const again = await vault().unlock(unlockerOf(claire));
    expect(again.dataKey).toEqual(created.dataKey);
    expect(again.recoveryCode).not.toBeNull();
    expect(again.recoveryCode).not.toBe(created.recoveryCode);
    await vault().confirmRecoveryCodeSeen();
    expect((await vault().unlock(unlockerOf(claire))).recoveryCode).toBeNull();
  });

  it('opens with either password while one is being changed, then with the one that is kept, or as before', async () => {
    const noShare = () => Promise.reject(new AppError('operator.offline'));
    const stretched = (password: string) => vault().stretch(password, noShare);
    const { dataKey } = await vault().create(await stretched('Gentiane bleue 42'));
    const before = await stretched('Gentiane bleue 42');
    const after = await stretched('Edelweiss blanc 43');
    await expect(vault().addPassword(after, before)).rejects.toMatchObject({ code: 'store.key-changed' });
    const takeAway = await vault().addPassword(before, after);
    for (const password of [before, after]) expect((await vault().unlock(password)).dataKey).toEqual(dataKey);
    await takeAway();
    await expect(vault().unlock(after)).rejects.toMatchObject({ code: 'store.key-changed' });
    await vault().addPassword(before, after);
    await vault().keepOnly(after);
    await expect(vault().unlock(before)).rejects.toMatchObject({ code: 'store.key-changed' });
    expect((await vault().unlock(await stretched('Edelweiss blanc 43'))).dataKey).toEqual(dataKey);
  });

  it('does not open with another card, and opens with the recovery code, after which the new card suffices', async () => {
    const { dataKey, recoveryCode } = await vault().create(unlockerOf(claire));
    await expect(vault().unlock(unlockerOf(replaced))).rejects.toMatchObject({ code: 'store.key-changed' });
    const wrong = formatRecoveryCode(newRecoverySecret());
    await expect(vault().recover(wrong, unlockerOf(replaced))).rejects.toMatchObject({
      code: 'store.recovery-code-invalid',
    });
    const recovered = await vault().recover(recoveryCode ?? '', unlockerOf(replaced));
    expect(recovered.dataKey).toEqual(dataKey);
    expect((await vault().unlock(unlockerOf(replaced))).dataKey).toEqual(dataKey);
    await expect(vault().unlock(unlockerOf(claire))).rejects.toMatchObject({ code: 'store.key-changed' });
    // The code still opens after that.
    expect((await vault().recover(recoveryCode ?? '', unlockerOf(claire))).dataKey).toEqual(dataKey);
  });

  it('needs the device secret that it was wrapped with', async () => {
    await vault().create(unlockerOf(claire));
    for (const secret of [Buffer.alloc(32, 2), null]) {
      await expect(vault(secret).unlock(unlockerOf(claire))).rejects.toMatchObject({ code: 'store.wrong-key' });
    }
  });

  it('opens with the card alone where there is no device secret', async () => {
    const { dataKey } = await vault(null).create(unlockerOf(claire));
    expect((await vault(null).unlock(unlockerOf(claire))).dataKey).toEqual(dataKey);
  });

  it('of an elliptic-curve card needs the operator’s share, and survives a new card', async () => {
    const share = async () => Buffer.alloc(32, 9);
    const { dataKey } = await vault().create(unlockerOf(isabelle, share));
    expect((await vault().unlock(unlockerOf(isabelle, share))).dataKey).toEqual(dataKey);
    await expect(vault().unlock(unlockerOf(isabelle))).rejects.toMatchObject({ code: 'operator.offline' });
    const otherShare = async () => Buffer.alloc(32, 8);
    await expect(vault().unlock(unlockerOf(isabelle, otherShare))).rejects.toMatchObject({ code: 'store.wrong-key' });
  });

  it('is not made from a signature that does not verify', async () => {
    const lying: CardUnlocker = { ...unlockerOf(claire), signDeterministically: async () => Buffer.alloc(256, 3) };
    await expect(vault().create(lying)).rejects.toMatchObject({ code: 'card.unreadable' });
    expect(await vault().exists()).toBe(false);
  });

  it('cannot be moved into another account', async () => {
    await vault().create(unlockerOf(claire));
    await expect(vault(Buffer.alloc(32, 1), 'b').unlock(unlockerOf(claire))).rejects.toMatchObject({
      code: 'store.wrong-key',
    });
  });

  it('is in no file, and neither is who it belongs to', async () => {
    const name = accountFolderName(claire.nationalId);
    expect(name).toMatch(/^[0-9a-f]{64}$/);
    const { dataKey } = await vault().create(unlockerOf(claire));
    for (const file of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, file));
      expect(bytes.includes(Buffer.from(dataKey))).toBe(false);
      for (const text of [Buffer.from(dataKey).toString('base64'), 'MARTIN', claire.nationalId]) {
        expect(bytes.includes(text)).toBe(false);
      }
    }
  });

  it('from a newer version, or damaged, is named as that', async () => {
    await vault().create(unlockerOf(claire));
    const path = join(folder, 'keys.json');
    const content = JSON.parse(readFileSync(path, 'utf8')) as object;
    writeFileSync(path, JSON.stringify({ ...content, version: 2 }));
    await expect(vault().unlock(unlockerOf(claire))).rejects.toMatchObject({ code: 'store.from-the-future' });
    writeFileSync(path, '{"version":1,');
    await expect(vault().unlock(unlockerOf(claire))).rejects.toMatchObject({ code: 'store.corrupt' });
  });
});
