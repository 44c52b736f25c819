import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnvelopeId } from '../../contract/model/ids.ts';
import { numberedName, safeFileName } from '../../main/session/core/file-kind.ts';
import { createGrantedFiles } from '../../main/session/files/granted-files.ts';
import {
  arrived,
  openStage,
  outboxEmpty,
  type Stage,
  sendLetter,
  synced,
  type Workstation,
  writeDraft,
} from './support/stage.ts';

const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(700_001), Buffer.from('\n%%EOF')]);
const files: Readonly<Record<string, Buffer>> = {
  'Compte rendu été.pdf': pdf,
  'photo.png': Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), randomBytes(5_000)]),
  'note.txt': Buffer.from('Tension 12/8\n'.repeat(20)),
  'vide.txt': Buffer.alloc(0),
  'facture.pdf': Buffer.concat([Buffer.from('MZ'), randomBytes(600)]),
  'script.js': Buffer.from('alert(1)'),
};

describe('attachments', () => {
  let stage: Stage;
  let claire: Workstation;
  let paul: Workstation;
  let envelopeId: EnvelopeId;
  const names = Object.keys(files);
  beforeAll(async () => {
    stage = await openStage();
    claire = await stage.signedIn('claire-martin');
    paul = await stage.signedIn('paul-leroy');
    const paths = names.map((name) => join(stage.folder, name));
    for (const [i, name] of names.entries()) writeFileSync(paths[i] ?? '', files[name] ?? '');
    envelopeId = await sendLetter(claire.session, { to: 'paul.leroy', subject: 'Pièces', files: paths });
    await outboxEmpty(claire.session);
    await arrived(paul.session, 'received', envelopeId);
  });
  afterAll(() => stage.close());

  it('are told for what their bytes are', async () => {
    for (const { session } of [claire, paul]) {
      const { content } = await session.mailbox.open({ envelopeId });
      const seen = content?.attachments.map(({ name, preview, typeMismatch, executable, sizeBytes }) => ({
        name,
        preview,
        typeMismatch,
        executable,
        sizeBytes,
      }));
      expect(seen).toEqual([
        { name: 'Compte rendu été.pdf', preview: 'pdf', typeMismatch: false, executable: false, sizeBytes: pdf.length },
        { name: 'photo.png', preview: 'image', typeMismatch: false, executable: false, sizeBytes: 5_008 },
        { name: 'note.txt', preview: 'document', typeMismatch: false, executable: false, sizeBytes: 260 },
        { name: 'vide.txt', preview: 'document', typeMismatch: false, executable: false, sizeBytes: 0 },
        { name: 'facture.pdf', preview: 'none', typeMismatch: true, executable: true, sizeBytes: 602 },
        { name: 'script.js', preview: 'none', typeMismatch: false, executable: true, sizeBytes: 8 },
      ]);
    }
  });

  it('stream to a preview whole, or any range of them', async () => {
    const { url } = await paul.session.mailbox.attachmentUrl({ envelopeId, index: 0 });
    expect(url).toMatch(/^attachment\/[A-Za-z0-9_-]{16,128}$/);
    expect((await paul.session.mailbox.attachmentUrl({ envelopeId, index: 0 })).url).toBe(url);
    const whole = await paul.session.readStream(url);
    expect(whole).toMatchObject({ mediaType: 'application/pdf', total: pdf.length });
    expect(whole.bytes.equals(pdf)).toBe(true);
    for (const [start, end] of [
      [0, 10],
      [262_140, 262_150],
      [299_999, 700_000],
      [pdf.length - 5, null],
      [pdf.length, null],
    ] as const) {
      const part = await paul.session.readStream(url, start, end);
      expect(part.total).toBe(pdf.length);
      expect(part.bytes.equals(pdf.subarray(start, end ?? undefined))).toBe(true);
    }
    await expect(paul.session.readStream('attachment/unknownunknownunknown')).rejects.toMatchObject({
      code: 'attachment.not-found',
    });
  });

  it('that could run something are not opened from here', async () => {
    for (const index of [4, 5]) {
      await expect(paul.session.mailbox.attachmentUrl({ envelopeId, index })).rejects.toMatchObject({
        code: 'attachment.executable',
      });
    }
    await expect(paul.session.mailbox.attachmentUrl({ envelopeId, index: 99 })).rejects.toMatchObject({
      code: 'attachment.not-found',
    });
  });

  it('are saved together whole, under free names, without what could run, and nothing is overwritten', async () => {
    const folder = join(stage.folder, 'saved');
    mkdirSync(folder);
    writeFileSync(join(folder, 'note.txt'), 'à moi');
    const grantId = paul.session.grant('folder', folder);
    expect(await paul.session.mailbox.saveAllAttachments({ envelopeId, grantId })).toMatchObject({ files: 4 });
    expect(readFileSync(join(folder, 'note.txt'), 'utf8')).toBe('à moi');
    expect(readFileSync(join(folder, 'note (2).txt')).equals(files['note.txt'] ?? Buffer.alloc(0))).toBe(true);
    expect(readdirSync(folder)).toHaveLength(5);
    const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    expect(sha256(readFileSync(join(folder, 'Compte rendu été.pdf')))).toBe(sha256(pdf));
    expect(statSync(join(folder, 'photo.png')).size).toBe(5_008);
  });

  it('cannot be saved where nothing was granted, or nothing can be written', async () => {
    const read = paul.session.grant('read', join(stage.folder, 'note.txt'));
    await expect(paul.session.mailbox.saveAttachment({ envelopeId, index: 0, grantId: read })).rejects.toMatchObject({
      code: 'file.grant-unknown',
    });
    const target = join(stage.folder, 'une-fois.pdf');
    const write = paul.session.grant('write', target);
    const save = () => paul.session.mailbox.saveAttachment({ envelopeId, index: 0, grantId: write });
    await save();
    // What the user agreed to was one file, once.
    await expect(save()).rejects.toMatchObject({ code: 'file.grant-unknown' });
    const missing = paul.session.grant('write', join(stage.folder, 'nulle', 'part.pdf'));
    await expect(paul.session.mailbox.saveAttachment({ envelopeId, index: 0, grantId: missing })).rejects.toMatchObject(
      {
        code: 'file.write-failed',
      },
    );
  });

  it('that vanish or change while they are attached are refused, and the draft stays', async () => {
    const path = join(stage.folder, 'mouvant.bin');
    const draftId = await writeDraft(claire.session, { to: 'paul.leroy', subject: 'x' });
    const attach = () => claire.session.draft.attach({ draftId, grantId: claire.session.grant('read', path) });
    await expect(attach()).rejects.toMatchObject({ code: 'attachment.vanished' });
    mkdirSync(path);
    await expect(attach()).rejects.toMatchObject({ code: 'attachment.unreadable' });
    rmSync(path, { recursive: true });
    writeFileSync(path, randomBytes(1_000_000));
    const granted = createGrantedFiles();
    granted.add('g', 'read', path);
    const source = await granted.source('g');
    const reading = source.open()[Symbol.asyncIterator]();
    await reading.next();
    appendFileSync(path, 'x');
    await expect(
      (async () => {
        while (!(await reading.next()).done);
      })(),
    ).rejects.toMatchObject({ code: 'attachment.changed' });
    expect((await claire.session.draft.get({ draftId })).attachments).toEqual([]);
    // Once copied, the original may go.
    const { attachments } = await attach();
    rmSync(path);
    expect(attachments).toHaveLength(1);
    await claire.session.draft.send({ draftId, pin: '1234', finalTryConfirmed: false });
    await outboxEmpty(claire.session);
  });

  it('damaged on this disk are fetched again', async () => {
    // A file that is still being written would be damaged half, and mended by what follows.
    await synced(paul.session);
    const [account = ''] = readdirSync(paul.accountsFolder).filter((name) => /^[0-9a-f]{64}$/.test(name));
    const blobs = join(paul.accountsFolder, account, 'blobs');
    for (const name of readdirSync(blobs)) {
      const bytes = readFileSync(join(blobs, name));
      bytes.fill(0, 300, 400);
      writeFileSync(join(blobs, name), bytes);
    }
    const { url } = await paul.session.mailbox.attachmentUrl({ envelopeId, index: 0 });
    await expect(paul.session.readStream(url)).rejects.toMatchObject({ code: 'envelope.not-available-offline' });
    await arrived(paul.session, 'received', envelopeId);
    const again = await paul.session.mailbox.attachmentUrl({ envelopeId, index: 0 });
    expect((await paul.session.readStream(again.url)).bytes.equals(pdf)).toBe(true);
    expect(paul.session.of('bug')).toEqual([]);
  });

  it('have names that cannot leave their folder or fool the eye', () => {
    for (const [given, safe] of [
      ['../../etc/passwd', '_._etc_passwd'],
      ['C:\\Windows\\x.dll', 'C__Windows_x.dll'],
      ['con.txt', '_con.txt'],
      ['rapport\u202efdp.exe', 'rapportfdp.exe'],
      ['...', 'document'],
      ['a\u0000b\n.pdf', 'a_b_.pdf'],
      ['point. ', 'point'],
    ] as const) {
      expect(safeFileName(given)).toBe(safe);
    }
    expect(Buffer.byteLength(safeFileName(`${'é'.repeat(400)}.pdf`))).toBeLessThanOrEqual(200);
    expect(safeFileName(`${'é'.repeat(400)}.pdf`)).toMatch(/\.pdf$/);
    expect(numberedName('CR.pdf', 3)).toBe('CR (3).pdf');
    expect(numberedName('CR', 2)).toBe('CR (2)');
  });

  it('leave with the operator’s evidence when asked', async () => {
    const target = join(stage.folder, 'preuve.zip');
    const { sizeBytes } = await paul.session.mailbox.exportEvidence({
      envelopeId,
      grantId: paul.session.grant('write', target),
    });
    const zip = readFileSync(target);
    expect(zip).toHaveLength(sizeBytes);
    expect(zip.subarray(0, 2).toString('latin1')).toBe('PK');
    expect(zip.includes('VERIFY.md')).toBe(true);
  });
});
