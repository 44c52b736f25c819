/** Links of other programs on screen: a letter is begun and nothing more, an envelope is asked about, a lock is kept. */
import { describe, expect, it } from 'vitest';
import { servePreviews } from './support/previews.ts';

const { on } = servePreviews();

describe('a link that asks for a letter', () => {
  it('begins one to people as the directory names them, says whom one never wrote to, and sends nothing', () =>
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
    }));
});

describe('a link that names an envelope', () => {
  it('asks before it opens what was not opened, and leaves it closed', () =>
    on('link-envelope', async (page) => {
      const question = page.getByRole('alertdialog');
      expect(await question.textContent()).toContain('Son expéditeur saura que vous l’ouvrez');
      await page.keyboard.press('Enter');
      await question.waitFor({ state: 'detached' });
      expect(await page.locator('.reader-subject, .reader h1').count()).toBe(0);
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
