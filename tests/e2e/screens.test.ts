/**
 * The screens of the genuine client over a real card and a real operator, as people meet them who use no mouse, who do
 * not see, or whom somebody wants to deceive. One session, from screen to screen.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { app as appWords } from '../../renderer/locales/fr/app.ts';
import { composer } from '../../renderer/locales/fr/composer.ts';
import { directory } from '../../renderer/locales/fr/directory.ts';
import { drafts } from '../../renderer/locales/fr/drafts.ts';
import { keyboard as keyWords } from '../../renderer/locales/fr/keyboard.ts';
import { lock as lockWords } from '../../renderer/locales/fr/lock.ts';
import { mailbox } from '../../renderer/locales/fr/mailbox.ts';
import { outbox } from '../../renderer/locales/fr/outbox.ts';
import { proof } from '../../renderer/locales/fr/proof.ts';
import { reader } from '../../renderer/locales/fr/reader.ts';
import { search as searchWords } from '../../renderer/locales/fr/search.ts';
import { signIn } from '../../renderer/locales/fr/sign-in.ts';
import { ui } from '../../renderer/locales/fr/ui.ts';
import { violationsInEveryTheme } from '../support/accessibility.ts';
import { atDesk, type Desk, failureShown, said } from '../support/desk.ts';
import { pictureFailure } from '../support/failure-picture.ts';
import { depositHostileLetters, FALSE_TITLE, HOSTILE_HOST, hostileTitles } from '../support/hostile-letters.ts';
import { openStage, type Seat, type Stage } from '../support/stage.ts';
import type { VirtualCard } from '../support/virtual-card/virtual-card.ts';

/**
 * What the browser says of a hostile letter: of what it would not let happen while the letter was cleaned, and of the
 * frame that shows what is left of it, which nothing can enter, axe included.
 */
const refused = [
  /violates the following Content Security Policy directive/,
  /about:srcdoc/,
  /does not match the recipient window's origin \('null'\)/,
];

let folder: string;
let stage: Stage;
let seat: Seat;
let card: VirtualCard;
let desk: Desk;
let page: Page;
const complaints: string[] = [];
const requested: string[] = [];

const heading = (name: RegExp) => page.getByRole('heading', { level: 1, name });
const press = (...keys: string[]) =>
  keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
/** What has the focus, as a person would call it. */
const focused = () =>
  page.evaluate(() => {
    const element = document.activeElement;
    return `${element?.tagName.toLowerCase()} ${element?.getAttribute('aria-label') ?? element?.textContent ?? ''}`;
  });

