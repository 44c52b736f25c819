/** Following envelopes, models of letters, folders in the search and long lists of people, over the preview's bridge. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { pastedRecipients } from '../../renderer/screens/composer/letter-checks.ts';
import { folderCompletions } from '../../renderer/screens/search/folder-completions.ts';
import { folderIdOf } from '../../tools/renderer-preview/folders.ts';
import { askedBy, servePreviews } from './support/previews.ts';

const { on } = servePreviews();

const list = (page: Page) => page.getByRole('listbox', { name: 'Liste des enveloppes' });
const notice = (page: Page) => page.getByRole('region', { name: 'Avis' });
const rows = (page: Page) => list(page).getByRole('option');

describe('what is followed', () => {
  it(
    'is asked for by a key, is listed by when it is due, counted at the side, and taken back with Ctrl Z',
    () =>
      on('followed', async (page) => {
        await list(page).getByText('À suivre maintenant').waitFor();
        await list(page).getByText('Rappels prévus').waitFor();
        const before = await rows(page).count();
        await page.getByRole('button', { name: /^À suivre\s*2/ }).waitFor();
        await list(page).focus();
        await page.keyboard.press('x');
        await notice(page).getByText('Suivi terminé').waitFor();
        await expect.poll(() => rows(page).count()).toBe(before - 1);
        await page.getByRole('button', { name: /^À suivre\s*1/ }).waitFor();
        await page.keyboard.press('Control+z');
        await notice(page).getByText('Rappel rétabli comme avant').waitFor();
        await expect.poll(() => rows(page).count()).toBe(before);
        await page.keyboard.press('t');
        const dialog = page.getByRole('dialog', { name: /Me rappeler cette enveloppe/ });
        await dialog.getByRole('button', { name: 'Me rappeler' }).click();
        await dialog.getByRole('alert').waitFor();
        await dialog
          .getByRole('button', { name: /^Dans 3 jours|^Dans 7 jours/ })
          .first()
          .click();
        await notice(page)
          .getByText(/^Rappel le /)
          .waitFor();
      }),
    60_000,
  );

  it('is not said to have ended where nobody followed it, and what was chosen stays chosen', () =>
    on('list-chosen', async (page) => {
      const chosen = page.getByRole('toolbar', { name: 'Actions sur les enveloppes choisies' });
      await chosen.waitFor();
      const asked = await askedBy(page);
      await page.keyboard.press('x');
      expect(await asked()).not.toContain('mailbox.remind');
      expect(await notice(page).getByText('Suivi terminé').count()).toBe(0);
      expect(await chosen.isVisible()).toBe(true);
    }));

  it(
    'leads from the reader to a letter to those who have not opened it',
    () =>
      on('followed', async (page) => {
        await page.getByText(/pas encore ouverte par \d destinataire/).waitFor();
        await page.getByRole('button', { name: 'Relancer' }).click();
        const subject = page.getByRole('textbox', { name: 'Objet' });
        await expect.poll(() => subject.inputValue()).toMatch(/^Relance/);
        await page.getByRole('button', { name: /Rappel si non ouverte après 3 jours/ }).click();
        await page.getByRole('menuitem', { name: 'Pas de rappel' }).click();
        await page.getByRole('button', { name: 'Me rappeler si non ouverte' }).waitFor();
      }),
    60_000,
  );
});

describe('models of letters in the settings', () => {
  it(
    'are made with the help of fields, put in order, and come back when they were removed',
    () =>
      on('settings-templates', async (page) => {
        const names = () => page.locator('.settings-template b').allTextContents();
        await page.getByRole('button', { name: 'Descendre Adressage au cardiologue' }).click();
        await expect.poll(names).toEqual(['Certificat de sport', 'Adressage au cardiologue']);
        await page.getByRole('button', { name: 'Supprimer Certificat de sport' }).click();
        await expect.poll(names).toEqual(['Adressage au cardiologue']);
        await page.getByRole('button', { name: 'Annuler', exact: true }).click();
        await expect.poll(async () => (await names()).length).toBe(2);
        await page.getByRole('button', { name: 'Nouveau modèle' }).click();
        const dialog = page.getByRole('dialog', { name: 'Nouveau modèle' });
        await page.keyboard.type('Demande d’avis');
        await dialog.getByRole('button', { name: /Insérer le champ .*patient/ }).click();
        await expect.poll(() => dialog.getByLabel('Texte de la lettre').inputValue()).toBe('{{patient}}');
        await page.keyboard.press('Escape');
        await dialog.getByText('Ce qui a changé n’est pas enregistré.').waitFor();
        await dialog.getByRole('button', { name: 'Enregistrer' }).click();
        await expect.poll(names).toContain('Demande d’avis');
      }),
    60_000,
  );
});

describe('long lists', () => {
  it(
    'choose from a row to one thousands further, and say when those are too many',
    () =>
      on('received-50000', async (page) => {
        await list(page).focus();
        await page.keyboard.press('Space');
        await page.keyboard.press('Shift+End');
        await page.getByText(/Les 5.000 enveloppes les plus proches sont choisies/).waitFor();
      }),
    60_000,
  );

  it(
    'of pasted people are added together, and refused at once where they are too many',
    () =>
      on('composer-new', async (page) => {
        const field = page.getByRole('combobox', { name: 'Destinataires' });
        const paste = (text: string) =>
          field.evaluate((element, pasted) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData('text/plain', pasted);
            element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
          }, text);
        const started = Date.now();
        await paste(Array.from({ length: 5_000 }, (_, index) => `personne.${index}@exemple.fr`).join('\n'));
        await page.getByText(/5.000 destinataires.: une enveloppe va à 200 personnes au plus/).waitFor();
        expect(Date.now() - started).toBeLessThan(10_000);
        expect(await page.locator('.chip').count()).toBe(0);
        await paste('Paul LEROY <paul@exemple.fr>; anne@exemple.fr');
        await expect.poll(() => page.locator('.chip').count()).toBe(2);
        // Whoever is found in the directory stays chosen there until there is room.
        await paste(Array.from({ length: 198 }, (_, index) => `personne.${index}@exemple.fr`).join('\n'));
        await expect.poll(() => page.locator('.chip').count()).toBe(200);
        await field.press('Control+Shift+A');
        const dialog = page.getByRole('dialog', { name: 'Chercher dans l’annuaire' });
        await dialog.getByRole('textbox', { name: /^Nom/ }).fill('rou');
        await dialog.locator('.directory-person').first().click();
        const add = dialog.getByRole('button', { name: 'Ajouter comme destinataire' });
        await add.click();
        await dialog.getByText('Une enveloppe a 200 destinataires au plus').waitFor();
        expect(await add.isDisabled()).toBe(true);
        expect(await page.locator('.chip').count()).toBe(200);
      }),
    60_000,
  );
});

describe('in another’s mailbox', () => {
  it(
    'a delegation that does not allow filing offers no act on rows, and says why where some are chosen',
    () =>
      on('acting-titles', async (page) => {
        await rows(page).first().hover();
        expect(await page.locator('.hover-acts').count()).toBe(0);
        expect(await page.getByRole('button', { name: /^À suivre/ }).count()).toBe(0);
        await list(page).focus();
        await page.keyboard.press('Space');
        await page.getByText('La délégation ne permet pas de classer.').waitFor();
        await rows(page).first().click({ button: 'right' });
        await expect.poll(() => page.getByRole('menuitem').count()).toBeGreaterThan(0);
        const offered = await page.getByRole('menuitem').allTextContents();
        expect(offered[0]).toBe('Ouvrir');
        expect(offered.filter((word) => /Ranger|Classer|Archiver|Marquer|Me rappeler/.test(word))).toEqual([]);
      }),
    60_000,
  );
});

describe('what is pasted and typed', () => {
  it('is a list of people where it holds several addresses, each once', () => {
    expect(pastedRecipients('"LEROY, Paul" <p@x.fr>', 'to')).toEqual([
      { address: 'p@x.fr', name: 'LEROY, Paul', role: 'to' },
    ]);
    expect(pastedRecipients('"sans fin, <p@x.fr>; q@x.fr', 'to').map(({ address }) => address)).toEqual([
      'p@x.fr',
      'q@x.fr',
    ]);
    expect(pastedRecipients('p@x.fr', 'to')).toEqual([]);
    expect(pastedRecipients('un texte, sans adresse ; du tout', 'to')).toEqual([]);
    expect(pastedRecipients('Paul LEROY <P@x.fr>\nq@x.fr r@x.fr; q@x.fr', 'cc')).toEqual([
      { address: 'p@x.fr', name: 'Paul LEROY', role: 'cc' },
      { address: 'q@x.fr', name: 'q@x.fr', role: 'cc' },
      { address: 'r@x.fr', name: 'r@x.fr', role: 'cc' },
    ]);
  });

  it('completes the name of a folder at its end, with the path to it', () => {
    const [advice, cardiology] = [folderIdOf(1), folderIdOf(2)];
    const folders = [
      { id: advice, name: 'Avis demandés', parentId: null, depth: 0, total: 0, unopened: 0 },
      { id: cardiology, name: 'Cardiologie', parentId: advice, depth: 1, total: 0, unopened: 0 },
    ];
    const texts = (typed: string) => folderCompletions(typed, folders).map(({ text }) => text);
    expect(texts('ecg dossier:car')).toEqual(['ecg dossier:"Avis demandés/Cardiologie" ']);
    expect(texts('dossier : "avis dem')).toHaveLength(2);
    expect(texts('dossier:')).toHaveLength(2);
    expect(texts('dossier:"Avis demandés" ecg')).toEqual([]);
    expect(texts('ecg')).toEqual([]);
  });
});
