/**
 * Everything that can go wrong before the mailbox is open, on the real card stack, against a real operator. One client
 * for all of it: each test leaves it at the sign-in screen, with empty readers.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sitePaths } from '../../contract/api/site-paths.ts';
import type { ErrorCode } from '../../contract/errors.ts';
import { app as appWords } from '../../renderer/locales/fr/app.ts';
import { codeSignIn } from '../../renderer/locales/fr/code-sign-in.ts';
import { composer } from '../../renderer/locales/fr/composer.ts';
import { errors } from '../../renderer/locales/fr/errors.ts';
import { lock as lockWords } from '../../renderer/locales/fr/lock.ts';
import { mailbox } from '../../renderer/locales/fr/mailbox.ts';
import { outbox } from '../../renderer/locales/fr/outbox.ts';
import { signIn } from '../../renderer/locales/fr/sign-in.ts';
import { ui } from '../../renderer/locales/fr/ui.ts';
import { processesOf } from '../../tools/tour/processes.ts';
import { atDesk, type Desk, failureShown, said } from '../support/desk.ts';
import { pictureFailure } from '../support/failure-picture.ts';
import { readCardFile } from '../support/pki/demo.ts';
import { type CastName, cast } from '../support/pki/people.ts';
import { createPki } from '../support/pki/pki.ts';
import { openStage, type Seat, type Stage } from '../support/stage.ts';
import { startStrangeServer } from '../support/strange-server.ts';
import { ins } from '../support/virtual-card/piv-applet.ts';
import { createVirtualCard, type VirtualCard } from '../support/virtual-card/virtual-card.ts';

const users = [
  ...(['claire-martin', 'paul-leroy', 'anne-roux', 'bernard-noel', 'sophie-blanc'] as const),
  'isabelle-girard',
] as const;
const WRONG = '9999';
/** Where a second, unwanted try would show itself. */
const AGAIN_MS = 1_500;

let folder: string;
let stage: Stage;
let seat: Seat;
let desk: Desk;
let page: Page;

const heading = (name: RegExp) => page.getByRole('heading', { level: 1, name });
const pinField = () => page.getByLabel(said(ui.pinLabel));
const alert = (text: string) => page.getByRole('alert').filter({ hasText: said(text, 'part') });
const triesLeft = (count: number) =>
  page.getByText(said((count === 1 ? ui.triesLeft_one : ui.triesLeft_other).replace('{{count}}', String(count))));

/** Puts somebody's card into the first reader and waits until the screen names its holder. */
async function insert(name: CastName, holder: RegExp): Promise<VirtualCard> {
  const card = stage.card(name);
  await card.insert(stage.pcscd.readers[0]);
  await heading(holder).waitFor();
  return card;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-sign-in-'));
  stage = await openStage(folder);
  seat = await stage.seat({ folder: 'poste' });
  desk = atDesk(await seat.launch());
});
beforeEach(async () => {
  page = await desk.page();
});
afterEach(async ({ task }) => {
  await pictureFailure(task, desk.app);
  seat.link.slowDown(0);
  seat.link.leadTo(stage.operator.url);
  seat.link.mend();
  await desk.leave();
  for (const name of users) {
    stage.card(name).clearFaults();
    await stage.card(name).remove();
  }
  page = await desk.page();
  await heading(said(signIn.noCardTitle)).waitFor();
});
afterAll(async () => {
  await stage?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a card that may not open anything', () => {
  it.each<[string, CastName, ErrorCode]>([
    ['has expired', 'marc-durand', 'card.certificate-expired'],
    ['was revoked', 'helene-moreau', 'card.certificate-revoked'],
    ['comes from another authority', 'luc-simon', 'card.certificate-untrusted'],
    ['is not valid yet', 'emma-laurent', 'card.certificate-not-yet-valid'],
  ])('is refused before its PIN is asked: it %s', async (_why, name, code) => {
    const card = stage.card(name);
    await card.insert(stage.pcscd.readers[0]);
    await failureShown(page, code);
    await page.getByText(said(signIn.cardRefused)).waitFor();
    expect(await pinField().count()).toBe(0);
    expect(card.pinAttempts).toBe(0);
    await card.remove();
  });

  it('is named for what it is: no card of a health professional', async () => {
    const card = createVirtualCard({ file: stage.card('claire-martin').file, foreign: true });
    await card.insert(stage.pcscd.readers[0]);
    await failureShown(page, 'card.unknown-family');
    expect(await pinField().count()).toBe(0);
    await card.remove();
  });
});

