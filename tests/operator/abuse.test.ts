import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DepositReceipt } from '../../contract/api/routes.ts';
import { attachment, writeLetter } from './support/letter.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Workstation } from './support/workstation.ts';

let operator: TestOperator;
let claire: Workstation;
let paul: Workstation;
const to = ['paul.leroy@demo.medimail.example'];

beforeAll(async () => {
  operator = await startTestOperator();
  claire = await operator.signedIn('claire-martin');
  paul = await operator.signedIn('paul-leroy');
});
afterAll(() => operator.close());

describe('a sender with a seal in hand', () => {
  it('cannot destroy the content by bytes of its own that come late and are refused', async () => {
    const letter = await writeLetter(claire, { to, attachments: [attachment('a.bin', 100_000)] });
    const path = `/v1/uploads/${letter.manifest.envelopeId}`;
    await claire.call('POST', '/v1/uploads', { body: letter.manifest });
    let release: () => void = () => undefined;
    const sealed = new Promise<void>((resolve) => {
      release = resolve;
    });
    async function* late() {
      yield Buffer.from('From: x\r\n');
      await sealed;
      yield Buffer.from(`X: ${'a'.repeat(30_000)}`);
    }
    const headers = { 'upload-offset': '0' };
    const refused = claire.call('PATCH', path, { bytes: late(), headers });
    await delay(300);
    expect((await claire.call('PATCH', path, { bytes: letter.bytes, headers })).status).toBe(200);
    expect((await claire.call<DepositReceipt>('POST', `${path}/commit`, { body: {} })).status).toBe(200);
    release();
    expect((await refused).error.code).toBe('envelope.malformed');
    const message = await paul.call('GET', `/v1/envelopes/${letter.manifest.envelopeId}/message`);
    expect(message.status).toBe(200);
    expect(message.bytes.equals(letter.bytes)).toBe(true);
  });
});
