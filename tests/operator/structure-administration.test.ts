/** Structures in the console: what each administrator reaches, people who enter by a form or a file, and who goes. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DirectoryEntry } from '../../contract/model/directory.ts';
import type { Structure } from '../../contract/model/structure.ts';
import { actOnStructure } from '../../operator/services/acts.ts';
import { commandLine } from '../../operator/services/ports/acts.ts';
import { publishMembers } from '../../operator/services/publish-members.ts';
import { fictitiousRpps } from '../support/pki/people.ts';
import { createPki } from '../support/pki/pki.ts';
import { administrator, administratorCommand, type ConsoleBrowser, PACA } from './support/console.ts';
import { awaitMailsThat } from './support/mailbox.ts';
import { accountCommand, askForAccount, finishRegistration, nurse } from './support/newcomer.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import { Workstation } from './support/workstation.ts';

const HEADER = 'nom;prénom;civilité;profession;spécialité;RPPS;adresse mail;ville';
let operator: TestOperator;
let agency: ConsoleBrowser;
let own: ConsoleBrowser;
let hospital: Structure;
let elsewhere: Structure;
let rank = 7000;

beforeAll(async () => {
  operator = await startTestOperator();
  ({ browser: agency } = await administrator(operator, PACA, 'Camille Roche'));
  const { browser: everywhere } = await administrator(operator, null, 'Opérateur');
  expect((await agency.post('/console/structures', newStructure('CH des Deux-Rives', '830100012', '83'))).status).toBe(
    200,
  );
  await everywhere.get('/console/structures');
  await everywhere.post('/console/structures', newStructure('Clinique du Nord', '', '59'));
  const all = await operator.stores.structures.list('everything');
  const named = (name: string) => all.find((one) => one.name === name) as Structure;
  hospital = named('CH des Deux-Rives');
  elsewhere = named('Clinique du Nord');
  ({ browser: own } = await administrator(operator, null, 'Ines Faure', hospital.id));
  await everywhere.close();
});
afterAll(async () => {
  await agency.close();
  await own.close();
  await operator.close();
});

const newStructure = (name: string, finess: string, department: string) => ({ name, finess, department });
const pathOf = ({ id }: Structure, below = '') => `/console/structures/${id}${below}`;

function person(familyName = 'Lenoir') {
  rank += 1;
  const [rpps, address] = [fictitiousRpps(rank), `${familyName.toLowerCase()}.${randomUUID().slice(0, 8)}@ch.example`];
  const row = `${familyName};Odile;Dr;Médecin;Cardiologie;${rpps};${address};Hyères`;
  const fields = { familyName, givenName: 'Odile', title: 'Dr', profession: 'Médecin', rpps, address, town: 'Hyères' };
  return { rpps, address, row, fields };
}
const entryOf = async (address: string) => (await operator.stores.directory.byAddresses([address]))[0];
/** The directory is told by a job, at once. */
const entryBecomes = (address: string, expected: object) =>
  expect.poll(() => entryOf(address), { timeout: 10_000 }).toMatchObject(expected);
const entryGoes = (address: string) => expect.poll(() => entryOf(address), { timeout: 10_000 }).toBeUndefined();
const accountOf = async (address: string) => (await operator.stores.accounts.byAddresses([address])).get(address);
const fileOf = (...rows: readonly string[]) => `${[HEADER, ...rows].join('\n')}\n`;
const contentIn = (page: string) => /name="contenu" value="([^"]+)"/.exec(page)?.[1] ?? '';

/** At the card's own time: signing in to the console moved the operator's on. */
async function atCard(rpps: string): Promise<Workstation> {
  operator.clock.offsetMs = 0;
  const pki = await createPki();
  const person = { familyName: 'LENOIR', givenName: 'Odile', title: 'Médecin' };
  const card = await pki.issueCard({ seed: rpps, kind: 'CPS', rpps, person });
  return Workstation.create(operator.url, operator.ca, card);
}

