/** Linking a card to an account that is open by code: whose card it must be, and what it opens afterwards. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountCard } from '../../contract/model/person.ts';
import { type CardRequest, fictitiousRpps } from '../support/pki/people.ts';
import { createPki } from '../support/pki/pki.ts';
import { awaitMailsThat, linksTo } from './support/mailbox.ts';
import { accountCommand, cardless, nurse, PASSWORD, register, signInByCode, socialWorker } from './support/newcomer.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Workstation } from './support/workstation.ts';

let operator: TestOperator;
let pki: Awaited<ReturnType<typeof createPki>>;
beforeAll(async () => {
  pki = await createPki();
  operator = await startTestOperator();
});
afterAll(() => operator.close());

let ranks = 4300;

/** A card of nobody who has an account. */
async function cardOf(familyName: string, givenName: string, rpps: string, more: Partial<CardRequest> = {}) {
  const seed = `link ${familyName} ${rpps}`;
  const person = { familyName, givenName, title: 'Infirmier' };
  const card = await pki.issueCard({ seed, kind: 'CPS', person, rpps, ...more });
  return {
    signingKeyPem: card.authentication.privateKeyPem,
    header: { x5c: [card.authentication.certificate, ...card.chain] },
  };
}
type Shown = Awaited<ReturnType<typeof cardOf>>;

const newRpps = () => {
  ranks += 1;
  return fictitiousRpps(ranks);
};

async function link(workstation: Workstation, card: Shown) {
  const assertion = await workstation.assertion(card);
  return workstation.call('POST', '/v1/account/card', { body: { assertion } });
}
const accountOf = async (workstation: Workstation) => (await workstation.call<AccountCard>('GET', '/v1/account')).json;
interface Listed {
  readonly sessions: readonly { readonly current: boolean }[];
  readonly hasPassword: boolean;
}
const hasCard = async (workstation: Workstation) =>
  (await workstation.call<{ hasCard: boolean }>('GET', '/v1/account/sessions')).json.hasCard;

async function signInByCard(card: Shown) {
  const workstation = await cardless(operator);
  const answer = await workstation.signIn(card);
  return { workstation, answer };
}

