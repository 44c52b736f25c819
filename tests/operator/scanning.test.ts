import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DepositReceipt, SyncPage, UploadStatus } from '../../contract/api/routes.ts';
import { MAX_ATTACHMENTS_BYTES } from '../../contract/model/limits.ts';
import type { AttachmentSource } from '../../envelope/mime/model.ts';
import type { OperatorConfig } from '../../operator/config.ts';
import { sweepLeftovers } from '../../operator/services/retention.ts';
import { createSignals } from '../../operator/services/signals.ts';
import { type Clamd, createClamd, EICAR, OWN_MARK, type StandIn, standInForClamd } from './support/clamd.ts';
import { altered, attachment, deposit, type Letter, MARKER, writeLetter } from './support/letter.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Workstation } from './support/workstation.ts';

const to = ['paul.leroy@demo.medimail.example'];
const DAY_MS = 86_400_000;
const clean = Buffer.from('Rien à signaler.');

function file(name: string, content: Uint8Array): AttachmentSource {
  return {
    name,
    mediaType: 'application/octet-stream',
    sizeBytes: content.length,
    async *open() {
      for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536);
    },
  };
}

/** An operator with that scanner, and Claire signed in there. */
async function operatorWith(clamd: NonNullable<OperatorConfig['scanner']>['clamd'], timeoutMs = 60_000) {
  const operator = await startTestOperator({ scanner: { clamd, timeoutMs } });
  return { operator, claire: await operator.signedIn('claire-martin') };
}

const commit = (from: Workstation, letter: Letter) =>
  from.call<DepositReceipt>('POST', `/v1/uploads/${letter.manifest.envelopeId}/commit`, { body: {} });

/** Whether a recipient sees anything of an envelope. */
async function arrives(operator: TestOperator, letter: Letter): Promise<boolean> {
  const paul = await operator.signedIn('paul-leroy');
  const { changes } = (await paul.call<SyncPage>('GET', '/v1/sync?limit=1000')).json;
  return changes.some((change) => change.type === 'envelope' && change.record.id === letter.manifest.envelopeId);
}

