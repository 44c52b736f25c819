/** Documents made in code, honest and hostile, for whatever reads or shows attachments. */
import { ZipFile } from 'yazl';

/** A zip of these parts. */
export async function makeZip(parts: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content as string), name);
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

const word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

/** A Word file whose body is this XML. */
export function makeWord(body: string, others: Readonly<Record<string, string | Buffer>> = {}): Promise<Buffer> {
  return makeZip({
    '[Content_Types].xml': `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    'word/document.xml': `${xml}<w:document ${word}><w:body>${body}</w:body></w:document>`,
    ...others,
  });
}

export function wordParagraph(text: string, properties = ''): string {
  return `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
}

/** A PDF with these lines, one page each; further objects and entries of the catalogue as they are given. */
export function makePdf(pages: readonly string[], catalogue = ''): Buffer {
  const font = 3 + 2 * pages.length;
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R ${catalogue} >>`,
    `<< /Type /Pages /Kids [${pages.map((_, i) => `${3 + 2 * i} 0 R`).join(' ')}] /Count ${pages.length} >>`,
  ];
  for (const [i, line] of pages.entries()) {
    const stream = `BT /F1 12 Tf 50 700 Td (${line}) Tj ET`;
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${4 + 2 * i} 0 R /Resources << /Font << /F1 ${font} 0 R >> >> >>`,
      `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    );
  }
  objects.push('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  const pieces = ['%PDF-1.4\n'];
  let length = pieces[0]?.length ?? 0;
  const offsets = objects.map((object, index) => {
    const offset = length;
    const text = `${index + 1} 0 obj\n${object}\nendobj\n`;
    pieces.push(text);
    length += text.length;
    return offset;
  });
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  pieces.push(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`);
  pieces.push(`trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`);
  return Buffer.from(pieces.join(''), 'latin1');
}

/** A clinical document (CDA R2) with this body; `prolog` stands before its root. */
export function makeClinical(body: string, prolog = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${prolog}
<ClinicalDocument xmlns="urn:hl7-org:v3">
  <code code="11502-2" codeSystem="2.16.840.1.113883.6.1" displayName="CR d’examens biologiques"/>
  <title>Compte rendu de biologie</title>
  <effectiveTime value="20261117081200+0100"/>
  <recordTarget><patientRole>
    <id root="1.2.250.1.213.1.4.8" extension="151034412345678"/>
    <patient>
      <name><given>Jean</given><family>DUPONT</family></name>
      <administrativeGenderCode code="M"/><birthTime value="19510304"/>
    </patient>
  </patientRole></recordTarget>
  <author><assignedAuthor>
    <assignedPerson><name><prefix>Dr</prefix><given>Hélène</given><family>VASSEUR</family></name></assignedPerson>
    <representedOrganization><name>Laboratoire du Port</name></representedOrganization>
  </assignedAuthor></author>
  <custodian><assignedCustodian><representedCustodianOrganization><name>Laboratoire du Port</name></representedCustodianOrganization></assignedCustodian></custodian>
  ${body}
</ClinicalDocument>`;
}

/** A body of one section with this narrative. */
export function clinicalSection(title: string, narrative: string): string {
  return `<component><structuredBody><component><section><title>${title}</title><text>${narrative}</text></section></component></structuredBody></component>`;
}
