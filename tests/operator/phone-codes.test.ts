/** Codes by telephone: what a sender may ask beside the mailed link, and everything that must not get around it. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SyncPage } from '../../contract/api/routes.ts';
import type { EnvelopeEvent } from '../../contract/model/event.ts';
import { EmailAddress } from '../../contract/model/person.ts';
import type { PhoneChannel } from '../../contract/model/phone-code.ts';
import { configOfPkiFolder, OperatorConfig } from '../../operator/config.ts';
import { eraseExpired } from '../../operator/services/retention.ts';
import { createSignals } from '../../operator/services/signals.ts';
import { answerFrom, ticketOf } from './support/answer-form.ts';
import { attachment, deposit, depositWhole, type LetterOptions, MARKER, writeLetter } from './support/letter.ts';
import { awaitMails } from './support/mailbox.ts';
import { askForAccount, cardless, PASSWORD, signInByCode, socialWorker } from './support/newcomer.ts';
import { tamper } from './support/raw-database.ts';
import { createReader, mailedLink, type Reader, type Shown } from './support/reader.ts';
import { GATEWAY_TOKEN, startGateway, type TestGateway } from './support/telephone.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Workstation } from './support/workstation.ts';

let gateway: TestGateway;
let operator: TestOperator;
let claire: Workstation;
let paul: Workstation;
const readers: Reader[] = [];

beforeAll(async () => {
  gateway = await startGateway();
  operator = await startTestOperator({ phoneCodes: gateway.settings });
  claire = await operator.signedIn('claire-martin');
  paul = await operator.signedIn('paul-leroy');
});
beforeEach(() => {
  gateway.next.length = 0;
});
afterAll(async () => {
  for (const one of readers) await one.close();
  await operator.close();
  await gateway.close();
});

let numbers = 0;
const newNumber = () => `+336120000${String(++numbers).padStart(2, '0')}`;
const someone = () => EmailAddress.parse(`sans.compte.${randomUUID().slice(0, 8)}@cabinet-exemple.example`);

function reader(): Reader {
  const one = createReader(operator);
  readers.push(one);
  return one;
}

interface Asking extends Partial<LetterOptions> {
  readonly address?: EmailAddress;
  readonly number?: string;
  readonly channel?: PhoneChannel;
}

/** A letter of Claire's to somebody without an account, who is to give a code; Paul has a copy. */
async function letterAsking({ address = someone(), number = newNumber(), channel = 'sms', ...options }: Asking = {}) {
  const phoneCodes = [{ address, number, channel }];
  const letter = await writeLetter(claire, { to: [address], cc: [paul.address], phoneCodes, ...options });
  return { address, number, letter, id: letter.manifest.envelopeId };
}

async function invite(asking: Asking = {}) {
  const asked = await letterAsking(asking);
  const receipt = await deposit(claire, asked.letter);
  expect(receipt.status, receipt.bytes.toString()).toBe(200);
  return { ...asked, receipt, token: await mailedLink(operator, asked.address) };
}

const askFor = (who: Reader, token: string) => who.post('/lire/code/envoi', { lien: token });
const give = (who: Reader, code: string) => who.post('/lire/code', { code });
const wrongOf = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
const eventsOf = async (id: string) =>
  (await claire.call<{ events: EnvelopeEvent[] }>('GET', `/v1/envelopes/${id}/events`)).json.events;
const kindsOf = async (id: string) => (await eventsOf(id)).map(({ kind }) => kind);

/** Opens as the recipient does. */
async function openWithCode({ token, number }: { readonly token: string; readonly number: string }, who = reader()) {
  expect((await askFor(who, token)).status).toBe(200);
  return { who, page: await give(who, gateway.codeFor(number)) };
}

function statementsOf(id: string): Record<string, unknown>[] {
  const texts: string[] = [];
  tamper(operator.dataFolder, (database) => {
    texts.push(...(database.prepare('SELECT text FROM statements WHERE envelope_id = ?').pluck().all(id) as string[]));
  });
  return texts.map((text) => JSON.parse(text) as Record<string, unknown>);
}

