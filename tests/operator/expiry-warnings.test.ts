import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultNotificationPreferences, NotificationPreferences } from '../../contract/model/notification.ts';
import type { Recipient } from '../../contract/model/recipient.ts';
import { OperatorConfig } from '../../operator/config.ts';
import { warnOfExpiry } from '../../operator/services/expiry-warnings.ts';
import { eraseExpired } from '../../operator/services/retention.ts';
import { openStores } from '../../operator/store/open-stores.ts';
import { event, type MailDesk, mailboxOf, openMailDesk, person } from './support/mail-desk.ts';

const claire = person('claire.martin');
const paul = person('paul.leroy');
const anne = person('anne.roux');
const TITLE = 'CR consultation Mme Durand';
const DAY_MS = 86_400_000;
const EXPIRY = new Date('2027-02-23T10:00:00.000Z');

let desk: MailDesk;
beforeEach(async () => {
  desk = await openMailDesk();
});
afterEach(() => desk.close());

const daysBefore = (days: number) => {
  desk.now = new Date(EXPIRY.getTime() - days * DAY_MS);
};
const round = async () => {
  await warnOfExpiry(desk.parts);
  await eraseExpired(desk.parts);
  const before = desk.mailer.taken.length;
  await desk.notifier().handOver();
  return desk.mailer.taken.slice(before);
};
const open = (
  envelopeId: string,
  { address }: { readonly address: string },
  state: 'opened' | 'delivered' = 'opened',
) => {
  const at = desk.now.toISOString();
  return desk.stores.envelopes.advance({ envelopeId, address, state, event: event(state, at, address) });
};

describe('a week before content is erased', () => {
  it('those who have not opened it are told once, and its sender of them; nobody else, and never the title', async () => {
    const id = await desk.publish(TITLE, [paul, anne]);
    await round();
    await open(id, anne);
    await open(id, paul, 'delivered');
    daysBefore(7.01);
    expect(await round()).toEqual([]);
    daysBefore(6.99);
    const mails = await round();
    expect(mails.map((mail) => [mail.to, mail.subject]).sort()).toEqual(
      [
        [
          mailboxOf(claire),
          '[MEDIMAIL\u00a0: Effacement proche] Votre enveloppe pour Dr Paul LEROY et 1\u00a0autre n’a pas encore été ouverte par tous',
        ],
        [mailboxOf(paul), '[MEDIMAIL\u00a0: Effacement proche] Une enveloppe de Dr Claire MARTIN va être effacée'],
      ].sort(),
    );
    const toPaul = mails.find((mail) => mail.to === mailboxOf(paul))?.text;
    expect(toPaul).toContain('sera effacé le 23 février 2027 à 11:00');
    expect(toPaul).toContain('https://lecture.essai.example/');
    expect(mails.find((mail) => mail.to === mailboxOf(claire))?.text).toContain(
      'Dr Paul LEROY n’a pas encore ouvert votre enveloppe pour Dr Paul LEROY et 1\u00a0autre',
    );
    expect(mails.map((mail) => mail.text).join()).not.toContain('Durand');
    for (const days of [6, 3, 1, 0.001]) {
      daysBefore(days);
      expect(await round()).toEqual([]);
    }
    daysBefore(-0.001);
    expect((await round()).map((mail) => mail.subject)).toEqual(
      Array.from({ length: 3 }, () => expect.stringContaining('a été effacé')),
    );
  });

  it('nobody is told of what all have opened, of what is past, or where the operator wants no warnings', async () => {
    const opened = await desk.publish(TITLE);
    await round();
    await open(opened, paul);
    daysBefore(3);
    expect((await round()).filter((mail) => mail.subject.includes('proche'))).toEqual([]);
    await desk.publish(TITLE);
    await round();
    daysBefore(2);
    expect(await warnOfExpiry({ ...desk.parts, warnDays: 0 })).toBe(0);
    daysBefore(-1);
    const mails = await round();
    expect(mails).toHaveLength(4);
    expect(mails.filter((mail) => mail.subject.includes('proche'))).toEqual([]);
  });

  it('somebody without an account is told at the address that was written to, other operators are not', async () => {
    const recipient = (address: string, kind: Recipient['kind'], state: Recipient['state']): Recipient => ({
      address,
      kind,
      state,
      name: '',
      role: 'to',
      accountId: null,
      profession: null,
      openedAt: null,
    });
    await desk.publish(TITLE, [], {
      recipients: [
        recipient('invitee@cabinet-exemple.example', 'invited', 'notified'),
        recipient('dr.lointain@autre.mssante.fr', 'mssante', 'delivered'),
      ],
    });
    await round();
    daysBefore(1);
    expect((await round()).map((mail) => mail.to).sort()).toEqual(
      ['invitee@cabinet-exemple.example', mailboxOf(claire)].sort(),
    );
  });

  it('somebody who got an account while the envelope was being sealed has it, and is told like everybody with one', async () => {
    const invited: Recipient = {
      address: paul.address,
      kind: 'invited',
      state: 'sealed',
      name: paul.address,
      role: 'to',
      accountId: null,
      profession: null,
      openedAt: null,
    };
    const id = await desk.publish(TITLE, [], { recipients: [invited] });
    const [row] = await desk.stores.envelopes.page(paul.accountId, 0, 0, 10);
    expect(row).toMatchObject({ envelope: { id }, box: 'received' });
    await round();
    daysBefore(1);
    expect((await round()).map((mail) => mail.to)).toContain(mailboxOf(paul));
  });

  it('the warning is in the language of its account, and by e-mail only where it is wanted so', async () => {
    const english = { ...defaultNotificationPreferences, language: 'en' as const };
    const { channels } = english;
    await desk.stores.preferences.put(paul.accountId, english);
    await desk.stores.preferences.put(anne.accountId, { ...english, channels: { ...channels, expiring: 'desktop' } });
    await desk.stores.preferences.put(claire.accountId, { ...english, channels: { ...channels, expiring: 'none' } });
    await desk.publish(TITLE, [paul, anne]);
    await round();
    daysBefore(5);
    const mails = await round();
    expect(mails.map((mail) => [mail.to, mail.subject])).toEqual([
      [mailboxOf(paul), '[MEDIMAIL: Soon erased] An envelope from Dr Claire MARTIN is about to be erased'],
    ]);
    expect(mails[0]?.text).toContain('will be erased on 23 February 2027 at 11:00');
  });

  it('preferences that were chosen before there were warnings ask for them', () => {
    const { expiring: _, ...channels } = defaultNotificationPreferences.channels;
    const chosen = NotificationPreferences.parse({ ...defaultNotificationPreferences, channels });
    expect(chosen.channels.expiring).toBe('email');
  });

  it('a title is in it under the same rule as in every mail', async () => {
    await desk.stores.preferences.put(paul.accountId, { ...defaultNotificationPreferences, titleAllowed: true });
    await desk.publish(TITLE);
    await desk.notifier().handOver();
    daysBefore(5);
    await warnOfExpiry(desk.parts);
    await desk.notifier({ policy: { titles: true } }).handOver();
    const shown = desk.mailer.taken.filter(
      (mail) => mail.subject.includes('proche') && mail.subject.includes('Durand'),
    );
    expect(shown.map((mail) => mail.to)).toEqual([mailboxOf(paul)]);
  });
});

