/** What a hand does on the keyboard, in Chromium over the preview's bridge: from the code to the seal. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, openPreview } from '../../tools/renderer-preview/preview-page.ts';
import { type PreviewServer, startPreviewServer } from '../../tools/renderer-preview/preview-server.ts';
import type { StateName } from '../../tools/renderer-preview/states.ts';

let server: PreviewServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startPreviewServer(), launchChromium()]);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.close();
});

async function on(name: StateName, look: (page: Page) => Promise<void>): Promise<void> {
  const { page } = await openPreview(browser, server.address, name);
  try {
    await look(page);
  } finally {
    await page.context().close();
  }
}

const option = (page: Page, name: RegExp) => page.getByRole('option', { name });
const found = (page: Page) => page.locator('.found');
const hit = (page: Page, name: RegExp) => page.locator('.suggestion').filter({ hasText: name });

describe('the list', () => {
  it(
    'is walked with j, k and the arrows, and opened with Enter',
    () =>
      on('received-list', async (page) => {
        const list = page.getByRole('listbox', { name: 'Liste des enveloppes' });
        const active = () => list.getAttribute('aria-activedescendant');
        const second = await active();
        await page.keyboard.press('k');
        const first = await active();
        expect(first).not.toBe(second);
        await page.keyboard.press('ArrowDown');
        expect(await active()).toBe(second);
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: /INR 3,8/ }).waitFor();
        expect(
          await option(page, /INR 3,8/)
            .first()
            .getAttribute('aria-selected'),
        ).toBe('true');
      }),
    30_000,
  );

  it(
    'draws only what is in view of 50,000 rows, and reaches the last',
    () =>
      on('received-50000', async (page) => {
        expect(await page.getByRole('option').count()).toBeLessThan(120);
        await page.locator('[aria-posinset="50000"]').waitFor();
      }),
    30_000,
  );
});

describe('the search', () => {
  it(
    'marks what was typed, opens with Enter, and gives the place back with Escape',
    () =>
      on('received-list', async (page) => {
        const list = page.getByRole('listbox', { name: 'Liste des enveloppes' });
        const before = await list.getAttribute('aria-activedescendant');
        await page.keyboard.press('Control+k');
        const field = page.getByRole('combobox', { name: 'Rechercher partout' });
        await page.keyboard.type('ecg apix');
        await page.locator('.found mark', { hasText: 'apix' }).first().waitFor();
        expect(await page.locator('.found mark', { hasText: /^ECG$/ }).count()).toBeGreaterThan(0);
        const active = await field.getAttribute('aria-activedescendant');
        await page.keyboard.press('ArrowDown');
        expect(await field.getAttribute('aria-activedescendant')).not.toBe(active);
        await page.keyboard.press('ArrowUp');
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: /CR consultation/ }).waitFor();
        expect(await list.count()).toBe(0);
        await page.keyboard.press('Escape');
        expect(await list.getAttribute('aria-activedescendant')).toBe(before);
        await page.waitForFunction("document.activeElement.getAttribute('role') === 'listbox'");
      }),
    60_000,
  );

  it('tells of operators that are unfinished, of what is not indexed yet, and how many are too many', async () => {
    await on('search-nothing', async (page) => {
      await page.getByRole('heading', { name: 'Aucune enveloppe' }).waitFor();
      await page.getByText(/À compléter ou à corriger.*avant:12/).waitFor();
    });
    await on('search-indexing', async (page) => {
      await page.getByText(/12.400 enveloppes indexées sur 50.000/).waitFor();
      await page.getByText(/Le texte de 320 enveloppes/).waitFor();
    });
    await on('search-many', async (page) => {
      await page.getByRole('heading', { name: /Plus de 1.000 enveloppes/ }).waitFor();
      expect(await found(page).count()).toBeLessThan(60);
    });
  }, 120_000);
});

describe('the reader', () => {
  it(
    'shows hostile HTML without script, picture or link, in a frame that may do nothing',
    () =>
      on('reader-html', async (page) => {
        const frame = page.locator('iframe');
        expect(await frame.getAttribute('sandbox')).toBe('');
        const source = (await frame.getAttribute('srcdoc')) ?? '';
        expect(source).not.toMatch(/<script|onerror|<img|href=|style=|javascript:/i);
        expect(source).toContain('https://piege.example/suivi');
        expect(source).toContain('MMSE');
      }),
    30_000,
  );

  it(
    'hides the content of an altered envelope',
    () =>
      on('reader-altered', async (page) => {
        await page.getByRole('alert').waitFor();
        expect(await page.getByText('Cher confrère').count()).toBe(0);
      }),
    30_000,
  );

  it(
    'draws the pages of a PDF, with their words for screen readers',
    () =>
      on('received', async (page) => {
        await page.locator('.pdf-page canvas').first().waitFor();
        await page.getByText('Compte rendu de consultation').first().waitFor({ state: 'attached' });
      }),
    30_000,
  );
});

describe('writing', () => {
  it(
    'goes from the letters of a name to a signed envelope on the keyboard alone',
    () =>
      on('composer-new', async (page) => {
        await page.keyboard.type('roux');
        await hit(page, /ROUX Anne/).waitFor();
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: 'Retirer Dr Anne ROUX' }).waitFor();
        await page.getByRole('textbox', { name: 'Objet' }).fill('Avis');
        await page.getByRole('textbox', { name: 'Texte de la lettre' }).fill('Bonjour.');
        await page.keyboard.press('Control+Enter');
        await page.getByText('Aucune enveloppe ouverte').waitFor();
      }),
    30_000,
  );

  it(
    'takes the last recipient back with Backspace',
    () =>
      on('composer-new', async (page) => {
        await page.keyboard.type('roux');
        await hit(page, /ROUX Anne/).waitFor();
        await page.keyboard.press('Enter');
        const chip = page.getByRole('button', { name: 'Retirer Dr Anne ROUX' });
        await chip.waitFor();
        await page.keyboard.press('Backspace');
        await chip.waitFor({ state: 'detached' });
      }),
    30_000,
  );

  it(
    'does not leave without a recipient',
    () =>
      on('composer-new', async (page) => {
        await page.keyboard.press('Control+Enter');
        await page.getByText('Ajoutez au moins un destinataire.').waitFor();
      }),
    30_000,
  );

  it(
    'asks the code for the signature, says what a wrong one cost, and takes the right one',
    () =>
      on('composer-pin', async (page) => {
        const field = page.getByLabel('Code porteur');
        await field.fill('9999');
        await page.keyboard.press('Enter');
        await page.getByText('Code porteur faux').waitFor();
        await page.getByText('1 essai restant').waitFor();
        expect(await field.inputValue()).toBe('');
        await field.fill('1234');
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: 'Essayer' }).click();
        await page.getByText('Aucune enveloppe ouverte').waitFor();
      }),
    30_000,
  );
});

describe('leaving', () => {
  it(
    'can be undone with z, and reopens the draft',
    () =>
      on('undo', async (page) => {
        await page
          .getByText(/Part dans \d s/)
          .first()
          .waitFor();
        await page.keyboard.press('z');
        await page.getByText('Envoi annulé').waitFor();
        await page.getByRole('form', { name: 'Nouvelle enveloppe' }).waitFor();
      }),
    30_000,
  );

  it(
    'ends with a seal and the way to its proof',
    () =>
      on('sealed', async (page) => {
        await page
          .getByText(/^Scellée à/)
          .first()
          .waitFor();
        await page.getByRole('button', { name: 'Voir', exact: true }).click();
        await page.getByRole('heading', { name: /Scellée le/ }).waitFor();
      }),
    30_000,
  );
});

describe('the window', () => {
  it(
    'shows the shortcuts with ?, and gives the keyboard back with Escape',
    () =>
      on('received-list', async (page) => {
        await page.keyboard.press('?');
        await page.getByRole('dialog', { name: 'Raccourcis clavier' }).waitFor();
        await page.keyboard.press('Escape');
        await page.keyboard.press('g');
        await page.keyboard.press('a');
        await page.getByRole('heading', { name: 'Annuaire' }).waitFor();
      }),
    30_000,
  );

  it(
    'finds a person with Ctrl K and starts an envelope to them',
    () =>
      on('received-list', async (page) => {
        await page.keyboard.press('Control+k');
        await page.keyboard.type('haddad');
        await hit(page, /HADDAD/).waitFor();
        // Envelopes come first; people and commands are one step above the first.
        await found(page).first().waitFor();
        await page.keyboard.press('ArrowUp');
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: /Retirer Dr Samir HADDAD/ }).waitFor();
      }),
    30_000,
  );

  it(
    'never keeps the code it was given',
    () =>
      on('sign-in-wrong-pin', async (page) => {
        expect(await page.getByLabel('Code porteur').inputValue()).toBe('');
        expect(await page.content()).not.toContain('1234');
      }),
    30_000,
  );
});
