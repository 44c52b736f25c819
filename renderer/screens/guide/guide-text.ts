/**
 * Reads the user guide: the little of Markdown that it is written in, into plain data that React draws. Nothing of it is
 * ever taken for HTML. Pure.
 */

/** A run of letters; nothing is nested. */
export interface Run {
  readonly kind: 'plain' | 'strong' | 'code';
  readonly text: string;
}

export type Block =
  | { readonly kind: 'paragraph'; readonly runs: readonly Run[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Run[])[] }
  | {
      readonly kind: 'table';
      readonly head: readonly (readonly Run[])[];
      readonly rows: readonly (readonly (readonly Run[])[])[];
    };

export interface GuideSection {
  /** From the title, as links name it: `l-annuaire`. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface Guide {
  readonly title: string;
  readonly intro: readonly Block[];
  readonly sections: readonly GuideSection[];
}

/** A title as an id: small letters without accents, words joined. */
export function sectionId(title: string): string {
  return title
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** Runs of one text: `**strong**` and `` `code` ``. */
export function runsOf(text: string): readonly Run[] {
  return text
    .split(/(\*\*[^*]+\*\*|`[^`]+`)/)
    .filter((part) => part !== '')
    .map((part): Run => {
      if (part.startsWith('**') && part.length > 4) return { kind: 'strong', text: part.slice(2, -2) };
      if (part.startsWith('`') && part.length > 2) return { kind: 'code', text: part.slice(1, -1) };
      return { kind: 'plain', text: part };
    });
}

/** Letters alone, for searching. */
export function plainOf(runs: readonly Run[]): string {
  return runs.map(({ text }) => text).join('');
}

/** Throws for a form that the guide's reader does not know: a guide is then written anew, not shown as half Markdown. */
export function readGuide(markdown: string): Guide {
  const title = /^# (.+)$/m.exec(markdown)?.[1];
  if (!title) throw new Error('the guide has no title');
  const [intro = '', ...parts] = markdown.replace(/^# .+$/m, '').split(/^## /m);
  return {
    title,
    intro: blocksOf(intro),
    sections: parts.map((part) => {
      const end = part.indexOf('\n');
      const heading = (end < 0 ? part : part.slice(0, end)).trim();
      return { id: sectionId(heading), title: heading, blocks: blocksOf(end < 0 ? '' : part.slice(end)) };
    }),
  };
}

function blocksOf(text: string): readonly Block[] {
  return text
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(blockOf);
}

const listMark = /^(?:\d+\.|-) /;
const unknown = /^(#|>|```|<|!\[)|\]\(/m;

function blockOf(text: string): Block {
  if (unknown.test(text)) throw new Error(`not in the guide's Markdown: ${text.slice(0, 40)}`);
  if (text.startsWith('|')) return tableOf(text.split('\n'));
  if (!listMark.test(text)) return { kind: 'paragraph', runs: runsOf(joined(text)) };
  // A line that begins no item goes on with the one before it.
  const items = text.split(/\n(?=(?:\d+\.|-) )/).map((item) => runsOf(joined(item.replace(listMark, ''))));
  return { kind: 'list', ordered: /^\d/.test(text), items };
}

function tableOf(lines: readonly string[]): Block {
  const cells = (line: string): readonly (readonly Run[])[] =>
    line
      .replace(/^\s*\||\|\s*$/g, '')
      .split('|')
      .map((cell) => runsOf(cell.trim()));
  const [head = '', rule = '', ...rows] = lines;
  if (!/^[|:\s-]+$/.test(rule)) throw new Error(`a table without its rule: ${head}`);
  return { kind: 'table', head: cells(head), rows: rows.map(cells) };
}

function joined(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}
