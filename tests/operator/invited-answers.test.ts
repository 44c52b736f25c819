/** Answering without an account: what is sealed of it, what the sender is told, and everything that a form must not do. */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SyncPage } from '../../contract/api/routes.ts';
import { AddressChangeLetter } from '../../contract/model/address-change.ts';
import { MAX_ATTACHMENTS_BYTES } from '../../contract/model/limits.ts';
import { parseMessage } from '../../envelope/mime/parse.ts';
import { commandLine } from '../../operator/services/ports/acts.ts';
import { answerFrom, answersTo, filled, ticketOf } from './support/answer-form.ts';
import { type Clamd, createClamd, EICAR } from './support/clamd.ts';
import { deposit, type LetterOptions, writeLetter } from './support/letter.ts';
import { publishIn } from './support/mail-desk.ts';
import { awaitMails } from './support/mailbox.ts';
import { askForAccount, cardless, PASSWORD, signInByCode, socialWorker } from './support/newcomer.ts';
import { createReader, mailedLink, type Reader } from './support/reader.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Workstation } from './support/workstation.ts';

const PAUL = 'paul.leroy@demo.medimail.example';
const CLAIRE = 'claire.martin@demo.medimail.example';

let clamd: Clamd;
let operator: TestOperator;
let claire: Workstation;
const readers: Reader[] = [];

beforeAll(async () => {
  clamd = createClamd();
  await clamd.start();
  operator = await startTestOperator({ scanner: { clamd: { socket: clamd.socket }, timeoutMs: 60_000 } });
  claire = await operator.signedIn('claire-martin');
}, 60_000);
afterAll(async () => {
  for (const reader of readers) await reader.close();
  await operator?.close();
  await clamd.remove();
});

/** Claire writes to somebody whom no directory knows, who opens it; gives what the two hold then. */
async function invited(options: Partial<LetterOptions> = {}, at = operator, from = claire) {
  const address = `sans.compte.${randomUUID().slice(0, 8)}@cabinet-exemple.example`;
  const letter = await writeLetter(from, { to: [address], subject: 'Avis demandé', ...options });
  const receipt = await deposit(from, letter);
  expect(receipt.status, receipt.bytes.toString()).toBe(200);
  const token = await mailedLink(at, address);
  const who = createReader(at);
  readers.push(who);
  const page = await who.post('/lire', { lien: token });
  expect(page.status).toBe(200);
  return { address, id: letter.manifest.envelopeId, token, who, page };
}

/** Somebody who creates an account at an address, and signs in. */
async function registered(address: string): Promise<Workstation> {
  const token = await askForAccount(operator, address);
  const newcomer = await cardless(operator);
  const body = { token, password: PASSWORD, profile: socialWorker };
  const finished = await newcomer.call('POST', '/v1/registrations/finish', { body, proof: null });
  expect(finished.status, finished.bytes.toString()).toBe(200);
  await signInByCode(operator, address, newcomer);
  return newcomer;
}

/** Gives somebody's account this address, as the agency does once its letter was accepted; the account's id. */
async function moveTo(newAddress: string): Promise<string> {
  const { addressChanges, accounts } = operator.stores;
  const oldAddress = `parti.${randomUUID().slice(0, 8)}@cabinet-exemple.example`;
  await (await registered(oldAddress)).close();
  const account = (await accounts.byAddresses([oldAddress])).get(oldAddress);
  if (!account) throw new Error('no account');
  const { accountId } = account.card;
  const now = new Date();
  const letter = AddressChangeLetter.parse({
    ...{ newAddress, activity: 'Assistante sociale', phone: '04 94 00 00 02', attested: true },
    postalAddress: '1 place de la Mairie, 83000 Toulon',
  });
  const change = { id: randomUUID(), accountId, oldAddress, letter, tokenHash: randomUUID(), askedAt: now };
  const later = new Date(now.getTime() + 60_000);
  const act = { at: now, actor: commandLine, accountId, subject: oldAddress, subjectName: '' };
  const more = { department: null, reason: null };
  const asked = { ...change, linkExpiresAt: later, provenAt: null, state: 'asked', reason: null } as const;
  await addressChanges.ask(asked, { ...act, ...more, kind: 'address-change-asked' });
  expect(await addressChanges.prove(change.tokenHash, now)).toBe('proven');
  const decision = { accepted: true, reason: null, at: now };
  const decided = await addressChanges.decide(change.id, decision, { ...act, ...more, kind: 'address-changed' });
  expect(decided).toBe('decided');
  return accountId;
}

