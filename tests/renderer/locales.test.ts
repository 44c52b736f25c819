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

/** Attributes and properties of components whose value a person reads or hears. */
const shownAttributes =
  /^(aria-(label|description|roledescription|valuetext|placeholder)|title|alt|placeholder|label|text|hint|summary|description)$/;

/** Texts that an expression may come to, where they are written in it: those of calls, as `t('key')`, are looked up. */
function literalsIn(node: ts.Node): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node)) {
    return [
      node.head.text,
      ...node.templateSpans.flatMap((span) => [...literalsIn(span.expression), span.literal.text]),
    ];
  }
  if (ts.isConditionalExpression(node)) return [...literalsIn(node.whenTrue), ...literalsIn(node.whenFalse)];
  if (ts.isBinaryExpression(node)) {
    // What is compared is not shown.
    const isShown = [
      ts.SyntaxKind.PlusToken,
      ts.SyntaxKind.QuestionQuestionToken,
      ts.SyntaxKind.BarBarToken,
      ts.SyntaxKind.AmpersandAmpersandToken,
    ].includes(node.operatorToken.kind);
    return isShown ? [...literalsIn(node.left), ...literalsIn(node.right)] : [];
  }
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return literalsIn(node.expression);
  return [];
}

/** Texts that a person would read, written in a component. */
function textsIn(name: string, text: string): string[] {
  const found: string[] = [];
  const report = (texts: readonly string[]): void => {
    for (const one of texts) if (/\p{L}{2}/u.test(one)) found.push(`${name}: ${one.trim()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) report([node.text]);
    else if (ts.isJsxExpression(node) && node.expression && !ts.isJsxAttribute(node.parent)) {
      report(literalsIn(node.expression));
    } else if (ts.isJsxAttribute(node) && shownAttributes.test(node.name.getText()) && node.initializer) {
      const value = ts.isJsxExpression(node.initializer) ? node.initializer.expression : node.initializer;
      if (value) report(literalsIn(value));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return found;
}

async function textsOutsideLocales(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const components = entries.filter(({ name }) => name.endsWith('.tsx'));
  const found = await Promise.all(
    components.map(async ({ name, parentPath }) => textsIn(name, await readFile(join(parentPath, name), 'utf8'))),
  );
  return found.flat();
}

describe('the components', () => {
  it('hold no text of their own', async () => {
    expect(await textsOutsideLocales(fileURLToPath(new URL('../../renderer', import.meta.url)))).toEqual([]);
  });

  it.each([
    ['between tags', '<p>Bonjour</p>'],
    ['as a child', "<p>{isLate ? 'En retard' : null}</p>"],
    ['in an attribute', '<input placeholder="Nom" />'],
    ['in an attribute by an expression', "<b title={name ?? 'Inconnu'} />"],
    ['around a value', '<b aria-label={`$' + '{count} lettres`} />'],
  ])('would be seen to hold one %s', (_where, component) => {
    expect(textsIn('component.tsx', component)).toHaveLength(1);
  });
  it('may name keys of texts, and what is compared', () => {
    expect(
      textsIn('component.tsx', "<b title={t('title')}>{kind === 'warning' && <i />}{t(late ? 'a' : 'bc')}</b>"),
    ).toEqual([]);
  });
});