describe('without a card', () => {
  it('a lost access and a new account are settled on the operator’s pages, in the system’s browser', async () => {
    for (const [words, path] of [
      [codeSignIn.noAccess, sitePaths.recovery],
      [codeSignIn.createAccount, sitePaths.registration],
    ] as const) {
      await page.getByRole('button', { name: said(words, 'start') }).click();
      const opened = { api: 'shell.openExternal', detail: new URL(path, seat.link.url).href };
      await expect.poll(() => desk.app.calls()).toContainEqual(opened);
    }
  });
});

describe('two cards', () => {
  it('are both shown, and the person chooses', async () => {
    await stage.card('claire-martin').insert(stage.pcscd.readers[0]);
    await stage.card('paul-leroy').insert(stage.pcscd.readers[1]);
    await heading(said(signIn.severalTitle)).waitFor();
    const cards = page.getByRole('list', { name: said(signIn.severalLabel) }).getByRole('button');
    expect(await cards.count()).toBe(2);
    await cards.filter({ hasText: 'LEROY' }).click();
    await heading(/Paul LEROY/).waitFor();
    // Only one is left: it is hers, whoever was chosen before.
    await stage.card('paul-leroy').remove();
    await heading(/Claire MARTIN/).waitFor();
    await pinField().waitFor();
  });
});

describe('a wrong PIN', () => {
  it('is tried once, says how many tries are left, and the last one is asked for twice', async () => {
    const card = await insert('claire-martin', /Claire MARTIN/);
    await triesLeft(3).waitFor();
    await desk.typePin(WRONG);
    await failureShown(page, 'card.pin-incorrect');
    await triesLeft(2).waitFor();
    expect(await pinField().inputValue()).toBe('');
    await delay(AGAIN_MS);
    expect(card.pinAttempts).toBe(1);

    await desk.typePin(WRONG);
    await triesLeft(1).waitFor();
    await failureShown(page, 'card.pin-incorrect');
    expect(card.pinAttempts).toBe(2);

    // The last try: nothing reaches the card before the person has said so.
    await desk.typePin(card.file.pin);
    const question = page.getByRole('alertdialog', { name: said(ui.finalTryTitle) });
    await question.getByRole('button', { name: said(ui.finalTryStop) }).click();
    await question.waitFor({ state: 'detached' });
    expect(card.pinAttempts).toBe(2);
    await desk.typePin(card.file.pin);
    await question.getByRole('button', { name: said(ui.finalTryGo) }).click();
    await heading(said(signIn.firstRunTitle)).waitFor();
    expect(card.pinAttempts).toBe(3);
    expect(card.triesLeft).toBe(card.file.maxTries);
    await page.getByRole('button', { name: said(signIn.firstRunDone) }).click();
    await heading(said(mailbox.received)).waitFor();
  });

  it('at the last try blocks the card, which is said with what to do', async () => {
    const card = stage.card('anne-roux');
    card.triesLeft = 1;
    await insert('anne-roux', /Anne ROUX/);
    await triesLeft(1).waitFor();
    await desk.typePin(WRONG);
    await page
      .getByRole('alertdialog', { name: said(ui.finalTryTitle) })
      .getByRole('button', { name: said(ui.finalTryGo) })
      .click();
    await alert(signIn.blockedTitle)
      .filter({ hasText: said(signIn.blockedKept, 'part') })
      .filter({ hasText: 'card.pin-blocked' })
      .waitFor();
    expect(await pinField().count()).toBe(0);
    expect(card.pinAttempts).toBe(1);
    expect(card.triesLeft).toBe(0);
  });

  it('is not asked for from a card that was blocked elsewhere', async () => {
    const card = await insert('anne-roux', /Anne ROUX/);
    await alert(signIn.blockedTitle).filter({ hasText: 'card.pin-blocked' }).waitFor();
    expect(await pinField().count()).toBe(0);
    expect(card.pinAttempts).toBe(1);
    // The next person is not held back by it.
    await card.remove();
    await insert('claire-martin', /Claire MARTIN/);
    await triesLeft(3).waitFor();
  });
});

describe('card service and card host', () => {
  it('a stopped card service is named, and found again by itself', async () => {
    await stage.pcscd.stop();
    await heading(said(signIn.serviceTitle)).waitFor();
    await page.getByText('card.service-unavailable').waitFor();
    await stage.pcscd.start();
    await heading(said(signIn.noCardTitle)).waitFor();
    await insert('claire-martin', /Claire MARTIN/);
    await pinField().waitFor();
  });

  it('a card host that is killed is replaced: before the PIN nobody notices, during it the person is told', async () => {
    const hosts = () => processesOf(desk.app.pid, /Medimail card host/);
    const card = await insert('claire-martin', /Claire MARTIN/);
    const [first = 0] = await hosts();
    process.kill(first, 'SIGKILL');
    await expect.poll(hosts, { timeout: 10_000 }).not.toContain(first);
    const tried = card.pinAttempts;
    card.delayOn(ins.verify, 1_000, 3);
    await desk.typePin(card.file.pin);
    await expect.poll(() => card.pinAttempts, { timeout: 20_000 }).toBe(tried + 1);
    const [second = 0] = await hosts();
    expect(second).not.toBe(first);
    process.kill(second, 'SIGKILL');
    await failureShown(page, 'card.module-crashed');
    card.clearFaults();
    expect(card.pinAttempts).toBe(tried + 1);
    await desk.signIn(card.file.pin);
    expect(card.pinAttempts).toBe(tried + 2);
  });
});

