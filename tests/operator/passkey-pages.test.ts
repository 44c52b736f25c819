/** The page of a passkey in Chromium, with an authenticator that the browser itself plays (WebAuthn §11). */
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BegunPasskey, readPasskeyLink } from '../../contract/model/passkey.ts';
import { launchChromium } from '../../tools/renderer-preview/preview-page.ts';
import { violations } from '../support/accessibility.ts';
import { cardless, giveCode, register, signInByCode } from './support/newcomer.ts';
import { beginPasskey, beginSignIn, confirmPasskey, originOf } from './support/passkeys.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';

let operator: TestOperator;
let browser: Browser;
/** What the browser complained of, and what was loaded from elsewhere. */
const complaints: string[] = [];
beforeAll(async () => {
  [operator, browser] = await Promise.all([startTestOperator(), launchChromium()]);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await operator.close();
});

type Key = Awaited<ReturnType<typeof keysOf>>[number];
type Device = 'verifies' | 'refuses' | 'knows nobody' | 'none';

/** A tab of a browser, and the device that answers in it. */
interface Tab {
  readonly page: Page;
  /** The keys that the device holds by now. */
  keys(): Promise<Key[]>;
  close(): Promise<void>;
}

const keysOf = async (cdp: CDPSession, authenticatorId: string) =>
  (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials;

/** Follows a ticket in a new tab, as the workstation would have the browser do: one that leads to a program takes no more input. */
async function follow(
  { ticket }: BegunPasskey,
  { device = 'verifies', keys = [], language = 'fr', prepare = async () => undefined }: Partial<Followed> = {},
): Promise<Tab> {
  const context = await browser.newContext({ locale: 'fr-FR', ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable', { enableUI: false });
  let authenticatorId = '';
  if (device !== 'none') {
    const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true } as const;
    const knows = { hasUserVerification: device !== 'knows nobody', isUserVerified: device === 'verifies' };
    const answers = { automaticPresenceSimulation: true };
    const added = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { ...options, ...knows, ...answers } });
    authenticatorId = added.authenticatorId;
    for (const credential of keys) await cdp.send('WebAuthn.addCredential', { authenticatorId, credential });
  }
  page.on('console', (message) => complaints.push(message.text()));
  page.on('request', (request) => {
    if (!/^(data:|medimail:)/.test(request.url()) && !request.url().startsWith(originOf(operator))) {
      complaints.push(request.url());
    }
  });
  await prepare(page);
  await page.goto(`${originOf(operator)}/cle-acces?lien=${ticket}&lang=${language}`);
  return {
    page,
    keys: () => keysOf(cdp, authenticatorId),
    close: () => context.close(),
  };
}

interface Followed {
  readonly device: Device;
  readonly keys: readonly Key[];
  readonly language: string;
  readonly prepare: (page: Page) => Promise<unknown>;
}

/** The code in the link of the page that leads back. */
async function codeOn(page: Page, begun: BegunPasskey): Promise<string> {
  const back = readPasskeyLink((await page.getAttribute('#back', 'href')) ?? '');
  expect(back?.state).toBe(begun.state);
  return back?.code ?? '';
}

