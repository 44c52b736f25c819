import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tokens } from '../../contract/api/routes.ts';
import type { AccountCard } from '../../contract/model/person.ts';
import type { SubmittedProfile } from '../../contract/model/registration.ts';
import { cast, fictitiousRpps } from '../support/pki/people.ts';
import { deposit, writeLetter } from './support/letter.ts';
import { awaitMails, linksTo } from './support/mailbox.ts';
import {
  accountCommand,
  askForAccount,
  askForCode,
  cardless,
  newAddress,
  nurse,
  PASSWORD,
  register,
  signInByCode,
  socialWorker,
} from './support/newcomer.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Answer, Workstation } from './support/workstation.ts';

const HOUR_MS = 3_600_000;

let operator: TestOperator;
let anybody: Workstation;
beforeAll(async () => {
  operator = await startTestOperator();
  anybody = await cardless(operator);
});
afterAll(async () => {
  await anybody.close();
  await operator.close();
});

const post = <T>(path: string, body: object): Promise<Answer<T>> =>
  anybody.call<T>('POST', path, { body, proof: null });
const finish = (token: string, profile: SubmittedProfile = socialWorker, password = PASSWORD) =>
  post('/v1/registrations/finish', { token, password, profile });
const start = (address: string) =>
  post('/v1/registrations', { address, givenName: 'Léa', familyName: 'Pastor', language: 'fr' });
const accountOf = async (address: string) => (await operator.stores.accounts.byAddresses([address])).get(address);
const subjectsTo = async (address: string, count: number) =>
  (await awaitMails(operator.dataFolder, address, count)).map(({ subject }) => subject);

describe('asking for an account', () => {
  it('answers the same for an address that has one, whose owner is told', async () => {
    const taken = await register(operator);
    const free = newAddress();
    const answers = [await start(taken), await start(free)];
    expect(answers.map(({ status, json }) => [status, json])).toEqual([
      [200, {}],
      [200, {}],
    ]);
    expect((await subjectsTo(taken, 2)).toSorted()).toEqual([
      'Confirmation d’inscription Medimail',
      'Vous avez déjà un compte Medimail',
    ]);
    expect(await subjectsTo(free, 1)).toEqual(['Confirmation d’inscription Medimail']);
    expect(linksTo(operator.dataFolder, taken)).toHaveLength(1);
  });

  it('mails three times a day at most, and what was mailed first still serves', async () => {
    const address = newAddress();
    const first = await askForAccount(operator, address);
    for (let time = 0; time < 4; time += 1) expect((await start(address)).status).toBe(200);
    await awaitMails(operator.dataFolder, address, 3);
    expect(await finish(first)).toMatchObject({ status: 200 });
    expect(linksTo(operator.dataFolder, address)).toHaveLength(3);
  });

  it('puts no word of a stranger into the mail', async () => {
    const address = newAddress();
    const body = { address, givenName: 'Gagnez 1000 EUR', familyName: 'https://piege.example', language: 'fr' };
    await post('/v1/registrations', body);
    const [mail] = await awaitMails(operator.dataFolder, address, 1);
    expect(mail?.text).not.toContain('piege');
    expect(mail?.text).not.toContain('Gagnez');
  });

  it('refuses what is no address and no name', async () => {
    const names = { givenName: 'Léa', familyName: 'Pastor' };
    expect((await post('/v1/registrations', { ...names, address: 'lea' })).error.code).toBe('request.invalid');
    const broken = { ...names, address: newAddress(), familyName: 'a\r\nBcc: b@c.example' };
    expect((await post('/v1/registrations', broken)).error.code).toBe('request.invalid');
  });
});

