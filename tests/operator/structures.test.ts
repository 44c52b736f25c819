import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SyncPage } from '../../contract/api/routes.ts';
import type { DirectoryEntry } from '../../contract/model/directory.ts';
import type { Structure } from '../../contract/model/structure.ts';
import { addStructureCommands } from '../../operator/commands/structures.ts';
import { configOfPkiFolder, OperatorConfig } from '../../operator/config.ts';
import { actOnStructure } from '../../operator/services/acts.ts';
import { commandLine } from '../../operator/services/ports/acts.ts';
import { publishMembers } from '../../operator/services/publish-members.ts';
import { cast, fictitiousRpps } from '../support/pki/people.ts';
import { createPki } from '../support/pki/pki.ts';
import { deposit, writeLetter } from './support/letter.ts';
import { accountCommand, askForAccount, finishRegistration, nurse, socialWorker } from './support/newcomer.ts';
import { tamper } from './support/raw-database.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import { Workstation } from './support/workstation.ts';

const HEADER = 'nom;prénom;profession;spécialité;RPPS;adresse mail;ville';
let operator: TestOperator;
let hospital: Structure;
let rank = 5000;

beforeAll(async () => {
  operator = await startTestOperator();
  const [line] = await run('structures', 'add', 'CH des Deux-Rives', '--department', 'var', '--finess', '830100012');
  hospital = line as Structure;
});
afterAll(() => operator.close());
afterEach(() => {
  process.exitCode = undefined;
});

