/** Settings, Storage, as a person uses it: what a rule would do is said first, and what runs can be stopped. */
import { describe, expect, it } from 'vitest';
import { shownParts } from '../../renderer/screens/settings/storage-parts.ts';
import { servePreviews } from './support/previews.ts';

const { on } = servePreviews();

describe('the storage of this workstation', () => {
  it('says what a rule would free before it is applied, and follows it then', () =>
    on('settings-storage-choosing', async (page) => {
      await page.getByText('318 enveloppes libèrent').waitFor();
      await page.getByRole('button', { name: 'Garder la règle actuelle' }).click();
      expect(await page.getByRole('radio', { name: 'Tout garder' }).getAttribute('aria-checked')).toBe('true');
      await page.getByRole('radio', { name: 'Les derniers jours' }).click();
      await page.getByRole('radio', { name: '15 jours' }).click();
      await page.getByRole('button', { name: 'Appliquer' }).click();
      await page.getByRole('button', { name: 'Appliquer' }).waitFor({ state: 'detached' });
      expect(await page.getByRole('radio', { name: '15 jours' }).getAttribute('aria-checked')).toBe('true');
    }));

  it('offers no more days than the administrator allows, and has what arrives wait', () =>
    on('settings-storage-fetching', async (page) => {
      const names = await page.getByRole('radio').allTextContents();
      expect(names).not.toContain('Tout garder');
      expect(names.at(-1)).toMatch(/^60/);
      await page.getByRole('button', { name: 'Mettre en pause' }).click();
      await page.getByRole('button', { name: 'Reprendre' }).waitFor();
    }));

  it('frees what was chosen, says how much that was, and asks before the cache is made anew', () =>
    on('settings-storage', async (page) => {
      await page.getByRole('button', { name: /^Libérer.*plus de 7 jours/ }).click();
      await page.getByText('213 Mo libérés').waitFor();
      await page.getByRole('button', { name: 'Reconstruire le cache' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Reconstruire' }).click();
      await page.getByText('Le cache est reconstruit').waitFor();
    }));

  it('tells what was kept when the cache was lost, until that was read', () =>
    on('received-cache-lost', async (page) => {
      await page.getByText('2 brouillons, 1 envoi en attente et 34 enveloppes archivées').waitFor();
      await page.getByRole('button', { name: 'J’ai compris' }).click();
      await page.getByText('Le cache de ce poste était abîmé').waitFor({ state: 'detached' });
    }));

  it('shows a letter whose attachments are not here, without a preview, and offers to receive them', () =>
    on('reader-away', async (page) => {
      await page.getByText('Pièces jointes pas sur ce poste').waitFor();
      expect(await page.locator('.preview').count()).toBe(0);
      await page.getByRole('button', { name: /^Recevoir/ }).click();
      await page.getByRole('button', { name: /^Recevoir/ }).waitFor({ state: 'detached' });
    }));

  it('draws the parts in the order of the table, and none that weighs nothing', () => {
    const parts = shownParts({
      totalBytes: 400,
      parts: [
        { part: 'journal', sizeBytes: 100 },
        { part: 'attachments', sizeBytes: 300 },
        { part: 'delegated', sizeBytes: 0 },
      ],
      freeDiskBytes: 1,
      diskBytes: 2,
      ages: [],
      places: [],
      largest: [],
    });
    expect(parts).toEqual([
      { part: 'attachments', sizeBytes: 300, share: 0.75 },
      { part: 'journal', sizeBytes: 100, share: 0.25 },
    ]);
  });
});
