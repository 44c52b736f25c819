/**
 * A clinical document (HL7 CDA R2) as plain parts: who, about whom, when, and its narrative sections. Its own style
 * sheet is never run, pictures and links are not followed.
 */
import type { DocumentFact } from '../../contract/model/readable-document.ts';
import { type DocumentPart, inOneLine } from './part.ts';
import { readPdf } from './pdf.ts';
import { elementsAt, elementsIn, textIn, type XmlElement } from './xml-tree.ts';

/** Roots of the French national health identity (INS-NIR, INS-NIA, and their test roots). */
const insRoots = /^1\.2\.250\.1\.213\.1\.4\.(?:8|9|10|11)$/;
/** Authors told of; a laboratory's report may name everyone who held a tube. */
const MAX_AUTHORS = 8;

export async function* readClinical(document: XmlElement): AsyncGenerator<DocumentPart> {
  const title = inOneLine(elementsIn(document, 'title').map(textIn).join(' '));
  if (title !== '') yield { kind: 'title', text: title };
  for (const fact of factsOf(document)) {
    if (fact.value !== '') yield { kind: 'fact', fact: { ...fact, value: fact.value.slice(0, 1_000) } };
  }
  for (const section of elementsAt(document, 'component', 'structuredBody', 'component', 'section')) {
    yield* sectionParts(section, 2);
  }
  for (const text of elementsAt(document, 'component', 'nonXMLBody', 'text')) yield* foreignBody(text);
}

function* factsOf(document: XmlElement): Generator<DocumentFact> {
  yield { key: 'type', value: attribute(elementsIn(document, 'code'), 'displayName') };
  yield { key: 'date', value: isoDate(attribute(elementsIn(document, 'effectiveTime'), 'value')) };
  for (const role of elementsAt(document, 'recordTarget', 'patientRole').slice(0, 1)) {
    yield { key: 'patient', value: nameIn(elementsAt(role, 'patient', 'name')) };
    yield { key: 'birthDate', value: isoDate(attribute(elementsAt(role, 'patient', 'birthTime'), 'value')) };
    yield { key: 'sex', value: attribute(elementsAt(role, 'patient', 'administrativeGenderCode'), 'code') };
    const ins = elementsIn(role, 'id').find(({ attributes }) => insRoots.test(attributes.get('root') ?? ''));
    yield { key: 'ins', value: ins?.attributes.get('extension') ?? '' };
  }
  for (const author of elementsAt(document, 'author', 'assignedAuthor').slice(0, MAX_AUTHORS)) {
    const name = nameIn(elementsAt(author, 'assignedPerson', 'name'));
    const organisation = inOneLine(elementsAt(author, 'representedOrganization', 'name').map(textIn).join(', '));
    yield { key: 'author', value: [name, organisation].filter(Boolean).join(', ') };
  }
  const custodian = elementsAt(document, 'custodian', 'assignedCustodian', 'representedCustodianOrganization', 'name');
  yield { key: 'organisation', value: inOneLine(custodian.map(textIn).join(', ')) };
}

function attribute(elements: readonly XmlElement[], name: string): string {
  return inOneLine(elements[0]?.attributes.get(name) ?? '');
}

/** The first name of a person: prefix, given names, family name, as they are written. */
function nameIn(names: readonly XmlElement[]): string {
  const name = names[0];
  if (!name) return '';
  const parts = elementsIn(name);
  return inOneLine(parts.length > 0 ? parts.map(textIn).join(' ') : textIn(name));
}

/** HL7's « 20260312143000+0100 » as ISO 8601, as far as it goes; '' when it is none. */
function isoDate(value: string): string {
  const parts = /^(\d{4})(\d{2})?(\d{2})?(?:(\d{2})(\d{2})(\d{2})?(?:\.\d+)?([+-]\d{4})?)?$/.exec(value);
  if (!parts) return '';
  const [, year, month, day, hour, minute, second, zone] = parts;
  const date = [year, month, day].filter(Boolean).join('-');
  if (hour === undefined || zone === undefined) return date;
  return `${date}T${hour}:${minute}:${second ?? '00'}${zone.slice(0, 3)}:${zone.slice(3)}`;
}

function* sectionParts(section: XmlElement, level: number): Generator<DocumentPart> {
  const title = inOneLine(elementsIn(section, 'title').map(textIn).join(' '));
  if (title !== '') yield { kind: 'heading', level: Math.min(level, 6), text: title };
  for (const text of elementsIn(section, 'text')) yield* narrative(text);
  for (const inner of elementsAt(section, 'component', 'section')) yield* sectionParts(inner, level + 1);
}

const containers = new Set(['list', 'table', 'thead', 'tbody', 'tfoot', 'tr', 'item', 'paragraph', 'caption']);

/**
 * Narrative text (CDA R2 §4.3.5): runs of words between paragraphs, lists and tables are paragraphs too, or items where
 * they stand in one.
 */
function* narrative(element: XmlElement, depth = 0): Generator<DocumentPart> {
  const runOf = element.name === 'item' ? (text: string) => item(text, depth) : paragraph;
  let run = '';
  for (const child of element.children) {
    if (typeof child === 'string') run += child;
    else if (child.name === 'br') run += '\n';
    else if (!holdsContainers(child)) run += textIn(child);
    else {
      yield* runOf(run);
      run = '';
      yield* container(child, depth);
    }
  }
  yield* runOf(run);
}

function holdsContainers(element: XmlElement): boolean {
  return containers.has(element.name) || elementsIn(element).some(holdsContainers);
}

function* container(element: XmlElement, depth: number): Generator<DocumentPart> {
  if (element.name === 'tr') yield* row(element);
  else yield* narrative(element, element.name === 'list' ? depth + 1 : depth);
}

function* item(text: string, depth: number): Generator<DocumentPart> {
  const line = inOneLine(text);
  if (line !== '') yield { kind: 'item', depth: Math.min(Math.max(depth, 1), 9), text: line };
}

function* row(element: XmlElement): Generator<DocumentPart> {
  const cells = elementsIn(element).filter(({ name }) => name === 'td' || name === 'th');
  if (cells.length === 0) return;
  yield { kind: 'row', heads: cells.every(({ name }) => name === 'th'), cells: cells.slice(0, 256).map(textOf) };
}

function* paragraph(text: string): Generator<DocumentPart> {
  const lines = text.split('\n').map(inOneLine).filter(Boolean);
  if (lines.length > 0) yield { kind: 'paragraph', text: lines.join('\n') };
}

function textOf(element: XmlElement): string {
  return inOneLine(spacedText(element));
}

/** Cells and items within one another do not run together. */
function spacedText(element: XmlElement): string {
  return element.children
    .map((child) => {
      if (typeof child === 'string') return child;
      return child.name === 'br' || containers.has(child.name) ? ` ${spacedText(child)} ` : spacedText(child);
    })
    .join('');
}

/** A document of level 1 carries a PDF, or plain text, in place of sections. */
async function* foreignBody(text: XmlElement): AsyncGenerator<DocumentPart> {
  const type = text.attributes.get('mediaType') ?? 'text/plain';
  const isBase64 = text.attributes.get('representation') === 'B64';
  if (isBase64 && type === 'application/pdf') yield* readPdf(Buffer.from(textIn(text), 'base64'));
  else if (!isBase64 && type === 'text/plain') yield* paragraph(textIn(text));
}