describe('a letter that asks for a code', () => {
  it('is sealed as such, with the last two digits and no more of the number', async () => {
    const { address, number, receipt, id } = await invite();
    const statement = JSON.parse(receipt.json.seal.statement) as { readonly recipients: unknown };
    expect(statement.recipients).toEqual([
      { address, role: 'to', kind: 'invited', phoneCode: { lastDigits: number.slice(-2) } },
      { address: paul.address, role: 'cc', kind: 'medimail' },
    ]);
    expect(JSON.stringify(receipt.json)).not.toContain(number.slice(1));
    expect(await kindsOf(id)).toContain('sealed');
  });

  it('shows nothing but who wrote, and opens neither by the button of other letters nor by guessing addresses', async () => {
    const { id, token, number } = await invite();
    const who = reader();
    const page = await who.get(`/lire?lien=${token}`);
    expect(page.text).toContain(`par SMS au numéro qui se termine par ${number.slice(-2)}`);
    expect(page.text).not.toContain(number.slice(4, 9));
    expect(page.text).toContain('Recevoir le code');
    for (const shown of [page, await who.post('/lire', { lien: token }), await who.get(`/lire/enveloppe/${id}`)]) {
      expect(shown.text).not.toContain(MARKER);
    }
    expect((await who.get('/lire/code')).text).toContain('Aucun code n’est attendu ici');
    expect(await kindsOf(id)).not.toContain('opened');
    expect(gateway.messages.some(({ to }) => to === number)).toBe(false);
  });

  it('opens with the code, and its history says what was proven', async () => {
    const { id, token, number, address } = await invite();
    const { who, page } = await openWithCode({ token, number });
    expect(page.status, page.text).toBe(200);
    expect(who.at).toBe(`/lire/enveloppe/${id}`);
    expect(page.text).toContain(MARKER);
    expect(page.text).toContain(`un code envoyé au numéro qui se termine par ${number.slice(-2)}`);
    const steps = (await eventsOf(id)).filter(({ kind }) => kind.startsWith('code-') || kind === 'opened');
    expect(steps).toMatchObject([
      { kind: 'code-sent', recipient: address, actor: { accountId: null, name: 'Opérateur d’essai' } },
      { kind: 'code-confirmed', recipient: address, actor: { accountId: null, name: address } },
      { kind: 'opened', recipient: address },
    ]);
    const [, confirmed] = steps;
    const opening = statementsOf(id).find(({ method }) => method !== undefined);
    expect(opening).toMatchObject({
      method: 'mailed-link-and-phone-code',
      codeSha256: confirmed?.evidenceSha256,
      recipient: address,
    });
    const [message] = gateway.messages.filter(({ to }) => to === number);
    expect(message).toMatchObject({ to: number, channel: 'sms', language: 'fr' });
    expect(message?.text).toContain(message?.code);
    expect(message?.text).not.toContain(MARKER);
  });

  it('is spoken where the sender chose so, in the language of the page', async () => {
    const { token, number } = await invite({ channel: 'voice' });
    const who = reader();
    expect((await who.get(`/lire?lien=${token}&lang=en`)).text).toContain('spoken in a call');
    await who.post('/lire/code/envoi?lang=en', { lien: token });
    expect(gateway.messages.at(-1)).toMatchObject({ to: number, channel: 'voice', language: 'en' });
    expect(gateway.messages.at(-1)?.text).toMatch(/: (\d, ){5}\d\. Again/);
  });

  it('is answered from the same reading, and the answer’s seal says how it was deposited', async () => {
    const asked = await invite();
    const { who, page } = await openWithCode(asked);
    const receipt = await answerFrom(who, page, asked.id, { texte: 'Bien reçu.', a: 'expediteur' });
    expect(receipt.text).toContain('avec un code envoyé au téléphone');
    const { changes } = (await claire.call<SyncPage>('GET', '/v1/sync?limit=1000')).json;
    const seals = changes.flatMap((change) =>
      change.type === 'envelope' && change.record.content?.inReplyTo === asked.id ? change.seal.statement : [],
    );
    expect(seals.map((text) => JSON.parse(text))).toMatchObject([
      { sender: { accountId: null, authentication: { method: 'mailed-link-and-phone-code' } } },
    ]);
  });
});