describe('an administrator of a structure', () => {
  it('is led to it, sees its people and nothing else', async () => {
    const home = await own.get('/console');
    expect([home.status, home.location]).toEqual([303, pathOf(hospital)]);
    expect((await own.get('/console/structures')).location).toBe(pathOf(hospital));
    const page = await own.get(pathOf(hospital));
    expect(page.text).toContain('CH des Deux-Rives');
    expect(page.text).not.toContain('/console/comptes"');
    for (const path of [
      pathOf(elsewhere),
      '/console/comptes',
      '/console/adresses',
      `/console/comptes/${randomUUID()}`,
    ]) {
      expect([path, (await own.get(path)).status]).toEqual([path, 404]);
    }
    const foreign = pathOf(elsewhere, '/personne');
    expect((await own.post(foreign, person().fields)).status).toBe(404);
    expect((await own.post('/console/structures', newStructure('À moi', '', '83'))).status).toBe(404);
    expect((await own.get('/console/journal')).text).not.toContain('Opérateur');
  });

  it('is named with one structure that exists, and no other role has one', async () => {
    const add = (...words: string[]) => administratorCommand(operator, 'add', '--name', 'X', ...words, 'x@ch.example');
    await expect(add('--role', 'structure')).rejects.toThrow();
    await expect(add('--role', 'operator', '--structure', hospital.id)).rejects.toThrow();
    await expect(add('--role', 'structure', '--structure', '999999999')).rejects.toThrow('no such structure');
  });
});

describe('an agency', () => {
  it('adds structures of its region, once by number, and sees no others', async () => {
    const list = await agency.get('/console/structures');
    expect(list.text).toContain('CH des Deux-Rives');
    expect(list.text).not.toContain('Clinique du Nord');
    expect((await agency.get(pathOf(elsewhere))).status).toBe(404);
    const again = await agency.post('/console/structures', newStructure('Autre', '830100012', '83'));
    expect([again.status, again.text.includes('Une autre structure porte ce numéro')]).toEqual([409, true]);
    const foreign = await agency.post('/console/structures', newStructure('Autre', '', '59'));
    expect([foreign.status, foreign.text.includes('pas de votre région')]).toEqual([422, true]);
    const wrong = await agency.post('/console/structures', newStructure('', '83-1', ''));
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Un numéro FINESS a neuf caractères');
    expect((await agency.get('/console/journal?acte=structure-added')).text).toContain('CH des Deux-Rives');
  });
});

describe('people', () => {
  it('enter one by one: each wrong field says why, and then they are in the directory and on record', async () => {
    const one = person();
    await own.get(pathOf(hospital));
    const wrong = await own.post(pathOf(hospital, '/personne'), {
      ...one.fields,
      rpps: '123',
      profession: 'Astrologue',
    });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('N’a pas onze chiffres.');
    expect(wrong.text).toContain('N’est pas dans la liste.');
    expect(wrong.text).toContain(`value="${one.address}"`);
    expect(await entryOf(one.address)).toBeUndefined();
    const right = await own.post(pathOf(hospital, '/personne'), one.fields);
    expect([right.status, right.text.includes('est dans la structure')]).toEqual([200, true]);
    await entryBecomes(one.address, { organisation: 'CH des Deux-Rives', recipientKind: 'invited' });
    expect((await agency.get('/console/journal?acte=people-entered')).text).toContain('Odile Lenoir');
    const found = await own.get(`${pathOf(hospital)}?texte=leno+odi&etat=pre-registered`);
    expect(found.text).toContain(one.address);
    expect((await own.get(`${pathOf(hospital)}?texte=zzz`)).text).not.toContain(one.address);
  });

  it('enter from a file that was looked at first: what was shown is what enters', async () => {
    const [one, two] = [person('Blanc'), person('Vert')];
    await own.get(pathOf(hospital));
    const shown = await own.postFile(pathOf(hospital, '/fichier'), {}, fileOf(one.row, two.row));
    expect([shown.status, shown.text.includes('Rien n’est encore entré')]).toEqual([200, true]);
    expect(await entryOf(one.address)).toBeUndefined();
    const entered = await own.postFile(pathOf(hospital, '/entree'), { contenu: contentIn(shown.text) }, null);
    expect(entered.status, entered.text).toBe(200);
    expect(entered.text).toContain('2 personnes ajoutées');
    await entryBecomes(two.address, { familyName: 'Vert' });
    const again = await own.postFile(pathOf(hospital, '/fichier'), {}, fileOf(one.row, two.row));
    expect(again.text).toContain('2 inchangées');
  });

  it('do not enter from a file with anything wrong: every reason by line, in words', async () => {
    const one = person('Rose');
    await own.get(pathOf(hospital));
    const bad = fileOf(one.row, 'Noir;A;;Astrologue;;;noir@ch.example;', one.row);
    const shown = await own.postFile(pathOf(hospital, '/fichier'), {}, bad);
    expect(shown.status).toBe(422);
    expect(shown.text).toContain('n’est pas dans la liste');
    expect(shown.text).toContain('se trouve aussi à la ligne 2');
    expect(contentIn(shown.text)).toBe('');
    const forced = await own.postFile(
      pathOf(hospital, '/entree'),
      {
        contenu: Buffer.from(bad).toString('base64url'),
      },
      null,
    );
    expect(forced.status).toBe(409);
    expect(await entryOf(one.address)).toBeUndefined();
    for (const [file, why] of [
      ['', 'Choisissez un fichier'],
      [`${HEADER};salaire\n`, 'la colonne 9 ne porte aucun des noms'],
      [`${HEADER}\n${one.row}`, 'Ligne 2\u00a0: ne se termine pas'],
      [`${HEADER}\n`, 'il n’y a personne dans le fichier'],
      ['\u0000PNG', 'ne se lit pas'],
    ] as const) {
      const refused = await own.postFile(pathOf(hospital, '/fichier'), {}, file);
      expect([why, refused.status, refused.text.includes(why)]).toEqual([why, 422, true]);
    }
    const large = await own.postFile(pathOf(hospital, '/fichier'), {}, 'x'.repeat(2_100_000));
    expect([large.status, large.text.includes('deux millions')]).toEqual([413, true]);
    const foreign = await own.postFile(pathOf(hospital, '/fichier'), { jeton: 'x' }, fileOf(one.row));
    expect(foreign.status).toBe(403);
    expect((await own.get('/console/structures/modele.csv')).text).toContain('adresse mail');
  });
});

