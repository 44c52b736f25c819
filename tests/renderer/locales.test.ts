import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../contract/errors.ts';
import { resources as english } from '../../renderer/locales/en/resources.ts';
import { resources as french } from '../../renderer/locales/fr/resources.ts';

type Texts = Readonly<Record<string, Readonly<Record<string, string>>>>;

function all(texts: Texts): [key: string, text: string][] {
  return Object.entries(texts).flatMap(([namespace, words]) =>
    Object.entries(words).map(([key, text]): [string, string] => [`${namespace}:${key}`, text]),
  );
}

const names = (text: string | undefined): string[] => (text?.match(/\{\{\w+\}\}/g) ?? []).sort();

describe('the texts', () => {
  it('exist for every failure in both languages', () => {
    for (const code of errorCodes) {
      for (const texts of [french, english] as Texts[]) expect(texts['errors']?.[`${code}.title`]).toMatch(/\S/);
    }
  });

  it('are in French typography: no breaking space before high punctuation, inside guillemets or before a unit', () => {
    for (const [key, text] of all(french)) {
      expect(text, key).not.toMatch(/ [;:!?%»]|« |'|\.\.\.|\d (?:Mo|Ko|o|s|min)\b/);
      expect(text, key).not.toMatch(/\b(?:Dr|Mme) /);
    }
  });

  it('have the same places for values in both languages', () => {
    const inEnglish = new Map(all(english));
    for (const [key, text] of all(french)) {
      if (key.endsWith('_many')) continue;
      const other = inEnglish.get(key);
      if (key.includes('errors:') && other === undefined) continue;
      // « Deux cartes » needs no figure where the other language has one.
      expect(names(other), key).toEqual(names(text));
    }
  });

  it('are never empty', () => {
    for (const texts of [french, english] as Texts[]) {
      for (const [key, text] of all(texts)) expect(text.trim(), key).not.toBe('');
    }
  });
});

/** Texts that a person would read, written in a component. */
async function textsOutsideLocales(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith('.tsx')) continue;
    const path = join(entry.parentPath, entry.name);
    const source = ts.createSourceFile(
      path,
      await readFile(path, 'utf8'),
      ts.ScriptTarget.Latest,
      true,
      ts.ScriptKind.TSX,
    );
    const visit = (node: ts.Node): void => {
      if (ts.isJsxText(node) && /\p{L}{2}/u.test(node.text)) found.push(`${entry.name}: ${node.text.trim()}`);
      if (
        ts.isJsxAttribute(node) &&
        /^(aria-label|title|alt|placeholder|label)$/.test(node.name.getText()) &&
        node.initializer &&
        ts.isStringLiteral(node.initializer)
      ) {
        found.push(`${entry.name}: ${node.initializer.text}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return found;
}

describe('the components', () => {
  it('hold no text of their own', async () => {
    expect(await textsOutsideLocales(fileURLToPath(new URL('../../renderer', import.meta.url)))).toEqual([]);
  });
});
