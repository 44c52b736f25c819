/** Passkeys on screen: led to the browser, waited for, given up, refused, answered by somebody else; added and taken away. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { violations } from '../support/accessibility.ts';
import { answering, askedBy, servePreviews } from './support/previews.ts';

const { onOwnPage } = servePreviews();

const [state, code] = ['S'.repeat(22), 'C'.repeat(43)];
/** The browser comes back with an answer; by another state, with one that was not asked for here. */
const comeBack = (page: Page, of = state): Promise<unknown> =>
  page.evaluate(`tell('app.passkeyReturned', ${JSON.stringify({ state: of, code })})`);
const waiting = (page: Page) => page.getByText('Répondez dans votre navigateur');
const warning = (page: Page) => page.locator('.toast').getByText('Vous avez répondu à la demande de quelqu’un d’autre');
const failed = (error: object) => ({ ok: false, error });

describe('signing in with a passkey', () => {
  it('checks what comes back, once, and opens', () =>
    onOwnPage('sign-in-passkey', async (page) => {
      const asked = await askedBy(page);
      await comeBack(page);
      await page.getByRole('heading', { name: 'Reçues' }).waitFor();
      // The link followed a second time is no cause for alarm.
      await comeBack(page);
      expect((await asked()).filter((method) => method === 'code.verify')).toHaveLength(1);
      expect(await warning(page).count()).toBe(0);
    }));
  it('shows the page again by the keyboard, and goes back to the code', () =>
    onOwnPage('sign-in-passkey', async (page) => {
      const asked = await askedBy(page);
      await page.getByRole('button', { name: 'Ouvrir la page de nouveau' }).press('Enter');
      await expect.poll(asked).toEqual(['app.showPasskeyPage']);
      await page.getByRole('button', { name: 'Taper un code à la place' }).press('Enter');
      await page.getByLabel('Code à usage unique').waitFor();
      // Given up: what comes now is nobody's, and no cause for alarm.
      await comeBack(page);
      expect(await asked()).toEqual(['app.showPasskeyPage']);
      expect(await warning(page).count()).toBe(0);
    }));
  it('says why what came back is refused, with the tries that are left', () =>
    onOwnPage('sign-in-passkey', async (page) => {
      const refusal = failed({ code: 'auth.code-invalid', retry: 'now', details: { triesLeft: 2 } });
      await answering(page, 'code.verify', refusal);
      await comeBack(page);
      await page.getByRole('alert').getByText('Code faux').waitFor();
      await page.getByText('2 essais restants').waitFor();
      expect(await waiting(page).count()).toBe(0);
    }));
  it('warns of an answer that was not asked for here, and goes on waiting', () =>
    onOwnPage('sign-in-passkey', async (page) => {
      const asked = await askedBy(page);
      await comeBack(page, 'X'.repeat(22));
      await warning(page).waitFor();
      expect(await waiting(page).count()).toBe(1);
      expect(await asked()).toEqual([]);
      expect(await violations(page)).toEqual([]);
    }));
  it('begins anew once time is up', () =>
    onOwnPage('sign-in-passkey', async (page) => {
      await page.getByRole('button', { name: 'Taper un code à la place' }).click();
      // By the clock of the page, which stands still.
      const expiresAt = await page.evaluate(() => new Date(Date.now() - 1_000).toISOString());
      const over = { ticket: 'T'.repeat(43), state, expiresAt };
      await answering(page, 'code.beginPasskey', { ok: true, value: over });
      await page.getByRole('button', { name: /^Utiliser une clé/ }).click();
      await page.getByText('Le temps est écoulé').waitFor();
      const asked = await askedBy(page);
      await page.getByRole('button', { name: 'Recommencer' }).click();
      await expect.poll(asked).toEqual(['code.beginPasskey', 'app.showPasskeyPage']);
    }));
  it('says so where the page cannot be shown', () =>
    onOwnPage('sign-in-passkey', async (page) => {
      await answering(page, 'app.showPasskeyPage', failed({ code: 'operator.not-configured', retry: 'never' }));
      await page.getByRole('button', { name: 'Ouvrir la page de nouveau' }).click();
      await page.getByRole('alert').filter({ hasText: 'operator.not-configured' }).waitFor();
    }));
});

describe('passkeys in the settings', () => {
  it('the first one, once it is back from the browser, gives recovery codes to keep', () =>
    onOwnPage('settings-passkeys-make', async (page) => {
      await waiting(page).waitFor();
      await comeBack(page);
      await page.getByRole('heading', { name: 'Gardez ces codes de secours' }).waitFor();
      await page.getByRole('button', { name: 'Je les ai gardés' }).click();
      await page.getByText('Clé d’accès 1').waitFor();
    }));
  it('one that came back too late is not added, and the screen says so', () =>
    onOwnPage('settings-passkeys-make', async (page) => {
      await answering(page, 'settings.confirmPasskey', failed({ code: 'account.passkey-gone', retry: 'now' }));
      await comeBack(page);
      await page.getByRole('alert').filter({ hasText: 'account.passkey-gone' }).waitFor();
      await page.getByRole('button', { name: 'Annuler' }).click();
      await page.getByText('Aucune clé d’accès.').waitFor();
    }));
  it('wants a name and the password', () =>
    onOwnPage('settings-passkeys-add', async (page) => {
      const go = page.getByRole('button', { name: 'Continuer dans le navigateur' });
      expect(await go.isEnabled()).toBe(true);
      await page.getByLabel('Nom de la clé').fill(' ');
      expect(await go.isDisabled()).toBe(true);
    }));
  it('one is taken away by another’s answer, which goes with the password that was typed before', () =>
    onOwnPage('settings-passkeys-remove', async (page) => {
      const use = page.getByRole('button', { name: 'Utiliser une clé d’accès' });
      expect(await use.isDisabled()).toBe(true);
      await page.locator('[role=alertdialog] input[type=password]').fill('Gentiane-bleue-42');
      await use.click();
      await waiting(page).waitFor();
      expect(await violations(page)).toEqual([]);
      await comeBack(page);
      await page.getByText('Clé d’accès retirée').waitFor();
      expect(await page.getByRole('button', { name: /^Retirer la clé/ }).count()).toBe(1);
    }));
});
