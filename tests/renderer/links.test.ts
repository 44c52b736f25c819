/** Links of other programs on screen: a letter is begun and nothing more, an envelope is asked about, a lock is kept. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { idOf } from '../../tools/renderer-preview/people.ts';
import { answering, askedBy, servePreviews } from './support/previews.ts';

const { on } = servePreviews();

const failed = { ok: false, error: { code: 'app.bug', retry: 'never' } };

/** A letter to a stranger. */
const letter = {
  ...{ kind: 'compose', to: ['contact@inconnu.example'], cc: [] },
  ...{ subject: 'Demande', text: '', isPartial: false },
};

/** Another program hands a link over. */
async function handOver(page: Page, link: object): Promise<void> {
  await answering(page, 'app.takeLink', { ok: true, value: { link } });
  await page.evaluate("tell('app.linkChanged', {})");
}

describe('a link that asks for a letter', () => {
  it('begins one to people as the directory names them, says whom one never wrote to while it goes there, and sends nothing', () =>
    on('composer-link', async (page) => {
      const chips = page.locator('.composer-fields .chip b');
      await chips.nth(1).waitFor();
      expect(await chips.allTextContents()).toEqual(['Dr\u00a0Paul LEROY', 'contact@inconnu.example']);
      expect(await page.locator('.composer-subject').inputValue()).toBe('Demande de rendez-vous');
      const said = await page.locator('.composer .banner').textContent();
      expect(said).toContain('Vous n’avez jamais écrit à contact@inconnu.example');
      expect(said).not.toContain('LEROY');
      expect(said).toContain('n’est pas repris');
      expect(await page.locator('.toast').count()).toBe(0);
      const banner = page.locator('.composer .banner');
      await page.getByRole('button', { name: /contact@inconnu\.example/ }).click();
      await banner.getByText('Cette lettre vient d’un lien').waitFor();
      expect(await banner.textContent()).not.toContain('jamais écrit');
    }));
  it('leaves no empty draft behind when what it asks for cannot be kept', () =>
    on('received', async (page) => {
      await answering(page, 'draft.save', failed);
      const asked = await askedBy(page);
      await handOver(page, letter);
      await page.locator('.toast').getByText('Medimail a rencontré une erreur').waitFor();
      expect((await asked()).filter((method) => /^draft\.(create|save|discard)/.test(method))).toEqual([
        'draft.create',
        'draft.save',
        'draft.discard',
      ]);
      expect(await page.locator('.composer').count()).toBe(0);
    }));
  it('warns where it is not known whom one wrote to', () =>
    on('received', async (page) => {
      await answering(page, 'draft.recipientFacts', failed);
      await handOver(page, letter);
      const banner = page.locator('.composer .banner');
      await banner.getByText('Medimail ne sait pas si vous avez déjà écrit à contact@inconnu.example').waitFor();
      expect(await banner.textContent()).toContain('Vérifiez');
    }));
});

describe('what is under the pen in a dialog', () => {
  it('is not lost to a notice that was chosen: the place comes once the dialog is closed', () =>
    on('settings-templates-edit', async (page) => {
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox').last().fill('Cher confrère, écrit à l’instant');
      await page.evaluate("tell('app.placeChosen', { screen: 'received', envelopeId: null })");
      await handOver(page, letter);
      await dialog.getByRole('button', { name: 'Enregistrer' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.locator('.composer').waitFor();
      const kept = await page.evaluate("bridge.invoke('draft.templates', {})");
      expect(JSON.stringify(kept)).toContain('écrit à l’instant');
    }));
});

describe('a notice that is chosen in another’s mailbox', () => {
  it('leads into one’s own once the dialog there is closed, which keeps what is written in it until then', () =>
    on('acting-composer', async (page) => {
      await page.keyboard.press('Control+Shift+Enter');
      const dialog = page.getByRole('dialog', { name: 'Envoyer plus tard' });
      await dialog.waitFor();
      await page.evaluate("tell('app.placeChosen', { screen: 'received', envelopeId: null })");
      // Long enough for a mailbox to be left, were it left at once.
      await page.waitForTimeout(500);
      expect(await dialog.isVisible()).toBe(true);
      expect(await page.locator('.composer-acting').count()).toBe(1);
      await page.keyboard.press('Escape');
      await page.locator('.composer-acting').waitFor({ state: 'detached' });
      await page.getByRole('heading', { level: 1, name: 'Reçues' }).waitFor();
    }));
});

describe('a link that names an envelope', () => {
  it('asks before it opens what was not opened, and leaves it closed until somebody wants that', () =>
    on('link-envelope', async (page) => {
      const question = page.getByRole('alertdialog');
      expect(await question.textContent()).toContain('Son expéditeur saura que vous l’ouvrez');
      const asked = await askedBy(page);
      await page.keyboard.press('Enter');
      await question.waitFor({ state: 'detached' });
      expect(await asked()).not.toContain('mailbox.open');
      expect(await page.locator('.reader-title').count()).toBe(0);
      await handOver(page, { kind: 'envelope', envelopeId: idOf(3) });
      await question.getByRole('button', { name: 'Ouvrir', exact: true }).click();
      await page.locator('.reader-title').waitFor();
      expect(await asked()).toContain('mailbox.open');
    }));
});

describe('a link that comes to a locked screen', () => {
  it('is said to wait, and can be given up', () =>
    on('lock-link', async (page) => {
      const toast = page.locator('.toast');
      expect(await toast.textContent()).toContain('Un lien attend');
      // Neither whom nor what it names is on a locked screen.
      expect(await page.textContent('body')).not.toContain('inconnu.example');
      await toast.getByRole('button').click();
      await toast.waitFor({ state: 'detached' });
    }));
  it('that is none is said to be refused', () =>
    on('received', async (page) => {
      await page.evaluate("tell('app.linkRefused', {})");
      await page.getByText('Ce lien n’a pas été suivi').waitFor();
    }));
});

describe('a version', () => {
  it('that is newer leads to what is new and who installs it', () =>
    on('release-outdated', async (page) => {
      const panel = page.locator('.settings-panel', { has: page.locator('#setting-version') });
      expect(await panel.textContent()).toContain('La version 1.2.0 est disponible');
      expect(await panel.locator('li').count()).toBe(2);
      // A heading brought into view does not move the window.
      expect(await page.evaluate('document.querySelector(".window-bar").getBoundingClientRect().top')).toBe(0);
      expect(await panel.locator('a, button').count()).toBe(0);
    }));
  it('that is not supported any more is told until it is understood', () =>
    on('release-unsupported', async (page) => {
      const toast = page.locator('.toast');
      expect(await toast.textContent()).toContain('n’est plus prise en charge');
      await toast.getByRole('button').click();
      await toast.waitFor({ state: 'detached' });
      await page.locator('button.side-release').click();
      await page.locator('#setting-version').waitFor();
    }));
});