describe('a code', () => {
  it('that is wrong has five tries, and after them the right one opens nothing', async () => {
    const { id, token, number } = await invite();
    const who = reader();
    await askFor(who, token);
    const code = gateway.codeFor(number);
    for (const left of ['4 essais', '3 essais', '2 essais', 'un essai']) {
      const page = await give(who, wrongOf(code));
      expect(page.status).toBe(403);
      expect(page.text).toContain(left);
    }
    expect((await give(who, wrongOf(code))).text).toContain('Ce code ne sert plus');
    const late = await give(who, code);
    expect(late.status).toBe(403);
    expect(late.text).not.toContain(MARKER);
    expect(await kindsOf(id)).not.toContain('opened');
    // Another one opens.
    await who.post('/lire/code/envoi', {});
    expect(
      (await give(who, `${gateway.codeFor(number).slice(0, 3)} ${gateway.codeFor(number).slice(3)}`)).text,
    ).toContain(MARKER);
  });

  it('serves for ten minutes', async () => {
    const { token, number } = await invite();
    const who = reader();
    await askFor(who, token);
    operator.clock.offsetMs += 10 * 60_000 + 1000;
    const page = await give(who, gateway.codeFor(number));
    operator.clock.offsetMs = 0;
    expect(page.status).toBe(403);
    expect(page.text).toContain('Ce code ne sert plus');
  });

  it('is worth nothing in another browser, nor a second time, nor for another letter', async () => {
    const mine = await invite();
    const other = await invite();
    const who = reader();
    const thief = reader();
    await askFor(who, mine.token);
    await askFor(thief, other.token);
    expect((await give(reader(), gateway.codeFor(mine.number))).text).toContain('Aucun code n’est attendu ici');
    const elsewhere = await give(thief, gateway.codeFor(mine.number));
    expect(elsewhere.status).toBe(403);
    expect(elsewhere.text).not.toContain(MARKER);
    const { cookie } = who;
    expect((await give(who, gateway.codeFor(mine.number))).text).toContain(MARKER);
    who.cookie = cookie;
    expect((await give(who, gateway.codeFor(mine.number))).text).toContain('Aucun code n’est attendu ici');
  });

  it('that is tried twenty times at once is looked at five times', async () => {
    const { token, number } = await invite();
    const who = reader();
    await askFor(who, token);
    const wrong = wrongOf(gateway.codeFor(number));
    const pages = await Promise.all(Array.from({ length: 20 }, () => give(who, wrong)));
    expect(pages.filter(({ text }) => text.includes('Ce code n’est pas le bon')).length).toBeLessThanOrEqual(4);
  });

  it('is sent three times in an hour and six in a day, whoever asks, after a new start too', async () => {
    const { token, number } = await invite();
    const sent = () => gateway.messages.filter(({ to }) => to === number).length;
    for (let round = 0; round < 3; round += 1) expect((await askFor(reader(), token)).status).toBe(200);
    await operator.restart();
    [claire, paul] = await Promise.all([operator.signedIn('claire-martin'), operator.signedIn('paul-leroy')]);
    const refused = await askFor(reader(), token);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3500);
    expect(refused.text).toContain('Assez de codes');
    expect(sent()).toBe(3);
    operator.clock.offsetMs += 3_601_000;
    for (let round = 0; round < 3; round += 1) expect((await askFor(reader(), token)).status).toBe(200);
    operator.clock.offsetMs += 3_601_000;
    expect((await askFor(reader(), token)).status).toBe(429);
    expect(sent()).toBe(6);
    operator.clock.offsetMs += 86_400_000;
    expect((await askFor(reader(), token)).status).toBe(200);
    operator.clock.offsetMs = 0;
  });

  it('rings one telephone no more often for several letters', async () => {
    const number = newNumber();
    const letters = [
      await invite({ number }),
      await invite({ number }),
      await invite({ number }),
      await invite({ number }),
    ];
    const answers: number[] = [];
    for (const { token } of letters) answers.push((await askFor(reader(), token)).status);
    expect(answers).toEqual([200, 200, 200, 429]);
  });
});

describe('a sender', () => {
  it('has two hundred codes sent in a day, to however many telephones', async () => {
    const { token } = await invite();
    expect((await askFor(reader(), token)).status).toBe(200);
    tamper(operator.dataFolder, (database) => {
      const columns = 'secret_hash, envelope_id, address, link_hash, number_hash, code_hash, sent_at, tries';
      const like = database.prepare(
        `INSERT INTO phone_codes (${columns})
         SELECT ?, envelope_id, ?, link_hash, ?, code_hash, ?, tries FROM phone_codes LIMIT 1`,
      );
      const now = new Date().toISOString();
      for (let number = 1; number < 200; number += 1) like.run(randomUUID(), `${number}@x.example`, randomUUID(), now);
    });
    const other = await invite();
    const refused = await askFor(reader(), other.token);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_600);
    operator.clock.offsetMs = 86_400_000;
    const later = await askFor(reader(), other.token);
    operator.clock.offsetMs = 0;
    tamper(operator.dataFolder, (database) => database.exec('DELETE FROM phone_codes'));
    expect(later.status).toBe(200);
  });
});

