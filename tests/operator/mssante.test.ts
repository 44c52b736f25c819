/** Entering the trust space: the three conditions, an address that is nobody else's, the directories, the record, the mail. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MssanteStatus } from '../../contract/model/mssante.ts';
import { AccountCard } from '../../contract/model/person.ts';
import { addPublicationCommand } from '../../operator/commands/export-publication.ts';
import { configOfPkiFolder, OperatorConfig } from '../../operator/config.ts';
import { readHeader } from '../../operator/extraction/columns.ts';
import { entryOfRow } from '../../operator/extraction/entry-of-row.ts';
import { mailAddress } from '../../operator/services/ports/accounts.ts';
import { publicationColumns } from '../../operator/services/publication.ts';
import { deposit, writeLetter } from './support/letter.ts';
import { awaitMails } from './support/mailbox.ts';
import { accountCommand, nurse, register, signInByCode, socialWorker } from './support/newcomer.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Workstation } from './support/workstation.ts';

const domain = 'azur.mssante.example';
let operator: TestOperator;
let claire: Workstation;
let paul: Workstation;

beforeAll(async () => {
  operator = await startTestOperator({ mssante: { domain } });
  claire = await operator.signedIn('claire-martin');
  paul = await operator.signedIn('paul-leroy');
});
afterAll(() => operator.close());

const statusOf = async (who: Workstation) => (await who.call<MssanteStatus>('GET', '/v1/account/mssante')).json;
const activate = (who: Workstation, address: string, redList = false) =>
  who.call<MssanteStatus>('POST', '/v1/account/mssante/activate', { body: { address, redList } });
const deactivate = (who: Workstation) =>
  who.call<MssanteStatus>('POST', '/v1/account/mssante/deactivate', { body: {} });
const lights = ({ conditions }: MssanteStatus) => conditions.map(({ state, cause }) => `${state} ${cause}`);
const entriesOf = (address: string) => operator.stores.directory.byAddresses([address]);

/** Someone certified of that name, whose address nobody has. */
async function addNamesake(givenName: string, familyName: string): Promise<string> {
  const address = `${randomUUID()}@demo.medimail.example`;
  const [model] = [...(await operator.stores.accounts.byAddresses([claire.address])).values()];
  if (!model) throw new Error('nobody to model an account on');
  const card = AccountCard.parse({
    ...model.card,
    accountId: randomUUID(),
    address,
    givenName,
    familyName,
    rpps: null,
  });
  await operator.stores.accounts.insert([{ ...model, card, nationalId: `8${randomUUID()}`.slice(0, 12) }]);
  return address;
}

describe('the three conditions', () => {
  it('are met for a certified professional with a card, who sees the address before it is taken', async () => {
    const status = await statusOf(claire);
    expect(lights(status)).toEqual(['met certified', 'met rpps', 'met card']);
    expect(status).toMatchObject({
      state: 'inactive',
      address: `claire.martin@${domain}`,
      isReserved: false,
      activatedAt: null,
    });
    // Looking reserves nothing.
    expect(await operator.stores.mssante.accountsOf([`claire.martin@${domain}`])).toEqual(new Map());
  });

  it('wait for the agency where it has not validated the account yet', async () => {
    const address = await register(operator, { ...nurse, adeli: '061234567' });
    const lea = await signInByCode(operator, address);
    expect(lights(await statusOf(lea))).toEqual(['pending awaiting-agency', 'met adeli', 'met code']);
    const refused = await activate(lea, `lea.pastor@${domain}`);
    expect([refused.status, refused.error.code]).toEqual([409, 'mssante.conditions-unmet']);
    await accountCommand(operator, 'certify', address);
    const later = await signInByCode(operator, address);
    expect(lights(await statusOf(later))).toEqual(['met certified', 'met adeli', 'met code']);
    expect((await activate(later, `lea.pastor@${domain}`)).json.state).toBe('active');
  });

  it('tell a social or administrative profile plainly why not', async () => {
    for (const [profession, cause] of [
      ['Assistant social', 'social-profile'],
      ['Secrétaire médical', 'administrative-profile'],
    ]) {
      const address = await register(operator, { ...socialWorker, profession: profession ?? '' });
      await accountCommand(operator, 'certify', address);
      const nora = await signInByCode(operator, address);
      const status = await statusOf(nora);
      expect(lights(status)).toEqual([`unmet ${cause}`, 'unmet not-for-profile', 'met code']);
      expect(status.address).toBeNull();
      expect((await activate(nora, `nora.pastor@${domain}`)).error.code).toBe('mssante.conditions-unmet');
    }
  });
});

