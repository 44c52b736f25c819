/** The index of words over the cache: written in the transactions that write what it indexes, asked newest first. */
import type { Box } from '../../../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeRecord } from '../../../../contract/model/envelope.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import type { IndexingProgress, SearchedEnvelope } from '../../core/envelope-store.ts';
import { textOfHtml } from '../../core/search/html-text.ts';
import type { HandlingLimit } from '../../core/search/search-handling.ts';
import { type SearchParts, searchPartsOf } from '../../core/search/search-parts.ts';
import type { LimitedQuery } from '../../core/search/search-query.ts';
import { foldText } from '../../core/search/search-words.ts';
import type { Sql } from '../encrypted-database.ts';
import { handledNumber } from './handling.ts';
import { boxNumber, type RowColumns, toRow } from './list-rows.ts';
import { matchExpression, UNOPENED } from './match-expression.ts';

/** What the archive holds of an envelope, which the operator and the cache have forgotten. */
export interface Archived {
  /** Title and attachments; null when it is not in the archive. */
  content(id: EnvelopeId): EnvelopeRecord['content'];
  message(id: EnvelopeId): { readonly text: string; readonly html: string | null } | null;
}

/** Documents of one second of sealing, before their order within it is lost. */
const DOCUMENTS_A_SECOND = 256;
/** Words that a prefix may stand for and still be named one by one. */
const NAMED_WORDS = 32;
/** Sorts behind every word that begins with the letters before it. */
const LAST_LETTER = '\u{10ffff}';