describe('in the browser', () => {
  it('a passkey is made and then opens the account, by keyboard alone, with nothing to complain of', async () => {
    const address = await register(operator);
    const workstation = await signInByCode(operator, address);
    const begun = (await beginPasskey(workstation)).json;
    const making = await follow(begun);
    expect(await making.page.textContent('h1')).toBe('Ajouter une clé d’accès');
    expect(await making.page.textContent('article')).toContain(address);
    expect(await violations(making.page)).toEqual([]);
    await making.page.locator('#ask').focus();
    await making.page.keyboard.press('Enter');
    await making.page.waitForSelector('#back');
    const confirmed = await confirmPasskey(workstation, await codeOn(making.page, begun));
    expect(confirmed.status, confirmed.bytes.toString()).toBe(200);
    expect(await violations(making.page)).toEqual([]);
    const keys = await making.keys();
    await making.close();

    const elsewhere = await cardless(operator);
    const { challengeId, begun: asked } = await beginSignIn(elsewhere, address);
    const opening = await follow(asked.json, { keys, language: 'en' });
    expect(await opening.page.textContent('h1')).toBe('Open Medimail with your passkey');
    expect(await violations(opening.page)).toEqual([]);
    await opening.page.click('#ask');
    await opening.page.waitForSelector('#back');
    expect(await opening.page.textContent('h1')).toBe('Your passkey has answered');
    const opened = await giveCode(elsewhere, challengeId, await codeOn(opening.page, asked.json));
    expect(opened.status, opened.bytes.toString()).toBe(200);
    await opening.close();

    // The same device has one already.
    const again = await beginPasskey(workstation, confirmed.json.recoveryCodes[0] ?? '');
    const twice = await follow(again.json, { keys });
    await twice.page.click('#ask');
    await twice.page.waitForSelector('[data-failure=existing]:not([hidden])');
    expect(await violations(twice.page)).toEqual([]);
    await twice.close();
    expect(complaints.filter((line) => !line.startsWith("Failed to launch 'medimail:"))).toEqual([]);
    for (const one of [workstation, elsewhere]) await one.close();
  });

  it.each([
    ['cancelled', 'refuses'],
    ['unable', 'knows nobody'],
  ] as const)('says that it was %s where the device %s, and lets the person try again', async (failure, device) => {
    const workstation = await signInByCode(operator, await register(operator));
    const tab = await follow((await beginPasskey(workstation)).json, { device });
    await tab.page.click('#ask');
    const told = tab.page.locator('#failures p:not([hidden])');
    await told.waitFor();
    // Browsers may say less, so that pages learn nothing of devices.
    expect(['cancelled', failure]).toContain(await told.getAttribute('data-failure'));
    expect(await tab.page.isEnabled('#ask')).toBe(true);
    expect(await tab.page.evaluate(() => document.activeElement?.id)).toBe('ask');
    expect(await violations(tab.page)).toEqual([]);
    await tab.close();
    await workstation.close();
  });

  it('says so where the browser knows no passkeys, where time is up, and where scripts are off', async () => {
    const workstation = await signInByCode(operator, await register(operator));
    const old = await follow((await beginPasskey(workstation)).json, {
      device: 'none',
      prepare: (page) => page.addInitScript(() => Reflect.deleteProperty(window, 'PublicKeyCredential')),
    });
    await old.page.waitForSelector('[data-failure=unsupported]:not([hidden])');
    expect(await old.page.isDisabled('#ask')).toBe(true);
    await old.close();

    const slow = await follow((await beginPasskey(workstation)).json, { prepare: (page) => page.clock.install() });
    await slow.page.clock.fastForward(6 * 60_000);
    await slow.page.click('#ask');
    await slow.page.waitForSelector('[data-failure=expired]:not([hidden])');
    await slow.close();

    const context = await browser.newContext({ ignoreHTTPSErrors: true, javaScriptEnabled: false });
    const page = await context.newPage();
    const { ticket } = (await beginPasskey(workstation)).json;
    await page.goto(`${originOf(operator)}/cle-acces?lien=${ticket}&lang=fr`);
    expect(await page.textContent('noscript')).toContain('JavaScript');
    await context.close();
    await workstation.close();
  });

  it('a passkey of somebody else’s is refused on a page that says what to do', async () => {
    const [address, other] = [await register(operator), await register(operator)];
    const workstation = await signInByCode(operator, address);
    const begun = (await beginPasskey(workstation)).json;
    const making = await follow(begun);
    await making.page.click('#ask');
    await making.page.waitForSelector('#back');
    await confirmPasskey(workstation, await codeOn(making.page, begun));
    const keys = await making.keys();
    await making.close();
    const stranger = await cardless(operator);
    const tab = await follow((await beginSignIn(stranger, other)).begun.json, { keys });
    await tab.page.click('#ask');
    await tab.page.getByRole('heading', { name: 'Cette clé n’ouvre rien ici' }).waitFor();
    expect(await violations(tab.page)).toEqual([]);
    await tab.page.goBack();
    await tab.page.reload();
    expect(await tab.page.textContent('h1')).toBe('Cette demande ne sert plus');
    await tab.close();
    for (const one of [workstation, stranger]) await one.close();
  });
});
