/** Folders, filing and flags on two workstations of one person. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ListName } from '../../contract/ipc/mailbox.contract.ts';
import type { FolderId } from '../../contract/model/account-item.ts';
import { foldName } from '../../contract/model/directory.ts';
import type { EnvelopeId } from '../../contract/model/ids.ts';
import type { SessionDriver } from '../support/session-driver.ts';
import { arrived, openStage, outboxEmpty, type Stage, sendLetter, synced } from './support/stage.ts';

describe('two workstations of one person', () => {
  let stage: Stage;
  let practice: SessionDriver;
  let ward: SessionDriver;
  beforeAll(async () => {
    stage = await openStage();
    practice = (await stage.signedIn('claire-martin', { direct: true })).session;
    ward = (await stage.signedIn('claire-martin', { folder: 'ward' })).session;
    await synced(practice);
    await synced(ward);
  });
  afterAll(() => stage.close());
  afterEach(() => stage.link.mend());

  const list = async (session: SessionDriver, box: ListName) =>
    (await session.mailbox.rows({ box, filter: 'all', offset: 0, limit: 200 })).rows;
  const idsIn = async (session: SessionDriver, box: ListName) => (await list(session, box)).map(({ id }) => id);
  const names = async (session: SessionDriver) =>
    (await session.folder.list({})).folders.map(({ name, depth }) => `${'  '.repeat(depth)}${name}`);
  /** Two of the received box. */
  async function two(): Promise<[EnvelopeId, EnvelopeId]> {
    const [a, b] = await idsIn(practice, 'received');
    if (!a || !b) throw new Error('the demonstration has received envelopes');
    return [a, b];
  }
  async function newFolder(name: string, parentId: FolderId | null = null): Promise<FolderId> {
    return (await practice.folder.create({ name, parentId })).folderId;
  }
  const soon = (check: () => Promise<unknown>) => vi.waitFor(check, { timeout: 15_000, interval: 50 });

  it('share folders and what is filed in them, with counts, and undo', async () => {
    const [first, second] = await two();
    const avis = await newFolder('Avis');
    const cardiology = await newFolder('Cardiologie', avis);
    await newFolder('2 - Urgent', avis);
    await newFolder('10 - Plus tard', avis);
    expect(await names(practice)).toEqual(['Avis', '  2 - Urgent', '  10 - Plus tard', '  Cardiologie']);
    const before = await list(practice, 'received');
    const { before: was } = await practice.mailbox.file({
      filings: [
        { envelopeId: first, place: cardiology },
        { envelopeId: second, place: 'archive' },
      ],
    });
    expect(was).toEqual([
      { envelopeId: first, place: null },
      { envelopeId: second, place: null },
    ]);
    await soon(async () => {
      expect(await names(ward)).toEqual(await names(practice));
      expect(await idsIn(ward, cardiology)).toEqual([first]);
      expect(await idsIn(ward, 'archive')).toEqual([second]);
    });
    expect(await idsIn(ward, 'received')).not.toContain(first);
    const [inFolder] = await list(ward, cardiology);
    expect(inFolder).toMatchObject({ id: first, box: 'received', place: cardiology });
    const shown = (await ward.folder.list({})).folders.find(({ id }) => id === cardiology);
    expect(shown).toMatchObject({ total: 1, unopened: inFolder?.opened ? 0 : 1 });

    await ward.mailbox.file({ filings: was });
    await soon(async () => expect(await list(practice, 'received')).toEqual(before));
    expect(await idsIn(practice, cardiology)).toEqual([]);
  });

  it('share flags, and tell of everything flagged wherever it is', async () => {
    const [first, second] = await two();
    await practice.mailbox.file({ filings: [{ envelopeId: second, place: 'archive' }] });
    await practice.mailbox.flag({
      flaggings: [first, second].map((envelopeId) => ({ envelopeId, flagged: true })),
    });
    expect((await practice.mailbox.counts({})).flagged).toBe(2);
    await soon(async () => expect(new Set(await idsIn(ward, 'flagged'))).toEqual(new Set([first, second])));
    const { before } = await ward.mailbox.flag({ flaggings: [{ envelopeId: first, flagged: false }] });
    expect(before).toEqual([{ envelopeId: first, flagged: true }]);
    await soon(async () => expect(await idsIn(practice, 'flagged')).toEqual([second]));
    await practice.mailbox.flag({ flaggings: [{ envelopeId: second, flagged: false }] });
    await practice.mailbox.file({ filings: [{ envelopeId: second, place: null }] });
  });

  it('lose nothing of a folder deleted on one while the other, cut off, files into it', async () => {
    const [first, second] = await two();
    const doomed = await newFolder('Provisoire');
    await practice.mailbox.file({ filings: [{ envelopeId: first, place: doomed }] });
    await soon(async () => expect(await idsIn(ward, doomed)).toEqual([first]));
    stage.link.cut();
    await ward.mailbox.file({ filings: [{ envelopeId: second, place: doomed }] });
    expect(await idsIn(ward, doomed)).toHaveLength(2);
    const { removed } = await practice.folder.remove({ folderId: doomed });
    expect(await idsIn(practice, 'received')).toContain(first);
    stage.link.mend();
    await soon(async () => expect(await names(ward)).not.toContain('Provisoire'));
    await soon(async () => {
      for (const session of [practice, ward]) {
        expect(await idsIn(session, 'received')).toEqual(expect.arrayContaining([first, second]));
      }
    });
    await expect(ward.mailbox.file({ filings: [{ envelopeId: first, place: doomed }] })).rejects.toMatchObject({
      code: 'folder.not-found',
    });
    // Undone, everything is where it was put, by either.
    await practice.folder.restore({ removed });
    await soon(async () => expect(new Set(await idsIn(ward, doomed))).toEqual(new Set([first, second])));
    await practice.folder.remove({ folderId: doomed });
  });

  it('keep what was filed offline through a kill, and agree once they meet', async () => {
    const [first] = await two();
    const folder = await newFolder('Hors connexion');
    await soon(async () => expect(await names(ward)).toContain('Hors connexion'));
    stage.link.cut();
    await ward.mailbox.file({ filings: [{ envelopeId: first, place: folder }] });
    await ward.kill();
    ward = (await stage.workstation('claire-martin', { folder: 'ward' })).session;
    await ward.signIn();
    expect(await idsIn(ward, folder)).toEqual([first]);
    // Made later on the other: that one stays.
    await practice.mailbox.file({ filings: [{ envelopeId: first, place: 'archive' }] });
    stage.link.mend();
    await soon(async () => {
      expect(await idsIn(ward, 'archive')).toEqual([first]);
      expect(await idsIn(ward, folder)).toEqual([]);
      expect(await idsIn(practice, 'archive')).toEqual([first]);
    });
    await practice.mailbox.file({ filings: [{ envelopeId: first, place: null }] });
  });

  it('show a tree whatever two of them did to it at once', async () => {
    const a = await newFolder('Boucle A');
    const b = await newFolder('Boucle B');
    await soon(async () => expect(await names(ward)).toEqual(expect.arrayContaining(['Boucle A', 'Boucle B'])));
    stage.link.cut();
    await ward.folder.move({ folderId: b, parentId: a });
    await practice.folder.move({ folderId: a, parentId: b });
    stage.link.mend();
    await soon(async () => {
      const own = async (session: SessionDriver) =>
        (await session.folder.list({})).folders.filter(({ id }) => id === a || id === b);
      const both = await own(practice);
      expect(both.map(({ parentId }) => parentId)).toEqual([null, null]);
      expect(await own(ward)).toEqual(both);
    });
  });

  it('refuse what makes no tree, and say why', async () => {
    const top = await newFolder('Profond');
    let deepest = top;
    for (let depth = 1; depth < 5; depth += 1) deepest = await newFolder(`Niveau ${depth}`, deepest);
    const refusal = (code: string) => expect.objectContaining({ code });
    await expect(newFolder('De trop', deepest)).rejects.toEqual(refusal('folder.too-deep'));
    await expect(newFolder('  PROFOND ')).rejects.toEqual(refusal('folder.name-taken'));
    await expect(practice.folder.move({ folderId: top, parentId: deepest })).rejects.toEqual(
      refusal('folder.inside-itself'),
    );
    const single = await newFolder('Seul');
    await expect(practice.folder.move({ folderId: top, parentId: single })).rejects.toEqual(refusal('folder.too-deep'));
    await practice.folder.rename({ folderId: single, name: 'Seule' });
    expect(await names(practice)).toContain('Seule');
    await expect(practice.folder.rename({ folderId: single, name: 'profond' })).rejects.toEqual(
      refusal('folder.name-taken'),
    );
    await practice.folder.remove({ folderId: top });
    expect(await names(practice)).not.toContain('        Niveau 4');
  });

  it('share the searches that are kept, each under one name', async () => {
    const { saved } = await practice.mailbox.saveSearch({ name: 'Biologie', text: 'objet:biologie' });
    await soon(async () => expect((await ward.mailbox.savedSearches({})).searches).toEqual([saved]));
    const again = await ward.mailbox.saveSearch({ name: 'BIOLOGIE', text: 'biologie non:ouverte' });
    expect(again).toMatchObject({ saved: { id: saved.id, text: 'biologie non:ouverte' }, replaced: saved });
    await soon(async () => expect((await practice.mailbox.savedSearches({})).searches).toEqual([again.saved]));
    await practice.mailbox.removeSearch({ id: saved.id });
    await practice.mailbox.removeSearch({ id: saved.id });
    await soon(async () => expect((await ward.mailbox.savedSearches({})).searches).toEqual([]));
  });

  it('find what answers what', async () => {
    const paul = (await stage.signedIn('paul-leroy', { direct: true })).session;
    const asked = await sendLetter(practice, { to: 'paul.leroy', subject: 'Avis demandé' });
    await outboxEmpty(practice);
    await arrived(paul, 'received', asked);
    const answered = await sendLetter(paul, { to: 'claire.martin', subject: 'Avis donné', inReplyTo: asked });
    await outboxEmpty(paul);
    await arrived(practice, 'received', answered);
    for (const envelopeId of [asked, answered]) {
      const { rows } = await practice.mailbox.conversation({ envelopeId });
      expect(rows.map(({ id, box }) => [id, box])).toEqual([
        [asked, 'sent'],
        [answered, 'received'],
      ]);
    }
    const { ids, total } = await practice.mailbox.ids({ box: 'received', filter: 'all' });
    expect(ids).toHaveLength(total);
    const oldest = await practice.mailbox.rows({
      box: 'received',
      filter: 'all',
      order: 'oldest',
      offset: 0,
      limit: 200,
    });
    expect(oldest.rows.map(({ id }) => id)).toEqual([...ids].reverse());
    const byName = await practice.mailbox.rows({ box: 'received', filter: 'all', order: 'who', offset: 0, limit: 200 });
    const families = byName.rows.map(({ who }) => foldName(who.replace(/^.*?(?=\p{Lu}{2})/u, '')));
    expect(new Set(families).size).toBeGreaterThan(2);
    expect(families).toEqual([...families].sort());
  });
});