async function receivedBy(workstation: Workstation, inReplyTo: string) {
  const { changes } = (await workstation.call<SyncPage>('GET', '/v1/sync?limit=1000')).json;
  return changes.flatMap((change) =>
    change.type === 'envelope' && change.box === 'received' && change.record.content?.inReplyTo === inReplyTo
      ? [change]
      : [],
  );
}

describe('an answer', () => {
  it('goes to the sender alone, sealed as deposited by the link and unsigned', async () => {
    const { address, id, who, page } = await invited({ cc: [PAUL] });
    const file = randomBytes(300_000);
    const text = 'Bonjour,\r\n\r\nmon avis est joint.';
    const receipt = await answerFrom(who, page, id, { a: 'auteur', texte: text }, [{ name: 'Été.pdf', bytes: file }]);
    expect(receipt.status, receipt.text).toBe(200);
    expect(receipt.text).toContain('Votre réponse est envoyée et scellée');
    expect(receipt.text).toContain(`Déposée par le lien d’invitation adressé à ${address}, non signée`);

    const [answer] = await receivedBy(claire, id);
    expect(answer?.record).toMatchObject({
      sender: { accountId: null, address, kind: 'invited', familyName: address, certified: false, profession: '' },
      recipients: [{ address: CLAIRE, kind: 'medimail', role: 'to' }],
      content: { subject: 'Re\u00a0: Avis demandé', attachments: [{ name: 'Été.pdf', sizeBytes: 300_000 }] },
      signed: false,
    });
    const statement = JSON.parse(answer?.seal.statement ?? '');
    expect(statement).toMatchObject({
      sender: { accountId: null, address, nationalId: null, authentication: { method: 'mailed-link' } },
      signature: null,
    });
    expect(statement.sender.authentication.evidenceSha256).toMatch(/^[0-9a-f]{64}$/);
    const answerId = answer?.record.id ?? '';
    const message = await claire.call('GET', `/v1/envelopes/${answerId}/message`);
    async function* bytes() {
      yield message.bytes;
    }
    const read = await parseMessage(bytes());
    expect(read.signed).toBeNull();
    expect(read.text.replaceAll('\r\n', '\n').trim()).toBe('Bonjour,\n\nmon avis est joint.');
    expect(await receivedBy(await operator.signedIn('paul-leroy'), id)).toEqual([]);
  });

  it('to all reaches those who take part, with or without an account, and nobody else', async () => {
    const second = `autre.${randomUUID().slice(0, 8)}@cabinet-exemple.example`;
    const { address, id, who, page } = await invited({ cc: [PAUL, second] });
    expect(page.text).toContain(second);
    const receipt = await answerFrom(who, page, id, { a: 'tous', texte: 'Pour tous.' });
    expect(receipt.status, receipt.text).toBe(200);
    const [answer] = await receivedBy(await operator.signedIn('paul-leroy'), id);
    expect(answer?.record.recipients.map((one) => [one.address, one.kind, one.role])).toEqual([
      [CLAIRE, 'medimail', 'to'],
      [PAUL, 'medimail', 'cc'],
      [second, 'invited', 'cc'],
    ]);
    const mails = await awaitMails(operator.dataFolder, second, 2);
    const told = mails.find(({ subject }) => subject.includes(`${address} vous a écrit`));
    expect(told?.text).toContain(`${address} vous a adressé une enveloppe sécurisée`);
    // Whose turn it is next answers in the same way: here, somebody without an account to another one.
    const link = told?.text.match(/lien=([\w-]{43})/)?.[1] ?? '';
    const other = createReader(operator);
    readers.push(other);
    const opened = await other.post('/lire', { lien: link });
    expect(opened.text).toContain('Pour tous.');
    expect(opened.text).toContain('Déposée par le lien d’invitation');
    const again = await answerFrom(other, opened, answer?.record.id ?? '', { a: 'auteur', texte: 'Bien reçu.' });
    expect(again.status, again.text).toBe(200);
    await awaitMails(operator.dataFolder, address, 2);
    // An account finds what other people without one wrote to its address.
    const newcomer = await registered(second);
    const { changes } = (await newcomer.call<SyncPage>('GET', '/v1/sync?limit=100')).json;
    expect(changes.flatMap((change) => (change.type === 'envelope' ? [[change.box, change.record.id]] : []))).toEqual([
      ['received', id],
      ['received', answer?.record.id],
      ['sent', expect.any(String)],
    ]);
    await newcomer.close();
  });

  it('shows in the history of both, and where it stands once the sender has opened it', async () => {
    const { address, id, who, page } = await invited();
    const receipt = await answerFrom(who, page, id, { texte: 'Oui.' });
    const [answer] = await receivedBy(claire, id);
    const answerId = answer?.record.id ?? '';
    const eventsOf = async (envelopeId: string) =>
      (
        await claire.call<{ events: { kind: string; actor: object; evidenceSha256: string | null }[] }>(
          'GET',
          `/v1/envelopes/${envelopeId}/events`,
        )
      ).json.events;
    const actor = { accountId: null, name: address };
    expect((await eventsOf(answerId))[0]).toMatchObject({ kind: 'deposited', actor });
    expect((await eventsOf(id)).at(-1)).toMatchObject({
      ...{ kind: 'answered', actor, evidenceSha256: answer?.record.message.sha256 },
    });
    expect(receipt.text).toContain('scellée');
    const stated = { envelopeId: answerId, sha256: answer?.record.message.sha256 ?? '' };
    const statement = await claire.openingStatement({ ...stated, openedAt: new Date().toISOString(), offline: false });
    const opened = await claire.call('POST', `/v1/envelopes/${answerId}/opened`, { body: { statement } });
    expect(opened.status, opened.bytes.toString()).toBe(200);
    expect((await who.get(`${answersTo(id)}/${answerId}`)).text).toMatch(
      /Dr Claire MARTIN<\/span> <span class="note">ouverte le /,
    );
    expect((await who.get(`/lire/enveloppe/${id}`)).text).toContain('ouverte par Dr Claire MARTIN');
    const proof = await who.get(`${answersTo(id)}/${answerId}/preuve`);
    expect(proof.headers['content-type']).toBe('application/zip');
    expect(proof.bytes.subarray(0, 2).toString()).toBe('PK');
    expect(proof.bytes.includes('seal.p7s')).toBe(true);
  });

  it('becomes its writer’s own once the address has an account, which answers by itself from then on', async () => {
    const { address, id, who, page } = await invited();
    expect((await answerFrom(who, page, id, { texte: 'Avant le compte.' })).status).toBe(200);
    const ticket = ticketOf(await who.get(`/lire/enveloppe/${id}`));
    const newcomer = await registered(address);
    const { changes } = (await newcomer.call<SyncPage>('GET', '/v1/sync?limit=100')).json;
    const boxes = changes.flatMap((change) =>
      change.type === 'envelope' ? [[change.box, change.record.sender.kind]] : [],
    );
    expect(boxes).toEqual([
      ['received', 'health'],
      ['sent', 'invited'],
    ]);
    const late = await who.postFiles(answersTo(id), filled({ ...ticket, texte: 'Après.' }));
    expect(late.status).toBe(403);
    expect((await who.get(`/lire/enveloppe/${id}`)).text).toContain('Vous avez maintenant un compte');
    await newcomer.close();
  });

  it('is the account’s own as well where an account has moved to the address', async () => {
    const { address, id, who, page } = await invited();
    await moveTo(address);
    const late = await who.postFiles(answersTo(id), filled({ ...ticketOf(page), texte: 'Par le lien.' }));
    expect(late.status).toBe(403);
    expect((await who.get(`/lire/enveloppe/${id}`)).text).toContain('Vous avez maintenant un compte');
    expect(await receivedBy(claire, id)).toEqual([]);
  });

  it('that would be empty or too long is not sent, and keeps its text', async () => {
    const { id, who, page } = await invited();
    const empty = await answerFrom(who, page, id, { texte: '  \r\n ' });
    expect(empty.status).toBe(422);
    expect(empty.text).toContain('Écrivez un texte');
    expect(await receivedBy(claire, id)).toEqual([]);
    const long = await answerFrom(who, page, id, { texte: `Début${'x'.repeat(1_100_000)}` });
    expect(long.status).toBe(422);
    expect(long.text).toContain('Le texte est trop long');
    expect(long.text).toContain('Débutxxx');
    const again = await answerFrom(who, empty, id, { texte: '<b>Enfin</b>' }, [{ name: '', bytes: Buffer.alloc(0) }]);
    expect(again.status, again.text).toBe(200);
  });
});

