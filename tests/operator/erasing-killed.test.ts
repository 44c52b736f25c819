import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlobStore } from '../../operator/services/ports/contents.ts';
import type { EnvelopeStore } from '../../operator/services/ports/envelopes.ts';
import { eraseExpired, type RetentionParts } from '../../operator/services/retention.ts';
import { openStores, type Stores } from '../../operator/store/open-stores.ts';
import { logEvents } from './support/log-events.ts';
import { type MailDesk, openMailDesk, person } from './support/mail-desk.ts';
import { spawnOperator } from './support/operator-process.ts';
import { tamper } from './support/raw-database.ts';
import { testPki } from './support/test-pki.ts';

const ENVELOPES = 80;
const paul = person('paul.leroy');

let desk: MailDesk;
beforeEach(async () => {
  desk = await openMailDesk();
});
afterEach(() => desk.close());

/** An envelope with a blob, as a large one has. */
async function publishWithBlob(): Promise<string> {
  const id = await desk.publish('x', [paul]);
  const contentId = (await desk.stores.envelopes.find(id))?.contentId ?? '';
  const shelf = join(desk.folder, 'data', 'blobs', contentId.slice(0, 2), contentId);
  mkdirSync(shelf, { recursive: true });
  writeFileSync(join(shelf, 'a.segment'), 'encrypted');
  return id;
}

async function leftOf(parts: Pick<RetentionParts, 'envelopes' | 'vault' | 'blobs'>, id: string) {
  const envelope = await parts.envelopes.find(id);
  if (!envelope) throw new Error('no envelope');
  const { contentId, metadata } = envelope;
  return {
    title: metadata !== null,
    key: await parts.vault.has(contentId),
    blobs: await parts.blobs.has(contentId),
    events: (await parts.envelopes.events(id)).filter((one) => one.kind === 'expired').length,
  };
}

/** How many mails of that kind were queued, sent ones among them, for each envelope of which there are any. */
function mailsOf(kind: 'expiry' | 'expiring'): number[] {
  const counts: number[] = [];
  tamper(
    join(desk.folder, 'data'),
    (database) => {
      const each = database.prepare('SELECT count(*) FROM mails WHERE kind = ? GROUP BY envelope_id').pluck();
      counts.push(...(each.all(kind) as number[]));
    },
    'with triggers',
  );
  return counts;
}

/** Lets all envelopes expire at an instant, kills the operator ever later until all are done; what was done each time. */
async function killAgainAndAgain(expiresAt: string, done: (stores: Stores) => Promise<number>): Promise<number[]> {
  await desk.stores.close();
  const dataFolder = join(desk.folder, 'data');
  tamper(
    dataFolder,
    (database) => database.prepare('UPDATE envelopes SET expires_at = ?').run(expiresAt),
    'with triggers',
  );
  const pki = await testPki(join(desk.folder, 'pki'));
  const settings = { dataFolder, pkiFolder: pki.directory, logFile: join(desk.folder, 'log') };
  const doneAfter: number[] = [];
  while (doneAfter.at(-1) !== ENVELOPES && doneAfter.length < 30) {
    const running = await spawnOperator(settings);
    await wait(50 + 300 * doneAfter.length);
    await running.kill('SIGKILL');
    const stores = await openStores({ dataFolder });
    doneAfter.push(await done(stores));
    await stores.close();
  }
  return doneAfter;
}

const nothing = { title: false, key: false, blobs: false, events: 1 };

describe('an operator that is killed while it erases', () => {
  it('erases the rest when it starts again: each once, with one event, one mail for each party, and no key or blob left', {
    timeout: 120_000,
  }, async () => {
    const ids: string[] = [];
    for (let n = 0; n < ENVELOPES; n += 1) ids.push(await publishWithBlob());
    const erasedAfter = await killAgainAndAgain('2026-01-01T00:00:00.000Z', async (stores) => {
      const expired = (await logEvents(stores.log)).filter((one) => one.kind === 'expired');
      // The event says that nothing is left; at no instant does it say so too early.
      const left = await Promise.all(expired.map((one) => leftOf(stores, one.envelopeId)));
      expect(left).toEqual(expired.map(() => nothing));
      return expired.length;
    });
    expect(erasedAfter.at(-1)).toBe(ENVELOPES);
    expect(mailsOf('expiry')).toEqual(ids.map(() => 2));
  });

  it('or while it warns tells everybody once', { timeout: 120_000 }, async () => {
    const ids: string[] = [];
    for (let n = 0; n < ENVELOPES; n += 1) ids.push(await desk.publish('x', [paul]));
    const soon = new Date(Date.now() + 3 * 86_400_000).toISOString();
    await killAgainAndAgain(soon, async () => mailsOf('expiring').length);
    expect(mailsOf('expiring')).toEqual(ids.map(() => 2));
  });

  it('between any two steps finishes with the next run, and says in the log that nothing is left only when nothing is', async () => {
    const blobs: BlobStore = desk.stores.blobs;
    const envelopes: EnvelopeStore = desk.stores.envelopes;
    const dying: Partial<RetentionParts>[] = [
      { vault: { ...desk.stores.vault, destroy: () => Promise.reject(new Error('killed')) } },
      { blobs: { ...blobs, removeAll: () => Promise.reject(new Error('killed')) } },
      {
        blobs: {
          ...blobs,
          async removeAll(contentId) {
            await blobs.removeAll(contentId);
            throw new Error('killed');
          },
        },
      },
      { envelopes: { ...envelopes, erase: () => Promise.reject(new Error('killed')) } },
      {
        envelopes: {
          ...envelopes,
          async erase(...step) {
            await envelopes.erase(...step);
            throw new Error('killed');
          },
        },
      },
    ];
    for (const changes of dying) {
      desk.now = new Date('2026-11-23T08:00:00.000Z');
      const id = await publishWithBlob();
      desk.now = new Date('2027-02-23T10:00:01.000Z');
      await expect(eraseExpired({ ...desk.parts, ...changes })).rejects.toThrow('killed');
      const left = await leftOf(desk.stores, id);
      if (left.events > 0) expect(left).toEqual(nothing);
      await eraseExpired(desk.parts);
      expect(await leftOf(desk.stores, id)).toEqual(nothing);
    }
  });
});

describe('a content that cannot be removed', () => {
  it('does not keep others from being erased, stops no round, is told in the end and erased once it can be', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) ids.push(await publishWithBlob());
    const [stuck = ''] = ids;
    for (let n = 0; n < 100; n += 1) ids.push(await desk.publish('x', [paul]));
    desk.now = new Date('2027-02-23T10:00:01.000Z');
    const stuckContent = (await desk.stores.envelopes.find(stuck))?.contentId;
    const blobs: BlobStore = {
      ...desk.stores.blobs,
      removeAll: (contentId) =>
        contentId === stuckContent
          ? Promise.reject(new Error('read-only disk'))
          : desk.stores.blobs.removeAll(contentId),
    };
    await expect(eraseExpired({ ...desk.parts, blobs })).rejects.toThrow('read-only disk');
    const left = await Promise.all(ids.slice(1).map((id) => leftOf(desk.stores, id)));
    expect(left).toEqual(ids.slice(1).map(() => nothing));
    expect(await leftOf(desk.stores, stuck)).toEqual({ title: true, key: false, blobs: true, events: 0 });
    expect(await eraseExpired(desk.parts)).toBe(1);
    expect(await leftOf(desk.stores, stuck)).toEqual(nothing);
  });
});
