/** Code applications of accounts: linked, used at sign-in instead of the mail, guessed at, lost, and taken away. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionSummary } from '../../contract/api/access-routes.ts';
import { beginApplication, type CodeApplication, linkApplication } from './support/code-application.ts';
import { administrator } from './support/console.ts';
import { awaitMails, awaitMailsThat, codesTo, linksTo } from './support/mailbox.ts';
import { askForCode, cardless, giveCode, otherCode, PASSWORD, register, signInByCode } from './support/newcomer.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Workstation } from './support/workstation.ts';

let operator: TestOperator;
beforeAll(async () => {
  operator = await startTestOperator();
});
afterAll(() => operator.close());

interface Listed {
  readonly sessions: readonly SessionSummary[];
  readonly timeCodes: { readonly enrolledAt: string; readonly recoveryCodesLeft: number } | null;
}
const listOf = async (one: Workstation) => (await one.call<Listed>('GET', '/v1/account/sessions')).json;

/** Somebody who registered, signed in, and linked an application. */
async function owner(): Promise<{ address: string; workstation: Workstation; application: CodeApplication }> {
  const address = await register(operator);
  const workstation = await signInByCode(operator, address);
  return { address, workstation, application: await linkApplication(operator, workstation) };
}

/** Asks to sign in, and gives this code. */
async function signIn(workstation: Workstation, address: string, code: string) {
  const { json } = await askForCode(workstation, address);
  return giveCode(workstation, json.challengeId, code);
}

describe('linking a code application', () => {
  it('asks the password, takes effect with the first right code, ends the other sessions, and tells the owner', async () => {
    const address = await register(operator);
    const one = await signInByCode(operator, address);
    const other = await signInByCode(operator, address);
    const wrong = await one.call('POST', '/v1/account/time-codes', { body: { password: 'Faux-mot-2' } });
    expect(wrong.error.code).toBe('account.password-wrong');
    const early = await one.call('POST', '/v1/account/time-codes/confirm', { body: { code: '123456' } });
    expect(early.error.code).toBe('account.time-codes-changed');

    const code = await beginApplication(operator, one);
    expect((await listOf(one)).timeCodes).toBeNull();
    const confirm = (typed: string) =>
      one.call<{ recoveryCodes: string[] }>('POST', '/v1/account/time-codes/confirm', { body: { code: typed } });
    expect((await confirm(otherCode(code()))).error.code).toBe('account.code-wrong');
    expect((await listOf(one)).timeCodes).toBeNull();
    expect((await other.call('GET', '/v1/account')).status).toBe(200);

    const { json } = await confirm(code());
    expect(new Set(json.recoveryCodes).size).toBe(10);
    for (const each of json.recoveryCodes) expect(each).toMatch(/^[a-z2-7]{5}-[a-z2-7]{5}$/);
    expect(await listOf(one)).toMatchObject({ timeCodes: { recoveryCodesLeft: 10 }, sessions: [{ current: true }] });
    expect((await other.call('GET', '/v1/account')).error.code).toBe('auth.session-ended');
    const isTold = ({ subject }: { subject: string }) =>
      subject === 'Votre compte Medimail s’ouvre avec une application de codes';
    await awaitMailsThat(operator.dataFolder, address, isTold);
    const again = await one.call('POST', '/v1/account/time-codes', { body: { password: PASSWORD } });
    expect(again.error.code).toBe('account.time-codes-changed');
    for (const each of [one, other]) await each.close();
  });

  it('begun twice keeps the second secret alone, and none after half an hour', async () => {
    const workstation = await signInByCode(operator, await register(operator));
    const first = await beginApplication(operator, workstation);
    const second = await beginApplication(operator, workstation);
    const confirm = (code: string) => workstation.call('POST', '/v1/account/time-codes/confirm', { body: { code } });
    expect((await confirm(first())).error.code).toBe('account.code-wrong');
    operator.clock.offsetMs += 31 * 60_000;
    await workstation.refresh(operator.clock.offsetMs);
    expect((await confirm(second())).error.code).toBe('account.time-codes-changed');
    await workstation.close();
  });

  it('cannot be tried out: ten passwords and codes a session in a quarter of an hour', async () => {
    const workstation = await signInByCode(operator, await register(operator));
    await beginApplication(operator, workstation);
    const answers = [];
    for (let time = 0; time < 11; time += 1) {
      answers.push(
        (await workstation.call('POST', '/v1/account/time-codes/confirm', { body: { code: '000000' } })).error.code,
      );
    }
    expect(answers.filter((code) => code === 'account.code-wrong').length).toBeLessThanOrEqual(9);
    expect(answers.at(-1)).toBe('operator.too-many-requests');
    await workstation.close();
  });
});

