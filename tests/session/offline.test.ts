import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/session-driver.ts';
import {
  arrived,
  demoAddress,
  openStage,
  outboxEmpty,
  type Stage,
  sendLetter,
  synced,
  type Workstation,
  writeDraft,
} from './support/stage.ts';

describe('with the network cut', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());
  afterEach(() => stage.link.mend());

  const isOnline = ({ session }: Workstation) =>
    eventually(async () => (await session.sync.state({})).connection === 'online', 30_000);

  it('a first sign-in says that the operator is needed', async () => {
    stage.link.cut();
    const bernard = await stage.workstation('bernard-noel');
    await expect(bernard.session.signIn()).rejects.toMatchObject({ code: 'operator.offline' });
    stage.link.mend();
    expect((await bernard.session.signIn()).online).toBe(true);
  });

  it('the card opens what was received, and what is written leaves by itself once the network is back', async () => {
    const paul = await stage.signedIn('paul-leroy', { direct: true });
    const first = await stage.signedIn('claire-martin');
    await synced(first.session);
    const before = await first.session.mailbox.rows({ box: 'received', filter: 'all', offset: 0, limit: 50 });
    expect(before.total).toBeGreaterThan(0);
    // Thirty entries of the directory bear that name; one is her correspondent.
    const { hits: namesakes } = await first.session.directory.suggest({ text: 'leroy' });
    expect(namesakes[0]?.entry).toMatchObject({ givenName: 'Paul', familyName: 'Leroy' });
    await first.session.kill();

    stage.link.cut();
    const claire = await stage.workstation('claire-martin');
    const view = await claire.session.signIn();
    expect(view).toMatchObject({ online: false, recoveryCode: null });
    const rows = await claire.session.mailbox.rows({ box: 'received', filter: 'all', offset: 0, limit: 50 });
    expect(rows.total).toBe(before.total);
    for (const { id } of rows.rows) {
      const opened = await claire.session.mailbox.open({ envelopeId: id });
      expect(opened.content).not.toBeNull();
      await claire.session.mailbox.displayed({ envelopeId: id });
    }
    const { hits, offline } = await claire.session.directory.suggest({ text: 'ler' });
    expect(offline).toBe(true);
    expect(hits.map(({ entry }) => entry.familyName)).toContain('Leroy');
    const addresses = [demoAddress('paul.leroy'), demoAddress('personne.inconnue')];
    expect(await claire.session.directory.resolve({ addresses })).toMatchObject({
      offline: true,
      recipients: [{ entry: { givenName: 'Paul', familyName: 'Leroy' } }, { entry: null, invitation: null }],
    });
    // The six criteria, over the people who are known here.
    const page = { offset: 0, limit: 50 };
    const found = await claire.session.directory.search({ criteria: { familyName: 'LER', town: 'ni' }, ...page });
    expect(found.offline).toBe(true);
    expect(found.hits.map(({ entry }) => entry.givenName)).toContain('Paul');
    const nobody = await claire.session.directory.search({ criteria: { familyName: 'ler', town: 'brest' }, ...page });
    expect(nobody).toMatchObject({ hits: [], total: 0, offline: true });

    const envelopeId = await sendLetter(claire.session, { to: 'paul.leroy', subject: 'Écrite sans réseau' });
    const entry = await eventually(async () => {
      const { entries } = await claire.session.outbox.list({});
      return entries.find(({ nextTryAt }) => nextTryAt !== null);
    });
    expect(entry).toMatchObject({ id: envelopeId, state: 'waiting', error: { code: 'operator.offline' } });
    expect(claire.session.of('signed-in').at(-1)?.revocation).toBeNull();

    stage.link.mend();
    claire.session.networkChanged(true);
    await outboxEmpty(claire.session);
    await arrived(paul.session, 'received', envelopeId);
    await eventually(() => claire.session.of('signed-in').at(-1)?.revocation);
    // What was read without network is stated, as declared by the workstation.
    const read = rows.rows.find(({ opened }) => !opened);
    if (read) {
      const events = await eventually(async () => {
        const found = (await claire.session.mailbox.open({ envelopeId: read.id })).events;
        return found.some(({ kind }) => kind === 'opened') ? found : null;
      });
      expect(events.find(({ kind }) => kind === 'opened')?.source).toBe('declared');
    }
    expect(claire.session.of('bug')).toEqual([]);
  });

  it('in the middle of an upload, the rest is sent and nothing twice', async () => {
    const paul = await stage.signedIn('paul-leroy', { direct: true, folder: 'paul-2' });
    const anne = await stage.signedIn('anne-roux');
    await synced(anne.session);
    const file = join(stage.folder, 'image.bin');
    const bytes = randomBytes(20_000_000);
    writeFileSync(file, bytes);
    stage.link.cutAfterUpload(9_000_000);
    const envelopeId = await sendLetter(anne.session, { to: 'paul.leroy', subject: 'Coupée', files: [file] });
    await eventually(async () => (await anne.session.outbox.list({})).entries[0]?.error);
    stage.link.mend();
    await outboxEmpty(anne.session, 60_000);
    await arrived(paul.session, 'received', envelopeId, 30_000);
    const { rows } = await paul.session.mailbox.rows({ box: 'received', filter: 'all', offset: 0, limit: 200 });
    expect(rows.filter(({ subject }) => subject === 'Coupée')).toHaveLength(1);
    const url = (await paul.session.mailbox.attachmentUrl({ envelopeId, index: 0 })).url;
    const stream = await paul.session.readStream(url);
    expect(createHash('sha256').update(stream.bytes).digest('hex')).toBe(
      createHash('sha256').update(bytes).digest('hex'),
    );
    expect(anne.session.of('bug')).toEqual([]);
  });

  it('in the middle of a download, what arrived is kept', async () => {
    const paul = await stage.signedIn('paul-leroy', { folder: 'paul-3' });
    const anne = await stage.signedIn('anne-roux', { direct: true, folder: 'anne-2' });
    await synced(paul.session);
    const file = join(stage.folder, 'scanner.bin');
    writeFileSync(file, randomBytes(30_000_000));
    stage.link.slowDown(5);
    const envelopeId = await sendLetter(anne.session, { to: 'paul.leroy', subject: 'Longue', files: [file] });
    await eventually(async () => (await paul.session.sync.state({})).fetchedBytes > 8_000_000, 30_000);
    stage.link.cut();
    await eventually(async () => (await paul.session.sync.state({})).connection === 'offline');
    const fetched = (await paul.session.sync.state({})).fetchedBytes;
    stage.link.slowDown(0);
    stage.link.mend();
    paul.session.networkChanged(true);
    await arrived(paul.session, 'received', envelopeId, 30_000);
    const after = await paul.session.sync.state({});
    expect(fetched).toBeGreaterThan(8_000_000);
    expect(after.pendingBytes).toBe(0);
    const opened = await paul.session.mailbox.open({ envelopeId });
    expect(opened.seal.state).toBe('valid');
    expect(paul.session.of('bug')).toEqual([]);
  });

  it('what is not here yet says so instead of waiting', async () => {
    const anne = await stage.signedIn('anne-roux', { direct: true, folder: 'anne-3' });
    const draftId = await writeDraft(anne.session, { to: 'paul.leroy', subject: 'Brouillon' });
    await isOnline(anne);
    await anne.session.draft.discard({ draftId });
    await expect(anne.session.draft.get({ draftId })).rejects.toMatchObject({ code: 'draft.not-found' });
  });
});
