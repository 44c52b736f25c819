/** Mailboxes of structures: opened by their address, held by the members who are named, and closed. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncPage } from '../../contract/api/routes.ts';
import { type DelegationOverview, NO_END } from '../../contract/model/delegation.ts';
import type { HandlingEntry, Holder } from '../../contract/model/handling.ts';
import type { Structure } from '../../contract/model/structure.ts';
import { publishMembers } from '../../operator/services/publish-members.ts';
import { administrator, ConsoleBrowser, PACA } from './support/console.ts';
import { deposit, writeLetter } from './support/letter.ts';
import { awaitMailsThat, linksTo } from './support/mailbox.ts';
import { askForAccount, cardless, finishRegistration, newAddress, socialWorker } from './support/newcomer.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Answer, Workstation } from './support/workstation.ts';

let operator: TestOperator;
let agency: ConsoleBrowser;
let own: ConsoleBrowser;
let hospital: Structure;
let elsewhere: Structure;
/** Members of the hospital. */
let sophie: Workstation;
let julie: Workstation;
/** Writes to it, and is no member. */
let claire: Workstation;

const idOf = (workstation: Workstation) => workstation.tokens?.account.accountId ?? '';
/** Where mails to somebody of the demonstration go. */
const mailsOf = ({ address }: Workstation) => address.replace(/@.*/, '@courriel.example');
const codeOf = (answer: Answer) => (answer.status < 400 ? 'done' : answer.error.code);
const pathOf = (structure: Structure, ...below: readonly string[]) =>
  ['/console/structures', structure.id, 'boites', ...below].join('/');
const mailboxFields = (address: string, name = 'Secrétariat de cardiologie') => ({
  ...{ mailboxName: name, mailboxAddress: address, mailboxTown: 'Hyères' },
});
const asked = async (structure: Structure, address: string) =>
  (await operator.stores.mailboxes.ofStructure(structure.id)).find((one) => one.address === address);
const entryOf = async (address: string) => (await operator.stores.directory.byAddresses([address]))[0];

beforeAll(async () => {
  operator = await startTestOperator();
  sophie = await operator.signedIn('sophie-blanc');
  julie = await operator.signedIn('julie-lambert');
  claire = await operator.signedIn('claire-martin');
  ({ browser: agency } = await administrator(operator, PACA, 'Camille Roche'));
  const { browser: everywhere } = await administrator(operator, null, 'Opérateur');
  await everywhere.get('/console/structures');
  for (const [name, department] of [
    ['CH des Deux-Rives', '83'],
    ['Clinique du Nord', '59'],
  ] as const) {
    expect((await everywhere.post('/console/structures', { name, finess: '', department })).status).toBe(200);
  }
  await everywhere.close();
  const all = await operator.stores.structures.list('everything');
  const named = (name: string) => all.find((one) => one.name === name) as Structure;
  [hospital, elsewhere] = [named('CH des Deux-Rives'), named('Clinique du Nord')];
  ({ browser: own } = await administrator(operator, null, 'Ines Faure', hospital.id));
  await own.get(`/console/structures/${hospital.id}`);
  for (const member of [sophie, julie]) await enter(member);
  operator.clock.offsetMs = 0;
});
afterAll(async () => {
  await agency.close();
  await own.close();
  await operator.close();
});

/** Makes somebody who has an account a member. */
async function enter({ tokens, address }: Workstation): Promise<void> {
  const { familyName = '', givenName = '' } = tokens?.account ?? {};
  const fields = { familyName, givenName, title: '', profession: 'Secrétaire médicale', rpps: '', address, town: '' };
  const entered = await own.post(`/console/structures/${hospital.id}/personne`, fields);
  expect(entered.status, entered.text.match(/class="summary".*?<\/div>/s)?.[0]).toBe(200);
}

/** Asks for a mailbox and agrees to it, as whoever reads its address. */
async function opened(address = newAddress()): Promise<string> {
  await own.get(pathOf(hospital));
  const answer = await own.post(pathOf(hospital), mailboxFields(address));
  expect(answer.status, answer.text).toBe(200);
  await agree(address);
  return (await asked(hospital, address))?.id ?? '';
}

async function linkTo(address: string): Promise<string> {
  const [mail] = await mailsAsking(address);
  return /\/boite\?lien=([\w-]{43})\b/.exec(mail?.text ?? '')?.[1] ?? '';
}

