import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { UploadStatus } from '../../contract/api/routes.ts';
import type { AttachmentSource } from '../../envelope/mime/model.ts';
import { sweepLeftovers } from '../../operator/services/retention.ts';
import { createSignals } from '../../operator/services/signals.ts';
import { type Clamd, createClamd, type StandIn, standInForClamd } from './support/clamd.ts';
import { attachment, deposit, type Letter, writeLetter } from './support/letter.ts';
import { tamper } from './support/raw-database.ts';
import { arrives, commit, operatorWith } from './support/scanned.ts';
import type { TestOperator } from './support/test-operator.ts';
import type { Workstation } from './support/workstation.ts';

const to = ['paul.leroy@demo.medimail.example'];
const DAY_MS = 86_400_000;

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
    expect(reason()).toMatch(/ScannerUnavailable (?:stream-limit|cut-off)/);
  });

  it.each([
    ['nonsense', 'HTTP/1.1 200 OK\r\n\r\n\0', 'no-verdict'],
    ['an error', "stream: Can't allocate memory ERROR\0", 'no-verdict'],
    ['a verdict on another thing', 'other: OK\0', 'no-verdict'],
    ['an empty line', '\0', 'no-verdict'],
    ['a line without end', 'stream: OK'.repeat(1000), 'no-verdict'],
    ['half a verdict', 'stream: OK', 'cut-off'],
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

  it('when it takes too long to answer, or to read', { timeout: 180_000 }, async () => {
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

  it('and is not sealed when its sender is suspended while it is scanned', async () => {
    const whole: Socket[] = [];
    let isReleased = false;
    const pass = (socket: Socket) => socket.end('stream: OK\0');
    standIn = await standInForClamd((socket, bytes) => {
      // Four zero bytes end a stream.
      if (!bytes.subarray(-4).equals(Buffer.alloc(4))) return;
      if (isReleased) pass(socket);
      else whole.push(socket);
    });
    const { claire, ...started } = await operatorWith({ host: '127.0.0.1', port: standIn.port }, 30_000);
    operator = started.operator;
    const letter = await writeLetter(claire, { to });
    const answering = deposit(claire, letter);
    await expect.poll(() => whole.length, { timeout: 20_000 }).toBeGreaterThan(0);
    tamper(
      operator.dataFolder,
      (database) => database.prepare('UPDATE accounts SET suspended = 1 WHERE address = ?').run(claire.address),
      'with triggers',
    );
    isReleased = true;
    for (const socket of whole) pass(socket);
    expect((await answering).error.code).toBe('auth.account-suspended');
    expect(await arrives(operator, letter)).toBe(false);
  });

  it('and is forgotten when its sender takes it back meanwhile', async () => {
    let streams = 0;
    standIn = await standInForClamd(() => {
      streams += 1;
    });
    const { claire, ...started } = await operatorWith({ host: '127.0.0.1', port: standIn.port }, 5_000);
    operator = started.operator;
    const letter = await writeLetter(claire, { to });
    const answering = deposit(claire, letter);
    await expect.poll(() => streams, { timeout: 30_000 }).toBeGreaterThan(0);
    expect((await claire.call('DELETE', `/v1/uploads/${letter.manifest.envelopeId}`)).status).toBe(200);
    expect((await answering).error.code).toBe('upload.not-found');
  });

  /** Resolves once clamd has begun to write what it is sent. */
  async function streamBegins(running: Clamd): Promise<void> {
    await expect.poll(() => running.streams().length, { interval: 5, timeout: 30_000 }).toBeGreaterThan(0);
  }
});
