/** What administrators do in the console: the queue, decisions, suspension, what they may not see, and the record. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountCard } from '../../contract/model/person.ts';
import type { SubmittedProfile } from '../../contract/model/registration.ts';
import { openDirectoryFile } from '../../operator/store/sqlite/open-databases.ts';
import { cast, fictitiousRpps } from '../support/pki/people.ts';
import { administrator, type ConsoleBrowser, PACA } from './support/console.ts';
import { deposit, writeLetter } from './support/letter.ts';
import { awaitMails } from './support/mailbox.ts';
import {
  accountCommand,
  cardless,
  giveCode,
  mailedCode,
  newAddress,
  nurse,
  register,
  signInByCode,
  socialWorker,
} from './support/newcomer.ts';
import { tamper } from './support/raw-database.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';

const HOUR_MS = 3_600_000;
const brest: SubmittedProfile = {
  ...socialWorker,
  ...{ familyName: 'Le Goff', postcode: '29200', town: 'Brest', department: '29', region: 'Bretagne' },
};

let operator: TestOperator;
const opened: ConsoleBrowser[] = [];
let agency: ConsoleBrowser;
let colleague: ConsoleBrowser;
let breton: ConsoleBrowser;
let everything: ConsoleBrowser;
beforeAll(async () => {
  operator = await startTestOperator();
  await everybodySignsIn();
}, 120_000);
afterAll(async () => {
  for (const browser of opened) await browser.close();
  await operator.close();
});

async function everybodySignsIn(): Promise<void> {
  const signedIn = async (region: string | null, name: string) => {
    const { browser } = await administrator(operator, region, name);
    opened.push(browser);
    return browser;
  };
  agency = await signedIn(PACA, 'Camille Roche');
  colleague = await signedIn(PACA, 'Émile Garnier');
  breton = await signedIn('Bretagne', 'Maëlle Kerdoncuff');
  everything = await signedIn(null, 'Exploitation');
}

const accountOf = async (address: string) => {
  const account = (await operator.stores.accounts.byAddresses([address])).get(address);
  if (!account) throw new Error(address);
  return account;
};
const pathOf = async (address: string) => `/console/comptes/${(await accountOf(address)).card.accountId}`;
const actsOn = async (address: string) =>
  operator.stores.administration.actsOn((await accountOf(address)).card.accountId, 10);
/** A page as it is read: without markup, spaces as one. */
const read = (text: string) => text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const letters = async (address: string, count: number) =>
  (await awaitMails(operator.dataFolder, address, count)).map(({ subject }) => subject);

describe('the queue', () => {
  it('shows who waits longest first, how long against what was promised, and nobody of another region', async () => {
    const late = await register(operator, { ...nurse, familyName: 'Tardif', rpps: fictitiousRpps(911) });
    operator.clock.offsetMs += 19 * HOUR_MS;
    await register(operator, { ...socialWorker, familyName: 'Médian' });
    operator.clock.offsetMs += 30 * HOUR_MS;
    await register(operator, { ...socialWorker, familyName: 'Récent' });
    await register(operator, brest);
    // Their sessions have ended meanwhile.
    await everybodySignsIn();

    const page = read((await agency.get('/console')).text);
    expect(page).toMatch(/3 comptes attendent .* dont 1 en retard/);
    expect(page).toMatch(
      /TARDIF .*En retard 2 j 1 h .*MÉDIAN .*À traiter 30 h .*RÉCENT .*Dans les temps moins d’une heure/,
    );
    expect(page).not.toContain('GOFF');
    expect(read((await breton.get('/console')).text)).toMatch(/1 compte attend .*LE GOFF .*Brest \(29\)/);
    expect(read((await everything.get('/console')).text)).toMatch(/TARDIF .*LE GOFF/);
    const english = read((await agency.get('/console', { 'accept-language': 'en-GB' })).text);
    expect(english).toMatch(/3 accounts wait .*Late 2 d 1 h .*Due 30 h .*On time less than an hour/);
    await agency.post(`${await pathOf(late)}/refused`, { 'motif-refused': 'Numéro inconnu.' });
  });
});

