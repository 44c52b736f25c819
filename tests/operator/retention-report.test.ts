import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyInstructions } from '../../envelope/evidence/verify-instructions.ts';
import { configOfPkiFolder } from '../../operator/config.ts';
import { createLogger } from '../../operator/logger.ts';
import { placeHold } from '../../operator/services/holds.ts';
import { createLogHeads } from '../../operator/services/log-heads.ts';
import { eraseExpired } from '../../operator/services/retention.ts';
import { reportFormats } from '../../operator/services/retention-formats.ts';
import type { ErasedLine, ReportLine } from '../../operator/services/retention-lines.ts';
import { type ReportRange, retentionReport } from '../../operator/services/retention-report.ts';
import { verifyRetentionReport } from '../../operator/services/verify-retention-report.ts';
import { readSigner } from '../../operator/signing-key.ts';
import { openStores } from '../../operator/store/open-stores.ts';
import { readTrust, readTrustStore } from '../../operator/trust-files.ts';
import { builtProcesses } from '../support/built-processes.ts';
import type { DemoPki } from '../support/pki/demo.ts';
import { type MailDesk, openMailDesk } from './support/mail-desk.ts';
import { tamper } from './support/raw-database.ts';
import { testPki } from './support/test-pki.ts';

const run = promisify(execFile);
const silent = createLogger('silent');
const everything: ReportRange = { from: null, to: null };
const MONTHS = ['2027-01-10T10:00:00.000Z', '2027-02-10T10:00:00.000Z', '2027-03-10T10:00:00.000Z'];

let desk: MailDesk;
let pki: DemoPki;
const erasedIds: string[] = [];
const trust = () => readTrustStore(configOfPkiFolder(pki.directory).trust);
const signHead = () => {
  const clock = () => desk.now;
  const { seal, trust: files } = configOfPkiFolder(pki.directory);
  const parts = { log: desk.stores.log, sealSigner: readSigner(seal), clock };
  return createLogHeads({ ...parts, trust: readTrust(files, 0, clock, silent) }).refresh();
};

beforeAll(async () => {
  desk = await openMailDesk();
  pki = await testPki(join(desk.folder, 'pki'));
  for (const expiresAt of MONTHS) erasedIds.push(await desk.publish('x', undefined, { expiresAt }));
  for (const expiresAt of MONTHS) {
    desk.now = new Date(Date.parse(expiresAt) + 60_000);
    await eraseExpired(desk.parts);
  }
  const held = await desk.publish('x', undefined, { expiresAt: '2027-03-11T10:00:00.000Z' });
  await desk.publish('x', undefined, { expiresAt: '2027-03-11T10:00:00.000Z' });
  await placeHold(
    { ...desk.stores, clock: () => desk.now },
    { envelopeId: held },
    { by: 'a', osUser: 'b', reason: 'c' },
  );
  await signHead();
});
afterAll(() => desk.close());

async function report(range = everything, now = new Date('2027-03-12T00:00:00.000Z')): Promise<ReportLine[]> {
  const lines: ReportLine[] = [];
  const parts = { ...desk.stores, trust: trust(), operatorName: 'Essai' };
  for await (const line of retentionReport(parts, range, now)) lines.push(line);
  return lines;
}
const erasedLines = (lines: readonly ReportLine[]) =>
  lines.filter((line): line is ErasedLine => line.type === 'erased');

async function* numbered(lines: readonly (ReportLine | string)[]) {
  for (const [index, line] of lines.entries()) {
    yield { number: index + 1, text: typeof line === 'string' ? line : JSON.stringify(line) };
  }
}
const verify = (lines: readonly (ReportLine | string)[]) => verifyRetentionReport(numbered(lines), trust());