/** Bytes of a zip that holds one file. */
function zipped(content: Uint8Array): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'medimail-zip-'));
  try {
    const script = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1], 'w', 8); z.write(sys.argv[2], 'f')";
    writeFileSync(join(folder, 'f'), content);
    const made = spawnSync('python3', ['-c', script, join(folder, 'z'), join(folder, 'f')], { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(made.stderr);
    return readFileSync(join(folder, 'z'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
    const letter = await writeLetter(claire, { to, attachments: [file('a.txt', clean), file('b.txt', zipped(clean))] });
    const receipt = await deposit(claire, letter);
    expect(receipt.status, receipt.bytes.toString()).toBe(200);
    expect(await arrives(operator, letter)).toBe(true);
  });

  it.each([
    ['an attachment', [file('a.com', EICAR)], {}, 0],
    ['an attachment of an unsigned letter', [file('a.com', EICAR)], { signer: false }, 0],
    ['its second attachment', [file('a.txt', clean), file('b.com', EICAR), file('c.txt', clean)], {}, 1],
    ['a zip', [file('a.txt', clean), file('b.zip', zipped(EICAR))], {}, 1],
    ['a zip in a zip', [file('b.zip', zipped(zipped(EICAR)))], {}, 0],
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
    const inner = await writeLetter(claire, { to, attachments: [file('a.com', EICAR)] });
    const { error } = await send([file('transmis.eml', inner.bytes)]);
    expect(error).toMatchObject({ code: 'envelope.infected', details: { attachment: 0 } });
  });

  it('with one where no part of the message is, is refused', async () => {
    const letter = await writeLetter(claire, { to, signer: false, attachments: [file('a.txt', clean)] });
    const { error } = await deposit(
      claire,
      altered(letter, (text) => `${text}\r\n${OWN_MARK}\r\n`),
    );
    expect(error).toMatchObject({ code: 'envelope.infected', details: { attachment: null } });
  });

  it('that was refused is forgotten but for the record of it, and nobody is told of it', async () => {
    const letter = await writeLetter(claire, { to, attachments: [file('a.com', EICAR)] });
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

  it('leaves neither file names nor content in the log', async () => {
    await send([file('dossier-martin.com', EICAR)], { text: MARKER });
    expect(operator.log.join('')).not.toMatch(new RegExp(`dossier-martin|${MARKER}|Essai\\.Eicar`));
    expect(operator.log.join('')).toContain('envelope.infected');
  });

  it('is sealed once when it is committed five times at once', async () => {
    const letter = await writeLetter(claire, { to, attachments: [file('a.txt', clean)] });
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
    const answers = await Promise.all(contents.map((content, index) => send([file(`${index}.bin`, content)])));
    expect(answers.map((answer) => answer.status)).toEqual([200, 422, 200, 422, 200, 422, 200, 422]);
  });

  it('of 40 MB is scanned whole, in little memory', { timeout: 240_000 }, async () => {
    const half = MAX_ATTACHMENTS_BYTES / 2;
    const last = Buffer.concat([Buffer.alloc(half - OWN_MARK.length), Buffer.from(OWN_MARK)]);
    const letter = await writeLetter(claire, { to, attachments: [attachment('a.bin', half), file('b.bin', last)] });
    await claire.call('POST', '/v1/uploads', { body: letter.manifest });
    for (let at = 0; at < letter.bytes.length; at += 4_194_304) {
      await claire.call('PATCH', `/v1/uploads/${letter.manifest.envelopeId}`, {
        bytes: letter.bytes.subarray(at, at + 4_194_304),
        headers: { 'upload-offset': String(at) },
      });
    }
    const before = process.memoryUsage().arrayBuffers;
    let highest = before;
    const watch = setInterval(() => {
      highest = Math.max(highest, process.memoryUsage().arrayBuffers);
    }, 5);
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

describe('while clamd gives no verdict, a deposit is held and not sealed', () => {
  let clamd: Clamd;
  let operator: TestOperator;
  let standIn: StandIn | null = null;

  beforeAll(() => {
    clamd = createClamd();
  });
  afterEach(async () => {
    await operator?.close();
    await standIn?.close();
    standIn = null;
    await clamd.kill();
  });
  afterAll(() => clamd.remove());

  /** Deposits, and expects to be told to come back. */
  async function heldDeposit(claire: Workstation, attachments: readonly AttachmentSource[] = []): Promise<Letter> {
    const letter = await writeLetter(claire, { to, attachments });
    const answer = await deposit(claire, letter);
    expect([answer.status, answer.error]).toEqual([503, { code: 'operator.scan-pending', retry: 'later' }]);
    expect(await arrives(operator, letter)).toBe(false);
    return letter;
  }
  /** What the log says of the last hold. */
  const reason = () =>
    operator.log
      .join('')
      .match(/ScannerUnavailable [a-z-]+/g)
      ?.at(-1);

  it('when it is absent; the next commit seals without sending anything again', async () => {
    const { claire, ...started } = await operatorWith({ socket: clamd.socket });
    operator = started.operator;
    const letter = await heldDeposit(claire);
    expect(reason()).toBe('ScannerUnavailable unreachable');
    expect((await claire.call('GET', '/readyz', { proof: null })).json).toEqual({ status: 'ready', scanner: 'down' });
    const status = await claire.call<UploadStatus>('GET', `/v1/uploads/${letter.manifest.envelopeId}`);
    expect(status.json).toEqual({ state: 'receiving', offset: letter.manifest.sizeBytes });
    await clamd.start();
    const receipt = await commit(claire, letter);
    expect(receipt.status, receipt.bytes.toString()).toBe(200);
    expect(await arrives(operator, letter)).toBe(true);
  });

  it('for weeks, as long as its sender tries again', async () => {
    const { claire, ...started } = await operatorWith({ socket: clamd.socket });
    operator = started.operator;
    const { stores } = operator;
    const [tried, abandoned] = [await heldDeposit(claire), await heldDeposit(claire)];
    const accountId = claire.tokens?.account.accountId ?? '';
    for (const letter of [tried, abandoned]) {
      const upload = await stores.uploads.find(accountId, letter.manifest.envelopeId);
      await stores.uploads.touch(upload?.contentId ?? '', new Date(Date.now() - 8 * DAY_MS));
    }
    expect((await commit(claire, tried)).error.code).toBe('operator.scan-pending');
    await sweepLeftovers({ ...stores, signals: createSignals(), clock: () => new Date(), operatorName: 'Essai' });
    await clamd.start();
    expect((await commit(claire, tried)).status).toBe(200);
    expect((await commit(claire, abandoned)).error.code).toBe('upload.not-found');
  });

  it('when it is killed in the middle of a stream; the next commit seals', { timeout: 120_000 }, async () => {
    const { claire, ...started } = await operatorWith({ socket: clamd.socket });
    operator = started.operator;
    await clamd.start();
    const letter = await writeLetter(claire, { to, attachments: [attachment('a.bin', 8_000_000)] });
    const answering = deposit(claire, letter);
    await streamBegins(clamd);
    await clamd.kill();
    expect((await answering).error.code).toBe('operator.scan-pending');
    expect(await arrives(operator, letter)).toBe(false);
    await clamd.start();
    expect((await commit(claire, letter)).status).toBe(200);
  });

  it('when the stream is larger than it takes', async () => {
    const { claire, ...started } = await operatorWith({ socket: clamd.socket });
    operator = started.operator;
    await clamd.start({ StreamMaxLength: '1M' });
    await heldDeposit(claire, [attachment('a.bin', 3_000_000)]);
    expect(reason()).toMatch(/ScannerUnavailable (stream-limit|unreachable)/);
  });

  it.each([
    ['nonsense', 'HTTP/1.1 200 OK\r\n\r\n\0', 'no-verdict'],
    ['an error', "stream: Can't allocate memory ERROR\0", 'no-verdict'],
    ['a verdict on another thing', 'other: OK\0', 'no-verdict'],
    ['an empty line', '\0', 'no-verdict'],
    ['a line without end', 'stream: OK'.repeat(1000), 'no-verdict'],
    ['half a verdict', 'stream: OK', 'unreachable'],
    ['that it takes no more', 'INSTREAM size limit exceeded. ERROR\0', 'stream-limit'],
  ])('when it answers %s', async (_what, text, code) => {
    standIn = await standInForClamd((socket, bytes) => {
      if (bytes.subarray(-4).equals(Buffer.alloc(4))) socket.end(text);
    });
    const { claire, ...started } = await operatorWith({ host: '127.0.0.1', port: standIn.port });
    operator = started.operator;
    await heldDeposit(claire);
    expect(reason()).toBe(`ScannerUnavailable ${code}`);
  });

  it('when it calls a stream clean before it has seen its end', async () => {
    standIn = await standInForClamd((socket) => socket.write('stream: OK\0'));
    const { claire, ...started } = await operatorWith({ host: '127.0.0.1', port: standIn.port });
    operator = started.operator;
    await heldDeposit(claire, [attachment('a.bin', 3_000_000)]);
    expect(reason()).toBe('ScannerUnavailable no-verdict');
  });

  it('when it takes too long to answer, or to read', async () => {
    let isReading = true;
    standIn = await standInForClamd((socket) => {
      if (!isReading) socket.pause();
    });
    const { claire, ...started } = await operatorWith({ host: '127.0.0.1', port: standIn.port }, 1_500);
    operator = started.operator;
    await heldDeposit(claire);
    expect(reason()).toBe('ScannerUnavailable too-slow');
    isReading = false;
    await heldDeposit(claire, [attachment('a.bin', 30_000_000)]);
    expect(reason()).toBe('ScannerUnavailable too-slow');
  });

  /** Resolves once clamd has begun to write what it is sent. */
  async function streamBegins(running: Clamd): Promise<void> {
    await expect.poll(() => running.streams().length, { interval: 5, timeout: 30_000 }).toBeGreaterThan(0);
  }
});