describe('the mailed link', () => {
  it('is not used up by being followed, whoever follows it', async () => {
    const address = newAddress();
    const token = await askForAccount(operator, address);
    for (let time = 0; time < 3; time += 1) {
      const followed = await anybody.call('GET', `/v1/registrations/finish?token=${token}`, { proof: null });
      expect(followed.json).toMatchObject({ address, givenName: 'Léa', familyName: 'Pastor' });
    }
    expect((await finish(token)).status).toBe(200);
  });

  it('serves once, for a day, as it was mailed, and for no other address', async () => {
    const address = newAddress();
    const token = await askForAccount(operator, address);
    expect((await finish(`${token.slice(0, -2)}AA`)).error.code).toBe('account.link-invalid');
    const elsewhere = { token, password: PASSWORD, profile: socialWorker, address: newAddress() };
    expect((await post('/v1/registrations/finish', elsewhere)).error.code).toBe('request.invalid');
    expect((await finish(token)).status).toBe(200);
    const again = await finish(token);
    expect([again.status, again.error.code]).toEqual([410, 'account.link-invalid']);

    const late = await askForAccount(operator, newAddress());
    operator.clock.offsetMs += 24 * HOUR_MS;
    expect((await finish(late)).error.code).toBe('account.link-invalid');
    const path = `/v1/registrations/finish?token=${late}`;
    expect((await anybody.call('GET', path, { proof: null })).error.code).toBe('account.link-invalid');
  });

  it('makes one account of two finishes at once, and of two links for one address', async () => {
    const address = newAddress();
    const first = await askForAccount(operator, address);
    const second = await askForAccount(operator, address);
    const answers = await Promise.all([finish(first), finish(first), finish(second)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 410, 410]);
    expect((await accountOf(address))?.card.certified).toBe(false);
  });

  it('cannot be read from the database', async () => {
    const token = await askForAccount(operator, newAddress());
    await expect(operator.stores.registrations.findLink(token, 'registration', new Date())).resolves.toBeNull();
  });
});

describe('finishing', () => {
  it('tells every rule that fails, and the link still serves', async () => {
    const token = await askForAccount(operator, newAddress());
    expect((await finish(token, socialWorker, 'abc')).error).toMatchObject({
      code: 'account.password-refused',
      details: { rules: ['too-short', 'no-digit', 'no-capital-or-symbol'], minLength: 7 },
    });
    const { error } = await finish(token, { ...nurse, rpps: '12345678901', town: '', department: '06' });
    expect(error).toMatchObject({
      code: 'account.profile-refused',
      details: {
        problems: [
          { field: 'rpps', reason: 'check-digit' },
          { field: 'town', reason: 'missing' },
          { field: 'region', reason: undefined },
          { field: 'department', reason: 'not-of-postcode' },
        ].filter(({ reason }) => reason),
      },
    });
    expect((await finish(token)).status).toBe(200);
  });

  it('refuses the number of an account that has it, in the end', async () => {
    const token = await askForAccount(operator, newAddress());
    const { error, status } = await finish(token, { ...nurse, rpps: cast['claire-martin'].rpps ?? '' });
    expect([status, error.code]).toEqual([409, 'account.identifier-taken']);
    expect((await finish(token, { ...nurse, rpps: fictitiousRpps(901) })).status).toBe(200);
  });

  it('makes a declared number worth something only once the agency has certified it', async () => {
    const rpps = fictitiousRpps(902);
    const impostor = await register(operator, { ...nurse, rpps });
    const owner = await register(operator, { ...nurse, rpps });
    expect((await accountOf(owner))?.card).toMatchObject({ rpps: null, certified: false, kind: 'health' });
    expect(await operator.stores.accounts.byNationalId(`8${rpps}`)).toBeNull();
    expect(await operator.stores.directory.byAddresses([owner])).toEqual([]);

    await accountCommand(operator, 'certify', owner);
    expect((await operator.stores.accounts.byNationalId(`8${rpps}`))?.card).toMatchObject({ address: owner, rpps });
    expect(await operator.stores.directory.byAddresses([owner])).toMatchObject([{ rpps, department: '83' }]);
    await expect(accountCommand(operator, 'certify', impostor)).rejects.toThrow('account.identifier-taken');
    expect(await subjectsTo(owner, 2)).toContain('Votre compte Medimail est validé');
  });

  it('lets a refused account answer what it received, and tells the reason', async () => {
    const address = await register(operator);
    await accountCommand(operator, 'refuse', address, '--reason', 'Numéro inconnu du répertoire.');
    const mails = await awaitMails(operator.dataFolder, address, 2);
    expect(mails.some(({ text }) => text.includes('Numéro inconnu du répertoire.'))).toBe(true);
    await expect(accountCommand(operator, 'certify', address)).rejects.toThrow('request.not-found');
    operator.clock.offsetMs += HOUR_MS;
    const paul = await operator.signedIn('paul-leroy');
    const letter = await writeLetter(paul, { to: [address] });
    expect((await deposit(paul, letter)).status).toBe(200);
    const nora = await signInByCode(operator, address);
    const answer = { to: [paul.address], inReplyTo: letter.manifest.envelopeId, signer: false } as const;
    expect((await deposit(nora, await writeLetter(nora, answer))).status).toBe(200);
    await nora.close();
  });
});

