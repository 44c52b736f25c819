import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CardUnlocker } from '../../main/session/core/vault-port.ts';
import { createKeyVault, storeKey } from '../../main/session/store/keys/account-keys.ts';
import { type CopyKeys, createCopyKeys } from '../../main/session/store/keys/copy-keys.ts';

const account = createHash('sha256').update('somebody').digest('hex');

describe('the key of a copy of the archive', () => {
  const folder = mkdtempSync(join(tmpdir(), 'medimail-copy-'));
  let code = '';
  let here: CopyKeys;
  const elsewhere = (card: CardUnlocker | null = null) =>
    createCopyKeys({ folder: join(folder, 'none'), account, copyKey: randomBytes(32), card });

  beforeAll(async () => {
    const share = randomBytes(32);
    const unlocker: CardUnlocker = {
      keyType: 'ec-p256',
      certificate: new Uint8Array(),
      signDeterministically: () => Promise.reject(new Error('not this kind of card')),
      operatorShare: async () => share,
    };
    const vault = createKeyVault({ folder, account, deviceSecret: randomBytes(32) });
    const { dataKey, recoveryCode } = await vault.create(unlocker);
    code = recoveryCode ?? '';
    here = createCopyKeys({ folder, account, copyKey: storeKey(dataKey, 'archive copies'), card: null });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is opened by the workstation that made it, and elsewhere by the recovery code of that workstation', async () => {
    const { key, wraps } = await here.create();
    expect(Buffer.from(await here.open(wraps, null)).equals(key)).toBe(true);
    await expect(elsewhere().open(wraps, null)).rejects.toMatchObject({ code: 'archive.code-needed' });
    expect(Buffer.from(await elsewhere().open(wraps, code)).equals(key)).toBe(true);
    const wrong = code.replace(/^./, (letter) => (letter === 'K' ? 'M' : 'K'));
    await expect(elsewhere().open(wraps, wrong)).rejects.toMatchObject({ code: 'store.recovery-code-invalid' });
  });

  it('is another for each copy, and bound to the account', async () => {
    const [one, other] = [await here.create(), await here.create()];
    expect(Buffer.from(one.key).equals(other.key)).toBe(false);
    const moved = { ...one.wraps, account: createHash('sha256').update('another').digest('hex') };
    await expect(here.open(moved, code)).rejects.toMatchObject({ code: 'store.recovery-code-invalid' });
  });
});
