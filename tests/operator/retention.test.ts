import { copyFileSync, cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncPage } from '../../contract/api/routes.ts';
import type { EnvelopeEvent } from '../../contract/model/event.ts';
import { contentExpiry } from '../../contract/model/limits.ts';
import { readContent } from '../../operator/services/contents.ts';
import { eraseExpired, sweepLeftovers } from '../../operator/services/retention.ts';
import { createSignals } from '../../operator/services/signals.ts';
import { openStores, type Stores } from '../../operator/store/open-stores.ts';
import { attachment, deposit, type Letter, MARKER, writeLetter } from './support/letter.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Workstation } from './support/workstation.ts';

let operator: TestOperator;
let claire: Workstation;
let small: Letter;
let large: Letter;
const to = ['paul.leroy@demo.medimail.example'];

beforeAll(async () => {
  operator = await startTestOperator();
  claire = await operator.signedIn('claire-martin');
  small = await writeLetter(claire, { to });
  large = await writeLetter(claire, { to, attachments: [attachment('a.bin', 300_000)] });
  for (const letter of [small, large]) {
    const receipt = await deposit(claire, letter);
    if (receipt.status !== 200) throw new Error(receipt.error.code);
  }
});
afterAll(() => operator.close());

const retention = (stores: Stores, at: Date) => ({
  ...stores,
  signals: createSignals(),
  clock: () => at,
  operatorName: 'Essai',
});

async function contentOf(stores: Stores, letter: Letter): Promise<Buffer> {
  const envelope = await stores.envelopes.find(letter.manifest.envelopeId);
  const key = envelope && (await stores.vault.find(envelope.contentId));
  if (!envelope || !key) throw new Error('no key');
  const segments = await stores.uploads.segments(envelope.contentId);
  const pieces: Uint8Array[] = [];
  const content = { contentId: envelope.contentId, key, segments };
  for await (const piece of readContent(stores.blobs, content, 0, envelope.sizeBytes)) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('after three months', () => {
  it('content is gone for ever, from backups of the database too, and the events stay', async () => {
    const backup = join(operator.folder, 'backup');
    const key = join(operator.folder, 'master.key');
    await operator.stop();
    cpSync(operator.dataFolder, backup, { recursive: true });
    copyFileSync(join(operator.dataFolder, 'master.key'), key);

    const stores = await openStores({ dataFolder: operator.dataFolder });
    expect((await contentOf(stores, small)).toString()).toContain(MARKER);
    expect((await contentOf(stores, large)).equals(large.bytes)).toBe(true);
    const sealedAt = new Date((await stores.envelopes.find(large.manifest.envelopeId))?.sealedAt ?? '');
    const due = new Date(contentExpiry(sealedAt).getTime() + 1000);
    expect(await eraseExpired(retention(stores, new Date(due.getTime() - 86_400_000)))).toBe(0);
    expect(await eraseExpired(retention(stores, due))).toBe(2);
    expect(await eraseExpired(retention(stores, due))).toBe(0);
    await expect(contentOf(stores, small)).rejects.toThrow('no key');
    const kinds = (await stores.envelopes.events(small.manifest.envelopeId)).map((event) => event.kind);
    expect(kinds).toEqual(['deposited', 'sealed', 'notified', 'expired']);
    await stores.close();
    const blobs = join(operator.dataFolder, 'blobs');
    expect(readdirSync(blobs).flatMap((shelf) => readdirSync(join(blobs, shelf)))).toEqual([]);

    // An older general backup comes back: database and blobs, with the master key. The keys are not part of it.
    for (const name of ['operator.db', 'operator.db-wal', 'blobs']) {
      const from = join(backup, name);
      rmSync(join(operator.dataFolder, name), { recursive: true, force: true });
      if (existsSync(from)) cpSync(from, join(operator.dataFolder, name), { recursive: true });
    }
    const restored = await openStores({ dataFolder: operator.dataFolder });
    expect(await restored.envelopes.find(small.manifest.envelopeId)).not.toBeNull();
    await expect(contentOf(restored, small)).rejects.toThrow('no key');
    await expect(contentOf(restored, large)).rejects.toThrow('no key');
    await restored.close();
    await operator.restart();
  });

  it('readers are told that it has expired, and the record says so without title', async () => {
    const paul = await operator.signedIn('paul-leroy');
    const path = `/v1/envelopes/${large.manifest.envelopeId}`;
    const answer = await paul.call('GET', `${path}/message`);
    expect([answer.status, answer.error.code]).toEqual([410, 'envelope.expired']);
    expect((await paul.call('GET', `${path}/evidence`)).error.code).toBe('envelope.expired');
    const { changes } = (await paul.call<SyncPage>('GET', '/v1/sync')).json;
    const record = changes.find(
      (change) => change.type === 'envelope' && change.record.id === large.manifest.envelopeId,
    );
    expect(record).toMatchObject({ record: { content: null } });
    const events = await paul.call<{ events: EnvelopeEvent[] }>('GET', `${path}/events`);
    expect(events.json.events.length).toBeGreaterThan(2);
  });
});

describe('what a crash or a giving up left behind', () => {
  it('is swept away, and what is in use is not', async () => {
    const kept = await writeLetter(claire, { to, attachments: [attachment('k.bin', 200_000)] });
    claire = await operator.signedIn('claire-martin');
    expect((await deposit(claire, kept)).status).toBe(200);
    const { stores } = operator;
    const orphan = '00000000-0000-7000-8000-000000000000';
    await stores.vault.create(orphan, new Date());
    await stores.blobs.write(
      orphan,
      'x',
      (async function* () {
        yield Buffer.from('left');
      })(),
    );
    const abandoned = await writeLetter(claire, { to, attachments: [attachment('b.bin', 200_000)] });
    await claire.call('POST', '/v1/uploads', { body: abandoned.manifest });
    const inEightDays = new Date(Date.now() + 8 * 86_400_000);
    await sweepLeftovers(retention(stores, inEightDays));
    expect(await stores.vault.find(orphan)).toBeNull();
    expect((await claire.call('GET', `/v1/uploads/${abandoned.manifest.envelopeId}`)).error.code).toBe(
      'upload.not-found',
    );
    expect((await contentOf(stores, kept)).equals(kept.bytes)).toBe(true);
    const blobs: string[] = [];
    for await (const contentId of stores.blobs.contentIds()) blobs.push(contentId);
    expect(blobs).not.toContain(orphan);
  });
});