describe('one account', () => {
  it('shows what was declared beside the directory’s entry of the number, and marks what differs', async () => {
    const rpps = fictitiousRpps(912);
    const entry = {
      ...{ id: 'fiche-912' as never, accountId: null, kind: 'health' as const, title: '', givenName: 'LEA' },
      ...{ familyName: 'PASTOR', profession: 'Infirmier', specialty: null, organisation: 'CABINET DES OLIVIERS' },
      ...{
        town: 'HYERES',
        department: '83',
        rpps,
        address: 'lea.pastor@autre.mssante.fr',
        recipientKind: 'mssante' as const,
      },
    };
    await operator.stores.directory.put([entry], 'national');
    const path = await pathOf(await register(operator, { ...nurse, rpps }));
    const page = await agency.get(path);
    const text = read(page.text);
    expect(text).toContain('1 champ diffère');
    expect(text).toMatch(/Nom Pastor PASTOR Identique Prénom Léa LEA Identique/);
    expect(text).toMatch(/Ville Toulon HYERES Différent/);
    expect(text).toContain('lea.pastor@autre.mssante.fr');
    const unknown = await pathOf(await register(operator, { ...nurse, rpps: fictitiousRpps(913) }));
    expect(read((await agency.get(unknown)).text)).toContain('Aucune fiche de l’annuaire');
    expect(read((await agency.get(await pathOf(await register(operator)))).text)).toContain(
      'Aucun numéro professionnel',
    );
  });

  it('shows a stranger’s words as words', async () => {
    const address = await register(operator, {
      ...socialWorker,
      organisation: '"><b>gras</b>'.replace(/[<>]/g, '&'),
      address2: "' onload='x",
    });
    const { text } = await agency.get(await pathOf(address));
    expect(text).toContain('&quot;&amp;&amp;b&amp;gras');
    expect(text).not.toContain("' onload='");
  });
});

describe('a decision', () => {
  it('certifies once, tells the person, and is on record', async () => {
    const rpps = fictitiousRpps(914);
    const address = await register(operator, { ...nurse, rpps });
    const path = await pathOf(address);
    const answer = await agency.post(`${path}/certified`);
    expect([answer.status, answer.location]).toEqual([303, `${path}?fait=certified`]);
    expect(read((await agency.get(answer.location)).text)).toMatch(
      /Le compte est validé ; la personne .* Compte suivant/,
    );
    expect((await accountOf(address)).card).toMatchObject({ certified: true, rpps });
    expect(await operator.stores.directory.byAddresses([address])).toMatchObject([{ rpps, department: '83' }]);
    expect(await letters(address, 2)).toContain('Votre compte Medimail est validé');
    await colleague.post(`${path}/suspended`, { 'motif-suspended': 'À vérifier.' });
    const again = await colleague.post(`${path}/refused`, { 'motif-refused': 'Trop tard' });
    expect(again.status).toBe(409);
    expect(read(again.text)).toMatch(
      /Déjà décidé par Camille Roche, le .* : Compte validé\. Votre demande n’a rien changé/,
    );
    expect(await actsOn(address)).toMatchObject([
      { kind: 'suspended', actor: { name: 'Émile Garnier' } },
      { kind: 'certified', actor: { name: 'Camille Roche' }, subject: address },
    ]);
  });

  it('is one of two at once; the second is told whose', async () => {
    for (let time = 0; time < 5; time += 1) {
      const address = await register(operator);
      const path = await pathOf(address);
      const answers = await Promise.all([
        agency.post(`${path}/certified`),
        colleague.post(`${path}/refused`, { 'motif-refused': 'Identité douteuse.' }),
        agency.post(`${path}/certified`),
      ]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 409, 409]);
      const acts = await actsOn(address);
      expect(acts).toHaveLength(1);
      for (const { status, text } of answers) if (status === 409) expect(text).toContain(acts[0]?.actor.name ?? '-');
      const isCertified = acts[0]?.kind === 'certified';
      expect((await accountOf(address)).card.certified).toBe(isCertified);
      expect(await operator.stores.directory.byAddresses([address])).toHaveLength(isCertified ? 1 : 0);
      expect(await letters(address, 2)).toHaveLength(2);
    }
  });

  it('refuses with a reason that the person reads, and with none does nothing', async () => {
    const address = await register(operator);
    const path = await pathOf(address);
    for (const reason of ['', '   ', 'x'.repeat(501)]) {
      const refused = await agency.post(`${path}/refused`, { 'motif-refused': reason });
      expect([refused.status, refused.text.includes('aria-invalid="true"')]).toEqual([422, true]);
    }
    expect(await actsOn(address)).toEqual([]);
    await agency.post(`${path}/refused`, { 'motif-refused': 'Numéro inconnu du répertoire.' });
    const mails = await awaitMails(operator.dataFolder, address, 2);
    expect(mails.some(({ text }) => text.includes('Numéro inconnu du répertoire.'))).toBe(true);
    expect(read((await agency.get(path)).text)).toContain('Numéro inconnu du répertoire.');
  });

  it('does not certify a number that another account has', async () => {
    const rpps = fictitiousRpps(915);
    const [owner, impostor] = [
      await register(operator, { ...nurse, rpps }),
      await register(operator, { ...nurse, rpps }),
    ];
    await agency.post(`${await pathOf(owner)}/certified`);
    const answer = await agency.post(`${await pathOf(impostor)}/certified`);
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('déjà celui d’un autre compte');
    expect(answer.text).toContain('Une fiche de ce numéro est celle d’un autre compte');
    expect(answer.text).toContain(`<a href="${await pathOf(owner)}">`);
    expect(await actsOn(impostor)).toEqual([]);
  });

  it('waits for an import that holds the directory, and is not half made', async () => {
    const address = await register(operator);
    const path = await pathOf(address);
    const underWay = openDirectoryFile(operator.dataFolder);
    underWay.prepare('BEGIN IMMEDIATE').run();
    const held = await agency.post(`${path}/certified`);
    expect([held.status, (await actsOn(address)).length]).toEqual([503, 0]);
    expect((await agency.post(`${path}/closed`, { 'motif-closed': 'Essai', confirmation: 'oui' })).status).toBe(503);
    expect((await accountOf(address)).closed).toBe(false);
    await underWay.close();
    expect((await agency.post(`${path}/certified`)).status).toBe(303);
  });

  it('made on the command line is on record too', async () => {
    const address = await register(operator);
    await accountCommand(operator, 'certify', address);
    const answer = await agency.post(`${await pathOf(address)}/certified`);
    expect(read(answer.text)).toContain('Déjà décidé par Ligne de commande de l’opérateur');
  });
});

