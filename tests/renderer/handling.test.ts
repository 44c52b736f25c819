/** Handling envelopes with others who hold the mailbox: who does what, in the list and beside the letter, and internal notes. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { answering, askedBy, servePreviews } from './support/previews.ts';

const { on, onOwnPage } = servePreviews();

const strip = (page: Page) => page.getByRole('region', { name: 'Suivi interne' });

describe('an envelope of a mailbox that several hold', () => {
  it(
    'says in its row and above the letter who handles it, and is handled by buttons and keys',
    () =>
      on('handling-received', async (page) => {
        await page.getByRole('option', { name: /confiée à vous par M\.\sMalik TESSIER/ }).waitFor();
        await page.getByRole('option', { name: /traitée par Dr\sAnne ROUX/ }).waitFor();
        await strip(page).getByText('Vous vous en occupez').waitFor();
        await strip(page)
          .getByText(/confiée par M\.\sMalik TESSIER/)
          .waitFor();
        await strip(page).getByRole('button', { name: 'Traitée' }).click();
        await strip(page).getByText('Traitée par vous').waitFor();
        await page.keyboard.press('u');
        await strip(page).getByText('Personne ne s’en occupe').waitFor();
        await page.keyboard.press('i');
        await strip(page).getByText('Vous vous en occupez').waitFor();
        await page.keyboard.press('c');
        const dialog = page.getByRole('dialog', { name: 'Confier cette enveloppe' });
        expect(await dialog.getByRole('button', { name: 'Dr Claire MARTIN' }).count()).toBe(0);
        await dialog.getByRole('button', { name: 'Dr Anne ROUX' }).click();
        await strip(page).getByText('Dr Anne ROUX s’en occupe').waitFor();
        await page.keyboard.press('d');
        await strip(page).getByText('Traitée par vous').waitFor();
      }),
    60_000,
  );

  it(
    'is found by whose it is, and the list says so',
    () =>
      on('handling-received', async (page) => {
        const filter = async (name: string) => {
          await page.getByRole('button', { name: /^Suivi/ }).click();
          await page.getByRole('menuitem', { name, exact: true }).click();
        };
        await filter('À moi');
        await page.getByText('À moi · 2').waitFor();
        expect(await page.getByRole('option').count()).toBe(2);
        await page.getByRole('button', { name: 'Suivi : À moi' }).waitFor();
        await filter('Traitées');
        await page.getByText('Traitées · 1').waitFor();
        await filter('À personne');
        await page.getByRole('option', { name: /traitée par/ }).waitFor({ state: 'detached' });
        await filter('Toutes');
        await page.getByRole('option', { name: /traitée par/ }).waitFor();
      }),
    60_000,
  );

  it(
    'is found by the search too, whose help says how',
    () =>
      on('search-help-shared', async (page) => {
        await page.getByText('suivi:moi', { exact: true }).waitFor();
        await page.keyboard.type('suivi:moi');
        await page.locator('.found').nth(1).waitFor();
        expect(await page.locator('.found').count()).toBe(2);
      }).then(() =>
        on('search-help', async (page) => {
          await page.getByText('non:ouverte', { exact: true }).waitFor();
          expect(await page.getByText('suivi:moi', { exact: true }).count()).toBe(0);
        }),
      ),
    60_000,
  );

  it(
    'that somebody took a moment before is told to whoever was later, with the name',
    () =>
      on('handling-forestalled', async (page) => {
        await page.getByText('Dr Anne ROUX s’en occupe déjà').waitFor();
        await page.getByText(/Ce que vous aviez choisi n’a pas été pris\./).waitFor();
        await strip(page).getByText('Dr Anne ROUX s’en occupe', { exact: true }).waitFor();
      }),
    60_000,
  );

  it(
    'of which something was refused while one was elsewhere is named, one beside the other, until one has read it',
    () =>
      on('handling-refusals', async (page) => {
        const notice = page.locator('.toast').filter({ hasText: '3 choix n’ont pas été pris' });
        await notice.getByText(/^«.+»\s:\sDr.Anne ROUX s’en occupe déjà · depuis le 15 nov\., \d\d:\d\d/).waitFor();
        await notice.getByText(/^«.+»\s:\sUne note interne n’a pas été prise/).waitFor();
        await notice.getByText(/contenu est effacé\s:\sUne note interne n’a pas été retirée/).waitFor();
        await notice.getByRole('button', { name: 'Compris' }).click();
        await notice.waitFor({ state: 'detached' });
      }),
    60_000,
  );

  it(
    'of which something was refused stays named where nobody can be told that it was read',
    () =>
      onOwnPage('handling-refusals', async (page) => {
        await answering(page, 'handling.acknowledge', {
          ok: false,
          error: { code: 'operator.offline', retry: 'later' },
        });
        const notice = page.locator('.toast').filter({ hasText: '3 choix n’ont pas été pris' });
        await notice.getByRole('button', { name: 'Compris' }).click();
        await page.locator('.toast').nth(1).waitFor();
        expect(await notice.isVisible()).toBe(true);
      }),
    60_000,
  );

  it(
    'is asked for with others in one question, and what of them was sent is said',
    () =>
      onOwnPage('handling-received', async (page) => {
        await answering(page, 'handling.step', { ok: true, value: { changed: 2, notReceived: 1, made: [] } });
        const asked = await askedBy(page);
        await page.getByRole('option').nth(0).click();
        for (const row of [1, 2])
          await page
            .getByRole('option')
            .nth(row)
            .click({ modifiers: ['Control'] });
        await page.keyboard.press('d');
        await page.getByText('Le suivi de 2 enveloppes a changé').waitFor();
        await page.getByText(/^1 enveloppe envoyée n’en a pas/).waitFor();
        expect((await asked()).filter((channel) => channel === 'handling.step')).toHaveLength(1);
      }),
    60_000,
  );

  it(
    'is again what it was once that is taken back',
    () =>
      on('handling-nobody', async (page) => {
        await strip(page).getByText('Personne ne s’en occupe').waitFor();
        await page.keyboard.press('i');
        await strip(page).getByText('Vous vous en occupez').waitFor();
        await page.locator('.toast').getByText('Le suivi de 1 enveloppe a changé').waitFor();
        await page.keyboard.press('Control+z');
        await strip(page).getByText('Personne ne s’en occupe').waitFor();
        await page.getByText('Le suivi est rétabli').waitFor();
      }),
    60_000,
  );

  it(
    'is not offered in the menu of its row what it is already',
    () =>
      on('handling-received', async (page) => {
        await page.getByRole('option').nth(0).click({ button: 'right' });
        await page.getByRole('menuitem', { name: /^Traitée/ }).waitFor();
        expect(await page.getByRole('menuitem', { name: /^Je m’en occupe/ }).count()).toBe(0);
      }),
    60_000,
  );

  it(
    'is taken by a double click, and is not dealt with by it',
    () =>
      on('handling-nobody', async (page) => {
        // The page’s clock stands still: the second press comes in the same instant, however slow the machine is.
        await page.clock.pauseAt(new Date('2026-11-17T12:00:00.000Z'));
        const press = async (name: string) => {
          await strip(page).getByRole('button', { name }).click();
          await page.clock.runFor(10);
        };
        await press('Je m’en occupe');
        await strip(page).getByText('Vous vous en occupez').waitFor();
        await press('Traitée');
        expect(await strip(page).getByText('Vous vous en occupez').isVisible()).toBe(true);
        // A third one, after a moment, is meant.
        await page.clock.runFor(600);
        await press('Traitée');
        await strip(page).getByText('Traitée par vous').waitFor();
        await page.clock.resume();
      }),
    60_000,
  );

  it(
    'keeps the focus beside it when the button under the hand goes away, and tells what it came to',
    () =>
      on('handling-received', async (page) => {
        await strip(page).getByText('Vous vous en occupez').waitFor();
        expect(await strip(page).locator('[aria-live]').textContent()).toBe('Vous vous en occupez');
        await strip(page).getByRole('button', { name: 'Traitée' }).focus();
        await page.keyboard.press('Enter');
        await strip(page).getByText('Traitée par vous').waitFor();
        await strip(page).locator('button:focus').waitFor();
      }),
    60_000,
  );

  it(
    'that is left from when others held the mailbox is settled there, and given to nobody',
    () =>
      on('handling-alone', async (page) => {
        await strip(page).getByText('Vous vous en occupez').waitFor();
        expect(await strip(page).getByRole('button', { name: 'Confier à…' }).count()).toBe(0);
        await page.keyboard.press('d');
        await strip(page).getByText('Traitée par vous').waitFor();
        await page.keyboard.press('u');
        await strip(page).getByText('Personne ne s’en occupe').waitFor();
        await strip(page).getByRole('button', { name: 'Je m’en occupe' }).waitFor();
      }),
    60_000,
  );

  it(
    'of nobody whose delegation ended says whose it was; without network, that a step waits',
    () =>
      on('handling-refused', async (page) => {
        await strip(page).getByText('Personne ne s’en occupe').waitFor();
        await strip(page)
          .getByText(/TESSIER ne peut plus s’en occuper/)
          .first()
          .waitFor();
      }).then(() =>
        on('handling-offline', async (page) => {
          await strip(page).getByText('pas encore transmis').first().waitFor();
        }),
      ),
    60_000,
  );

  it(
    'in one’s own mailbox that nobody else holds is no matter of anybody’s',
    () =>
      on('received', async (page) => {
        expect(await strip(page).count()).toBe(0);
        expect(await page.getByRole('button', { name: /^Suivi/ }).count()).toBe(0);
        await page.keyboard.press('c');
        expect(await page.getByRole('dialog').count()).toBe(0);
      }),
    60_000,
  );
});

describe('internal notes', () => {
  it(
    'say who sees them, are added and removed, and what is typed is there when one comes back',
    () =>
      on('handling-received', async (page) => {
        await strip(page).getByText('Visible seulement de ceux qui tiennent cette boîte.').waitFor();
        await strip(page).getByText('Patient rappelé').waitFor();
        const field = strip(page).getByLabel('Nouvelle note interne');
        await field.fill('Rappeler la pharmacie');
        await page.getByRole('option').nth(1).click();
        await strip(page).getByText('M. Malik TESSIER s’en occupe').first().waitFor();
        await page.getByRole('option').nth(0).click();
        expect(await field.inputValue()).toBe('Rappeler la pharmacie');
        await field.press('Control+Enter');
        const note = strip(page).getByRole('article').filter({ hasText: 'Rappeler la pharmacie' });
        await note.waitFor();
        expect(await field.inputValue()).toBe('');
        await note.getByRole('button', { name: 'Retirer' }).click();
        await strip(page).getByText('note retirée').waitFor();
        expect(await strip(page).getByText('Rappeler la pharmacie').count()).toBe(0);
        await strip(page).locator('button:focus').waitFor();
        // In one's own mailbox another's is one's own to remove.
        const other = strip(page).getByRole('article').filter({ hasText: 'Patient rappelé' });
        await other.getByRole('button', { name: 'Retirer' }).click();
        await strip(page).getByText('note retirée par vous').waitFor();
      }),
    60_000,
  );

  it(
    'that are half typed are there when one comes back from another mailbox, and are in that one not',
    () =>
      on('handling-received', async (page) => {
        const field = strip(page).getByLabel('Nouvelle note interne');
        await field.fill('À moitié');
        await page.getByRole('button', { name: /Bernard NOËL/ }).click();
        await page.getByRole('button', { name: /Revenir à ma boîte/ }).waitFor();
        await page.getByRole('option').nth(0).click();
        await strip(page).getByText('Patient rappelé').waitFor();
        expect(await field.inputValue()).toBe('');
        await page.getByRole('button', { name: /Revenir à ma boîte/ }).click();
        await page.getByRole('button', { name: /Revenir à ma boîte/ }).waitFor({ state: 'detached' });
        await page.getByRole('option').nth(0).click();
        await strip(page).getByText('Patient rappelé').waitFor();
        expect(await field.inputValue()).toBe('À moitié');
        await field.fill('');
      }),
    60_000,
  );

  it(
    'that were refused keep their words on screen, with why, until they are thrown away',
    () =>
      on('handling-refused', async (page) => {
        const note = strip(page).getByRole('article').filter({ hasText: 'infirmière coordinatrice' });
        await note.getByText('Cette note n’a pas été prise').waitFor();
        await note.getByRole('button', { name: 'Jeter cette note' }).waitFor();
      }),
    60_000,
  );

  it(
    'are on no paper that is printed of the letter',
    () =>
      onOwnPage('handling-received', async (page) => {
        await strip(page).getByText('Patient rappelé').waitFor();
        let paper = '';
        await page.exposeFunction('printed', async () => {
          paper = (await page.locator('.paper').textContent()) ?? '';
          return true;
        });
        await page.keyboard.press('Control+p');
        await page.getByRole('dialog').getByRole('button', { name: 'Imprimer' }).click();
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await expect.poll(() => paper, { timeout: 20_000 }).toContain('Cher confrère');
        expect(paper).not.toContain('Patient rappelé');
        expect(paper).not.toContain('confie');
      }),
    60_000,
  );
});
