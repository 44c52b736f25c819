import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DepositReceipt, SyncPage } from '../../contract/api/routes.ts';
import { WHOLE_DEPOSIT_BYTES } from '../../contract/model/limits.ts';
import { readCardFile } from '../support/pki/demo.ts';
import { altered, attachment, deposit, depositWhole, type Letter, writeLetter } from './support/letter.ts';
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

const idOf = ({ manifest }: Letter) => manifest.envelopeId;

async function arrives(letter: Letter): Promise<boolean> {
  const { changes } = (await paul.call<SyncPage>('GET', '/v1/sync?limit=1000')).json;
  return changes.some((change) => change.type === 'envelope' && change.record.id === idOf(letter));
}

async function eventsOf(letter: Letter): Promise<string[]> {
  const path = `/v1/envelopes/${idOf(letter)}/events`;
  return (await claire.call<{ events: { kind: string }[] }>('GET', path)).json.events.map(({ kind }) => kind);
}

/** How many contents have a key. */
const keys = async () => (await operator.stores.vault.contentIds('', 10_000)).length;

describe('a small letter in one request', () => {
  it('is sealed, arrives byte for byte and has the history of any other', async () => {
    const letter = await writeLetter(claire, { to });
    const receipt = await depositWhole(claire, letter);
    expect(receipt.status, receipt.bytes.toString()).toBe(200);
    expect(receipt.json).toMatchObject({ record: { id: idOf(letter), signed: true } });
    expect(receipt.json.seal.signatureTimestamp).not.toBeNull();
    const message = await paul.call('GET', `/v1/envelopes/${idOf(letter)}/message`);
    expect(message.bytes.equals(letter.bytes)).toBe(true);
    expect((await eventsOf(letter)).slice(0, 2)).toEqual(['deposited', 'sealed']);
  });

  it('gives the same receipt however often and by whatever way it comes again', async () => {
    const letter = await writeLetter(claire, { to });
    const together = await Promise.all(Array.from({ length: 5 }, () => depositWhole(claire, letter)));
    const again = await depositWhole(claire, letter);
    const inPieces = await deposit(claire, letter);
    for (const receipt of [...together, inPieces]) expect(receipt.json).toEqual(again.json);
    expect((await eventsOf(letter)).filter((kind) => kind === 'sealed')).toHaveLength(1);
  });

  it('comes after a part of it came in pieces, unless that was of other bytes', async () => {
    const letter = await writeLetter(claire, { to });
    await claire.call('POST', '/v1/uploads', { body: letter.manifest });
    const other = altered(letter, (text) => text.replace('Bien', 'Mal.'));
    expect((await depositWhole(claire, other)).error.code).toBe('envelope.conflict');
    expect((await depositWhole(claire, letter)).status).toBe(200);
    expect((await depositWhole(claire, other)).error.code).toBe('envelope.conflict');
  });

  it('is refused for everything that a letter in pieces is refused for, and leaves no key', async () => {
    const before = await keys();
    const letter = await writeLetter(claire, { to });
    const refused: [Letter, string][] = [
      [{ ...letter, manifest: { ...letter.manifest, sha256: 'a'.repeat(64) } }, 'upload.digest-mismatch'],
      [altered(letter, (text) => text.replace('Bien', 'Mal.')), 'envelope.signature-invalid'],
      [{ ...letter, manifest: { ...letter.manifest, signed: false } }, 'envelope.differs-from-manifest'],
      [
        await writeLetter(claire, { to, signer: cardSigner(readCardFile(operator.pki.cards['paul-leroy'])) }),
        'envelope.signer-not-sender',
      ],
      [{ ...letter, manifest: { ...letter.manifest, sizeBytes: letter.bytes.length + 1 } }, 'request.invalid'],
    ];
    for (const [wrong, code] of refused) {
      expect((await depositWhole(claire, wrong)).error.code).toBe(code);
      expect(await arrives(wrong)).toBe(false);
    }
    expect(await keys()).toBe(before);
    // What was wrong was not the letter: sent as it is, it leaves.
    expect((await depositWhole(claire, letter)).status).toBe(200);
  });

  it('is refused when it is not small', async () => {
    const letter = await writeLetter(claire, { to, attachments: [attachment('a.bin', WHOLE_DEPOSIT_BYTES)] });
    expect((await depositWhole(claire, letter)).error.code).toBe('request.invalid');
    expect(await arrives(letter)).toBe(false);
    expect((await deposit(claire, letter)).status).toBe(200);
  });

  it('that was taken back while it was on its way is refused, and another workstation of another person is not', async () => {
    const letter = await writeLetter(claire, { to });
    await paul.call('DELETE', `/v1/uploads/${idOf(letter)}`);
    const late = await writeLetter(claire, { to });
    expect((await claire.call('DELETE', `/v1/uploads/${idOf(late)}`)).status).toBe(200);
    expect((await depositWhole(claire, late)).error.code).toBe('upload.not-found');
    expect(await arrives(late)).toBe(false);
    expect((await depositWhole(claire, letter)).status).toBe(200);
  });

  it('is either sealed or not once it was taken back in the middle', async () => {
    for (let tries = 0; tries < 8; tries += 1) {
      const letter = await writeLetter(claire, { to });
      const [receipt, status] = await Promise.all([
        depositWhole(claire, letter),
        claire
          .call('DELETE', `/v1/uploads/${idOf(letter)}`)
          .then(() => claire.call<{ state: string; receipt: DepositReceipt }>('GET', `/v1/uploads/${idOf(letter)}`)),
      ]);
      const isSealed = status.status === 200;
      expect(receipt.status === 200, `${receipt.bytes.toString()} ${status.bytes.toString()}`).toBe(isSealed);
      expect(await arrives(letter)).toBe(isSealed);
    }
  });

  it('is there after a restart of the operator', async () => {
    const letter = await writeLetter(claire, { to });
    const receipt = await depositWhole(claire, letter);
    await operator.restart();
    [claire, paul] = await Promise.all([operator.workstation('claire-martin'), operator.workstation('paul-leroy')]);
    await Promise.all([claire.signIn(), paul.signIn()]);
    expect((await depositWhole(claire, letter)).json).toEqual(receipt.json);
    const message = await paul.call('GET', `/v1/envelopes/${idOf(letter)}/message`);
    expect(message.bytes.equals(letter.bytes)).toBe(true);
  });
});