describe('a retention report', () => {
  it('names each erased envelope with its times, its event, and the proof that it is in the signed log', async () => {
    const lines = await report();
    expect(lines[0]).toMatchObject({ type: 'report', operator: 'Essai', from: null, to: null });
    const erased = erasedLines(lines);
    expect(erased.map((line) => line.envelopeId)).toEqual(erasedIds);
    for (const [index, line] of erased.entries()) {
      expect(line).toMatchObject({
        sha256: 'a'.repeat(64),
        depositedAt: '2026-11-23T08:00:00.000Z',
        sealedAt: '2026-11-23T08:00:00.000Z',
        expiresAt: MONTHS[index],
        erasedAt: new Date(Date.parse(MONTHS[index] ?? '') + 60_000).toISOString(),
        proof: { leafIndex: line.seq - 1 },
        left: [],
      });
    }
    expect(lines.at(-1)).toEqual({ type: 'end', erased: 3, unproven: 0, withRemnants: 0, held: 1, waiting: 1 });
    expect(await verify(lines)).toMatchObject({ sound: true, erased: 3, unproven: 0 });
  });

  it('is of the erasures from an instant on and before another', async () => {
    const range = { from: new Date('2027-02-01'), to: new Date('2027-03-01') };
    const lines = await report(range);
    expect(erasedLines(lines).map((line) => line.envelopeId)).toEqual([erasedIds[1]]);
    expect(await verify(lines)).toMatchObject({ sound: true, erased: 1 });
    const { erasedAt = '' } = erasedLines(lines)[0] ?? {};
    expect(erasedLines(await report({ from: new Date(erasedAt), to: null }))).toHaveLength(2);
    expect(erasedLines(await report({ from: null, to: new Date(erasedAt) }))).toHaveLength(1);
  });

  it('holds no name, address or title', async () => {
    const text = JSON.stringify(await report());
    for (const word of ['Leroy', 'leroy', 'Martin', '@']) expect(text).not.toContain(word);
  });

  it('reads one envelope after the other, and stops reading when nobody takes what it gives', async () => {
    let read = 0;
    const { log } = desk.stores;
    const counted = {
      ...log,
      async *erasures() {
        for await (const row of log.erasures()) {
          read += 1;
          yield row;
        }
      },
    };
    const parts = { ...desk.stores, log: counted, trust: trust(), operatorName: 'Essai' };
    for await (const line of retentionReport(parts, everything, new Date())) if (line.type === 'erased') break;
    expect(read).toBe(1);
  });

  it('is CSV of one shape, and text that says what matters', async () => {
    const lines = await report();
    const rows = lines.map(reportFormats.csv).join('').trimEnd().split('\n');
    expect(rows).toHaveLength(4);
    expect(new Set(rows.map((row) => row.split(',').length))).toEqual(new Set([10]));
    expect(rows[1]).toContain(erasedIds[0]);
    const text = lines.map(reportFormats.text).join('');
    expect(text).toContain('3 erased; 0 in no signed head yet; something left of 0');
    expect(text).toContain('due and held: 1; due and waiting for the next run: 1');
  });
});

describe('what is changed in a report', () => {
  const changed = (lines: readonly ReportLine[], at: number, changes: object) =>
    lines.map((line, index) => (index === at ? ({ ...line, ...changes } as ReportLine) : line));

  it('is found, with the line and the reason', async () => {
    const lines = await report();
    const [head, first, second] = lines as [ReportLine, ErasedLine, ErasedLine];
    const end = lines.at(-1) as ReportLine;
    const forged = first.event.replace(first.envelopeId, second.envelopeId);
    const cases: [(ReportLine | string)[], number, string][] = [
      [changed(lines, 1, { sha256: 'c'.repeat(64) }), 2, 'other-event'],
      [changed(lines, 1, { erasedAt: '2027-01-11T10:00:00.000Z' }), 2, 'other-event'],
      [changed(lines, 1, { event: forged, envelopeId: second.envelopeId }), 2, 'not-in-log'],
      [changed(lines, 1, { proof: second.proof }), 2, 'not-in-log'],
      [changed(lines, 1, { proof: null }), 2, 'not-in-log'],
      [changed(lines, 2, { left: ['key'] }), 3, 'remnant'],
      [changed(lines, 0, { to: '2027-02-01T00:00:00.000Z' }), 3, 'order'],
      [[head, second, first, end], 3, 'order'],
      [[head, first, first, end], 3, 'order'],
      [[head, first, end], 3, 'count'],
      [lines.slice(0, -1), 5, 'cut'],
      [[first], 1, 'malformed'],
      [[head, head], 2, 'malformed'],
      [[...lines, first], 6, 'malformed'],
      [[head, '{"type":"erased"'], 2, 'malformed'],
      [[], 1, 'cut'],
    ];
    for (const [forgedLines, line, reason] of cases) {
      expect(await verify(forgedLines), reason).toEqual({ sound: false, line, reason });
    }
    if (head.type !== 'report' || !head.logHead) throw new Error('no head');
    const statement = head.logHead.statement.replace(/"treeSize":\d+/, '"treeSize":3');
    const otherHead = changed(lines, 0, { logHead: { ...head.logHead, statement } });
    expect(await verify(otherHead)).toEqual({ sound: false, line: 1, reason: 'head-invalid' });
    expect(await verify(changed(lines, 0, { logHead: null }))).toMatchObject({ reason: 'not-in-log' });
  });

  it('in the log itself stops the report', async () => {
    const dataFolder = join(desk.folder, 'forged');
    cpSync(join(desk.folder, 'data'), dataFolder, { recursive: true });
    tamper(dataFolder, (database) =>
      database.exec("UPDATE events SET bytes = replace(bytes, '2027-02-10', '2027-02-09') WHERE kind = 'expired'"),
    );
    const stores = await openStores({ dataFolder });
    const reading = async () => {
      for await (const line of retentionReport(
        { ...stores, trust: trust(), operatorName: 'x' },
        everything,
        desk.now,
      )) {
        expect(line.type).not.toBe('end');
      }
    };
    await expect(reading()).rejects.toThrow(/log breaks at \d+/);
    await stores.close();
  });
});

