/** The console in Chromium, with scripts off, as an agency uses it: enrol, sign in, validate, refuse; and every page with axe. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../../tools/renderer-preview/preview-page.ts';
import { violations } from '../support/accessibility.ts';
import { fictitiousRpps } from '../support/pki/people.ts';
import { administrator, CONSOLE_PASSWORD, codeOf, fromBase32, invite, PACA } from './support/console.ts';
import { awaitMailsThat, linksTo } from './support/mailbox.ts';
import { accountCommand, nurse, register, socialWorker } from './support/newcomer.ts';
import { complaintsOf } from './support/page-judge.ts';
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

const HOUR_MS = 3_600_000;

/** Judges the page as it is: accessible in light and dark, and no wider than the window, wide, at 200 % and narrow. */
async function judge(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await violations(page), `${name}, ${colorScheme}`).toEqual([]);
  }
  for (const width of [400, 640, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await page.evaluate('document.documentElement.scrollWidth'), `${name}, ${width}`).toBeLessThanOrEqual(width);
    const folder = process.env['MEDIMAIL_SHOTS'];
    if (folder) await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true });
  }
}

it('has people entered by a form and from a file, and lets one go, accessibly on every page', async () => {
  const { browser: signedIn } = await administrator(operator, PACA, 'Camille Roche');
  const context = await browser.newContext({ locale: 'fr-FR', ignoreHTTPSErrors: true });
  const session = [...signedIn.cookies].map(([name, value]) => ({ name, value, url: operator.url, secure: true }));
  await context.addCookies(session);
  const page = await context.newPage();
  const complaints = complaintsOf(page, operator.url);
  await page.goto(`${operator.url}/console/structures`);
  await judge(page, 'structures-none');
  await page.click('button:has-text("Ajouter une structure")');
  await judge(page, 'structure-refused');
  await page.fill('[name=name]', 'Centre hospitalier des Deux-Rives');
  await page.fill('[name=finess]', '830100012');
  await page.selectOption('[name=department]', '83');
  await page.click('button:has-text("Ajouter une structure")');
  await judge(page, 'structures');
  await page.click('a.name');
  await page.click('summary:has-text("Ajouter une personne")');
  await page.fill('[name=familyName]', 'Lenoir');
  await page.click('button:has-text("Ajouter la personne")');
  expect(await page.locator('.failure').count()).toBe(3);
  await judge(page, 'person-refused');
  await page.fill('[name=givenName]', 'Odile');
  await page.selectOption('[name=profession]', 'Médecin');
  await page.fill('[name=address]', 'odile.lenoir@ch.example');
  await page.click('button:has-text("Ajouter la personne")');
  expect(await page.textContent('[role=status]')).toContain('dans la structure');
  await judge(page, 'structure');
  const rows = ['Blanc;Paul;Médecin;paul.blanc@ch.example', 'Vert;Zoé;Infirmier;zoe.vert@ch.example'];
  const header = 'nom;prénom;profession;adresse mail';
  const choose = async (...lines: readonly string[]) => {
    const buffer = Buffer.from([header, ...lines, ''].join('\n'));
    await page.setInputFiles('[name=fichier]', { name: 'personnes.csv', mimeType: 'text/csv', buffer });
    await page.click('button:has-text("Vérifier le fichier")');
  };
  await choose(...rows, 'Rose;;Astrologue;rose');
  await judge(page, 'file-problems');
  await choose(...rows);
  await judge(page, 'file');
  await page.click('button:has-text("Faire entrer ces 2 personnes")');
  expect(await page.textContent('[role=status]')).toContain('2 personnes ajoutées');
  await page.click('a[aria-label^="Retirer"][aria-label*="BLANC"]');
  await judge(page, 'release');
  await page.fill('#motif', 'Départ.');
  await page.click('button:has-text("Retirer de la structure")');
  expect(await page.locator('tbody tr').count()).toBe(2);
  expect(complaints.filter((one) => !/status of 422/.test(one))).toEqual([]);
  await Promise.all([context.close(), signedIn.close()]);
}, 300_000);