describe('an operator that cannot be reached', () => {
  it('keeps a first sign-in from opening anything, and the same card opens as soon as it answers', async () => {
    seat.link.cut();
    const card = await insert('bernard-noel', /Bernard NOËL/);
    await desk.typePin(card.file.pin);
    await failureShown(page, 'operator.offline', signIn.operatorNeeded);
    await pinField().waitFor();
    seat.link.mend();
    await desk.signIn(card.file.pin);
  });

  it.each([
    ['is cut off', () => seat.link.cut(), appWords.offline],
    ['is too slow to wait for', () => seat.link.slowDown(4_000), appWords.connecting],
  ])('does not keep a mailbox of this workstation from being read: it %s', async (_how, trouble, told) => {
    trouble();
    const card = await insert('bernard-noel', /Bernard NOËL/);
    await desk.signIn(card.file.pin);
    await page.getByText(said(told)).first().waitFor();
    await (await desk.row(/./)).first().waitFor();
  });
});

describe('a server that is not the operator', () => {
  it('is told nothing, at a first sign-in and later', async () => {
    // A certificate and key that belong together, from an authority that nobody here trusts.
    const { authentication, chain } = readCardFile(stage.operator.pki.cards['luc-simon']);
    const pem = (base64: string) =>
      `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
    const impostor = await startStrangeServer({
      certificate: [authentication.certificate, ...chain].map(pem).join(''),
      key: authentication.privateKeyPem,
      contentType: 'application/json',
      body: '{}',
    });
    try {
      seat.link.leadTo(impostor.url);
      const newcomer = await insert('sophie-blanc', /Sophie BLANC/);
      await desk.typePin(newcomer.file.pin);
      await failureShown(page, 'operator.untrusted');
      await newcomer.remove();
      await heading(said(signIn.noCardTitle)).waitFor();

      const known = await insert('bernard-noel', /Bernard NOËL/);
      await desk.signIn(known.file.pin);
      await desk.go('outbox');
      await page
        .getByRole('status')
        .filter({ hasText: said(errors['operator.untrusted'].title, 'part') })
        .waitFor();
      expect(impostor.requests).toBe(0);
    } finally {
      await impostor.close();
    }
  });

  it('and answers nonsense is said to, and the workstation goes on with what it has', async () => {
    const { tls } = stage.operator.pki;
    const portal = await startStrangeServer({
      certificate: readFileSync(tls.certificateFile, 'utf8'),
      key: readFileSync(tls.keyFile, 'utf8'),
      contentType: 'text/html',
      body: '<html><title>Wi-Fi gratuit</title></html>',
    });
    try {
      seat.link.leadTo(portal.url);
      const newcomer = await insert('sophie-blanc', /Sophie BLANC/);
      await desk.typePin(newcomer.file.pin);
      await failureShown(page, 'operator.protocol', signIn.operatorNeeded);
      expect(portal.requests).toBeGreaterThan(0);
      await newcomer.remove();
      await heading(said(signIn.noCardTitle)).waitFor();

      const known = await insert('bernard-noel', /Bernard NOËL/);
      await desk.signIn(known.file.pin);
      await desk.go('outbox');
      await page
        .getByRole('status')
        .filter({ hasText: said(errors['operator.protocol'].title, 'part') })
        .waitFor();
      // The operator is back: nobody has to do anything.
      seat.link.leadTo(stage.operator.url);
      await page.getByRole('button', { name: said(outbox.tryNow) }).click();
      await page.getByText(said(appWords.offline)).first().waitFor({ state: 'detached' });
    } finally {
      await portal.close();
    }
  });
});

describe('at the lock screen', () => {
  it('another person’s card opens nothing, and one’s own is treated as at the sign-in screen', async () => {
    const card = await insert('claire-martin', /Claire MARTIN/);
    await desk.signIn(card.file.pin);
    const locked = desk.app.nextPage();
    await card.remove();
    page = await locked;
    await heading(said(lockWords.title)).waitFor();
    await stage.card('paul-leroy').insert(stage.pcscd.readers[0]);
    await page.getByText(said(lockWords.anotherCard)).waitFor();
    expect(await pinField().count()).toBe(0);
    await stage.card('paul-leroy').remove();
    await card.insert(stage.pcscd.readers[0]);
    await page.getByText(said(lockWords.resume)).waitFor();
    const tried = card.pinAttempts;
    await desk.typePin(WRONG);
    await failureShown(page, 'card.pin-incorrect');
    await triesLeft(2).waitFor();
    expect(card.pinAttempts).toBe(tried + 1);
    await desk.typePin(card.file.pin);
    await heading(said(mailbox.received)).waitFor();
  });
});

describe('at the lock screen without an operator', () => {
  it('a card that shares its secret with the operator opens once that answers, and says so', async () => {
    const card = await insert('isabelle-girard', /Isabelle GIRARD/);
    await desk.signIn(card.file.pin);
    page = await desk.lock();
    seat.link.cut();
    await page.getByText(said(lockWords.resume)).waitFor();
    await desk.typePin(card.file.pin);
    await failureShown(page, 'operator.offline', signIn.operatorNeeded);
    seat.link.mend();
    await desk.typePin(card.file.pin);
    await heading(said(mailbox.received)).waitFor();
  });
});

describe('a card service that stops while somebody is at work', () => {
  it('counts as the card’s removal: it locks, says why, and gives the place back', async () => {
    const card = await insert('claire-martin', /Claire MARTIN/);
    await desk.signIn(card.file.pin);
    await desk.go('sent');
    const locked = desk.app.nextPage();
    await stage.pcscd.stop('SIGKILL');
    page = await locked;
    await page.getByText(said(lockWords.noService)).waitFor();
    await card.remove();
    await stage.pcscd.start();
    await page.getByText(said(lockWords.insert)).waitFor();
    await card.insert(stage.pcscd.readers[0]);
    await page.getByText(said(lockWords.resume)).waitFor();
    await desk.typePin(card.file.pin);
    await heading(said(mailbox.sent)).waitFor();
  });
});

describe('a new card of the same person', () => {
  it('opens what the former one kept, with the recovery code and nothing else', async () => {
    const former = await insert('sophie-blanc', /Sophie BLANC/);
    await desk.typePin(former.file.pin);
    await heading(said(signIn.firstRunTitle)).waitFor();
    await page.getByRole('button', { name: said(signIn.firstRunCopy) }).click();
    await page.getByText(said(signIn.firstRunCopied)).waitFor();
    const code = await desk.app.clipboard();
    await page.getByRole('button', { name: said(signIn.firstRunDone) }).click();
    await heading(said(mailbox.received)).waitFor();
    await desk.write({ to: [], subject: 'Brouillon d’avant', text: 'À finir.' });
    await page.getByText(said(composer.savedAt)).waitFor();
    await desk.leave();
    page = await desk.page();
    await former.remove();
    await heading(said(signIn.noCardTitle)).waitFor();

    const pki = await createPki();
    const file = await pki.issueCard({ ...cast['sophie-blanc'], seed: 'sophie-blanc-remplacement' });
    const renewed = createVirtualCard({ file });
    await renewed.insert(stage.pcscd.readers[0]);
    await heading(/Sophie BLANC/).waitFor();
    await desk.typePin(file.pin);
    await page.getByRole('heading', { name: said(signIn.recoverTitle) }).waitFor();
    const field = page.getByRole('textbox', { name: said(signIn.recoverLabel, 'start') });
    await field.fill(code.replace(/[0-9A-Z]/, (letter) => (letter === 'A' ? 'B' : 'A')));
    await page.keyboard.press('Enter');
    await failureShown(page, 'store.recovery-code-invalid');
    await field.fill(code.toLowerCase().replaceAll('-', ' '));
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: said(appWords.mailboxes) }).waitFor();
    await desk.openDraft(/Brouillon d’avant/);
    expect((await desk.penned()).text).toBe('À finir.');
    // The next time the new card is enough.
    page = await desk.lock();
    await page.getByText(said(lockWords.resume)).waitFor();
    await desk.typePin(file.pin);
    await page.getByRole('navigation', { name: said(appWords.mailboxes) }).waitFor();
    await desk.leave();
    await renewed.remove();
  });
});

describe('a workstation without a reader', () => {
  it('says so, and what to do', async () => {
    await desk.app.stop();
    const without = atDesk(await seat.launch({ readers: ['Lecteur débranché'] }));
    page = await without.page();
    await heading(said(signIn.noReaderTitle)).waitFor();
    await page.getByText(said(signIn.noReaderText)).waitFor();
    await page.getByText('card.no-reader').waitFor();
    expect(await pinField().count()).toBe(0);
    await without.app.stop();
    desk = atDesk(await seat.launch());
  });
});
