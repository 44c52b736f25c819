import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UploadStatus } from '../../contract/api/routes.ts';
import { MAX_ATTACHMENTS_BYTES } from '../../contract/model/limits.ts';
import type { AttachmentSource } from '../../envelope/mime/model.ts';
import { createInfectionStore } from '../../operator/store/sql/infection.store.ts';
import type { MainSchema } from '../../operator/store/sql/schema.ts';
import { SqliteDatabase } from '../../operator/store/sqlite/database.ts';
import { mainMigrations } from '../../operator/store/sqlite/migrations/main/migrations.ts';
import { type Clamd, createClamd, EICAR, OWN_MARK } from './support/clamd.ts';
import { altered, attachment, deposit, fileOf, MARKER, writeLetter } from './support/letter.ts';
import { arrives, commit, operatorWith, zipped } from './support/scanned.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Workstation } from './support/workstation.ts';

const to = ['paul.leroy@demo.medimail.example'];
const clean = Buffer.from('Rien à signaler.');

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes of buffers in use; what waits to be collected would be the machine's load, not ours. */
function held(): number {
  collect();
  return process.memoryUsage().arrayBuffers;
}

describe('with clamd, a deposit', () => {
  let clamd: Clamd;
  let operator: TestOperator;
  let claire: Workstation;

  beforeAll(async () => {
    clamd = createClamd();
    await clamd.start();
    ({ operator, claire } = await operatorWith({ socket: clamd.socket }));
  });
  afterAll(async () => {
    await operator?.close();
    await clamd.remove();
  });

  const send = async (attachments: readonly AttachmentSource[], options: object = {}) =>
    deposit(claire, await writeLetter(claire, { to, attachments, ...options }));

  it('that is clean is sealed', async () => {
    const letter = await writeLetter(claire, {
      to,
      attachments: [fileOf('a.txt', clean), fileOf('b.txt', zipped(clean))],
    });
    const receipt = await deposit(claire, letter);
    expect(receipt.status, receipt.bytes.toString()).toBe(200);
    expect(await arrives(operator, letter)).toBe(true);
  });

  it.each([
    ['an attachment', [fileOf('a.com', EICAR)], {}, 0],
    ['an attachment of an unsigned letter', [fileOf('a.com', EICAR)], { signer: false }, 0],
    ['its second attachment', [fileOf('a.txt', clean), fileOf('b.com', EICAR), fileOf('c.txt', clean)], {}, 1],
    ['a zip', [fileOf('a.txt', clean), fileOf('b.zip', zipped(EICAR))], {}, 1],
    ['a zip in a zip', [fileOf('b.zip', zipped(zipped(EICAR)))], {}, 0],
  ])('with a harmful program in %s is refused, and says which file', async (_where, attachments, options, index) => {
    const { error } = await send(attachments, options);
    expect(error).toEqual({
      code: 'envelope.infected',
      retry: 'never',
      details: { attachment: index, signature: 'Essai.Eicar.UNOFFICIAL' },
    });
  });

  it('with one in its text is refused, under a name without anything to be read as markup', async () => {
    const { error } = await send([], { text: `Bonjour,\n${OWN_MARK}\nBien à vous.` });
    expect(error.details).toEqual({ attachment: null, signature: 'Essai.Marque_b_.UNOFFICIAL' });
  });

  it('with one in a letter that is attached is refused', async () => {
    const inner = await writeLetter(claire, { to, attachments: [fileOf('a.com', EICAR)] });
    const { error } = await send([fileOf('transmis.eml', inner.bytes)]);
    expect(error).toMatchObject({ code: 'envelope.infected', details: { attachment: 0 } });
  });

  it('with one where no part of the message is, is refused', async () => {
    const letter = await writeLetter(claire, { to, signer: false, attachments: [fileOf('a.txt', clean)] });
    const { error } = await deposit(
      claire,
      altered(letter, (text) => `${text}\r\n${OWN_MARK}\r\n`),
    );
    expect(error).toMatchObject({ code: 'envelope.infected', details: { attachment: null } });
  });

  it('that was refused is forgotten but for the record of it, and nobody is told of it', async () => {
    const letter = await writeLetter(claire, { to, attachments: [fileOf('a.com', EICAR)] });
    expect((await deposit(claire, letter)).error.code).toBe('envelope.infected');
    const status = await claire.call<UploadStatus>('GET', `/v1/uploads/${letter.manifest.envelopeId}`);
    expect(status.error.code).toBe('upload.not-found');
    expect(await arrives(operator, letter)).toBe(false);
    const accountId = claire.tokens?.account.accountId ?? '';
    expect((await operator.stores.infections.ofAccount(accountId)).at(-1)).toEqual({
      at: expect.stringMatching(/^\d{4}-/) as string,
      accountId,
      envelopeId: letter.manifest.envelopeId,
      sha256: letter.manifest.sha256,
      signature: 'Essai.Eicar.UNOFFICIAL',
    });
  });

  it('stays on record: nothing can change or remove that', async () => {
    const file = join(operator.folder, 'own.db');
    const database = new SqliteDatabase<MainSchema>({ file, key: null, migrations: mainMigrations });
    const row = { at: '2026-11-23T10:00:00.000Z', accountId: 'a', envelopeId: 'e', sha256: 's', signature: 'Essai' };
    await createInfectionStore(database).record(row);
    const update = "UPDATE infected_deposits SET signature = 'x'";
    expect(() => database.prepare(update).run()).toThrow('infected deposits are final');
    expect(() => database.prepare('DELETE FROM infected_deposits').run()).toThrow('infected deposits stay');
    expect(await createInfectionStore(database).ofAccount('a')).toEqual([row]);
    await database.close();
  });

  it('leaves neither file names nor content in the log', async () => {
    await send([fileOf('dossier-martin.com', EICAR)], { text: MARKER });
    expect(operator.log.join('')).not.toMatch(new RegExp(`dossier-martin|${MARKER}|Essai\\.Eicar`));
    expect(operator.log.join('')).toContain('envelope.infected');
  });

  it('is sealed once when it is committed five times at once', async () => {
    const letter = await writeLetter(claire, { to, attachments: [fileOf('a.txt', clean)] });
    await claire.call('POST', '/v1/uploads', { body: letter.manifest });
    await claire.call('PATCH', `/v1/uploads/${letter.manifest.envelopeId}`, {
      bytes: letter.bytes,
      headers: { 'upload-offset': '0' },
    });
    const receipts = await Promise.all(Array.from({ length: 5 }, () => commit(claire, letter)));
    for (const receipt of receipts) expect(receipt.json).toEqual(receipts[0]?.json);
  });

  it('is judged by what is in it when others are scanned at the same time', async () => {
    const contents = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? clean : EICAR));
    const answers = await Promise.all(contents.map((content, index) => send([fileOf(`${index}.bin`, content)])));
    expect(answers.map((answer) => answer.status)).toEqual([200, 422, 200, 422, 200, 422, 200, 422]);
  });

  it('of 40 MB is scanned whole, in little memory', { timeout: 240_000 }, async () => {
    const half = MAX_ATTACHMENTS_BYTES / 2;
    const last = Buffer.concat([Buffer.alloc(half - OWN_MARK.length), Buffer.from(OWN_MARK)]);
    const letter = await writeLetter(claire, { to, attachments: [attachment('a.bin', half), fileOf('b.bin', last)] });
    await claire.call('POST', '/v1/uploads', { body: letter.manifest });
    for (let at = 0; at < letter.bytes.length; at += 4_194_304) {
      await claire.call('PATCH', `/v1/uploads/${letter.manifest.envelopeId}`, {
        bytes: letter.bytes.subarray(at, at + 4_194_304),
        headers: { 'upload-offset': String(at) },
      });
    }
    const before = held();
    let highest = before;
    // Collecting may take a tenth of a second: more often, it would leave no time for anything else.
    const watch = setInterval(() => {
      highest = Math.max(highest, held());
    }, 500);
    const { error } = await commit(claire, letter);
    clearInterval(watch);
    expect(error).toMatchObject({ code: 'envelope.infected', details: { attachment: 1 } });
    expect((highest - before) / 1_048_576).toBeLessThan(32);
  });

  it('is announced as scanned, and readiness tells of the scanner', async () => {
    const capabilities = await claire.call<{ scanning: boolean }>('GET', '/v1/capabilities', { proof: null });
    expect(capabilities.json.scanning).toBe(true);
    expect((await claire.call('GET', '/readyz', { proof: null })).json).toEqual({ status: 'ready', scanner: 'up' });
  });
});

describe('without a scanner', () => {
  it('an operator says so, and seals', async () => {
    const operator = await startTestOperator();
    const claire = await operator.signedIn('claire-martin');
    const capabilities = await claire.call<{ scanning: boolean }>('GET', '/v1/capabilities', { proof: null });
    expect(capabilities.json.scanning).toBe(false);
    expect((await deposit(claire, await writeLetter(claire, { to }))).status).toBe(200);
    await operator.close();
  });
});
