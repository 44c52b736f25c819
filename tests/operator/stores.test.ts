/** What every implementation of the store ports must do; the embedded default is the first to be held to it. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EnvelopeId } from '../../contract/model/ids.ts';
import { defaultNotificationPreferences } from '../../contract/model/notification.ts';
import { type AccountCard, EmailAddress } from '../../contract/model/person.ts';
import type { Recipient } from '../../contract/model/recipient.ts';
import { verifyEventChain } from '../../envelope/evidence/verify-events.ts';
import { demoAccounts } from '../../operator/demo/people.ts';
import type { EventDraft, NewEnvelope, RecipientStep } from '../../operator/services/ports/envelopes.ts';
import type { NewSession } from '../../operator/services/ports/sessions.ts';
import type { Upload } from '../../operator/services/ports/uploads.ts';
import { openStores, type Stores } from '../../operator/store/open-stores.ts';
import { logEvents } from './support/log-events.ts';
import { freshDatabase, isOnPostgres } from './support/test-database.ts';

const people = demoAccounts(new Map());
const cardOf = (name: string): AccountCard => {
  const account = people.find((one) => one.card.address.startsWith(name));
  if (!account) throw new Error(name);
  return account.card;
};
const claire = cardOf('claire');
const paul = cardOf('paul');
const at = '2026-11-23T10:00:00.000Z';

function event(kind: EventDraft['kind'], recipient: string | null = null): EventDraft {
  const actor = { accountId: null, name: 'Essai' };
  return { kind, at, actor, onBehalfOf: null, recipient, source: 'operator', evidenceSha256: null };
}

function newEnvelope(changes: Partial<NewEnvelope['envelope']> = {}): NewEnvelope {
  const recipient: Recipient = {
    address: paul.address,
    name: '',
    role: 'to',
    kind: 'medimail',
    accountId: paul.accountId,
    profession: null,
    state: 'sealed',
    openedAt: null,
  };
  return {
    envelope: {
      id: uuidv7(),
      contentId: uuidv7(),
      senderAccountId: claire.accountId,
      sender: claire,
      recipients: [recipient],
      metadata: Buffer.from('sealed metadata'),
      sha256: 'a'.repeat(64),
      sizeBytes: 10,
      signed: true,
      depositedAt: at,
      sealedAt: at,
      expiresAt: '2027-02-23T10:00:00.000Z',
      seal: { statement: '{}', signature: 'AA==', timestamp: 'AA==', signatureTimestamp: null },
      ...changes,
    },
    segments: null,
    events: [event('deposited'), event('sealed')],
    validation: [{ kind: 'crl', der: Buffer.from('list') }],
    answered: null,
    phones: [],
    absences: [],
    depositorId: null,
    statement: null,
    notify: [{ kind: 'reception', accountId: paul.accountId, recipient: paul.address, at }],
  };
}

function step(envelopeId: string, kind: 'notified' | 'delivered' | 'opened'): RecipientStep {
  const opened = kind === 'opened' ? { openedAt: at, statement: { sha256: randomUUID(), text: 'jws' } } : {};
  return { envelopeId, address: paul.address, state: kind, event: event(kind, paul.address), ...opened };
}

function newUpload(): Upload {
  const manifest = {
    envelopeId: EnvelopeId.parse(uuidv7()),
    sha256: 'b'.repeat(64),
    sizeBytes: 30,
    recipients: [{ address: paul.address, name: '', role: 'to' as const }],
    signed: false,
    inReplyTo: null,
  };
  const { accountId } = claire;
  return { accountId, mailboxId: accountId, manifest, contentId: uuidv7(), offset: 0, createdAt: new Date(at) };
}

/** The same envelope once its upload is there, without which nothing is published. */
async function uploaded({ uploads }: Pick<Stores, 'uploads'>, input: NewEnvelope): Promise<NewEnvelope> {
  await uploads.create({ ...newUpload(), contentId: input.envelope.contentId }, 100);
  return input;
}

