import { describe, expect, it } from 'vitest';
import { textOfHtml } from '../../main/session/core/search/html-text.ts';
import { excerptOf, hitsIn } from '../../main/session/core/search/search-hits.ts';
import { isEmptyQuery, readQuery } from '../../main/session/core/search/search-query.ts';
import { foldText } from '../../main/session/core/search/search-words.ts';
import { matchExpression } from '../../main/session/store/cache/match-expression.ts';

const now = new Date(2026, 10, 17, 10, 0);
const read = (typed: string) => readQuery(typed, now);
const day = (year: number, month: number, date: number) => new Date(year, month - 1, date).getTime();

describe('what is typed into the search field', () => {
  it('is words that may go on', () => {
    expect(read('ECG apix').terms).toEqual([
      { field: null, words: ['ecg'], isPrefix: true },
      { field: null, words: ['apix'], isPrefix: true },
    ]);
  });

  it('is compared without accents, ligatures, case, hyphens and elided articles', () => {
    expect(foldText('Œdème — l’ŒSOPHAGE, Saint-Étienne; aﬃne')).toBe('oedeme l oesophage saint etienne affine');
    expect(read("l'ECG").terms).toEqual([{ field: null, words: ['ecg'], isPrefix: true }]);
    expect(read('qu’Élodie').terms[0]?.words).toEqual(['elodie']);
    expect(read('saint-étienne').terms).toEqual([{ field: null, words: ['saint', 'etienne'], isPrefix: true }]);
    expect(read("aujourd'hui").terms[0]?.words).toEqual(['aujourd', 'hui']);
  });

  it('has phrases in any kind of quotes, which end whole words; one left open may go on', () => {
    expect(read('"compte rendu"').terms).toEqual([{ field: null, words: ['compte', 'rendu'], isPrefix: false }]);
    expect(read('« compte rendu »').terms).toEqual([{ field: null, words: ['compte', 'rendu'], isPrefix: false }]);
    expect(read('"compte ren').terms).toEqual([{ field: null, words: ['compte', 'ren'], isPrefix: true }]);
    expect(read('de:"paul leroy" ecg').terms).toEqual([
      { field: 'sender', words: ['paul', 'leroy'], isPrefix: false },
      { field: null, words: ['ecg'], isPrefix: true },
    ]);
  });

  it('knows the operators in French and English, with the spaces that French writes', () => {
    expect(read('de:leroy').terms).toEqual([{ field: 'sender', words: ['leroy'], isPrefix: true }]);
    expect(read('DE : leroy').terms[0]?.field).toBe('sender');
    for (const typed of ['à:roux', 'a:roux', 'to:roux', 'a\u0300:roux'])
      expect(read(typed).terms[0]?.field).toBe('recipients');
    expect(read('objet:inr').terms[0]?.field).toBe('subject');
    expect(read('pj:ecg.pdf').terms[0]).toEqual({ field: 'files', words: ['ecg', 'pdf'], isPrefix: true });
    for (const typed of ['non:ouverte', 'non:lue', 'non:ouvertes', 'not:opened']) {
      expect(read(typed)).toMatchObject({ unopened: true, terms: [], unread: [] });
    }
  });

  it('asks whose an envelope is, in either language; in quotes it is a name', () => {
    const whose = (typed: string) => read(typed).handling.map((term) => term.whose);
    for (const typed of ['suivi:moi', 'SUIVI : Moi', 'handling:me']) expect(whose(typed)).toEqual(['mine']);
    for (const typed of ['suivi:personne', 'handling:nobody']) expect(whose(typed)).toEqual(['nobody']);
    for (const typed of ['suivi:traité', 'suivi:traitées', 'suivi:traites', 'handling:done']) {
      expect(whose(typed)).toEqual(['done']);
    }
    expect(whose('suivi:roux')).toEqual([{ name: 'roux', isPrefix: true }]);
    expect(whose('suivi:"Anne ROUX"')).toEqual([{ name: 'anne roux', isPrefix: false }]);
    expect(whose('suivi:"moi"')).toEqual([{ name: 'moi', isPrefix: false }]);
    expect(read('bilan suivi:')).toMatchObject({ handling: [], unread: ['suivi:'] });
    expect(isEmptyQuery(read('suivi:moi'))).toBe(false);
  });

  it('takes an operator that it does not know for words', () => {
    expect(read('truc:machin').terms).toEqual([{ field: null, words: ['truc', 'machin'], isPrefix: true }]);
    expect(read('12:30').terms[0]?.words).toEqual(['12', '30']);
    expect(read('code:leroy').terms[0]).toMatchObject({ field: null, words: ['code', 'leroy'] });
  });

  it('reads days, months, years and yesterday, and takes the narrower of two limits', () => {
    expect(read('après:12/03/2026').from).toBe(day(2026, 3, 12));
    expect(read('apres:03/2026 avant:2026-05-02')).toMatchObject({ from: day(2026, 3, 1), until: day(2026, 5, 2) });
    expect(read('avant:2026').until).toBe(day(2026, 1, 1));
    expect(read('après:12/03').from).toBe(day(2026, 3, 12));
    expect(read('après:12/03/26').from).toBe(day(2026, 3, 12));
    expect(read('après:hier').from).toBe(day(2026, 11, 16));
    expect(read("après:aujourd'hui").from).toBe(day(2026, 11, 17));
    expect(read('après:2025 après:2026').from).toBe(day(2026, 1, 1));
  });

  it('says which limits it does not understand, and searches by the rest', () => {
    for (const typed of ['avant:31/02/2026', 'avant:12/', 'avant:demain', 'avant:', 'non:vue', 'de:']) {
      expect(read(`${typed}`)).toMatchObject({ terms: [], from: null, until: null, unopened: false });
      expect(read(typed).unread).toEqual([typed]);
    }
    expect(read('avant:12/ ecg').terms).toHaveLength(1);
  });

  it('does not look for a lone letter before its second, but for lone digits and letters that a word follows', () => {
    expect(isEmptyQuery(read('d'))).toBe(true);
    expect(read('dupont j').terms).toHaveLength(1);
    expect(read('vitamine d carence').terms[1]).toEqual({ field: null, words: ['d'], isPrefix: false });
    expect(read('apixaban 5').terms[1]).toEqual({ field: null, words: ['5'], isPrefix: false });
  });

  it('makes of hostile input an expression of folded words alone, in bounded number', () => {
    const hostile = [
      '"',
      '""""',
      '*',
      'a* OR b*',
      'NEAR(a b)',
      '{text} : x',
      "'; DROP TABLE messages; --",
      'sender:"x" AND NOT y',
      '-state:unopened',
      '\u0000\u0301unopened',
      '((((((',
      '^début',
      '« “ ” »',
      'de:de:de:',
      'a'.repeat(500),
      'x '.repeat(250),
      '"'.repeat(500),
      ':'.repeat(500),
      '\u202e'.repeat(500),
      '⑴⑵ ½',
    ];
    for (const typed of hostile) {
      const query = read(typed);
      expect(query.terms.length).toBeLessThanOrEqual(12);
      const expression = matchExpression(query, () => null) ?? '';
      const withoutShape = expression
        .replaceAll('{subject sender recipients files text}', 'all')
        .replace(/(?:^| AND )(?:all|sender|recipients|subject|files) : \("[\p{L}\p{N} ]+"\*?\)/gu, '');
      expect(withoutShape).toBe('');
    }
  });
});

