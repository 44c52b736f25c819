/** The lists as one uses them all day, in Chromium over the preview's bridge: choosing, filing, flagging, folders, undo. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { servePreviews } from './support/previews.ts';

const { on } = servePreviews();

const list = (page: Page) => page.getByRole('listbox', { name: 'Liste des enveloppes' });
const row = (page: Page, name: RegExp) => list(page).getByRole('option', { name }).first();
const bar = (page: Page) => page.getByRole('toolbar', { name: 'Actions sur les enveloppes choisies' });
const folder = (page: Page, name: RegExp) =>
  page.getByRole('treegrid', { name: 'Dossiers' }).getByRole('row', { name });
const notice = (page: Page) => page.getByRole('region', { name: 'Avis' });
const chosen = (page: Page) => list(page).locator('[aria-selected=true]').count();

describe('choosing', () => {
  it(
    'takes one more with Ctrl, all between with Shift, and gives up with Escape',
    () =>
      on('received-list', async (page) => {
        await row(page, /INR 3,8/).click({ modifiers: ['Control'] });
        await row(page, /Bilan mémoire/).click({ modifiers: ['Control'] });
        await bar(page).getByText('2 enveloppes').waitFor();
        await row(page, /Plan d.aide/).click({ modifiers: ['Shift'] });
        await bar(page).getByText('4 enveloppes').waitFor();
        await page.keyboard.press('Escape');
        await bar(page).waitFor({ state: 'detached' });
        expect(await chosen(page)).toBe(0);
      }),
    30_000,
  );

  it(
    'goes by keyboard: Space, Shift with the arrows, and Ctrl A for more rows than are drawn',
    () =>
      on('received-list', async (page) => {
        await page.keyboard.press('Space');
        await page.keyboard.press('Shift+ArrowDown');
        await page.keyboard.press('Shift+ArrowDown');
        await bar(page).getByText('3 enveloppes').waitFor();
        await page.keyboard.press('Shift+ArrowUp');
        await bar(page).getByText('2 enveloppes').waitFor();
        await page.keyboard.press('Control+a');
        await bar(page).getByText('30 enveloppes').waitFor();
      }),
    30_000,
  );

  it(
    'says so when not all of a long list can be chosen',
    () =>
      on('received-50000', async (page) => {
        await page.keyboard.press('Control+a');
        await page.getByText(/Les 5.000 premières enveloppes sont choisies/).waitFor();
      }),
    30_000,
  );

  it(
    'is done on the box at the head of a row too, without opening it',
    () =>
      on('received-list', async (page) => {
        await row(page, /INR 3,8/)
          .locator('[data-check]')
          .click();
        await bar(page).getByText('1 enveloppe').waitFor();
        expect(await page.getByRole('heading', { name: /INR 3,8/ }).count()).toBe(0);
      }),
    30_000,
  );
});

describe('filing', () => {
  it(
    'goes by a few letters, says where, and is taken back with Ctrl Z',
    () =>
      on('received', async (page) => {
        await page.keyboard.press('v');
        await page.getByRole('dialog', { name: /Classer cette enveloppe/ }).waitFor();
        await page.keyboard.type('nephro');
        await page
          .getByRole('dialog')
          .getByRole('option', { name: /Néphrologie/ })
          .waitFor();
        await page.keyboard.press('Enter');
        await notice(page)
          .getByText(/Classée dans «.Néphrologie.»/)
          .waitFor();
        await row(page, /CR consultation, M\. DUPONT/).waitFor({ state: 'detached' });
        await page.keyboard.press('Control+z');
        await notice(page).getByText('Classement annulé').waitFor();
        await row(page, /LEROY Paul/).waitFor();
      }),
    30_000,
  );

  it(
    'never opens by itself what was not opened yet: its sender would be told',
    () =>
      on('received', async (page) => {
        await page.keyboard.press('e');
        await notice(page).getByText('Archivée').waitFor();
        await page.getByText('Aucune enveloppe ouverte').waitFor();
        const active = await list(page).getAttribute('aria-activedescendant');
        expect(await page.locator(`[id="${active}"]`).textContent()).toContain('INR 3,8');
        expect(await row(page, /INR 3,8/).textContent()).toContain('non ouverte');
      }),
    30_000,
  );

  it(
    'opens the next envelope when that one was opened before',
    () =>
      on('reader-revoked', async (page) => {
        await page.keyboard.press('e');
        await notice(page).getByText('Archivée').waitFor();
        await page.getByRole('heading', { level: 1, name: /Scanner|Lettre|Plan/ }).waitFor();
      }),
    30_000,
  );

  it(
    'moves all that is chosen at once, into a folder made on the way',
    () =>
      on('list-chosen', async (page) => {
        await bar(page)
          .getByRole('button', { name: /Classer/ })
          .click();
        await page.keyboard.type('Dialyse');
        await page.getByRole('option', { name: /Créer «.Dialyse.»/ }).waitFor();
        await page.keyboard.press('Enter');
        await notice(page)
          .getByText(/3 enveloppes classées dans «.Dialyse.»/)
          .waitFor();
        await folder(page, /Dialyse, 3 non ouvertes/).waitFor();
        await bar(page).waitFor({ state: 'detached' });
        expect(await page.evaluate("document.activeElement.getAttribute('role')")).toBe('listbox');
      }),
    30_000,
  );

  it(
    'is undone apart from the sending that leaves',
    () =>
      on('list-leaving', async (page) => {
        await page.keyboard.press('e');
        await notice(page).getByText('Archivée').waitFor();
        await notice(page)
          .getByText(/Part dans/)
          .waitFor();
        await page.keyboard.press('Control+z');
        await notice(page).getByText('Classement annulé').waitFor();
        await notice(page)
          .getByText(/Part dans/)
          .waitFor();
        await page.keyboard.press('z');
        await notice(page).getByText('Envoi annulé').waitFor();
      }),
    30_000,
  );

  it(
    'leaves Ctrl Z to the field where one writes',
    () =>
      on('received', async (page) => {
        await page.keyboard.press('e');
        await notice(page).getByText('Archivée').waitFor();
        await page.keyboard.press('Control+k');
        await page.keyboard.type('a');
        await page.keyboard.press('Control+z');
        expect(await notice(page).getByText('Archivée').count()).toBe(1);
      }),
    30_000,
  );

  it(
    'is done from the menu of a row, by pointer and keyboard, and by the pointer on its end',
    () =>
      on('received-list', async (page) => {
        await row(page, /Bilan mémoire/).click({ button: 'right' });
        await page.getByRole('menuitem', { name: 'Archiver' }).click();
        await notice(page).getByText('Archivée').waitFor();
        await list(page).focus();
        await page.keyboard.press('Shift+F10');
        await page.getByRole('menu', { name: 'Actions sur l’enveloppe' }).waitFor();
        await page.keyboard.press('Escape');
        const before = await row(page, /DFG en baisse/).boundingBox();
        await row(page, /DFG en baisse/).hover();
        expect(await row(page, /DFG en baisse/).boundingBox()).toEqual(before);
        await page.locator('.hover-act[data-act=flag]').click();
        await row(page, /marquée.*DFG en baisse/).waitFor();
      }),
    30_000,
  );
});

describe('the flag', () => {
  it(
    'is set and taken away with s, and gathers envelopes from everywhere',
    () =>
      on('received-list', async (page) => {
        await page.keyboard.press('s');
        await notice(page).getByText('Marquée').waitFor();
        await row(page, /marquée.*INR 3,8/).waitFor();
        await page.keyboard.press('g');
        await page.keyboard.press('m');
        await page.getByRole('heading', { level: 1, name: 'Marquées' }).waitFor();
        await row(page, /INR 3,8/).waitFor();
        await row(page, /marquée.*Cardiologie/).waitFor();
        await row(page, /à LEROY|Envoyées/).waitFor();
      }),
    30_000,
  );
});

describe('the marks of a row', () => {
  for (const state of ['sent', 'flagged', 'received'] as const) {
    it(
      `stand beside its title, however many they are: ${state}`,
      () =>
        on(state, async (page) => {
          await page.keyboard.press('s');
          const rows = await page.locator('.envelope-row').evaluateAll((all) =>
            all.map((one) => {
              const title = one.querySelector('.envelope-row-subject');
              const marks = [...one.querySelectorAll('.envelope-row-marks > *')].map((mark) =>
                mark.getBoundingClientRect(),
              );
              const room = title ? Number.parseFloat(getComputedStyle(title).paddingRight) : 0;
              return {
                ends: (title?.getBoundingClientRect().right ?? 0) - room,
                begin: Math.min(...marks.map(({ left }) => left)),
              };
            }),
          );
          expect(rows.length).toBeGreaterThan(3);
          for (const { ends, begin } of rows) expect(begin).toBeGreaterThanOrEqual(ends);
        }),
      30_000,
    );
  }
});

describe('folders', () => {
  it(
    'are walked, opened, named and removed on the keyboard alone',
    () =>
      on('received-list', async (page) => {
        await page.getByRole('button', { name: 'Nouveau dossier' }).focus();
        await page.keyboard.press('Enter');
        await page.getByRole('dialog', { name: 'Nouveau dossier' }).waitFor();
        await page.keyboard.type('Dialyse');
        await page.keyboard.press('Enter');
        await folder(page, /Dialyse/).waitFor();
        await page.getByRole('button', { name: 'Nouveau dossier' }).focus();
        await page.keyboard.press('Tab');
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('ArrowRight');
        await folder(page, /Cardiologie/).waitFor();
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('F2');
        await page.getByRole('dialog', { name: /Renommer le dossier Cardiologie/ }).waitFor();
        await page.keyboard.type('Néphrologie');
        await page.keyboard.press('Enter');
        await page.getByText('Un dossier porte déjà ce nom').waitFor();
        await page.keyboard.press('Control+a');
        await page.keyboard.type('Cœur');
        await page.keyboard.press('Enter');
        await folder(page, /Cœur/).waitFor();
        await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'row');
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { level: 1, name: 'Cœur' }).waitFor();
        await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'listbox');
      }),
    60_000,
  );

  it(
    'are removed with what is in them, and put back',
    () =>
      on('folder', async (page) => {
        await folder(page, /Cardiologie/).focus();
        await page.keyboard.press('Delete');
        await notice(page)
          .getByText(/Dossier «.Cardiologie.» supprimé/)
          .waitFor();
        await page.getByRole('heading', { level: 1, name: 'Reçues' }).waitFor();
        await notice(page)
          .getByRole('button', { name: /Annuler/ })
          .click();
        await notice(page).getByText('Dossier rétabli, avec ses enveloppes').waitFor();
        await folder(page, /Cardiologie/).waitFor();
      }),
    30_000,
  );

  it(
    'take envelopes that are dropped on them, one or all that are chosen',
    () =>
      on('list-chosen', async (page) => {
        await row(page, /INR 3,8/).dragTo(folder(page, /Réseau ville-hôpital/));
        await notice(page)
          .getByText(/3 enveloppes classées dans «.Réseau ville-hôpital.»/)
          .waitFor();
        await row(page, /Bilan mémoire/).dragTo(page.getByRole('button', { name: 'Archives' }));
        await notice(page).getByText('Archivée').waitFor();
      }),
    30_000,
  );

  it(
    'take folders, by pointer and by the choice of where',
    () =>
      on('folder', async (page) => {
        await folder(page, /Cardiologie/).dragTo(folder(page, /Réseau ville-hôpital/));
        await notice(page)
          .getByText(/«.Cardiologie.» déplacé dans «.Réseau ville-hôpital.»/)
          .waitFor();
        await folder(page, /Cardiologie/).click({ button: 'right' });
        await page.getByRole('menuitem', { name: 'Déplacer dans…' }).click();
        await page.getByRole('option', { name: 'Au premier niveau' }).click();
        await notice(page)
          .getByText(/«.Cardiologie.» déplacé au premier niveau/)
          .waitFor();
      }),
    30_000,
  );
});

describe('the order of a list', () => {
  it(
    'is chosen beside the filter, and found again',
    () =>
      on('received-list', async (page) => {
        await page.getByRole('button', { name: /Tri.: Plus récentes/ }).click();
        await page.getByRole('menuitem', { name: 'Par nom' }).click();
        await list(page).locator('[aria-posinset="1"]', { hasText: 'CH des Deux-Rives' }).waitFor();
        await page.getByRole('button', { name: 'Envoyées' }).click();
        await page.getByRole('button', { name: /Tri.: Plus récentes/ }).waitFor();
        await page.getByRole('button', { name: /Reçues/ }).click();
        await page.getByRole('button', { name: /Tri.: Par nom/ }).waitFor();
      }),
    30_000,
  );
});

describe('a conversation', () => {
  it(
    'is told above its letters, and gone through',
    () =>
      on('conversation', async (page) => {
        const conversation = page.getByRole('region', { name: 'Conversation' });
        await conversation.getByRole('button', { name: /Conversation · 3 enveloppes/ }).waitFor();
        expect(await conversation.getByRole('listitem').count()).toBe(3);
        await conversation.getByText('3 sur 3').waitFor();
        await conversation.getByRole('button', { name: 'Enveloppe précédente de la conversation' }).click();
        await conversation.getByText('2 sur 3').waitFor();
        await page.locator('.conversation-row.is-open', { hasText: 'Vous, à' }).waitFor();
      }),
    30_000,
  );
});

describe('a search', () => {
  it(
    'is kept under a name, found in the side bar, and removed with undo',
    () =>
      on('search-saving', async (page) => {
        await page.getByRole('dialog', { name: 'Nom de cette recherche' }).waitFor();
        await page.keyboard.type('Tracés');
        await page.keyboard.press('Enter');
        await notice(page)
          .getByText(/Recherche «.Tracés.» enregistrée/)
          .waitFor();
        await page.keyboard.press('Escape');
        const kept = page.getByRole('region', { name: 'Recherches' });
        await kept.getByRole('button', { name: 'Tracés', exact: true }).focus();
        await page.keyboard.press('Delete');
        await kept.waitFor({ state: 'detached' });
        await notice(page)
          .getByRole('button', { name: /Annuler/ })
          .click();
        await kept.getByRole('button', { name: 'Tracés', exact: true }).click();
        await page.waitForFunction(() => document.querySelector<HTMLInputElement>('.finder input')?.value === 'ecg');
      }),
    30_000,
  );
});

describe('the settings of folders', () => {
  it(
    'are found by a word, and make, show and open folders',
    () =>
      on('settings-folders', async (page) => {
        await page.getByRole('textbox', { name: 'Chercher un réglage' }).fill('sous-dossier');
        await page.keyboard.press('Enter');
        await page.waitForFunction(() => document.activeElement?.textContent === 'Vos dossiers');
        const panel = page.getByRole('tabpanel', { name: 'Dossiers' });
        await panel.getByRole('button', { name: 'Nouveau dossier' }).click();
        await page.keyboard.type('Dialyse');
        await page.keyboard.press('Enter');
        const tree = panel.getByRole('treegrid', { name: 'Dossiers' });
        await tree.getByRole('row', { name: /Dialyse, 0 enveloppe/ }).click();
        await page.getByRole('heading', { level: 1, name: 'Dialyse' }).waitFor();
        await page.getByText('Ce dossier est vide').waitFor();
      }),
    30_000,
  );
});

describe('a window too narrow for a tree', () => {
  it(
    'leads to folders by their names',
    () =>
      on('received-list', async (page) => {
        await page.setViewportSize({ width: 900, height: 700 });
        await page.keyboard.press('g');
        await page.keyboard.press('d');
        await page.keyboard.type('cardio');
        await page
          .getByRole('dialog')
          .getByRole('option', { name: /Cardiologie/ })
          .waitFor();
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { level: 1, name: 'Cardiologie' }).waitFor();
      }),
    30_000,
  );
});
