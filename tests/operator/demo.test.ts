import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncPage } from '../../contract/api/routes.ts';
import { parseMessage } from '../../envelope/mime/parse.ts';
import { assessSignature } from '../../envelope/verification/verify-signature.ts';
import { configOfPkiFolder, OperatorConfig } from '../../operator/config.ts';
import { readDemoCards } from '../../operator/demo/cards.ts';
import { DEMO_ENTRIES } from '../../operator/demo/directory-entries.ts';
import { demoLetters } from '../../operator/demo/letters.ts';
import { writePdf } from '../../operator/demo/pdf.ts';
import { seedDemo } from '../../operator/demo/seed.ts';
import { createLogger } from '../../operator/logger.ts';
import { type RunningOperator, startOperator } from '../../operator/start.ts';
import { readPem } from '../../operator/trust-files.ts';
import { type DemoPki, readCardFile } from '../support/pki/demo.ts';
import { logEvents } from './support/log-events.ts';
import { testPki } from './support/test-pki.ts';
import { Workstation } from './support/workstation.ts';

let folder: string;
let pki: DemoPki;
let operator: RunningOperator;
let claire: Workstation;
let seedingMs = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-demo-'));
  pki = await testPki(join(folder, 'pki'));
  const config = OperatorConfig.parse({ ...configOfPkiFolder(pki.directory), dataFolder: join(folder, 'data') });
  const log = createLogger('silent');
  const clock = () => new Date();
  operator = await startOperator({
    config,
    log,
    prepare: async (stores) => {
      const cards = readDemoCards(pki.directory);
      const cpu = process.cpuUsage();
      await seedDemo({ config, stores, log, clock, cards });
      const used = process.cpuUsage(cpu);
      seedingMs = (used.user + used.system) / 1000;
      await seedDemo({ config, stores, log, clock, cards });
    },
  });
  claire = await Workstation.create(
    operator.url,
    readFileSync(pki.anchorsFile, 'utf8'),
    readCardFile(pki.cards['claire-martin']),
  );
  await claire.signIn();
});
afterAll(async () => {
  await claire.close();
  await operator.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the demonstration', () => {
  it('is there within ten seconds, once', async () => {
    expect(seedingMs).toBeLessThan(10_000);
    expect(await operator.stores.directory.count()).toBe(DEMO_ENTRIES);
    expect(demoLetters.length).toBeGreaterThanOrEqual(20);
    expect(demoLetters.length).toBeLessThanOrEqual(40);
    const events = await logEvents(operator.stores.log);
    expect(events.filter((event) => event.kind === 'sealed')).toHaveLength(demoLetters.length);
  });

  it('has letters of the past weeks in both boxes, opened and not, answered, with titles and documents', async () => {
    const { changes } = (await claire.call<SyncPage>('GET', '/v1/sync?limit=1000')).json;
    const letters = changes.flatMap((change) => (change.type === 'envelope' ? [change] : []));
    const received = letters.filter((one) => one.box === 'received');
    expect(received.length).toBeGreaterThan(12);
    expect(letters.length - received.length).toBeGreaterThan(5);
    const states = received.map((one) => one.record.recipients.find((r) => r.address === claire.address)?.state);
    expect(new Set(states)).toEqual(new Set(['opened', 'notified']));
    for (const { record } of letters) {
      expect(Date.parse(record.sealedAt)).toBeLessThan(Date.now());
      expect(Date.parse(record.expiresAt)).toBeGreaterThan(Date.now());
      expect(record.content?.subject).toMatch(/\S/);
    }
    expect(letters.some((one) => one.record.content?.inReplyTo)).toBe(true);
    expect(letters.filter((one) => one.record.content?.attachments.length).length).toBeGreaterThan(10);
  });

  it('has signatures that hold, and one whose card was revoked since', async () => {
    const { changes } = (await claire.call<SyncPage>('GET', '/v1/sync?limit=1000')).json;
    const trust = {
      anchors: readPem(pki.anchorsFile, 'CERTIFICATE'),
      intermediates: readPem(pki.intermediatesFile, 'CERTIFICATE'),
      crls: readPem(pki.crlsFile, 'X509 CRL'),
    };
    const found = new Set<string>();
    for (const change of changes) {
      if (change.type !== 'envelope') continue;
      const { record } = change;
      const { bytes } = await claire.call('GET', `/v1/envelopes/${record.id}/message`);
      const { signed } = await parseMessage(
        (async function* () {
          yield bytes;
        })(),
      );
      const verdict = await assessSignature({
        cms: signed?.signature ?? null,
        entitySha256: signed?.digests ?? new Uint8Array(32),
        trust,
        sealedAt: new Date(record.sealedAt),
        now: new Date(),
      });
      found.add(verdict.state);
      expect(verdict.state === 'unsigned').toBe(!record.signed);
    }
    expect(found).toEqual(new Set(['valid', 'revoked-since', 'unsigned']));
  });
});

describe('a document of the demonstration', () => {
  it('is a PDF that readers open, with its French text and as many pages as it needs', async () => {
    const lines = Array.from({ length: 60 }, (_, index) => `Ligne ${index} : œdème (léger), 37,5 °C — à revoir’`);
    const data = writePdf({ title: 'Compte rendu', lines });
    const task = getDocument({ data: new Uint8Array(data), useSystemFonts: true, verbosity: 0 });
    const document = await task.promise;
    expect(document.numPages).toBe(2);
    const content = await (await document.getPage(1)).getTextContent();
    const text = content.items.map((item) => ('str' in item ? item.str : '')).join('\n');
    expect(text).toContain('Compte rendu');
    expect(text).toContain('Ligne 3 : œdème (léger), 37,5 °C — à revoir’');
    await task.destroy();
  });
});
