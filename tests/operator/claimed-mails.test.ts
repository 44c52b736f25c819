/** Mails that are due where several take care of them at once: each leaves by one of them. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type MailDesk, openMailDesk, person } from './support/mail-desk.ts';

const MINUTE_MS = 60_000;

let desk: MailDesk;
beforeAll(async () => {
  desk = await openMailDesk();
});
afterAll(() => desk.close());
beforeEach(() => {
  desk.mailer.taken.length = 0;
  desk.mailer.attempts = 0;
  desk.mailer.answer = () => ({ outcome: 'taken' });
  desk.now = new Date(desk.now.getTime() + 3_600_000);
});

const idsOf = () => desk.mailer.taken.map(({ id }) => id);

it('Two that look at once send each mail once', async () => {
  for (let letter = 0; letter < 9; letter += 1) await desk.publish(`Essai ${letter}`);
  const queued = await desk.stores.mails.waiting();
  const notifiers = [desk.notifier(), desk.notifier()];
  const settled = await Promise.all(notifiers.map((notifier) => notifier.handOver()));
  expect(settled.reduce((sum, count) => sum + count)).toBe(queued);
  expect(settled.every((count) => count > 0)).toBe(true);
  expect(new Set(idsOf()).size).toBe(desk.mailer.attempts);
  expect(await desk.stores.mails.waiting()).toBe(0);
});

it('What one has claimed that is no more, another sends five minutes later, and not before', async () => {
  await desk.publish('Essai', [person('paul.leroy')]);
  const claimed = await desk.stores.mails.claim(desk.now, new Date(desk.now.getTime() + 5 * MINUTE_MS), 10);
  expect(claimed.length).toBeGreaterThan(0);
  expect(await desk.notifier().handOver()).toBe(0);
  desk.now = new Date(desk.now.getTime() + 5 * MINUTE_MS + 1);
  expect(await desk.notifier().handOver()).toBe(claimed.length);
});

it('What a server does not take now is given back, and another sends it at once', async () => {
  await desk.publish('Essai', [person('paul.leroy')]);
  desk.mailer.answer = () => ({ outcome: 'later', because: 'server' });
  await desk.notifier().handOver();
  expect(desk.mailer.attempts).toBeGreaterThan(0);
  const left = await desk.stores.mails.waiting();
  expect(left).toBeGreaterThan(0);
  desk.mailer.answer = () => ({ outcome: 'taken' });
  expect(await desk.notifier().handOver()).toBe(left);
});

it('A process that is alone sends at its start what one before it has claimed', async () => {
  await desk.publish('Essai', [person('paul.leroy')]);
  const claimed = await desk.stores.mails.claim(desk.now, new Date(desk.now.getTime() + 5 * MINUTE_MS), 10);
  await desk.stores.mails.unclaimAll();
  expect(await desk.notifier().handOver()).toBe(claimed.length);
});

it('What takes longer than its claim takes nothing back from who sends it by then', async () => {
  await desk.publish('Essai', [person('paul.leroy')]);
  const later = new Date(desk.now.getTime() + 6 * MINUTE_MS);
  let others: readonly unknown[] = [];
  desk.mailer.answer = async () => {
    // The server answers after six minutes; another node has claimed the mail meanwhile.
    desk.now = later;
    if (others.length === 0)
      others = await desk.stores.mails.claim(later, new Date(later.getTime() + 5 * MINUTE_MS), 10);
    return { outcome: 'later', because: 'server' };
  };
  await desk.notifier().handOver();
  expect(others.length).toBeGreaterThan(0);
  desk.mailer.answer = () => ({ outcome: 'taken' });
  desk.mailer.attempts = 0;
  expect(await desk.notifier().handOver()).toBe(0);
  expect(desk.mailer.attempts).toBe(0);
});