describe('activating', () => {
  it('gives the address that was shown, publishes it, tells the owner, and stands in the record; once more changes nothing', async () => {
    const answer = await activate(claire, `claire.martin@${domain}`);
    expect(answer.status, answer.bytes.toString()).toBe(200);
    expect(answer.json).toMatchObject({ state: 'active', address: `claire.martin@${domain}`, isReserved: true });
    const again = await activate(claire, `claire.martin@${domain}`);
    expect(again.json).toEqual(answer.json);
    const [entry] = await entriesOf(`claire.martin@${domain}`);
    expect(entry).toMatchObject({ address: claire.address, mssanteAddress: `claire.martin@${domain}` });
    const accountId = entry?.accountId ?? '';
    const account = await operator.stores.accounts.byId(accountId);
    const [mail] = await awaitMails(operator.dataFolder, account ? mailAddress(account) : '', 1);
    expect(mail?.text).toContain(`claire.martin@${domain}`);
    const acts = await operator.stores.administration.actsOn(accountId, 10);
    expect(acts.map(({ kind, actor }) => [kind, actor.name])).toEqual([['mssante-activated', 'Dr Claire MARTIN']]);
  });

  it('lets others write to the address, and no letter reach one person twice', async () => {
    const letter = await writeLetter(paul, { to: [`claire.martin@${domain}`] });
    expect((await deposit(paul, letter)).status).toBe(200);
    const sync = await claire.call('GET', '/v1/sync?limit=1000');
    expect(sync.bytes.toString()).toContain(letter.manifest.envelopeId);
    const twice = await writeLetter(paul, { to: [`claire.martin@${domain}`, claire.address] });
    expect((await deposit(paul, twice)).error.code).toBe('envelope.differs-from-manifest');
  });

  it('refuses another address than the one it would be, and says which', async () => {
    for (const address of [`direction@${domain}`, `claire.martin@${domain}`, 'paul.leroy@ailleurs.mssante.example']) {
      const answer = await activate(paul, address);
      expect([answer.status, answer.error.code]).toEqual([409, 'mssante.address-changed']);
      expect(answer.error.details).toEqual({ address: `paul.leroy@${domain}` });
    }
    expect((await statusOf(paul)).state).toBe('inactive');
  });

  it('gives a namesake another address, also when both ask at once', async () => {
    const store = operator.stores.mssante;
    const ids = await Promise.all(
      [await addNamesake('Jean', 'Dupont'), await addNamesake('Jean', 'Dupont')].map(async (address) => {
        const account = (await operator.stores.accounts.byAddresses([address])).get(address);
        return account?.card.accountId ?? '';
      }),
    );
    const candidate = (number: number) => `jean.dupont${number === 1 ? '' : number}@${domain}`;
    const ask = (accountId: string) => {
      const at = new Date();
      const act = {
        at,
        kind: 'mssante-activated' as const,
        actor: { administratorId: null, name: 'Jean DUPONT' },
        accountId,
        subject: '',
        subjectName: '',
        department: null,
        reason: null,
      };
      return store.activate({ accountId, candidate, expected: candidate(1), redList: false, at, act });
    };
    const outcomes = await Promise.all(ids.map(ask));
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['activated', 'other-address']);
    expect(outcomes.find(({ outcome }) => outcome === 'other-address')).toMatchObject({ address: candidate(2) });
  });

  it('is done once when one person asks twice at once', async () => {
    const [one, other] = await Promise.all([
      activate(paul, `paul.leroy@${domain}`),
      activate(paul, `paul.leroy@${domain}`),
    ]);
    expect([one.status, other.status]).toEqual([200, 200]);
    const [entry] = await entriesOf(`paul.leroy@${domain}`);
    const acts = await operator.stores.administration.actsOn(entry?.accountId ?? '', 10);
    expect(acts.filter(({ kind }) => kind === 'mssante-activated')).toHaveLength(1);
  });
});

