import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Finess, Structure } from '../../contract/model/structure.ts';
import { MAX_PEOPLE, readPeople } from '../../operator/preregistration/read-people.ts';
import { reasonWords } from '../../operator/preregistration/reasons.ts';
import { splitRecord } from '../../operator/preregistration/split-record.ts';
import { fictitiousRpps } from '../support/pki/people.ts';

const structure = Structure.parse({
  id: '6f2ad1d6-6a2f-4c2e-9a55-0d8f6a3f5a10',
  finess: '830100012',
  name: 'CH des Deux-Rives',
  department: '83',
  region: 'Provence-Alpes-Côte d’Azur',
});
const HEADER = 'nom;prénom;civilité;profession;spécialité;RPPS;adresse mail;ville;département';
const row = (name: string, rank: number, changes: Partial<Record<number, string>> = {}) =>
  [
    name,
    'Odile',
    'Dr',
    'Médecin',
    'Cardiologie',
    fictitiousRpps(rank),
    `${name.toLowerCase()}@ch.example`,
    'Toulon',
    '',
  ]
    .map((value, index) => changes[index] ?? value)
    .join(';');

function read(content: string | Buffer) {
  return readPeople(Readable.from([Buffer.from(content as string)]), structure);
}
const lenoir = {
  address: 'lenoir@ch.example',
  title: 'Dr',
  givenName: 'Odile',
  familyName: 'Lenoir',
  kind: 'health',
  profession: 'Médecin',
  specialty: 'Cardiologie',
  town: 'Toulon',
  rpps: fictitiousRpps(950),
  department: '83',
};

describe('a file of people', () => {
  it.each([
    ['semicolons', `${HEADER}\n${row('Lenoir', 950)}\n`],
    [
      'commas, and quotes around some',
      `${HEADER}\n"${row('Lenoir', 950).replaceAll(';', '";"')}"\n`.replaceAll(';', ','),
    ],
    ['a byte order mark and line ends of Windows', `\ufeff${HEADER}\r\n${row('Lenoir', 950)}\r\n`],
    ['empty lines', `${HEADER}\n\n${row('Lenoir', 950)}\n \n`],
    [
      'other spellings of names and values',
      `ADRESSE MAIL;Prenom;NOM;Profession;specialite;rpps\nLENOIR@ch.example;Odile;Lenoir;medecin;cardiologie;${fictitiousRpps(950)}\n`,
    ],
  ])('is read with %s', async (how, content) => {
    const { people, problems } = await read(content);
    expect(problems).toEqual([]);
    const expected = how.startsWith('other') ? { ...lenoir, title: '', town: null } : lenoir;
    expect(people.map(({ person }) => person)).toEqual([expected]);
  });

  it('names everything that is wrong with each line, by line and column, and never what stands there', async () => {
    const { people, problems } = await read(
      [
        HEADER,
        row('Lenoir', 950),
        row('Mauve', 951, { 0: '', 3: 'Astrologue', 5: '12345678901', 6: 'nobody', 8: '99' }),
        row('Rouge', 952, { 2: 'Sir', 4: 'Magie', 5: '123' }),
        row('Vert', 953, { 3: 'Secrétaire médical', 4: '' }),
        row('Bleu', 950, { 6: 'LENOIR@CH.example' }),
        `${row('Jaune', 954)};de trop`,
        row('Brun', 955, { 0: '"Brun' }),
        row('Gris', 956, { 1: 'a<script>' }),
        row('Ocre', 957),
        '',
      ].join('\n'),
    );
    expect(people.map(({ line }) => line)).toEqual([2, 10]);
    expect(
      problems.map(({ line, column, reason, detail }) => `${line} ${column}: ${reasonWords('en', reason, detail)}`),
    ).toEqual([
      '3 familyName: missing',
      '3 address: invalid',
      '3 profession: not on the list',
      '3 department: unknown',
      '3 rpps: the check digit is wrong',
      '4 specialty: not on the list of the profession',
      '4 title: none of Dr, Pr, M., Mme',
      '4 rpps: not eleven digits',
      '5 rpps: only health professions have one',
      '6 address: stands in line 2 too',
      '6 rpps: stands in line 2 too',
      '7 null: another number of columns than in the first line',
      '8 null: a quote is out of place',
      '9 givenName: invalid',
    ]);
  });

  const latin1 = Buffer.from(`${HEADER}\n${row('Noël', 950)}\n`, 'latin1');
  it.each([
    ['empty', '', 'empty'],
    ['a header alone', `${HEADER}\n`, 'nobody in it'],
    ['another encoding', latin1, 'line 1: not UTF-8'],
    ['UTF-16', Buffer.from(`\ufeff${HEADER}\n`, 'utf16le'), 'line 1: not UTF-8'],
    ['cut in the middle of a line', `${HEADER}\n${row('Lenoir', 950)}\nMauve;Odi`, 'line 3: does not end'],
    ['cut in the middle of its last address', `${HEADER}\n${row('Lenoir', 950).slice(0, -9)}`, 'line 2: does not end'],
    ['without a column that it needs', 'nom;prénom;profession\nA;B;Médecin\n', 'line 1: missing: « adresse mail »'],
    ['with a column of no known name', `${HEADER};salaire\n`, 'line 1: column 10 has none of the names'],
    ['with a column twice', `${HEADER};Nom\n`, 'line 1: the column « nom » stands twice'],
    ['with a million columns', ';'.repeat(1_000_000), 'line 1: longer than 16384 bytes'],
    ['with thousands of columns', `${';'.repeat(16_000)}\n`, 'line 1: column 1 has none of the names'],
    ['with a line that never ends', `${HEADER}\n${'x'.repeat(3_000_000)}`, 'line 2: longer than 16384 bytes'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), 'line 1: not UTF-8'],
    ['with NUL bytes', `${HEADER}\nA\u0000;B\n`, 'line 2: has a NUL byte'],
  ])('is refused when it is %s', async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(message);
  });

  it('is refused when there are more people than a file may have, and taken with as many', {
    timeout: 60_000,
  }, async () => {
    const rows = Array.from({ length: MAX_PEOPLE }, (_, n) => `A;B;Médecin;${n}@ch.example`);
    const content = `nom;prénom;profession;adresse mail\n${rows.join('\n')}\n`;
    expect((await read(content)).people).toHaveLength(MAX_PEOPLE);
    await expect(read(`${content}A;B;Médecin;more@ch.example\n`)).rejects.toThrow('more than 10000 people');
  });
});

describe('a line of CSV', () => {
  it.each([
    ['a;b;c', ['a', 'b', 'c']],
    ['', ['']],
    [';', ['', '']],
    ['"a;b";c', ['a;b', 'c']],
    ['"say ""oui""";x', ['say "oui"', 'x']],
    ['"";x', ['', 'x']],
    ['"a', null],
    ['"a"b;c', null],
    ['a"b;c', null],
    ['"a""', null],
  ])('%s is cut as RFC 4180 says', (text, values) => {
    expect(splitRecord(text, ';')).toEqual(values);
  });
});

describe('a FINESS number', () => {
  it('is a department and seven digits', () => {
    for (const number of ['060780005', '2A0000014', '970100012']) expect(Finess.safeParse(number).success).toBe(true);
    for (const number of ['06078000', '0607800055', '2C0000014', 'A60780005']) {
      expect(Finess.safeParse(number).success).toBe(false);
    }
  });
});
