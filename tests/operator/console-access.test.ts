/** Getting into the console: enrolment, sign-in, sessions, and everybody who should not get in. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeAt, matchingStep, otpauthUri, toBase32 } from '../../operator/services/time-codes.ts';
import { consoleFrench } from '../../operator/web/console/console-french.ts';
import {
  administrator,
  administratorCommand,
  CONSOLE_PASSWORD,
  ConsoleBrowser,
  type Credentials,
  codeOf,
  enrol,
  fromBase32,
  invite,
  PACA,
  shownSecret,
  signInToConsole,
} from './support/console.ts';
import { otherCode } from './support/newcomer.ts';
import { tamper } from './support/raw-database.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';

const MINUTE_MS = 60_000;
const SESSION = '__Host-medimail-console';

let operator: TestOperator;
beforeAll(async () => {
  operator = await startTestOperator();
});
afterAll(() => operator.close());

const titleOf = (page: string) => /<h1>([^<]*)<\/h1>/.exec(page)?.[1];
async function enrolled(region: string | null = PACA): Promise<Credentials> {
  const { address, token } = await invite(operator, region);
  return enrol(operator, token, address);
}
const browsers: ConsoleBrowser[] = [];
function browse(from?: string): ConsoleBrowser {
  const browser = new ConsoleBrowser(operator, from);
  browsers.push(browser);
  return browser;
}
afterAll(() => Promise.all(browsers.map((browser) => browser.close())));

describe('time-based codes', () => {
  const secret = Buffer.from('12345678901234567890');
  it.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ])('are those of RFC 6238, appendix B, at %i s', (seconds, expected) => {
    expect(codeAt(secret, Math.floor(seconds / 30))).toBe(expected.slice(2));
  });

  it('are taken one step early or late, once, and nothing else is', () => {
    const at = new Date(1_234_567_890_000);
    const step = 41_152_263;
    for (const off of [-1, 0, 1]) expect(matchingStep(secret, codeAt(secret, step + off), at, 0)).toBe(step + off);
    for (const off of [-2, 2]) expect(matchingStep(secret, codeAt(secret, step + off), at, 0)).toBeNull();
    expect(matchingStep(secret, codeAt(secret, step), at, step)).toBeNull();
    expect(matchingStep(secret, codeAt(secret, step - 1), at, step)).toBeNull();
    for (const wrong of ['', '12345', '1234567', 'abcdef', '      '])
      expect(matchingStep(secret, wrong, at, 0)).toBeNull();
  });

  it('are set up by a key in base32 and an address that applications open', () => {
    expect(toBase32(secret)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
    expect(Buffer.from(fromBase32(toBase32(secret))).equals(secret)).toBe(true);
    expect(otpauthUri(secret, 'Opérateur d’essai', 'a@b.example')).toBe(
      'otpauth://totp/Op%C3%A9rateur%20d%E2%80%99essai:a%40b.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Op%C3%A9rateur%20d%E2%80%99essai&algorithm=SHA1&digits=6&period=30',
    );
  });
});

describe('enrolling', () => {
  it('takes a password and a code, gives recovery codes, and then the link serves no more', async () => {
    const { address, token } = await invite(operator, PACA);
    const browser = browse();
    for (let time = 0; time < 2; time += 1) {
      const first = await browser.get(`/console/enrolement?lien=${token}`);
      expect([first.status, titleOf(first.text)]).toEqual([200, 'Activer votre accès']);
      expect(first.text).toContain(address);
      expect(first.text).not.toMatch(/otpauth|<code/);
    }
    const weak = await browser.post('/console/enrolement', { lien: token, password: 'court1', confirmation: 'court1' });
    expect([weak.status, weak.text.includes('court1')]).toEqual([422, false]);
    const fields = { lien: token, password: CONSOLE_PASSWORD, confirmation: CONSOLE_PASSWORD };
    const second = await browser.post('/console/enrolement', fields);
    const secret = shownSecret(second.text);
    expect(secret).toHaveLength(20);
    const finish = (code: string) => browser.post('/console/enrolement/code', { lien: token, code });
    expect((await finish(otherCode(codeOf(operator, secret)))).status).toBe(422);
    const done = await finish(codeOf(operator, secret));
    expect([done.status, titleOf(done.text)]).toEqual([200, 'Votre accès est activé']);
    expect(new Set(done.text.match(/<code>[a-z2-7]{5}-[a-z2-7]{5}</g)).size).toBe(10);
    const again = [
      await browser.get(`/console/enrolement?lien=${token}`),
      await browser.post('/console/enrolement', fields),
      await finish(codeOf(operator, secret)),
    ];
    expect(again.map(({ status }) => status)).toEqual([410, 410, 410]);
  });

  it('is over after a day, from start to end', async () => {
    const { token } = await invite(operator, PACA);
    const browser = browse();
    const fields = { lien: token, password: CONSOLE_PASSWORD, confirmation: CONSOLE_PASSWORD };
    const secret = shownSecret((await browser.post('/console/enrolement', fields)).text);
    operator.clock.offsetMs += 24 * 60 * MINUTE_MS;
    const late = [
      await browser.get(`/console/enrolement?lien=${token}`),
      await browser.post('/console/enrolement', fields),
      await browser.post('/console/enrolement/code', { lien: token, code: codeOf(operator, secret) }),
    ];
    expect(late.map(({ status }) => status)).toEqual([410, 410, 410]);
  });

  it('makes one of two at once, and nothing of a code without a password', async () => {
    const { token } = await invite(operator, PACA);
    const browser = browse();
    expect((await browser.post('/console/enrolement/code', { lien: token, code: '123456' })).status).toBe(410);
    const fields = { lien: token, password: CONSOLE_PASSWORD, confirmation: CONSOLE_PASSWORD };
    const secret = shownSecret((await browser.post('/console/enrolement', fields)).text);
    const both = { lien: token, code: codeOf(operator, secret) };
    const answers = await Promise.all([
      browser.post('/console/enrolement/code', both),
      browser.post('/console/enrolement/code', both),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 410]);
  });

  it('keeps no password, secret, code or link that could be read in the database', async () => {
    const { address, secret, recoveryCodes } = await enrolled();
    const { token } = await invite(operator, PACA);
    await operator.stop();
    try {
      tamper(operator.dataFolder, (database) => {
        const rows = ['administrators', 'enrolments', 'recovery_codes'].flatMap((table) =>
          database.prepare(`SELECT * FROM ${table}`).all(),
        );
        const text = JSON.stringify(rows, (_, value) =>
          value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
        );
        expect(text).toContain(address);
        for (const hidden of [CONSOLE_PASSWORD, Buffer.from(secret).toString('hex'), token, ...recoveryCodes]) {
          expect(text).not.toContain(hidden);
        }
      });
    } finally {
      await operator.restart();
    }
  });
});

describe('signing in', () => {
  it('opens a session that a browser keeps for this host alone, away from scripts and other sites', async () => {
    const credentials = await enrolled();
    const browser = browse();
    const answer = await signInToConsole(operator, browser, credentials);
    expect([answer.status, answer.location]).toEqual([303, '/console']);
    const [session = '', device = ''] = [answer.headers['set-cookie'] ?? []].flat();
    expect(session).toMatch(/^__Host-medimail-console=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/);
    expect(device).toMatch(/^__Host-medimail-poste=\S+; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=15552000$/);
    const queue = await browser.get('/console');
    expect([queue.status, queue.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(queue.text).toContain('Camille Roche');
  });

  it('refuses whatever does not fit with one answer', async () => {
    const credentials = await enrolled();
    const neverEnrolled = (await invite(operator, PACA)).address;
    const browser = browse();
    const wrong = otherCode(codeOf(operator, credentials.secret, 1));
    const answers = [
      await signInToConsole(operator, browser, credentials, { password: 'Tout-autre-8' }),
      await signInToConsole(operator, browser, credentials, { code: wrong }),
      await signInToConsole(operator, browser, credentials, { code: '' }),
      await signInToConsole(operator, browser, credentials, { address: 'personne@agence.example' }),
      await signInToConsole(operator, browser, credentials, { address: neverEnrolled }),
    ];
    const shown = answers.map(({ status, text }) => [status, text.replace(/ value="[^"]*"/g, '')]);
    expect(new Set(shown.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(shown[0]?.[0]).toBe(401);
    expect(answers.every(({ headers }) => headers['set-cookie'] === undefined)).toBe(true);
    expect(answers.some(({ text }) => text.includes('Tout-autre-8'))).toBe(false);
  });

  it('takes a code once, also of two at once, and none before it', async () => {
    const credentials = await enrolled();
    operator.clock.offsetMs += MINUTE_MS;
    const fields = {
      address: credentials.address,
      password: CONSOLE_PASSWORD,
      code: codeOf(operator, credentials.secret),
    };
    const [one, other] = [browse(), browse()];
    const answers = await Promise.all([
      one.post('/console/connexion', fields),
      other.post('/console/connexion', fields),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 401]);
    const earlier = { ...fields, code: codeOf(operator, credentials.secret, -1) };
    expect((await other.post('/console/connexion', earlier)).status).toBe(401);
    expect((await other.post('/console/connexion', fields)).status).toBe(401);
  });

  it('takes each recovery code once, however it is written, and of its owner alone', async () => {
    const [credentials, stranger] = [await enrolled(), await enrolled()];
    const [code = '', second = ''] = credentials.recoveryCodes;
    const browser = browse();
    const typed = { code: ` ${code.replace('-', ' ').toUpperCase()}` };
    expect((await signInToConsole(operator, browser, stranger, typed)).status).toBe(401);
    expect((await signInToConsole(operator, browser, credentials, typed)).status).toBe(303);
    expect((await signInToConsole(operator, browser, credentials, typed)).status).toBe(401);
    const last = await signInToConsole(operator, browser, credentials, { code: second });
    expect([last.status, last.location]).toEqual([303, '/console?secours=1']);
    expect((await browser.get(last.location)).text).toContain('8 codes restent'.replace(' ', ' '));
  });

  it('stops guessing without stopping the owner', async () => {
    const credentials = await enrolled();
    const own = browse();
    expect((await signInToConsole(operator, own, credentials)).status).toBe(303);
    const thief = browse('127.0.0.2');
    const guess = { address: credentials.address, password: CONSOLE_PASSWORD, code: '000000' };
    const statuses: number[] = [];
    for (let time = 0; time < 21; time += 1) statuses.push((await thief.post('/console/connexion', guess)).status);
    expect(statuses.slice(0, 20)).toEqual(Array(20).fill(401));
    expect(statuses[20]).toBe(429);
    // From yet another network the right code is not taken either: whoever has the password has had enough codes.
    const elsewhere = browse('127.0.0.3');
    expect((await signInToConsole(operator, elsewhere, credentials)).status).toBe(401);
    // The owner's own browser is counted alone.
    expect((await signInToConsole(operator, own, credentials)).status).toBe(303);
    // Who does not know the password uses up nothing of the owner's, from any network.
    const other = await enrolled();
    for (let time = 0; time < 15; time += 1) {
      await thief.post('/console/connexion', { address: other.address, password: `Essai-${time}`, code: '000000' });
    }
    expect((await signInToConsole(operator, browse('127.0.0.4'), other)).status).toBe(303);
  }, 120_000);

  it('believes no mark that it did not make for that administrator', async () => {
    const [credentials, stranger] = [await enrolled(), await enrolled()];
    const browser = browse('127.0.0.5');
    await signInToConsole(operator, browser, stranger);
    const guess = { address: credentials.address, password: 'Tout-autre-8', code: '000000' };
    const statuses: number[] = [];
    for (let time = 0; time < 21; time += 1) {
      if (time === 10) browser.cookies.set('__Host-medimail-poste', 'forge.forge');
      statuses.push((await browser.post('/console/connexion', guess)).status);
    }
    expect(statuses.at(-1)).toBe(429);
  }, 120_000);

  it('leaves neither address, password nor code in the log', () => {
    expect(operator.log.join('')).not.toMatch(new RegExp(`agence\\.example|${CONSOLE_PASSWORD}|Tout-autre-8`));
  });
});

describe('a session', () => {
  it('ends by signing out, after twenty minutes unused, and after eight hours whatever happens', async () => {
    const { browser, credentials } = await administrator(operator, PACA);
    const token = browser.cookies.get(SESSION) ?? '';
    expect((await browser.post('/console/deconnexion')).location).toBe('/console/connexion');
    expect(browser.cookies.has(SESSION)).toBe(false);
    browser.cookies.set(SESSION, token);
    expect((await browser.get('/console')).location).toBe('/console/connexion?fin=1');

    await signInToConsole(operator, browser, credentials);
    operator.clock.offsetMs += 19 * MINUTE_MS;
    expect((await browser.get('/console')).status).toBe(200);
    operator.clock.offsetMs += 19 * MINUTE_MS;
    expect((await browser.get('/console')).status).toBe(200);
    operator.clock.offsetMs += 20 * MINUTE_MS;
    expect((await browser.get('/console')).location).toBe('/console/connexion?fin=1');

    await signInToConsole(operator, browser, credentials);
    for (let time = 0; time < 31; time += 1) {
      operator.clock.offsetMs += 15 * MINUTE_MS;
      expect((await browser.get('/console')).status).toBe(200);
    }
    operator.clock.offsetMs += 16 * MINUTE_MS;
    expect((await browser.get('/console')).status).toBe(303);
  });

  it('is worth nothing to a page of another site, nor without its token', async () => {
    const { browser } = await administrator(operator, PACA);
    const out = (options: Parameters<ConsoleBrowser['post']>[2]) => browser.post('/console/deconnexion', {}, options);
    const refused = [
      await out({ formToken: null }),
      await out({ formToken: 'x'.repeat(43) }),
      await out({ headers: { origin: 'https://piege.example' } }),
      await out({ headers: { origin: 'null' } }),
      await out({ headers: { origin: undefined } }),
      await out({ headers: { origin: operator.url.replace('https', 'http') } }),
      await out({ headers: { 'sec-fetch-site': 'same-site' } }),
    ];
    expect(refused.map(({ status }) => status)).toEqual(Array(7).fill(403));
    const { browser: other } = await administrator(operator, PACA);
    expect((await out({ formToken: other.formToken })).status).toBe(403);
    expect((await browser.get('/console')).status).toBe(200);
    const foreignSignIn = await browse().post(
      '/console/connexion',
      {},
      { headers: { origin: 'https://piege.example' } },
    );
    expect(foreignSignIn.status).toBe(403);
  });

  it('opens nothing of the mail, and a session of the mail opens nothing here', async () => {
    const { browser } = await administrator(operator, null);
    expect((await browser.get('/v1/account')).status).toBe(401);
    const claire = await operator.signedIn('claire-martin');
    const answer = await claire.call('GET', '/console');
    expect([answer.status, answer.headers['location']]).toEqual([303, '/console/connexion']);
  });

  it('ends at once with its administrator, who is another person when added again', async () => {
    const { browser, credentials } = await administrator(operator, PACA);
    await administratorCommand(operator, 'remove', credentials.address);
    expect((await browser.get('/console')).status).toBe(303);
    expect((await signInToConsole(operator, browser, credentials)).status).toBe(401);
    await expect(administratorCommand(operator, 'remove', credentials.address)).rejects.toThrow('request.not-found');
    const again = ['add', '--role', 'operator', '--name', 'Camille Roche', credentials.address];
    await administratorCommand(operator, ...again);
    expect((await signInToConsole(operator, browser, credentials)).status).toBe(401);
    await expect(administratorCommand(operator, ...again)).rejects.toThrow('already');
  });
});

describe('the command line', () => {
  it('demands a region of an agency and of nobody else, a known one, and a name', async () => {
    const add = (...words: string[]) => administratorCommand(operator, 'add', ...words, 'a@agence.example');
    await expect(add('--role', 'agency', '--name', 'A')).rejects.toThrow('region');
    await expect(add('--role', 'operator', '--region', PACA, '--name', 'A')).rejects.toThrow('region');
    await expect(add('--role', 'agency', '--region', 'Neustrie', '--name', 'A')).rejects.toThrow('regions are');
    await expect(add('--role', 'structure', '--name', 'A')).rejects.toThrow('structure');
    await expect(add('--role', 'operator')).rejects.toThrow('--name');
  });
});

describe('the words', () => {
  /** Every text of a language, functions called with a number, a name or an act. */
  function texts(words: object): string[] {
    const act = { what: 'w', who: 'x', when: 'y' };
    return Object.values(words).flatMap((value): string[] => {
      if (typeof value === 'string') return [value];
      if (typeof value !== 'function') return texts(value as object);
      return [0, 1, 30, 50].map((number) => String(value(value === consoleFrench.already ? act : number, number)));
    });
  }

  it('are French as it is printed: no-break spaces, typographic apostrophes, guillemets', () => {
    for (const text of texts(consoleFrench)) {
      expect(text).not.toMatch(/ [;:!?»]|« |'|"|\d (heures|minutes|caractères|h|j)\b/);
      expect(text).not.toMatch(/[^\s\u00a0:]:|[^\s\u202f;!?][;!?]/u);
    }
  });
});