const segment = (index: number, offset: number, sizeBytes = 10) => ({
  index,
  offset,
  sizeBytes,
  cipherBytes: sizeBytes + 40,
  inline: Buffer.alloc(sizeBytes + 40, index),
  blob: null,
});

/** The suite, for one implementation. */
function describeStores(name: string, open: () => Promise<Stores>, close: () => void): void {
  describe(`${name} as the operator's stores`, () => {
    let stores: Stores;
    beforeAll(async () => {
      stores = await open();
    });
    afterAll(async () => {
      await stores.close();
      close();
    });

    it('keeps accounts by id, address and national id, and the first one when one comes twice', async () => {
      const [first] = people;
      if (!first) throw new Error('nobody');
      const account = { ...first, nationalId: '8123' };
      await stores.accounts.insert([account, { ...account, contactEmail: 'other@x.example' }]);
      await stores.accounts.insert(people);
      expect(await stores.accounts.byNationalId('8123')).toEqual(account);
      expect(await stores.accounts.byId(account.card.accountId)).toEqual(account);
      expect((await stores.accounts.byAddresses([account.card.address, 'x@y.example'])).size).toBe(1);
      expect(await stores.accounts.byNationalId('8999')).toBeNull();
      expect(await stores.accounts.count()).toBe(people.length);
    });

    it('opens a session once for a nonce, rotates it, and ends it when a token is used that was followed and replaced', async () => {
      const newSession = (nonce: string): NewSession => ({
        session: {
          id: randomUUID(),
          accountId: claire.accountId,
          jkt: 'jkt',
          publicKey: { kty: 'EC' },
          method: 'card',
          evidenceSha256: randomUUID(),
          createdAt: new Date(at),
          expiresAt: new Date('2026-11-23T22:00:00.000Z'),
          ended: false,
          usedAt: null,
        },
        refreshHash: 'one',
        nonce: { value: nonce, expiresAt: new Date('2026-11-23T10:02:00.000Z') },
        evidence: { sha256: randomUUID(), assertion: 'jws' },
      });
      const first = newSession('n1');
      const both = await Promise.all([stores.sessions.open(first), stores.sessions.open(newSession('n1'))]);
      expect(both).toEqual(['opened', 'nonce-used']);
      const { id } = first.session;
      expect(await stores.sessions.byId(id)).toEqual(first.session);
      const now = new Date(at);
      expect(await stores.sessions.rotate(id, 'one', 'two', now)).toBe('rotated');
      // The answer with « two » was lost.
      expect(await stores.sessions.rotate(id, 'one', 'three', now)).toBe('rotated');
      expect(await stores.sessions.rotate(id, 'three', 'four', now)).toBe('rotated');
      expect(await stores.sessions.rotate(id, 'two', 'five', now)).toBe('ended');
      expect((await stores.sessions.byId(id))?.ended).toBe(true);
      expect(await stores.sessions.rotate(id, 'four', 'five', now)).toBe('ended');
    });

    it('appends to an upload only where it ends, whoever comes first', async () => {
      const upload = newUpload();
      const other = { ...newUpload(), manifest: upload.manifest };
      expect(await stores.uploads.create(upload, 100)).toEqual(upload);
      expect(await stores.uploads.create({ ...newUpload(), accountId: paul.accountId }, 0)).toBeNull();
      expect(await stores.uploads.create(upload, 0)).toEqual(upload);
      expect(await stores.uploads.create(other, 100)).toEqual(upload);
      const now = new Date(at);
      const both = await Promise.all([
        stores.uploads.append(upload.contentId, segment(0, 0), now),
        stores.uploads.append(upload.contentId, segment(0, 0, 5), now),
      ]);
      expect(both).toEqual([true, false]);
      expect(await stores.uploads.append(upload.contentId, segment(1, 20), now)).toBe(false);
      expect(await stores.uploads.append(upload.contentId, segment(1, 10), now)).toBe(true);
      expect((await stores.uploads.find(upload.accountId, upload.manifest.envelopeId))?.offset).toBe(20);
      expect((await stores.uploads.segments(upload.contentId)).map((one) => one.offset)).toEqual([0, 10]);
      expect(await stores.uploads.untouchedSince(new Date(Date.parse(at) + 1))).toContain(upload.contentId);
      await stores.uploads.remove(upload.contentId);
      expect(await stores.uploads.append(upload.contentId, segment(2, 20), now)).toBe(false);
      expect(await stores.uploads.segments(upload.contentId)).toEqual([]);
    });

    it('publishes once: the same again is a duplicate, anything else under the id a conflict', async () => {
      const input = await uploaded(stores, newEnvelope());
      const published = await Promise.all([stores.envelopes.publish(input), stores.envelopes.publish(input)]);
      expect(published.map((one) => one.outcome)).toEqual(['published', 'duplicate']);
      expect(await stores.envelopes.find(input.envelope.id)).toEqual(input.envelope);
      const { id } = input.envelope;
      for (const changes of [{ sha256: 'c'.repeat(64) }, { senderAccountId: paul.accountId }]) {
        const other = newEnvelope({ id, ...changes });
        expect(await stores.envelopes.publish(other)).toEqual({ outcome: 'conflict' });
      }
      expect((await stores.envelopes.events(id)).map((one) => one.kind)).toEqual(['deposited', 'sealed']);
      expect(await stores.envelopes.validation(id)).toEqual(input.validation);
    });

    it('ends the upload with the publication, and keeps its segments', async () => {
      const upload = newUpload();
      await stores.uploads.create(upload, 100);
      await stores.uploads.append(upload.contentId, segment(0, 0), new Date(at));
      await stores.envelopes.publish(newEnvelope({ contentId: upload.contentId }));
      expect(await stores.uploads.find(upload.accountId, upload.manifest.envelopeId)).toBeNull();
      await stores.uploads.remove(upload.contentId);
      expect(await stores.uploads.segments(upload.contentId)).toHaveLength(1);
      expect([...(await stores.envelopes.knownContents([upload.contentId, uuidv7()]))]).toEqual([upload.contentId]);
    });

    it('publishes nothing whose upload was withdrawn while it was being sealed, and withdraws nothing published', async () => {
      const upload = newUpload();
      await stores.uploads.create(upload, 100);
      const input = newEnvelope({ contentId: upload.contentId });
      const [removed, published] = await Promise.all([
        stores.uploads.remove(upload.contentId),
        stores.envelopes.publish(input),
      ]);
      expect([removed, published]).toEqual([true, { outcome: 'withdrawn' }]);
      expect(await stores.envelopes.find(input.envelope.id)).toBeNull();
      const other = await uploaded(stores, newEnvelope());
      const inTime = await Promise.all([
        stores.envelopes.publish(other),
        stores.uploads.remove(other.envelope.contentId),
      ]);
      expect(inTime).toMatchObject([{ outcome: 'published' }, false]);
    });

    it('records a step of a recipient once, keeps the furthest state and the first opening', async () => {
      const input = await uploaded(stores, newEnvelope());
      const { id } = input.envelope;
      await stores.envelopes.publish(input);
      const opened = await stores.envelopes.advance(step(id, 'opened'));
      const again = await stores.envelopes.advance({ ...step(id, 'opened'), openedAt: '2026-11-24T10:00:00.000Z' });
      expect([opened.isNew, again.isNew]).toEqual([true, false]);
      expect(again.event).toEqual(opened.event);
      await stores.envelopes.advance(step(id, 'delivered'));
      const mail = (await stores.mails.claim(new Date(at), new Date(0), 1000)).find((one) => one.envelopeId === id);
      const settles = { mailId: mail?.id ?? '', state: 'sent' } as const;
      await stores.envelopes.advance({ ...step(id, 'notified'), settles });
      const [recipient] = (await stores.envelopes.find(id))?.recipients ?? [];
      expect(recipient).toMatchObject({ state: 'opened', openedAt: at });
      const pending = await stores.mails.claim(new Date(at), new Date(0), 1000);
      expect(pending.map((one) => one.envelopeId)).not.toContain(id);
      expect(await stores.mails.find(settles.mailId)).toMatchObject({ kind: 'reception', state: 'sent' });
      await expect(stores.envelopes.advance(step(uuidv7(), 'opened'))).rejects.toThrow('envelope.not-found');
    });

    it('gives events one sequence without gaps, in which each holds the hash of the one before', async () => {
      const inputs = await Promise.all(Array.from({ length: 20 }, () => uploaded(stores, newEnvelope())));
      await Promise.all(inputs.map((input) => stores.envelopes.publish(input)));
      const events = await logEvents(stores.log);
      expect(verifyEventChain(events)).toMatchObject({ ok: true, gaps: 0, linksChecked: events.length });
      expect(await stores.envelopes.head()).toBe(events.length);
    });

    it('gives each account its changes after a position, in order', async () => {
      const before = await stores.envelopes.head();
      const inputs = [newEnvelope(), newEnvelope(), newEnvelope()];
      for (const input of inputs) await stores.envelopes.publish(await uploaded(stores, input));
      await stores.envelopes.advance(step(inputs[0]?.envelope.id ?? '', 'opened'));
      const rows = await stores.envelopes.page(paul.accountId, before, before, 10);
      const [first, second, third] = inputs.map((input) => input.envelope.id);
      expect(rows.map((row) => row.envelope.id)).toEqual([second, third, first]);
      expect(rows.at(-1)).toMatchObject({ box: 'received', recordChanged: true });
      expect(rows.at(-1)?.events.map((one) => one.kind)).toEqual(['deposited', 'sealed', 'opened']);
      const later = await stores.envelopes.page(paul.accountId, rows[0]?.position ?? 0, rows[1]?.position ?? 0, 10);
      expect(later.map((row) => [row.envelope.id, row.events.map((one) => one.kind)])).toEqual([[first, ['opened']]]);
      expect(await stores.envelopes.page(cardOf('anne').accountId, 0, 0, 10)).toEqual([]);
      expect(await stores.envelopes.epoch()).toBe(await stores.envelopes.epoch());
    });

    it('erases content and keeps events, recipients and seal', async () => {
      const input = newEnvelope({ expiresAt: '2026-01-01T00:00:00.000Z' });
      const { id, contentId } = input.envelope;
      await stores.uploads.create({ ...newUpload(), contentId }, 100);
      await stores.uploads.append(contentId, segment(0, 0), new Date(at));
      await stores.envelopes.publish(input);
      expect((await stores.envelopes.claimExpired(new Date(at), 10)).map((one) => one.id)).toEqual([id]);
      const farewell = [{ kind: 'expiry', accountId: claire.accountId, recipient: null, at }] as const;
      await stores.envelopes.erase(id, event('expired'), farewell);
      await stores.envelopes.erase(id, event('expired'), farewell);
      const mails = (await stores.mails.claim(new Date(at), new Date(0), 1000)).filter((one) => one.envelopeId === id);
      expect(mails.map((one) => one.kind)).toEqual(['expiry']);
      expect(await stores.envelopes.claimExpired(new Date(at), 10)).toEqual([]);
      const erased = await stores.envelopes.find(id);
      expect(erased).toMatchObject({ metadata: null, seal: input.envelope.seal, recipients: [{ state: 'expired' }] });
      expect(await stores.uploads.segments(contentId)).toEqual([]);
      expect((await stores.envelopes.events(id)).map((one) => one.kind)).toEqual(['deposited', 'sealed', 'expired']);
    });

    it('keeps telephones with their content, and counts and ends codes', async () => {
      const { phoneProofs } = stores;
      const input = newEnvelope();
      const { id, contentId } = input.envelope;
      const address = EmailAddress.parse(`invitee.${randomUUID()}@x.example`);
      await stores.uploads.create({ ...newUpload(), contentId }, 100, [{ address, box: Buffer.from('number') }]);
      await stores.envelopes.publish({ ...input, phones: [{ address, box: Buffer.from('number') }] });
      expect(Buffer.from((await phoneProofs.box(contentId, address)) ?? '').toString()).toBe('number');
      expect(await phoneProofs.box(contentId, paul.address)).toBeNull();
      const code = (sentAt: Date, secretHash = randomUUID()) => ({
        ...{ envelopeId: id, address, secretHash, linkHash: 'l', codeHash: 'c', numberHash: address, sentAt },
      });
      const counted: number[] = [];
      const begin = (one: ReturnType<typeof code>) =>
        phoneProofs.begin(one, ({ toRecipient, toTelephone, forSender }) => {
          counted.push(toRecipient.length, toTelephone.length, forSender.length);
          return toTelephone.length >= 2 ? 60 : 0;
        });
      const [first, second] = [code(new Date(at)), code(new Date(Date.parse(at) + 1_000))];
      expect(await begin(first)).toBe(0);
      expect(await begin(second)).toBe(0);
      expect(await begin(code(new Date(at)))).toBe(60);
      expect(counted.slice(-3)).toEqual([2, 2, 2]);
      // For another telephone and another letter of the same sender.
      const other = newEnvelope();
      await stores.uploads.create({ ...newUpload(), contentId: other.envelope.contentId }, 100, []);
      await stores.envelopes.publish(other);
      const elsewhere = { envelopeId: other.envelope.id, numberHash: randomUUID() };
      expect(await begin({ ...code(new Date(at)), ...elsewhere })).toBe(0);
      expect(counted.slice(-3)).toEqual([0, 0, 2]);
      await phoneProofs.withdraw(second.secretHash);
      expect(await phoneProofs.waiting(second.secretHash)).toBeNull();
      expect((await phoneProofs.takeTry(first.secretHash, 2))?.tries).toBe(1);
      expect((await phoneProofs.takeTry(first.secretHash, 2))?.tries).toBe(2);
      expect(await phoneProofs.takeTry(first.secretHash, 2)).toBeNull();
      expect(await phoneProofs.use(first.secretHash)).toBe(true);
      expect(await phoneProofs.use(first.secretHash)).toBe(false);
      // A day later nothing of it counts any more.
      expect(await begin(code(new Date(Date.parse(at) + 90_000_000)))).toBe(0);
      expect(counted.slice(-3)).toEqual([0, 0, 0]);
      await phoneProofs.forget(new Date(Date.parse(at) + 80_000_000));
      expect(await phoneProofs.takeTry(first.secretHash, 5)).toBeNull();
      await stores.envelopes.erase(id, event('expired'), []);
      expect(await phoneProofs.box(contentId, address)).toHaveLength(0);
    });

    it('gives mails in the order of their turns, and no more once they are settled', async () => {
      const tasks = (['sealing', 'reception'] as const).map((kind) => ({
        kind,
        accountId: paul.accountId,
        recipient: paul.address,
        at: '2020-01-01T00:00:00.000Z',
      }));
      const input = await uploaded(stores, { ...newEnvelope(), notify: [...tasks, ...tasks] });
      await stores.envelopes.publish(input);
      const early = new Date('2020-01-01T00:01:00.000Z');
      const [first, second, ...rest] = await stores.mails.claim(early, new Date(0), 10);
      if (!first || !second) throw new Error('nothing is due');
      expect([first.kind, second.kind, rest]).toEqual(['sealing', 'reception', []]);
      expect(first.id).toMatch(/^[0-9a-f]{32}$/);
      await stores.mails.postpone(first.id, new Date('2020-01-01T00:00:30.000Z'));
      expect((await stores.mails.claim(early, new Date(0), 10)).map((one) => [one.kind, one.tries])).toEqual([
        ['reception', 0],
        ['sealing', 1],
      ]);
      expect(await stores.mails.claim(new Date('2020-01-01T00:00:10.000Z'), new Date(0), 10)).toHaveLength(1);
      await stores.mails.settle(first.id, 'unwanted');
      await stores.mails.settle(first.id, 'sent');
      await stores.mails.settle(second.id, 'sent');
      await stores.mails.settle(second.id, 'bounced');
      expect(await stores.mails.claim(early, new Date(0), 10)).toEqual([]);
      expect([(await stores.mails.find(first.id))?.state, (await stores.mails.find(second.id))?.state]).toEqual([
        'unwanted',
        'bounced',
      ]);
      await stores.mails.forget(new Date('2020-01-02T00:00:00.000Z'));
      expect(await stores.mails.find(second.id)).toBeNull();
    });

    it('keeps what an account chose to be told of', async () => {
      expect(await stores.preferences.find(paul.accountId)).toBeNull();
      const chosen = { ...defaultNotificationPreferences, titleAllowed: true };
      await stores.preferences.put(paul.accountId, defaultNotificationPreferences);
      await stores.preferences.put(paul.accountId, chosen);
      expect(await stores.preferences.find(paul.accountId)).toEqual(chosen);
      expect(await stores.preferences.find(claire.accountId)).toBeNull();
    });

    it('keeps keys until they are destroyed, and secrets as they were made', async () => {
      const { vault } = stores;
      const [one, two] = [uuidv7(), uuidv7()];
      const key = await vault.create(one, new Date(at));
      await vault.create(two, new Date('2026-10-01T00:00:00.000Z'));
      expect(key).toHaveLength(32);
      expect(Buffer.from((await vault.find(one)) ?? '').equals(key)).toBe(true);
      await vault.destroy([one, uuidv7()]);
      expect(await vault.find(one)).toBeNull();
      expect(await vault.find(two)).not.toBeNull();
      expect(await vault.contentIds('', 10)).toContain(two);
      expect(await vault.contentIds(two, 10)).not.toContain(two);
      const secret = await vault.secret('test', () => Buffer.from('made once'));
      expect(Buffer.from(await vault.secret('test', () => Buffer.from('made twice')))).toEqual(Buffer.from(secret));
    });
  });
}