it('has a mailbox asked for, agreed to by its address, held and closed, accessibly on every page', async () => {
  const { browser: signedIn } = await administrator(operator, PACA, 'Camille Roche');
  const member = await register(operator, { ...socialWorker, familyName: 'Delmas', givenName: 'Inès' });
  await accountCommand(operator, 'certify', member);
  const context = await browser.newContext({ locale: 'fr-FR', ignoreHTTPSErrors: true });
  const session = [...signedIn.cookies].map(([name, value]) => ({ name, value, url: operator.url, secure: true }));
  await context.addCookies(session);
  const page = await context.newPage();
  const complaints = complaintsOf(page, operator.url);
  await page.goto(`${operator.url}/console/structures`);
  await page.fill('[name=name]', 'Maison de santé de la Rade');
  await page.selectOption('[name=department]', '83');
  await page.click('button:has-text("Ajouter une structure")');
  await page.click('a.name:has-text("de la Rade")');
  await page.click('summary:has-text("Ajouter une personne")');
  await page.fill('[name=familyName]', 'Delmas');
  await page.fill('[name=givenName]', 'Inès');
  await page.selectOption('[name=profession]', 'Assistant social');
  await page.fill('[name=address]', member);
  await page.click('button:has-text("Ajouter la personne")');
  await page.click('nav.tabs a:has-text("Boîtes aux lettres")');
  await judge(page, 'mailboxes-none');
  await page.fill('[name=mailboxAddress]', member);
  await page.click('button:has-text("Envoyer le lien")');
  await judge(page, 'mailbox-refused');
  const address = 'secretariat@rade.example';
  await page.fill('[name=mailboxName]', 'Secrétariat de la Rade');
  await page.fill('[name=mailboxAddress]', address);
  await page.fill('[name=mailboxTown]', 'Toulon');
  await page.click('button:has-text("Envoyer le lien")');
  await judge(page, 'mailboxes');
  await page.click('a.name:has-text("Secrétariat")');
  await judge(page, 'mailbox-waiting');
  await awaitMailsThat(operator.dataFolder, address, ({ text }) => text.includes('/boite?lien='));
  const reader = await context.newPage();
  await reader.goto(`${operator.url}/boite?lien=${linksTo(operator.dataFolder, address)[0]}`);
  await judge(reader, 'mailbox-agreement');
  await reader.click('button:has-text("Accepter et ouvrir la boîte")');
  await judge(reader, 'mailbox-agreed');
  await page.reload();
  await judge(page, 'mailbox-open');
  await page.fill('[name=texte]', 'delm');
  await page.click('button:has-text("Chercher")');
  await judge(page, 'mailbox-naming');
  await page.click('button:has-text("Nommer")');
  expect(await page.textContent('[role=status]')).toContain('titulaire de la boîte');
  await judge(page, 'mailbox-held');
  await page.click('a[aria-label^="Retirer"]');
  await judge(page, 'mailbox-let-go');
  await page.click('.back a');
  await page.click('a:has-text("Fermer la boîte")');
  await judge(page, 'mailbox-closing');
  await page.fill('#motif', 'Le service a déménagé.');
  await page.click('button:has-text("Fermer pour de bon")');
  await judge(page, 'mailbox-closed');
  expect(complaints.filter((one) => !/status of 4(22|09)/.test(one))).toEqual([]);
  await Promise.all([context.close(), signedIn.close()]);
}, 300_000);

