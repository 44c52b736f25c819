import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DocumentReading, type ReadableDocument } from '../../../contract/model/readable-document.ts';
import { readDocument } from '../../../main/documents/read-document.ts';
import { textOfDocument } from '../../../main/session/core/search/document-text.ts';
import {
  clinicalSection,
  makeClinical,
  makePdf,
  makeWord,
  makeZip,
  wordParagraph,
} from '../../support/made-documents.ts';

const read = async (bytes: Uint8Array | string, ending = '', limit = 200_000) =>
  DocumentReading.parse(await readDocument(Buffer.from(bytes as string), ending, limit));
const documentOf = async (bytes: Uint8Array | string, ending?: string, limit?: number): Promise<ReadableDocument> => {
  const reading = await read(bytes, ending, limit);
  if (!reading.ok) throw new Error(reading.reason);
  return reading.document;
};
const refusal = async (bytes: Uint8Array | string) => {
  const reading = await read(bytes);
  return reading.ok ? 'read' : reading.reason;
};

describe('a document', () => {
  it('of Word gives headings, paragraphs, lists and tables, and no deleted text', async () => {
    const cell = (text: string) => `<w:tc>${wordParagraph(text)}</w:tc>`;
    const bytes = await makeWord(
      [
        wordParagraph('Courrier de sortie', '<w:pStyle w:val="Titre1"/>'),
        wordParagraph('Cher confrère &amp; ami,'),
        wordParagraph('Apixaban 5 mg', '<w:numPr><w:ilvl w:val="0"/></w:numPr>'),
        '<w:p><w:r><w:t>gar</w:t></w:r><w:r><w:t>dé</w:t></w:r><w:del><w:r><w:delText>effacé</w:delText></w:r></w:del></w:p>',
        `<w:tbl><w:tr>${cell('INR')}${cell('3,8')}</w:tr></w:tbl>`,
      ].join(''),
      { 'word/header1.xml': `<w:hdr xmlns:w="w">${wordParagraph('Service de cardiologie')}</w:hdr>` },
    );
    const document = await documentOf(bytes, 'docx');
    expect(document).toMatchObject({ kind: 'word', title: null, isCut: false });
    expect(document.blocks).toEqual([
      { kind: 'heading', level: 1, text: 'Courrier de sortie' },
      { kind: 'paragraph', text: 'Cher confrère & ami,' },
      { kind: 'item', depth: 1, text: 'Apixaban 5 mg' },
      { kind: 'paragraph', text: 'gardé' },
      { kind: 'row', heads: false, cells: ['INR', '3,8'] },
      { kind: 'paragraph', text: 'Service de cardiologie' },
    ]);
  });

  it('of Excel gives its sheets by name, with cells in their columns', async () => {
    const bytes = await makeZip({
      'xl/workbook.xml': '<workbook><sheets><sheet name="Bilan" r:id="r7"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels':
        '<Relationships><Relationship Id="r7" Target="worksheets/feuille.xml"/></Relationships>',
      'xl/sharedStrings.xml': '<sst><si><t>Créatinine</t></si><si><r><t>µmol</t></r><r><t>/L</t></r></si></sst>',
      'xl/worksheets/feuille.xml':
        '<worksheet><sheetData><row><c r="A1" t="s"><v>0</v></c><c r="C1"><v>92</v></c><c t="s"><v>1</v></c></row></sheetData></worksheet>',
    });
    expect(await documentOf(bytes)).toMatchObject({
      kind: 'sheet',
      blocks: [
        { kind: 'heading', text: 'Bilan' },
        { kind: 'row', cells: ['Créatinine', '', '92', 'µmol/L'] },
      ],
    });
  });

  it('of PowerPoint gives slides in the order of their numbers', async () => {
    const slide = (text: string) => `<p:sld><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:sld>`;
    const bytes = await makeZip({
      'ppt/presentation.xml': '<p:presentation/>',
      'ppt/slides/slide10.xml': slide('Conclusion'),
      'ppt/slides/slide2.xml': slide('Objectif'),
    });
    const document = await documentOf(bytes);
    expect(textOfDocument(document)).toBe('1\nObjectif\n2\nConclusion');
  });

  it('of PDF gives the words of its pages', async () => {
    const document = await documentOf(makePdf(['Sous apixaban', 'ECG stable']));
    expect(document).toMatchObject({ kind: 'pdf', isCut: false });
    expect(textOfDocument(document)).toBe('Sous apixaban\nECG stable');
  });

  it('of a clinical kind gives who, about whom, when, and its sections', async () => {
    const narrative =
      'Avant<paragraph>INR <content styleCode="Bold">au-dessus</content> de la zone.</paragraph><list><item>un<list><item>dedans</item></list></item><item>deux</item></list><table><thead><tr><th>Examen</th><th>Résultat</th></tr></thead><tbody><tr><td>INR</td><td>3,8</td></tr></tbody></table>';
    const document = await documentOf(makeClinical(clinicalSection('Hématologie', narrative)), 'xml');
    expect(document).toMatchObject({ kind: 'clinical', title: 'Compte rendu de biologie' });
    expect(document.facts).toEqual([
      { key: 'type', value: 'CR d’examens biologiques' },
      { key: 'date', value: '2026-11-17T08:12:00+01:00' },
      { key: 'patient', value: 'Jean DUPONT' },
      { key: 'birthDate', value: '1951-03-04' },
      { key: 'sex', value: 'M' },
      { key: 'ins', value: '151034412345678' },
      { key: 'author', value: 'Dr Hélène VASSEUR, Laboratoire du Port' },
      { key: 'organisation', value: 'Laboratoire du Port' },
    ]);
    expect(document.blocks).toEqual([
      { kind: 'heading', level: 2, text: 'Hématologie' },
      { kind: 'paragraph', text: 'Avant' },
      { kind: 'paragraph', text: 'INR au-dessus de la zone.' },
      { kind: 'item', depth: 1, text: 'un' },
      { kind: 'item', depth: 2, text: 'dedans' },
      { kind: 'item', depth: 1, text: 'deux' },
      { kind: 'row', heads: true, cells: ['Examen', 'Résultat'] },
      { kind: 'row', heads: false, cells: ['INR', '3,8'] },
    ]);
  });

  it('of a clinical kind may carry a PDF in place of sections', async () => {
    const pdf = makePdf(['Sous apixaban']).toString('base64');
    const body = `<component><nonXMLBody><text mediaType="application/pdf" representation="B64">${pdf}</text></nonXMLBody></component>`;
    expect(textOfDocument(await documentOf(makeClinical(body)))).toContain('Sous apixaban');
  });

  it('of text is read in the encoding it is written in', async () => {
    for (const bytes of [
      Buffer.from('né à Évry'),
      Buffer.from('\ufeffné à Évry'),
      Buffer.from('né à Évry', 'latin1'),
      Buffer.from('\ufeffné à Évry', 'utf16le'),
      Buffer.from('\ufeffné à Évry', 'utf16le').swap16(),
    ]) {
      expect((await documentOf(bytes)).blocks).toEqual([{ kind: 'lines', text: 'né à Évry' }]);
    }
    const declared = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>né</a>', 'latin1');
    expect(textOfDocument(await documentOf(declared))).toContain('<a>né</a>');
  });

  it('of CSV is a table, with whichever separator, quotes and line ends inside quotes', async () => {
    const rows = [
      { kind: 'row', heads: true, cells: ['Examen', 'Note'] },
      { kind: 'row', heads: false, cells: ['INR', 'dit "haut";\nà revoir'] },
    ];
    for (const separator of [';', ',', '\t']) {
      const text = `Examen${separator}Note\r\nINR${separator}"dit ""haut"";\nà revoir"`;
      expect((await documentOf(text, 'csv')).blocks).toEqual(rows);
    }
  });

  it('of HTML gives its words, and nothing of its scripts', async () => {
    const document = await documentOf('<!doctype html><script>fetch("x")</script><p>Cher confrère</p>');
    expect(document).toMatchObject({ kind: 'html', blocks: [{ text: 'Cher confrère' }] });
  });

  it('is what its bytes are, whatever its name', async () => {
    expect((await documentOf(makePdf(['Lettre']), 'docx')).kind).toBe('pdf');
    expect(await refusal('<svg xmlns="x"><script>alert(1)</script></svg>')).toBe('unsupported');
    expect(await refusal(await makeZip({ 'photo.jpg': 'x' }))).toBe('unsupported');
    expect(await refusal(randomBytes(4_000))).toBe('damaged');
  });

  it('is cut at the limit, in the middle of a text or of a row, and says so', async () => {
    const long = await documentOf('mot '.repeat(100_000), 'txt', 1_000);
    expect(long.isCut).toBe(true);
    expect(textOfDocument(long).length).toBeLessThanOrEqual(1_000);
    const wide = await documentOf(`${'a;'.repeat(200)}\n`.repeat(50), 'csv', 1_000);
    expect(wide.isCut).toBe(true);
    expect(wide.blocks.length).toBeLessThan(3);
  });
});