/** The mails that ask an address to agree: those of an invitation have links too. */
const mailsAsking = (address: string, count = 1) =>
  awaitMailsThat(operator.dataFolder, address, ({ text }) => text.includes('/boite?lien='), count);

async function agree(address: string): Promise<void> {
  const reader = new ConsoleBrowser(operator);
  const done = await reader.post('/boite', { lien: await linkTo(address) });
  expect([done.status, done.location]).toEqual([303, '/boite/ouverte']);
  await reader.close();
}

const nameHolder = (mailboxId: string, holder: Workstation, droits = 'all') =>
  own.post(pathOf(hospital, mailboxId, 'titulaire'), { adresse: holder.address, droits });
const letGo = (mailboxId: string, holder: Workstation, motif = 'Change de service') =>
  own.post(pathOf(hospital, mailboxId, 'retirer'), { compte: idOf(holder), motif });

async function within<T>(holder: Workstation, mailboxId: string, work: () => Promise<T>): Promise<T> {
  holder.mailboxId = mailboxId;
  try {
    return await work();
  } finally {
    holder.mailboxId = null;
  }
}
const mailboxesOf = async (holder: Workstation) =>
  (await holder.call<DelegationOverview>('GET', '/v1/delegations')).json.mailboxes;

async function sendTo(address: string): Promise<string> {
  const letter = await writeLetter(claire, { to: [address] });
  const sent = await deposit(claire, letter);
  expect(sent.status, sent.bytes.toString()).toBe(200);
  return letter.manifest.envelopeId;
}