/** Nothing is wrong with the screen that is shown, in any theme, and the window does not tell what it shows. */
async function expectSound(): Promise<void> {
  expect(await page.title()).toBe('Medimail');
  expect.soft(await violationsInEveryTheme(page)).toEqual([]);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-screens-'));
  stage = await openStage(folder, ({ operatorFolder, pkiFolder }) => depositHostileLetters(operatorFolder, pkiFolder));
  seat = await stage.seat({ folder: 'claire', readers: [0] });
  card = stage.card('claire-martin');
  desk = atDesk(await seat.launch());
  page = await desk.page();
  const context = page.context();
  context.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    complaints.push(`${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('request', (request) => requested.push(request.url()));
});
beforeEach(async () => {
  page = await desk.page();
});
afterEach(({ task }) => pictureFailure(task, desk.app));
afterAll(async () => {
  await stage?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('before the mailbox', () => {
  it('the sign-in screen is sound while it waits for a card', async () => {
    await heading(said(signIn.noCardTitle)).waitFor();
    await expectSound();
  });

  it('and with a card, also after a wrong PIN and at the question before the last try', async () => {
    await card.insert(stage.pcscd.readers[0]);
    await heading(/Claire MARTIN/).waitFor();
    await expectSound();
    await press('9', '9', '9', '9', 'Enter');
    await failureShown(page, 'card.pin-incorrect');
    await expectSound();
    await press('9', '9', '9', '9', 'Enter');
    await page.getByText(said(ui.triesLeft_one.replace('{{count}}', '1'))).waitFor();
    await press('9', '9', '9', '9', 'Enter');
    const question = page.getByRole('alertdialog', { name: said(ui.finalTryTitle) });
    await question.waitFor();
    await expectSound();
    // The safe answer is the one that Enter gives.
    await press('Enter');
    await question.waitFor({ state: 'detached' });
    expect(card.triesLeft).toBe(1);
    card.triesLeft = card.file.maxTries;
    await card.remove();
    await heading(said(signIn.noCardTitle)).waitFor();
  });

  it('the keyboard alone signs in, and the first run is sound', async () => {
    await card.insert(stage.pcscd.readers[0]);
    await heading(/Claire MARTIN/).waitFor();
    expect(await focused()).toBe(`input ${ui.pinLabel}`);
    await page.keyboard.type(card.file.pin);
    await press('Enter');
    await heading(said(signIn.firstRunTitle)).waitFor();
    await expectSound();
    await press('Enter');
    await heading(said(mailbox.received)).waitFor();
  });
});

describe('the keyboard alone', () => {
  it('opens an envelope, which is sound', async () => {
    await (await desk.row('CR consultation')).waitFor();
    await expectSound();
    // Where a letter of the demonstration stands depends on the hour.
    const letters = await (await desk.row(/./)).allTextContents();
    const position = letters.findIndex((letter) => letter.includes('CR consultation'));
    await press(...Array.from({ length: position + 1 }, () => 'j'), 'Enter');
    await page
      .getByRole('region', { name: said(reader.pane) })
      .getByRole('heading', { level: 1 })
      .waitFor();
    expect(await focused()).toBe(`div ${mailbox.list}`);
    await page.getByText(said(reader.signedDetail)).waitFor();
    await expectSound();
  });

  it('answers it, signs and sends; each screen on the way is sound', async () => {
    await press('r');
    await heading(said(composer.titleAnswer)).waitFor();
    await expect.poll(focused).toBe(`div ${composer.text}`);
    await page.keyboard.type('Cher confrère, merci.');
    await expectSound();
    await press('Control+Enter');
    const question = page.getByRole('dialog', { name: said(composer.pinTitle) });
    await question.waitFor();
    await expect.poll(focused).toBe(`input ${ui.pinLabel}`);
    await expectSound();
    await page.keyboard.type(card.file.pin);
    await press('Enter');
    await page.getByText(said(appWords.sealedAt)).first().waitFor({ timeout: 60_000 });
    await expectSound();
  });

  it('reads the proof, which is sound', async () => {
    await press('g', 'e');
    await heading(said(mailbox.sent)).waitFor();
    await page.getByRole('option').first().waitFor();
    await press('j', 'Enter');
    await page
      .getByRole('region', { name: said(reader.pane) })
      .getByRole('heading', { level: 1 })
      .waitFor();
    await press('p');
    await page.getByText(said(proof.intact)).waitFor();
    await expectSound();
    await press('Escape');
    await page.getByRole('region', { name: said(reader.pane) }).waitFor();
  });

  it('writes to somebody it finds, doubts, keeps the draft and throws it away', async () => {
    await press('n');
    await expect.poll(focused).toBe(`input ${composer.recipientsTo}`);
    await page.keyboard.type('leroy pa');
    await page
      .getByRole('option', { name: /LEROY\s+Paul/i })
      .first()
      .waitFor();
    await expectSound();
    await press('Enter');
    await page.getByRole('button', { name: said(composer.remove.replace('{{name}}', ''), 'start') }).waitFor();
    await press('Control+Enter');
    const doubt = page.getByRole('alertdialog', { name: said(composer.noSubjectTitle) });
    await doubt.waitFor();
    await expectSound();
    await press('Enter');
    await doubt.waitFor({ state: 'detached' });
    await expect.poll(focused).toBe(`input ${composer.recipientsTo}`);
    await press('Escape');
    await page.getByRole('combobox', { name: said(composer.recipientsTo) }).waitFor({ state: 'detached' });
    await press('g', 'b');
    await heading(said(drafts.title)).waitFor();
    await page
      .getByRole('list', { name: said(drafts.list) })
      .getByRole('button')
      .first()
      .waitFor();
    await expectSound();
    await page
      .getByRole('list', { name: said(drafts.list) })
      .getByRole('button')
      .first()
      .focus();
    await press('Enter');
    await page.getByRole('button', { name: said(composer.discard) }).focus();
    await press('Enter');
    const question = page.getByRole('alertdialog', { name: said(composer.discardTitle) });
    await question.waitFor();
    await expectSound();
    await question.getByRole('button', { name: said(composer.discardGo) }).focus();
    await press('Enter');
    await page.getByText(said(drafts.emptyTitle)).waitFor();
    await expectSound();
  });

  it('finds people and commands, and shows its own shortcuts', async () => {
    await press('g', 'o');
    await page.getByText(said(outbox.emptyTitle)).waitFor();
    await expectSound();
    await press('Shift+?');
    await page.getByRole('dialog', { name: said(keyWords.title) }).waitFor();
    await expectSound();
    await press('Escape');
    await page.getByRole('dialog', { name: said(keyWords.title) }).waitFor({ state: 'detached' });
    await press('Control+k');
    await page.getByRole('combobox', { name: said(searchWords.field) }).waitFor();
    await page.keyboard.type('annuai');
    await page.getByRole('option', { name: said(keyWords.goDirectory) }).waitFor();
    await expectSound();
    await press('Enter');
    await page.getByRole('textbox', { name: said(directory.familyName, 'start') }).focus();
    await page.keyboard.type('leroy');
    await page.getByText(/LEROY/).first().waitFor();
    await expectSound();
  });

  it('locks, and the lock screen is sound and opens by the PIN', async () => {
    page = await desk.lock();
    await page.getByText(said(lockWords.resume)).waitFor();
    await expectSound();
    await expect.poll(focused).toBe(`input ${ui.pinLabel}`);
    await page.keyboard.type(card.file.pin);
    await press('Enter');
    await page.getByRole('navigation', { name: said(appWords.mailboxes) }).waitFor();
    await desk.go('received');
  });
});

describe('a letter that means harm', () => {
  beforeAll(() => {
    // Up to here nobody has tried anything.
    expect(complaints).toEqual([]);
  });

  it('is shown without anything of it running, loading or asking', async () => {
    await desk.open(new RegExp(hostileTitles.html));
    const letter = page.frameLocator(`iframe[title="${reader.letter}"]`);
    await letter.getByText('voici le').waitFor();
    await expect.poll(() => letter.locator('b').allTextContents()).toEqual(['bilan']);
    const active =
      'script, img, iframe, object, embed, form, input, button, svg, math, link, base, video, [onload], [onerror]';
    expect(await letter.locator(active).count()).toBe(0);
    expect(await letter.locator('a[href], [style], meta[http-equiv=refresh]').count()).toBe(0);
    // Where a link would have led is told, so that nobody has to try.
    await letter.getByText(`https://${HOSTILE_HOST}/lien`).waitFor();
    await page.getByText(said(reader.unsigned)).waitFor();
    expect(await page.evaluate('[window.hacked, window.top.hacked].join()')).toBe(',');
    expect(requested.filter((url) => url.includes(HOSTILE_HOST))).toEqual([]);
    await expectSound();
    for (const complaint of complaints.splice(0)) {
      expect(
        refused.some((known) => known.test(complaint)),
        complaint,
      ).toBe(true);
    }
    // As plain text it says the same, and nothing of the markup.
    await page.getByRole('radio', { name: said(reader.plain) }).click();
    await page.getByText('sans mise en forme').waitFor();
    await expectSound();
  });

  it('with two titles is shown under the one that was signed, and it is said that the other is false', async () => {
    await desk.open(new RegExp(hostileTitles.headers));
    const notice = page.getByRole('status').filter({ hasText: said(reader.headersTitle, 'part') });
    await notice.filter({ hasText: said(reader.headerSubject, 'part') }).waitFor();
    await page.getByText(said(reader.signedDetail)).waitFor();
    expect(await page.getByText(FALSE_TITLE).count()).toBe(0);
    await expectSound();
  });
});

it('all along the browser had nothing to complain about, and nothing was asked of anybody else', () => {
  expect(complaints).toEqual([]);
  const origins = new Set(
    requested.filter((url) => !/^(data|blob|about):/.test(url)).map((url) => new URL(url).hostname),
  );
  expect([...origins]).toEqual([new URL(page.url()).hostname]);
});
