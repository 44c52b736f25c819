/** A code by telephone asked for in the composer, over the preview's bridge. */
import { expect, it } from 'vitest';
import { askedBy, servePreviews } from './support/previews.ts';

const { on, onOwnPage } = servePreviews();

it(
  'keeps the letter back while the number will not do, and lets it leave once it does',
  () =>
    on('composer-phone-code', async (page) => {
      const number = page.getByLabel('Numéro de téléphone');
      const problem = page.getByText(/ne reçoit pas de SMS/);
      const switched = page.getByRole('switch', { name: 'Demander un code par téléphone' });
      expect(await problem.isVisible()).toBe(true);
      expect(await number.getAttribute('aria-describedby')).toContain(await problem.getAttribute('id'));
      // What whoever reads the mail will read is said as long as nothing more is asked.
      const warning = page.getByText(/qui lit ce mail lira l’enveloppe/);
      expect(await warning.isVisible()).toBe(true);
      const asked = await askedBy(page);
      await number.focus();
      await page.keyboard.press('Control+Enter');
      await page
        .getByText(/^Rien n’est parti/)
        .and(page.getByRole('alert'))
        .waitFor({ timeout: 5_000 });
      expect(await asked()).not.toContain('draft.recipientFacts');

      await page.getByRole('radio', { name: 'Appel vocal' }).click();
      await expect.poll(() => problem.count()).toBe(0);
      expect(await warning.count()).toBe(0);
      await number.fill('04 94');
      await page.keyboard.press('Control+Enter');
      await page.getByText(/Écrivez un numéro entier/).waitFor();
      expect(await asked()).not.toContain('draft.recipientFacts');

      await number.fill('04 94 00 00 01');
      await page.keyboard.press('Control+Enter');
      await expect.poll(asked).toContain('draft.recipientFacts');
      await page.keyboard.press('Escape');

      await page.getByRole('button', { name: /^Retirer jean\.dupont/ }).click();
      await expect.poll(() => switched.count()).toBe(0);
    }),
  60_000,
);

it(
  'keeps of what is pasted as a number no more than a draft can, so that the letter is saved, and says what is wrong',
  () =>
    onOwnPage('composer-phone-code', async (page) => {
      const number = page.getByLabel('Numéro de téléphone');
      await number.fill(`06 12 34 56 78, ou le soir ${'06 12 34 56 79 '.repeat(4)}`);
      await page.getByText(/Écrivez un numéro entier/).waitFor();
      expect((await number.inputValue()).length).toBe(60);
      await page.getByText(/^brouillon enregistré à/).waitFor();
    }),
  60_000,
);

it(
  'warns and offers a code for who is invited, whatever name the address was pasted with',
  () =>
    on('composer', async (page) => {
      await page.getByRole('combobox', { name: 'Destinataires' }).evaluate((field) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', 'Jean DUPONT <jean.dupont@cabinet-exemple.example>');
        field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      });
      await page.getByText('Jean DUPONT').waitFor();
      await page.getByText(/qui lit ce mail lira l’enveloppe/).waitFor();
      await page.getByRole('switch', { name: 'Demander un code par téléphone' }).waitFor();
    }),
  60_000,
);
