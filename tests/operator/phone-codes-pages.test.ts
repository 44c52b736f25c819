/** The pages of a code by telephone in Chromium, without scripts: from the mailed link to the letter. */
import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EmailAddress } from '../../contract/model/person.ts';
import { launchChromium } from '../../tools/renderer-preview/preview-page.ts';
import { violations } from '../support/accessibility.ts';
import { deposit, writeLetter } from './support/letter.ts';
import { mailedLink } from './support/reader.ts';
import { startGateway, type TestGateway } from './support/telephone.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';

let gateway: TestGateway;
let operator: TestOperator;
let browser: Browser;
beforeAll(async () => {
  gateway = await startGateway();
  [operator, browser] = await Promise.all([startTestOperator({ phoneCodes: gateway.settings }), launchChromium()]);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await operator.close();
  await gateway.close();
});

const PICTURES = process.env['MEDIMAIL_PICTURES'];

/** Keeps a picture where the environment asks for them, and says what is wrong with the page. */
async function look(page: Page, name: string): Promise<void> {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
}

it.each([
  { width: 1280, dark: false, locale: 'fr-FR', number: '+33612000078', channel: 'sms' as const },
  { width: 320, dark: true, locale: 'en-GB', number: '+33494000012', channel: 'voice' as const },
])('asks for the code before anything is shown, at $width in $locale', { timeout: 120_000 }, async (one) => {
  const { width, dark, locale, number, channel } = one;
  const claire = await operator.signedIn('claire-martin');
  const address = EmailAddress.parse(`jean.dupont.${randomUUID().slice(0, 6)}@cabinet-exemple.example`);
  const subject = 'Compte rendu de consultation du 24 novembre';
  const letter = await writeLetter(claire, { to: [address], subject, phoneCodes: [{ address, number, channel }] });
  expect((await deposit(claire, letter)).status).toBe(200);
  const context = await browser.newContext({
    locale,
    ignoreHTTPSErrors: true,
    viewport: { width, height: 900 },
    colorScheme: dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  await page.goto(`${operator.url}/lire?lien=${await mailedLink(operator, address)}`);
  expect(await page.textContent('main')).toContain(number.slice(-2));
  await look(page, `code-asked-${width}`);
  await page.click('.open button');
  expect(new URL(page.url()).pathname).toBe('/lire/code');
  expect(await page.content()).not.toContain(subject);
  await look(page, `code-page-${width}`);

  const code = gateway.codeFor(number);
  // Found by its label, and sent by Enter alone.
  const field = page.getByLabel(locale === 'fr-FR' ? 'Code à six chiffres' : 'Six-digit code');
  await field.fill(code === '000000' ? '000001' : '000000');
  await field.press('Enter');
  expect(await page.textContent('[role="alert"]')).toMatch(/4/);
  expect(await page.getAttribute('#code', 'aria-invalid')).toBe('true');
  await look(page, `code-wrong-${width}`);
  await page.click('.again button');
  expect(gateway.codeFor(number)).not.toBe('');
  await page.fill('#code', gateway.codeFor(number));
  await page.press('#code', 'Enter');
  expect(await page.textContent('h1')).toBe(subject);
  await look(page, `code-letter-${width}`);
  const cookies = await context.cookies();
  expect(cookies).toHaveLength(2);
  for (const cookie of cookies) expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Strict' });
  await context.close();
});
