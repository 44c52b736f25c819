/** The operator's own pages in Chromium, with scripts off: the forms a newcomer fills in, in both languages. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../tools/renderer-preview/preview-page.ts';
import { violations } from '../support/accessibility.ts';
import { awaitMails, linksTo } from './support/mailbox.ts';
import { askForAccount, newAddress, PASSWORD, register, signInByCode } from './support/newcomer.ts';
import { complaintsOf } from './support/page-judge.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';

let operator: TestOperator;
let browser: Browser;
beforeAll(async () => {
  [operator, browser] = await Promise.all([startTestOperator({ passwordMinLength: 10 }), launchChromium()]);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await operator.close();
});

interface Options {
  readonly locale?: string;
  readonly width?: number;
  readonly scripts?: boolean;
  readonly dark?: boolean;
}

interface Opened {
  readonly page: Page;
  /** What the browser complained of, and what was loaded from elsewhere. */
  readonly complaints: string[];
}

/** A page of the operator; scripts are off, as the forms need none. */
async function open(path: string, options: Options = {}): Promise<Opened> {
  const context: BrowserContext = await browser.newContext({
    locale: options.locale ?? 'fr-FR',
    ignoreHTTPSErrors: true,
    javaScriptEnabled: options.scripts ?? false,
    viewport: { width: options.width ?? 1280, height: 900 },
    colorScheme: options.dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  const complaints = complaintsOf(page, operator.url);
  await page.goto(operator.url + path);
  return { page, complaints };
}

/** Fills the second step in rightly. */
async function fillProfile(page: Page): Promise<void> {
  const lines = {
    ...{ password: PASSWORD, confirmation: PASSWORD, familyName: 'Pastor', givenName: 'Léa', rpps: '89970000012' },
    ...{ organisation: 'Maison de santé', address1: '12 rue des Lices', postcode: '83000', town: 'Toulon' },
    phone1: '04 94 00 00 01',
  };
  for (const [name, value] of Object.entries(lines)) await page.fill(`[name=${name}]`, value);
  await page.selectOption('[name=profession]', 'Assistant social');
  await page.fill('[name=rpps]', '');
  await page.check('[name=privatePractice][value=no]');
  await page.selectOption('[name=region]', 'Provence-Alpes-Côte d’Azur');
  await page.selectOption('[name=department]', '83');
}

describe('creating an account on the pages', () => {
  it('leads from the form to a session, without scripts', async () => {
    const address = newAddress();
    const { page } = await open('/inscription');
    await page.fill('[name=address]', address.toUpperCase());
    await page.fill('[name=familyName]', 'Pastor');
    await page.fill('[name=givenName]', 'Léa');
    await page.click('button');
    expect(await page.textContent('h1')).toBe('Consultez votre messagerie');
    const [mail] = await awaitMails(operator.dataFolder, address, 1);
    const link = /https:\S+/.exec(mail?.text ?? '')?.[0] ?? '';
    expect(link).toContain(`${operator.url}/inscription/terminer?lien=`);

    await page.goto(link);
    await page.reload();
    expect(await page.inputValue('#address')).toBe(address);
    expect(await page.inputValue('[name=familyName]')).toBe('Pastor');
    await fillProfile(page);
    await page.click('button');
    expect(await page.textContent('h1')).toBe('Votre compte est créé');
    await page.reload();
    expect(await page.textContent('h1')).toBe('Votre compte est créé');
    await page.goto(link);
    expect(await page.textContent('h1')).toBe('Ce lien ne sert plus');
    await page.context().close();
    await (await signInByCode(operator, address)).close();
  });

  it('explains every field that fails, leads to each, keeps what was typed, and never sends a password back', async () => {
    const address = newAddress();
    const token = await askForAccount(operator, address);
    const { page } = await open(`/inscription/terminer?lien=${token}`);
    await fillProfile(page);
    await page.fill('[name=password]', 'court1');
    await page.fill('[name=rpps]', '89970000012');
    await page.selectOption('[name=profession]', 'Infirmier');
    await page.fill('[name=town]', '"><script>alert(1)</script>');
    await page.selectOption('[name=department]', '06');
    await page.fill('[name=phone1]', '12');
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.click('button');
    expect((await answered).status()).toBe(422);
    const links = await page.locator('.summary a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    expect(links).toEqual(['#password', '#rpps', '#town', '#department', '#phone1']);
    expect(await page.textContent('#password-failure')).toContain('au moins 10 caractères');
    expect(await page.textContent('#password-failure')).toContain('majuscule');
    expect(await page.textContent('#rpps-failure')).toContain('clé de contrôle');
    expect(await page.textContent('#department-failure')).toContain('code postal');
    for (const href of links) expect(await page.locator(href ?? '').count()).toBe(1);
    expect(await page.getAttribute('#rpps', 'aria-describedby')).toBe('rpps-hint rpps-failure');
    expect(await page.inputValue('[name=town]')).toBe('"><script>alert(1)</script>');
    expect(await page.content()).not.toContain('<script');
    expect(await page.inputValue('[name=password]')).toBe('');
    expect(await page.content()).not.toContain('court1');
    await page.context().close();
  });

  it('speaks English when the browser or the address asks for it', async () => {
    const { page } = await open('/inscription', { locale: 'en-GB' });
    expect(await page.textContent('h1')).toBe('Create a Medimail account');
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    await page.click('.language');
    expect(await page.textContent('h1')).toBe('Créer un compte Medimail');
    await page.context().close();
  });
});

describe('recovery on the pages', () => {
  it('lets the owner choose a new password', async () => {
    const address = await register(operator);
    const { page } = await open('/acces-perdu');
    await page.fill('[name=address]', address);
    await page.click('button');
    const lead = await page.textContent('.lead');
    await page.goto(`${operator.url}/acces-perdu`);
    await page.fill('[name=address]', newAddress());
    await page.click('button');
    expect(await page.textContent('.lead')).toBe(lead);

    await expect.poll(() => linksTo(operator.dataFolder, address).length, { timeout: 10_000 }).toBe(2);
    const mails = await awaitMails(operator.dataFolder, address, 2);
    const link = mails.flatMap(({ text }) => /https:\S+nouveau-mot-de-passe\S+/.exec(text)?.[0] ?? [])[0] ?? '';
    await page.goto(link);
    await page.fill('[name=password]', 'Tout-autre-8');
    await page.fill('[name=confirmation]', 'Tout-autre-9');
    await page.click('button');
    expect(await page.textContent('#confirmation-failure')).toBe('Les deux mots de passe diffèrent.');
    await page.fill('[name=password]', 'Tout-autre-8');
    await page.fill('[name=confirmation]', 'Tout-autre-8');
    await page.click('button');
    expect(await page.textContent('h1')).toBe('Votre mot de passe est changé');
    await page.context().close();
    await (await signInByCode(operator, address, undefined, 'Tout-autre-8')).close();
  });
});

describe('every page', () => {
  const noLink = '/inscription/terminer?lien=x';
  const shown = ['/inscription', '/inscription/envoyee', '/inscription/terminer', '/acces-perdu', noLink];
  it.each(shown)(
    'is accessible, light and wide, dark and narrow, and loads nothing from elsewhere: %s',
    async (path) => {
      const isForm = path === '/inscription/terminer';
      const address = isForm ? `${path}?lien=${await askForAccount(operator, newAddress())}` : path;
      const options = { dark: { dark: true, width: 400 }, light: { width: 1280 } };
      for (const { width, ...look } of [options.light, options.dark]) {
        const { page, complaints } = await open(address, { scripts: true, width, ...look });
        expect(await violations(page)).toEqual([]);
        if (isForm) {
          await page.click('button');
          expect(await violations(page), 'refused').toEqual([]);
        }
        // The browser says of every status that is no success that it is none.
        expect(complaints.filter((one) => !/status of (410|422)/.test(one))).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        await page.context().close();
      }
    },
    180_000,
  );

  it('forbids scripts, frames and foreign forms', async () => {
    const answer = await fetchPage('/inscription');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(answer.headers['cache-control']).toBe('no-store');
    const foreign = await fetchPage('/acces-perdu', { 'sec-fetch-site': 'cross-site' }, 'address=a%40b.example');
    expect(foreign.status).toBe(403);
  });

  it('is the only place where forms are read', async () => {
    expect((await fetchPage('/v1/auth/recovery', {}, 'address=a%40b.example')).status).toBe(400);
  });
});

async function fetchPage(path: string, headers: Readonly<Record<string, string>> = {}, form?: string) {
  const workstation = await operator.workstation('claire-martin');
  const sent = form === undefined ? {} : { bytes: Buffer.from(form) };
  const type = form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  return workstation.call(form === undefined ? 'GET' : 'POST', path, {
    ...sent,
    proof: null,
    headers: { ...headers, ...type },
  });
}
