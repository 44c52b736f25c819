import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromBuffer } from 'yauzl';
import { attachment, deposit, writeLetter } from './support/letter.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Workstation } from './support/workstation.ts';

const run = promisify(execFile);
let operator: TestOperator;
let claire: Workstation;
let folder: string;

beforeAll(async () => {
  operator = await startTestOperator();
  claire = await operator.signedIn('claire-martin');
  folder = mkdtempSync(join(tmpdir(), 'medimail-evidence-'));
});
afterAll(async () => {
  await operator.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Unpacks a zip into a folder; gives the names. */
async function unpack(zip: Buffer, into: string): Promise<string[]> {
  mkdirSync(into, { recursive: true });
  const names: string[] = [];
  await new Promise<void>((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true }, (error, archive) => {
      if (error || !archive) return reject(error);
      archive.on('end', resolve).on('error', reject);
      archive.on('entry', (entry: { fileName: string }) => {
        archive.openReadStream(entry as never, (failure, stream) => {
          if (failure || !stream) return reject(failure);
          buffer(stream).then((content) => {
            names.push(entry.fileName);
            writeFileSync(join(into, entry.fileName), content);
            archive.readEntry();
          }, reject);
        });
      });
      archive.readEntry();
    });
  });
  return names;
}

/** The commands of VERIFY.md, as written. */
function commandsIn(markdown: string): string[] {
  const blocks = [...markdown.matchAll(/```(?:sh|bash)?\n([\s\S]*?)```/g)].map((block) => block[1] ?? '');
  return blocks.map((block) => block.trim()).filter((block) => block.includes('openssl'));
}

describe('the evidence of an envelope', () => {
  it.each([
    ['signed', undefined],
    ['unsigned', false],
  ] as const)('%s is checked by openssl alone, with the commands that it brings', async (name, signer) => {
    const letter = await writeLetter(claire, {
      to: ['paul.leroy@demo.medimail.example'],
      attachments: [attachment('a.bin', 300_000)],
      ...(signer === undefined ? {} : { signer }),
    });
    expect((await deposit(claire, letter)).status).toBe(200);
    const zip = await claire.call('GET', `/v1/envelopes/${letter.manifest.envelopeId}/evidence`);
    expect([zip.status, zip.headers['content-type']]).toEqual([200, 'application/zip']);
    const into = join(folder, name);
    const names = await unpack(zip.bytes, into);
    expect(names).toEqual(
      expect.arrayContaining([
        'message.eml',
        'seal.json',
        'seal.p7s',
        'timestamp.tsr',
        'events.json',
        'trust.pem',
        'VERIFY.md',
      ]),
    );
    expect(
      createHash('sha256')
        .update(readFileSync(join(into, 'message.eml')))
        .digest('hex'),
    ).toBe(letter.manifest.sha256);
    const commands = commandsIn(readFileSync(join(into, 'VERIFY.md'), 'utf8'));
    expect(commands.length).toBeGreaterThan(1);
    for (const command of commands) await run('bash', ['-euo', 'pipefail', '-c', command], { cwd: into });
    // The same commands find a message of which one letter was changed.
    writeFileSync(join(into, 'message.eml'), letter.bytes.toString('latin1').replace('Bien', 'Rien'), 'latin1');
    const outcomes = await Promise.all(
      commands.map((command) =>
        run('bash', ['-euo', 'pipefail', '-c', command], { cwd: into }).then(
          () => 'holds',
          () => 'fails',
        ),
      ),
    );
    const said = readFileSync(join(into, 'seal.json'), 'utf8');
    const changed = createHash('sha256')
      .update(readFileSync(join(into, 'message.eml')))
      .digest('hex');
    expect(outcomes.includes('fails') || !said.includes(changed)).toBe(true);
  });
});
