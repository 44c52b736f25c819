/** What is typed on a draft whose words another workstation has replaced goes on in a copy, which the composer shows. */
import { describe, expect, it } from 'vitest';
import { servePreviews } from './support/previews.ts';

const { on, onOwnPage } = servePreviews();

describe('a draft that another workstation changed while it was being written', () => {
  it('goes on as a copy that says so, with what was typed', async () => {
    await on('composer-taken', async (page) => {
      await page.getByText('Copie du poste ACCUEIL-2').waitFor();
      expect(await page.locator('.composer-text').textContent()).toContain('Encore un mot.');
    });
  }, 60_000);

  it('goes on under the hand: what is typed meanwhile, the caret and what can be undone stay', async () => {
    await on('composer-taken', async (page) => {
      const text = page.locator('.composer-text');
      // The words were kept in a copy, which is still being read.
      expect(await page.getByText('Copie du poste ACCUEIL-2').count()).toBe(0);
      await page.keyboard.type('Un autre. ');
      await page.getByText('Copie du poste ACCUEIL-2').waitFor();
      await page.keyboard.type('Et un. ');
      expect(await text.textContent()).toContain('Encore un mot. Un autre. Et un. ');
      await page.keyboard.press('Control+z');
      expect(await text.textContent()).not.toContain('Et un.');
      // Nothing of the former draft keeps the copy from leaving.
      await page.keyboard.press('Control+Enter');
      await page.getByText('Aucune enveloppe ouverte').waitFor();
    });
  }, 60_000);

  it('takes with it a file that failed on its way into the former draft', async () => {
    await onOwnPage('composer-taken', async (page) => {
      await page.route('**/intake/preview', (route) => route.fulfill({ status: 200 }));
      await page.evaluate(() => {
        const { bridge } = globalThis as unknown as {
          bridge: { invoke(channel: string, input: { draftId?: string }): Promise<unknown> };
        };
        const { invoke } = bridge;
        const former = new Set<string>();
        bridge.invoke = async (channel, input) => {
          if (channel !== 'draft.openIntake' || former.size > 0) return invoke(channel, input);
          former.add(input.draftId ?? '');
          // The draft is gone by the time that its file comes.
          while (!document.body.textContent?.includes('Copie du poste ACCUEIL-2')) {
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
          return { ok: false, error: { code: 'draft.not-found', retry: 'never' } };
        };
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['du texte'], 'bilan.pdf'));
        const drop = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer });
        document.querySelector('.composer-text')?.dispatchEvent(drop);
      });
      await page.getByText('Copie du poste ACCUEIL-2').waitFor();
      await page.getByRole('button', { name: 'Retirer bilan.pdf' }).waitFor();
      expect(await page.getByRole('alert').count()).toBe(0);
    });
  }, 60_000);

  it('is not thrown away with words that nobody here has read: it is read again first', async () => {
    await onOwnPage('composer-rewritten', async (page) => {
      await page.getByText('Rien n’est parti, ni jeté.').waitFor();
      await page.getByRole('button', { name: 'Relire' }).click();
      await page.locator('.composer-text', { hasText: 'Réécrit à l’accueil.' }).waitFor();
      await page.getByRole('button', { name: 'Jeter le brouillon' }).click();
      await page.getByRole('button', { name: 'Jeter', exact: true }).click();
      await page.locator('.composer-text').waitFor({ state: 'detached' });
    });
  }, 60_000);

  it('names the workstation that has a file, and offers to take it off the letter', async () => {
    await on('composer-elsewhere', async (page) => {
      const file = page.getByRole('listitem').filter({ hasText: 'Holter.pdf' });
      expect(await file.textContent()).toContain('sur le poste ACCUEIL-2');
      await file.getByRole('button', { name: 'Retirer Holter.pdf' }).click();
      await file.waitFor({ state: 'detached' });
      expect(await page.getByText('Une lettre ne part qu’avec toutes ses pièces').count()).toBe(0);
    });
  }, 60_000);
});
