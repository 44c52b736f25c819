/** An absence as a person states and ends it, and as those see it who write to somebody absent, or act for them. */
import { describe, expect, it } from 'vitest';
import { servePreviews } from './support/previews.ts';

const { on } = servePreviews();

describe('an absence', () => {
  it(
    'is stated once its form makes sense, is said over every screen, and ends by one press',
    () =>
      on('settings-delegations', async (page) => {
        await page.getByRole('button', { name: 'Déclarer une absence' }).click();
        const form = page.getByRole('dialog');
        const state = () => form.getByRole('button', { name: 'Déclarer l’absence' }).click();
        await form.getByLabel('Ce que l’on dit').fill(' ');
        await state();
        await form.getByText('Dites en quelques mots').waitFor();
        await form.getByLabel('Ce que l’on dit').fill('De retour lundi.');
        await form.getByLabel('Au, inclus').fill('2026-11-16');
        await state();
        await form.getByText('La fin doit venir après le début.').waitFor();
        await form.getByLabel('Au, inclus').fill('2026-11-23');
        await form.getByLabel('Qui agit').selectOption({ label: 'M. Malik TESSIER · Infirmier' });
        await state();
        await form.waitFor({ state: 'detached' });
        const bar = page.getByRole('complementary', { name: 'Votre absence' });
        expect(await bar.textContent()).toMatch(/23\s*novembre 2026/);
        await bar.getByRole('button', { name: 'Je suis de retour' }).click();
        await bar.waitFor({ state: 'detached' });
        await page.getByText('Vous n’avez déclaré aucune absence.').waitFor();
      }),
    60_000,
  );

  it(
    'is told to who wrote as the operator’s and unsigned, in the letter, its history and the list',
    () =>
      on('sent-absent', async (page) => {
        const told = page.getByText('Réponse automatique de l’opérateur au nom de Dr Inès FABRE');
        await told.waitFor();
        await page.getByText('Ce n’est pas une lettre').waitFor();
        expect(await page.getByRole('list', { name: 'Historique' }).textContent()).toContain('réponse automatique');
        expect(await page.getByRole('option', { name: /destinataire absent jusqu’au/ }).count()).toBe(1);
      }),
    60_000,
  );

  it(
    'is said before writing, and to the delegate how much has arrived',
    () =>
      on('composer-absent', async (page) => {
        await page.getByText('Absence de Dr Paul LEROY jusqu’au').waitFor();
        const owner = page.getByRole('button', { name: /vous agissez en son nom/ });
        expect(await owner.textContent()).toMatch(/2\senveloppes arrivées depuis/);
      }),
    60_000,
  );
});