/** Statements over the index of one open cache. */
export function prepareSearchIndex(
  database: Sql,
  archived: Archived,
  attachments: { texts(id: string): readonly { readonly position: number; readonly text: string }[] },
) {
  const records = database.prepare<[string], string>('SELECT record FROM envelopes WHERE id = ?').pluck();
  const texts = database.prepare<[string], { text: string; html: string | null }>(
    `SELECT text, CASE WHEN text = '' THEN html END AS html FROM messages WHERE envelope_id = ?`,
  );
  const ahead = database.prepare<[string], string>('SELECT text FROM ahead_texts WHERE envelope_id = ?').pluck();
  const unopened = database
    .prepare<[string], number>('SELECT 1 FROM list_rows WHERE envelope_id = ? AND box = 0 AND opened = 0')
    .pluck();
  const known = database.prepare<[string], number>('SELECT doc_id FROM search_documents WHERE envelope_id = ?').pluck();
  const lastOfSecond = database
    .prepare<[number, number], number | null>('SELECT max(doc_id) FROM search_documents WHERE doc_id BETWEEN ? AND ?')
    .pluck();
  const isTaken = database.prepare<[number], number>('SELECT 1 FROM search_documents WHERE doc_id = ?').pluck();
  const insertDocument = database.prepare(`
    INSERT INTO search_documents (doc_id, envelope_id, place, handled, handled_by_id)
    SELECT :docId, :id, max(place), max(CASE box WHEN ${boxNumber.received} THEN coalesce(handled, 0) END),
      max(handled_by_id) FROM list_rows WHERE envelope_id = :id`);
  const inPlace = database
    .prepare<[string, number, number], number>(
      'SELECT doc_id FROM search_documents WHERE place = ? AND doc_id BETWEEN ? AND ?',
    )
    .pluck();
  const handledSo = database
    .prepare<[number, number, number], number>(
      'SELECT doc_id FROM search_documents WHERE handled = ? AND doc_id BETWEEN ? AND ?',
    )
    .pluck();
  const handledBy = database
    .prepare<[number, string, number, number], number>(
      'SELECT doc_id FROM search_documents WHERE handled = ? AND handled_by_id = ? AND doc_id BETWEEN ? AND ?',
    )
    .pluck();
  const removeDocument = database.prepare('DELETE FROM search_documents WHERE doc_id = ?');
  // The binding hands large numbers over as REAL, with which FTS5 neither replaces a row nor narrows a range.
  const writeWords = database.prepare(`
    INSERT OR REPLACE INTO search_index (rowid, subject, sender, recipients, files, text, state)
    VALUES (CAST(:docId AS INTEGER), :subject, :sender, :recipients, :files, :text, :state)`);
  const erase = database.prepare('DELETE FROM search_index WHERE rowid = CAST(? AS INTEGER)');
  const wordFrom = database
    .prepare<[string, string], string>('SELECT term FROM search_words WHERE term >= ? AND term <= ? LIMIT 1')
    .pluck();
  const matching = database
    .prepare<[string, number, number, number], number>(
      `SELECT rowid FROM search_index
       WHERE search_index MATCH ? AND rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER)
       ORDER BY rowid DESC LIMIT ?`,
    )
    .pluck();
  const between = database
    .prepare<[number, number, number], number>(
      'SELECT doc_id FROM search_documents WHERE doc_id BETWEEN ? AND ? ORDER BY doc_id DESC LIMIT ?',
    )
    .pluck();
  const rowOf = database.prepare<[number], RowColumns>(`
    SELECT list_rows.* FROM search_documents JOIN list_rows USING (envelope_id)
    WHERE doc_id = ? ORDER BY box LIMIT 1`);
  const getMeta = database.prepare<[string], string>('SELECT value FROM meta WHERE name = ?').pluck();
  const setMeta = database.prepare('UPDATE meta SET value = ? WHERE name = ?');
  const endIndexing = database.prepare(
    "DELETE FROM meta WHERE name IN ('search-below', 'search-left', 'search-total')",
  );
  const rowsBelow = database.prepare<[number, number], { row_id: number; envelope_id: string }>(
    'SELECT row_id, envelope_id FROM list_rows WHERE row_id < ? ORDER BY row_id DESC LIMIT ?',
  );

  function partsOf(id: EnvelopeId, record: EnvelopeRecord): SearchParts {
    const message = texts.get(id) ?? archived.message(id);
    const text = message ? message.text || textOfHtml(message.html ?? '') : (ahead.get(id) ?? '');
    return searchPartsOf(record, record.content ?? archived.content(id), text, attachments.texts(id));
  }

  /** Its number by time of sealing; where a second is full, the next free one. */
  function addDocument(record: EnvelopeRecord): number {
    const first = firstDocIdFrom(Date.parse(record.sealedAt));
    let docId = (lastOfSecond.get(first, first + DOCUMENTS_A_SECOND - 1) ?? first - 1) + 1;
    while (isTaken.get(docId) !== undefined) docId += 1;
    insertDocument.run({ docId, id: record.id });
    return docId;
  }

  function remove(id: string): void {
    const docId = known.get(id);
    if (docId === undefined) return;
    erase.run(docId);
    removeDocument.run(docId);
  }

  function write(docId: number, record: EnvelopeRecord): void {
    const parts = partsOf(record.id, record);
    writeWords.run({
      docId,
      subject: foldText(parts.subject),
      sender: foldText(parts.sender),
      recipients: foldText(parts.recipients),
      // Names and what is inside are one column: `pj:` asks both.
      files: [parts.files, ...parts.inside.map(({ text }) => text)].map(foldText).join(' '),
      text: foldText(parts.text),
      state: unopened.get(record.id) === undefined ? '' : UNOPENED,
    });
  }

  /**
   * Indexes envelopes as they are now, again if they were. In the order of their numbers: FTS5 writes what it has
   * gathered to the disk at each number lower than the last.
   */
  function put(ids: Iterable<string>): void {
    const documents: { readonly record: EnvelopeRecord; readonly docId: number }[] = [];
    for (const id of ids) {
      const stored = records.get(id);
      if (stored === undefined) continue;
      const record = JSON.parse(stored) as EnvelopeRecord;
      documents.push({ record, docId: known.get(id) ?? addDocument(record) });
    }
    documents.sort((a, b) => a.docId - b.docId);
    for (const { docId, record } of documents) write(docId, record);
  }

  function beginningWith(prefix: string): readonly string[] | null {
    const words: string[] = [];
    let from = prefix;
    for (;;) {
      const word = wordFrom.get(from, prefix + LAST_LETTER);
      if (word === undefined) return words;
      if (words.length === NAMED_WORDS) return null;
      words.push(word);
      from = `${word}\u0001`;
    }
  }

  /** The documents that the query is limited to by where they are filed and by whose they are; null for all. */
  function documentsAmong({ places, limit }: LimitedQuery, from: number, until: number): ReadonlySet<number> | null {
    const filed = places && new Set([...places].flatMap((place) => inPlace.all(place, from, until)));
    const handled = limit && new Set(handledDocuments(limit, from, until));
    return filed && handled ? new Set([...filed].filter((docId) => handled.has(docId))) : (filed ?? handled);
  }

  function handledDocuments({ standing, whomIds }: HandlingLimit, from: number, until: number): readonly number[] {
    const number = standing === 'nobody' ? 0 : handledNumber[standing];
    if (whomIds === null) return handledSo.all(number, from, until);
    return [...whomIds].flatMap((id) => handledBy.all(number, id, from, until));
  }

  /**
   * Walks over narrow indexes, through the places or whose they are and through the words, and what they all meet: never a
   * lookup for each envelope that answers.
   */
  function findAmong(documents: ReadonlySet<number>, expression: string | null, limit: number): readonly number[] {
    if (expression === null) return [...documents].sort((a, b) => b - a).slice(0, limit);
    if (documents.size === 0) return [];
    const found: number[] = [];
    // From the oldest to the newest of them: nothing else can answer.
    let [oldest, newest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const docId of documents) [oldest, newest] = [Math.min(oldest, docId), Math.max(newest, docId)];
    for (const docId of matching.iterate(expression, oldest, newest, -1)) {
      if (!documents.has(docId)) continue;
      found.push(docId);
      if (found.length === limit) break;
    }
    return found;
  }

  return {
    put,
    remove,

    /** Numbers of the envelopes that answer, newest first. */
    find(query: LimitedQuery, limit: number): readonly number[] {
      const from = query.from === null ? Number.MIN_SAFE_INTEGER : firstDocIdFrom(query.from);
      const until = query.until === null ? Number.MAX_SAFE_INTEGER : firstDocIdFrom(query.until) - 1;
      const expression = matchExpression(query, beginningWith);
      const among = documentsAmong(query, from, until);
      if (among) return findAmong(among, expression, limit);
      return expression === null ? between.all(from, until, limit) : matching.all(expression, from, until, limit);
    },

    /** What is shown of one that answered; null when it is gone meanwhile. */
    searched(docId: number): SearchedEnvelope | null {
      const columns = rowOf.get(docId);
      const stored = columns && records.get(columns.envelope_id);
      if (!columns || stored === undefined) return null;
      const record = JSON.parse(stored) as EnvelopeRecord;
      const box: Box = columns.box === boxNumber.sent ? 'sent' : 'received';
      return { row: toRow(columns), box, parts: partsOf(record.id, record) };
    },

    progress(): IndexingProgress | null {
      const total = Number(getMeta.get('search-total') ?? '0');
      return total === 0 ? null : { done: total - Number(getMeta.get('search-left') ?? '0'), total };
    },

    /** Indexes some of what was here before the index was; false when none is left. */
    more(limit: number): boolean {
      const below = getMeta.get('search-below');
      if (below === undefined) return false;
      const rows = rowsBelow.all(Number(below), limit);
      const last = rows.at(-1);
      if (!last) {
        endIndexing.run();
        return false;
      }
      put(rows.map(({ envelope_id }) => envelope_id).filter((id) => known.get(id) === undefined));
      setMeta.run(String(last.row_id), 'search-below');
      setMeta.run(String(Math.max(0, Number(getMeta.get('search-left') ?? '0') - rows.length)), 'search-left');
      return true;
    },
  };
}

function firstDocIdFrom(at: number): number {
  return Math.floor(at / 1_000) * DOCUMENTS_A_SECOND;
}