it('leads an agency from its link to a decision, accessibly on every page', async () => {
  await register(operator, { ...nurse, familyName: 'Tardif', rpps: fictitiousRpps(921) });
  operator.clock.offsetMs += 20 * HOUR_MS;
  await register(operator, { ...socialWorker, familyName: 'Médian' });
  operator.clock.offsetMs += 30 * HOUR_MS;
  const rpps = fictitiousRpps(922);
  await register(operator, { ...nurse, familyName: 'Le Guen', givenName: 'Zoé', rpps });
  const entry = {
    ...{ id: 'fiche-922' as never, accountId: null, kind: 'health' as const, title: 'Mme', givenName: 'ZOE' },
    ...{ familyName: 'LE GUEN', profession: 'Infirmier', specialty: null, organisation: null, town: 'HYERES' },
    ...{ department: '83', rpps, address: 'zoe.leguen@infirmier.mssante.fr', recipientKind: 'mssante' as const },
  };
  await operator.stores.directory.put([entry], 'national');
  const { address, token } = await invite(operator, PACA, 'Camille Roche');

  const context = await browser.newContext({ locale: 'fr-FR', ignoreHTTPSErrors: true, javaScriptEnabled: true });
  const page = await context.newPage();
  const complaints = complaintsOf(page, operator.url);
  const title = () => page.textContent('h1');

  await page.goto(`${operator.url}/console/enrolement?lien=${token}`);
  await judge(page, 'enrolment');
  await page.fill('[name=password]', CONSOLE_PASSWORD);
  await page.fill('[name=confirmation]', CONSOLE_PASSWORD);
  await page.click('button');
  await judge(page, 'secret');
  const secret = fromBase32((await page.textContent('code')) ?? '');
  await page.fill('[name=code]', '12345');
  await page.click('button');
  await judge(page, 'secret-refused');
  await page.fill('[name=code]', codeOf(operator, secret));
  await page.click('button');
  expect(await title()).toBe('Votre accès est activé');
  await judge(page, 'enrolled');

  await page.click('text=Se connecter');
  await page.fill('[name=address]', address);
  await page.fill('[name=password]', CONSOLE_PASSWORD);
  // Of the step before: that of enrolling, which has served, may be over by now.
  await page.fill('[name=code]', codeOf(operator, secret, -1));
  await page.click('button');
  await judge(page, 'sign-in-refused');
  operator.clock.offsetMs += 30_000;
  await page.fill('[name=password]', CONSOLE_PASSWORD);
  await page.fill('[name=code]', codeOf(operator, secret));
  await page.click('button');
  expect(await title()).toBe('Comptes à valider');
  await judge(page, 'queue');

  await page.click('text=Zoé LE GUEN');
  expect(await page.locator('tr.different').count()).toBe(1);
  await judge(page, 'account');
  await page.click('text=Valider le compte');
  expect(await page.textContent('[role=status]')).toContain('Le compte est validé');
  await judge(page, 'certified');
  await page.click('text=Compte suivant à valider');
  expect(await title()).toBe('Léa TARDIF');
  await page.click('summary:has-text("Refuser")');
  await page.click('button:has-text("Refuser")');
  expect(await page.textContent('#motif-refused-failure')).toContain('Donnez un motif');
  expect(await page.getAttribute('.summary a', 'href')).toBe('#motif-refused');
  await judge(page, 'refusal-without-reason');
  await page.fill('#motif-refused', 'Numéro inconnu du répertoire.');
  await page.click('button:has-text("Refuser")');
  await page.click('summary:has-text("Fermer")');
  await judge(page, 'closing');

  await page.click('nav >> text=Comptes');
  await page.fill('[name=texte]', 'le guen');
  await page.click('button:has-text("Rechercher")');
  expect(await page.locator('tbody tr').count()).toBe(1);
  await judge(page, 'search');
  await page.goto(`${operator.url}/console/comptes?texte=introuvable`);
  await judge(page, 'search-none');
  await page.click('nav >> text=Journal');
  await judge(page, 'record');
  await page.goto(`${operator.url}/console/comptes/x`);
  expect(await title()).toBe('Introuvable');
  await judge(page, 'not-found');
  await page.goto(`${operator.url}/console?lang=en`);
  await page.click('nav >> text=Record');
  expect(await title()).toBe('Record of acts');
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
  await page.click('text=Sign out');
  expect(await title()).toBe('Administration console');
  await judge(page, 'sign-in');
  // The browser says of every status that is no success that it is none.
  expect(complaints.filter((one) => !/status of (401|404|422)/.test(one))).toEqual([]);
  await context.close();
}, 300_000);
