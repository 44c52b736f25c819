/** Passkeys of accounts: added, used at sign-in instead of the mail, sent to the wrong person, copied, lost, and taken away. */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BegunPasskey, PasskeySummary } from '../../contract/model/passkey.ts';
import { Authenticator, type Wrong } from './support/authenticator.ts';
import { linkApplication } from './support/code-application.ts';
import { administrator } from './support/console.ts';
import { awaitMailsThat, codesTo } from './support/mailbox.ts';
import { askForCode, cardless, giveCode, PASSWORD, register, signInByCode } from './support/newcomer.ts';
import {
  addPasskey,
  answerTicket,
  beginPasskey,
  beginSignIn,
  codeFrom,
  confirmPasskey,
  openPage,
  originOf,
  postPage,
  proveByKey,
  signInByKey,
} from './support/passkeys.ts';
import { tamper } from './support/raw-database.ts';
import { isOnPostgres } from './support/test-database.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Workstation } from './support/workstation.ts';

let operator: TestOperator;
beforeAll(async () => {
  operator = await startTestOperator();
});
afterAll(() => operator.close());

interface Listed {
  readonly sessions: readonly { readonly current: boolean }[];
  readonly timeCodes: object | null;
  readonly passkeys: readonly PasskeySummary[] | null;
  readonly recoveryCodesLeft: number;
}
const listOf = async (one: Workstation) => (await one.call<Listed>('GET', '/v1/account/sessions')).json;
const idOf = async (one: Workstation, place = 0) => (await listOf(one)).passkeys?.[place]?.id ?? '';

/** Somebody who registered, signed in, and added a key. */
async function owner(key = new Authenticator()) {
  const address = await register(operator);
  const workstation = await signInByCode(operator, address);
  return { address, workstation, ...(await addPasskey(operator, workstation, key)) };
}

const isAbout = (subject: string) => (mail: { readonly subject: string }) => mail.subject === subject;