const release = (address: string, motif = 'Départ le 30 novembre') =>
  own.post(pathOf(hospital, '/retirer'), { adresse: address, motif });

describe('somebody who goes', () => {
  it('before they took it up leaves the directory, and their card opens nothing', async () => {
    const one = person();
    await own.get(pathOf(hospital));
    await own.post(pathOf(hospital, '/personne'), one.fields);
    const asked = await own.get(`${pathOf(hospital)}/retirer?adresse=${encodeURIComponent(one.address)}`);
    expect([asked.status, asked.text.includes('quitte l’annuaire')]).toEqual([200, true]);
    expect((await release(one.address, ' ')).status).toBe(422);
    expect((await release(one.address)).status).toBe(200);
    await entryGoes(one.address);
    expect((await release(one.address)).status).toBe(409);
    const station = await atCard(one.rpps);
    expect((await station.signIn()).error.code).toBe('auth.account-unknown');
    await station.close();
    // Entered again, it serves again.
    await own.post(pathOf(hospital, '/personne'), one.fields);
    await entryBecomes(one.address, { organisation: 'CH des Deux-Rives' });
  });

  it('with an account keeps it, without the name of the structure, and is told why', async () => {
    const one = person();
    await own.get(pathOf(hospital));
    await own.post(pathOf(hospital, '/personne'), one.fields);
    const station = await atCard(one.rpps);
    expect((await station.signIn()).status).toBe(200);
    await publishMembers(operator.stores);
    await entryBecomes(one.address, { organisation: 'CH des Deux-Rives', recipientKind: 'medimail' });
    expect((await release(one.address)).status).toBe(200);
    expect((await accountOf(one.address))?.card).toMatchObject({ organisation: null, certified: true });
    await entryBecomes(one.address, { organisation: null, recipientKind: 'medimail' });
    await awaitMailsThat(operator.dataFolder, one.address, ({ text }) => text.includes('Départ le 30 novembre'));
    expect((await station.call('GET', '/v1/sync')).status).toBe(200);
    await station.close();
  });

  it('stays in the directory by another structure that entered them', async () => {
    const one = person();
    const { browser: other } = await administrator(operator, null, 'Autre structure', elsewhere.id);
    await other.get(pathOf(elsewhere));
    await other.post(pathOf(elsewhere, '/personne'), { ...one.fields, department: '' });
    await own.get(pathOf(hospital));
    await own.post(pathOf(hospital, '/personne'), one.fields);
    expect((await release(one.address)).status).toBe(200);
    await entryBecomes(one.address, { organisation: 'Clinique du Nord' });
    await other.close();
  });

  it('is not certified: the structure’s entry goes, the account stays', async () => {
    const one = person('Pastor');
    await own.get(pathOf(hospital));
    await own.post(pathOf(hospital, '/personne'), { ...one.fields, title: '', profession: 'Infirmier' });
    await finishRegistration(operator, await askForAccount(operator, one.address), {
      ...nurse,
      rpps: one.rpps,
      organisation: '',
    });
    await publishMembers(operator.stores);
    expect((await accountOf(one.address))?.card.organisation).toBe('CH des Deux-Rives');
    expect((await release(one.address)).status).toBe(200);
    expect((await accountOf(one.address))?.card.organisation).toBeNull();
    await entryGoes(one.address);
    await accountCommand(operator, 'certify', one.address);
    await entryBecomes(one.address, { organisation: null });
  });
});

