/** The files that the tour attaches: a real two-megabyte PDF and three real images, the same bytes at every run. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

/** A file made for the tour, with the digest that its saved copy must have. */
export interface TourFile {
  readonly path: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Deterministic noise (xorshift32): what compression cannot shrink, so that sizes are what they claim. */
function noise(sizeBytes: number, seed: number): Buffer {
  const bytes = Buffer.allocUnsafe(sizeBytes - (sizeBytes % 4));
  let state = seed;
  for (let offset = 0; offset < bytes.length; offset += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes.writeInt32LE(state | 0, offset);
  }
  return bytes;
}

function pngChunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(content.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body) >>> 0, body.length + 4);
  return frame;
}

/** An 8-bit greyscale PNG of noise under a soft vignette, about `side`² bytes (PNG, ISO/IEC 15948). */
function noisePng(side: number, seed: number): Buffer {
  const grain = noise(side * side + 4, seed);
  const rows = Buffer.alloc((side + 1) * side);
  for (let y = 0; y < side; y += 1) {
    grain.copy(rows, y * (side + 1) + 1, y * side, (y + 1) * side);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows, { level: 0 })),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A one-page PDF 1.4 with text and a greyscale image that brings it to about two megabytes. */
function reportPdf(lines: readonly string[]): Buffer {
  const side = 1_440;
  const image = noise(side * side, 77);
  const quote = (line: string) => line.replace(/[\\()]/g, (character) => `\\${character}`);
  const text = lines
    .map((line, index) => `BT /F1 ${index === 0 ? 16 : 11} Tf 60 ${780 - index * 22} Td (${quote(line)}) Tj ET`)
    .join('\n');
  const page = Buffer.from(`${text}\nq 240 0 0 240 60 300 cm /Im1 Do Q\n`, 'latin1');
  const objects: Buffer[] = [
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
    Buffer.from(
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R ' +
        '/Resources << /Font << /F1 5 0 R >> /XObject << /Im1 6 0 R >> >> >>',
    ),
    Buffer.concat([Buffer.from(`<< /Length ${page.length} >>\nstream\n`), page, Buffer.from('\nendstream')]),
    Buffer.from('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>'),
    Buffer.concat([
      Buffer.from(
        `<< /Type /XObject /Subtype /Image /Width ${side} /Height ${side} /ColorSpace /DeviceGray ` +
          `/BitsPerComponent 8 /Length ${image.length} >>\nstream\n`,
      ),
      image,
      Buffer.from('\nendstream'),
    ]),
  ];
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  const offsets: number[] = [];
  let position = parts[0]?.length ?? 0;
  for (const [index, body] of objects.entries()) {
    offsets.push(position);
    const object = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), body, Buffer.from('\nendobj\n')]);
    parts.push(object);
    position += object.length;
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}` +
        `trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${position}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

async function write(folder: string, name: string, bytes: Buffer): Promise<TourFile> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return { path, name, sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Writes the PDF (2 MB) and three images (12 MB each) into `folder`. Text is Latin-1, as the standard fonts want. */
export async function writeTourFiles(folder: string, marker: string): Promise<{ pdf: TourFile; images: TourFile[] }> {
  await mkdir(folder, { recursive: true });
  const pdf = await write(
    folder,
    'Compte rendu de consultation.pdf',
    reportPdf([
      'Compte rendu de consultation',
      'Patient : M. DUPONT Jean, n\xe9 le 4 mars 1951 (75 ans)',
      'Motif. Dyspn\xe9e d\u2019effort stade II, fibrillation atriale permanente.'.replace('\u2019', "'"),
      'Examen. TA 134/78 mmHg, FC 72 bpm, pas de signe congestif.',
      'Conclusion. Stabilit\xe9 clinique, contr\xf4le dans trois mois.',
      `Dossier ${marker}`,
    ]),
  );
  const images: TourFile[] = [];
  for (const [index, view] of ['apicale', 'parasternale', 'sous-costale'].entries()) {
    images.push(await write(folder, `Echocardiographie ${view}.png`, noisePng(3_464, 1_000 + index)));
  }
  return { pdf, images };
}