describe('recovery', () => {
  const ask = (address: string) => post('/v1/auth/recovery', { address });
  const tokenFor = async (address: string) => {
    const before = linksTo(operator.dataFolder, address);
    expect((await ask(address)).status).toBe(200);
    await expect.poll(() => linksTo(operator.dataFolder, address).length, { timeout: 10_000 }).toBe(before.length + 1);
    return linksTo(operator.dataFolder, address).find((one) => !before.includes(one)) ?? '';
  };

  it('answers the same for everybody; only an account with a password gets a link', async () => {
    const unknown = newAddress();
    const claire = 'claire.martin@demo.medimail.example';
    const answers = [await ask(await register(operator)), await ask(unknown), await ask(claire)];
    expect(answers.map(({ status, json }) => [status, json])).toEqual(Array(3).fill([200, {}]));
    const [mail] = await awaitMails(operator.dataFolder, 'claire.martin@courriel.example', 1);
    expect(mail?.text).toContain('avec votre carte');
    expect(mail?.text).not.toContain('lien=');
    expect(linksTo(operator.dataFolder, unknown)).toEqual([]);
  });

  it('sets a new password once, ends every session, and tells the owner', async () => {
    const address = await register(operator);
    const session = await signInByCode(operator, address);
    const token = await tokenFor(address);
    expect((await session.call<AccountCard>('GET', '/v1/account')).status).toBe(200);
    expect((await post('/v1/auth/recovery/finish', { token, password: 'faible' })).error.code).toBe(
      'account.password-refused',
    );
    expect((await post('/v1/auth/recovery/finish', { token, password: 'Tout-autre-8' })).status).toBe(200);
    expect((await post('/v1/auth/recovery/finish', { token, password: 'Encore-un-9' })).error.code).toBe(
      'account.link-invalid',
    );
    const tokens = session.tokens as Tokens;
    const refreshed = await session.call('POST', '/v1/auth/refresh', { body: { refreshToken: tokens.refreshToken } });
    expect(refreshed.status).toBe(401);
    expect((await session.call('GET', '/v1/account')).error.code).toBe('auth.session-ended');
    expect(await subjectsTo(address, 5)).toContain('Votre mot de passe Medimail a été changé');
    await (await signInByCode(operator, address, undefined, 'Tout-autre-8')).close();
    await session.close();
  });

  it('makes a code that is under way worthless', async () => {
    const address = await register(operator);
    const workstation = await cardless(operator);
    const asked = await askForCode(workstation, address);
    const token = await tokenFor(address);
    await post('/v1/auth/recovery/finish', { token, password: 'Tout-autre-8' });
    const body = { challengeId: asked.json.challengeId, code: '123456' };
    expect((await workstation.call('POST', '/v1/auth/code/verify', { body })).error.code).toBe('auth.code-expired');
    await workstation.close();
  });

  it('takes no link after an hour, and none for creating accounts', async () => {
    const address = await register(operator);
    const token = await tokenFor(address);
    expect((await finish(token)).error.code).toBe('account.link-invalid');
    operator.clock.offsetMs += HOUR_MS;
    expect((await post('/v1/auth/recovery/finish', { token, password: PASSWORD })).error.code).toBe(
      'account.link-invalid',
    );
  });
});
