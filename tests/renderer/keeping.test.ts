/** Paper, exports and what is kept, as a person meets them; what is printed is printed by Chromium and read again. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { type ReadPdf, readPdf } from '../support/pdf-text.ts';
import { answering, askedBy, servePreviews } from './support/previews.ts';

const { on, onOwnPage } = servePreviews();
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
      onOwnPage('print-question', async (page) => {
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

  it(
    'prints formatted letters as pages, without what could run or load',
    () =>
      onOwnPage('reader-html', async (page) => {
        const { pages } = await printed(page, () => page.keyboard.press('Control+p'));
        expect(pages.join()).toContain('Bilan mémoire');
        expect(pages.join()).not.toMatch(/alert|script/i);
      }),
    60_000,
  );

  it(
    'prints a draft as what it is, formatted as it is',
    () =>
      onOwnPage('composer-formatted', async (page) => {
        let looks: readonly string[] = [];
        const { pages } = await printed(page, async () => {
          await page.keyboard.press('Control+p');
          looks = await page
            .locator('.paper-html')
            .evaluate((letter) => [...letter.querySelectorAll('strong, ul, ol')].map(({ tagName }) => tagName));
        });
        expect(new Set(looks)).toEqual(new Set(['STRONG', 'UL', 'OL']));
        const text = pages.join().replaceAll('\u00a0', ' ');
        for (const part of ['Ni signé, ni scellé, ni envoyé', 'Demande d’avis', 'apixaban 5 mg, deux fois par jour']) {
          expect(text).toContain(part);
        }
      }),
    60_000,
  );

  it(
    'prints once however long the keys are held, and not again before that is done',
    () =>
      onOwnPage('reader-html', async (page) => {
        let prints = 0;
        let finish: () => void = () => undefined;
        const finished = new Promise<void>((resolve) => {
          finish = resolve;
        });
        await page.exposeFunction('printed', async () => {
          prints += 1;
          await finished;
          return true;
        });
        const asked = await askedBy(page);
        await page.keyboard.down('Control');
        for (let times = 0; times < 3; times += 1) await page.keyboard.down('p');
        await page.keyboard.up('p');
        await page.keyboard.press('p');
        await page.keyboard.up('Control');
        await expect.poll(() => prints).toBe(1);
        expect((await asked()).filter((method) => method === 'mailbox.open')).toHaveLength(1);
        finish();
        await page.locator('.paper').waitFor({ state: 'detached' });
        expect(prints).toBe(1);
      }),
    60_000,
  );

  it(
    'says that it opens what was not opened, and opens it only once it is on paper',
    () =>
      onOwnPage('received-list', async (page) => {
        let isOnPaper = false;
        await page.exposeFunction('printed', async () => isOnPaper);
        const asked = await askedBy(page);
        const row = page.getByRole('option', { name: /non ouverte/ }).first();
        const print = async (): Promise<void> => {
          await row.click({ button: 'right' });
          await page.getByRole('menuitem', { name: /Imprimer/ }).click();
          const dialog = page.getByRole('dialog');
          await dialog.getByText('son expéditeur saura').waitFor();
          await dialog.getByRole('button', { name: 'Imprimer' }).click();
          await dialog.waitFor({ state: 'detached' });
        };
        await print();
        expect(await asked()).toContain('app.print');
        expect(await asked()).not.toContain('mailbox.displayed');
        isOnPaper = true;
        await print();
        expect(await asked()).toContain('mailbox.displayed');
      }),
    60_000,
  );

  it('is refused where the administrator forbids it, before anything is laid out', () =>
    on('print-forbidden', async (page) => {
      await page.getByText('L’impression n’est pas permise sur ce poste').waitFor();
      expect(await page.locator('.paper').count()).toBe(0);
    }));

  it('puts the recovery code on paper, and not where the administrator forbids printing', () =>
    onOwnPage('first-run', async (page) => {
      const { pages } = await printed(page, () => page.getByRole('button', { name: 'Imprimer' }).click());
      expect(pages.join().replaceAll(/\s/g, '')).toContain('K7QX2MFD9RTBVH4CW8NJ5PGAZY');
      await answering(page, 'app.print', { ok: false, error: { code: 'policy.printing-forbidden', retry: 'never' } });
      await page.getByRole('button', { name: 'Imprimer' }).click();
      await page.getByText('L’impression n’est pas permise sur ce poste').waitFor();
    }));

  it('lays the same pages out for a PDF file, on A4', () =>
    onOwnPage('reader-copies', async (page) => {
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
  it('is offered of one row as of many, and so is keeping no longer', () =>
    on('list-menu', async (page) => {
      await page.getByRole('menuitem', { name: 'Conserver sur ce poste' }).waitFor();
      await page.getByRole('menuitem', { name: 'Ne plus conserver' }).waitFor();
    }));

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