describe('a warning that waits', () => {
  it('does not leave once its addressee has opened the envelope, and the sender is not told of nobody', async () => {
    const id = await desk.publish(TITLE);
    await round();
    daysBefore(5);
    await warnOfExpiry(desk.parts);
    await open(id, paul);
    expect(await round()).toEqual([]);
  });

  it('does not leave once the envelope is held, nor later', async () => {
    const id = await desk.publish(TITLE);
    await round();
    daysBefore(5);
    await warnOfExpiry(desk.parts);
    const act = { at: desk.now, by: 'Essai', osUser: 'essai', reason: 'procédure' };
    expect(await desk.stores.holds.place({ envelopeId: id }, act)).toBe('placed');
    expect(await round()).toEqual([]);
    expect(await desk.stores.mails.waiting()).toBe(0);
  });

  it('is queued once however often the operator dies and starts again', async () => {
    for (let n = 0; n < 5; n += 1) await desk.publish(TITLE, [paul, anne]);
    await round();
    daysBefore(5);
    const { envelopes } = desk.stores;
    for (let dies = 0; dies < 6; dies += 1) {
      let left = 1;
      const warn: typeof envelopes.warn = (...step) => {
        left -= 1;
        if (left < 0) throw new Error('killed');
        return envelopes.warn(...step);
      };
      await warnOfExpiry({ ...desk.parts, envelopes: { ...envelopes, warn } }).catch(() => undefined);
    }
    expect(await desk.stores.mails.waiting()).toBe(15);
    await desk.stores.close();
    const again = await openStores({ dataFolder: `${desk.folder}/data` });
    await warnOfExpiry({ ...desk.parts, ...again });
    expect(await again.mails.waiting()).toBe(15);
    await again.close();
  });
});

describe('the setting', () => {
  it('is seven days unless told, and no more than sixty', () => {
    const { retention } = OperatorConfig.shape;
    expect(retention.parse(undefined)).toEqual({ warnDays: 7 });
    expect(retention.parse({ warnDays: 0 })).toEqual({ warnDays: 0 });
    for (const warnDays of [-1, 61, 1.5]) expect(retention.safeParse({ warnDays }).success).toBe(false);
  });
});
