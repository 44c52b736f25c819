import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import type { CardView } from '../../contract/ipc/card.contract.ts';
import { ecdsaDerToRaw } from '../../main/session/cards/ecdsa.ts';
import { isDue, retryDelayMs } from '../../main/session/core/backoff.ts';
import { type CardReading, describeReaders } from '../../main/session/core/card-state.ts';
import { detectType, isExecutable, isTypeMismatch, previewKind } from '../../main/session/core/file-kind.ts';
import { drawRow } from '../../main/session/core/list-row.ts';
import { createTransferRate } from '../../main/session/core/outbox/transfer-rate.ts';
import { throttled } from '../../main/session/core/progress.ts';
import { frames } from '../../main/session/ipc/bug-report.ts';
import { networkFailure } from '../../main/session/operator/network-failure.ts';
import { readWakeUps } from '../../main/session/operator/wake-ups.ts';
import { ownAccount, recordOf } from './support/records.ts';

describe('the reader’s state', () => {
  const reader = (name: string, card: 'absent' | 'present' | 'mute' = 'present') => ({ name, card, generation: 1 });
  const read = (name: string): CardReading => ({ state: 'read', view: { reader: name } as CardView });

  it('is exactly one of those that the sign-in screen draws', () => {
    const readings = new Map<string, CardReading>([
      ['A', read('A')],
      ['B', read('B')],
      ['C', { state: 'failed', problem: 'card.unknown-family' }],
      ['D', { state: 'reading' }],
    ]);
    const state = (...readers: ReturnType<typeof reader>[]) => describeReaders(true, readers, readings);
    expect(describeReaders(false, [reader('A')], readings)).toEqual({ state: 'service-unavailable' });
    expect(state()).toEqual({ state: 'no-reader' });
    expect(state(reader('A', 'absent'))).toEqual({ state: 'no-card', readers: ['A'] });
    expect(state(reader('A'))).toMatchObject({ state: 'ready' });
    expect(state(reader('A'), reader('B'))).toMatchObject({
      state: 'several',
      cards: [{ reader: 'A' }, { reader: 'B' }],
    });
    expect(state(reader('C'))).toEqual({ state: 'unreadable', reader: 'C', problem: 'card.unknown-family' });
    // A card that cannot be read does not hide one that can; one that is being read is waited for.
    expect(state(reader('C'), reader('B'))).toMatchObject({ state: 'ready', card: { reader: 'B' } });
    expect(state(reader('A'), reader('D'))).toEqual({ state: 'reading', reader: 'D' });
    expect(state(reader('E'))).toEqual({ state: 'reading', reader: 'E' });
  });
});

describe('waiting', () => {
  it('doubles up to a minute, never in step with others', () => {
    for (let tries = 1; tries < 40; tries += 1) {
      const [least, most] = [retryDelayMs(tries, 0), retryDelayMs(tries, 0.999_999)];
      expect(least).toBeGreaterThanOrEqual(500);
      expect(most).toBeLessThanOrEqual(60_000);
      expect(most).toBeGreaterThan(least);
    }
    expect(retryDelayMs(1, 0.5)).toBe(750);
    expect(retryDelayMs(1_000, 0)).toBe(30_000);
  });

  it('is over when its instant has come, or cannot have been meant', () => {
    expect(isDue(null, 1_000)).toBe(true);
    expect(isDue(1_000, 1_000)).toBe(true);
    expect(isDue(1_001, 1_000)).toBe(false);
    expect(isDue(86_400_000, 1_000)).toBe(true);
  });

  it('is told while it lasts: first, last, and now and then', () => {
    let now = 0;
    const told: number[] = [];
    const tell = throttled(
      () => now,
      100,
      (value: number) => told.push(value),
    );
    for (now = 0; now < 1_000; now += 10) tell(false, now);
    tell(true, 999);
    now = -5_000;
    tell(false, -1);
    expect(told).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 999, -1]);
  });

  it('is estimated from what the transfer did lately', () => {
    const rate = createTransferRate();
    expect(rate.secondsLeft(0, 1_000)).toBeNull();
    rate.measure(0, 0);
    rate.measure(1_000_000, 1_000);
    expect(rate.secondsLeft(1_000_000, 11_000_000)).toBe(10);
  });
});

