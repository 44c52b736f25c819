/** An invited person's pages in Chromium: from the mailed link to the saved attachment, the answer and its receipt. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../../tools/renderer-preview/preview-page.ts';
import { violations } from '../support/accessibility.ts';
import { deposit, fileOf, writeLetter } from './support/letter.ts';
import { mailedLink } from './support/reader.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';

let operator: TestOperator;
let browser: Browser;
beforeAll(async () => {
  [operator, browser] = await Promise.all([startTestOperator(), launchChromium()]);
}, 120_000);
afterAll(async () => {
  await browser.close();
  await operator.close();
});

const PICTURES = process.env['MEDIMAIL_PICTURES'];

/** Keeps a picture where the environment asks for them. */
async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
}

it.each([
  { width: 1280, dark: false, locale: 'fr-FR' },
  { width: 375, dark: true, locale: 'en-GB' },
])(
  'leads from the link to the letter and its attachments, at $width in $locale',
  { timeout: 120_000 },
  async (look) => {
    const { width, dark, locale } = look;
    const claire = await operator.signedIn('claire-martin');
    const address = `jean.dupont.${randomUUID().slice(0, 6)}@cabinet-exemple.example`;
    const content = Buffer.from('Compte rendu');
    const letter = await writeLetter(claire, {
      to: [address],
      cc: ['paul.leroy@demo.medimail.example'],
      subject: 'Compte rendu de consultation du 24 novembre',
      text: `Chère consœur, cher confrère,\n\nJe vous adresse le compte rendu de Mme D. ${'Le bilan est rassurant. '.repeat(8)}\n\nBien confraternellement,\nDr Martin`,
      attachments: [
        fileOf('Compte rendu <1>.pdf', content),
        fileOf(`${'imagerie-'.repeat(12)}.zip`, Buffer.alloc(200_000)),
      ],
    });
    expect((await deposit(claire, letter)).status).toBe(200);
    const token = await mailedLink(operator, address);
    const context = await browser.newContext({
      locale,
      ignoreHTTPSErrors: true,
      viewport: { width, height: 900 },
      colorScheme: dark ? 'dark' : 'light',
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));

    await page.goto(`${operator.url}/lire?lien=${token}`);
    expect(await page.textContent('h1')).toMatch(/^Dr Claire MARTIN /);
    await picture(page, `invitation-${width}`);
    expect(await violations(page)).toEqual([]);
    await page.click('button');
    expect(page.url()).toContain(`/lire/enveloppe/${letter.manifest.envelopeId}`);
    expect(page.url()).not.toContain(token);
    expect(await page.textContent('h1')).toBe('Compte rendu de consultation du 24 novembre');
    await picture(page, `letter-${width}`);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Strict', expires: -1 });

    const saving = page.waitForEvent('download');
    await page.click('.files a >> nth=0');
    const download = await saving;
    expect(download.suggestedFilename()).toBe('Compte rendu _1_.pdf');
    expect(readFileSync(await download.path()).equals(content)).toBe(true);

    await page.reload();
    expect(await page.locator('.files li').count()).toBe(2);
    await page.click('.answer button');
    await picture(page, `answer-empty-${width}`);
    expect(await page.locator('[role="alert"]').count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    await page.fill('#texte', 'Bonjour,\n\nMerci de votre confiance. Je la reverrai dans trois mois.');
    await page.check('input[value="tous"]');
    await page.setInputFiles('#pieces', [{ name: 'Réponse.pdf', mimeType: 'application/pdf', buffer: content }]);
    await picture(page, `answer-filled-${width}`);
    await page.click('.answer button');
    expect(page.url()).toMatch(/\/reponse\/[0-9a-f-]{36}/);
    await picture(page, `answer-receipt-${width}`);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    await page.goto(
      `${operator.url}/lire/enveloppe/${letter.manifest.envelopeId}${locale === 'en-GB' ? '?lang=en' : ''}`,
    );
    expect(await page.locator('#given').count()).toBe(1);
    await picture(page, `letter-answered-${width}`);
    expect(await violations(page)).toEqual([]);
    await page.click('.close button');
    await picture(page, `closed-${width}`);
    expect(await violations(page)).toEqual([]);
    await page.goto(`${operator.url}/lire/enveloppe/${letter.manifest.envelopeId}`);
    await picture(page, `ended-${width}`);
    expect(await page.locator('.text').count()).toBe(0);
    await page.goto(`${operator.url}/lire?lien=x`);
    await picture(page, `wrong-${width}`);
    // The browser says of itself which answers were refusals; nothing else may be complained of.
    expect(complaints.filter((one) => !/status of (403|404|422)/.test(one))).toEqual([]);
    await context.close();
  },
);