describe('a mailbox of a structure', () => {
  it('opens once whoever reads its address agrees, and is in the directory then', async () => {
    const address = newAddress();
    await own.get(pathOf(hospital));
    const answer = await own.post(pathOf(hospital), mailboxFields(address));
    expect([answer.status, answer.text.includes(`Un lien est parti à ${address}`)]).toEqual([200, true]);
    expect(answer.text).toContain('À confirmer');
    expect((await operator.stores.accounts.byAddresses([address])).size).toBe(0);
    const reader = new ConsoleBrowser(operator);
    const link = await linkTo(address);
    // The name that an administrator typed is on the page, in no mail.
    const [mail] = await mailsAsking(address);
    expect([mail?.text.includes('CH des Deux-Rives'), mail?.text.includes('Secrétariat')]).toEqual([true, false]);
    for (let looked = 0; looked < 2; looked += 1) {
      const page = await reader.get(`/boite?lien=${link}`);
      expect([page.status, page.text.includes('Secrétariat de cardiologie')]).toEqual([200, true]);
    }
    await agree(address);
    expect((await reader.get(`/boite?lien=${link}`)).status).toBe(410);
    expect((await reader.post('/boite', { lien: link })).status).toBe(410);
    await reader.close();
    await publishMembers(operator.stores);
    expect(await entryOf(address)).toMatchObject({
      ...{ kind: 'organisation', familyName: 'Secrétariat de cardiologie', organisation: 'CH des Deux-Rives' },
      ...{ recipientKind: 'medimail', department: '83', town: 'Hyères' },
    });
    const record = await agency.get('/console/journal?acte=mailbox-opened');
    expect(record.text).toContain(address);
  });

  it('opens at no address that is somebody’s, and at none that does not agree in time', async () => {
    await own.get(pathOf(hospital));
    const waiting = newAddress();
    await own.post(pathOf(hospital), mailboxFields(waiting));
    for (const [address, why] of [
      [claire.address, 'est déjà celle d’un compte'],
      [waiting, 'attend déjà d’être acceptée'],
      ['pas une adresse', 'n’en est pas une'],
    ] as const) {
      const refused = await own.post(pathOf(hospital), mailboxFields(address));
      expect([why, refused.status >= 400, refused.text.includes(why)]).toEqual([why, true, true]);
    }
    expect((await own.post(pathOf(hospital), mailboxFields(newAddress(), 'a\u0001<b>'))).status).toBe(422);
    // Somebody else registers with it meanwhile: it is theirs.
    const meanwhile = newAddress();
    await own.post(pathOf(hospital), mailboxFields(meanwhile));
    const link = await linkTo(meanwhile);
    await finishRegistration(operator, await askForAccount(operator, meanwhile), socialWorker);
    const reader = new ConsoleBrowser(operator);
    expect((await reader.post('/boite', { lien: link })).status).toBe(410);
    const late = await linkTo(waiting);
    operator.clock.offsetMs += 25 * 3_600_000;
    expect((await reader.post('/boite', { lien: late })).status).toBe(410);
    operator.clock.offsetMs -= 25 * 3_600_000;
    await reader.close();
  });

  it('asks again with another link, and is taken back before it opens', async () => {
    const address = newAddress();
    await own.get(pathOf(hospital));
    await own.post(pathOf(hospital), mailboxFields(address));
    const first = await linkTo(address);
    const id = (await asked(hospital, address))?.id ?? '';
    expect((await own.post(pathOf(hospital, id, 'relance'))).status).toBe(200);
    await mailsAsking(address, 2);
    const second = linksTo(operator.dataFolder, address).find((link) => link !== first) ?? '';
    const reader = new ConsoleBrowser(operator);
    expect((await reader.get(`/boite?lien=${first}`)).status).toBe(410);
    expect((await reader.get(`/boite?lien=${second}`)).status).toBe(200);
    expect((await own.post(pathOf(hospital, id, 'abandon'))).status).toBe(200);
    expect((await reader.post('/boite', { lien: second })).status).toBe(410);
    expect((await own.get(pathOf(hospital, id))).status).toBe(404);
    const other = await opened();
    expect((await own.post(pathOf(hospital, other, 'abandon'))).status).toBe(409);
    expect((await own.post(pathOf(hospital, other, 'relance'))).status).toBe(409);
    await reader.close();
  });

  it('gets what its address had received by invitation', async () => {
    const address = newAddress();
    const envelopeId = await sendTo(address);
    const id = await opened(address);
    await nameHolder(id, sophie);
    const page = await within(sophie, id, () => sophie.call<SyncPage>('GET', '/v1/sync'));
    expect(JSON.stringify(page.json)).toContain(envelopeId);
  });

  it('is signed in to by nobody: no password, no recovery, no delegation to it', async () => {
    const address = newAddress();
    const id = await opened(address);
    const station = await cardless(operator);
    const recovering = new ConsoleBrowser(operator);
    expect((await recovering.post('/acces-perdu', { address })).status).toBe(303);
    await awaitMailsThat(operator.dataFolder, address, ({ text }) => text.includes('carte'));
    expect(linksTo(operator.dataFolder, address)).toHaveLength(1);
    const [from, until] = [new Date(Date.now() - 1000), new Date(Date.now() + 86_400_000)];
    const body = { id: randomUUID(), delegateId: id, scopes: ['open'], from, until, reason: 'Essai' };
    expect(codeOf(await claire.call('POST', '/v1/delegations', { body }))).toBe('delegation.refused');
    await recovering.close();
    await station.close();
  });
});

