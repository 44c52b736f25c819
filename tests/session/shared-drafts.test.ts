/** Drafts on two workstations of one person: written on both at once, without network, sent and discarded. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { DraftId } from '../../contract/model/ids.ts';
import type { SessionDriver } from '../support/session-driver.ts';
import { openStage, outboxEmpty, type Stage, writeDraft } from './support/stage.ts';

describe('drafts of one person on two workstations', () => {
  let stage: Stage;
  let practice: SessionDriver;
  let ward: SessionDriver;
  const openWard = async () =>
    (await stage.workstation('claire-martin', { folder: 'ward', config: { workstationName: 'Service' } })).session;
  const soon = (check: () => Promise<unknown>) => vi.waitFor(check, { timeout: 30_000, interval: 50 });
  beforeAll(async () => {
    stage = await openStage();
    practice = (await stage.signedIn('claire-martin', { direct: true, config: { workstationName: 'Cabinet' } }))
      .session;
    ward = await openWard();
    await ward.signIn();
    // What the demonstration holds may still be coming: drafts need no more than a connection.
    for (const session of [practice, ward]) {
      await soon(async () => expect((await session.sync.state({})).connection).toBe('online'));
    }
  });
  afterAll(() => stage.close());
  afterEach(() => {
    stage.link.mend();
    for (const { of } of [practice, ward]) expect(of('bug')).toEqual([]);
  });

  const rows = async (session: SessionDriver) => (await session.draft.list({})).drafts;
  const row = async (session: SessionDriver, id: DraftId) => (await rows(session)).find((one) => one.id === id) ?? null;
  const textOf = async (session: SessionDriver, draftId: DraftId) =>
    (await session.draft.get({ draftId })).content.text;
  const titled = async (session: SessionDriver, subject: string) =>
    (await rows(session)).filter((one) => one.subject === subject);
  const write = async (session: SessionDriver, draftId: DraftId, text: string) => {
    const { rich: _, ...content } = (await session.draft.get({ draftId })).content;
    return session.draft.save({ draftId, content: { ...content, text } });
  };
  /** A draft that both have. */
  const shared = async (subject: string, files: readonly string[] = []): Promise<DraftId> => {
    const id = await writeDraft(practice, { to: 'paul.leroy', subject, text: 'Première version', files });
    await soon(async () => expect(await row(ward, id)).not.toBeNull());
    return id;
  };

  it('appear with all that they say, follow each other in both directions, and go when they are discarded', async () => {
    const id = await writeDraft(practice, { to: 'paul.leroy', subject: 'Avis', text: 'Bonjour' });
    const { content } = await practice.draft.get({ draftId: id });
    const rich = { blocks: [{ kind: 'line' as const, runs: [{ text: 'Bonjour', bold: true as const }] }] };
    await practice.draft.save({ draftId: id, content: { ...content, rich, remindAfterDays: 5 } });
    await soon(async () => {
      expect((await ward.draft.get({ draftId: id })).content).toEqual(
        (await practice.draft.get({ draftId: id })).content,
      );
    });
    expect((await ward.draft.get({ draftId: id })).content).toMatchObject({ subject: 'Avis', remindAfterDays: 5 });
    expect((await row(ward, id))?.sharing.writtenBy?.workstation).toBe('Cabinet');
    await write(ward, id, 'Suite écrite au service');
    await soon(async () => expect(await textOf(practice, id)).toBe('Suite écrite au service'));
    expect((await row(practice, id))?.sharing.writtenBy?.workstation).toBe('Service');
    expect((await row(ward, id))?.sharing.writtenBy).toBeNull();
    await ward.draft.discard({ draftId: id });
    await soon(async () => expect(await row(practice, id)).toBeNull());
    expect(await titled(practice, 'Avis')).toEqual([]);
  });

  it('written on both at once without network stay as two, the same two on both', async () => {
    const id = await shared('À deux mains');
    stage.link.cut();
    await write(ward, id, 'Écrit au service, sans réseau');
    await write(practice, id, 'Écrit au cabinet');
    await ward.kill();
    ward = await openWard();
    await ward.signIn();
    expect(await textOf(ward, id)).toBe('Écrit au service, sans réseau');
    stage.link.mend();
    const both = ['Écrit au cabinet', 'Écrit au service, sans réseau'];
    await soon(async () => {
      const [here, there] = await Promise.all([practice, ward].map((session) => titled(session, 'À deux mains')));
      expect(there?.map((one) => one.id).sort()).toEqual(here?.map((one) => one.id).sort());
      for (const session of [practice, ward]) {
        const found = await titled(session, 'À deux mains');
        const texts = await Promise.all(found.map((one) => textOf(session, one.id)));
        expect(texts.sort()).toEqual(both);
        // Whichever of them reached the operator first stands where both were written.
        const [copy] = found.filter(({ sharing }) => sharing.copyOf !== null);
        const whose = (await textOf(session, copy?.id as DraftId)) === both[0] ? 'Cabinet' : 'Service';
        expect(copy?.sharing.copyOf).toEqual({ workstation: whose, why: 'changed' });
        expect(copy?.id).not.toBe(id);
      }
    });
  });

  it('leave files where they were attached, say so elsewhere, and do not leave without them', async () => {
    const file = join(stage.folder, 'piece.txt');
    writeFileSync(file, 'Compte rendu');
    const id = await shared('Avec pièce', [file]);
    await soon(async () =>
      expect((await row(ward, id))?.elsewhere).toEqual({ attachments: 1, workstation: 'Cabinet' }),
    );
    const there = await ward.draft.get({ draftId: id });
    expect(there).toMatchObject({ attachments: [], attachmentsBytes: 0 });
    await expect(ward.draft.send({ draftId: id, pin: '1234', finalTryConfirmed: false })).rejects.toMatchObject({
      code: 'draft.attachments-elsewhere',
    });
    await write(ward, id, 'Le texte change, la pièce reste');
    await soon(async () => expect(await textOf(practice, id)).toBe('Le texte change, la pièce reste'));
    const { attachments } = await practice.draft.get({ draftId: id });
    expect(attachments.map(({ name }) => name)).toEqual(['piece.txt']);
    const [held] = attachments;
    const { url } = await practice.draft.attachmentUrl({ draftId: id, attachmentId: held?.attachmentId ?? '' });
    expect((await practice.readStream(url)).bytes.toString()).toBe('Compte rendu');
    await ward.draft.detach({ draftId: id, attachmentId: held?.attachmentId ?? '' });
    await soon(async () => expect((await row(practice, id))?.attachments).toBe(0));
  });

  it('that were read before they changed elsewhere are not written over, nor sent or discarded as they were not read', async () => {
    const id = await shared('Ouvert ici');
    const read = await practice.draft.get({ draftId: id });
    await write(ward, id, 'Changé au service');
    await soon(async () => expect(await textOf(practice, id)).toBe('Changé au service'));
    expect(practice.messages.some((one) => one.type === 'event' && one.channel === 'draft.changed')).toBe(true);
    const { edition } = read;
    await expect(
      practice.draft.send({ draftId: id, pin: '1234', finalTryConfirmed: false, edition }),
    ).rejects.toMatchObject({ code: 'draft.changed-elsewhere' });
    await expect(practice.draft.discard({ draftId: id, edition })).rejects.toMatchObject({
      code: 'draft.changed-elsewhere',
    });
    const typed = { ...read.content, text: 'Ce que la page avait encore' };
    const [first, second] = await Promise.all([
      practice.draft.save({ draftId: id, content: typed, edition }),
      practice.draft.save({ draftId: id, content: { ...typed, text: `${typed.text}, et la suite` }, edition }),
    ]);
    expect(first.draftId).not.toBe(id);
    expect(second.draftId).toBe(first.draftId);
    expect(await textOf(practice, first.draftId)).toBe('Ce que la page avait encore, et la suite');
    expect(await textOf(practice, id)).toBe('Changé au service');
    await soon(async () => expect(await textOf(ward, first.draftId)).toBe('Ce que la page avait encore, et la suite'));
  });

  it('discarded on one lose nothing of what the other wrote meanwhile', async () => {
    const id = await shared('Regret');
    stage.link.cut();
    await ward.draft.discard({ draftId: id });
    await write(practice, id, 'Écrit avant que la suppression soit connue');
    stage.link.mend();
    // Under its own id, or as a copy where the discarding was heard of first.
    await soon(async () => {
      for (const session of [practice, ward]) {
        const found = await titled(session, 'Regret');
        expect(found).toHaveLength(1);
        expect(await textOf(session, found[0]?.id as DraftId)).toBe('Écrit avant que la suppression soit connue');
      }
    });
  });

  it('sent from one go from the other, where what was added meanwhile becomes a copy', async () => {
    const id = await shared('Part du cabinet');
    stage.link.cut();
    await write(ward, id, 'Ajouté au service');
    await practice.draft.send({ draftId: id, pin: '1234', finalTryConfirmed: false });
    await outboxEmpty(practice, 30_000);
    stage.link.mend();
    await soon(async () => {
      for (const session of [practice, ward]) {
        const found = await titled(session, 'Part du cabinet');
        expect(found.map(({ sharing }) => sharing.copyOf)).toEqual([{ workstation: 'Service', why: 'left' }]);
        expect(await textOf(session, found[0]?.id as DraftId)).toBe('Ajouté au service');
      }
    });
  });

  it('sent from both leave once: the second waits and says why', async () => {
    const id = await shared('Une seule fois');
    stage.link.cut();
    await ward.draft.send({ draftId: id, pin: '1234', finalTryConfirmed: false });
    await practice.draft.send({ draftId: id, pin: '1234', finalTryConfirmed: false });
    await outboxEmpty(practice, 30_000);
    stage.link.mend();
    ward.networkChanged(true);
    await soon(async () => {
      const { entries } = await ward.outbox.list({});
      expect(entries.map(({ state, error }) => [state, error?.code])).toEqual([
        ['failed', expect.stringMatching(/^(draft\.left-elsewhere|envelope\.conflict)$/)],
      ]);
    });
    const { rows: sent } = await practice.mailbox.rows({ box: 'sent', filter: 'all', offset: 0, limit: 50 });
    expect(sent.filter(({ subject }) => subject === 'Une seule fois')).toHaveLength(1);
    // Taken back, it is a draft of its own, on both.
    const { draftId } = await ward.outbox.cancel({ envelopeId: id });
    expect(draftId).not.toBe(id);
    await soon(async () => expect(await row(practice, draftId)).not.toBeNull());
  });
});