describe('an address that was given', () => {
  it('stays reserved for its owner when it is taken out of use', async () => {
    const status = (await deactivate(paul)).json;
    expect(status).toMatchObject({ state: 'inactive', address: `paul.leroy@${domain}`, isReserved: true });
    expect(await entriesOf(`paul.leroy@${domain}`)).toEqual([]);
    expect((await deactivate(paul)).status).toBe(200);
    expect(
      await operator.stores.mssante.freeAlias((number) => `paul.leroy${number === 1 ? '' : number}@${domain}`),
    ).toBe(`paul.leroy2@${domain}`);
    const letter = await writeLetter(claire, { to: [`paul.leroy@${domain}`] });
    expect((await deposit(claire, letter)).json).not.toMatchObject({
      receipt: { record: { recipients: [{ kind: 'medimail' }] } },
    });
    expect((await activate(paul, `paul.leroy@${domain}`)).json.state).toBe('active');
  });
});

describe('the red list', () => {
  it('keeps a person out of searches, also after the entry is written again, and not out of reach', async () => {
    await deactivate(paul);
    await activate(paul, `paul.leroy@${domain}`, true);
    const search = async () => {
      const body = { criteria: { familyName: 'Leroy', givenName: 'Paul' } };
      const { json } = await claire.call<{ entries: { address: string }[] }>('POST', '/v1/directory/search', { body });
      return json.entries.map(({ address }) => address);
    };
    expect(await search()).not.toContain(paul.address);
    const [entry] = await entriesOf(paul.address);
    if (!entry) throw new Error('the entry is gone');
    const { mssanteAddress: _own, ...written } = entry;
    await operator.stores.directory.put([written], 'account');
    expect(await search()).not.toContain(paul.address);
    expect((await entriesOf(`paul.leroy@${domain}`))[0]?.address).toBe(paul.address);
  });
});

describe('what the national directory is told', () => {
  const exported = async (name: string, ...flags: string[]) => {
    const file = join(operator.folder, name);
    const { dataFolder, pki } = operator;
    const program = new Command().exitOverride();
    addPublicationCommand(program, () => OperatorConfig.parse({ ...configOfPkiFolder(pki.directory), dataFolder }));
    await program.parseAsync(['export-publication', file, ...flags], { from: 'user' });
    const linesOf = (path: string) => readFileSync(path, 'utf8').split('\n').slice(0, -1);
    return { rows: linesOf(file), withdrawn: linesOf(`${file}.retraits`), file };
  };
  const addressesOf = (rows: readonly string[]) => rows.slice(1).map((row) => row.split('|')[1]);

  it('are 31 columns that its own import reads, without the red list', async () => {
    const { rows } = await exported('first.txt');
    expect(publicationColumns).toHaveLength(31);
    for (const row of rows) expect(row.split('|')).toHaveLength(31);
    expect(addressesOf(rows)).toContain(`claire.martin@${domain}`);
    expect(addressesOf(rows)).not.toContain(`paul.leroy@${domain}`);
    const read = readHeader(rows[0] ?? '');
    const line = read(rows.find((row) => row.includes(`|claire.martin@${domain}|`)) ?? '');
    if (!line) throw new Error('the row is not readable');
    expect(entryOfRow(line).entry).toMatchObject({
      kind: 'health',
      givenName: 'Claire',
      familyName: 'MARTIN',
      profession: 'Médecin',
      specialty: 'Médecine générale',
      address: `claire.martin@${domain}`,
    });
  });

  it('are changes alone the next time, with who has left apart, and everything where that is asked for', async () => {
    expect((await exported('nothing.txt')).rows).toHaveLength(1);
    await deactivate(claire);
    const left = await exported('left.txt');
    expect([left.rows.length, left.withdrawn]).toEqual([1, [`claire.martin@${domain}`]]);
    expect((await exported('told.txt')).withdrawn).toEqual([]);
    await activate(claire, `claire.martin@${domain}`);
    expect(addressesOf((await exported('back.txt')).rows)).toEqual([`claire.martin@${domain}`]);
    expect(addressesOf((await exported('whole.txt', '--whole')).rows)).toContain(`lea.pastor@${domain}`);
  });

  it('are never written over a file, and leave none half written', async () => {
    await exported('kept.txt');
    await expect(exported('kept.txt')).rejects.toThrow('there is a file already');
    expect(existsSync(join(operator.folder, 'kept.txt.part'))).toBe(false);
  });
});

describe('an operator outside the trust space', () => {
  it('says so, and gives nobody an address', async () => {
    const other = await startTestOperator();
    const anne = await other.signedIn('claire-martin');
    expect(await statusOf(anne)).toMatchObject({ state: 'not-offered', address: null });
    expect((await activate(anne, `claire.martin@${domain}`)).error.code).toBe('mssante.not-offered');
    await other.close();
  });
});