describe('suspending', () => {
  it('ends sessions at once and keeps the account from signing in, by card and by code; what is sent is kept', async () => {
    const address = await register(operator);
    const path = await pathOf(address);
    await agency.post(`${path}/certified`);
    const [nora, paul] = [await signInByCode(operator, address), await operator.signedIn('paul-leroy')];
    const paulsPath = await pathOf(paul.address);
    const why = { 'motif-suspended': 'Appareil perdu.' };
    expect((await agency.post(`${path}/suspended`, why)).status).toBe(303);
    expect((await nora.call('GET', '/v1/account')).error.code).toBe('auth.session-ended');
    const at = await cardless(operator);
    const { challengeId, code } = await mailedCode(operator, at, address);
    const answer = await giveCode(at, challengeId, code);
    expect([answer.status, answer.error.code]).toEqual([403, 'auth.account-suspended']);
    expect(await letters(address, 3)).toContain('Votre compte Medimail est suspendu');

    const letter = await writeLetter(paul, { to: [address] });
    expect((await deposit(paul, letter)).status).toBe(200);
    expect((await agency.post(`${paulsPath}/suspended`, why)).status).toBe(303);
    expect((await paul.call('GET', '/v1/account')).error.code).toBe('auth.session-ended');
    const refresh = { body: { refreshToken: paul.tokens?.refreshToken } };
    expect((await paul.call('POST', '/v1/auth/refresh', refresh)).status).toBe(401);
    expect((await paul.signIn()).error.code).toBe('auth.account-suspended');

    expect((await colleague.post(`${path}/suspended`, why)).status).toBe(409);
    expect(read((await agency.get(path)).text)).toMatch(/Suspendu .*Rétablir le compte/);
    expect((await colleague.post(`${path}/resumed`, { 'motif-resumed': 'Retrouvé.' })).status).toBe(303);
    const back = await signInByCode(operator, address);
    const received = await back.call('GET', `/v1/envelopes/${letter.manifest.envelopeId}/message`);
    expect(received.bytes.equals(letter.bytes)).toBe(true);
    await agency.post(`${paulsPath}/resumed`, { 'motif-resumed': 'Retrouvé.' });
    expect((await paul.signIn()).status).toBe(200);
    expect((await actsOn(address)).map(({ kind, actor, reason }) => [kind, actor.name, reason])).toEqual([
      ['resumed', 'Émile Garnier', 'Retrouvé.'],
      ['suspended', 'Camille Roche', 'Appareil perdu.'],
      ['certified', 'Camille Roche', null],
    ]);
    for (const one of [nora, at, back]) await one.close();
  });

  it('is not undone by a decision, nor lost by it', async () => {
    const address = await register(operator);
    const path = await pathOf(address);
    await Promise.all([
      agency.post(`${path}/certified`),
      colleague.post(`${path}/suspended`, { 'motif-suspended': 'À vérifier.' }),
    ]);
    const { suspended, card } = await accountOf(address);
    expect([suspended, card.certified]).toEqual([true, true]);
  });
});

