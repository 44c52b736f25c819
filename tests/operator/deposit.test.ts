import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DepositReceipt, SyncPage, UploadStatus } from '../../contract/api/routes.ts';
import type { EnvelopeId } from '../../contract/model/ids.ts';
import { MAX_ATTACHMENTS_BYTES, MAX_MESSAGE_BYTES } from '../../contract/model/limits.ts';
import { readCardFile } from '../support/pki/demo.ts';
import { altered, attachment, CHUNK, deposit, type Letter, writeLetter } from './support/letter.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import { cardSigner, type Workstation } from './support/workstation.ts';

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

const announce = (letter: Letter, from = claire) =>
  from.call<UploadStatus>('POST', '/v1/uploads', { body: letter.manifest });
const uploadPath = (letter: Letter) => `/v1/uploads/${letter.manifest.envelopeId}`;
const append = (letter: Letter, offset: number, bytes: Uint8Array | AsyncIterable<Uint8Array>) =>
  claire.call<{ offset: number }>('PATCH', uploadPath(letter), { bytes, headers: { 'upload-offset': String(offset) } });
const commit = (letter: Letter) => claire.call<DepositReceipt>('POST', `${uploadPath(letter)}/commit`, { body: {} });
const signerOf = (name: 'paul-leroy' | 'luc-simon' | 'helene-moreau' | 'marc-durand') =>
  cardSigner(readCardFile(operator.pki.cards[name]));

/** Code and details of a refusal. */
async function refusal(letter: Letter, from = claire) {
  const { code, details } = (await deposit(from, letter)).error;
  return details === undefined ? { code } : { code, details };
}

/** What a recipient sees of an envelope, if anything. */
async function arrives(envelopeId: string): Promise<boolean> {
  const { changes } = (await paul.call<SyncPage>('GET', '/v1/sync?limit=1000')).json;
  return changes.some((change) => change.type === 'envelope' && change.record.id === envelopeId);
}

describe('a deposit', () => {
  it('of a few lines is sealed', async () => {
    const letter = await writeLetter(claire, { to });
    const receipt = await deposit(claire, letter);
    expect(receipt.status, receipt.bytes.toString()).toBe(200);
    expect(await arrives(letter.manifest.envelopeId)).toBe(true);
  });

  it('without signature is sealed and says so', async () => {
    const receipt = await deposit(claire, await writeLetter(claire, { to, signer: false }));
    expect(receipt.json).toMatchObject({ record: { signed: false }, seal: { signatureTimestamp: null } });
  });

  it('by an elliptic-curve card is sealed', async () => {
    const isabelle = await operator.signedIn('isabelle-girard');
    expect((await deposit(isabelle, await writeLetter(isabelle, { to }))).status).toBe(200);
  });

  it('of exactly 40 MB of attachments is sealed', { timeout: 120_000 }, async () => {
    const half = MAX_ATTACHMENTS_BYTES / 2;
    const letter = await writeLetter(claire, {
      to,
      attachments: [attachment('a.bin', half), attachment('b.bin', half)],
    });
    const receipt = await deposit(claire, letter);
    expect(receipt.status, receipt.bytes.toString()).toBe(200);
    const message = await paul.call('GET', `/v1/envelopes/${letter.manifest.envelopeId}/message`);
    expect(message.bytes.equals(letter.bytes)).toBe(true);
  });

  it('arrives whole in chunks of any size', async () => {
    const letter = await writeLetter(claire, { to, attachments: [attachment('a.bin', 150_000)] });
    expect((await deposit(claire, letter, 7_777)).status).toBe(200);
    const message = await paul.call('GET', `/v1/envelopes/${letter.manifest.envelopeId}/message`);
    expect(message.bytes.equals(letter.bytes)).toBe(true);
  });

  it('of a small letter in many pieces is sealed', async () => {
    const letter = await writeLetter(claire, { to });
    expect((await deposit(claire, letter, 1_000)).status).toBe(200);
  });

  it('whose connection breaks keeps what had arrived, and goes on from there', async () => {
    const letter = await writeLetter(claire, { to, attachments: [attachment('a.bin', 3_000_000)] });
    await announce(letter);
    async function* breaking() {
      for (let at = 0; at < 1_500_000; at += 50_000) yield letter.bytes.subarray(at, at + 50_000);
      await new Promise((resolve) => setTimeout(resolve, 300));
      throw new Error('the line is cut');
    }
    await expect(append(letter, 0, breaking())).rejects.toThrow();
    await expect
      .poll(async () => ((await announce(letter)).json as { offset: number }).offset)
      .toBeGreaterThan(1_000_000);
    const receipt = await deposit(claire, letter);
    expect(receipt.status, receipt.bytes.toString()).toBe(200);
    const message = await paul.call('GET', `/v1/envelopes/${letter.manifest.envelopeId}/message`);
    expect(message.bytes.equals(letter.bytes)).toBe(true);
  });

  it('goes on after a restart of the operator', async () => {
    const letter = await writeLetter(claire, { to, attachments: [attachment('a.bin', 9_000_000)] });
    await announce(letter);
    await append(letter, 0, letter.bytes.subarray(0, CHUNK));
    await operator.restart();
    const tokens = [claire.tokens, paul.tokens];
    [claire, paul] = await Promise.all([operator.workstation('claire-martin'), operator.workstation('paul-leroy')]);
    expect(tokens).not.toContain(null);
    await Promise.all([claire.signIn(), paul.signIn()]);
    expect((await announce(letter)).json).toEqual({ state: 'receiving', offset: CHUNK });
    const receipt = await deposit(claire, letter);
    expect(receipt.status, receipt.bytes.toString()).toBe(200);
    expect(receipt.json.record.message.sha256).toBe(letter.manifest.sha256);
  });
});

