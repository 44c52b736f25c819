/** Small files of the preview, and what stands in them: made here, nothing is fetched. */
import type { DocumentReading, ReadableDocument } from '../../contract/model/readable-document.ts';

/** Text of a page, as PDF strings: no accent but those of WinAnsi, written in octal. */
const lines: readonly (readonly [size: number, x: number, y: number, bold: boolean, text: string])[] = [
  [13, 62, 760, true, 'Dr Paul LEROY'],
  [10, 62, 744, false, 'Cardiologie et maladies vasculaires'],
  [10, 62, 730, false, '12, quai du Vieux-Port, 06300 Nice'],
  [10, 400, 760, false, 'Nice, le 17 novembre 2026'],
  [10, 400, 746, false, 'R\\351f. 2026-4417'],
  [13, 62, 690, true, 'Compte rendu de consultation'],
  [10, 62, 662, false, 'Patient : M. DUPONT Jean, n\\351 le 4 mars 1951 (75 ans)'],
  [10, 62, 640, false, 'Motif. Dyspn\\351e d\\222effort stade II, fibrillation atriale permanente sous apixaban.'],
  [10, 62, 618, false, 'Examen. TA 134/78 mmHg, FC 72 bpm, pas de signe congestif.'],
  [10, 62, 596, false, '\\311chographie. FEVG 52 %, oreillette gauche dilat\\351e (46 mL/m\\262).'],
  [10, 62, 574, false, 'Conclusion. Stabilit\\351 clinique. Poursuite du traitement.'],
];

function page(number: number): string {
  const shown = number === 0 ? lines : lines.map(([size, x, y, bold, text]) => [size, x, y - 60, bold, text] as const);
  const text = shown
    .map(([size, x, y, bold, words]) => `BT /F${bold ? 2 : 1} ${size} Tf ${x} ${y} Td (${words}) Tj ET`)
    .join('\n');
  return `${text}\n0.6 w 62 682 m 533 682 l S`;
}

/** A valid two-page PDF with the standard Times fonts, not embedded. */
export function samplePdf(): Uint8Array {
  const objects: string[] = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>',
    ...[5, 6].map(
      (content) =>
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${content} 0 R /Resources << /Font << /F1 7 0 R /F2 8 0 R >> >> >>`,
    ),
    ...[0, 1].map((number) => {
      const stream = page(number);
      return `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`;
    }),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Times-Bold /Encoding /WinAnsiEncoding >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  text += offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** A picture: an electrocardiogram drawn as SVG. */
const sampleImage = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="320" viewBox="0 0 640 320"><rect width="640" height="320" fill="#fdf3f2"/><path d="${Array.from({ length: 33 }, (_, i) => `M${i * 20} 0V320`).join('')}${Array.from({ length: 17 }, (_, i) => `M0 ${i * 20}H640`).join('')}" stroke="#f0c9c5" fill="none"/><path d="M0 170${Array.from({ length: 5 }, (_, i) => `h40l6-8 6 8h10l5 10 8-90 8 110 6-30h14l10-18 12 18h20${i < 0 ? '' : ''}`).join('')}" stroke="#1a1f1c" stroke-width="2" fill="none"/></svg>`;

/** The picture as the page draws it: points, as a camera gives them. */
export async function samplePicture(): Promise<Blob> {
  const picture = new Image();
  picture.src = URL.createObjectURL(new Blob([sampleImage], { type: 'image/svg+xml' }));
  await picture.decode();
  const canvas = new OffscreenCanvas(640, 320);
  canvas.getContext('2d')?.drawImage(picture, 0, 0);
  return canvas.convertToBlob();
}

const clinical: ReadableDocument = {
  kind: 'clinical',
  title: 'Compte rendu de biologie médicale',
  facts: [
    { key: 'type', value: 'CR d’examens biologiques' },
    { key: 'date', value: '2026-11-17T08:12:00+01:00' },
    { key: 'patient', value: 'M. Jean DUPONT' },
    { key: 'birthDate', value: '1951-03-04' },
    { key: 'sex', value: 'M' },
    { key: 'ins', value: '151034412345678' },
    { key: 'author', value: 'Dr Hélène VASSEUR, Laboratoire du Port' },
    { key: 'organisation', value: 'Laboratoire du Port' },
  ],
  blocks: [
    { kind: 'heading', level: 2, text: 'Hématologie' },
    { kind: 'row', heads: true, cells: ['Examen', 'Résultat', 'Valeurs de référence'] },
    { kind: 'row', heads: false, cells: ['INR', '3,8', '2,0 à 3,0'] },
    { kind: 'row', heads: false, cells: ['Hémoglobine', '11,2 g/dL', '13,0 à 17,0'] },
    { kind: 'paragraph', text: 'INR au-dessus de la zone thérapeutique : prescripteur prévenu par téléphone à 09:05.' },
    { kind: 'heading', level: 2, text: 'Conclusion' },
    { kind: 'item', depth: 1, text: 'Surdosage probable en antivitamine K.' },
    { kind: 'item', depth: 1, text: 'Contrôle de l’INR dans 48 heures.' },
  ],
  isCut: false,
};

const letter: ReadableDocument = {
  kind: 'word',
  title: null,
  facts: [],
  blocks: [
    { kind: 'heading', level: 1, text: 'Courrier de sortie' },
    { kind: 'paragraph', text: 'Cher confrère,\nvotre patient a quitté le service le 16 novembre.' },
    { kind: 'heading', level: 3, text: 'Traitement de sortie' },
    { kind: 'item', depth: 1, text: 'Apixaban 5 mg, matin et soir' },
    { kind: 'item', depth: 2, text: 'à prendre à heure fixe' },
  ],
  isCut: true,
};

/** What the attachments of the preview say, by their index. */
export const sampleReadings: readonly DocumentReading[] = [
  { ok: true, document: clinical },
  { ok: true, document: letter },
  {
    ok: true,
    document: {
      kind: 'text',
      title: null,
      facts: [],
      blocks: [{ kind: 'lines', text: 'Laboratoire du Port\nINR : 3,8\nTP : 24 %\nPrélevé le 17/11/2026 à 08:12\n' }],
      isCut: false,
    },
  },
  { ok: false, reason: 'unsafe' },
];
