/** Recipients without an account: the invitation, the one envelope that it opens, and everything that it must not. */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncPage } from '../../contract/api/routes.ts';
import type { EnvelopeEvent } from '../../contract/model/event.ts';
import { defaultNotificationPreferences } from '../../contract/model/notification.ts';
import { createInvitationLinks } from '../../operator/services/invitations.ts';
import { recordReturned } from '../../operator/services/mail-fate.ts';
import type { SitePages } from '../../operator/services/mailed-links.ts';
import { eraseExpired } from '../../operator/services/retention.ts';
import { createSignals } from '../../operator/services/signals.ts';
import { deposit, fileOf, type LetterOptions, MARKER, writeLetter } from './support/letter.ts';
import { awaitMails } from './support/mailbox.ts';
import { askForAccount, cardless, PASSWORD, signInByCode, socialWorker } from './support/newcomer.ts';
import { tamper } from './support/raw-database.ts';
import { createReader, mailedLink, type Reader } from './support/reader.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Workstation } from './support/workstation.ts';

let operator: TestOperator;
let claire: Workstation;
const readers: Reader[] = [];

beforeAll(async () => {
  operator = await startTestOperator();
  claire = await operator.signedIn('claire-martin');
});
afterAll(async () => {
  for (const reader of readers) await reader.close();
  await operator.close();
});

const someone = () => `sans.compte.${randomUUID().slice(0, 8)}@cabinet-exemple.example`;

function reader(from?: string): Reader {
  const one = createReader(operator, from);
  readers.push(one);
  return one;
}

/** Claire writes to somebody whom no directory knows; gives the envelope and the mailed secret. */
async function invite(options: Partial<LetterOptions> & { readonly address?: string } = {}) {
  const address = options.address ?? someone();
  const letter = await writeLetter(claire, { to: [address], ...options });
  const receipt = await deposit(claire, letter);
  expect(receipt.status, receipt.bytes.toString()).toBe(200);
  return { address, id: letter.manifest.envelopeId, receipt, token: await mailedLink(operator, address) };
}

const eventsOf = async (id: string) =>
  (await claire.call<{ events: EnvelopeEvent[] }>('GET', `/v1/envelopes/${id}/events`)).json.events;
const kindsOf = async (id: string) => (await eventsOf(id)).map(({ kind }) => kind);
const openBy = async (token: string, who = reader()) => ({ who, page: await who.post('/lire', { lien: token }) });