describe('adding a passkey', () => {
  it('asks the password, takes effect once the session gives the code back, ends the other sessions, and tells the owner', async () => {
    const address = await register(operator);
    const one = await signInByCode(operator, address);
    const other = await signInByCode(operator, address);
    expect((await beginPasskey(one, null, 'Faux-mot-2')).error.code).toBe('account.password-wrong');
    const begun = (await beginPasskey(one)).json;
    const page = await openPage(operator, begun.ticket);
    expect(page.text).toContain(address);
    expect(page.options).toMatchObject({
      create: {
        rp: { id: 'localhost' },
        attestation: 'none',
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        excludeCredentials: [],
      },
    });
    const code = await codeFrom(operator, begun, new Authenticator());
    expect((await listOf(one)).passkeys).toEqual([]);
    expect((await other.call('GET', '/v1/account')).status).toBe(200);
    // The code is that session's alone, and serves for nothing else.
    expect((await confirmPasskey(other, code)).error.code).toBe('account.passkey-gone');

    const { recoveryCodes } = (await confirmPasskey(one, code, ' Téléphone de Léa ')).json;
    expect(new Set(recoveryCodes).size).toBe(10);
    expect(await listOf(one)).toMatchObject({
      sessions: [{ current: true }],
      timeCodes: null,
      passkeys: [{ name: 'Téléphone de Léa', usedAt: null }],
      recoveryCodesLeft: 10,
    });
    expect((await other.call('GET', '/v1/account')).error.code).toBe('auth.session-ended');
    await awaitMailsThat(operator.dataFolder, address, isAbout('Une clé d’accès ouvre votre compte Medimail'));
    expect((await confirmPasskey(one, code)).error.code).toBe('account.passkey-gone');
    for (const each of [one, other]) await each.close();
  });

  it.each(['ES256', 'EdDSA', 'RS256'] as const)('takes keys of %s, and opens with them', async (kind) => {
    const { address, workstation, key } = await owner(new Authenticator(kind));
    const elsewhere = await cardless(operator);
    expect((await signInByKey(operator, elsewhere, address, key)).status).toBe(200);
    for (const each of [workstation, elsewhere]) await each.close();
  });

  const wrongs: Readonly<Record<string, Wrong>> = {
    'for another challenge': { clientData: { challenge: 'AAAA' } },
    'of another page': { clientData: { origin: 'https://localhost' } },
    'in a frame': { clientData: { crossOrigin: true } },
    'on a page in a frame of another': { clientData: { topOrigin: 'https://elsewhere.example' } },
    'of another kind': { clientData: { type: 'webauthn.get' } },
    'for another operator': { rpId: 'elsewhere.example' },
    'with nobody there': { flags: 0x44 },
    'with nobody verified': { flags: 0x41 },
    'without a key': { flags: 0x05 },
    'under another name than the key has': { fields: { id: 'AAAA' } },
    'with a key of a kind that is not taken': { fields: { publicKey: 'AAAA' } },
    'with bytes that are none': { fields: { authenticatorData: '=' } },
    'cut short': { fields: { authenticatorData: 'AAAA' } },
    'with words that are no JSON': { fields: { clientData: 'AAAA' } },
  };
  it.each(Object.entries(wrongs))(
    'refuses one made %s, and no other is taken for that ticket',
    async (_name, wrong) => {
      const workstation = await signInByCode(operator, await register(operator));
      const { ticket } = (await beginPasskey(workstation)).json;
      const key = new Authenticator();
      const page = await openPage(operator, ticket);
      const refused = await postPage(operator, ticket, key.make(page.asked, wrong));
      expect([refused.status, refused.title, refused.back]).toEqual([422, 'Cette clé n’ouvre rien ici', null]);
      expect((await postPage(operator, ticket, key.make(page.asked))).status).toBe(410);
      await workstation.close();
    },
  );

  it('tells the browser which keys the account has, and refuses a key that is anybody’s already', async () => {
    const { workstation, key } = await owner();
    const begun = await beginPasskey(workstation, await proveByKey(operator, workstation, key));
    const page = await openPage(operator, begun.json.ticket);
    expect(page.options).toMatchObject({ create: { excludeCredentials: [{ id: key.id }] } });
    expect((await postPage(operator, begun.json.ticket, key.make(page.asked))).status).toBe(422);
    const stranger = await signInByCode(operator, await register(operator));
    const { ticket } = (await beginPasskey(stranger)).json;
    expect((await answerTicket(operator, ticket, key)).status).toBe(422);
    for (const each of [workstation, stranger]) await each.close();
  });

  it('asks a factor that is in force too, and gives no second set of recovery codes', async () => {
    const { workstation, key } = await owner();
    for (const code of [null, '000000', 'aaaaa-bbbbb', 'A'.repeat(43)]) {
      expect((await beginPasskey(workstation, code)).error.code).toBe('account.code-wrong');
    }
    const proof = await proveByKey(operator, workstation, key);
    const second = await addPasskey(operator, workstation, new Authenticator(), proof);
    expect(second.recoveryCodes).toEqual([]);
    expect((await beginPasskey(workstation, proof)).error.code).toBe('account.code-wrong');
    expect(await listOf(workstation)).toMatchObject({ passkeys: [{}, {}], recoveryCodesLeft: 10 });
    await workstation.close();
  });

  it('stops at ten keys', async () => {
    const { workstation, key } = await owner();
    for (let count = 1; count < 10; count += 1) {
      operator.clock.offsetMs += 16 * 60_000;
      await workstation.refresh(operator.clock.offsetMs);
      await addPasskey(operator, workstation, new Authenticator(), await proveByKey(operator, workstation, key));
    }
    operator.clock.offsetMs += 16 * 60_000;
    await workstation.refresh(operator.clock.offsetMs);
    const more = await beginPasskey(workstation, await proveByKey(operator, workstation, key));
    expect(more.error.code).toBe('account.too-many-passkeys');
    await workstation.close();
  });

  it('serves five minutes in the browser, and two on the way back', async () => {
    const workstation = await signInByCode(operator, await register(operator));
    const late = (await beginPasskey(workstation)).json;
    const page = await openPage(operator, late.ticket);
    operator.clock.offsetMs += 5 * 60_000 + 1_000;
    await workstation.refresh(operator.clock.offsetMs);
    expect((await openPage(operator, late.ticket)).status).toBe(410);
    expect((await postPage(operator, late.ticket, new Authenticator().make(page.asked))).status).toBe(410);
    const code = await codeFrom(operator, (await beginPasskey(workstation)).json, new Authenticator());
    operator.clock.offsetMs += 2 * 60_000 + 1_000;
    await workstation.refresh(operator.clock.offsetMs);
    expect((await confirmPasskey(workstation, code)).error.code).toBe('account.passkey-gone');
    await workstation.close();
  });

  it('begun twice, the first ticket serves no more', async () => {
    const workstation = await signInByCode(operator, await register(operator));
    const first = (await beginPasskey(workstation)).json;
    const second = (await beginPasskey(workstation)).json;
    expect((await openPage(operator, first.ticket)).status).toBe(410);
    expect((await openPage(operator, second.ticket)).status).toBe(200);
    await workstation.close();
  });
});

