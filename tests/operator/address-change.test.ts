/** Another address for an account: asked from it, proven by a link, decided by the agency, told to both addresses. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AddressChangeStatus } from '../../contract/model/address-change.ts';
import { AccountId } from '../../contract/model/ids.ts';
import { EmailAddress } from '../../contract/model/person.ts';
import { administrator, ConsoleBrowser, PACA } from './support/console.ts';
import { deposit, writeLetter } from './support/letter.ts';
import { awaitMails, linksTo } from './support/mailbox.ts';
import {
  accountCommand,
  askForCode,
  cardless,
  newAddress,
  register,
  signInByCode,
  socialWorker,
} from './support/newcomer.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Workstation } from './support/workstation.ts';

let operator: TestOperator;

beforeAll(async () => {
  operator = await startTestOperator();
});
afterAll(() => operator.close());

const letterFor = (address: string) => ({
  newAddress: address,
  activity: 'Assistante sociale',
  postalAddress: '1 place de la Mairie, 83000 Toulon',
  phone: '04 94 00 00 02',
  attested: true,
});
const ask = (who: Workstation, address: string) =>
  who.call<AddressChangeStatus>('POST', '/v1/account/address-change', { body: letterFor(address) });
const statusOf = async (who: Workstation) =>
  (await who.call<AddressChangeStatus>('GET', '/v1/account/address-change')).json.request;

/** Somebody certified, signed in by code. */
async function somebody(): Promise<{ address: string; workstation: Workstation }> {
  const address = await register(operator, socialWorker);
  await accountCommand(operator, 'certify', address);
  return { address, workstation: await signInByCode(operator, address) };
}
async function linkTo(address: string): Promise<string> {
  await awaitMails(operator.dataFolder, address, 1);
  return linksTo(operator.dataFolder, address)[0] ?? '';
}
const follow = (token: string) => new ConsoleBrowser(operator).post('/adresse', { lien: token }, { formToken: null });
/** The id of the request that waits for this address. */
async function waitingId(address: string): Promise<string> {
  const { files } = await operator.stores.addressChanges.waiting('everything', { offset: 0, limit: 100 });
  return files.find(({ change }) => change.letter.newAddress === address)?.change.id ?? '';
}