describe('closing', () => {
  it('asks twice, is for good, and leaves the directory', async () => {
    const address = await register(operator, { ...nurse, rpps: fictitiousRpps(916) });
    const path = await pathOf(address);
    await agency.post(`${path}/certified`);
    const lea = await signInByCode(operator, address);
    const why = { 'motif-closed': 'Départ en retraite.' };
    const unconfirmed = await agency.post(`${path}/closed`, why);
    expect([unconfirmed.status, unconfirmed.text.includes('Départ en retraite.')]).toEqual([422, true]);
    expect((await agency.post(`${path}/closed`, { ...why, confirmation: 'oui' })).status).toBe(303);
    expect((await lea.call<AccountCard>('GET', '/v1/account')).error.code).toBe('auth.session-ended');
    expect(await operator.stores.directory.byAddresses([address])).toEqual([]);
    for (const act of ['resumed', 'suspended', 'certified', 'closed']) {
      const again = await agency.post(`${path}/${act}`, { [`motif-${act}`]: 'Erreur', confirmation: 'oui' });
      expect([act, again.status]).toEqual([act, 409]);
    }
    await lea.close();
  });

  it('takes an account that waits out of the queue', async () => {
    const address = await register(operator, { ...socialWorker, familyName: 'Partante' });
    const why = { 'motif-closed': 'Doublon.', confirmation: 'oui' };
    await agency.post(`${await pathOf(address)}/closed`, why);
    expect((await agency.get('/console')).text).not.toContain('PARTANTE');
    await expect(accountCommand(operator, 'certify', address)).rejects.toThrow('request.not-found');
  });
});

