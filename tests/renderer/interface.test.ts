/** What a hand does on the keyboard, in Chromium over the preview's bridge: from the code to the seal. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { letterText } from '../support/letter-text.ts';
import { servePreviews } from './support/previews.ts';

const { on } = servePreviews();

const option = (page: Page, name: RegExp) => page.getByRole('option', { name });
const found = (page: Page) => page.locator('.found');
/** Once what is shown answers what was typed. */
const answered = (page: Page) => page.locator('[role=listbox][aria-busy=false]').waitFor();
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
            .getAttribute('aria-current'),
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
        await answered(page);
        expect(await page.locator('.found mark', { hasText: /^ECG$/ }).count()).toBeGreaterThan(0);
        const active = await field.getAttribute('aria-activedescendant');
        await page.keyboard.press('ArrowDown');
        await expect.poll(() => field.getAttribute('aria-activedescendant')).not.toBe(active);
        await page.keyboard.press('ArrowUp');
        await expect.poll(() => field.getAttribute('aria-activedescendant')).toBe(active);
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: /CR consultation/ }).waitFor();
        expect(await list.count()).toBe(0);
        await page.keyboard.press('Escape');
        expect(await list.getAttribute('aria-activedescendant')).toBe(before);
        await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'listbox');
      }),
    60_000,
  );

  it(
    'keeps an Enter that comes before the answer until it is there',
    () =>
      on('received-list', async (page) => {
        await page.keyboard.press('Control+k');
        await page.keyboard.type('ecg apix');
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: /CR consultation/ }).waitFor();
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
    'takes files that are pasted or dropped, names those it cannot take, and leaves pasted text alone',
    () =>
      on('composer-new', async (page) => {
        await page.route('**/intake/preview', (route) => route.fulfill({ status: 204 }));
        const give = (kind: 'paste' | 'drop', files: readonly (readonly [string, string])[], text = '') =>
          page.evaluate(
            ([how, given, plain]) => {
              const transfer = new DataTransfer();
              for (const [name, body] of given) transfer.items.add(new File([body], name));
              if (plain) transfer.items.add(plain, 'text/plain');
              const init = { bubbles: true, cancelable: true };
              const event =
                how === 'paste'
                  ? new ClipboardEvent('paste', { ...init, clipboardData: transfer })
                  : new DragEvent('drop', { ...init, dataTransfer: transfer });
              document.querySelector('.composer-text')?.dispatchEvent(event);
            },
            [kind, files, text] as const,
          );
        await give('paste', [['image.png', 'pixels']]);
        await page.getByRole('button', { name: /^Retirer Image collée .+\.png$/ }).waitFor();
        await give('paste', [['table.png', 'pixels']], 'le tableau');
        await give('drop', [
          ['bilan.pdf', 'du texte'],
          ['vide.txt', ''],
        ]);
        await page.getByRole('button', { name: 'Retirer bilan.pdf' }).waitFor();
        await page.getByRole('alert').filter({ hasText: 'vide.txt' }).getByText('attachment.empty').waitFor();
        await page.getByRole('button', { name: 'Ôter vide.txt de la liste' }).click();
        await page.getByRole('alert').waitFor({ state: 'detached' });
        expect(await page.getByRole('button', { name: /table\.png/ }).count()).toBe(0);
      }),
    30_000,
  );

  it(
    'attaches a file that is more than an envelope takes as a zip, once that was asked for',
    () =>
      on('composer-zip-offered', async (page) => {
        const refused = page.locator('.composer-file-refused').filter({ hasText: 'Export_laboratoire.csv' });
        await refused.getByText(/à lui seul il dépasse ce que porte une enveloppe/).waitFor();
        // A film is small by nature: of it no zip is offered.
        expect(await page.getByRole('button', { name: 'Joindre compressé (ZIP)' }).count()).toBe(1);
        await refused.getByRole('button', { name: 'Joindre compressé (ZIP)' }).click();
        await page.getByRole('button', { name: 'Retirer Export_laboratoire.csv.zip' }).waitFor();
        expect(await refused.count()).toBe(0);
      }),
    30_000,
  );

  it(
    'stops making a zip when it is told to, and says so where that is too large as well',
    () =>
      on('composer-zipping', async (page) => {
        const coming = page.getByRole('listitem').filter({ hasText: 'Export_laboratoire.csv' });
        const progress = coming.getByRole('progressbar', { name: 'Compression…' });
        await expect.poll(() => progress.getAttribute('aria-valuenow')).toBe('33');
        await coming.getByRole('button', { name: 'Arrêter Export_laboratoire.csv' }).click();
        await coming.waitFor({ state: 'detached' });
        expect(await page.getByText('Abandonné').count()).toBe(0);
      }).then(() =>
        on('composer-zip-in-vain', async (page) => {
          await page.getByText(/dépasse encore .+ une fois compressé/).waitFor();
          expect(await page.getByRole('button', { name: 'Joindre compressé (ZIP)' }).count()).toBe(0);
        }),
      ),
    60_000,
  );

  it(
    'asks about another patient’s file, and one key answers either way',
    () =>
      on('composer-other-patient', async (page) => {
        const question = page.getByRole('alertdialog');
        await question.getByText('Biologie_M_DUPOND.pdf').waitFor();
        await page.keyboard.press('Escape');
        await question.waitFor({ state: 'detached' });
        await page.getByRole('textbox', { name: 'Texte de la lettre' }).press('Control+Enter');
        await question.waitFor();
        await page.keyboard.press('o');
        await page.getByText('Aucune enveloppe ouverte').waitFor();
      }),
    30_000,
  );

  it(
    'is offered smaller attachments where they do not fit one envelope, each to be taken back',
    () =>
      on('composer-heavy', async (page) => {
        await page.getByText(/la lettre partira en 2 enveloppes numérotées/).waitFor();
        await page.getByRole('button', { name: 'Compresser les pièces' }).click();
        await page.getByText(/^Pièces compressées/).waitFor();
        expect(await page.getByText(/enveloppes numérotées/).count()).toBe(0);
        await page
          .getByRole('button', { name: /^Reprendre l’original/ })
          .first()
          .click();
        await page.getByText('Echocardiographie.pdf', { exact: true }).waitFor();
        expect(await page.getByRole('button', { name: 'Compresser les pièces' }).count()).toBe(0);
      }),
    30_000,
  );

  it(
    'leaves by its key wherever the focus is: a button that has it does nothing',
    () =>
      on('composer', async (page) => {
        const remove = page.getByRole('button', { name: /^Retirer .*\.pdf/ }).first();
        const files = await page.locator('.composer-file').count();
        await remove.focus();
        await page.keyboard.press('Control+Shift+Enter');
        const later = page.getByRole('dialog', { name: 'Envoyer plus tard' });
        await later.waitFor();
        await page.keyboard.press('Escape');
        await later.waitFor({ state: 'detached' });
        expect(await page.locator('.composer-file').count()).toBe(files);
        await remove.focus();
        await page.keyboard.press('Control+Enter');
        await page.getByText('Aucune enveloppe ouverte').waitFor();
      }),
    30_000,
  );

  it(
    'waits in the question when it may leave later: the keys of the letter send nothing meanwhile',
    () =>
      on('composer-send-later', async (page) => {
        const dialog = page.getByRole('dialog', { name: 'Envoyer plus tard' });
        await dialog.getByLabel('Autre moment').focus();
        await page.keyboard.press('Control+Enter');
        await dialog.getByRole('button', { name: 'Programmer l’envoi' }).click();
        await dialog.getByRole('alert').waitFor();
        await dialog.getByRole('button', { name: /^Demain matin/ }).click();
        await page.getByText('Aucune enveloppe ouverte').waitFor();
      }),
    30_000,
  );

  it(
    'begins with a template by the keyboard, field after field',
    () =>
      on('composer-templates', async (page) => {
        const dialog = page.getByRole('dialog', { name: 'Modèles' });
        const letter = page.getByRole('textbox', { name: 'Texte de la lettre' });
        await dialog.getByText('Certificat de sport').waitFor();
        await page.keyboard.press('Enter');
        await dialog.waitFor({ state: 'detached' });
        const selected = () => page.evaluate(() => String(document.getSelection()));
        await expect.poll(selected).toBe('{{destinataire}}');
        await page.keyboard.type('Cher confrère');
        await page.keyboard.press('Tab');
        expect(await selected()).toBe('{{patient}}');
        await page.keyboard.type('M. DUPONT');
        await page.keyboard.press('Tab');
        await page.keyboard.type('un avis');
        expect(await letterText(letter)).toMatch(/^Cher confrère,\n\nJe vous adresse M. DUPONT, pour un avis\./);
        await page.keyboard.press('Tab');
        expect(await letter.evaluate((field) => field === document.activeElement)).toBe(false);
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

describe('a notice that was clicked', () => {
  it(
    'leads to its place in the own mailbox, out of another’s and from under the search',
    () =>
      on('acting-received', async (page) => {
        await page.getByText(/Vous êtes dans la boîte de/).waitFor();
        await page.keyboard.press('Control+k');
        await page.keyboard.type('ecg');
        await page.evaluate(`tell('app.placeChosen', { screen: 'outbox', envelopeId: null })`);
        await page.getByRole('heading', { name: 'Boîte d’envoi' }).waitFor();
        expect(await page.getByText(/Vous êtes dans la boîte de/).count()).toBe(0);
        // Once: going elsewhere afterwards is not undone.
        await page.getByRole('button', { name: /^Envoyées/ }).click();
        await page.getByRole('heading', { name: 'Envoyées' }).waitFor();
      }),
    30_000,
  );
});

describe('the settings', () => {
  it(
    'open with Ctrl and the comma from anywhere, and a word leads to one of them',
    () =>
      on('received', async (page) => {
        await page.keyboard.press('Control+,');
        await page.getByRole('heading', { name: 'Paramètres du compte' }).waitFor();
        await page.getByRole('textbox', { name: 'Chercher un réglage' }).fill('LANGUÉ DES M');
        await page.getByText('1 réglage', { exact: true }).waitFor();
        await page.keyboard.press('Enter');
        await page.getByRole('tab', { name: 'Notifications', selected: true }).waitFor();
        expect(await page.evaluate('document.activeElement.textContent')).toBe('Langue des mails');
        // Its part of the screen comes only once the operator has answered.
        await page.getByRole('textbox', { name: 'Chercher un réglage' }).fill('mot de passe');
        await page.keyboard.press('Enter');
        await page.waitForFunction(() => document.activeElement?.textContent === 'Mot de passe');
      }),
    30_000,
  );

  it(
    'save a choice at once, and take it back',
    () =>
      on('settings-notifications-titles', async (page) => {
        const opening = page.getByRole('radiogroup', { name: 'Une enveloppe est ouverte' });
        expect(await opening.getByRole('radio').count()).toBe(2);
        await opening.getByRole('radio', { name: 'Mail' }).focus();
        await page.keyboard.press('ArrowRight');
        await page.getByText('Enregistré chez l’opérateur').waitFor();
        expect(await opening.getByRole('radio', { name: 'Rien' }).isChecked()).toBe(true);
        await page.getByRole('button', { name: 'Annuler' }).click();
        await page.getByText('Choix précédent rétabli').waitFor();
        expect(await opening.getByRole('radio', { name: 'Mail' }).isChecked()).toBe(true);
      }),
    30_000,
  );

  it(
    'show what the operator applies when a choice could not be saved',
    () =>
      on('settings-notifications-refused', async (page) => {
        await page.getByText(/Votre choix n’est pas enregistré/).waitFor();
        expect(await page.getByRole('switch').isChecked()).toBe(true);
        await page.getByRole('button', { name: 'Réessayer' }).waitFor();
      }),
    30_000,
  );

  it(
    'end a session only after a question, whose safe answer has the focus',
    () =>
      on('settings-session-end', async (page) => {
        await page.getByRole('alertdialog', { name: /Fermer cette session/ }).waitFor();
        expect(await page.evaluate('document.activeElement.textContent')).toBe('Annuler');
        await page.getByRole('button', { name: 'Fermer la session', exact: true }).click();
        await page.getByText('Session fermée').waitFor();
        expect(await page.locator('.settings-sessions li').count()).toBe(2);
      }),
    30_000,
  );

  it(
    'take a new password once its rules are met, and keep neither',
    () =>
      on('settings-password-typing', async (page) => {
        const change = page.getByRole('button', { name: 'Changer le mot de passe' });
        expect(await change.isDisabled()).toBe(true);
        const next = page.getByLabel('Nouveau mot de passe');
        await next.pressSequentially('-Blanc-43');
        await page.keyboard.press('Enter');
        await page.getByText('Mot de passe changé').waitFor();
        expect(await next.inputValue()).toBe('');
        expect(await page.getByLabel('Mot de passe actuel').inputValue()).toBe('');
        expect(await page.content()).not.toContain('Gentiane-bleue-42');
      }),
    30_000,
  );

  it(
    'tell the activity, whose lines open their envelope with Enter, and no title before one asks',
    () =>
      on('settings-activity', async (page) => {
        expect(await page.content()).not.toContain('M. DUPONT');
        const list = page.getByRole('listbox', { name: /Activité/ });
        await list.focus();
        const first = await list.getAttribute('aria-activedescendant');
        await page.keyboard.press('ArrowDown');
        expect(await list.getAttribute('aria-activedescendant')).not.toBe(first);
        await page.getByRole('switch', { name: 'Titres' }).focus();
        await page.keyboard.press('Space');
        await page
          .getByText(/M\..DUPONT/)
          .first()
          .waitFor();
        await list.focus();
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { level: 1, name: 'Reçues' }).waitFor();
        // Whoever comes back finds the section again.
        await page.keyboard.press('Control+,');
        await page.getByRole('tab', { name: 'Activité', selected: true }).waitFor();
      }),
    30_000,
  );

  it('give letters a signature, above which one writes', async () => {
    await on('settings-signature-empty', async (page) => {
      await page.getByRole('button', { name: 'Proposer la mienne' }).click();
      await page.getByText('Enregistrée, chiffrée sur ce poste').waitFor();
      expect(await page.getByLabel('Texte de la signature').inputValue()).toContain('RPPS 89970013358');
    });
    await on('composer-signature', async (page) => {
      const text = page.getByRole('textbox', { name: 'Texte de la lettre' });
      await page.getByRole('textbox', { name: 'Objet' }).focus();
      await page.keyboard.press('Tab');
      await page.keyboard.type('Bonjour.');
      expect(await letterText(text)).toBe('Bonjour.\n\nDr Claire MARTIN\nCabinet des Lices, Nice');
    });
  }, 30_000);
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
        await answered(page);
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