describe('the commands', () => {
  const operator = (...words: string[]) =>
    run(process.execPath, [builtProcesses.operator, ...words]).then(
      ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
  const flags = () => ['--data', join(desk.folder, 'data'), '--pki', pki.directory];

  it('report beside a running operator, and verify elsewhere, with openssl too', { timeout: 60_000 }, async () => {
    const made = await operator('retention-report', ...flags(), '--format', 'json');
    expect([made.code, made.stderr]).toEqual([0, '']);
    const folder = mkdtempSync(join(tmpdir(), 'medimail-report-'));
    const file = join(folder, 'report.jsonl');
    writeFileSync(file, made.stdout);
    const verified = await operator('verify-retention-report', file, '--pki', pki.directory);
    expect([verified.code, JSON.parse(verified.stdout)]).toEqual([
      0,
      expect.objectContaining({ sound: true, erased: 3 }),
    ]);

    writeFileSync(join(folder, 'cut.jsonl'), made.stdout.slice(0, -20));
    const cut = await operator('verify-retention-report', join(folder, 'cut.jsonl'), '--pki', pki.directory);
    expect([cut.code, JSON.parse(cut.stdout)]).toEqual([1, { sound: false, line: 5, reason: 'malformed' }]);

    // The guide's commands as written, then those of VERIFY.md.
    cpSync(pki.anchorsFile, join(folder, 'trust.pem'));
    cpSync(join(pki.directory, 'intermediates.pem'), join(folder, 'certificates.pem'));
    const guide = readFileSync('docs/operator-guide.md', 'utf8');
    const block = guide.slice(guide.indexOf('With OpenSSL alone')).match(/```sh\n([\s\S]*?)```/)?.[1] ?? '';
    const at = new Date();
    const instructions = verifyInstructions({
      ...{ sealedAt: at, isSigned: false, signatureTimestampDigest: null, revocationAt: null },
      ...{ hasEvents: true, logHeadAt: at },
    });
    const inclusion = [...instructions.matchAll(/```sh\n([\s\S]*?)```/g)].at(-1)?.[1] ?? '';
    const { stdout } = await run('sh', ['-ec', `${block}\n${inclusion}`], { cwd: folder });
    expect(stdout.trim().split('\n')).toEqual([2, 3, 4].map((line) => `line ${line}: in the log`));
    rmSync(folder, { recursive: true });
  });

  it('end with 1 and say what is there when a key, a blob, a segment or a title is left', {
    timeout: 60_000,
  }, async () => {
    const [keyed, blobbed, titled] = await Promise.all(
      erasedIds.map(async (id) => (await desk.stores.envelopes.find(id))?.contentId ?? ''),
    );
    if (!keyed || !blobbed || !titled) throw new Error('no envelope');
    await desk.stores.vault.create(keyed, desk.now);
    const shelf = join(desk.folder, 'data', 'blobs', blobbed.slice(0, 2), blobbed);
    mkdirSync(shelf, { recursive: true });
    writeFileSync(join(shelf, 'a.segment.part'), 'half');
    tamper(
      join(desk.folder, 'data'),
      (database) => {
        database.prepare("UPDATE envelopes SET metadata = x'00' WHERE content_id = ?").run(titled);
        database.prepare("INSERT INTO segments VALUES (?, 0, 0, 1, 1, x'00', NULL)").run(titled);
      },
      'with triggers',
    );
    const { code, stdout } = await operator('retention-report', ...flags());
    expect(code).toBe(1);
    for (const left of ['LEFT: key\n', 'LEFT: blobs\n', 'LEFT: segments, title\n']) expect(stdout).toContain(left);
    expect(stdout).toContain('something left of 3');
    const february = await operator(
      'retention-report',
      ...flags(),
      '--from',
      '2027-02-01',
      '--to',
      '2027-03-01',
      '--format',
      'csv',
    );
    expect([february.code, february.stdout.trim().split('\n').length]).toEqual([1, 2]);
    expect((await operator('retention-report', ...flags(), '--from', 'yesterday')).code).not.toBe(0);
    expect((await operator('retention-report', ...flags(), '--format', 'xml')).code).not.toBe(0);
  });

  it('tell what no signed head covers yet, and that there was none', async () => {
    const other = await openMailDesk();
    await other.publish('x', undefined, { expiresAt: '2026-11-23T08:00:00.000Z' });
    await eraseExpired(other.parts);
    const lines: ReportLine[] = [];
    const parts = { ...other.stores, trust: trust(), operatorName: 'Essai' };
    for await (const line of retentionReport(parts, everything, other.now)) lines.push(line);
    expect(lines.at(-1)).toMatchObject({ erased: 1, unproven: 1 });
    expect(await verify(lines)).toEqual({ sound: true, erased: 1, unproven: 1, logHead: null });
    await other.close();
  });
});
