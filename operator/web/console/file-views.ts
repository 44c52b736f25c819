/** What a file of people would do, or everything that is wrong with it. */
import { columnNames } from '../../preregistration/columns.ts';
import { PeopleRefused, reasonWords } from '../../preregistration/reasons.ts';
import type { EntryReport, LineOutcome, StructureSummary } from '../../services/ports/structures.ts';
import { type Html, html } from '../html.ts';
import { paths } from '../site-pages.ts';
import { FORM_TOKEN, renderConsole, type SignedInReader } from './console-frame.ts';
import { table } from './list-views.ts';
import { fileForm } from './structure-views.ts';
import type { OutcomeCounts } from './structure-words.ts';

/** Name of the hidden field that holds the file, so that what is entered is what was looked at. */
export const CONTENT_FIELD = 'contenu';
/** Rows that a page shows. */
const SHOWN = 200;

/** The structure that a file is for. */
type Named = Pick<StructureSummary, 'id' | 'name'>;

/** The file as it was looked at. */
export interface CheckedFile {
  readonly report: EntryReport;
  /** Its bytes, in base64url. */
  readonly content: string;
}

export function fileView(reader: SignedInReader, structure: Named, { report, content }: CheckedFile): string {
  const { structures: said } = reader.words;
  const { problems, outcomes } = report;
  if (problems.length > 0) {
    return frame(reader, structure, said.problemsLead(problems.length), problemsPart(reader, structure, report), true);
  }
  const rows = outcomes
    .slice(0, SHOWN)
    .map(
      ({ line, address, outcome }) =>
        html`<tr><td>${reader.number(line)}</td><td class="address">${address}</td><td>${said.outcomes[outcome]}</td></tr>`,
    );
  const head = [said.lineColumn, reader.words.columns.address, said.becomes];
  const body = html`<p>${said.would(said.sentence(countsOf(outcomes)))}</p>${entryForm(reader, structure, content, outcomes.length)}${table(said.previewTitle, head, rows)}${cut(reader, outcomes.length)}`;
  return frame(reader, structure, said.previewLead(outcomes.length), body, false);
}

/** A file that nothing can be read from. */
export function refusedFileView(reader: SignedInReader, structure: Named, why: string): string {
  const { structures: said } = reader.words;
  const body = html`<div class="said bad" role="alert"><h2>${said.refusedFile}</h2><p>${why}</p></div><section class="sheet acts narrow">${fileForm(reader, structure)}</section>`;
  return frame(reader, structure, reader.words.nothingDone, body, true);
}

/** Why a whole file is not taken, in the reader's language. */
export function fileRefusal(reader: SignedInReader, error: { readonly line: number | null }): string {
  const { line } = error;
  const [reason, details] =
    error instanceof PeopleRefused ? [error.reason, error.details] : (['unreadable', []] as const);
  const place = line === null ? '' : `${reader.words.structures.line(line)} `;
  return `${place}${reasonWords(reader.language, reason, ...details)}.`;
}

/** How many lines came to what. */
export function countsOf(outcomes: readonly LineOutcome[]): OutcomeCounts {
  const counts = { added: 0, changed: 0, unchanged: 0, joined: 0 };
  for (const { outcome } of outcomes) counts[outcome] += 1;
  return counts;
}

function problemsPart(reader: SignedInReader, structure: Named, { problems }: EntryReport): Html {
  const { structures: said } = reader.words;
  const rows = problems.slice(0, SHOWN).map(({ line, column, reason, detail }) => {
    const name = column === null ? said.wholeLine : column in columnNames ? columnNames[column as never] : column;
    return html`<tr><td>${reader.number(line)}</td><td>${name}</td><td>${reasonWords(reader.language, reason, detail)}</td></tr>`;
  });
  return html`${table(said.why, [said.lineColumn, said.whatColumn, said.why], rows)}${cut(reader, problems.length)}<section class="sheet acts narrow"><h2>${said.otherFile}</h2>${fileForm(reader, structure)}</section>`;
}

function cut(reader: SignedInReader, total: number): Html | null {
  return total > SHOWN ? html`<p class="note">${reader.words.structures.shownOf(SHOWN, total)}</p>` : null;
}

/** In parts, as the file came: other forms are for a line or two. */
function entryForm(reader: SignedInReader, { id }: Named, content: string, count: number): Html {
  const action = reader.href(`${paths.consoleStructures}/${id}/${paths.structureEntry}`);
  return html`<form class="entry" method="post" enctype="multipart/form-data" action="${action}"><input type="hidden" name="${FORM_TOKEN}" value="${reader.formToken}"><input type="hidden" name="${CONTENT_FIELD}" value="${content}"><button type="submit">${reader.words.structures.enterSend(count)}</button></form>`;
}

function frame(reader: SignedInReader, structure: Named, lead: string, body: Html, isRefused: boolean): string {
  const { words } = reader;
  return renderConsole(reader, {
    title: isRefused ? words.structures.refusedFile : words.structures.previewTitle,
    section: 'structures',
    above: html`<p class="back"><a href="${reader.href(`${paths.consoleStructures}/${structure.id}`)}">${structure.name}</a></p>`,
    lead,
    body,
  });
}