describe('an agency', () => {
  it('learns nothing of an account of another region, and does nothing to it', async () => {
    const address = await register(operator, { ...brest, familyName: 'Tanguy' });
    const path = await pathOf(address);
    const nobody = '/console/comptes/0190a5c0-0000-4000-8000-000000000000';
    const shown = await Promise.all([path, nobody, '/console/comptes/x'].map((one) => agency.get(one)));
    expect(shown.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(new Set(shown.map(({ text }) => text)).size).toBe(1);
    const reasons = Object.fromEntries(
      ['refused', 'suspended', 'resumed', 'closed'].map((one) => [`motif-${one}`, 'Essai']),
    );
    for (const act of ['certified', 'refused', 'suspended', 'resumed', 'closed', 'effacer']) {
      const fields = { ...reasons, confirmation: 'oui' };
      const [theirs, none] = [
        await agency.post(`${path}/${act}`, fields),
        await agency.post(`${nobody}/${act}`, fields),
      ];
      expect([theirs.status, none.status, theirs.text === none.text]).toEqual([404, 404, true]);
      // Neither does a form that is wrong anyway tell the two apart.
      expect((await agency.post(`${path}/${act}`)).status).toBe(404);
    }
    expect(await actsOn(address)).toEqual([]);
    for (const text of ['Tanguy', address]) {
      expect((await agency.get(`/console/comptes?texte=${encodeURIComponent(text)}`)).text).not.toContain(path);
      expect((await breton.get(`/console/comptes?texte=${encodeURIComponent(text)}`)).text).toContain(path);
    }
    expect((await breton.post(`${path}/refused`, reasons)).status).toBe(303);
    expect((await agency.get(`/console/journal?texte=${address}`)).text).not.toContain(path);
    expect((await breton.get(`/console/journal?texte=${address}`)).text).toContain(path);
    expect((await everything.get(`/console/journal?texte=${address}`)).text).toContain(path);
  });

  it('sees no account whose department nobody told; the operator does', async () => {
    const claire = await accountOf('claire.martin@demo.medimail.example');
    const card = { ...claire.card, accountId: '0190a5c0-0000-4000-8000-00000000000a' as never, address: newAddress() };
    await operator.stores.accounts.insert([{ ...claire, card, nationalId: null, department: null }]);
    const path = `/console/comptes/${card.accountId}`;
    expect((await agency.get(path)).status).toBe(404);
    expect((await everything.get(path)).status).toBe(200);
  });
});

describe('looking for accounts', () => {
  const search = async (text: string, more = '') =>
    (await agency.get(`/console/comptes?texte=${encodeURIComponent(text)}${more}`)).text;

  it('finds by names in either order however written, by address, by number declared or certified', async () => {
    const rpps = fictitiousRpps(917);
    const address = await register(operator, { ...nurse, familyName: 'Saint-Ançaire', givenName: 'Zoé', rpps });
    const path = await pathOf(address);
    const spaced = `${rpps.slice(0, 5)} ${rpps.slice(5)}`;
    for (const text of ['saint ancaire', 'SAINTANC', 'zoe saint', 'Saint-A Zo', address.slice(0, 20), rpps, spaced]) {
      expect([text, (await search(text)).includes(path)]).toEqual([text, true]);
    }
    for (const text of ['ancaire', 'zoe martin', '%', '_', rpps.slice(0, 10), "' OR 1=1 --"]) {
      expect([text, (await search(text)).includes(path)]).toEqual([text, false]);
    }
    expect(await search('saint', '&etat=pending')).toContain(path);
    expect(await search('saint', '&etat=certified')).not.toContain(path);
    await agency.post(`${path}/certified`);
    expect(await search(rpps, '&etat=certified')).toContain(path);
    expect(await search(cast['claire-martin'].rpps ?? '-')).toContain('MARTIN');
  });

  it('shows them a page at a time', async () => {
    const claire = await accountOf('claire.martin@demo.medimail.example');
    const many = Array.from({ length: 60 }, (_, index) => ({
      ...claire,
      nationalId: null,
      card: {
        ...claire.card,
        accountId: `0190a5c0-0000-4000-8000-0000000001${String(index).padStart(2, '0')}` as never,
        address: newAddress(),
        familyName: `Nombreux-${String.fromCharCode(97 + Math.floor(index / 26), 97 + (index % 26))}`,
      },
    }));
    await operator.stores.accounts.insert(many);
    const rows = (text: string) => text.match(/<th scope="row">/g)?.length ?? 0;
    const pages = [await search('nombreux'), await search('nombreux', '&page=2'), await search('nombreux', '&page=3')];
    expect(pages.map(rows)).toEqual([25, 25, 10]);
    expect(read(pages[1] ?? '')).toMatch(/60 comptes .*Page précédente Page 2 sur 3 Page suivante/);
    expect(pages[1]).toContain('href="/console/comptes?texte=nombreux&amp;page=3"');
    expect(rows(await search('nombreux', '&page=9'))).toBe(0);
    for (const page of ['0', '-1', 'x', '99999999999999999999'])
      expect(rows(await search('nombreux', `&page=${page}`))).toBe(25);
  });
});

describe('the record', () => {
  it('tells who did what, to whom, when and why; is searched; and is never changed', async () => {
    const address = await register(operator, { ...socialWorker, familyName: 'Ferrand' });
    await colleague.post(`${await pathOf(address)}/refused`, { 'motif-refused': 'Établissement introuvable.' });
    for (const text of ['emile garnier etablissement', 'Ferrand', address]) {
      const page = read((await agency.get(`/console/journal?texte=${encodeURIComponent(text)}`)).text);
      expect(page).toMatch(/Validation refusée Nora FERRAND .*Émile Garnier Établissement introuvable\./);
    }
    const none = read((await agency.get(`/console/journal?texte=ferrand&acte=closed`)).text);
    expect(none).toContain('Aucun acte');
    const own = read((await agency.get('/console/journal?acte=signed-in')).text);
    expect(own).toContain('Camille Roche');
    expect(own).not.toMatch(/Émile Garnier|Exploitation/);
    expect(read((await everything.get('/console/journal?acte=administrator-added')).text)).toContain(
      'Ligne de commande',
    );
    expect(read((await agency.get('/console/journal?acte=administrator-added')).text)).toContain('Aucun acte');
  });

  it('cannot be rewritten, even by our own connection', async () => {
    const { SqliteDatabase } = await import('../../operator/store/sqlite/database.ts');
    const { mainMigrations } = await import('../../operator/store/sqlite/migrations/main/migrations.ts');
    const file = `${operator.folder}/own.db`;
    const database = new SqliteDatabase<never>({ file, key: null, migrations: mainMigrations });
    const columns = "(at, kind, actor, subject, subject_name, words) VALUES ('a', 'closed', '', 's', 'n', 'w')";
    database.prepare(`INSERT INTO acts ${columns}`).run();
    expect(() => database.prepare("UPDATE acts SET actor = 'x'").run()).toThrow('acts are final');
    expect(() => database.prepare('DELETE FROM acts').run()).toThrow('acts stay');
    await database.close();
  });

  it('is filled for accounts that were there before: names and departments are found again', async () => {
    const address = await register(operator, { ...socialWorker, familyName: 'Ancienne' });
    const { migration } = await import('../../operator/store/sqlite/migrations/main/0060-create-console.ts');
    await operator.stop();
    tamper(operator.dataFolder, (database) => {
      database.exec("UPDATE accounts SET family = '', given = ''");
      migration.fill?.(database);
    });
    await operator.restart();
    expect((await everything.get('/console/comptes?texte=ancienne')).text).toContain(await pathOf(address));
  });
});