describe('signing in with it', () => {
  it('takes its answer instead of a mailed code, once', async () => {
    const { address, workstation, key } = await owner();
    const mailed = codesTo(operator.dataFolder, address).length;
    const elsewhere = await cardless(operator);
    const { challengeId, begun } = await beginSignIn(elsewhere, address);
    const page = await openPage(operator, begun.json.ticket);
    // Neither whose account it is nor which keys it has.
    expect(page.options).toEqual({
      get: { challenge: page.asked.challenge, rpId: 'localhost', userVerification: 'required' },
    });
    expect(page.text).not.toContain(address);
    const code = await codeFrom(operator, begun.json, key);
    expect((await giveCode(elsewhere, challengeId, code)).status).toBe(200);
    expect((await listOf(elsewhere)).passkeys).toMatchObject([{ usedAt: expect.any(String) }]);
    const again = await cardless(operator);
    const second = await beginSignIn(again, address);
    expect((await giveCode(again, second.challengeId, code)).error).toMatchObject({
      code: 'auth.code-invalid',
      details: { triesLeft: 4 },
    });
    expect(codesTo(operator.dataFolder, address)).toHaveLength(mailed);
    for (const one of [workstation, elsewhere, again]) await one.close();
  });

  it.skipIf(isOnPostgres())('states in the evidence what answered, with all that it takes to check it', async () => {
    const { address, workstation, key } = await owner();
    const elsewhere = await cardless(operator);
    const { challengeId, begun } = await beginSignIn(elsewhere, address);
    const { asked } = await openPage(operator, begun.json.ticket);
    await giveCode(elsewhere, challengeId, await codeFrom(operator, begun.json, key));
    const statements = tamper(
      operator.dataFolder,
      (database) => database.prepare('SELECT assertion FROM sign_in_evidence').pluck().all() as string[],
      'with triggers',
    );
    const statement = JSON.parse(statements.find((text) => text.includes(challengeId)) ?? '{}');
    expect(statement).toMatchObject({ method: 'code', factor: 'passkey', passkey: { id: key.id } });
    expect(statement).not.toHaveProperty('codeSentTo');
    const { publicKey, authenticatorData, clientData, signature } = statement.passkey;
    const [spki, data, words, signed] = [publicKey, authenticatorData, clientData, signature].map((text) =>
      Buffer.from(text, 'base64url'),
    ) as [Buffer, Buffer, Buffer, Buffer];
    expect(JSON.parse(words.toString('utf8'))).toMatchObject({ challenge: asked.challenge });
    const verified = Buffer.concat([data, createHash('sha256').update(words).digest()]);
    expect(verify('sha256', verified, createPublicKey({ key: spki, format: 'der', type: 'spki' }), signed)).toBe(true);
    for (const one of [workstation, elsewhere]) await one.close();
  });

  it('makes no mailed code open the account any more', async () => {
    const { address, workstation } = await owner();
    const stranger = await cardless(operator);
    const before = codesTo(operator.dataFolder, address);
    const { challengeId } = (await askForCode(stranger, address)).json;
    expect((await giveCode(stranger, challengeId, before[0] ?? '')).error.code).toBe('auth.code-invalid');
    expect(codesTo(operator.dataFolder, address)).toHaveLength(before.length);
    for (const one of [workstation, stranger]) await one.close();
  });

  it('gives nothing to whoever sends the owner a ticket of their own', async () => {
    const { address, workstation, key } = await owner();
    const thief = await cardless(operator);
    const { challengeId, begun } = await beginSignIn(thief, address);
    // The owner follows the link and the key answers: the code is on the owner's computer.
    const { back } = await answerTicket(operator, begun.json.ticket, key);
    // The thief has everything but it, and the ticket says no more.
    expect((await openPage(operator, begun.json.ticket)).back).toBeNull();
    for (const guess of [begun.json.ticket, begun.json.state, '']) {
      expect((await giveCode(thief, challengeId, guess)).error.code).toBe('auth.code-invalid');
    }
    // And the owner's program has not the key of the challenge.
    const theirs = await cardless(operator);
    expect((await giveCode(theirs, challengeId, back?.code ?? '')).error.code).toBe('auth.proof-invalid');
    for (const one of [workstation, thief, theirs]) await one.close();
  });

  it('leads only the key that asked for the code', async () => {
    const { address, workstation } = await owner();
    const [asking, other] = await Promise.all([cardless(operator), cardless(operator)]);
    const { challengeId } = (await askForCode(asking, address)).json;
    const led = (one: Workstation, body: object) => one.call('POST', '/v1/auth/passkey', { body });
    expect((await led(other, { challengeId })).error.code).toBe('auth.proof-invalid');
    const nobodys = { challengeId: '00000000-0000-4000-8000-000000000000' };
    expect((await led(asking, nobodys)).error.code).toBe('auth.code-expired');
    operator.clock.offsetMs += 11 * 60_000;
    asking.offsetMs = operator.clock.offsetMs;
    expect((await led(asking, { challengeId })).error.code).toBe('auth.code-expired');
    for (const one of [workstation, asking, other]) await one.close();
  });

  it('tells nobody whether an account has a key, an application or neither, nor whether the password was right', async () => {
    const [withKey, foreign] = [await owner(), await owner()];
    const plain = await register(operator);
    const withApplication = await register(operator);
    const linked = await signInByCode(operator, withApplication);
    await linkApplication(operator, linked);
    const answers = [];
    for (const [address, password] of [
      [withKey.address, PASSWORD],
      [withKey.address, 'Faux-mot-2'],
      [withApplication, PASSWORD],
      [plain, PASSWORD],
      [plain, 'Faux-mot-2'],
      ['nobody.at.all@cabinet-exemple.example', PASSWORD],
    ] as const) {
      const stranger = await cardless(operator);
      const asked = await askForCode(stranger, address, password);
      const { challengeId } = asked.json;
      const begun = await stranger.call<BegunPasskey>('POST', '/v1/auth/passkey', { body: { challengeId } });
      const page = await openPage(operator, begun.json.ticket);
      const told = page.text.replaceAll(begun.json.ticket, '').replaceAll(page.asked.challenge, '');
      const refused = await answerTicket(operator, begun.json.ticket, foreign.key);
      const tried: unknown[] = [asked.status, Object.keys(asked.json).sort().join(), begun.status];
      tried.push(told.replace(/data-expires-at="[^"]*"/, ''), refused.status, refused.text);
      for (let time = 0; time < 6; time += 1) {
        const { status, error } = await giveCode(stranger, challengeId, 'A'.repeat(43));
        tried.push(status, error.code, JSON.stringify(error.details ?? {}));
      }
      answers.push(tried);
      await stranger.close();
    }
    for (const other of answers.slice(1)) expect(other).toEqual(answers[0]);
    for (const one of [withKey.workstation, foreign.workstation, linked]) await one.close();
  });

  const wrongs: Readonly<Record<string, Wrong>> = {
    'to another challenge': { clientData: { challenge: 'AAAA' } },
    'of another page': { clientData: { origin: 'https://medimail.example' } },
    'in a frame': { clientData: { crossOrigin: true } },
    'of another kind': { clientData: { type: 'webauthn.create' } },
    'to another operator': { rpId: 'elsewhere.example' },
    'with nobody there': { flags: 0x04 },
    'with nobody verified': { flags: 0x01 },
    'that was not signed so': { forged: true },
    'without a signature': { fields: { signature: '' } },
    'of another person': { fields: { userHandle: 'AAAA' } },
    'of nobody': { fields: { userHandle: '' } },
    'of a key that nobody has': { fields: { id: 'AAAA' } },
    'without words': { fields: { clientData: '' } },
  };
  it('refuses every answer that is not exactly right, and takes no other for that ticket', async () => {
    const { address, workstation, key } = await owner(new Authenticator('ES256', null));
    for (const [name, wrong] of Object.entries(wrongs)) {
      // Codes of an account are counted: time passes.
      operator.clock.offsetMs += 16 * 60_000;
      const one = await cardless(operator);
      const { ticket } = (await beginSignIn(one, address)).begun.json;
      const page = await openPage(operator, ticket);
      const refused = await postPage(operator, ticket, key.answer(page.asked, wrong));
      expect([refused.status, refused.back], name).toEqual([422, null]);
      expect((await postPage(operator, ticket, key.answer(page.asked))).status, name).toBe(410);
      await one.close();
    }
    await workstation.close();
  });

  it('refuses a key whose counter does not go on, and tells the owner that it may be copied', async () => {
    const { address, workstation, key } = await owner();
    const at = [await cardless(operator), await cardless(operator), await cardless(operator)] as const;
    expect((await signInByKey(operator, at[0], address, key)).status).toBe(200);
    key.counter = 0;
    const second = await beginSignIn(at[1], address);
    const refused = await answerTicket(operator, second.begun.json.ticket, key);
    expect([refused.status, refused.back]).toEqual([422, null]);
    const subject = 'Une clé d’accès de votre compte Medimail a été refusée';
    await awaitMailsThat(operator.dataFolder, address, isAbout(subject));
    const third = await beginSignIn(at[2], address);
    // One that counts does not stop counting either.
    const stopped = await answerTicket(operator, third.begun.json.ticket, key, { signCount: 0 });
    expect(stopped.status).toBe(422);
    for (const one of [workstation, ...at]) await one.close();
  });

  it('takes keys that do not count, time and again', async () => {
    const { address, workstation, key } = await owner(new Authenticator('ES256', null));
    for (let time = 0; time < 2; time += 1) {
      const one = await cardless(operator);
      expect((await signInByKey(operator, one, address, key)).status).toBe(200);
      await one.close();
    }
    await workstation.close();
  });

  it('answered twice at once gives one code, given twice at once opens one session', async () => {
    const { address, workstation, key } = await owner(new Authenticator('ES256', null));
    const one = await cardless(operator);
    const { challengeId, begun } = await beginSignIn(one, address);
    const page = await openPage(operator, begun.json.ticket);
    const answers = await Promise.all([1, 2].map(() => postPage(operator, begun.json.ticket, key.answer(page.asked))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410]);
    const code = answers.find(({ back }) => back)?.back?.code ?? '';
    const given = await Promise.all([1, 2].map(() => giveCode(one, challengeId, code)));
    expect(given.map(({ status }) => status).sort()).toEqual([200, 401]);
    for (const each of [workstation, one]) await each.close();
  });

  it('serves no more once the key was taken away meanwhile', async () => {
    const { address, workstation, key, recoveryCodes } = await owner();
    const other = await addPasskey(operator, workstation, new Authenticator(), recoveryCodes[0] ?? '');
    const elsewhere = await cardless(operator);
    const { challengeId, begun } = await beginSignIn(elsewhere, address);
    const code = await codeFrom(operator, begun.json, other.key);
    const body = { password: PASSWORD, code: await proveByKey(operator, workstation, key) };
    const path = `/v1/account/passkeys/${await idOf(workstation, 1)}/remove`;
    expect((await workstation.call('POST', path, { body })).status).toBe(200);
    expect((await giveCode(elsewhere, challengeId, code)).error.code).toBe('auth.code-expired');
    for (const each of [workstation, elsewhere]) await each.close();
  });

  it('takes a recovery code instead, and the code of an application where there is one', async () => {
    const { address, workstation, key, recoveryCodes } = await owner();
    const spare = await cardless(operator);
    const first = (await askForCode(spare, address)).json.challengeId;
    expect((await giveCode(spare, first, recoveryCodes[0] ?? '')).status).toBe(200);
    const begin = (code: string | null) =>
      workstation.call('POST', '/v1/account/time-codes', { body: { password: PASSWORD, code } });
    expect((await begin(null)).error.code).toBe('account.code-wrong');
    expect((await begin(await proveByKey(operator, workstation, key))).status).toBe(200);
    for (const each of [workstation, spare]) await each.close();
  });

  it('tells the owner that somebody has the password and tries codes', async () => {
    const { address, workstation } = await owner();
    const stranger = await cardless(operator);
    const { challengeId } = (await askForCode(stranger, address)).json;
    for (let time = 0; time < 5; time += 1) await giveCode(stranger, challengeId, '000000');
    await awaitMailsThat(operator.dataFolder, address, ({ subject }) => subject.startsWith('Quelqu’un essaie'));
    for (const each of [workstation, stranger]) await each.close();
  });
});

describe('taking it away', () => {
  const remove = async (workstation: Workstation, code: string | null, password = PASSWORD, id?: string) =>
    workstation.call('POST', `/v1/account/passkeys/${id ?? (await idOf(workstation))}/remove`, {
      body: { password, code },
    });

  it('needs password and a factor; after the last one codes come by mail again, and recovery codes serve no more', async () => {
    const { address, workstation, key, recoveryCodes } = await owner();
    const other = await cardless(operator);
    expect((await signInByKey(operator, other, address, key)).status).toBe(200);
    expect((await remove(workstation, recoveryCodes[0] ?? '', 'Faux-mot-2')).error.code).toBe('account.password-wrong');
    expect((await remove(workstation, '000000')).error.code).toBe('account.code-wrong');
    expect((await remove(workstation, null)).error.code).toBe('account.code-wrong');
    const nobodys = '00000000-0000-4000-8000-000000000000';
    expect((await remove(workstation, recoveryCodes[0] ?? '', PASSWORD, nobodys)).error.code).toBe(
      'account.passkey-gone',
    );
    expect((await remove(workstation, recoveryCodes[0] ?? '')).status).toBe(200);
    expect(await listOf(workstation)).toMatchObject({ passkeys: [], recoveryCodesLeft: 0, sessions: [{}] });
    expect((await other.call('GET', '/v1/account')).error.code).toBe('auth.session-ended');
    await awaitMailsThat(operator.dataFolder, address, isAbout('Une clé d’accès n’ouvre plus votre compte Medimail'));
    const again = await signInByCode(operator, address);
    for (const one of [workstation, other, again]) await one.close();
  });

  it('is nobody else’s to do', async () => {
    const [one, two] = [await owner(), await owner()];
    const id = await idOf(one.workstation);
    const code = await proveByKey(operator, two.workstation, two.key);
    expect((await remove(two.workstation, code, PASSWORD, id)).error.code).toBe('account.passkey-gone');
    // Nor does what a key proved in one session serve in another.
    const elsewhere = await cardless(operator);
    await signInByKey(operator, elsewhere, one.address, one.key);
    const proof = await proveByKey(operator, elsewhere, one.key);
    expect((await remove(one.workstation, proof)).error.code).toBe('account.code-wrong');
    expect((await remove(elsewhere, proof)).status).toBe(200);
    for (const each of [one.workstation, two.workstation, elsewhere]) await each.close();
  });

  it('of an application leaves the keys and the recovery codes in force', async () => {
    const workstation = await signInByCode(operator, await register(operator));
    const application = await linkApplication(operator, workstation);
    await addPasskey(operator, workstation, new Authenticator(), application.recoveryCodes[0]);
    const body = { password: PASSWORD, code: application.recoveryCodes[1] };
    expect((await workstation.call('POST', '/v1/account/time-codes/remove', { body })).status).toBe(200);
    expect(await listOf(workstation)).toMatchObject({ timeCodes: null, passkeys: [{}], recoveryCodesLeft: 8 });
    const renew = { password: PASSWORD, code: application.recoveryCodes[2] };
    const renewed = await workstation.call('POST', '/v1/account/time-codes/recovery-codes', { body: renew });
    expect(renewed.status).toBe(200);
    await workstation.close();
  });

  it('by a card that has just signed in needs no code', async () => {
    const paul = await operator.signedIn('paul-leroy');
    await paul.call('POST', '/v1/account/password', { body: { current: null, next: PASSWORD } });
    await addPasskey(operator, paul);
    expect((await remove(paul, null)).status).toBe(200);
  });

  it('goes with the password, and by the agency for who has lost everything', async () => {
    const { address, workstation, key } = await owner();
    const { browser: agency } = await administrator(operator, null);
    const { accountId } = (await workstation.call<{ accountId: string }>('GET', '/v1/account')).json;
    const why = { 'motif-codes-removed': 'Téléphone perdu.' };
    expect((await agency.post(`/console/comptes/${accountId}/codes-removed`, why)).status).toBe(303);
    expect((await agency.post(`/console/comptes/${accountId}/codes-removed`, why)).status).toBe(409);
    const stale = await cardless(operator);
    const { begun } = await beginSignIn(stale, address);
    expect((await answerTicket(operator, begun.json.ticket, key)).status).toBe(422);
    for (const one of [workstation, stale, agency]) await one.close();
  });
});

describe('the page', () => {
  it('is served under the one name that browsers keep keys for, with one script and no other', async () => {
    const workstation = await signInByCode(operator, await register(operator));
    const { ticket } = (await beginPasskey(workstation)).json;
    const byAddress = await workstation.call('GET', `/cle-acces?lien=${ticket}`, { proof: null });
    expect([byAddress.status, byAddress.headers['location']]).toEqual([
      302,
      `${originOf(operator)}/cle-acces?lien=${ticket}`,
    ]);
    const { headers } = await openPage(operator, ticket);
    expect(headers['content-security-policy']).toContain(
      `default-src 'none'; style-src 'self'; font-src 'self'; img-src data:; form-action 'self'`,
    );
    expect(headers['content-security-policy']).toContain(`script-src ${originOf(operator)}/pages/passkey.js`);
    expect(headers['cache-control']).toBe('no-store');
    await workstation.close();
  });

  it('says that a ticket is of no use, whatever it is', async () => {
    for (const ticket of ['', 'A'.repeat(43), '%00', 'é'.repeat(50)]) {
      const gone = await openPage(operator, ticket);
      expect([gone.status, gone.title]).toEqual([410, 'Cette demande ne sert plus']);
      expect((await postPage(operator, ticket, {})).status).toBe(410);
    }
  });

  it('keeps codes, tickets and states out of the log', async () => {
    const { address, workstation, key } = await owner();
    const stranger = await cardless(operator);
    const { begun } = await beginSignIn(stranger, address);
    const code = await codeFrom(operator, begun.json, key);
    for (const secret of [code, begun.json.ticket, begun.json.state]) {
      expect(operator.log.join('')).not.toContain(secret);
    }
    for (const one of [workstation, stranger]) await one.close();
  });
});

describe('an operator whose address is no name', () => {
  it('offers no keys, and says so', async () => {
    const numbered = await startTestOperator({ siteUrl: 'https://192.0.2.7' });
    try {
      const workstation = await signInByCode(numbered, await register(numbered));
      expect((await listOf(workstation)).passkeys).toBeNull();
      expect((await beginPasskey(workstation)).error.code).toBe('account.passkeys-not-offered');
      const other = await cardless(numbered);
      const { json } = await askForCode(other, 'personne@cabinet-exemple.example');
      expect(json).toMatchObject({ passkeys: false });
      for (const one of [workstation, other]) await one.close();
    } finally {
      await numbered.close();
    }
  });
});
