import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultNotificationPreferences } from '../../contract/model/notification.ts';
import { streamOf } from '../../envelope/bytes.ts';
import { parseMessage } from '../../envelope/mime/parse.ts';
import { createSpoolMailer } from '../../operator/mail/spool-mailer.ts';
import { openingMails } from '../../operator/services/opening.ts';
import { eraseExpired } from '../../operator/services/retention.ts';
import { event, type MailDesk, mailboxOf, openMailDesk, person } from './support/mail-desk.ts';

const claire = person('claire.martin');
const paul = person('paul.leroy');
const anne = person('anne.roux');
const TITLE = 'CR consultation Mme Durand';
const HOUR_MS = 3_600_000;

let desk: MailDesk;
beforeEach(async () => {
  desk = await openMailDesk();
});
afterEach(() => desk.close());

const kindsOf = async (envelopeId: string) =>
  (await desk.stores.envelopes.events(envelopeId)).map((one) => [one.kind, one.recipient]);

const later = (ms: number) => {
  desk.now = new Date(desk.now.getTime() + ms);
};

describe('a mail', () => {
  it('tells a recipient who wrote and where to read, and never the title', async () => {
    await desk.publish(TITLE);
    expect(await desk.notifier().handOver()).toBe(2);
    const [mail, ...others] = desk.mailer.taken;
    expect(others).toEqual([]);
    expect(mail?.subject).toBe('[MEDIMAIL\u00a0: Réception] Dr Claire MARTIN vous a écrit');
    for (const part of ['https://lecture.essai.example/', 'Opérateur d’essai', 'aide@essai.example']) {
      expect(mail?.text).toContain(part);
    }
    expect(`${mail?.subject}${mail?.text}`).not.toContain('Durand');
  });

  it.each([
    [false, false, false],
    [true, false, false],
    [false, true, false],
    [true, true, true],
  ])('shows the title only if operator (%s) and owner (%s) both allow it: %s', async (titles, titleAllowed, shown) => {
    await desk.stores.preferences.put(paul.accountId, { ...defaultNotificationPreferences, titleAllowed });
    await desk.publish(TITLE);
    await desk.notifier({ policy: { titles } }).handOver();
    const [mail] = desk.mailer.taken;
    expect(mail?.subject.endsWith(TITLE)).toBe(shown);
    expect(mail?.text.includes(`«\u00a0${TITLE}\u00a0»`)).toBe(shown);
  });

  it('stays one mail with one subject whatever the title holds', async () => {
    await desk.stores.preferences.put(paul.accountId, { ...defaultNotificationPreferences, titleAllowed: true });
    await desk.publish('Bilan\r\nBcc: espion@essai.example\r\n\r\ncorps\u202egpj.exe\u0000 éè');
    const spool = join(desk.folder, 'spool');
    const mailer = createSpoolMailer(spool, { name: 'Opérateur\r\nBcc: x@essai.example', address: 'op@essai.example' });
    await desk.notifier({ policy: { titles: true }, mailer }).handOver();
    const [file = ''] = readdirSync(spool);
    const raw = readFileSync(join(spool, file));
    const [head = ''] = raw.toString('latin1').split('\r\n\r\n');
    expect(head).toMatch(/^[\x20-\x7e\r\n\t]*$/);
    const names = head.split(/\r\n(?![ \t])/).map((line) => line.slice(0, line.indexOf(':')).toLowerCase());
    expect(names.filter((name) => name === 'subject')).toHaveLength(1);
    expect(names).not.toContain('bcc');
    expect(head).toContain('Auto-Submitted: auto-generated');
    const { outer } = await parseMessage(streamOf(raw));
    expect(outer.subject).toBe('[MEDIMAIL\u00a0: Réception] Bilan Bcc: espion@essai.example corpsgpj.exe éè');
    expect(outer.to.map((one) => one.address)).toEqual([mailboxOf(paul)]);
  });

  it('is in the language of its account, and leaves only for events that it wants by e-mail', async () => {
    const { channels } = defaultNotificationPreferences;
    const english = { ...defaultNotificationPreferences, language: 'en' as const };
    await desk.stores.preferences.put(paul.accountId, english);
    await desk.stores.preferences.put(anne.accountId, { ...english, channels: { ...channels, reception: 'desktop' } });
    await desk.stores.preferences.put(claire.accountId, { ...english, channels: { ...channels, sealing: 'email' } });
    const id = await desk.publish(TITLE, [paul, anne]);
    await desk.notifier().handOver();
    expect(desk.mailer.taken.map((mail) => [mail.to, mail.subject])).toEqual([
      [mailboxOf(paul), '[MEDIMAIL: Reception] Dr Claire MARTIN wrote to you'],
      [mailboxOf(claire), '[MEDIMAIL: Sealing] Your envelope to Dr Paul LEROY and 1 other is sealed'],
    ]);
    expect((await kindsOf(id)).slice(2)).toEqual([['notified', paul.address]]);
  });

  it('tells the sender of an opening, and everybody once of the end', async () => {
    const id = await desk.publish(TITLE, [paul, claire]);
    await desk.notifier().handOver();
    const envelope = await desk.stores.envelopes.find(id);
    const [toPaul, toClaire] = envelope?.recipients ?? [];
    if (!envelope || !toPaul || !toClaire) throw new Error('no envelope');
    expect(openingMails(envelope, toClaire, desk.now)).toEqual([]);
    later(HOUR_MS);
    const at = desk.now.toISOString();
    const notify = openingMails(envelope, toPaul, desk.now);
    const step = { envelopeId: id, address: paul.address, state: 'opened', openedAt: at, notify } as const;
    await desk.stores.envelopes.advance({ ...step, event: event('opened', at, paul.address) });
    await desk.stores.envelopes.advance({ ...step, event: event('opened', at, paul.address) });
    await desk.notifier().handOver();
    expect(desk.mailer.taken.slice(2).map((mail) => mail.subject)).toEqual([
      '[MEDIMAIL\u00a0: Ouverture] Dr Paul LEROY a ouvert votre enveloppe',
    ]);
    expect(desk.mailer.taken.at(-1)?.text).toContain('23 novembre 2026 à 10:00');
    desk.now = new Date('2027-02-23T10:00:01.000Z');
    await eraseExpired({ ...desk.stores, ...desk.parts });
    await desk.notifier().handOver();
    expect(
      desk.mailer.taken
        .slice(3)
        .map((mail) => mail.to)
        .sort(),
    ).toEqual([mailboxOf(claire), mailboxOf(paul)]);
  });
});