it('a console of before structures had administrators keeps administrators, codes, links and sessions', async () => {
  const { SqliteDatabase } = await import('../../operator/store/sqlite/database.ts');
  const { mainMigrations } = await import('../../operator/store/sqlite/migrations/main/migrations.ts');
  const folder = mkdtempSync(join(tmpdir(), 'medimail-console-'));
  const file = join(folder, 'main.db');
  const earlier = mainMigrations.filter(({ id }) => id < 150);
  const before = new SqliteDatabase<never>({ file, key: null, migrations: earlier });
  before
    .prepare("INSERT INTO administrators VALUES ('a', 'x@y.example', 'X', 'agency', 'Bretagne', 't', 'h', x'00', 7)")
    .run();
  before.prepare("INSERT INTO enrolments VALUES ('link', 'a', 'later', NULL, NULL)").run();
  before.prepare("INSERT INTO recovery_codes VALUES ('a', 'code')").run();
  before.prepare("INSERT INTO console_sessions VALUES ('session', 'a', 't', 't')").run();
  await before.close();
  const after = new SqliteDatabase<never>({ file, key: null, migrations: mainMigrations });
  expect(after.prepare('SELECT id, role, region, totp_step, structure_id FROM administrators').all()).toEqual([
    { id: 'a', role: 'agency', region: 'Bretagne', totp_step: 7, structure_id: null },
  ]);
  for (const table of ['enrolments', 'recovery_codes', 'console_sessions']) {
    expect([table, after.prepare(`SELECT administrator_id AS id FROM ${table}`).all()]).toEqual([table, [{ id: 'a' }]]);
  }
  after.prepare("DELETE FROM administrators WHERE id = 'a'").run();
  expect(after.prepare('SELECT * FROM console_sessions').all()).toEqual([]);
  await after.close();
  rmSync(folder, { recursive: true });
});