describe('asking', () => {
  it('tells the present address, sends a link to the new one, and waits until it is followed: once, and not by looking', async () => {
    const { address, workstation } = await somebody();
    const wanted = newAddress();
    const asked = await ask(workstation, wanted);
    expect(asked.json.request).toMatchObject({ newAddress: wanted, state: 'asked', reason: null });
    await expect
      .poll(async () => (await awaitMails(operator.dataFolder, address, 1)).some(({ text }) => text.includes(wanted)))
      .toBe(true);
    const token = await linkTo(wanted);
    const browser = new ConsoleBrowser(operator);
    for (let time = 0; time < 2; time += 1)
      expect((await browser.get(`/adresse?lien=${token}`)).text).toContain(wanted);
    expect(await waitingId(wanted)).toBe('');
    const [one, other] = await Promise.all([follow(token), follow(token)]);
    expect([one.status, other.status].sort()).toEqual([303, 410]);
    expect((await browser.get(`/adresse?lien=${token}`)).status).toBe(410);
    expect((await statusOf(workstation))?.state).toBe('proven');
  });

  it('does nothing when the link is followed too late, or another request has taken its place', async () => {
    const { workstation } = await somebody();
    const [first, second] = [newAddress(), newAddress()];
    await ask(workstation, first);
    const early = await linkTo(first);
    await ask(workstation, second);
    expect((await follow(early)).status).toBe(410);
    const late = await linkTo(second);
    operator.clock.offsetMs += 25 * 3_600_000;
    try {
      expect((await follow(late)).status).toBe(410);
    } finally {
      operator.clock.offsetMs -= 25 * 3_600_000;
    }
    expect((await follow('x'.repeat(43))).status).toBe(410);
  });

  it('says the same whether or not the address is another account’s, whose owner alone is told', async () => {
    const { workstation } = await somebody();
    const { address: others } = await somebody();
    const free = await ask(workstation, newAddress());
    const taken = await ask(workstation, others);
    expect(taken.status).toBe(free.status);
    expect(Object.keys(taken.json.request ?? {})).toEqual(Object.keys(free.json.request ?? {}));
    expect(taken.json.request?.state).toBe('asked');
    await expect
      .poll(async () => (await awaitMails(operator.dataFolder, others, 1)).map(({ subject }) => subject))
      .toContain('Cette adresse sert déjà dans Medimail');
    const own = await ask(
      workstation,
      (await workstation.call<{ address: string }>('GET', '/v1/account')).json.address,
    );
    expect([own.status, own.error.code]).toEqual([400, 'request.invalid']);
  });

  it('is possible five times a day, each sending two mails', async () => {
    const { workstation } = await somebody();
    const statuses: number[] = [];
    for (let time = 0; time < 6; time += 1) statuses.push((await ask(workstation, newAddress())).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });

  it('takes nothing that is not a whole letter', async () => {
    const { workstation } = await somebody();
    const letter = letterFor(newAddress());
    for (const spoilt of [
      { ...letter, attested: false },
      { ...letter, phone: '' },
      { ...letter, activity: '<b>x</b>' },
      { ...letter, postalAddress: 'a\r\nBcc: x' },
      { ...letter, newAddress: 'nobody' },
      { ...letter, rpps: '1' },
    ]) {
      const { status } = await workstation.call('POST', '/v1/account/address-change', { body: spoilt });
      expect(status).toBe(400);
    }
  });
});

describe('deciding', () => {
  it('is for the agency of the account’s region, at the console, once; accepted, everything goes by the new address', async () => {
    const { browser: theirs } = await administrator(operator, PACA);
    const claire = await operator.signedIn('claire-martin');
    const { address, workstation } = await somebody();
    const before = await writeLetter(claire, { to: [address] });
    expect((await deposit(claire, before)).status).toBe(200);
    const wanted = newAddress();
    await ask(workstation, wanted);
    await follow(await linkTo(wanted));
    const id = await waitingId(wanted);

    const list = await theirs.get('/console/adresses');
    expect(list.text).toContain(wanted);
    const page = await theirs.get(`/console/adresses/${id}`);
    expect(page.text).toContain('1 place de la Mairie');
    const both = await Promise.all([1, 2].map(() => theirs.post(`/console/adresses/${id}/accepter`)));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const account = (await operator.stores.accounts.byAddresses([wanted])).get(wanted);
    expect(account?.card.address).toBe(wanted);
    for (const to of [address, wanted]) {
      await expect
        .poll(async () => (await awaitMails(operator.dataFolder, to, 1)).map(({ subject }) => subject))
        .toContain('L’adresse de votre compte Medimail est changée');
    }
    // Sessions end, the former address signs in no more, the new one does.
    expect((await workstation.call('GET', '/v1/account')).status).toBe(401);
    const again = await signInByCode(operator, wanted);
    expect((await again.call<{ address: string }>('GET', '/v1/account')).json.address).toBe(wanted);
    const [entry] = await operator.stores.directory.byAddresses([wanted]);
    expect(entry?.accountId).toBe(account?.card.accountId);
    expect(await operator.stores.directory.byAddresses([address])).toEqual([]);
    // What was sealed keeps its address, and is found by its owner; the former address reaches nobody else.
    const sync = await again.call('GET', '/v1/sync?limit=1000');
    expect(sync.bytes.toString()).toContain(before.manifest.envelopeId);
    const after = await writeLetter(claire, { to: [address] });
    expect((await deposit(claire, after)).status).toBe(200);
    expect((await again.call('GET', '/v1/sync?limit=1000')).bytes.toString()).toContain(after.manifest.envelopeId);
    // Nor is it given to anybody whose account is made otherwise.
    if (account) {
      const namesake = {
        ...account.card,
        accountId: AccountId.parse(randomUUID()),
        address: EmailAddress.parse(address),
      };
      await operator.stores.accounts.insert([{ ...account, nationalId: null, card: namesake }]);
      expect(await operator.stores.structures.openAccount({ ...account, card: namesake }, new Date())).toBe(false);
    }
    expect((await operator.stores.accounts.byAddresses([address])).size).toBe(0);
    const stranger = await cardless(operator);
    await stranger.call('POST', '/v1/registrations', {
      body: { address, givenName: 'Un', familyName: 'Autre', language: 'fr' },
      proof: null,
    });
    await askForCode(stranger, address);
    expect(linksTo(operator.dataFolder, address).length).toBeLessThanOrEqual(2);
  });

  it('needs a reason to refuse, tells it to both addresses, and changes nothing', async () => {
    const { browser } = await administrator(operator, null);
    const { browser: elsewhere } = await administrator(operator, 'Bretagne');
    const { address, workstation } = await somebody();
    const wanted = newAddress();
    await ask(workstation, wanted);
    await follow(await linkTo(wanted));
    const id = await waitingId(wanted);
    expect((await elsewhere.get('/console/adresses')).text).not.toContain(wanted);
    expect((await elsewhere.get(`/console/adresses/${id}`)).status).toBe(404);
    expect((await elsewhere.post(`/console/adresses/${id}/accepter`)).status).toBe(404);
    await browser.get(`/console/adresses/${id}`);
    expect((await browser.post(`/console/adresses/${id}/refuser`, { motif: '  ' })).status).toBe(422);
    const refused = await browser.post(`/console/adresses/${id}/refuser`, { motif: 'Signature à vérifier' });
    expect(refused.status).toBe(200);
    expect(await statusOf(workstation)).toMatchObject({ state: 'refused', reason: 'Signature à vérifier' });
    for (const to of [address, wanted]) {
      await expect
        .poll(async () => (await awaitMails(operator.dataFolder, to, 1)).map(({ text }) => text).join())
        .toContain('Signature à vérifier');
    }
    expect((await browser.post(`/console/adresses/${id}/accepter`)).status).toBe(409);
    expect((await browser.get(`/console/adresses/${randomUUID()}`)).status).toBe(404);
    expect((await browser.post(`/console/adresses/${id}/accepter`, {}, { formToken: null })).status).toBe(403);
  });
});