describe('its holders', () => {
  it('are members who are named: they read, answer in its name and make its folders, each act under their own', async () => {
    const address = newAddress();
    const id = await opened(address);
    await own.get(pathOf(hospital, id));
    const found = await own.get(`${pathOf(hospital, id)}?texte=bla`);
    expect(found.text).toContain(sophie.address);
    expect((await nameHolder(id, sophie)).status).toBe(200);
    await awaitMailsThat(operator.dataFolder, mailsOf(sophie), ({ text }) => text.includes('titulaire de la boîte'));
    const theirs = (await mailboxesOf(sophie)).find(({ owner }) => owner.accountId === id);
    expect(theirs).toMatchObject({
      owner: { kind: 'organisation', organisation: 'CH des Deux-Rives' },
      until: NO_END,
    });
    const envelopeId = await sendTo(address);
    const answer = await writeLetter(sophie, {
      to: [claire.address],
      inReplyTo: envelopeId,
      headers: { from: { name: '', address }, sender: { name: '', address: sophie.address } },
    });
    await within(sophie, id, async () => {
      const sent = await deposit(sophie, answer);
      expect(sent.status, sent.bytes.toString()).toBe(200);
      const folder = { kind: 'folder', id: randomUUID(), value: { name: 'À rappeler', parentId: null } };
      const changes = [{ item: folder, changedAt: new Date().toISOString() }];
      expect((await sophie.call('PUT', '/v1/account/items', { body: { changes } })).status).toBe(200);
      const model = { kind: 'template', id: randomUUID(), value: { name: 'Modèle', subject: '', text: '' } };
      const refused = [{ item: model, changedAt: new Date().toISOString() }];
      expect(codeOf(await sophie.call('PUT', '/v1/account/items', { body: { changes: refused } }))).toBe(
        'auth.forbidden',
      );
    });
    const events = await operator.stores.envelopes.events(answer.manifest.envelopeId);
    expect(events.find(({ kind }) => kind === 'deposited')).toMatchObject({
      actor: { accountId: idOf(sophie) },
      onBehalfOf: { accountId: id, name: 'Secrétariat de cardiologie' },
    });
  });

  it('share the work: each may be given an envelope, the mailbox itself may not', async () => {
    const address = newAddress();
    const id = await opened(address);
    for (const member of [sophie, julie]) expect((await nameHolder(id, member)).status).toBe(200);
    const envelopeId = await sendTo(address);
    await within(sophie, id, async () => {
      const { json } = await sophie.call<{ holders: Holder[] }>('GET', '/v1/mailbox/holders');
      expect(json.holders.map(({ accountId }) => accountId).toSorted()).toEqual([idOf(sophie), idOf(julie)].toSorted());
      const step = (whomId: string) =>
        sophie.call<{ latest: HandlingEntry }>('POST', `/v1/envelopes/${envelopeId}/handling`, {
          body: { id: randomUUID(), kind: 'assigned', whomId, seen: null },
        });
      expect(codeOf(await step(id))).toBe('handling.not-a-holder');
      expect((await step(idOf(julie))).json.latest).toMatchObject({ whom: { accountId: idOf(julie) } });
    });
  });

  it('are nobody from outside, and nobody twice', async () => {
    const id = await opened();
    await own.get(pathOf(hospital, id));
    const outsider = await nameHolder(id, claire);
    expect([outsider.status, outsider.text.includes('Seul un membre')]).toEqual([409, true]);
    expect((await nameHolder(id, sophie, 'tout')).status).toBe(422);
    expect((await nameHolder(id, sophie)).status).toBe(200);
    const again = await nameHolder(id, sophie, 'read');
    expect([again.status, again.text.includes('déjà titulaire')]).toEqual([409, true]);
    const refused = await within(claire, id, () => claire.call('GET', '/v1/sync'));
    expect(codeOf(refused)).toBe('delegation.not-in-force');
  });

  it('who may read and file send nothing in its name', async () => {
    const address = newAddress();
    const id = await opened(address);
    expect((await nameHolder(id, julie, 'read')).status).toBe(200);
    const letter = await writeLetter(julie, {
      to: [claire.address],
      headers: { from: { name: '', address }, sender: { name: '', address: julie.address } },
    });
    await within(julie, id, async () => expect(codeOf(await deposit(julie, letter))).toBe('delegation.scope-missing'));
  });

  it.each(['let go by the administrator', 'leaving', 'let go by the structure'] as const)(
    '%s hold it no more, at once, and are told',
    async (way) => {
      const id = await opened();
      await nameHolder(id, julie);
      expect((await within(julie, id, () => julie.call('GET', '/v1/sync'))).status).toBe(200);
      if (way === 'let go by the administrator') {
        const page = await own.get(`${pathOf(hospital, id, 'retirer')}?compte=${idOf(julie)}`);
        expect([page.status, page.text.includes('copie s’efface')]).toEqual([200, true]);
        expect((await letGo(id, julie, ' ')).status).toBe(422);
        expect((await letGo(id, julie)).status).toBe(200);
        expect((await letGo(id, julie)).status).toBe(409);
        const record = await own.get('/console/journal?acte=holder-let-go');
        expect(record.text).toContain('Change de service');
      } else if (way === 'leaving') {
        const { json } = await julie.call<DelegationOverview>('GET', '/v1/delegations');
        const one = json.received.find(({ owner, state }) => owner.accountId === id && state === 'accepted');
        expect((await julie.call('DELETE', `/v1/delegations/${one?.id}`)).status).toBe(200);
      } else {
        const fields = { adresse: julie.address, motif: 'Départ' };
        expect((await own.post(`/console/structures/${hospital.id}/retirer`, fields)).status).toBe(200);
        await enter(julie);
      }
      expect(codeOf(await within(julie, id, () => julie.call('GET', '/v1/sync')))).toBe('delegation.not-in-force');
      expect((await mailboxesOf(julie)).map(({ owner }) => owner.accountId)).not.toContain(id);
      expect(await operator.stores.mailboxes.holders(id)).toEqual([]);
      if (way === 'leaving') return;
      await awaitMailsThat(operator.dataFolder, mailsOf(julie), ({ text }) => text.includes('plus titulaire'));
    },
  );
});