describe('a deposit made twice', () => {
  it('gives the same receipt, and one envelope', async () => {
    const letter = await writeLetter(claire, { to });
    const first = await deposit(claire, letter);
    const again = await announce(letter);
    expect(again.json).toEqual({ state: 'sealed', offset: letter.bytes.length, receipt: first.json });
    expect((await commit(letter)).json).toEqual(first.json);
    expect((await deposit(claire, letter)).json).toEqual(first.json);
    const { events } = (
      await claire.call<{ events: { kind: string }[] }>('GET', `/v1/envelopes/${letter.manifest.envelopeId}/events`)
    ).json;
    expect(events.filter((event) => event.kind === 'sealed')).toHaveLength(1);
  });

  it('at the same time gives the same receipt', async () => {
    const letter = await writeLetter(claire, { to });
    await announce(letter);
    await append(letter, 0, letter.bytes);
    const receipts = await Promise.all(Array.from({ length: 5 }, () => commit(letter)));
    for (const receipt of receipts) expect(receipt.json).toEqual(receipts[0]?.json);
  });

  it('by two uploads at once ends with every byte in its place', async () => {
    const letter = await writeLetter(claire, { to, attachments: [attachment('a.bin', 2_000_000)] });
    await announce(letter);
    const both = await Promise.all([
      append(letter, 0, letter.bytes.subarray(0, 1_000_000)),
      append(letter, 0, letter.bytes.subarray(0, 500_000)),
    ]);
    expect(both.map((answer) => answer.status).sort()).toEqual([200, 409]);
    expect((await deposit(claire, letter)).status).toBe(200);
    const message = await paul.call('GET', `/v1/envelopes/${letter.manifest.envelopeId}/message`);
    expect(message.bytes.equals(letter.bytes)).toBe(true);
  });

  it('with other bytes under the same id is a conflict', async () => {
    const letter = await writeLetter(claire, { to });
    const other = await writeLetter(claire, { to, id: letter.manifest.envelopeId });
    await announce(letter);
    expect((await announce(other)).error.code).toBe('envelope.conflict');
    await deposit(claire, letter);
    expect((await announce(other)).error.code).toBe('envelope.conflict');
  });

  it('by two people under the same id is a conflict for the second', async () => {
    const letter = await writeLetter(claire, { to });
    const other = await writeLetter(paul, { to: [claire.address], id: letter.manifest.envelopeId });
    expect((await announce(other, paul)).status).toBe(200);
    expect((await deposit(claire, letter)).status).toBe(200);
    expect(await refusal(other, paul)).toEqual({ code: 'envelope.conflict' });
  });
});

