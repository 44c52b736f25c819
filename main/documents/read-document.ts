/** Reads one document, whatever it is, up to a number of characters. What it is follows from its bytes, never its name. */
import type { DocumentBlock, DocumentFact, DocumentReading } from '../../contract/model/readable-document.ts';
import { textOfHtml } from '../session/core/search/html-text.ts';
import { readClinical } from './clinical.ts';
import { decodeText } from './decode-text.ts';
import type { DocumentPart, ReadParts } from './part.ts';
import { readPdf } from './pdf.ts';
import { DocumentRefused } from './refusal.ts';
import { readSheets } from './sheet.ts';
import { readSlides } from './slides.ts';
import { readTable } from './table.ts';
import { readWord } from './word.ts';
import { rootName } from './xml.ts';
import { parseXml } from './xml-tree.ts';
import { openZip } from './zip-parts.ts';

/** What a part costs of the limit beside its letters, so that ten thousand empty cells cost something. */
const PART_CHARACTERS = 8;
const MAX_FACTS = 64;

/** Reads; anything that goes wrong is an answer. `ending` is that of the name, lower case. */
export async function readDocument(bytes: Uint8Array, ending: string, limit: number): Promise<DocumentReading> {
  try {
    const { kind, parts } = await partsOf(bytes, ending);
    return { ok: true, document: { kind, ...(await gather(parts, limit)) } };
  } catch (error) {
    // Whatever a library stumbles over, it is the document that makes no sense.
    return { ok: false, reason: error instanceof DocumentRefused ? error.reason : 'damaged' };
  }
}

async function partsOf(bytes: Uint8Array, ending: string): Promise<ReadParts> {
  const head = Buffer.from(bytes.subarray(0, 1_024)).toString('latin1');
  if (head.includes('%PDF-')) return { kind: 'pdf', parts: readPdf(bytes) };
  if (head.startsWith('PK\u0003\u0004')) return office(bytes);
  // An Office file under a password is not a zip but an OLE container, as the formats before 2007 are.
  if (head.startsWith('\u00d0\u00cf\u0011\u00e0')) throw new DocumentRefused('unsupported');
  return textual(decodeText(bytes), ending);
}

async function office(bytes: Uint8Array): Promise<ReadParts> {
  const zip = await openZip(bytes);
  if (zip.names.includes('word/document.xml')) return { kind: 'word', parts: readWord(zip) };
  if (zip.names.includes('xl/workbook.xml')) return { kind: 'sheet', parts: readSheets(zip) };
  if (zip.names.includes('ppt/presentation.xml')) return { kind: 'slides', parts: readSlides(zip) };
  throw new DocumentRefused('unsupported');
}

function textual(text: string, ending: string): ReadParts {
  const start = text
    .slice(0, 1_000)
    .replace(/^\ufeff/, '')
    .trimStart();
  if (/^(?:<!doctype html|<html|<head|<body)[\s>]/i.test(start)) {
    return { kind: 'html', parts: [{ kind: 'lines', text: textOfHtml(text) }] };
  }
  if (start.startsWith('<')) {
    const root = rootName(text);
    if (root === 'ClinicalDocument') return { kind: 'clinical', parts: readClinical(parseXml(text)) };
    if (root === 'svg') throw new DocumentRefused('unsupported');
    if (start.startsWith('<?xml') || start.startsWith('<!')) parseXml(text);
    if (root !== null) return { kind: 'xml', parts: [{ kind: 'lines', text }] };
  }
  if (ending === 'csv') return { kind: 'table', parts: readTable(text) };
  return { kind: 'text', parts: [{ kind: 'lines', text }] };
}

async function gather(parts: AsyncIterable<DocumentPart> | Iterable<DocumentPart>, limit: number) {
  const blocks: DocumentBlock[] = [];
  const facts: DocumentFact[] = [];
  let title: string | null = null;
  let left = limit;
  let isCut = false;
  try {
    for await (const part of parts) {
      if (part.kind === 'title') title = part.text.slice(0, 1_000);
      else if (part.kind === 'fact') {
        if (facts.length < MAX_FACTS) facts.push(part.fact);
      } else if (part.kind === 'cut') isCut = true;
      else {
        const fitting = cutToRoom(part, left);
        left -= costOf(fitting);
        blocks.push(fitting);
        isCut = fitting !== part;
      }
      if (left <= PART_CHARACTERS) isCut = true;
      if (isCut) break;
    }
  } catch (error) {
    // What was read before a document broke off is worth keeping, except where it asks for more than it may.
    const isBroken = error instanceof DocumentRefused && error.reason === 'damaged' && blocks.length > 0;
    if (!isBroken) throw error;
    isCut = true;
  }
  return { title, facts, blocks, isCut };
}

function costOf(block: DocumentBlock): number {
  const texts = block.kind === 'row' ? block.cells : [block.text];
  return texts.reduce((sum, text) => sum + text.length + PART_CHARACTERS, 0);
}

/** The block itself, or as much of it as there is room for. */
function cutToRoom(block: DocumentBlock, left: number): DocumentBlock {
  if (costOf(block) <= left) return block;
  if (block.kind !== 'row') return { ...block, text: block.text.slice(0, Math.max(0, left - PART_CHARACTERS)) };
  const cells: string[] = [];
  let room = left;
  for (const cell of block.cells) {
    if (room < PART_CHARACTERS) break;
    cells.push(cell.slice(0, room - PART_CHARACTERS));
    room -= cell.length + PART_CHARACTERS;
  }
  return { ...block, cells };
}