describe('a gateway', () => {
  it('that fails once is asked again, under the same id', async () => {
    const { token, number } = await invite();
    gateway.next.push(503);
    expect((await askFor(reader(), token)).status).toBe(200);
    expect(gateway.messages.filter(({ to }) => to === number)).toHaveLength(1);
  });

  it('that refuses, or answers nobody, is told on the page; what did not leave is not counted', async () => {
    const { id, token, number } = await invite();
    const who = reader();
    for (let round = 0; round < 4; round += 1) {
      gateway.next.push(422);
      const page = await askFor(who, token);
      expect(page.status).toBe(503);
      expect(page.text).toContain('Le code n’a pas pu être envoyé');
      expect(page.text).toContain('Recevoir le code');
    }
    expect(await kindsOf(id)).not.toContain('code-sent');
    expect((await askFor(who, token)).status).toBe(200);
    gateway.next.push(500, 500);
    expect((await who.post('/lire/code/envoi', {})).text).toContain('Le code n’a pas pu être envoyé');
    expect((await give(who, gateway.codeFor(number))).text).toContain(MARKER);
    expect(operator.log.some((line) => line.includes('telephone gateway') && line.includes('422'))).toBe(true);
  });

  it('that says nothing may have sent it: that is counted, serves when it comes, and is in no history', async () => {
    const { id, token } = await invite();
    const who = reader();
    const first = [
      ['silent', 'silent'],
      ['silent', 409],
      ['silent', 500],
    ] as const;
    const answers: number[] = [];
    for (const faults of first) {
      gateway.next.push(...faults);
      answers.push((await askFor(who, token)).status);
    }
    answers.push((await askFor(reader(), token)).status);
    expect(answers).toEqual([200, 200, 200, 429]);
    expect(await kindsOf(id)).not.toContain('code-sent');
    expect((await give(who, gateway.unanswered.at(-1) ?? '')).text).toContain(MARKER);
  });

  it('of a proxy that heard nothing in time may have sent it too', async () => {
    const { token } = await invite();
    gateway.next.push(504, 502);
    expect((await askFor(reader(), token)).status).toBe(200);
  });
});

describe('its settings', () => {
  const wrong = (phoneCodes: unknown) =>
    OperatorConfig.safeParse({ ...configOfPkiFolder('pki'), dataFolder: 'data', phoneCodes }).success === false;

  it('name a place under TLS, or on this machine, and a file with the token', () => {
    const tokenFile = '/etc/medimail/telephone.token';
    expect(wrong({ url: 'https://passerelle.example/codes', tokenFile })).toBe(false);
    expect(wrong({ url: 'http://127.0.0.1:8080/codes', tokenFile })).toBe(false);
    expect(wrong({ url: 'http://passerelle.example/codes', tokenFile })).toBe(true);
    expect(wrong({ url: 'https://passerelle.example/codes' })).toBe(true);
    expect(wrong({ url: 'https://passerelle.example/codes', token: 'x' })).toBe(true);
  });
});