describe('an upload', () => {
  it('tells where it stands when the offset is another', async () => {
    const letter = await writeLetter(claire, { to });
    await announce(letter);
    expect((await append(letter, 10, letter.bytes)).error).toMatchObject({
      code: 'upload.offset-mismatch',
      details: { offset: 0 },
    });
  });

  it('cannot be committed before it is whole', async () => {
    const letter = await writeLetter(claire, { to });
    await announce(letter);
    await append(letter, 0, letter.bytes.subarray(0, 100));
    expect((await commit(letter)).error).toMatchObject({
      code: 'upload.incomplete',
      details: { offset: 100, sizeBytes: letter.bytes.length },
    });
  });

  it('takes no more than was announced', async () => {
    const letter = await writeLetter(claire, { to });
    await announce(letter);
    const answer = await append(letter, 0, Buffer.concat([letter.bytes, Buffer.from('!')]));
    expect(answer.error).toMatchObject({ code: 'request.invalid', details: { field: 'body' } });
  });

  it('of other bytes than announced is refused and forgotten', async () => {
    const letter = await writeLetter(claire, { to });
    const other = { ...letter, manifest: { ...letter.manifest, sha256: '0'.repeat(64) } };
    expect(await refusal(other)).toEqual({ code: 'upload.digest-mismatch' });
    expect((await commit(other)).error.code).toBe('upload.not-found');
  });

  it('can be cancelled, and nobody learns of it', async () => {
    const letter = await writeLetter(claire, { to });
    await announce(letter);
    await append(letter, 0, letter.bytes);
    expect((await claire.call('DELETE', uploadPath(letter))).status).toBe(200);
    expect((await commit(letter)).error.code).toBe('upload.not-found');
    expect(await arrives(letter.manifest.envelopeId)).toBe(false);
  });

  it('is nobody else’s', async () => {
    const letter = await writeLetter(claire, { to });
    await announce(letter);
    expect((await paul.call('GET', uploadPath(letter))).error.code).toBe('upload.not-found');
  });

  it('needs a manifest without unknown fields, and bytes as bytes', async () => {
    const letter = await writeLetter(claire, { to });
    const odd = await claire.call('POST', '/v1/uploads', { body: { ...letter.manifest, extra: 1 } });
    expect(odd.error).toMatchObject({ code: 'request.invalid', details: { field: 'extra' } });
    await announce(letter);
    const json = await claire.call('PATCH', uploadPath(letter), { body: {}, headers: { 'upload-offset': '0' } });
    expect(json.error.code).toBe('request.invalid');
  });
});

describe('an envelope is refused', () => {
  it('above 40 MB, while it still streams', { timeout: 120_000 }, async () => {
    const letter = await writeLetter(claire, { to, attachments: [attachment('a.bin', MAX_ATTACHMENTS_BYTES + 1)] });
    await announce(letter);
    let refused = null;
    for (let at = 0; at < letter.bytes.length && refused === null; at += CHUNK) {
      const answer = await append(letter, at, letter.bytes.subarray(at, at + CHUNK));
      if (answer.status !== 200) refused = answer.error;
    }
    expect(refused).toMatchObject({ code: 'envelope.too-large', details: { limitBytes: MAX_ATTACHMENTS_BYTES } });
    expect((await commit(letter)).error.code).toBe('upload.not-found');
  });

  it('before the first byte when no message of that size can be allowed', async () => {
    const letter = await writeLetter(claire, { to });
    const manifest = { ...letter.manifest, sizeBytes: MAX_MESSAGE_BYTES + 1 };
    expect((await announce({ ...letter, manifest })).error.code).toBe('request.invalid');
  });

  it.each<[string, (letter: Letter) => Letter | Promise<Letter>, string]>([
    [
      'to',
      (l) => ({
        ...l,
        manifest: { ...l.manifest, recipients: l.manifest.recipients.map((r) => ({ ...r, role: 'cc' as const })) },
      }),
      'to',
    ],
    ['signed', (l) => ({ ...l, manifest: { ...l.manifest, signed: false } }), 'signed'],
    ['messageId', (l) => ({ ...l, manifest: { ...l.manifest, envelopeId: uuidv7() as EnvelopeId } }), 'messageId'],
    [
      'from',
      () => writeLetter(claire, { to, headers: { from: { name: '', address: 'paul.leroy@demo.medimail.example' } } }),
      'from',
    ],
    [
      'sender',
      () => writeLetter(claire, { to, headers: { sender: { name: '', address: 'anne.roux@demo.medimail.example' } } }),
      'sender',
    ],
    [
      'in-reply-to',
      () => writeLetter(claire, { to, headers: { inReplyTo: `${uuidv7()}@demo.medimail.example` } }),
      'inReplyTo',
    ],
    ['outer subject', (l) => altered(l, (text) => text.replace(/^Subject: /m, 'Subject: Autre ')), 'subject'],
    [
      'a second recipient',
      async (l) => ({
        ...l,
        manifest: {
          ...l.manifest,
          recipients: [
            ...l.manifest.recipients,
            ...(await writeLetter(claire, { to: ['anne.roux@demo.medimail.example'] })).manifest.recipients,
          ],
        },
      }),
      'to',
    ],
  ])('when it differs from its manifest in %s', async (_name, change, field) => {
    const letter = await change(await writeLetter(claire, { to }));
    expect(await refusal(letter)).toEqual({ code: 'envelope.differs-from-manifest', details: { field } });
    expect(await arrives(letter.manifest.envelopeId)).toBe(false);
  });

  it('when its text was changed after signing', async () => {
    const letter = altered(await writeLetter(claire, { to }), (text) => text.replace('confr=C3=A8re', 'confr=C3=A9re'));
    expect(await refusal(letter)).toEqual({ code: 'envelope.signature-invalid', details: { reason: 'altered' } });
  });

  it('when its signature was changed', async () => {
    const letter = altered(await writeLetter(claire, { to }), (text) =>
      text.replace(/([A-Za-z0-9+/]{60}\r\n)([A-Za-z0-9+/=]+\r\n(\r\n)?--)/, (all) =>
        all.replace(/[A-Z]/, (c) => (c === 'Q' ? 'R' : 'Q')),
      ),
    );
    const { code } = await refusal(letter);
    expect(['envelope.signature-invalid', 'envelope.malformed']).toContain(code);
  });

  it.each([
    ['luc-simon', { code: 'envelope.signature-invalid', details: { reason: 'card.certificate-untrusted' } }],
    ['helene-moreau', { code: 'envelope.signature-invalid', details: { reason: 'card.certificate-revoked' } }],
    ['marc-durand', { code: 'envelope.signature-invalid', details: { reason: 'card.certificate-expired' } }],
    ['paul-leroy', { code: 'envelope.signer-not-sender' }],
  ] as const)('when the card of %s signed it', async (name, expected) => {
    expect(await refusal(await writeLetter(claire, { to, signer: signerOf(name) }))).toEqual(expected);
  });

  it('when a recipient is elsewhere, or is named twice', async () => {
    const [entry] = await operator.stores.directory.byAddresses(['anne.roux@demo.medimail.example']);
    if (!entry) throw new Error('no entry');
    const address = 'ailleurs@autre.mssante.example';
    await operator.stores.directory.put([
      { ...entry, id: 'x' as typeof entry.id, address, accountId: null, recipientKind: 'mssante' },
    ]);
    expect(await refusal(await writeLetter(claire, { to: [address] }))).toEqual({
      code: 'recipient.not-allowed',
      details: { address, needs: 'gateway' },
    });
    const twice = await writeLetter(claire, { to, cc: to });
    expect(await refusal(twice)).toEqual({ code: 'envelope.differs-from-manifest', details: { field: 'recipients' } });
  });

  it('when it is no message', async () => {
    const noise = randomBytes(5000);
    const letter = await writeLetter(claire, { to });
    expect(await refusal(altered(letter, () => noise.toString('latin1')))).toMatchObject({
      code: expect.stringMatching(/^envelope\./),
    });
  });
});

