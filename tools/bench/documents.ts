/** Text inside attachments: how fast the process that reads them goes through ordinary ones, and what indexing them costs. */

import type { FromSession } from '../../contract/ipc/process.ts';
import { createDocumentProcess } from '../../main/session/ipc/document-process.ts';
import { createDocumentsProcess } from '../../main/supervisor/documents-process.ts';
import { makeClinical, makePdf, makeWord, wordParagraph } from '../../tests/support/made-documents.ts';
import { forkDocuments } from '../../tests/support/session-driver.ts';
import type { BenchContext } from './bench.ts';
import { type Figure, figureAlone, percentile } from './figure.ts';

const documents = 300;
const sentence = 'Poursuite de l apixaban 5 mg matin et soir, ECG stable, controle dans trois mois. ';

/** A letter of two pages as PDF, the same as a Word file, and a laboratory's report: what most envelopes carry. */
async function ordinaryFiles(): Promise<readonly { readonly name: string; readonly bytes: Buffer }[]> {
  const pages = [sentence.repeat(30), sentence.repeat(30)];
  const rows = Array.from({ length: 60 }, (_, i) => `<tr><td>Examen ${i}</td><td>${i},4</td></tr>`).join('');
  const body = `<component><structuredBody><component><section><text><table><tbody>${rows}</tbody></table></text></section></component></structuredBody></component>`;
  return [
    { name: 'lettre.pdf', bytes: makePdf(pages) },
    { name: 'lettre.docx', bytes: await makeWord(wordParagraph(sentence).repeat(60)) },
    { name: 'biologie.xml', bytes: Buffer.from(makeClinical(body)) },
  ];
}

/** Reads them one after the other, bytes through the same messages as in the application. */
export async function documentsRead({ say }: BenchContext): Promise<Figure[]> {
  const files = await ordinaryFiles();
  const process = createDocumentsProcess(
    forkDocuments,
    { message: (message) => reader.receive(message), gone: () => reader.gone() },
    { info: () => undefined, error: () => undefined },
  );
  const reader = createDocumentProcess((message: FromSession) => {
    if (message.type === 'documents') process.tell(message.message);
    else if (message.type === 'documents-end') process.end();
  });
  const read = async (index: number) => {
    const { name, bytes } = files[index % files.length] as (typeof files)[number];
    const source = {
      name,
      sizeBytes: bytes.length,
      bytes: async function* () {
        yield bytes;
      },
    };
    const reading = await reader.search(source);
    if (!reading.ok) throw new Error(`${name} was not read: ${reading.reason}`);
  };
  for (let index = 0; index < 9; index += 1) await read(index);
  const times: number[] = [];
  const startedAt = performance.now();
  for (let index = 0; index < documents; index += 1) {
    const begunAt = performance.now();
    await read(index);
    times.push(performance.now() - begunAt);
  }
  process.end();
  say(`${Math.round((documents * 1_000) / (performance.now() - startedAt))} documents a second`);
  const subject = { bench: 'documents', unit: 'ms' } as const;
  return [
    figureAlone({ ...subject, metric: 'one document, mean' }, (performance.now() - startedAt) / documents, {
      below: 40,
    }),
    figureAlone({ ...subject, metric: 'one document, 95th percentile' }, percentile(times, 0.95), { below: 100 }),
  ];
}
