/** A passkey from the first click to the open mailbox: the client, the system's links, the operator's page, and a key in software. */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LINK_PARAMETER, sitePaths } from '../../contract/api/site-paths.ts';
import { passkeyLink } from '../../contract/model/passkey.ts';
import { codeSignIn } from '../../renderer/locales/fr/code-sign-in.ts';
import { links } from '../../renderer/locales/fr/links.ts';
import { lock as lockWords } from '../../renderer/locales/fr/lock.ts';
import { mailbox } from '../../renderer/locales/fr/mailbox.ts';
import { passkeys } from '../../renderer/locales/fr/passkeys.ts';
import { settings } from '../../renderer/locales/fr/settings.ts';
import { signIn } from '../../renderer/locales/fr/sign-in.ts';
import { Authenticator } from '../operator/support/authenticator.ts';
import { answerTicket } from '../operator/support/passkeys.ts';
import { givePassword, mailedCodes } from '../session/support/code-desk.ts';
import { startHost } from '../support/app.ts';
import { atDesk, type Desk, said } from '../support/desk.ts';
import { pictureFailure } from '../support/failure-picture.ts';
import { openStage, type Seat, type Stage } from '../support/stage.ts';

const PASSWORD = 'Gentiane bleue 42';
const address = 'anne.roux@demo.medimail.example';

let folder: string;
let stage: Stage;
let seat: Seat;
let desk: Desk;
const key = new Authenticator();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-passkeys-'));
  stage = await openStage(folder);
  await givePassword(stage, 'anne-roux', PASSWORD);
  seat = await stage.seat({ folder: 'poste' });
  desk = atDesk(await seat.launch());
});
afterEach(({ task }) => pictureFailure(task, desk.app));
afterAll(async () => {
  await stage?.close();
  rmSync(folder, { recursive: true, force: true });
});

const button = (page: Page, words: string) => page.getByRole('button', { name: said(words, 'start') });
const inbox = (page: Page) => page.getByRole('heading', { name: said(mailbox.received) });

/** Waits until one more page of passkeys was asked of the system; gives its ticket. */
async function ticketAfter(count: number): Promise<string> {
  const opened = async () => {
    const asked = (await desk.app.calls()).filter(({ api }) => api === 'shell.openExternal');
    return asked.map(({ detail }) => new URL(String(detail))).filter(({ pathname }) => pathname === sitePaths.passkey);
  };
  await expect.poll(async () => (await opened()).length).toBe(count);
  return (await opened()).at(-1)?.searchParams.get(LINK_PARAMETER) ?? '';
}

/** The browser follows its ticket, the key answers, and the system starts the program with the link that comes of it. */
async function answer(ticket: string): Promise<void> {
  const operator = { url: stage.operator.url, ca: readFileSync(stage.operator.pki.anchorsFile, 'utf8') };
  const { back, text } = await answerTicket(operator, ticket, key);
  if (!back) throw new Error(text);
  await handOver(passkeyLink(back));
}

async function handOver(link: string): Promise<void> {
  const second = startHost({ dataFolder: seat.dataFolder, operatorUrl: seat.link.url, args: [link] });
  expect(await once(second, 'exit')).toEqual([0, null]);
}

describe('somebody without a card', () => {
  it('signs in by a mailed code and adds a passkey, which the browser makes', async () => {
    const page = await desk.page();
    await page.locator('input[type=email]').fill(address);
    await page.locator('input[type=password]').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await expect.poll(() => mailedCodes({ folder }).length, { timeout: 20_000 }).toBe(1);
    await page.getByLabel(said(codeSignIn.codeLabel)).fill(mailedCodes({ folder })[0] ?? '');
    await page.keyboard.press('Enter');
    await button(page, signIn.firstRunDone).click();
    await inbox(page).waitFor();

    await page.keyboard.press('Control+,');
    await button(page, passkeys.add).click();
    await page.locator('[role=alertdialog] input[type=password]').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await answer(await ticketAfter(1));
    await page.getByRole('heading', { name: said(settings.recoveryTitle) }).waitFor();
    expect(
      await page
        .getByRole('list', { name: said(settings.recoveryList) })
        .locator('li')
        .count(),
    ).toBe(10);
    await button(page, settings.recoveryDone).click();
    await page.getByText('Clé d’accès 1').waitFor();
  });

  it('is warned of an answer to a page that this workstation did not open', async () => {
    const page = await desk.page();
    await handOver(passkeyLink({ state: 'S'.repeat(22), code: 'C'.repeat(43) }));
    await page.getByText(said(links.passkeyUnasked)).waitFor();
  });

  it('locks, and opens again with password and passkey, without any mail', async () => {
    const page = await desk.lock();
    await page.locator('input[type=password]').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await button(page, passkeys.use).click();
    await page.getByText(said(passkeys.waiting)).waitFor();
    const ticket = await ticketAfter(2);
    // Somebody else's answer changes nothing.
    await handOver(passkeyLink({ state: 'S'.repeat(22), code: 'C'.repeat(43) }));
    await page.getByText(said(passkeys.waiting)).waitFor();
    await answer(ticket);
    await page.getByRole('heading', { name: said(lockWords.title) }).waitFor({ state: 'detached' });
    expect(mailedCodes({ folder })).toHaveLength(1);
    await page.getByText('Clé d’accès 1').waitFor();
  });
});
