import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { warnOfExpiry } from '../../operator/services/expiry-warnings.ts';
import { type HoldTarget, liftHold, listHolds, placeHold } from '../../operator/services/holds.ts';
import type { KeyVault } from '../../operator/services/ports/contents.ts';
import { eraseExpired } from '../../operator/services/retention.ts';
import { openHoldStores } from '../../operator/store/open-stores.ts';
import { builtProcesses } from '../support/built-processes.ts';
import { type MailDesk, openMailDesk, person } from './support/mail-desk.ts';
import { tamper } from './support/raw-database.ts';
import { testPki } from './support/test-pki.ts';

const paul = person('paul.leroy');
const anne = person('anne.roux');
const order = {
  by: 'Mme Garnier, déléguée à la protection des données',
  osUser: 'medimail',
  reason: 'Réquisition 26/1187',
};

let desk: MailDesk;
beforeEach(async () => {
  desk = await openMailDesk();
});
afterEach(() => desk.close());

const parts = () => ({ ...desk.stores, clock: () => desk.now });
const place = (target: HoldTarget) => placeHold(parts(), target, order);
const lift = (target: HoldTarget) => liftHold(parts(), target, { ...order, reason: 'Classement sans suite' });
const erase = () => eraseExpired(desk.parts);
const hasContent = async (envelopeId: string) => {
  const envelope = await desk.stores.envelopes.find(envelopeId);
  if (!envelope) throw new Error('no envelope');
  const hasKey = await desk.stores.vault.has(envelope.contentId);
  expect(envelope.metadata !== null).toBe(hasKey);
  return hasKey;
};
const due = () => {
  desk.now = new Date('2027-02-23T10:00:01.000Z');
};

describe('a held envelope', () => {
  it('is neither warned of nor erased, others are, and it is erased by the run after the hold was lifted', async () => {
    const [held, other] = [await desk.publish('x'), await desk.publish('y')];
    await desk.notifier().handOver();
    await place({ envelopeId: held });
    desk.now = new Date('2027-02-20T10:00:00.000Z');
    expect(await warnOfExpiry(desk.parts)).toBe(1);
    due();
    expect(await erase()).toBe(1);
    expect([await hasContent(held), await hasContent(other)]).toEqual([true, false]);
    desk.now = new Date('2028-02-23T10:00:00.000Z');
    expect(await erase()).toBe(0);
    await lift({ envelopeId: held });
    expect(await erase()).toBe(1);
    expect(await hasContent(held)).toBe(false);
    expect((await desk.stores.envelopes.events(held)).at(-1)).toMatchObject({
      kind: 'expired',
      at: '2028-02-23T10:00:00.000Z',
    });
  });

  it('is warned of when the hold was lifted in time', async () => {
    const held = await desk.publish('x');
    await place({ envelopeId: held });
    desk.now = new Date('2027-02-20T10:00:00.000Z');
    expect(await warnOfExpiry(desk.parts)).toBe(0);
    await lift({ envelopeId: held });
    expect(await warnOfExpiry(desk.parts)).toBe(1);
  });

  it('is held by the hold on an account that sent or received it, also what came after the hold', async () => {
    const before = await desk.publish('x', [paul]);
    await place({ address: paul.address.toUpperCase() });
    const after = await desk.publish('y', [anne, paul]);
    const other = await desk.publish('z', [anne]);
    due();
    expect(await erase()).toBe(1);
    expect(await Promise.all([before, after, other].map(hasContent))).toEqual([true, true, false]);
    await place({ envelopeId: after });
    await lift({ address: paul.address });
    expect(await erase()).toBe(1);
    expect(await Promise.all([before, after].map(hasContent))).toEqual([false, true]);
  });

  it('does not keep a hundred others that are due from being erased', async () => {
    await place({ address: paul.address });
    for (let n = 0; n < 101; n += 1) await desk.publish(`${n}`, [paul]);
    const others: string[] = [];
    for (let n = 0; n < 101; n += 1) others.push(await desk.publish(`${n}`, [anne]));
    due();
    expect(await erase()).toBe(101);
    expect(await Promise.all(others.map(hasContent))).not.toContain(true);
  });
});