describe('a mail server that is down for a day', () => {
  it('loses nothing, sends nothing twice, keeps the order, and is not run at', async () => {
    const ids: string[] = [];
    const notifier = desk.notifier();
    desk.mailer.answer = () => ({ outcome: 'later', because: 'server' });
    const start = desk.now.getTime();
    while (desk.now.getTime() < start + 24 * HOUR_MS) {
      if (ids.length < 60 && (desk.now.getTime() - start) % (10 * 60_000) === 0) ids.push(await desk.publish(TITLE));
      await notifier.handOver();
      later(30_000);
    }
    // Up to five at once when it begins, then one each quarter of an hour.
    expect(desk.mailer.attempts).toBeGreaterThan(60);
    expect(desk.mailer.attempts).toBeLessThan(160);
    expect(desk.mailer.taken).toEqual([]);
    desk.mailer.answer = () => ({ outcome: 'taken' });
    later(20 * 60_000);
    await notifier.handOver();
    const receptions = await Promise.all(
      desk.mailer.taken.map(async ({ id }) => (await desk.stores.mails.find(id))?.envelopeId),
    );
    expect(receptions).toEqual(ids);
    expect(await desk.stores.mails.waiting()).toBe(0);
    await notifier.handOver();
    expect(desk.mailer.taken).toHaveLength(ids.length);
    expect(desk.log.join('')).not.toContain('paul.leroy');
  });

  it('is treated so when the mailer fails in a way that nobody expected', async () => {
    await desk.publish(TITLE);
    desk.mailer.answer = () => {
      throw new Error(`disk full while writing to ${mailboxOf(paul)}`);
    };
    await desk.notifier().handOver();
    expect(await desk.stores.mails.waiting()).toBe(1);
    expect(desk.log.join('')).not.toContain('paul.leroy');
  });
});

describe('a mail that is not taken', () => {
  it('is tried again ever more rarely without holding up others, and given up after five days', async () => {
    desk.mailer.answer = ({ to }) =>
      to === mailboxOf(paul) ? { outcome: 'later', because: 'mail' } : { outcome: 'taken' };
    const id = await desk.publish(TITLE, [paul, anne]);
    const notifier = desk.notifier();
    await notifier.handOver();
    expect(desk.mailer.taken.map((mail) => mail.to)).toEqual([mailboxOf(anne)]);
    for (let hours = 0; hours < 5 * 24; hours += 1) {
      expect((await kindsOf(id)).map(([kind]) => kind)).not.toContain('bounced');
      later(HOUR_MS);
      await notifier.handOver();
    }
    later(6 * HOUR_MS);
    await notifier.handOver();
    expect(desk.mailer.attempts).toBeGreaterThan(25);
    expect(desk.mailer.attempts).toBeLessThan(60);
    expect((await kindsOf(id)).slice(2)).toEqual([
      ['notified', anne.address],
      ['bounced', paul.address],
    ]);
  });

  it('and is refused for good becomes an event that its sender is told, and the recipient stays where it is', async () => {
    desk.mailer.answer = ({ to }) => ({ outcome: to === mailboxOf(paul) ? 'refused' : 'taken' });
    const id = await desk.publish(TITLE, [paul, anne]);
    const before = await desk.stores.envelopes.head();
    await desk.notifier().handOver();
    await desk.notifier().handOver();
    expect(desk.mailer.attempts).toBe(2);
    const [row] = await desk.stores.envelopes.page(claire.accountId, before, before, 10);
    expect(row?.events.map((one) => [one.kind, one.recipient]).sort()).toEqual([
      ['bounced', paul.address],
      ['notified', anne.address],
    ]);
    expect(row?.envelope.recipients.map((one) => one.state)).toEqual(['sealed', 'notified']);
    const envelope = await desk.stores.envelopes.find(id);
    expect(envelope?.recipients[0]?.state).toBe('sealed');
  });
});