describe('a hostile document', () => {
  it('with a DTD, whatever it declares, is refused before anything of it is read', async () => {
    const laughs = `<!DOCTYPE x [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, i) => `<!ENTITY ${'bcdefghij'[i]} "${`&${'abcdefghi'[i]};`.repeat(10)}">`).join('')}]>`;
    expect(await refusal(makeClinical(clinicalSection('A', '&j;'), laughs))).toBe('unsafe');
    const outside = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>';
    expect(await refusal(makeClinical(clinicalSection('A', '&e;'), outside))).toBe('unsafe');
    expect(await refusal('<!DOCTYPE x SYSTEM "http://pirate.example/x.dtd"><x/>')).toBe('unsafe');
  });

  it('with an entity that nothing declares shows it as it is written', async () => {
    const document = await documentOf(makeClinical(clinicalSection('A', 'avant &xxe; après')));
    expect(textOfDocument(document)).toContain('avant &xxe; après');
  });

  it('of a hundred levels is read, and of more refused, however deep', async () => {
    // The clinical document's own elements come to seven.
    const nested = (levels: number) => '<content>'.repeat(levels) + '</content>'.repeat(levels);
    expect(await refusal(makeClinical(clinicalSection('A', nested(93))))).toBe('read');
    expect(await refusal(makeClinical(clinicalSection('A', nested(95))))).toBe('unsafe');
    expect(await refusal(`<?xml version="1.0"?>${'<a>'.repeat(1_000_000)}`)).toBe('unsafe');
  });

  it('that inflates past all measure is not inflated', async () => {
    const bomb = await makeWord('', { 'word/document.xml': Buffer.alloc(40 * 1_048_576, 0x20) });
    expect(bomb.length).toBeLessThan(100_000);
    expect(await refusal(bomb)).toBe('unsafe');
    const dense = await makeWord('', { 'word/document.xml': Buffer.alloc(8 * 1_048_576, 0x20) });
    expect(await refusal(dense)).toBe('unsafe');
    const crowded = await makeZip(Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`${i}`, ''])));
    expect(await refusal(crowded)).toBe('unsafe');
  });

  it('that inflates to more than it says is stopped there', async () => {
    const bytes = await makeWord(wordParagraph('x'.repeat(100_000)));
    // The size in the central directory is what is believed, and checked.
    const entry = bytes.lastIndexOf('word/document.xml');
    bytes.writeUInt32LE(100, entry - 46 + 24);
    expect(await refusal(bytes)).toBe('damaged');
  });

  it('cut anywhere is damaged or read in part, and never more', async () => {
    const documents = [
      await makeWord(wordParagraph('Texte')),
      makePdf(['Une page', 'Deux pages']),
      Buffer.from(makeClinical(clinicalSection('A', 'texte'))),
    ];
    for (const whole of documents) {
      for (const part of [0.1, 0.5, 0.9, 0.99]) {
        const reading = await read(whole.subarray(0, Math.floor(whole.length * part)));
        expect(reading.ok || ['damaged', 'unsafe', 'unsupported'].includes(reading.reason)).toBe(true);
      }
    }
  });

  it('of no byte is an empty text', async () => {
    expect(await documentOf('')).toMatchObject({ kind: 'text', blocks: [{ kind: 'lines', text: '' }] });
  });

  it('of PDF that holds JavaScript gives its words, and runs nothing', async () => {
    const globals = globalThis as { ran?: boolean };
    const script = '/OpenAction << /S /JavaScript /JS (globalThis.ran = true) >>';
    expect(textOfDocument(await documentOf(makePdf(['Lettre'], script)))).toBe('Lettre');
    expect(globals.ran).toBeUndefined();
  });

  it('of PDF with ten thousand pages is read up to the limit', async () => {
    const bytes = makePdf(Array.from({ length: 10_000 }, (_, i) => `Page ${i} de dix mille`));
    const document = await documentOf(bytes, 'pdf', 20_000);
    expect(document.isCut).toBe(true);
    expect(textOfDocument(document)).toContain('Page 300 de dix mille');
  });

  it('of PDF under a password says so', async () => {
    const encrypted = makePdf(['Secret'])
      .toString('latin1')
      .replace(
        'trailer\n<<',
        `trailer\n<< /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <${'41'.repeat(32)}> /U <${'42'.repeat(32)}> >> /ID [<${'00'.repeat(16)}> <${'00'.repeat(16)}>]`,
      );
    expect(await refusal(Buffer.from(encrypted, 'latin1'))).toBe('encrypted');
  });
});
