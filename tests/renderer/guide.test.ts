/** The user guide inside the application: what is read of it, found in it, and led to. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { topicOf } from '../../renderer/app/guide-topic.ts';
import { findInGuide } from '../../renderer/screens/guide/found-blocks.ts';
import { type Guide, readGuide, sectionId } from '../../renderer/screens/guide/guide-text.ts';
import { guideSections } from '../../renderer/ui/guide-link.tsx';
import { answering, servePreviews } from './support/previews.ts';

const file = fileURLToPath(new URL('../../docs/guide-utilisateur.md', import.meta.url));

let guide: Guide;
beforeAll(async () => {
  guide = readGuide(await readFile(file, 'utf8'));
});

describe('the guide', () => {
  it('is read whole: each line of it stands in a section', async () => {
    const words = (text: string) => text.replace(/[^\p{L}\p{N}]+/gu, '');
    const text = (await readFile(file, 'utf8')).replace(/^\|[-| ]+\|$/gm, '').replace(/^\d+\. /gm, '');
    expect(words(JSON.stringify(guide).replace(/"(kind|id)":"[^"]*"|"ordered":\w+|"\w+":/g, ''))).toBe(words(text));
  });
  it('has a section for each topic that screens lead to, and no two of one name', () => {
    const ids = guide.sections.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of Object.values(guideSections)) expect(ids).toContain(id);
  });
  it('is refused where its reader would show half of a form', () => {
    for (const form of [
      '![](x.png)',
      '[lien](https://exemple.fr)',
      '<b>gras</b>',
      '```\ncode\n```',
      '### Sous-titre',
    ]) {
      expect(() => readGuide(`# Guide\n\n## Lire\n\n${form}`)).toThrow("not in the guide's");
    }
  });
  it('gives a title the same id wherever it is written', () => {
    expect(sectionId('Agir au nom de quelqu’un')).toBe('agir-au-nom-de-quelqu-un');
    expect(sectionId('Écrire')).toBe('ecrire');
  });
});

describe('a search in the guide', () => {
  it('keeps the passages that answer, without regard to accents, and of tables the rows', () => {
    const { sections, count } = findInGuide(guide, 'revoquee');
    expect(sections.map(({ id }) => id)).toEqual(['lire']);
    expect(count).toBe(1);
    expect(sections[0]?.blocks[0]).toMatchObject({ kind: 'table' });
  });
  it('shows a section whole when its title answers', () => {
    const found = findInGuide(guide, 'annuaire').sections.find(({ id }) => id === 'l-annuaire');
    expect(found?.blocks).toEqual(guide.sections.find(({ id }) => id === 'l-annuaire')?.blocks);
  });
  it('finds nothing for a word that is not there', () => {
    expect(findInGuide(guide, 'xylophone')).toEqual({ sections: [], count: 0 });
  });
});

describe('F1', () => {
  it('leads to what the guide says of the screen', () => {
    expect(topicOf({ screen: 'directory', draftId: null }, false)).toBe('directory');
    expect(topicOf({ screen: 'received', draftId: '01920000-0000-7000-8000-000000000001' as never }, false)).toBe(
      'write',
    );
    expect(topicOf({ screen: 'received', draftId: null }, true)).toBe('acting');
  });
});

const { on } = servePreviews();

describe('the way to the guide', () => {
  it('leads from the search to what it says of searching', () =>
    on('search-help', async (page) => {
      await page.keyboard.press('F1');
      await page.locator('#guide-retrouver:focus').waitFor();
    }));
  it('leads from a section of the settings to what it says of that', () =>
    on('settings-storage', async (page) => {
      await page.locator('.settings-head .guide-link').click();
      await page.locator('#guide-ce-qui-est-sur-le-poste:focus').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('tab', { name: 'Modèles' }).click();
      await page.locator('.settings-head .guide-link').click();
      await page.locator('#guide-ecrire:focus').waitFor();
    }));
});

describe('the guide on screen', () => {
  it('opens at the place of the screen, comes back to where one was, and leaves the letter as it is', () =>
    on('composer-new', async (page) => {
      await page.locator('.composer-subject').fill('Avis');
      await page.keyboard.press('F1');
      const heading = page.locator('#guide-ecrire');
      await heading.waitFor();
      expect(await heading.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
      await page.keyboard.press('Escape');
      await heading.waitFor({ state: 'detached' });
      expect(await page.locator('.composer-subject').inputValue()).toBe('Avis');
      expect(await page.evaluate('document.activeElement.className')).toContain('composer-subject');
    }));
  it('is found and walked by the keyboard alone', () =>
    on('guide-search', async (page) => {
      await page.locator('mark').first().waitFor();
      await page.locator('.guide-find input').press('Enter');
      await page.locator('#guide-combien-de-temps').waitFor();
      expect(await page.locator('.guide-find input').inputValue()).toBe('');
      await page.locator('.guide-find input').fill('xylophone');
      await page.getByText('Rien dans le guide').waitFor();
      await page.locator('.guide-find input').press('Escape');
      expect(await page.locator('.guide-find input').inputValue()).toBe('');
      await page.locator('#guide-lire').waitFor();
    }));
  it('is printed without the window around it, and not where the administrator forbids it', () =>
    on('guide', async (page) => {
      await answering(page, 'app.print', { ok: false, error: { code: 'policy.printing-forbidden', retry: 'never' } });
      await page.locator('.guide-head').getByRole('button', { name: 'Imprimer' }).click();
      await page.locator('.guide-head').getByText('L’impression n’est pas permise sur ce poste').waitFor();
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.guide-head').isVisible()).toBe(false);
      expect(await page.locator('.workplace').isVisible()).toBe(false);
      expect(await page.locator('#guide-combien-de-temps').isVisible()).toBe(true);
      const height = await page.evaluate('document.documentElement.scrollHeight');
      // All of it, and not what the window showed.
      expect(height).toBeGreaterThan(3_000);
    }));
});
