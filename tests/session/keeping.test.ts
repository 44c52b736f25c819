import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnvelopeId } from '../../contract/model/ids.ts';
import { contentExpiry } from '../../contract/model/limits.ts';
import { eraseExpired } from '../../operator/services/retention.ts';
import { createSignals } from '../../operator/services/signals.ts';
import { openStores } from '../../operator/store/open-stores.ts';
import { type DemoOperator, startDemoOperator } from '../../tools/demo/operator.ts';
import { eventually } from '../support/session-driver.ts';
import { smallDisk } from './support/small-disk.ts';
import { arrived, openStage, outboxEmpty, type Stage, sendLetter, synced, type Workstation } from './support/stage.ts';

const scan = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(900_000), Buffer.from('\n%%EOF')]);

describe('what a user keeps', () => {
  let stage: Stage;
  let claire: Workstation;
  let paul: Workstation;
  let small: EnvelopeId;
  let large: EnvelopeId;
  let later: DemoOperator | null = null;
  let folders = 0;

  beforeAll(async () => {
    stage = await openStage();
    claire = await stage.signedIn('claire-martin');
    paul = await stage.signedIn('paul-leroy');
    const file = join(stage.folder, 'scan.pdf');
    writeFileSync(file, scan);
    small = await sendLetter(claire.session, {
      to: 'paul.leroy',
      subject: 'CR: AUX/\u202eM. DUPONT',
      text: 'Une gentiane bleue.',
    });
    large = await sendLetter(claire.session, { to: 'paul.leroy', subject: 'Imagerie', files: [file] });
    await outboxEmpty(claire.session);
    for (const id of [small, large]) await arrived(paul.session, 'received', id);
  });
  afterAll(async () => {
    await stage.close();
    await later?.stop();
  });

  /** An empty folder, granted. */
  function newFolder({ session }: Workstation): { folder: string; grantId: ReturnType<typeof session.grant> } {
    folders += 1;
    const folder = join(stage.folder, `copies ${folders}`);
    mkdirSync(folder);
    return { folder, grantId: session.grant('folder', folder) };
  }
  const exported = (station: Workstation, envelopeId: EnvelopeId, grantId: string, forms: ('eml' | 'evidence')[]) =>
    station.session.keeping.exportEnvelope({ envelopeId, grantId: grantId as never, forms, pdfId: null });
  const anchors = () => stage.operator.pki.anchorsFile;
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const verify = (file: string) =>
    run('openssl', 'cms', '-verify', '-in', file, '-CAfile', anchors(), '-purpose', 'any', '-out', '/dev/null');

  it('is a message whose bytes are those that were sealed: openssl verifies its signature', async () => {
    const { folder, grantId } = newFolder(paul);
    const { files, sizeBytes } = await exported(paul, large, grantId, ['eml']);
    const [name = ''] = readdirSync(folder);
    expect(name).toMatch(/^\d{4}-\d\d-\d\d \d\dh\d\d .*Claire MARTIN - Imagerie\.eml$/);
    const bytes = readFileSync(join(folder, name));
    const { record } = await paul.session.mailbox.open({ envelopeId: large });
    expect({ files, sizeBytes }).toEqual({ files: 1, sizeBytes: bytes.length });
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(record.message.sha256);
    verify(join(folder, name));
    const changed = bytes.toString('latin1').replace('filename=', 'filenamE=');
    writeFileSync(join(folder, 'changed.eml'), changed, 'latin1');
    expect(() => verify(join(folder, 'changed.eml'))).toThrow(/digest|content/i);
  });

  it('has a harmless name, twice the same never, and no title on a shared workstation', async () => {
    const { folder, grantId } = newFolder(paul);
    await exported(paul, small, grantId, ['eml']);
    await exported(paul, small, grantId, ['eml']);
    const names = readdirSync(folder).sort();
    expect(names).toHaveLength(2);
    expect(names.every((name) => !/[:/\u202e]/.test(name) && name.includes('CR_ AUX_M. DUPONT'))).toBe(true);
    expect(names.some((name) => name.endsWith(' (2).eml'))).toBe(true);

    const shared = await stage.signedIn('paul-leroy', { folder: 'shared', config: { sharedWorkstation: true } });
    await arrived(shared.session, 'received', small);
    const other = newFolder(shared);
    await exported(shared, small, other.grantId, ['eml']);
    expect(readdirSync(other.folder).join()).not.toContain('DUPONT');
    await expect(shared.session.keeping.keep({ envelopeIds: [small] })).rejects.toMatchObject({
      code: 'archive.not-allowed',
    });
    expect(await shared.session.keeping.overview({})).toMatchObject({ allowed: false, envelopes: 0 });
    await shared.session.kill();
  });

  it('states the opening of what was not opened', async () => {
    const opened = await eventually(async () => {
      const { record } = await claire.session.mailbox.open({ envelopeId: small });
      return record.recipients[0]?.openedAt ?? null;
    });
    expect(opened).not.toBeNull();
    const { unopened } = await paul.session.keeping.exportFacts({ envelopeIds: [small, large] });
    expect(unopened).toBe(0);
  });

  it('goes into a folder of its own in several forms, the pages among them', async () => {
    const { folder, grantId } = newFolder(paul);
    const pages = Buffer.concat([Buffer.from('%PDF-1.4\n'), randomBytes(1_500_000)]);
    const { pdfId, token } = await paul.session.keeping.expectPdf({ sizeBytes: pages.length });
    const writing = paul.session.keeping.exportEnvelope({
      envelopeId: large,
      grantId,
      forms: ['eml', 'evidence', 'pdf'],
      pdfId,
    });
    for (let start = 0; start < pages.length; start += 1_000_000) {
      expect(await paul.session.post(`intake/${token}`, pages.subarray(start, start + 1_000_000))).toBeNull();
    }
    expect(await writing).toMatchObject({ files: 3 });
    const [name = ''] = readdirSync(folder);
    expect(readdirSync(join(folder, name)).sort()).toEqual([`${name}.eml`, `${name}.pdf`, `${name}.zip`]);
    expect(readFileSync(join(folder, name, `${name}.pdf`)).equals(pages)).toBe(true);
  });

  it('leaves nothing of an envelope when it is cancelled', async () => {
    const { folder, grantId } = newFolder(paul);
    const { pdfId } = await paul.session.keeping.expectPdf({ sizeBytes: 10_000 });
    const writing = paul.session.keeping.exportEnvelope({ envelopeId: large, grantId, forms: ['eml', 'pdf'], pdfId });
    const refused = expect(writing).rejects.toMatchObject({ code: 'app.cancelled' });
    await eventually(async () => (readdirSync(folder).length > 0 ? true : null));
    await paul.session.keeping.cancelExport({});
    await refused;
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says that the disk is full, and leaves no half file', async (context) => {
    const { folder, grantId } = newFolder(paul);
    const disk = smallDisk(folder, '600k');
    if (!disk) return context.skip('a small disk can only be made by an administrator');
    try {
      for (const forms of [['eml'], ['eml', 'evidence']] as const) {
        await expect(exported(paul, large, grantId, [...forms])).rejects.toMatchObject({ code: 'store.disk-full' });
        expect(readdirSync(folder)).toEqual([]);
      }
    } finally {
      disk.unmount();
    }
  });

  it('tells the SHA-256 of each attachment', async () => {
    const { digests } = await paul.session.keeping.digests({ envelopeId: large });
    expect(digests).toEqual([{ index: 0, sha256: createHash('sha256').update(scan).digest('hex') }]);
  });

  it('tells none of attachments that are not here, and fetches nothing for them', async () => {
    const { session } = paul;
    const attachmentsHere = async (): Promise<boolean> =>
      (await session.mailbox.open({ envelopeId: large })).content?.attachmentsHere ?? false;
    await session.storage.setRule({ mode: 'on-demand' });
    await eventually(async () => ((await attachmentsHere()) ? null : true));
    const { fetchedBytes } = await session.sync.state({});
    expect(await session.keeping.digests({ envelopeId: large })).toEqual({ digests: [] });
    expect(await attachmentsHere()).toBe(false);
    expect((await session.sync.state({})).fetchedBytes).toBe(fetchedBytes);
    await session.storage.setRule({ mode: 'all' });
    await eventually(async () => ((await attachmentsHere()) ? true : null));
  });

  it('is kept here by a rule or by choice, and let go without being fetched again', async () => {
    const { session } = paul;
    expect(await session.keeping.overview({})).toMatchObject({ allowed: true, rule: 'all', envelopes: 0 });
    expect(await session.keeping.setRule({ rule: 'chosen' })).toMatchObject({ rule: 'chosen' });
    expect(await session.keeping.keep({ envelopeIds: [large] })).toEqual({ kept: 1 });
    expect((await session.mailbox.open({ envelopeId: large })).keptSince).not.toBeNull();
    const { record } = await session.mailbox.open({ envelopeId: large });
    expect(await session.keeping.overview({})).toMatchObject({ envelopes: 1, sizeBytes: record.message.sizeBytes });
    const before = (await session.sync.state({})).fetchedBytes;
    expect(await session.keeping.release({ envelopeIds: [large], evenLost: false })).toEqual({ released: 1, lost: 0 });
    const opened = await session.mailbox.open({ envelopeId: large });
    expect([opened.keptSince, opened.content?.attachments.length]).toEqual([null, 1]);
    expect((await session.sync.state({})).fetchedBytes).toBe(before);
    expect(await session.keeping.keep({ envelopeIds: [large] })).toEqual({ kept: 1 });
  });

  describe('once the operator has erased it', () => {
    beforeAll(async () => {
      const { url, pki } = stage.operator;
      await stage.operator.stop();
      const dataFolder = join(stage.folder, 'operator');
      const stores = await openStores({ dataFolder });
      const at = new Date(contentExpiry(new Date()).getTime() + 86_400_000);
      const parts = { ...stores, signals: createSignals(), clock: () => at, operatorName: 'Essai' };
      expect(await eraseExpired(parts)).toBeGreaterThan(1);
      await stores.close();
      const port = Number(new URL(url).port);
      later = await startDemoOperator({ dataFolder, pkiFolder: pki.directory, port, seed: false });
      paul.session.networkChanged(true);
      await eventually(async () => {
        const { content } = (await paul.session.mailbox.open({ envelopeId: small })).record;
        return content === null ? true : null;
      });
    }, 60_000);

    it('is read, found and exported here with evidence that openssl accepts; what was not kept is gone', async () => {
      const { session } = paul;
      await expect(session.mailbox.attachmentUrl({ envelopeId: small, index: 0 })).rejects.toMatchObject({
        code: 'envelope.expired',
      });
      expect(await session.keeping.digests({ envelopeId: small })).toEqual({ digests: [] });
      const view = await session.mailbox.open({ envelopeId: large });
      expect(view.record.content?.subject).toBe('Imagerie');
      expect(view.events.at(-1)?.kind).toBe('expired');
      const { url } = await session.mailbox.attachmentUrl({ envelopeId: large, index: 0 });
      expect((await session.readStream(url)).bytes.equals(scan)).toBe(true);
      const found = await session.mailbox.search({ text: 'imagerie', offset: 0, limit: 10 });
      expect(found.results.map(({ row }) => row.id)).toEqual([large]);
      expect(await session.keeping.exportFacts({ envelopeIds: [small, large] })).toMatchObject({
        envelopes: [{ envelopeId: large }],
        gone: 1,
      });

      const { folder, grantId } = newFolder(paul);
      await exported(paul, large, grantId, ['evidence']);
      const [zip = ''] = readdirSync(folder);
      run('unzip', '-q', join(folder, zip), '-d', join(folder, 'evidence'));
      const evidence = join(folder, 'evidence');
      verify(join(evidence, 'message.eml'));
      // The proof's own button gives the same.
      const asked = join(stage.folder, 'preuve.zip');
      await session.mailbox.exportEvidence({ envelopeId: large, grantId: session.grant('write', asked) });
      expect(readFileSync(asked).length).toBe(readFileSync(join(folder, zip)).length);
      // Every command of the instructions, as they are written.
      const instructions = readFileSync(join(evidence, 'VERIFY.md'), 'utf8');
      const commands = [...instructions.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block).join('\n');
      execFileSync('/bin/bash', ['-euo', 'pipefail', '-c', commands], { cwd: evidence, stdio: 'pipe' });
    });

    it('is copied, encrypted, and taken in again on another workstation by the same card', async () => {
      const copy = join(stage.folder, 'copie.medimail');
      const made = await paul.session.keeping.backUp({ grantId: paul.session.grant('write', copy) });
      expect(made.envelopes).toBe(1);
      const bytes = readFileSync(copy);
      expect(bytes.length).toBe(made.sizeBytes);
      expect(bytes.includes('Imagerie') || bytes.includes(scan.subarray(100, 200).toString('base64'))).toBe(false);

      const config = { deviceSecret: Buffer.alloc(32, 9).toString('base64') };
      const next = await stage.signedIn('paul-leroy', { folder: 'paul-2', config });
      await synced(next.session);
      expect((await next.session.mailbox.open({ envelopeId: large })).content).toBeNull();
      const restore = (station: Workstation, path: string, code: string | null = null) =>
        station.session.keeping.restore({ grantId: station.session.grant('read', path), code });
      expect(await restore(next, copy)).toEqual({ restored: 1, alreadyHere: 0 });
      expect(await restore(next, copy)).toEqual({ restored: 0, alreadyHere: 1 });
      const { url } = await next.session.mailbox.attachmentUrl({ envelopeId: large, index: 0 });
      expect((await next.session.readStream(url)).bytes.equals(scan)).toBe(true);
      const found = await next.session.mailbox.search({ text: 'imagerie', offset: 0, limit: 10 });
      expect(found.results).toHaveLength(1);

      // Cut anywhere, changed, or somebody else's.
      const damaged = join(stage.folder, 'abîmée.medimail');
      writeFileSync(damaged, bytes.subarray(0, bytes.length - 70_000));
      await expect(restore(next, damaged)).rejects.toMatchObject({ code: 'archive.copy-unreadable' });
      await expect(restore(claire, copy)).rejects.toMatchObject({ code: 'archive.copy-of-another' });
      await next.session.kill();
    });

    it('is lost only when the person says so twice', async () => {
      const { keeping, mailbox } = paul.session;
      expect(await keeping.release({ envelopeIds: [large], evenLost: false })).toEqual({ released: 0, lost: 1 });
      expect(await keeping.overview({})).toMatchObject({ envelopes: 1 });
      expect(await keeping.release({ envelopeIds: [large], evenLost: true })).toEqual({ released: 1, lost: 0 });
      expect(await keeping.overview({})).toMatchObject({ envelopes: 0, sizeBytes: 0 });
      expect((await mailbox.open({ envelopeId: large })).content).toBeNull();
      const { results } = await mailbox.search({ text: 'imagerie', offset: 0, limit: 10 });
      expect(results).toEqual([]);
    });
  });
});
