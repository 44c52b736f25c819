import { describe, expect, it } from 'vitest';
import { letterHtml } from '../../contract/model/letter-html.ts';
import { letterOfText, plainTextOf } from '../../contract/model/letter-text.ts';
import {
  isFormatted,
  type LetterBlock,
  type LetterRun,
  linkTo,
  MAX_LETTER_DEPTH,
  RichLetter,
} from '../../contract/model/rich-letter.ts';

const line = (...runs: (string | LetterRun)[]): LetterBlock => ({
  kind: 'line',
  runs: runs.map((run) => (typeof run === 'string' ? { text: run } : run)),
});
const list = (numbered: boolean, ...items: LetterBlock[][]): LetterBlock => ({ kind: 'list', numbered, items });
const body = (...blocks: LetterBlock[]): string =>
  letterHtml({ blocks }).replace(/^[\s\S]*<body>\n|\n<\/body>[\s\S]*$/g, '');

describe('the plain text of a formatted letter', () => {
  it('marks lists, numbers, quotes, and says where links lead', () => {
    const blocks: LetterBlock[] = [
      { kind: 'title', runs: [{ text: 'Traitement' }] },
      line('Cher ', { text: 'confrère', bold: true }, ','),
      list(false, [line('bisoprolol'), list(true, [line('matin')], [line('soir')])], [line('deux'), line('lignes')]),
      { kind: 'quote', blocks: [line('avis ?'), line(), { kind: 'quote', blocks: [line('plus tôt')] }] },
      line('voir ', { text: 'la fiche', link: 'https://has.example/f' }, '.'),
      line({ text: 'https://has.example', link: 'https://has.example' }),
      line({ text: 'ma ', link: 'mailto:a@b.fr' }, { text: 'boîte', bold: true, link: 'mailto:a@b.fr' }),
    ];
    expect(plainTextOf(blocks).split('\n')).toEqual([
      'Traitement',
      'Cher confrère,',
      '– bisoprolol',
      '  1. matin',
      '  2. soir',
      '– deux',
      '  lignes',
      '> avis ?',
      '>',
      '>> plus tôt',
      'voir la fiche (https://has.example/f).',
      'https://has.example',
      'ma boîte (a@b.fr)',
    ]);
  });

  it.each([
    'Bonjour,\n\nune ligne  \n\n\n\tet la fin\n',
    'Le 3 mars, X a écrit :\n> Deux lignes,\n>\n>> plus ancien\n> voilà.',
    '>sans blanc\n> > deux marques écartées\n> \n>',
    '> '.repeat(40),
    `${'>'.repeat(40)} profond`,
    '',
    '\n'.repeat(12_000),
    `${'> ligne\n'.repeat(6_000)}fin`,
  ])('is what it was before the editor read it (%#)', (text) => {
    const blocks = letterOfText(text);
    expect(plainTextOf(blocks)).toBe(text);
    expect(isFormatted(blocks)).toBe(false);
    expect(RichLetter.safeParse({ blocks }).success).toBe(true);
  });

  it('draws few blocks of very many lines', () => {
    expect(letterOfText('\n'.repeat(200_000)).length).toBeLessThan(1_100);
  });
});

describe('a formatted letter', () => {
  it('is written as HTML: paragraphs parted by blank lines, tight lists, quotes, no style and nothing to fetch', () => {
    expect(body(line('Cher'), line('ami,'), line(), line('voilà'), line(), line(), line('fin'))).toBe(
      '<p>Cher<br>\nami,</p>\n<p>voilà</p>\n<p><br></p>\n<p>fin</p>',
    );
    expect(body(list(false, [line('un'), line('suite'), list(true, [line('a')])]))).toBe(
      '<ul>\n<li>un<br>\nsuite\n<ol>\n<li>a</li>\n</ol></li>\n</ul>',
    );
    expect(body({ kind: 'quote', blocks: [line('lui')] })).toBe('<blockquote>\n<p>lui</p>\n</blockquote>');
    expect(body(line({ text: 'b', bold: true, italic: true, underline: true, link: 'https://x.fr/?a=1&b=2' }))).toBe(
      '<p><a href="https://x.fr/?a=1&amp;b=2"><strong><em><u>b</u></em></strong></a></p>',
    );
  });

  it('escapes whatever the words hold, and keeps blanks that HTML would drop', () => {
    expect(body(line('<script>alert("1")</script> & \u0000fin'))).toBe(
      '<p>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; fin</p>',
    );
    expect(body(line('  a  b ', { text: 'c', bold: true }, ' d'))).toBe('<p>&nbsp; a&nbsp; b <strong>c</strong> d</p>');
  });

  it('is refused with more inside than it may have', () => {
    let nested: LetterBlock = line('fond');
    for (let depth = 0; depth < MAX_LETTER_DEPTH; depth += 1) nested = { kind: 'quote', blocks: [nested] };
    expect(RichLetter.safeParse({ blocks: [nested] }).success).toBe(true);
    expect(RichLetter.safeParse({ blocks: [{ kind: 'quote', blocks: [nested] }] }).success).toBe(false);
    for (const stranger of [
      { kind: 'image', src: 'https://x.fr/p.png' },
      { kind: 'line', runs: [{ text: 'a', style: 'color:red' }] },
      { kind: 'line', runs: [{ text: '' }] },
    ]) {
      expect(RichLetter.safeParse({ blocks: [stranger] }).success).toBe(false);
    }
  });
});

describe('a link', () => {
  it.each([
    ['https://has-sante.fr/x?y#z', 'https://has-sante.fr/x?y#z'],
    ['has-sante.fr/fiche', 'https://has-sante.fr/fiche'],
    [' paul.leroy@paca.mssante.fr ', 'mailto:paul.leroy@paca.mssante.fr'],
    ['mailto:a@b.fr', 'mailto:a@b.fr'],
  ])('is made of %s', (typed, link) => expect(linkTo(typed)).toBe(link));

  it.each([
    'http://has-sante.fr',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,<script>',
    'file:///etc/passwd',
    'https://banque.fr@pirate.example/',
    'https://x.fr/"onclick="a',
    'https://x.fr/\u202egnp.exe',
    'https://x.fr/a b',
    'mailto:a@b.fr?bcc=c@d.fr',
    '\\\\serveur\\partage',
    'bonjour',
    '',
  ])('is not made of %s', (typed) => expect(linkTo(typed)).toBeNull());
});