/** Runs a command in this process, on the folder of the operator that runs; gives the lines that it printed. */
async function run(...words: string[]): Promise<Record<string, unknown>[]> {
  const printed: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  const { dataFolder, pki } = operator;
  const program = new Command().exitOverride();
  addStructureCommands(program, () => OperatorConfig.parse({ ...configOfPkiFolder(pki.directory), dataFolder }));
  try {
    await program.parseAsync(words, { from: 'user' });
  } finally {
    spy.mockRestore();
  }
  return printed
    .join('')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function preregister(rows: readonly string[], ...flags: string[]) {
  const file = join(operator.folder, 'people.csv');
  writeFileSync(file, `${[HEADER, ...rows].join('\n')}\n`);
  const structure = flags.includes('--structure') ? [] : ['--structure', hospital.id];
  return run('preregister', file, ...structure, ...flags);
}

interface Newcomer {
  readonly address: string;
  readonly rpps: string;
  readonly row: string;
}
function newcomer(name = 'Lenoir', profession = 'Médecin;Cardiologie'): Newcomer {
  rank += 1;
  const rpps = fictitiousRpps(rank);
  const address = `${name.toLowerCase()}.${randomUUID().slice(0, 8)}@ch.example`;
  return { address, rpps, row: `${name};Odile;${profession};${rpps};${address};Hyères` };
}
const entryOf = async (address: string): Promise<DirectoryEntry | undefined> =>
  (await operator.stores.directory.byAddresses([address]))[0];
const accountOf = async (address: string) => (await operator.stores.accounts.byAddresses([address])).get(address);
const membersOf = (structure: string) => run('structures', 'members', structure);

async function signInByCard(rpps: string, title = 'Médecin', familyName = 'LENOIR') {
  const pki = await createPki();
  const card = await pki.issueCard({
    seed: 'newcomer',
    kind: 'CPS',
    rpps,
    person: { familyName, givenName: 'Odile', title },
  });
  const workstation = await Workstation.create(operator.url, operator.ca, card);
  const answer = await workstation.signIn();
  await workstation.close();
  return answer;
}

describe('structures', () => {
  it('are added with their region, listed by name, and found by id or number; a number is given once', async () => {
    expect(hospital).toMatchObject({ finess: '830100012', department: '83', region: 'Provence-Alpes-Côte d’Azur' });
    await run('structures', 'add', 'Association Bel-Air', '--department', '2A');
    expect((await run('structures', 'list')).map(({ name, people, members }) => [name, people, members])).toEqual([
      ['Association Bel-Air', 0, 0],
      ['CH des Deux-Rives', 0, 0],
    ]);
    expect(await membersOf('830100012')).toEqual([]);
    const again = ['structures', 'add', 'Un autre', '--department', '83', '--finess', '830100012'];
    await expect(run(...again)).rejects.toThrow('another structure has that number');
    await expect(membersOf('830100099')).rejects.toThrow('no such structure');
  });
});

describe('people whom a structure enters', () => {
  it('appear in the directory as pre-registered, with the structure’s name, and in its list', async () => {
    const one = newcomer();
    expect(await preregister([one.row])).toEqual([
      { entered: true, added: 1, changed: 0, unchanged: 0, joined: 0, problems: 0 },
    ]);
    expect(await entryOf(one.address)).toMatchObject({
      accountId: null,
      recipientKind: 'invited',
      familyName: 'Lenoir',
      organisation: 'CH des Deux-Rives',
      department: '83',
      town: 'Hyères',
      rpps: one.rpps,
    });
    const paul = await operator.signedIn('paul-leroy');
    const body = { criteria: { familyName: 'lenoir' }, limit: 10 };
    const found = await paul.call<{ entries: DirectoryEntry[] }>('POST', '/v1/directory/search', { body });
    expect(found.json.entries.map((entry) => entry.address)).toContain(one.address);
    expect(await membersOf(hospital.id)).toMatchObject([
      { address: one.address, state: 'pre-registered', joinedAt: null },
    ]);
  });

  it('are previewed without any change, each line with what would become of it', async () => {
    const [known, changed, fresh] = [newcomer(), newcomer('Mauve'), newcomer('Rouge')];
    await preregister([known.row, changed.row]);
    const before = await membersOf(hospital.id);
    const claire = `Martin;Claire;Médecin;;${cast['claire-martin'].rpps};claire.martin@demo.medimail.example;Toulon`;
    const lines = await preregister(
      [known.row, changed.row.replace('Hyères', 'Toulon'), fresh.row, claire],
      '--preview',
    );
    expect(lines.slice(0, 4).map(({ line, outcome }) => [line, outcome])).toEqual([
      [2, 'unchanged'],
      [3, 'changed'],
      [4, 'added'],
      [5, 'joined'],
    ]);
    expect(lines.at(-1)).toMatchObject({ entered: false, added: 1, changed: 1, unchanged: 1, joined: 1 });
    expect(await membersOf(hospital.id)).toEqual(before);
    expect(await entryOf(fresh.address)).toBeUndefined();
    await preregister([changed.row.replace('Hyères', 'Toulon')]);
    expect((await entryOf(changed.address))?.town).toBe('Toulon');
  });

  it('are entered all or none, with every reason by line: of the file, of accounts, of others and of the directory', async () => {
    const [good, taken, moved, foreign] = [newcomer(), newcomer(), newcomer(), newcomer('Bleu')];
    await preregister([taken.row, moved.row]);
    const { stores } = operator;
    const template = (await entryOf(taken.address)) as DirectoryEntry;
    const national = {
      ...template,
      id: 'mss-x' as DirectoryEntry['id'],
      address: foreign.address,
      recipientKind: 'mssante' as const,
    };
    await stores.directory.put([national], 'national');
    const lines = await preregister([
      good.row,
      `Noir;A;Astrologue;;;noir@ch.example;`,
      taken.row.replace(taken.rpps, fictitiousRpps(4001)),
      moved.row.replace(moved.address, 'moved@ch.example'),
      foreign.row,
      `Martin;Claire;Médecin;;${fictitiousRpps(4002)};claire.martin@demo.medimail.example;`,
      `Martin;Claire;Médecin;;${cast['claire-martin'].rpps};paul.leroy@demo.medimail.example;`,
    ]);
    expect(process.exitCode).toBe(1);
    expect(lines.slice(0, -1).map(({ line, column, reason }) => [line, column, reason])).toEqual([
      [3, 'profession', 'not on the list'],
      [4, 'RPPS', 'pre-registered with another number before'],
      [5, 'adresse mail', 'pre-registered under another address before'],
      [6, 'adresse mail', 'a mailbox of another operator, in the national directory'],
      [7, 'RPPS', 'the account of that address has another number'],
      [8, 'RPPS', 'the account of that address has another number'],
    ]);
    expect(lines.at(-1)).toEqual({ entered: false, added: 0, changed: 0, unchanged: 0, joined: 0, problems: 6 });
    expect(await entryOf(good.address)).toBeUndefined();
    expect((await membersOf(hospital.id)).map(({ address }) => address)).not.toContain(good.address);
    expect((await entryOf(foreign.address))?.recipientKind).toBe('mssante');
  });

  it('are many in one file: entered together, and unchanged when it comes again', async () => {
    const rows = Array.from({ length: 1_201 }, (_, place) => `Foule;N${place};Médecin;;;foule.${place}@ch.example;`);
    expect((await preregister(rows)).at(-1)).toMatchObject({ entered: true, added: 1_201 });
    expect((await preregister(rows)).at(-1)).toMatchObject({ entered: true, unchanged: 1_201, added: 0 });
  });

  it('are in the directory after a crash between the two databases too, once', async () => {
    const one = newcomer();
    const { stores } = operator;
    const act = actOnStructure(hospital, { kind: 'people-entered', by: commandLine, at: new Date(), reason: null });
    const directory = { ...stores.directory, put: () => Promise.reject(new Error('killed')) };
    const person = { line: 2, person: (await personOf(one)) as never };
    await stores.structures.enter(hospital.id, [person], new Date(), () => act);
    await expect(publishMembers({ ...stores, directory })).rejects.toThrow('killed');
    expect(await entryOf(one.address)).toBeUndefined();
    const mark = () => Promise.reject(new Error('killed'));
    await expect(
      publishMembers({ ...stores, structures: { ...stores.structures, markPublished: mark } }),
    ).rejects.toThrow();
    expect(await publishMembers(stores)).toBe(1);
    expect(await publishMembers(stores)).toBe(0);
    expect(await entryOf(one.address)).toMatchObject({ familyName: 'Lenoir' });
  });
});

async function personOf({ address, rpps }: Newcomer) {
  return {
    ...{ address, rpps, title: 'Dr', givenName: 'Odile', familyName: 'Lenoir', kind: 'health', profession: 'Médecin' },
    ...{ specialty: null, town: null, department: '83' },
  };
}

describe('somebody who was pre-registered', () => {
  it('has an account from the first sign-in by card: identity of the certificate, the rest of the structure', async () => {
    const one = newcomer('Lenoir', 'Pharmacien;Officine');
    await preregister([one.row]);
    const answer = await signInByCard(one.rpps);
    expect(answer.status, answer.bytes.toString()).toBe(200);
    const account = await accountOf(one.address);
    expect(account?.nationalId).toBe(`8${one.rpps}`);
    // A specialty of another profession than the certificate's is none.
    expect(account?.card).toMatchObject({
      familyName: 'Lenoir',
      givenName: 'Odile',
      profession: 'Médecin',
      specialty: null,
      organisation: 'CH des Deux-Rives',
      town: 'Hyères',
      rpps: one.rpps,
      certified: true,
    });
    await publishMembers(operator.stores);
    expect(await entryOf(one.address)).toMatchObject({
      accountId: account?.card.accountId,
      recipientKind: 'medimail',
      profession: 'Médecin',
      department: '83',
    });
    const members = await membersOf(hospital.id);
    expect(members.find(({ address }) => address === one.address)).toMatchObject({ state: 'member' });
    expect((await signInByCard(one.rpps)).status).toBe(200);
    expect((await preregister([one.row])).at(-1)).toMatchObject({ joined: 1, added: 0 });
  });

  it('finds the envelopes that its address received by invitation before', async () => {
    const one = newcomer();
    const claire = await operator.signedIn('claire-martin');
    const letter = await writeLetter(claire, { to: [one.address] });
    expect((await deposit(claire, letter)).json.record.recipients).toMatchObject([{ kind: 'invited' }]);
    await preregister([one.row]);
    const pki = await createPki();
    const person = { familyName: 'LENOIR', givenName: 'Odile', title: 'Médecin' };
    const card = await pki.issueCard({ seed: 'newcomer', kind: 'CPS', rpps: one.rpps, person });
    const odile = await Workstation.create(operator.url, operator.ca, card);
    expect((await odile.signIn()).status).toBe(200);
    const { changes } = (await odile.call<SyncPage>('GET', '/v1/sync')).json;
    expect(changes[0]).toMatchObject({ box: 'received', record: { id: letter.manifest.envelopeId } });
    expect((await odile.call('GET', `/v1/envelopes/${letter.manifest.envelopeId}/message`)).status).toBe(200);
    await odile.close();
  });

  it('has one account when two workstations sign in at once', async () => {
    const one = newcomer();
    await preregister([one.row]);
    const answers = await Promise.all([signInByCard(one.rpps), signInByCard(one.rpps)]);
    const ids = answers.map(({ status, json }) => [status, json.account.accountId]);
    expect(ids[0]).toEqual(ids[1]);
    expect(ids[0]?.[0]).toBe(200);
  });

  it('gets the certificate’s name where it is another', async () => {
    const one = newcomer('Leblanc');
    await preregister([one.row]);
    expect((await signInByCard(one.rpps, 'Médecin', 'LENOIR')).status).toBe(200);
    expect((await accountOf(one.address))?.card).toMatchObject({ familyName: 'LENOIR', specialty: 'Cardiologie' });
  });

  it('never gets an account that is somebody’s already, whatever a structure says', async () => {
    const one = newcomer();
    const token = await askForAccount(operator, one.address);
    await preregister([one.row]);
    await finishRegistration(operator, token, socialWorker);
    const answer = await signInByCard(one.rpps);
    expect([answer.status, answer.error.code]).toEqual([403, 'auth.account-unknown']);
  });

  it('becomes a member with the registration of that address, what was left open filled in, what was written kept', async () => {
    const one = newcomer('Pastor', 'Infirmier;');
    await preregister([one.row]);
    const token = await askForAccount(operator, one.address);
    await finishRegistration(operator, token, { ...nurse, rpps: one.rpps, organisation: '', town: 'Toulon' });
    const pending = await accountOf(one.address);
    expect(pending?.card).toMatchObject({ organisation: 'CH des Deux-Rives', town: 'Toulon', certified: false });
    await publishMembers(operator.stores);
    // Not certified, it is no entry of its own: the structure's stays.
    expect(await entryOf(one.address)).toMatchObject({ accountId: null, recipientKind: 'invited' });
    expect((await membersOf(hospital.id)).find(({ address }) => address === one.address)).toMatchObject({
      state: 'member',
    });
    await accountCommand(operator, 'certify', one.address);
    await publishMembers(operator.stores);
    expect(await entryOf(one.address)).toMatchObject({ accountId: pending?.card.accountId, recipientKind: 'medimail' });
  });

  it('is a member of every structure that entered them, by one account', async () => {
    const one = newcomer();
    const [second] = await run('structures', 'add', 'Clinique du Port', '--department', '06');
    await preregister([one.row]);
    await preregister([one.row], '--structure', String(second?.['id']));
    expect((await signInByCard(one.rpps)).status).toBe(200);
    for (const structure of [hospital.id, String(second?.['id'])]) {
      expect((await membersOf(structure)).find(({ address }) => address === one.address)).toMatchObject({
        state: 'member',
      });
    }
  });

  it('who has an account under another address is a member by it, and the other address shows nobody', async () => {
    const rpps = cast['anne-roux'].rpps;
    const elsewhere = `a.roux.${randomUUID().slice(0, 8)}@ch.example`;
    const lines = await preregister([`Roux;Anne;Médecin;;${rpps};${elsewhere};`]);
    expect(lines.at(-1)).toMatchObject({ entered: true, joined: 1 });
    expect(await entryOf(elsewhere)).toBeUndefined();
    expect((await entryOf('anne.roux@demo.medimail.example'))?.accountId).not.toBeNull();
  });

  it('is refused where address and number are those of two accounts', async () => {
    const { address } = newcomer();
    await finishRegistration(operator, await askForAccount(operator, address), socialWorker);
    const [problem] = await preregister([`Martin;Claire;Médecin;;${cast['claire-martin'].rpps};${address};`]);
    expect(problem).toMatchObject({ column: 'RPPS', reason: 'address and number are those of two accounts' });
  });

  it('is refused when the account was closed', async () => {
    const one = newcomer();
    await preregister([one.row]);
    expect((await signInByCard(one.rpps)).status).toBe(200);
    tamper(
      operator.dataFolder,
      (database) => {
        database.prepare('UPDATE accounts SET closed = 1 WHERE address = ?').run(one.address);
      },
      'with triggers',
    );
    expect((await signInByCard(one.rpps)).error.code).toBe('auth.account-closed');
    expect((await preregister([one.row]))[0]).toMatchObject({ reason: 'the account of that address is closed' });
  });
});