const folder = mkdtempSync(join(tmpdir(), 'medimail-stores-'));
describeStores(
  isOnPostgres() ? 'PostgreSQL' : 'SQLite',
  async () => openStores({ dataFolder: folder, ...(await freshDatabase()) }),
  () => rmSync(folder, { recursive: true, force: true }),
);

describe.skipIf(isOnPostgres())('the event log in SQLite', () => {
  it('cannot be changed, even by our own connection', async () => {
    const { SqliteDatabase } = await import('../../operator/store/sqlite/database.ts');
    const { mainMigrations } = await import('../../operator/store/sqlite/migrations/main/migrations.ts');
    const { createEnvelopeStore } = await import('../../operator/store/sql/envelope.store.ts');
    const own = mkdtempSync(join(tmpdir(), 'medimail-log-'));
    const database = new SqliteDatabase<never>({ file: join(own, 'x.db'), key: null, migrations: mainMigrations });
    const { createUploadStore } = await import('../../operator/store/sql/upload.store.ts');
    const input = await uploaded({ uploads: createUploadStore(database as never) }, newEnvelope());
    await createEnvelopeStore(database as never).publish(input);
    expect(() => database.prepare("UPDATE events SET kind = 'x'").run()).toThrow('events are final');
    expect(() => database.prepare('DELETE FROM events').run()).toThrow('events stay');
    await database.close();
    rmSync(own, { recursive: true });
  });
});