describe('a hold', () => {
  it('is recorded for ever with who, when and why, and so is its lifting', async () => {
    const id = await desk.publish('x');
    await place({ envelopeId: id });
    await place({ address: paul.address });
    const placedAt = desk.now;
    desk.now = new Date('2026-12-01T09:00:00.000Z');
    await lift({ envelopeId: id });
    const placed = { ...order, at: placedAt };
    const lifted = { ...order, reason: 'Classement sans suite', at: desk.now };
    expect(await listHolds(parts(), 'open')).toEqual([{ target: { address: paul.address }, placed, lifted: null }]);
    expect(await listHolds(parts(), 'all')).toEqual([
      { target: { envelopeId: id }, placed, lifted },
      { target: { address: paul.address }, placed, lifted: null },
    ]);
    await place({ envelopeId: id });
    expect(await listHolds(parts(), 'all')).toHaveLength(3);
  });

  it('is refused with the reason where it would hold nothing', async () => {
    const id = await desk.publish('x');
    await place({ envelopeId: id });
    await expect(place({ envelopeId: id })).rejects.toThrow('a hold on it already');
    await expect(place({ envelopeId: '00000000-0000-7000-8000-000000000000' })).rejects.toThrow('no such envelope');
    await expect(place({ address: 'nobody@demo.medimail.example' })).rejects.toThrow('no account');
    await expect(lift({ address: paul.address })).rejects.toThrow('no hold');
    await lift({ envelopeId: id });
    await expect(lift({ envelopeId: id })).rejects.toThrow('no hold');
    due();
    await erase();
    await expect(place({ envelopeId: id })).rejects.toThrow('erased');
    expect(await desk.stores.holds.list('open')).toEqual([]);
  });

  it('cannot be changed or taken away, by us either', async () => {
    const id = await desk.publish('x');
    await place({ envelopeId: id });
    await lift({ envelopeId: id });
    const dataFolder = join(desk.folder, 'data');
    for (const table of ['holds', 'hold_lifts']) {
      for (const statement of [`DELETE FROM ${table}`, `UPDATE ${table} SET reason = 'x'`]) {
        expect(() => tamper(dataFolder, (database) => database.exec(statement), 'with triggers')).toThrow(/final|stay/);
      }
    }
  });
});

describe('a hold that is placed while erasing runs', () => {
  /** Places a hold from another process's stores, between the claim and the destruction of the keys. */
  function racing(targets: () => readonly HoldTarget[], outcomes: unknown[]): KeyVault {
    const { vault } = desk.stores;
    return {
      ...vault,
      async destroy(contentIds) {
        const beside = await openHoldStores({ dataFolder: join(desk.folder, 'data') });
        for (const target of targets()) {
          const outcome = placeHold({ ...beside, clock: () => desk.now }, target, order).then(
            () => 'placed',
            (error: Error) => error.message,
          );
          outcomes.push(await outcome);
        }
        await beside.close();
        await vault.destroy(contentIds);
      },
    };
  }

  it('comes too late for what is being erased and says so, and keeps everything else', async () => {
    const first = await desk.publish('x', [paul]);
    const later = await desk.publish('y', [paul], { expiresAt: '2027-02-24T10:00:00.000Z' });
    due();
    const outcomes: unknown[] = [];
    const vault = racing(() => [{ envelopeId: first }, { envelopeId: later }], outcomes);
    expect(await eraseExpired({ ...desk.parts, vault })).toBe(1);
    expect(outcomes).toEqual(['its content is erased, or is being erased now', 'placed']);
    desk.now = new Date('2027-03-24T10:00:00.000Z');
    expect(await erase()).toBe(0);
    expect([await hasContent(first), await hasContent(later)]).toEqual([false, true]);
  });

  it('never leaves an envelope that is held and has no key, nor one half erased after a crash', async () => {
    const ids = await Promise.all([desk.publish('x', [paul]), desk.publish('y', [paul])]);
    due();
    const dying: KeyVault = { ...desk.stores.vault, destroy: () => Promise.reject(new Error('killed')) };
    await expect(eraseExpired({ ...desk.parts, vault: dying })).rejects.toThrow('killed');
    for (const envelopeId of ids) await expect(place({ envelopeId })).rejects.toThrow('being erased');
    // A hold on the account is for what is still there to be kept.
    await place({ address: paul.address });
    expect(await erase()).toBe(2);
    expect(await Promise.all(ids.map(hasContent))).toEqual([false, false]);
  });
});

describe('the commands', () => {
  const run = promisify(execFile);

  it('place, list and lift, record the user of the operating system, and refuse what is unclear', {
    timeout: 60_000,
  }, async () => {
    const id = await desk.publish('x');
    const folder = mkdtempSync(join(desk.folder, 'pki-'));
    const pki = await testPki(folder);
    const hold = (...words: string[]) =>
      run(process.execPath, [
        ...[builtProcesses.operator, '--data', join(desk.folder, 'data'), '--pki', pki.directory, 'hold'],
        ...words,
      ]).then(
        ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
        (error: { code: number; stdout: string; stderr: string }) => error,
      );
    expect((await hold('add', id, '--reason', 'Réquisition', '--by', 'Mme Garnier')).code).toBe(0);
    expect(JSON.parse((await hold('list')).stdout)).toMatchObject({
      target: { envelopeId: id },
      placed: { by: 'Mme Garnier', osUser: userInfo().username, reason: 'Réquisition' },
      lifted: null,
    });
    const twice = await hold('add', id, '--reason', 'Réquisition');
    expect([twice.code, twice.stderr]).toEqual([1, expect.stringContaining('a hold on it already')]);
    expect((await hold('add', id)).code).not.toBe(0);
    expect((await hold('add', '--reason', 'x')).code).toBe(2);
    expect((await hold('add', id, '--account', paul.address, '--reason', 'x')).code).toBe(2);
    expect((await hold('lift', id, '--reason', 'Terminé')).code).toBe(0);
    expect((await hold('list')).stdout).toBe('');
    expect(JSON.parse((await hold('list', '--all')).stdout)).toMatchObject({
      lifted: { by: userInfo().username, reason: 'Terminé' },
    });
    rmSync(folder, { recursive: true });
  });
});