describe('an address that nobody knows', () => {
  it('is a recipient that is invited, sealed as such', async () => {
    const { address, id, receipt } = await invite();
    expect(receipt.json.record.recipients).toMatchObject([
      { address, name: address, kind: 'invited', accountId: null },
    ]);
    expect(JSON.parse(receipt.json.seal.statement)).toMatchObject({ recipients: [{ address, kind: 'invited' }] });
    await expect.poll(() => kindsOf(id)).toEqual(['deposited', 'sealed', 'notified']);
    const { changes } = (await claire.call<SyncPage>('GET', '/v1/sync?limit=1000')).json;
    const mine = changes.find((change) => change.type === 'envelope' && change.record.id === id);
    expect(mine).toMatchObject({ box: 'sent', record: { recipients: [{ state: 'notified' }] } });
  });

  it('gets a mail that says who wrote, holds the link, and neither title nor a word', async () => {
    const { address, token } = await invite();
    const [mail] = await awaitMails(operator.dataFolder, address, 1);
    expect(mail?.subject).toBe('[MEDIMAIL\u00a0: Réception] Dr Claire MARTIN vous a écrit');
    expect(mail?.text).toContain(`${operator.url}/lire?lien=${token}\r\n`);
    expect(mail?.text).not.toContain('réglages');
    expect(`${mail?.subject}${mail?.text}`).not.toContain(MARKER);
  });

  it('gets it in the sender’s language, and a mail that comes back is told to the sender', async () => {
    const accountId = claire.tokens?.account.accountId ?? '';
    await operator.stores.preferences.put(accountId, { ...defaultNotificationPreferences, language: 'en' });
    const { address, id } = await invite();
    await operator.stores.preferences.put(accountId, defaultNotificationPreferences);
    const [mail] = await awaitMails(operator.dataFolder, address, 1);
    expect(mail?.subject).toBe('[MEDIMAIL: Reception] Dr Claire MARTIN wrote to you');
    await expect.poll(() => kindsOf(id)).toContain('notified');
    const mailIds: string[] = [];
    tamper(operator.dataFolder, (database) => {
      const row = database.prepare('SELECT id FROM mails WHERE envelope_id = ? AND recipient = ?').get(id, address);
      mailIds.push((row as { id: string }).id);
    });
    const { stores } = operator;
    const parts = { ...stores, signals: createSignals(), clock: () => new Date(), operatorName: 'x' };
    await recordReturned(parts, { eachFailure: async (record) => void (await record(mailIds)) });
    expect((await eventsOf(id)).at(-1)).toMatchObject({ kind: 'bounced', recipient: address });
  });

  it('is refused to accounts that are not certified, and where the operator invites nobody', async () => {
    const hugo = await operator.signedIn('hugo-fabre');
    const address = someone();
    const refused = await deposit(hugo, await writeLetter(hugo, { to: [address], signer: false }));
    expect(refused.error).toMatchObject({
      code: 'recipient.not-allowed',
      details: { address, needs: 'certified-account' },
    });
    const strict = await startTestOperator({ invitations: false });
    try {
      const there = await strict.signedIn('claire-martin');
      expect((await deposit(there, await writeLetter(there, { to: [address] }))).error).toMatchObject({
        code: 'recipient.unknown',
        details: { address },
      });
    } finally {
      await strict.close();
    }
  });
});

