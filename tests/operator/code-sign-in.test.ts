import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hash } from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SealStatement } from '../../contract/model/seal.ts';
import { deposit, writeLetter } from './support/letter.ts';
import { awaitMails, codesTo } from './support/mailbox.ts';
import {
  accountCommand,
  askForCode,
  cardless,
  giveCode,
  mailedCode,
  newAddress,
  otherCode,
  PASSWORD,
  register,
  signInByCode,
  socialWorker,
} from './support/newcomer.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import { newSessionKey, type Workstation } from './support/workstation.ts';

const QUARTER_MS = 15 * 60_000;

let operator: TestOperator;
beforeAll(async () => {
  operator = await startTestOperator();
});
afterAll(() => operator.close());

/** Asks from a workstation that nobody has seen before. */
async function askAsStranger(address: string, password: string, from?: string) {
  const stranger = await cardless(operator, from);
  const answer = await askForCode(stranger, address, password);
  await stranger.close();
  return answer;
}

describe('from nothing to a sealed envelope', () => {
  it('registers, is certified beside the running operator, signs in by code, and the seal says so', async () => {
    const address = await register(operator, socialWorker);
    const nora = await signInByCode(operator, address);
    const to = ['paul.leroy@demo.medimail.example'];
    const early = await deposit(nora, await writeLetter(nora, { to, signer: false }));
    expect(early.error).toMatchObject({ code: 'recipient.not-allowed', details: { needs: 'certified-account' } });

    await accountCommand(operator, 'certify', address);
    const sealed = await deposit(nora, await writeLetter(nora, { to, signer: false }));
    expect(sealed.status, sealed.bytes.toString()).toBe(200);
    const statement = JSON.parse(sealed.json.seal.statement) as SealStatement;
    expect(statement.sender).toMatchObject({ address, nationalId: null, authentication: { method: 'code' } });
    expect(statement.sender.authentication.evidenceSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(statement.signature).toBeNull();
    await nora.close();
  });
});

describe('asking for a code', () => {
  it('answers alike whether the password is right, wrong, or the account unknown; only the right one gets a mail', async () => {
    const address = await register(operator);
    const unknown = newAddress();
    const cases = { right: [address, PASSWORD], wrong: [address, 'Faux-mot-2'], unknown: [unknown, PASSWORD] } as const;
    const times: Record<string, number[]> = { right: [], wrong: [], unknown: [] };
    for (let round = 0; round < 5; round += 1) {
      for (const [name, [who, password]] of Object.entries(cases)) {
        const startedAt = performance.now();
        const { status, json, headers } = await askAsStranger(who, password);
        times[name]?.push(performance.now() - startedAt);
        expect([status, Object.keys(json).sort(), headers['content-length']]).toEqual([
          200,
          ['challengeId', 'expiresAt', 'passkeys', 'serverTime'],
          headers['content-length'],
        ]);
        expect(Date.parse(json.expiresAt) - Date.parse(json.serverTime)).toBeGreaterThan(590_000);
      }
    }
    const [right, wrong, none] = Object.values(times).map((all) => all.toSorted((a, b) => a - b)[2] ?? 0);
    for (const other of [wrong, none]) expect((other ?? 0) / (right ?? 1)).toBeGreaterThan(0.4);
    for (const other of [wrong, none]) expect((other ?? 0) / (right ?? 1)).toBeLessThan(2.5);
    // Three of the five: no more codes than that leave in a quarter of an hour.
    await awaitMails(operator.dataFolder, address, 4);
    expect(codesTo(operator.dataFolder, address)).toHaveLength(3);
    expect(codesTo(operator.dataFolder, unknown)).toHaveLength(0);
  });

  it('writes the mail of the guide', async () => {
    const address = await register(operator);
    const workstation = await cardless(operator);
    const { code } = await mailedCode(operator, workstation, address);
    const mails = await awaitMails(operator.dataFolder, address, 2);
    const mail = mails.find(({ subject }) => subject.startsWith('['));
    expect(mail?.subject).toBe(`[${code}] - Votre code d'accès Medimail`);
    expect(mail?.text).toContain('10 minutes');
    expect(mail?.text).toContain(code);
    await workstation.close();
  });

  it('is counted for everybody alike: the fourth in a quarter of an hour is refused, account or not', async () => {
    for (const address of [await register(operator), newAddress()]) {
      const workstation = await cardless(operator);
      for (let time = 0; time < 3; time += 1) expect((await askForCode(workstation, address)).status).toBe(200);
      const fourth = await askForCode(workstation, address);
      expect([fourth.status, fourth.error.code]).toEqual([429, 'auth.too-many-codes']);
      expect(fourth.error.details?.['retryAfterSeconds']).toBeGreaterThan(800);
      await workstation.close();
    }
  });

  it('gives ten at once no more than three codes', async () => {
    const address = await register(operator);
    const workstation = await cardless(operator);
    const all = await Promise.all(Array.from({ length: 10 }, () => askForCode(workstation, address)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(3);
    await workstation.close();
  });

  it('cannot be used by strangers to keep the owner out, not even with the password', async () => {
    const address = await register(operator);
    const owner = await signInByCode(operator, address);
    await owner.call('POST', '/v1/auth/revoke', { body: { revocationHandle: owner.tokens?.revocationHandle } });
    owner.tokens = null;
    const elsewhere = await cardless(operator, '127.0.0.7');
    let refused = 0;
    for (let time = 0; time < 24; time += 1) {
      const password = time < 4 ? PASSWORD : 'Faux-mot-2';
      if ((await askAsStranger(address, password)).status === 429) refused += 1;
    }
    expect(refused).toBeGreaterThan(0);
    await signInByCode(operator, address, owner);
    // A new device on another network is asked to wait by nobody.
    expect((await askForCode(elsewhere, address)).status).toBe(200);
    await owner.close();
    await elsewhere.close();
  }, 120_000);
});

describe('giving the code', () => {
  let address: string;
  let workstation: Workstation;
  const fresh = async () => {
    address = await register(operator);
    workstation = await cardless(operator);
    return mailedCode(operator, workstation, address);
  };

  it('works once, also when it is given twice at the same time', async () => {
    const { challengeId, code } = await fresh();
    const both = await Promise.all([
      giveCode(workstation, challengeId, code),
      giveCode(workstation, challengeId, code),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    workstation.tokens = null;
    expect((await giveCode(workstation, challengeId, code)).error.code).toBe('auth.code-expired');
    await workstation.close();
  });

  it('tells the tries left, and after five takes not even the right one', async () => {
    const { challengeId, code } = await fresh();
    for (const triesLeft of [4, 3, 2, 1, 0]) {
      const { error } = await giveCode(workstation, challengeId, otherCode(code));
      expect(error).toMatchObject({ code: 'auth.code-invalid', details: { triesLeft } });
    }
    expect((await giveCode(workstation, challengeId, code)).error.code).toBe('auth.code-expired');
    await workstation.close();
  });

  it('counts down the same way where no code could ever be right', async () => {
    const stranger = await cardless(operator);
    const { json } = await askForCode(stranger, newAddress());
    for (const triesLeft of [4, 3, 2, 1, 0]) {
      const { error } = await giveCode(stranger, json.challengeId, '123456');
      expect(error).toMatchObject({ code: 'auth.code-invalid', details: { triesLeft } });
    }
    expect((await giveCode(stranger, json.challengeId, '123456')).error.code).toBe('auth.code-expired');
    await stranger.close();
  });

  it('is refused after ten minutes, and to another key than the one that asked', async () => {
    const { challengeId, code } = await fresh();
    const thief = await newSessionKey();
    expect((await giveCode(workstation, challengeId, code, thief)).error.code).toBe('auth.proof-invalid');
    operator.clock.offsetMs += 10 * 60_000;
    workstation.offsetMs = operator.clock.offsetMs;
    expect((await giveCode(workstation, challengeId, code)).error.code).toBe('auth.code-expired');
    operator.clock.offsetMs += QUARTER_MS;
    await workstation.close();
  });

  it('tells the owner of a device that was never seen, once', async () => {
    const owner = await signInByCode(operator, await register(operator).then((made) => (address = made)));
    const isNotice = ({ subject }: { subject: string }) => subject.includes('nouveau poste');
    await expect
      .poll(async () => (await awaitMails(operator.dataFolder, address, 2)).filter(isNotice).length, {
        timeout: 10_000,
      })
      .toBe(1);
    owner.tokens = null;
    await signInByCode(operator, address, owner);
    expect((await awaitMails(operator.dataFolder, address, 4)).filter(isNotice)).toHaveLength(1);
    await owner.close();
  });
});

describe('a password', () => {
  it('is hashed anew when it was hashed with less than today', async () => {
    const address = await register(operator);
    const account = (await operator.stores.accounts.byAddresses([address])).get(address);
    const accountId = account?.card.accountId ?? '';
    const weak = await hash(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
    await operator.stores.credentials.setPassword({ accountId, hash: weak, language: 'fr' });
    await (await signInByCode(operator, address)).close();
    await expect
      .poll(async () => (await operator.stores.credentials.passwordOf(accountId))?.hash, { timeout: 10_000 })
      .toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    await (await signInByCode(operator, address)).close();
  });

  it('is changed by who knows it, and ends the other sessions', async () => {
    const address = await register(operator);
    const one = await signInByCode(operator, address);
    const other = await signInByCode(operator, address);
    const change = (current: string | null, next: string) =>
      one.call('POST', '/v1/account/password', { body: { current, next } });
    expect((await change('Faux-mot-2', 'Tout-autre-8')).error.code).toBe('account.password-wrong');
    expect((await change(null, 'Tout-autre-8')).error.code).toBe('account.password-wrong');
    expect((await change(PASSWORD, 'faible')).error).toMatchObject({
      code: 'account.password-refused',
      details: { rules: ['too-short', 'no-digit', 'no-capital-or-symbol'], minLength: 7 },
    });
    expect((await change(PASSWORD, 'Tout-autre-8')).status).toBe(200);
    expect((await one.call('GET', '/v1/account')).status).toBe(200);
    expect((await other.call('GET', '/v1/account')).error.code).toBe('auth.session-ended');
    await one.close();
    await other.close();
  });

  it('is given to an account with a card by its card alone, and gets no share of what the card opens', async () => {
    const claire = await operator.signedIn('claire-martin');
    const set = await claire.call('POST', '/v1/account/password', { body: { current: null, next: PASSWORD } });
    expect(set.status, set.bytes.toString()).toBe(200);
    const workstation = await cardless(operator);
    const asked = await askForCode(workstation, claire.address);
    expect(asked.status).toBe(200);
    // Codes go where notifications go.
    await expect
      .poll(() => codesTo(operator.dataFolder, 'claire.martin@courriel.example').length, { timeout: 10_000 })
      .toBe(1);
    const [code = ''] = codesTo(operator.dataFolder, 'claire.martin@courriel.example');
    expect((await giveCode(workstation, asked.json.challengeId, code)).status).toBe(200);
    // What the operator releases to a card opens what that card protects, and a password does not get it.
    const shareOf = async (one: Workstation) => (await one.call('GET', '/v1/account/unlock-share')).json;
    expect(await shareOf(workstation)).not.toEqual(await shareOf(claire));
    await workstation.close();
  });
});

describe('sessions', () => {
  it('are listed, and one that is ended is refused at its next call', async () => {
    const address = await register(operator);
    const one = await signInByCode(operator, address);
    const other = await signInByCode(operator, address);
    interface Listed {
      readonly sessions: readonly { readonly id: string; readonly method: string; readonly current: boolean }[];
      readonly hasPassword: boolean;
    }
    const { sessions, hasPassword } = (await one.call<Listed>('GET', '/v1/account/sessions')).json;
    expect(hasPassword).toBe(true);
    expect(sessions.map(({ method, current }) => [method, current])).toEqual([
      ['code', false],
      ['code', true],
    ]);
    const stranger = await operator.signedIn('paul-leroy');
    // Entered by card alone.
    expect((await stranger.call<Listed>('GET', '/v1/account/sessions')).json.hasPassword).toBe(false);
    const path = `/v1/account/sessions/${sessions[0]?.id}`;
    expect((await stranger.call('DELETE', path)).error.code).toBe('request.not-found');
    expect((await other.call('GET', '/v1/account')).status).toBe(200);
    expect((await one.call('DELETE', path)).status).toBe(200);
    expect((await other.call('GET', '/v1/account')).error.code).toBe('auth.session-ended');
    expect((await one.call('DELETE', path)).error.code).toBe('request.not-found');
    await one.close();
    await other.close();
  });
});

describe('passwords and codes', () => {
  it('are nowhere in the clear: not in databases, not in logs', async () => {
    const address = await register(operator);
    const workstation = await cardless(operator);
    const { challengeId, code } = await mailedCode(operator, workstation, address);
    await giveCode(workstation, challengeId, otherCode(code));
    await workstation.call('POST', '/v1/auth/code', { body: { address, password: PASSWORD, [PASSWORD]: 1 } });
    await workstation.call('POST', '/v1/auth/recovery/finish', { body: { token: 'x', password: PASSWORD } });
    await operator.stop();
    // The mail that carries a code holds it, as it must.
    const names = readdirSync(operator.dataFolder).filter((name) => /\.(db|db-wal|check|key)$/.test(name));
    expect(names.length).toBeGreaterThan(3);
    const holding = names.filter((name) => readFileSync(join(operator.dataFolder, name)).includes(PASSWORD));
    expect(holding).toEqual([]);
    const log = operator.log.join('');
    for (const secret of [PASSWORD, address, `"${code}"`, challengeId]) expect(log).not.toContain(secret);
    await operator.restart();
    await workstation.close();
  });
});