describe('an answer', () => {
  it('shows in the history of what it answers when it goes back there, and not when it is passed on to another', async () => {
    const question = await writeLetter(claire, { to: [paul.address] });
    await deposit(claire, question);
    const inReplyTo = question.manifest.envelopeId;
    const answers = async () => {
      const { json } = await claire.call<{ events: { kind: string }[] }>('GET', `/v1/envelopes/${inReplyTo}/events`);
      return json.events.filter(({ kind }) => kind === 'answered').length;
    };
    const aside = await writeLetter(paul, { to: ['anne.roux@demo.medimail.example'], inReplyTo });
    expect((await deposit(paul, aside)).status).toBe(200);
    expect(await answers()).toBe(0);
    expect((await deposit(paul, await writeLetter(paul, { to: [claire.address], inReplyTo }))).status).toBe(200);
    expect(await answers()).toBe(1);
  });
});

describe('a non-certified account', () => {
  it('answers who wrote to it, and writes to nobody else', async () => {
    const hugo = await operator.signedIn('hugo-fabre');
    const refused = await writeLetter(hugo, { to: [claire.address] });
    expect(await refusal(refused, hugo)).toEqual({
      code: 'recipient.not-allowed',
      details: { address: claire.address, needs: 'certified-account' },
    });
    const question = await writeLetter(claire, { to: [hugo.address] });
    await deposit(claire, question);
    const inReplyTo = question.manifest.envelopeId;
    const answer = await deposit(hugo, await writeLetter(hugo, { to: [claire.address], inReplyTo }));
    expect(answer.status, answer.bytes.toString()).toBe(200);
    const spread = await writeLetter(hugo, { to: [claire.address], cc: to, inReplyTo });
    expect((await refusal(spread, hugo)).code).toBe('recipient.not-allowed');
    const stranger = await writeLetter(paul, { to: [claire.address], inReplyTo });
    expect(await refusal(stranger, paul)).toEqual({ code: 'envelope.not-found' });
  });
});