describe('a letter that was being sealed for an address to which an account moved meanwhile', () => {
  it('is the account’s, and takes none of the earlier ones to places that it has read already', async () => {
    const { address, id } = await invited();
    const accountId = await moveTo(address);
    const { envelopes } = operator.stores;
    const before = await envelopes.page(accountId, 0, 0, 100);
    const end = before.at(-1)?.position ?? 0;
    const stranger = { address, name: address, role: 'to', kind: 'invited', accountId: null } as const;
    const recipients = [{ ...stranger, profession: '', state: 'sealed' as const, openedAt: null }];
    const sealed = await publishIn(operator.stores, new Date(), 'Essai', [], { recipients });
    const after = await envelopes.page(accountId, end, end, 100);
    expect(after.map(({ envelope }) => envelope.id)).toEqual([sealed]);
    const all = await envelopes.page(accountId, 0, 0, 100);
    expect(all.map(({ envelope }) => envelope.id)).toEqual([...before.map(({ envelope }) => envelope.id), sealed]);
    expect((await envelopes.find(id))?.recipients.map((one) => one.accountId)).toEqual([null]);
  });
});

describe('a form', () => {
  it('of another reading, another letter or no letter seals nothing', async () => {
    const mine = await invited();
    const other = await invited();
    const forged = [
      filled({ ...ticketOf(other.page), texte: 'x' }),
      filled({ ...ticketOf(mine.page), jeton: randomBytes(32).toString('base64url'), texte: 'x' }),
      filled({ ...ticketOf(mine.page), reponse: randomUUID(), texte: 'x' }),
      filled({ texte: 'x' }),
      filled({ texte: 'x' }, [{ name: 'a.txt', bytes: Buffer.from('x') }]),
    ];
    for (const form of forged) expect((await mine.who.postFiles(answersTo(mine.id), form)).status).toBe(403);
    expect((await mine.who.postFiles(answersTo(other.id), filled({ ...ticketOf(mine.page), texte: 'x' }))).status).toBe(
      403,
    );
    const stranger = createReader(operator);
    readers.push(stranger);
    const stolen = await stranger.postFiles(answersTo(mine.id), filled({ ...ticketOf(mine.page), texte: 'Mon texte' }));
    expect(stolen.status).toBe(403);
    // Whose reading is over finds the text again.
    expect(stolen.text).toContain('Mon texte');
    expect(await receivedBy(claire, mine.id)).toEqual([]);
    expect(await receivedBy(claire, other.id)).toEqual([]);
  });

  it('of another site, or that is no form with files, is refused', async () => {
    const { id, who, page } = await invited();
    const form = () => filled({ ...ticketOf(page), texte: 'x' });
    for (const site of ['cross-site', 'same-site']) {
      expect((await who.postFiles(answersTo(id), form(), { 'sec-fetch-site': site })).status).toBe(403);
    }
    expect((await who.post(answersTo(id), { ...ticketOf(page), texte: 'x' })).status).toBe(422);
    for (const type of ['multipart/form-data', 'multipart/form-data; boundary=', 'application/json', 'text/plain']) {
      const answer = await who.post(answersTo(id), { texte: 'x' }, { 'content-type': type });
      expect([400, 415, 422], type).toContain(answer.status);
    }
    expect(await receivedBy(claire, id)).toEqual([]);
  });

  it('that is sent twice, one after the other or at once, seals one answer', async () => {
    const { id, who, page } = await invited();
    const both = await Promise.all([1, 2].map(() => answerFrom(who, page, id, { texte: 'Une fois.' })));
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect((await answerFrom(who, page, id, { texte: 'Encore.' })).status).toBe(200);
    const answers = await receivedBy(claire, id);
    expect(answers).toHaveLength(1);
  });

  it('is taken ten times in ten minutes for one letter', { timeout: 60_000 }, async () => {
    const { id, who, page } = await invited();
    const statuses: number[] = [];
    let last = page;
    for (let round = 0; round < 11; round += 1) {
      const answer = await answerFrom(who, last, id, { texte: `Réponse ${round}` });
      statuses.push(answer.status);
      last = await who.get(`/lire/enveloppe/${id}`);
      if (answer.status === 429) expect(answer.text).toContain(`Réponse ${round}`);
    }
    expect(statuses).toEqual([...Array<number>(10).fill(200), 429]);
  });

  it('shows what was typed once the reading is over', async () => {
    const { id, who, page } = await invited();
    operator.clock.offsetMs += 31 * 60_000;
    const answer = await answerFrom(who, page, id, { texte: 'Une longue <réponse>' });
    operator.clock.offsetMs = 0;
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('Une longue &lt;réponse&gt;');
    expect(await receivedBy(claire, id)).toEqual([]);
  });
});

