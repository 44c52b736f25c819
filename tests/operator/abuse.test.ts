import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DepositReceipt } from '../../contract/api/routes.ts';
import { streamOf } from '../../envelope/bytes.ts';
import { signEntity } from '../../envelope/cms/sign.ts';
import { attachment, deposit, type Letter, writeLetter } from './support/letter.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import { testPki } from './support/test-pki.ts';
import { cardSigner, newSessionKey, type Workstation } from './support/workstation.ts';

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

/** A letter whose signature holds and covers the text alone: title and names are nobody's word. */
async function signedTextOnly(): Promise<Letter> {
  const model = await writeLetter(claire, { to });
  const entity = 'Content-Type: text/plain; charset=utf-8\r\n\r\nBonjour.\r\n';
  const cms = await signEntity(streamOf(Buffer.from(entity)), cardSigner(claire.card));
  const bytes = Buffer.from(
    [
      `From: <${claire.address}>`,
      `To: <${to[0]}>`,
      'Subject: =?UTF-8?Q?Un_autre_titre?=',
      'Date: Mon, 23 Nov 2026 10:00:00 +0000',
      `Message-ID: <${model.manifest.envelopeId}@demo.medimail.example>`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="b"',
      '',
      '--b',
      `${entity}`,
      '--b',
      'Content-Type: application/pkcs7-signature; name="smime.p7s"',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from(cms).toString('base64').replace(/.{76}/g, '$&\r\n'),
      '--b--',
      '',
    ].join('\r\n'),
  );
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { bytes, manifest: { ...model.manifest, sha256, sizeBytes: bytes.length } };
}

describe('a deposit is refused', () => {
  it('when its signature leaves sender, recipients and title out', async () => {
    const refused = await deposit(claire, await signedTextOnly());
    expect(refused.error).toMatchObject({ code: 'envelope.signature-invalid', details: { reason: 'headers' } });
  });

  it('when the account leaves too many unfinished, until one of them is finished or cancelled', async () => {
    const bernard = await operator.signedIn('bernard-noel');
    const letters = await Promise.all(Array.from({ length: 40 }, () => writeLetter(bernard, { to, signer: false })));
    const announced = await Promise.all(
      letters.map((letter) => bernard.call('POST', '/v1/uploads', { body: letter.manifest })),
    );
    const refused = announced.filter((answer) => answer.status !== 200);
    expect(refused).toHaveLength(8);
    expect(new Set(refused.map((answer) => answer.error.code))).toEqual(new Set(['operator.too-many-requests']));
    const [first] = letters.filter((_, index) => announced[index]?.status === 200);
    const [last] = letters.filter((_, index) => announced[index]?.status !== 200);
    if (!first || !last) throw new Error('nothing announced');
    // What was announced is taken up again, whatever the number.
    expect((await bernard.call('POST', '/v1/uploads', { body: first.manifest })).status).toBe(200);
    expect((await deposit(bernard, first)).status).toBe(200);
    expect((await deposit(bernard, last)).status).toBe(200);
  });
});

describe('what recipients see', () => {
  it('is the name of the account that was written to, not what the sender calls it', async () => {
    const letter = await writeLetter(claire, { to });
    const recipients = letter.manifest.recipients.map((one) => ({ ...one, name: '\u202eConseil de l’Ordre' }));
    const receipt = await deposit(claire, { ...letter, manifest: { ...letter.manifest, recipients } });
    expect(receipt.json.record.recipients.map(({ name }) => name)).toEqual(['Dr Paul LEROY']);
  });
});

describe('a challenge', () => {
  it('serves once, however it is written', async () => {
    const station = await operator.workstation('anne-roux');
    const challenge = await station.call<{ nonce: string }>('POST', '/v1/auth/challenge', { body: {}, proof: null });
    const { nonce } = challenge.json;
    expect((await station.signIn({ nonce })).status).toBe(200);
    for (const variant of [`${nonce}.`, `${nonce}.again`, `${nonce}=`, `${nonce}!`]) {
      station.key = await newSessionKey();
      expect((await station.signIn({ nonce: variant })).error.code, variant).toBe('auth.challenge-expired');
    }
  });
});

describe('an operator whose seal nobody could verify', () => {
  it('seals nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'medimail-seal-'));
    const pki = await testPki(folder);
    const other = await startTestOperator({ seal: pki.timestamp });
    const station = await other.signedIn('claire-martin');
    const letter = await writeLetter(station, { to });
    expect((await deposit(station, letter)).error.code).toBe('operator.unavailable');
    // The bytes are kept: they may be sealed once that is put right.
    const status = await station.call<object>('GET', `/v1/uploads/${letter.manifest.envelopeId}`);
    expect(status.json).toEqual({ state: 'receiving', offset: letter.bytes.length });
    await other.close();
    rmSync(folder, { recursive: true });
  });
});

describe('connections', () => {
  it('to public pages are counted, reading as well as asking', async () => {
    const other = await startTestOperator({ publicRequestsPerMinute: 5 });
    const station = await other.workstation('claire-martin');
    const statuses: number[] = [];
    for (let i = 0; i < 7; i += 1) {
      statuses.push((await station.call('GET', '/v1/validation-material', { proof: null })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
    await other.close();
  });

  it('that wait for news are a few for each session: the oldest makes room', async () => {
    const path = '/v1/sync/stream';
    const { Agent } = await import('undici');
    const dispatcher = new Agent({ connect: { ca: operator.ca } });
    const open = async () => {
      const token = paul.tokens?.accessToken ?? '';
      const headers = { dpop: await paul.proof('GET', path, token, undefined), authorization: `DPoP ${token}` };
      return request(operator.url + path, { headers, dispatcher });
    };
    const first = await open();
    let text = '';
    const ended = (async () => {
      for await (const piece of first.body) text += String(piece);
    })();
    const others = [];
    for (let i = 0; i < 8; i += 1) others.push(await open());
    await ended;
    // Its session goes on: nobody is told that it has ended.
    expect(text).not.toContain('ended');
    expect(others.every(({ body }) => !body.destroyed)).toBe(true);
    await dispatcher.destroy();
  });
});