describe('a file', () => {
  const bytes = (text: string) => Buffer.from(text, 'latin1');
  it('is what its first bytes say', () => {
    for (const [head, type] of [
      ['%PDF-1.4', 'application/pdf'],
      ['RIFF\x00\x00\x00\x00WEBP', 'image/webp'],
      ['MZ\x90', 'application/x-msdownload'],
      ['#!/bin/sh', 'application/x-shellscript'],
      ['\xef\xbb\xbf  <!DOCTYPE html>', 'text/html'],
      ['<!-- x --><html>', 'text/html'],
      ['<body onload="x">', 'text/html'],
      ['\xfe\xed\xfa\xcf', 'application/x-mach-binary'],
      ['<?xml version="1.0"?><svg xmlns="x">', 'image/svg+xml'],
      ['<?xml version="1.0"?><ClinicalDocument>', 'application/xml'],
      ['', null],
      ['Bonjour', null],
    ] as const) {
      expect(detectType(bytes(head))).toBe(type);
    }
  });

  it('that could run is recognised by name or by bytes', () => {
    for (const name of ['a.exe', 'a.EXE. ', 'a.pdf.lnk', 'a.docm', 'a.hta', 'a.reg', 'a.mht', 'a.xlsb', 'a.rdp'])
      expect(isExecutable(name, null)).toBe(true);
    expect(isExecutable('CR.pdf', 'application/x-elf')).toBe(true);
    for (const name of ['CR.pdf', 'image.dcm', 'données.bin', 'exe', 'a.docx'])
      expect(isExecutable(name, null)).toBe(false);
  });

  it('is not previewed as what it only claims to be', () => {
    expect(previewKind('a.pdf', 'application/pdf', 'application/pdf')).toBe('pdf');
    expect(previewKind('a.pdf', 'application/pdf', null)).toBe('none');
    expect(previewKind('a.txt', 'text/plain', 'text/html')).toBe('none');
    expect(previewKind('a.svg', 'image/svg+xml', 'image/svg+xml')).toBe('none');
    expect(
      isTypeMismatch(
        'a.docx',
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        'application/zip',
      ),
    ).toBe(false);
    expect(isTypeMismatch('a.png', 'image/png', 'image/jpeg')).toBe(true);
    expect(isTypeMismatch('a.pdf', 'application/octet-stream', 'application/pdf')).toBe(false);
    expect(isTypeMismatch('a.pdf', 'application/pdf', null)).toBe(true);
  });
});

describe('a row', () => {
  it('shows the sender in what was received, the first recipient in what was sent', () => {
    const record = recordOf(4);
    expect(drawRow(record, 'received', ownAccount)).toMatchObject({
      who: 'Dr Paul LEROY4',
      whoDetail: 'Cardiologie',
      opened: true,
      attachments: 1,
    });
    expect(drawRow(record, 'sent', ownAccount)).toMatchObject({ who: 'Dr Claire MARTIN', openedBy: 1, recipients: 1 });
    expect(drawRow({ ...record, content: null }, 'received', ownAccount)).toMatchObject({
      subject: '',
      attachments: 0,
    });
  });
});

describe('an elliptic-curve signature', () => {
  it('becomes the form that tokens want', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    for (let i = 0; i < 300; i += 1) {
      const data = Buffer.from(`message ${i}`);
      const raw = ecdsaDerToRaw(sign('sha256', data, privateKey));
      expect(raw).toHaveLength(64);
      expect(verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, raw)).toBe(true);
    }
  });

  it('that is none is refused', () => {
    for (const hex of ['', '3000', '300602010102', '3006020101020101ff', '30040201010200']) {
      expect(() => ecdsaDerToRaw(Buffer.from(hex, 'hex'))).toThrow('card.unreadable');
    }
  });
});

describe('the operator’s feed', () => {
  async function wakeUps(...pieces: string[]): Promise<number> {
    const body = async function* () {
      for (const piece of pieces) yield Buffer.from(piece);
    };
    let count = 0;
    for await (const _ of readWakeUps(body())) count += 1;
    return count;
  }

  it('wakes once for each event, however it is cut, and not for signs of life', async () => {
    expect(await wakeUps('retry: 1000\n\n', ': \n\n')).toBe(0);
    expect(await wakeUps('event: changed\ndata: {}\n\n', 'event: changed\r\nda', 'ta: {}\r\n', '\r\n')).toBe(2);
    expect(await wakeUps('data: {}')).toBe(0);
    expect(await wakeUps(`data: ${'x'.repeat(100_000)}\n\n`)).toBe(1);
  });
});

describe('what goes wrong on the way to the operator', () => {
  const failing = (code: string) => Object.assign(new Error('secret'), { code });
  it('is named', () => {
    for (const [code, name] of [
      ['ECONNREFUSED', 'operator.offline'],
      ['ENOTFOUND', 'operator.offline'],
      ['UND_ERR_HEADERS_TIMEOUT', 'operator.timeout'],
      ['SELF_SIGNED_CERT_IN_CHAIN', 'operator.untrusted'],
      ['ERR_TLS_CERT_ALTNAME_INVALID', 'operator.untrusted'],
      ['HPE_INVALID_CONSTANT', 'operator.protocol'],
      ['ERR_SSL_WRONG_VERSION_NUMBER', 'operator.protocol'],
    ] as const) {
      expect(networkFailure(failing(code)).code).toBe(name);
      expect(networkFailure(new TypeError('fetch failed', { cause: failing(code) })).code).toBe(name);
    }
    const stopped = AbortSignal.abort();
    expect(networkFailure(failing('ECONNRESET'), stopped).code).toBe('app.cancelled');
    const known = new AppError('operator.protocol');
    expect(networkFailure(known)).toBe(known);
  });
});

describe('the report of a bug', () => {
  it('says where, and never what', () => {
    const error = new Error('M. DUPONT Jean /home/claire/CR.pdf', { cause: new TypeError('PIN 1234') });
    const report = frames(error);
    expect(report).toMatch(/^Error\n\s+at /);
    expect(report).toContain('caused by TypeError');
    for (const text of ['DUPONT', 'CR.pdf', '1234 ', 'PIN']) expect(report).not.toContain(text);
    expect(frames('DUPONT')).toBe('thrown string');
  });
});