/** What answers leave behind on an operator's disk. */
async function leftovers({ stores }: TestOperator = operator): Promise<string[]> {
  const ids: string[] = [];
  for await (const contentId of stores.blobs.contentIds()) ids.push(contentId);
  const known = await stores.envelopes.knownContents(ids.length === 0 ? ['none'] : ids);
  return ids.filter((contentId) => !known.has(contentId));
}

describe('what is attached', () => {
  it('is scanned before the seal', async () => {
    const { address, id, who, page } = await invited();
    const answer = await answerFrom(who, page, id, { texte: 'Voyez ceci.' }, [{ name: 'x.com', bytes: EICAR }]);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('logiciel malveillant');
    expect(answer.text).toContain('Voyez ceci.');
    expect(await receivedBy(claire, id)).toEqual([]);
    expect(await operator.stores.infections.ofAccount(`invited:${address}`)).toHaveLength(1);
    expect(await leftovers()).toEqual([]);
  });

  it('may be as much as every envelope takes, and not a byte more', { timeout: 120_000 }, async () => {
    const other = await startTestOperator();
    const writer = await other.signedIn('claire-martin');
    const { id, who, page } = await invited({}, other, writer);
    const half = Buffer.alloc(MAX_ATTACHMENTS_BYTES / 2, 7);
    const files = [
      { name: 'a.bin', bytes: half },
      { name: 'b.bin', bytes: half },
    ];
    const tooMuch = await answerFrom(who, page, id, { texte: 'Trop.' }, [
      ...files,
      { name: 'c.bin', bytes: Buffer.from('x') },
    ]);
    expect(tooMuch.status).toBe(413);
    expect(tooMuch.text).toContain('Trop.');
    expect(await leftovers(other)).toEqual([]);
    const whole = await answerFrom(who, tooMuch, id, { texte: 'Tout juste.' }, files);
    expect(whole.status, whole.text.slice(0, 500)).toBe(200);
    const [answer] = await receivedBy(writer, id);
    expect(answer?.record.content?.attachments.map(({ sizeBytes }) => sizeBytes)).toEqual([half.length, half.length]);
    expect(await leftovers(other)).toEqual([]);
    await who.close();
    await other.close();
  });

  it('leaves nothing when the browser goes away in the middle', async () => {
    const { id, who, page } = await invited();
    const { reponse, jeton } = ticketOf(page);
    const field = (name: string, value: string) =>
      `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const head = `${field('reponse', reponse)}${field('jeton', jeton)}--b\r\nContent-Disposition: form-data; name="pieces"; filename="a"\r\n\r\n`;
    await who.breakOff(answersTo(id), 'multipart/form-data; boundary=b', Buffer.from(head + 'x'.repeat(200_000)));
    await expect.poll(leftovers).toEqual([]);
    expect((await answerFrom(who, page, id, { texte: 'Maintenant.' })).status).toBe(200);
  });

  it('waits for nobody: without the scanner nothing is sent, and the text is kept', async () => {
    const { id, who, page } = await invited();
    await clamd.kill();
    const answer = await answerFrom(who, page, id, { texte: 'Plus tard ?' });
    await clamd.start();
    expect(answer.status).toBe(503);
    expect(answer.text).toContain('Plus tard ?');
    expect(await leftovers()).toEqual([]);
    expect((await answerFrom(who, page, id, { texte: 'Maintenant.' })).status).toBe(200);
  });
});
