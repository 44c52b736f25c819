/** A document's content as plain parts: what is searched of an attachment, and what is shown of it in place. */
import { z } from 'zod';

/** Characters (with 8 more for each part) of a document that are searched: some seventy pages. */
export const SEARCHED_DOCUMENT_CHARACTERS = 200_000;
/** The same, shown in place; a call of the bridge carries no more. */
export const SHOWN_DOCUMENT_CHARACTERS = 60_000;

/** Plain text throughout: nothing here is ever read as a language again. */
export const DocumentBlock = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heading'), level: z.number().int().min(1).max(6), text: z.string() }),
  z.object({ kind: z.literal('paragraph'), text: z.string() }),
  z.object({ kind: z.literal('item'), depth: z.number().int().min(1).max(9), text: z.string() }),
  /** A row of a table; the rows that follow one another are one table. */
  z.object({ kind: z.literal('row'), heads: z.boolean(), cells: z.array(z.string()).max(256) }),
  /** Text whose lines and spaces count. */
  z.object({ kind: z.literal('lines'), text: z.string() }),
]);
export type DocumentBlock = z.infer<typeof DocumentBlock>;

/** What the head of a clinical document (HL7 CDA R2) tells. */
export const DocumentFact = z.object({
  /** `birthDate` and `date` are ISO 8601 as far as they are known; `sex` is HL7's code. */
  key: z.enum(['type', 'date', 'patient', 'birthDate', 'sex', 'ins', 'author', 'organisation']),
  value: z.string().max(1_000),
});
export type DocumentFact = z.infer<typeof DocumentFact>;

export const DocumentKind = z.enum(['pdf', 'word', 'sheet', 'slides', 'clinical', 'xml', 'html', 'table', 'text']);
export type DocumentKind = z.infer<typeof DocumentKind>;

export const ReadableDocument = z.object({
  kind: DocumentKind,
  title: z.string().max(1_000).nullable(),
  facts: z.array(DocumentFact).max(64),
  blocks: z.array(DocumentBlock).max(SEARCHED_DOCUMENT_CHARACTERS),
  /** There is more than is told here. */
  isCut: z.boolean(),
});
export type ReadableDocument = z.infer<typeof ReadableDocument>;

/**
 * Why there is nothing to read: a kind that we do not read; a password; bytes that make no sense; more than a document
 * may ask for (depth, size, declarations of its own); it took too long, or ended the process that read it.
 */
export const UnreadableReason = z.enum(['unsupported', 'encrypted', 'damaged', 'unsafe', 'too-slow', 'crashed']);
export type UnreadableReason = z.infer<typeof UnreadableReason>;

export const DocumentReading = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), document: ReadableDocument }),
  z.object({ ok: z.literal(false), reason: UnreadableReason }),
]);
export type DocumentReading = z.infer<typeof DocumentReading>;
