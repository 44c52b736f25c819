/** Paper, exports and what is kept, as a person meets them; what is printed is printed by Chromium and read again. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { type ReadPdf, readPdf } from '../support/pdf-text.ts';
import { servePreviews } from './support/previews.ts';

const { on } = servePreviews();
const folder = mkdtempSync(join(tmpdir(), 'medimail-paper-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Prints by `act`, for real, and reads what was printed. */
async function printed(page: Page, act: () => Promise<void>): Promise<ReadPdf> {
  const file = join(folder, `${crypto.randomUUID()}.pdf`);
  let done: () => void = () => undefined;
  const wasPrinted = new Promise<void>((resolve) => {
    done = resolve;
  });
  await page.exposeFunction('printed', async () => {
    writeFileSync(file, await page.pdf({ printBackground: true, preferCSSPageSize: true }));
    done();
    return true;
  });
  await act();
  await wasPrinted;
  await page.locator('.paper').waitFor({ state: 'detached' });
  return readPdf(file);
}

describe('printing', () => {
  it(
    'puts who wrote, what holds, the letter and the digests on paper, with the attachment that was chosen',
    () =>
      on('print-question', async (page) => {
        const { pages } = await printed(page, async () => {
          await page.getByText('CR_consultation.pdf').last().click();
          await page.getByRole('dialog').getByRole('button', { name: 'Imprimer' }).click();
          await page.getByRole('dialog').waitFor({ state: 'detached' });
        });
        const [letter = '', ...rest] = pages;
        for (const part of [
          'Paul LEROY',
          'RPPS',
          'Signée par carte CPS',
          'Scellée le 17 novembre 2026 à 10:42:07',
          'Cher confrère',
          '2 pièces',
          'ECG_12_derivations.pdf',
          'Cette feuille est une copie',
        ]) {
          expect(letter.replaceAll('\u00a0', ' ')).toContain(part);
        }
        expect(letter.match(/\b[0-9a-f]{64}\b/g)).toHaveLength(3);
        expect(letter).toMatch(/Imprimé le 17 novembre 2026 .* par Dr.Claire MARTIN/);
        expect(letter).toMatch(/page 1 \/ [2-9]/);
        expect(rest.length).toBeGreaterThan(0);
        expect(rest.join()).toContain('CR_consultation.pdf');
        // Nothing of the window is on it.
        expect(pages.join()).not.toContain('Nouvelle enveloppe');
      }),
    60_000,
  );

  it('prints formatted letters as pages, without what could run or load, and a draft as what it is', async () => {
    await on('reader-html', async (page) => {
      const { pages } = await printed(page, () => page.keyboard.press('Control+p'));
      expect(pages.join()).toContain('Bilan mémoire');
      expect(pages.join()).not.toMatch(/alert|script/i);
    });
    await on('composer', async (page) => {
      const { pages } = await printed(page, () => page.keyboard.press('Control+p'));
      expect(pages.join()).toContain('Ni signé, ni scellé, ni envoyé');
      expect(pages.join()).toContain('Demande d’avis');
    });
  }, 60_000);

  it('is refused where the administrator forbids it, before anything is laid out', () =>
    on('print-forbidden', async (page) => {
      await page.getByText('L’impression n’est pas permise sur ce poste').waitFor();
      expect(await page.locator('.paper').count()).toBe(0);
    }));

  it('lays the same pages out for a PDF file, on A4', () =>
    on('reader-copies', async (page) => {
      const { width, height, pages } = await printed(page, async () => {
        await page.getByRole('menuitem', { name: /Exporter/ }).click();
        await page.getByRole('button', { name: 'Choisir le dossier' }).click();
        await page.getByText('1 enveloppe exportée').waitFor();
      });
      expect([Math.round(width), Math.round(height)]).toEqual([595, 842]);
      expect(pages.join()).toContain('Scellée le 17 novembre 2026');
    }));
});

describe('exporting', () => {
  it('of many says how many, tells how far it is, and stops when asked', () =>
    on('export-question', async (page) => {
      const dialog = page.getByRole('dialog');
      expect(await dialog.textContent()).toContain('Exporter 30 enveloppes');
      expect(await dialog.textContent()).toContain('leurs expéditeurs sauront');
      // Without pages there is nothing to lay out.
      await dialog.getByText('Pages (.pdf)').click();
      await page.getByRole('button', { name: 'Choisir le dossier' }).click();
      const progress = page.getByRole('progressbar', { name: /Enveloppe [2-9] sur 30/ });
      await progress.waitFor();
      expect(Number(await progress.getAttribute('aria-valuenow'))).toBeGreaterThan(0);
      await page.getByRole('button', { name: 'Annuler' }).click();
      await page.getByText(/Export arrêté/).waitFor();
    }));

  it('says that the disk is full, and what was kept', () =>
    on('export-full', async (page) => {
      await page.getByText('Le disque est plein').waitFor();
      await page.getByText(/De la suivante, rien n’a été laissé/).waitFor();
    }));
});

describe('what is kept', () => {
  it('is asked about before what exists nowhere else is erased', () =>
    on('kept-lose', async (page) => {
      const question = page.getByRole('alertdialog');
      expect(await question.textContent()).toContain('elle n’existe plus que sur ce poste');
      await question.getByRole('button', { name: 'Effacer pour toujours' }).click();
      await page.getByText('Cette enveloppe n’est plus conservée').waitFor();
    }));

  it('is counted in the settings, kept by a rule, copied and taken in again with a code', () =>
    on('settings-kept-code', async (page) => {
      await page.getByText(/214 enveloppes/).waitFor();
      await page.getByRole('dialog').getByRole('textbox').fill('K7QX-2MFD-9RTB-VH4C-W8NJ-5PGA-ZY');
      await page.keyboard.press('Enter');
      await page.getByText('37 enveloppes reprises').waitFor();
      await page.getByRole('radio', { name: 'Rien' }).click();
      await page.getByRole('radio', { name: 'Rien', checked: true }).waitFor();
      await page.getByRole('button', { name: 'Faire une copie' }).click();
      await page.getByText(/Copie faite/).waitFor();
    }));
});