describe('signing in with it', () => {
  it('takes its code instead of a mailed one, and no code twice', async () => {
    const { address, workstation, application } = await owner();
    const mailed = codesTo(operator.dataFolder, address).length;
    const code = application.code(1);
    const elsewhere = await cardless(operator);
    expect((await signIn(elsewhere, address, code)).status).toBe(200);
    const again = await cardless(operator);
    const replayed = await signIn(again, address, code);
    expect(replayed.error).toMatchObject({ code: 'auth.code-invalid', details: { triesLeft: 4 } });
    // The code that linked the application serves no more either, nor any before the last one.
    expect((await signIn(again, address, application.code(0))).error.code).toBe('auth.code-invalid');
    expect((await listOf(elsewhere)).sessions.map(({ method }) => method)).toEqual(['code', 'code']);
    await awaitMails(operator.dataFolder, address, 5);
    expect(codesTo(operator.dataFolder, address)).toHaveLength(mailed);
    for (const one of [workstation, elsewhere, again]) await one.close();
  });

  it('given the same code twice at once opens one session', async () => {
    const { address, workstation, application } = await owner();
    const both = await Promise.all([cardless(operator), cardless(operator)]);
    const asked = await Promise.all(both.map(async (one) => (await askForCode(one, address)).json.challengeId));
    const code = application.code(1);
    const answers = await Promise.all(both.map((one, index) => giveCode(one, asked[index] ?? '', code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    for (const one of [workstation, ...both]) await one.close();
  });

  it('tells nobody which of the two codes an account takes, nor whether the password was right', async () => {
    const withApplication = await owner();
    const byMail = await register(operator);
    const answers = [];
    for (const [address, password] of [
      [withApplication.address, PASSWORD],
      [withApplication.address, 'Faux-mot-2'],
      [byMail, PASSWORD],
      [byMail, 'Faux-mot-2'],
    ] as const) {
      const stranger = await cardless(operator);
      const asked = await askForCode(stranger, address, password);
      const tried = [asked.status, Object.keys(asked.json).sort().join()];
      for (let time = 0; time < 6; time += 1) {
        const { status, error } = await giveCode(stranger, asked.json.challengeId, 'zzzzz-zzzzz');
        tried.push(status, error.code, JSON.stringify(error.details ?? {}));
      }
      answers.push(tried);
      await stranger.close();
    }
    for (const other of answers.slice(1)) expect(other).toEqual(answers[0]);
    await withApplication.workstation.close();
  });

  it('takes a recovery code once, and says by mail how many are left', async () => {
    const { address, workstation, application } = await owner();
    const [spare = '', next = ''] = application.recoveryCodes;
    const elsewhere = await cardless(operator);
    expect((await signIn(elsewhere, address, spare.toUpperCase().replace('-', ' '))).status).toBe(200);
    expect((await listOf(elsewhere)).timeCodes?.recoveryCodesLeft).toBe(9);
    const again = await cardless(operator);
    expect((await signIn(again, address, spare)).error.code).toBe('auth.code-invalid');
    expect((await signIn(again, address, next)).status).toBe(200);
    const isTold = ({ subject }: { subject: string }) =>
      subject === 'Un code de secours a ouvert votre compte Medimail';
    const told = await awaitMailsThat(operator.dataFolder, address, isTold, 2);
    expect(told.map(({ text }) => /restent\s:\s(\d+)/.exec(text)?.[1]).sort()).toEqual(['8', '9']);
    for (const one of [workstation, elsewhere, again]) await one.close();
  });

  it('tells the owner, once a day, that somebody has the password and tries codes', async () => {
    const { address, workstation } = await owner();
    for (let round = 0; round < 2; round += 1) {
      const stranger = await cardless(operator);
      const { json } = await askForCode(stranger, address);
      for (let time = 0; time < 5; time += 1) await giveCode(stranger, json.challengeId, '000000');
      await stranger.close();
    }
    const isWarning = ({ subject }: { subject: string }) => subject.startsWith('Quelqu’un essaie');
    expect(await awaitMailsThat(operator.dataFolder, address, isWarning)).toHaveLength(1);
    await workstation.close();
  });

  it('is not undone by a mailed link: a new password still needs its code', async () => {
    const { address, workstation, application } = await owner();
    const before = linksTo(operator.dataFolder, address);
    await workstation.call('POST', '/v1/auth/recovery', { body: { address } });
    await expect.poll(() => linksTo(operator.dataFolder, address).length).toBe(before.length + 1);
    const token = linksTo(operator.dataFolder, address).find((one) => !before.includes(one));
    const next = 'Nouveau-mot-77';
    const finished = await workstation.call('POST', '/v1/auth/recovery/finish', { body: { token, password: next } });
    expect(finished.status).toBe(200);
    const thief = await cardless(operator);
    const { json } = await askForCode(thief, address, next);
    expect((await giveCode(thief, json.challengeId, '000000')).error.code).toBe('auth.code-invalid');
    expect((await giveCode(thief, json.challengeId, application.code(1))).status).toBe(200);
    for (const one of [workstation, thief]) await one.close();
  });
});

describe('taking it away', () => {
  const remove = (workstation: Workstation, code: string | null, password = PASSWORD) =>
    workstation.call('POST', '/v1/account/time-codes/remove', { body: { password, code } });

  it('needs password and code; codes come by mail again, and the former ones serve no more', async () => {
    const { address, workstation, application } = await owner();
    expect((await remove(workstation, application.code(1), 'Faux-mot-2')).error.code).toBe('account.password-wrong');
    // Of the step before: that of linking may be over by now.
    expect((await remove(workstation, application.code(-1))).error.code).toBe('account.code-wrong');
    // Without a code only a card that has just signed in will do.
    expect((await remove(workstation, null)).error.code).toBe('account.code-wrong');
    expect((await listOf(workstation)).timeCodes).not.toBeNull();
    expect((await remove(workstation, application.code(1))).status).toBe(200);
    expect((await listOf(workstation)).timeCodes).toBeNull();
    const again = await signInByCode(operator, address);
    const stale = await cardless(operator);
    expect((await signIn(stale, address, application.recoveryCodes[0] ?? '')).error.code).toBe('auth.code-invalid');
    const isTold = ({ subject }: { subject: string }) => subject.includes('ne s’ouvre plus avec une application');
    await awaitMailsThat(operator.dataFolder, address, isTold);
    for (const one of [workstation, again, stale]) await one.close();
  });

  it('new recovery codes replace the former ones, for password and code', async () => {
    const { address, workstation, application } = await owner();
    const renewed = await workstation.call<{ recoveryCodes: string[] }>(
      'POST',
      '/v1/account/time-codes/recovery-codes',
      {
        body: { password: PASSWORD, code: application.code(1) },
      },
    );
    expect(renewed.status).toBe(200);
    const elsewhere = await cardless(operator);
    expect((await signIn(elsewhere, address, application.recoveryCodes[0] ?? '')).error.code).toBe('auth.code-invalid');
    expect((await signIn(elsewhere, address, renewed.json.recoveryCodes[0] ?? '')).status).toBe(200);
    for (const one of [workstation, elsewhere]) await one.close();
  });

  it('by a card that has just signed in needs no code, and ten minutes later it does', async () => {
    const paul = await operator.signedIn('paul-leroy');
    const body = { current: null, next: PASSWORD };
    expect((await paul.call('POST', '/v1/account/password', { body })).status).toBe(200);
    await linkApplication(operator, paul);
    operator.clock.offsetMs += 11 * 60_000;
    await paul.refresh(operator.clock.offsetMs);
    expect((await remove(paul, null)).error.code).toBe('account.code-wrong');
    const fresh = await operator.signedIn('paul-leroy');
    expect((await remove(fresh, null)).status).toBe(200);
    expect((await remove(fresh, null)).error.code).toBe('account.time-codes-changed');
    expect((await paul.call('GET', '/v1/account')).error.code).toBe('auth.session-ended');
  });
});

describe('the agency', () => {
  it('takes it away from who has lost telephone and recovery codes, once, on record, with a mail that says why', async () => {
    const { address, workstation, application } = await owner();
    const { browser: agency } = await administrator(operator, null);
    const { accountId } = (await workstation.call<{ accountId: string }>('GET', '/v1/account')).json;
    const path = `/console/comptes/${accountId}`;
    const why = { 'motif-codes-removed': 'Téléphone perdu.' };
    expect((await agency.post(`${path}/codes-removed`, { 'motif-codes-removed': '' })).status).toBe(422);
    expect((await agency.post(`${path}/codes-removed`, why)).status).toBe(303);
    expect((await agency.post(`${path}/codes-removed`, why)).status).toBe(409);
    expect((await workstation.call('GET', '/v1/account')).error.code).toBe('auth.session-ended');
    const stale = await cardless(operator);
    expect((await signIn(stale, address, application.code(1))).error.code).toBe('auth.code-invalid');
    // Its mail must not be taken for the next one's.
    await expect.poll(() => codesTo(operator.dataFolder, address).length).toBe(2);
    const again = await signInByCode(operator, address);
    expect((await listOf(again)).timeCodes).toBeNull();
    const isTold = ({ text }: { text: string }) => /Motif\s:\sTéléphone perdu\./.test(text);
    await awaitMailsThat(operator.dataFolder, address, isTold);
    for (const one of [workstation, stale, again, agency]) await one.close();
  });
});

describe('the last use of a session', () => {
  it('is told, and noted once an hour', async () => {
    const workstation = await signInByCode(operator, await register(operator));
    const opened = (await listOf(workstation)).sessions[0];
    expect(opened?.usedAt).toBe(opened?.createdAt);
    for (const minutes of [59, 2, 30]) {
      operator.clock.offsetMs += minutes * 60_000;
      await workstation.refresh(operator.clock.offsetMs);
      await workstation.call('GET', '/v1/account');
    }
    const [used] = (await listOf(workstation)).sessions;
    const afterMinutes = (Date.parse(used?.usedAt ?? '') - Date.parse(used?.createdAt ?? '')) / 60_000;
    expect(Math.floor(afterMinutes)).toBe(61);
    await workstation.close();
  });
});

describe('secrets and recovery codes', () => {
  it('are nowhere in the clear: not in databases, not in logs', async () => {
    const address = await register(operator);
    const workstation = await signInByCode(operator, address);
    const begun = await workstation.call<{ key: string }>('POST', '/v1/account/time-codes', {
      body: { password: PASSWORD },
    });
    const { recoveryCodes } = await linkApplication(operator, workstation);
    await workstation.close();
    await operator.stop();
    const secrets = [begun.json.key, ...recoveryCodes];
    const names = readdirSync(operator.dataFolder).filter((name) => /\.(db|db-wal|check|key)$/.test(name));
    for (const name of names) {
      const bytes = readFileSync(join(operator.dataFolder, name));
      for (const secret of secrets) expect(bytes.includes(secret), name).toBe(false);
    }
    for (const secret of secrets) expect(operator.log.join('')).not.toContain(secret);
    await operator.restart();
  });
});