describe('a mailed link', () => {
  it('followed by whoever, as often as may be, opens nothing', async () => {
    const { id, token, address } = await invite();
    const scanner = reader();
    for (let round = 0; round < 3; round += 1) {
      const page = await scanner.get(`/lire?lien=${token}`);
      expect(page.status).toBe(200);
      expect(page.text).toContain('Dr Claire MARTIN');
      expect(page.text).toContain(address);
      expect(page.text).not.toContain(MARKER);
      expect(page.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
      expect(page.headers['set-cookie']).toBeUndefined();
    }
    expect(scanner.cookie).toBe('');
    expect(await kindsOf(id)).not.toContain('opened');
  });

  it('opens with one button: the sender sees it once, and how it is known', async () => {
    const { id, token, address } = await invite();
    const { who, page } = await openBy(token);
    expect(page.status, page.text).toBe(200);
    expect(who.at).toBe(`/lire/enveloppe/${id}`);
    expect(page.text).toContain(`Cher confrère, ${MARKER}`);
    expect(page.text).toContain('Signée avec la carte professionnelle');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect((await who.get(who.at)).status).toBe(200);
    await openBy(token, who);
    await openBy(token);
    const events = (await eventsOf(id)).filter(({ kind }) => kind === 'opened' || kind === 'delivered');
    expect(events).toMatchObject([
      { kind: 'delivered', actor: { accountId: null, name: address }, recipient: address },
      { kind: 'opened', actor: { accountId: null, name: address }, recipient: address, source: 'operator' },
    ]);
    const statements: string[] = [];
    const told: unknown[] = [];
    tamper(operator.dataFolder, (database) => {
      const rows = database.prepare('SELECT text FROM statements WHERE sha256 = ?').all(events[1]?.evidenceSha256);
      told.push(...database.prepare("SELECT kind FROM mails WHERE envelope_id = ? AND kind = 'opening'").all(id));
      statements.push(...(rows as { text: string }[]).map(({ text }) => text));
    });
    expect(statements.map((text) => JSON.parse(text))).toMatchObject([
      { method: 'mailed-link', envelopeId: id, recipient: address },
    ]);
    expect(statements[0]).not.toContain(token);
    expect(told).toEqual([{ kind: 'opening' }]);
  });

  it('that was guessed, cut or changed leads nowhere, and guessing is slowed down', async () => {
    const { token } = await invite();
    const guesser = reader('127.0.0.7');
    const wrong = [randomBytes(32).toString('base64url'), token.slice(0, -1), `${token}A`, '', "' OR 1=1 --"];
    for (const one of wrong) {
      const page = await guesser.get(`/lire?lien=${encodeURIComponent(one)}`);
      expect(page.status).toBe(404);
      expect(page.text).toContain('Ce lien n’ouvre aucune enveloppe');
      expect((await guesser.post('/lire', { lien: one })).status).toBe(404);
    }
    expect((await guesser.get(`/lire?lien=${token}&lien=${token}`)).status).toBe(404);
    const answers: number[] = [];
    for (let round = 0; round < 30; round += 1) answers.push((await guesser.get(`/lire?lien=${round}`)).status);
    expect(answers.at(-1)).toBe(429);
    expect((await guesser.get(`/lire?lien=${token}`)).status).toBe(200);
    expect((await reader('127.0.0.8').get('/lire?lien=x')).status).toBe(404);
  });

  it('is kept nowhere but as its hash', async () => {
    const { token } = await invite();
    tamper(operator.dataFolder, (database) => {
      const rows = database.prepare('SELECT * FROM invitations').all();
      expect(rows.length).toBeGreaterThan(0);
      expect(JSON.stringify(rows)).not.toContain(token);
    });
    expect(operator.log.join('\n')).not.toContain(token);
  });

  it('is the same in every mail about one envelope to one recipient, and another for any other', async () => {
    const { id, address } = await invite();
    const other = await invite();
    const site = { reading: (token: string) => token } as SitePages;
    const links = createInvitationLinks({ ...operator.stores, site, key: randomBytes(32) });
    const once = await links.linkFor({ envelopeId: id, address });
    expect(await links.linkFor({ envelopeId: id, address })).toBe(once);
    expect(await links.linkFor({ envelopeId: other.id, address: other.address })).not.toBe(once);
  });

  it('made again replaces the former, which opens nothing any more', async () => {
    const { id, token, address } = await invite();
    await operator.stores.invitations.put({ envelopeId: id, address }, 'f'.repeat(64));
    expect((await reader().get(`/lire?lien=${token}`)).status).toBe(404);
  });
});

describe('a reading', () => {
  it('has a cookie that no script and no other site gets', async () => {
    const { token } = await invite();
    const agentless = reader();
    const { status } = await agentless.post('/lire', { lien: token });
    expect(status).toBe(200);
    expect(agentless.cookie).toMatch(/^__Host-medimail-lecture=[\w-]{43}$/);
    tamper(operator.dataFolder, (database) => {
      const secret = agentless.cookie.split('=')[1] ?? '';
      expect(JSON.stringify(database.prepare('SELECT * FROM readings').all())).not.toContain(secret);
    });
  });

  it('is of one envelope alone', async () => {
    const mine = await invite();
    const other = await invite({ attachments: [fileOf('secret.txt', Buffer.from('x'))] });
    const { who } = await openBy(mine.token);
    for (const path of [`/lire/enveloppe/${other.id}`, `/lire/enveloppe/${other.id}/0`]) {
      const page = await who.get(path);
      expect(page.status).toBe(403);
      expect(page.text).toContain('L’enveloppe s’est refermée');
    }
    expect((await who.get(`/lire/enveloppe/${randomUUID()}`)).text).toContain('L’enveloppe s’est refermée');
    expect((await reader().get(`/lire/enveloppe/${mine.id}`)).status).toBe(403);
    const forged = reader();
    forged.cookie = `__Host-medimail-lecture=${randomBytes(32).toString('base64url')}`;
    expect((await forged.get(`/lire/enveloppe/${mine.id}`)).status).toBe(403);
    expect(await kindsOf(other.id)).not.toContain('opened');
  });

  it('ends by its button, and after half an hour without a sign', async () => {
    const { id, token } = await invite();
    const { who } = await openBy(token);
    const { cookie } = who;
    const closed = await who.post('/lire/fermee', {});
    expect(closed.text).toContain('L’enveloppe est fermée');
    who.cookie = cookie;
    expect((await who.get(`/lire/enveloppe/${id}`)).status).toBe(403);
    const later = (await openBy(token)).who;
    operator.clock.offsetMs += 20 * 60_000;
    expect((await later.get(`/lire/enveloppe/${id}`)).status).toBe(200);
    operator.clock.offsetMs += 31 * 60_000;
    expect((await later.get(`/lire/enveloppe/${id}`)).status).toBe(403);
    operator.clock.offsetMs = 0;
  });

  it('is looked at two hundred times in ten minutes, whoever begins how many readings', {
    timeout: 120_000,
  }, async () => {
    const { id, token } = await invite();
    const answers: number[] = [];
    for (let round = 0; round < 75; round += 1) {
      const who = reader();
      answers.push((await who.post('/lire', { lien: token })).status);
      answers.push((await who.get(`/lire/enveloppe/${id}`)).status);
    }
    // A form that is answered leads on to the page: three looks a round.
    expect(answers.slice(0, 130).every((status) => status === 200)).toBe(true);
    expect(answers.at(-1)).not.toBe(200);
    const other = await invite();
    expect((await reader().post('/lire', { lien: other.token })).status).toBe(200);
  });

  it('is not begun by a form of another site', async () => {
    const { id, token } = await invite();
    for (const site of ['cross-site', 'same-site']) {
      const page = await reader().post('/lire', { lien: token }, { 'sec-fetch-site': site });
      expect(page.status).toBe(403);
      expect(page.headers['set-cookie']).toBeUndefined();
    }
    expect(await kindsOf(id)).not.toContain('opened');
  });
});

describe('what is shown', () => {
  it('is text, whatever names and text hold', async () => {
    const evil = '<script>alert(1)</script><img src=x onerror=alert(2)>"\'';
    const { token } = await invite({
      subject: `${evil} titre`,
      text: `${evil} corps\n</div><form action=//x>`,
      attachments: [fileOf('<svg onload=alert(3)>.html', Buffer.from('<script>alert(4)</script>'))],
    });
    const { page } = await openBy(token);
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/<script|<img|<form action=\/\/|<svg onload/);
    expect(page.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('has attachments that are only ever saved, whole, under their name', { timeout: 60_000 }, async () => {
    const big = randomBytes(3_000_000);
    const { id, token } = await invite({
      attachments: [
        fileOf('Été « bilan ».pdf', big),
        fileOf('page.html', Buffer.from('<script>alert(1)</script>')),
        fileOf('../../etc/pass"wd\r\nX: y', Buffer.from('x')),
        fileOf('vide.txt', Buffer.alloc(0)),
      ],
    });
    const { who, page } = await openBy(token);
    expect(page.text).toContain('4\u00a0pièces jointes');
    expect(page.text).toContain('2,9\u00a0Mo');
    const first = await who.get(`/lire/enveloppe/${id}/0`);
    expect(first.bytes.equals(big)).toBe(true);
    expect(first.headers['content-disposition']).toBe(
      'attachment; filename="_t_ _ bilan _.pdf"; filename*=UTF-8\'\'%C3%89t%C3%A9%20%C2%AB%20bilan%20%C2%BB.pdf',
    );
    const markup = await who.get(`/lire/enveloppe/${id}/1`);
    expect(markup.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    expect(markup.headers['content-security-policy']).toContain('sandbox');
    const odd = await who.get(`/lire/enveloppe/${id}/2`);
    expect(odd.headers['content-disposition']).toMatch(/^attachment; filename="[^"/\\]*"; filename\*=UTF-8''[^"/\\]*$/);
    expect((await who.get(`/lire/enveloppe/${id}/3`)).bytes).toHaveLength(0);
    for (const path of ['4', '-1', '0x0', '1e0', '..%2f0', '00000', 'a', '%00', '0%2f1']) {
      expect((await who.get(`/lire/enveloppe/${id}/${path}`)).status, path).toBe(404);
    }
    for (const path of ['%2e%2e/0', '../1', '..%2f..%2fv1/sync']) {
      expect([403, 404], path).toContain((await who.get(`/lire/enveloppe/${id}/${path}`)).status);
    }
  });

  it('says so once the content is erased', async () => {
    const { id, token } = await invite();
    const { who } = await openBy(token);
    const untouched = await invite();
    const hundredDays = 100 * 86_400_000;
    const clock = () => new Date(Date.now() + hundredDays);
    const { stores } = operator;
    await eraseExpired({ ...stores, signals: createSignals(), clock, operatorName: 'x' });
    for (const page of [
      await who.get(`/lire/enveloppe/${id}`),
      await reader().get(`/lire?lien=${token}`),
      (await openBy(untouched.token)).page,
    ]) {
      expect(page.status).toBe(410);
      expect(page.text).toContain('Le contenu de cette enveloppe est effacé');
      expect(page.text).not.toContain(MARKER);
    }
    expect(await kindsOf(untouched.id)).not.toContain('opened');
    const { changes } = (await claire.call<SyncPage>('GET', '/v1/sync?limit=1000')).json;
    const stateOf = (wanted: string) =>
      changes.flatMap((change) =>
        change.type === 'envelope' && change.record.id === wanted
          ? change.record.recipients.map((one) => one.state)
          : [],
      );
    expect(stateOf(id)).toEqual(['opened']);
    expect(stateOf(untouched.id)).toEqual(['expired']);
  });
});

describe('who registers later', () => {
  it('finds the earlier envelopes in the mailbox, and answers their sender', async () => {
    const address = someone();
    const invited = await invite({ address });
    const second = await writeLetter(claire, { to: ['paul.leroy@demo.medimail.example'], cc: [address] });
    expect((await deposit(claire, second)).status).toBe(200);
    await openBy(invited.token);
    await awaitMails(operator.dataFolder, address, 2);
    const token = await askForAccount(operator, address);
    const newcomer = await cardless(operator);
    const body = { token, password: PASSWORD, profile: socialWorker };
    const finished = await newcomer.call('POST', '/v1/registrations/finish', { body, proof: null });
    expect(finished.status, finished.bytes.toString()).toBe(200);
    await signInByCode(operator, address, newcomer);
    const { changes, more } = (await newcomer.call<SyncPage>('GET', '/v1/sync?limit=1')).json;
    expect(more).toBe(true);
    expect(changes[0]).toMatchObject({ box: 'received', record: { id: invited.id } });
    const all = (await newcomer.call<SyncPage>('GET', '/v1/sync?limit=100')).json.changes;
    const received = all.flatMap((change) => (change.type === 'envelope' ? [change.record.id] : []));
    expect(received).toEqual([invited.id, second.manifest.envelopeId]);
    const message = await newcomer.call('GET', `/v1/envelopes/${second.manifest.envelopeId}/message`);
    expect(message.bytes.equals(second.bytes)).toBe(true);
    const answer = await writeLetter(newcomer, {
      to: ['claire.martin@demo.medimail.example'],
      inReplyTo: invited.id,
      signer: false,
    });
    const answered = await deposit(newcomer, answer);
    expect(answered.status, answered.bytes.toString()).toBe(200);
    await newcomer.close();
  });
});