describe('closing it', () => {
  it('ends everything for good: nothing arrives, nobody holds it, the address serves nobody else', async () => {
    const address = newAddress();
    const id = await opened(address);
    await nameHolder(id, sophie);
    const page = await own.get(pathOf(hospital, id, 'fermer'));
    expect([page.status, page.text.includes('Pour de bon')]).toEqual([200, true]);
    expect((await own.post(pathOf(hospital, id, 'fermer'), { motif: '' })).status).toBe(422);
    const closed = await own.post(pathOf(hospital, id, 'fermer'), { motif: 'Service supprimé' });
    expect([closed.status, closed.text.includes('La boîte est fermée')]).toEqual([200, true]);
    expect((await own.post(pathOf(hospital, id, 'fermer'), { motif: 'Encore' })).status).toBe(409);
    expect(codeOf(await within(sophie, id, () => sophie.call('GET', '/v1/sync')))).toBe('delegation.not-in-force');
    expect((await mailboxesOf(sophie)).map(({ owner }) => owner.accountId)).not.toContain(id);
    expect(await entryOf(address)).toBeUndefined();
    expect((await nameHolder(id, julie)).status).toBe(409);
    await own.get(pathOf(hospital));
    expect((await own.post(pathOf(hospital), mailboxFields(address))).status).toBe(409);
    // No job brings it back.
    await publishMembers(operator.stores);
    expect(await entryOf(address)).toBeUndefined();
    const letter = await writeLetter(claire, { to: [address] });
    expect((await deposit(claire, letter)).status).toBeGreaterThanOrEqual(400);
  });

  it('is the agency’s too, which sees it among its accounts', async () => {
    const address = newAddress();
    const id = await opened(address);
    await nameHolder(id, sophie);
    const found = await agency.get(`/console/comptes?texte=${encodeURIComponent(address)}`);
    expect(found.text).toContain('Secrétariat de cardiologie');
    expect((await agency.get(`/console/comptes/${id}`)).status).toBe(200);
    const done = await agency.post(`/console/comptes/${id}/suspended`, { 'motif-suspended': 'Essai' });
    expect(done.status).toBe(303);
    expect(codeOf(await within(sophie, id, () => sophie.call('GET', '/v1/sync')))).toBe('delegation.not-in-force');
    const list = await own.get(pathOf(hospital));
    expect(list.text).toContain('Suspendue');
  });
});

describe('another structure', () => {
  it('sees and touches none of it', async () => {
    const id = await opened();
    const { browser: other } = await administrator(operator, null, 'Autre', elsewhere.id);
    operator.clock.offsetMs = 0;
    await other.get(`/console/structures/${elsewhere.id}`);
    for (const path of [
      pathOf(hospital),
      pathOf(hospital, id),
      pathOf(elsewhere, id),
      pathOf(hospital, id, 'fermer'),
    ]) {
      expect([path, (await other.get(path)).status]).toEqual([path, 404]);
    }
    for (const below of ['relance', 'abandon', 'titulaire', 'retirer', 'fermer']) {
      const path = pathOf(elsewhere, id, below);
      const fields = { motif: 'x', adresse: sophie.address, droits: 'all', compte: idOf(sophie) };
      expect([path, (await other.post(path, fields)).status]).toEqual([path, 404]);
    }
    // Nor does it enter the mailbox as a person.
    const address = newAddress();
    await opened(address);
    const fields = { familyName: 'X', givenName: 'Y', title: '', profession: 'Infirmier', rpps: '', address, town: '' };
    const refused = await other.post(`/console/structures/${elsewhere.id}/personne`, fields);
    expect(refused.status).toBe(422);
    await other.close();
  });
});