describe('two structures and one person', () => {
  it('neither takes what the other entered for itself: other names, or a number of somebody else', async () => {
    const one = person();
    const other = person('Brun');
    const { browser: theirs } = await administrator(operator, null, 'Autre structure', elsewhere.id);
    await theirs.get(pathOf(elsewhere));
    await theirs.post(pathOf(elsewhere, '/personne'), { ...one.fields, rpps: '' });
    await own.get(pathOf(hospital));
    await own.post(pathOf(hospital, '/personne'), other.fields);
    const station = await atCard(other.rpps);
    expect((await station.signIn()).status).toBe(200);
    await station.close();
    const asSomebody = { ...other.fields, rpps: '', address: one.address };
    const asNumber = { ...one.fields, rpps: other.rpps };
    for (const fields of [asSomebody, asNumber]) {
      const refused = await own.post(pathOf(hospital, '/personne'), fields);
      expect([refused.status, refused.text.includes('autre structure a entré')]).toEqual([422, true]);
    }
    await entryBecomes(one.address, { organisation: 'Clinique du Nord' });
    expect((await theirs.get(pathOf(elsewhere))).text).toContain('dont 0 membre');
    await theirs.close();
  });

  it('letting go reaches the directory under the address that the account has, once no entry is left', async () => {
    const one = person();
    const moved = `moved.${randomUUID().slice(0, 8)}@ch.example`;
    await own.get(pathOf(hospital));
    await own.post(pathOf(hospital, '/personne'), { ...one.fields, address: moved });
    const station = await atCard(one.rpps);
    expect((await station.signIn()).status).toBe(200);
    await station.close();
    // The same person under another address: found by the number.
    await own.post(pathOf(hospital, '/personne'), one.fields);
    expect((await release(moved)).status).toBe(200);
    expect((await accountOf(moved))?.card.organisation).toBe('CH des Deux-Rives');
    expect((await release(one.address)).status).toBe(200);
    await entryBecomes(moved, { organisation: null, recipientKind: 'medimail' });
  });
});

describe('the directory', () => {
  it('is not told by a structure of somebody who has an account in it by now', async () => {
    const one = person();
    const { structures, directory } = operator.stores;
    const entered = { ...one.fields, kind: 'health', specialty: null, department: '83' } as never;
    const act = actOnStructure(hospital, { kind: 'people-entered', by: commandLine, at: new Date(), reason: null });
    await structures.enter(hospital.id, [{ line: 1, person: entered }], new Date(), () => act);
    await publishMembers(operator.stores);
    const certified = { ...((await entryOf(one.address)) as DirectoryEntry), accountId: randomUUID() as never };
    await directory.put([{ ...certified, recipientKind: 'medimail' }], 'account');
    // What a structure says does not hide the account that the person has by now.
    await directory.put([{ ...certified, accountId: null, recipientKind: 'invited' }], 'pre-registered');
    expect(await entryOf(one.address)).toMatchObject({ recipientKind: 'medimail' });
  });
});