describe('what is kept', () => {
  it('names the number nowhere in clear: not in files, logs, events or what others see', async () => {
    const asked = await invite();
    const underWay = await letterAsking({ attachments: [attachment('image.bin', 200_000)] });
    expect((await claire.call('POST', '/v1/uploads', { body: underWay.letter.manifest })).status).toBe(200);
    await openWithCode(asked);
    const rows: unknown[] = [];
    tamper(operator.dataFolder, (database) => {
      const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[];
      for (const table of tables) rows.push(...database.prepare(`SELECT * FROM ${table}`).all());
    });
    const shown = [
      JSON.stringify(rows, (_, value: unknown) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
      ),
      operator.log.join('\n'),
      (await paul.call('GET', '/v1/sync?limit=1000')).bytes.toString('latin1'),
      (await paul.call('GET', `/v1/envelopes/${asked.id}/evidence`)).bytes.toString('latin1'),
      JSON.stringify(await eventsOf(asked.id)),
    ];
    for (const text of shown) {
      for (const { number } of [asked, underWay]) expect(text).not.toContain(number.slice(3));
      for (const secret of [GATEWAY_TOKEN, `"${gateway.codeFor(asked.number)}"`]) expect(text).not.toContain(secret);
    }
  });

  it('goes with the content', async () => {
    const asked = await invite();
    await askFor(reader(), asked.token);
    const count = () => {
      const counts: unknown[] = [];
      tamper(operator.dataFolder, (database) => {
        for (const of of ['asked_phones WHERE address', 'phone_codes WHERE address']) {
          counts.push(database.prepare(`SELECT count(*) FROM ${of} = ?`).pluck().get(asked.address));
        }
      });
      return counts;
    };
    const boxBytes = () => {
      let bytes: unknown;
      tamper(operator.dataFolder, (database) => {
        bytes = database.prepare('SELECT length(box) FROM asked_phones WHERE address = ?').pluck().get(asked.address);
      });
      return bytes;
    };
    expect(count()).toEqual([1, 1]);
    expect(boxBytes()).toBeGreaterThan(0);
    const at = new Date(Date.now() + 100 * 86_400_000);
    await eraseExpired({ ...operator.stores, signals: createSignals(), clock: () => at, operatorName: 'x' });
    // That a code was asked for stays, without the number: no account made later takes the history over.
    expect(count()).toEqual([1, 0]);
    expect(boxBytes()).toBe(0);
    expect((await reader().get(`/lire?lien=${asked.token}`)).status).toBe(410);
  });
});

describe('whoever holds the mailbox', () => {
  /** Makes an account at an address, as anybody who reads its mail can. */
  async function register(address: string): Promise<Workstation> {
    const workstation = await cardless(operator);
    const body = { token: await askForAccount(operator, address), password: PASSWORD, profile: socialWorker };
    expect((await workstation.call('POST', '/v1/registrations/finish', { body, proof: null })).status).toBe(200);
    await signInByCode(operator, address, workstation);
    return workstation;
  }
  const has = async (workstation: Workstation, id: string) =>
    (await workstation.call<SyncPage>('GET', '/v1/sync?limit=1000')).json.changes.some(
      (change) => change.type === 'envelope' && change.record.id === id,
    );

  it('gets around the code by no account: the letter comes into the mailbox once the code came back', async () => {
    const asked = await invite();
    const plain = await writeLetter(claire, { to: [asked.address] });
    expect((await deposit(claire, plain)).status).toBe(200);
    const mails = await awaitMails(operator.dataFolder, asked.address, 2);
    // One says that the telephone will be needed, the other that the link alone is enough.
    const said = mails.map(({ text }) => [/votre téléphone/, /qui l’a peut lire/].map((words) => words.test(text)));
    expect(said.sort()).toEqual([
      [false, true],
      [true, false],
    ]);
    const account = await register(asked.address);
    expect(await has(account, plain.manifest.envelopeId)).toBe(true);
    // Neither before the code came back nor after: whoever gave it need not be who has the account.
    const expectNothing = async (): Promise<void> => {
      expect(await has(account, asked.id)).toBe(false);
      expect((await account.call('GET', `/v1/envelopes/${asked.id}/message`)).error.code).toBe('envelope.not-found');
    };
    await expectNothing();
    const { page } = await openWithCode(asked);
    expect(page.text).toContain(MARKER);
    expect(page.text).not.toContain('depuis votre boîte Medimail');
    await expectNothing();
    await account.close();
  });

  it('gets by a later account neither what was opened with the code, nor what answered it', async () => {
    const asked = await invite();
    const { who, page } = await openWithCode(asked);
    const answered = async (from: Reader, shown: Shown): Promise<string> => {
      const receipt = await answerFrom(from, shown, asked.id, { texte: 'Bien reçu.', a: 'expediteur' });
      expect(receipt.text).toContain('avec un code envoyé au téléphone');
      return ticketOf(shown).reponse;
    };
    const answerId = await answered(who, page);
    const account = await register(asked.address);
    const isThere = async () => [await has(account, asked.id), await has(account, answerId)];
    expect(await isThere()).toEqual([false, false]);
    // One that is written once the account is there is not its either.
    const again = await openWithCode(asked);
    const later = await answered(again.who, again.page);
    expect(await has(account, later)).toBe(false);
    await account.close();
  });

  it('is not let in by an account made before the letter: its sender is told', async () => {
    const address = someone();
    const account = await register(address);
    const { letter } = await letterAsking({ address });
    for (const send of [deposit, depositWhole]) {
      expect((await send(claire, letter)).error).toMatchObject({
        code: 'recipient.phone-code-refused',
        details: { address, reason: 'has-account' },
      });
    }
    await account.close();
  });
});

