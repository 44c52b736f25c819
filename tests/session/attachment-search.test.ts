/** Text inside attachments, from the file that is sent to the excerpt that is found: genuine session and reader. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnvelopeId } from '../../contract/model/ids.ts';
import { clinicalSection, makeClinical, makePdf, makeWord, wordParagraph } from '../support/made-documents.ts';
import { eventually } from '../support/session-driver.ts';
import { arrived, openStage, outboxEmpty, type Stage, sendLetter, type Workstation } from './support/stage.ts';

/** On a busy machine a process takes its time to come up. */
const PATIENCE_MS = 90_000;

describe('text inside attachments', () => {
  let stage: Stage;
  let paul: Workstation;
  let envelopeId: EnvelopeId;

  const allRead = (station: Workstation) =>
    eventually(async () => {
      const { unreadAttachments } = await station.session.mailbox.search({ text: 'zz', offset: 0, limit: 1 });
      return unreadAttachments === 0 ? true : null;
    }, PATIENCE_MS);
  const find = async (text: string) => (await paul.session.mailbox.search({ text, offset: 0, limit: 10 })).results;

  beforeAll(async () => {
    stage = await openStage();
    const claire = await stage.signedIn('claire-martin');
    paul = await stage.signedIn('paul-leroy', { readsDocuments: true });
    const files: Readonly<Record<string, Buffer>> = {
      'Consultation.pdf': makePdf(['Poursuite de l\\222apixaban', 'ECG stable']),
      'Sortie.docx': await makeWord(wordParagraph('Échographie cardiaque programmée')),
      'Biologie.xml': Buffer.from(makeClinical(clinicalSection('Hématologie', 'Hémoglobine 11,2'))),
      'Piege.xml': Buffer.from('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "coquelicot">]><x>&a;</x>'),
      'Bombe.docx': await makeWord('', { 'word/document.xml': Buffer.alloc(40 * 1_048_576, 0x20) }),
      'photo.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    };
    const paths = Object.entries(files).map(([name, bytes]) => {
      const path = join(stage.folder, name);
      writeFileSync(path, bytes);
      return path;
    });
    envelopeId = await sendLetter(claire.session, { to: 'paul.leroy', subject: 'Dossier', files: paths });
    await outboxEmpty(claire.session);
    await arrived(paul.session, 'received', envelopeId);
    await allRead(paul);
  }, 240_000);
  afterAll(() => stage.close());

  it('is found whatever the accents, alone or with words of the letter, and the excerpt names the file', async () => {
    const [found] = await find('echographie');
    expect(found?.row.id).toBe(envelopeId);
    expect(found?.excerpt).toEqual({
      from: 'inside',
      file: 'Sortie.docx',
      text: 'Échographie cardiaque programmée',
      ranges: [{ start: 0, end: 11 }],
    });
    expect((await find('dossier apix'))[0]?.excerpt).toMatchObject({ from: 'inside', file: 'Consultation.pdf' });
    expect((await find('"ecg stable"'))[0]?.excerpt?.file).toBe('Consultation.pdf');
    expect((await find('vasseur hemoglobine'))[0]?.excerpt?.file).toBe('Biologie.xml');
  });

  it('is what « pj: » asks for, beside the names', async () => {
    const ids = async (text: string) => (await find(text)).map(({ row }) => row.id);
    expect(await ids('pj:programmee')).toEqual([envelopeId]);
    expect(await ids('pj:bombe')).toEqual([envelopeId]);
    expect(await ids('objet:programmee')).toEqual([]);
  });

  it('of documents that are built to hurt is not read, and each says how much of it is searched', async () => {
    expect(await find('coquelicot')).toHaveLength(0);
    const { content } = await paul.session.mailbox.open({ envelopeId });
    const searched = content?.attachments.map(({ name, preview, searched: how }) => [name, preview, how]);
    expect(searched).toEqual([
      ['Consultation.pdf', 'pdf', 'whole'],
      ['Sortie.docx', 'document', 'whole'],
      ['Biologie.xml', 'document', 'whole'],
      ['Piege.xml', 'document', 'nothing'],
      ['Bombe.docx', 'document', 'nothing'],
      ['photo.png', 'image', 'nothing'],
    ]);
  });

  it('is shown in place as plain parts, or refused with the reason', async () => {
    const read = (index: number) => paul.session.mailbox.readAttachment({ envelopeId, index });
    expect(await read(2)).toMatchObject({
      ok: true,
      document: { kind: 'clinical', title: 'Compte rendu de biologie' },
    });
    expect(await read(3)).toEqual({ ok: false, reason: 'unsafe' });
    expect(await read(4)).toEqual({ ok: false, reason: 'unsafe' });
    // Pictures and PDF are drawn, never read as parts.
    expect(await read(5)).toEqual({ ok: false, reason: 'unsupported' });
  });

  it('is still there after a kill, and nothing is read again', async () => {
    await paul.session.kill();
    paul = await stage.signedIn('paul-leroy');
    expect((await find('echographie'))[0]?.excerpt?.file).toBe('Sortie.docx');
    const { unreadAttachments } = await paul.session.mailbox.search({ text: 'zz', offset: 0, limit: 1 });
    expect(unreadAttachments).toBe(0);
  });
});