describe('linking a card', () => {
  it('of the declared number proves it: the card opens the account, the code still does, and a mail says so', async () => {
    const rpps = newRpps();
    const address = await register(operator, { ...nurse, rpps });
    const owner = await signInByCode(operator, address);
    const card = await cardOf('PASTOR', 'LÉA', rpps);
    expect((await signInByCard(card)).answer.error.code).toBe('auth.account-unknown');
    expect(await hasCard(owner)).toBe(false);

    expect((await link(owner, card)).status).toBe(200);
    expect(await accountOf(owner)).toMatchObject({ address, rpps, certified: false });
    expect(await hasCard(owner)).toBe(true);
    const { workstation, answer } = await signInByCard(card);
    expect(answer.status).toBe(200);
    expect(workstation.address).toBe(address);
    const byCode = await signInByCode(operator, address);
    await awaitMailsThat(
      operator.dataFolder,
      address,
      ({ subject }) => subject === 'Une carte a été reliée à votre compte Medimail',
    );
    // Once more changes nothing, and the agency's validation finds the number that it would have written.
    expect((await link(byCode, card)).status).toBe(200);
    await accountCommand(operator, 'certify', address);
    expect(await accountOf(owner)).toMatchObject({ rpps, certified: true });
    for (const one of [owner, workstation, byCode]) await one.close();
  });

  it('lets its owner turn the password off, right after signing in by card, and choose another one later', async () => {
    const rpps = newRpps();
    const address = await register(operator, { ...nurse, rpps });
    const byCode = await signInByCode(operator, address);
    const card = await cardOf('PASTOR', 'Léa', rpps);
    expect((await link(byCode, card)).status).toBe(200);
    const remove = (one: Workstation, current = PASSWORD) =>
      one.call('POST', '/v1/account/password/remove', { body: { current } });
    expect((await remove(byCode)).error.code).toBe('account.card-needed');
    const { workstation } = await signInByCard(card);
    expect((await remove(workstation, 'Faux-mot-2')).error.code).toBe('account.password-wrong');
    operator.clock.offsetMs += 11 * 60_000;
    await workstation.refresh(operator.clock.offsetMs);
    expect((await remove(workstation)).error.code).toBe('account.card-needed');

    const { workstation: fresh } = await signInByCard(card);
    const stranger = await operator.workstation('paul-leroy');
    const before = linksTo(operator.dataFolder, address).length;
    expect((await stranger.call('POST', '/v1/auth/recovery', { body: { address } })).status).toBe(200);
    await expect.poll(() => linksTo(operator.dataFolder, address).length).toBe(before + 1);
    const [earlier] = linksTo(operator.dataFolder, address).slice(-1);
    expect((await remove(fresh)).status).toBe(200);
    // Whoever reads the mailbox asked for a link before.
    const body = { token: earlier, password: 'Un-mot-a-moi-99' };
    expect((await stranger.call('POST', '/v1/auth/recovery/finish', { body })).error.code).toBe('account.link-invalid');
    const left = (await fresh.call<Listed>('GET', '/v1/account/sessions')).json;
    expect(left).toMatchObject({ hasPassword: false, sessions: [{ current: true }] });
    await awaitMailsThat(
      operator.dataFolder,
      address,
      ({ subject }) => subject === 'Votre compte Medimail ne s’ouvre plus que par carte',
    );
    const next = 'Nouveau-mot-77';
    const first = { body: { current: null, next } };
    expect((await fresh.call('POST', '/v1/account/password', first)).status).toBe(200);
    const again = await signInByCode(operator, address, undefined, next);
    for (const one of [byCode, workstation, fresh, again]) await one.close();
  });

  it('of the same name gives a number to an account that declared none, which certifying leaves to it', async () => {
    const rpps = newRpps();
    const address = await register(operator, { ...socialWorker, familyName: 'Blanc', givenName: 'Nora Lise' });
    const owner = await signInByCode(operator, address);
    const card = await cardOf('BLANC', 'Nora', rpps);
    expect((await link(owner, card)).status).toBe(200);
    expect((await accountOf(owner)).rpps).toBe(rpps);
    await accountCommand(operator, 'certify', address);
    expect(await accountOf(owner)).toMatchObject({ rpps, certified: true });
    const { workstation, answer } = await signInByCard(card);
    expect(answer.status).toBe(200);
    for (const one of [owner, workstation]) await one.close();
  });

  it('of somebody else is refused: another number than declared, another name, another account', async () => {
    const declared = await signInByCode(operator, await register(operator, { ...nurse, rpps: newRpps() }));
    expect((await link(declared, await cardOf('PASTOR', 'Léa', newRpps()))).error.code).toBe('card.not-same-person');
    const unnumbered = await signInByCode(operator, await register(operator, socialWorker));
    expect((await link(unnumbered, await cardOf('MERLE', 'Nora', newRpps()))).error.code).toBe('card.not-same-person');
    expect((await link(unnumbered, await cardOf('PASTOR', 'Paula', newRpps()))).error.code).toBe(
      'card.not-same-person',
    );

    const rpps = newRpps();
    const first = await signInByCode(operator, await register(operator, { ...nurse, rpps }));
    const card = await cardOf('PASTOR', 'Léa', rpps);
    expect((await link(first, card)).status).toBe(200);
    const second = await signInByCode(operator, await register(operator, { ...socialWorker, givenName: 'Léa' }));
    const taken = await link(second, card);
    expect([taken.status, taken.error.code]).toEqual([409, 'account.card-taken']);
    expect(await hasCard(second)).toBe(false);
    for (const one of [declared, unnumbered, first, second]) await one.close();
  });

  it('wants a card that may sign in, an assertion made for this very session, and takes it once', async () => {
    const rpps = newRpps();
    const owner = await signInByCode(operator, await register(operator, { ...nurse, rpps }));
    const expired = await cardOf('PASTOR', 'Léa', rpps, { state: 'expired' });
    expect((await link(owner, expired)).error.code).toBe('card.certificate-expired');
    const card = await cardOf('PASTOR', 'Léa', rpps);
    const elsewhere = await cardless(operator);
    const stolen = await owner.call('POST', '/v1/account/card', {
      body: { assertion: await elsewhere.assertion(card) },
    });
    expect(stolen.error.code).toBe('auth.proof-invalid');
    const assertion = await owner.assertion(card);
    const twice = await Promise.all([1, 2].map(() => owner.call('POST', '/v1/account/card', { body: { assertion } })));
    expect(twice.map(({ status }) => status).sort()).toEqual([200, 401]);
    for (const one of [owner, elsewhere]) await one.close();
  });
});