describe('what is marked', () => {
  const marked = (text: string, typed: string) =>
    hitsIn(text, 'text', read(typed)).map(({ start, end }) => text.slice(start, end));

  it('is the letters that were typed, accents and ligatures whole', () => {
    expect(marked('sous apixaban 5 mg, l’ECG et l’œdème', 'apix ecg oe')).toEqual(['apix', 'ECG', 'œ']);
    expect(marked('E\u0301lodie, Élodie', 'elo')).toEqual(['E\u0301lo', 'Élo']);
    expect(marked('le compte\nrendu de Saint-Étienne', '"compte rendu" saint-etie')).toEqual([
      'compte\nrendu',
      'Saint-Étie',
    ]);
    expect(marked('rendu compte', '"compte rendu"')).toEqual([]);
    expect(marked('objet seul', 'objet:seul')).toEqual([]);
  });

  it('is shown where most of the words stand together, with ranges that fit the text shown', () => {
    const text = `ECG au début. ${'Rien ici. '.repeat(60)}Poursuite de l’apixaban après l’ECG\nde contrôle. ${'Fin. '.repeat(60)}`;
    const excerpt = excerptOf(text, hitsIn(text, 'text', read('ecg apixaban')));
    expect(excerpt?.ranges.map(({ start, end }) => excerpt.text.slice(start, end))).toEqual(['apixaban', 'ECG']);
    expect(excerpt?.text.length).toBeLessThanOrEqual(180);
    expect(excerpt?.text).not.toMatch(/\n/);
  });

  it('carries no sign that could imitate a verdict, and no mark that turns the text around', () => {
    const text = '✔ Signée \u202eecg\u202c 🔒 mg';
    const excerpt = excerptOf(text, hitsIn(text, 'text', read('ecg')));
    expect(excerpt?.text).toMatch(/^ {2}Signée {2}ecg {2,}mg$/);
    expect(excerpt?.ranges.map(({ start, end }) => excerpt.text.slice(start, end))).toEqual(['ecg']);
  });
});

describe('the words of an HTML letter', () => {
  it('are those that are read', () => {
    const html =
      '<html><head><title>T</title><style>p{color:red}</style></head><body><!-- secret --><p>L&#39;<b>&Eacute;</b>CG &lt; 5&nbsp;mg</p><script>bad()</script><div>fin&#x2e;</div></body>';
    expect(textOfHtml(html)).toBe("L'ÉCG < 5 mg fin.");
    expect(textOfHtml('a < b <unclosed')).toBe('a < b');
  });

  it('are found in linear time, whatever is written', () => {
    const startedAt = performance.now();
    for (const piece of ['<script', '<!--', '<', '&', '<style>', '&#', '</']) textOfHtml(piece.repeat(100_000));
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