describe('a deposit that asks for a code', () => {
  it('is refused before anything is sealed where the operator sends none, which it says beforehand', async () => {
    const without = await startTestOperator();
    try {
      const there = await without.signedIn('claire-martin');
      const { letter, address, id } = await letterAsking();
      for (const send of [deposit, depositWhole]) {
        expect((await send(there, letter)).error).toMatchObject({
          code: 'recipient.phone-code-refused',
          details: { address, reason: 'not-offered' },
        });
      }
      expect((await there.call('GET', `/v1/uploads/${id}`)).status).toBe(404);
      const resolved = (from: Workstation) =>
        from.call<{ phoneCodes: boolean }>('POST', '/v1/directory/resolve', { body: { addresses: [address] } });
      expect((await resolved(there)).json.phoneCodes).toBe(false);
      expect((await resolved(claire)).json.phoneCodes).toBe(true);
    } finally {
      await without.close();
    }
  });

  it('names an invited recipient of the letter, once, with a number that may be called', async () => {
    const { letter, address, number } = await letterAsking();
    const asking = (phoneCodes: unknown) =>
      claire.call('POST', '/v1/uploads', { body: { ...letter.manifest, phoneCodes } });
    const one = { address, number, channel: 'sms' };
    for (const wrong of [
      [one, one],
      [{ ...one, address: 'autre@cabinet-exemple.example' }],
      [{ ...one, number: '+33899000000' }],
      [{ ...one, number: '0612345678' }],
      [{ ...one, channel: 'fax' }],
      [{ ...one, name: 'x' }],
      [],
    ]) {
      expect((await asking(wrong)).error.code, JSON.stringify(wrong)).toBe('request.invalid');
    }
    const colleague = await asking([{ ...one, address: paul.address }]);
    expect(colleague.error).toMatchObject({ details: { reason: 'has-account' } });
  });

  it('that was begun is not gone on with for another number', async () => {
    const { letter } = await letterAsking({ attachments: [attachment('image.bin', 200_000)] });
    const announce = (manifest: object) => claire.call('POST', '/v1/uploads', { body: manifest });
    expect((await announce(letter.manifest)).status).toBe(200);
    const [asked] = letter.manifest.phoneCodes ?? [];
    for (const phoneCodes of [undefined, [{ ...asked, number: newNumber() }]]) {
      expect((await announce({ ...letter.manifest, phoneCodes })).error.code).toBe('envelope.conflict');
    }
    expect((await deposit(claire, letter)).status).toBe(200);
  });

  it('is the same whole', async () => {
    const { letter, address, number } = await letterAsking();
    expect((await depositWhole(claire, letter)).status).toBe(200);
    const { page } = await openWithCode({ token: await mailedLink(operator, address), number });
    expect(page.text).toContain(MARKER);
  });
});

it('telephones that were asked for are kept, whichever form their table had', async () => {
  const { SqliteDatabase } = await import('../../operator/store/sqlite/database.ts');
  const { mainMigrations } = await import('../../operator/store/sqlite/migrations/main/migrations.ts');
  const folder = mkdtempSync(join(tmpdir(), 'medimail-phones-'));
  for (const [name, columns, values] of [
    ['first', 'content_id, address, box, confirmed', "'c', 'a', x'01', 0"],
    ['second', 'content_id, address, box', "'c', 'a', x'01'"],
  ] as const) {
    const file = join(folder, `${name}.db`);
    const before = new SqliteDatabase<never>({
      file,
      key: null,
      migrations: mainMigrations.filter(({ id }) => id <= 141),
    });
    if (name === 'second') before.prepare('ALTER TABLE asked_phones DROP COLUMN confirmed').run();
    before.prepare(`INSERT INTO asked_phones (${columns}) VALUES (${values})`).run();
    await before.close();
    const after = new SqliteDatabase<never>({ file, key: null, migrations: mainMigrations });
    expect(after.prepare('SELECT * FROM asked_phones').all()).toEqual([
      { content_id: 'c', address: 'a', box: Buffer.from([1]) },
    ]);
    await after.close();
  }
  rmSync(folder, { recursive: true });
});
