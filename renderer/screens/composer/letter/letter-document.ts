/** Between the model of a letter and the document of the editor, both ways. Pure. */
import { Fragment, type Mark, type Node, Slice } from 'prosemirror-model';
import { letterOfText } from '../../../../contract/model/letter-text.ts';
import { type LetterBlock, type LetterRun, MAX_LETTER_DEPTH } from '../../../../contract/model/rich-letter.ts';
import { addressOf, letterSchema } from './letter-schema.ts';

const { nodes, marks } = letterSchema;

/** The editor's document of a letter; an empty letter is one empty line. */
export function documentOf(blocks: readonly LetterBlock[]): Node {
  return nodes.doc.create(null, nodesOf(blocks.length > 0 ? blocks : [{ kind: 'line', runs: [] }]));
}

/**
 * Plain text as what is pasted or put in: its first and last lines join the lines that they are put into; a quote or a list
 * at an end stays one, beside them.
 */
export function sliceOfText(text: string): Slice {
  const content = Fragment.from(nodesOf(letterOfText(text)));
  const joins = (block: Node | null): number => (block?.isTextblock ? 1 : 0);
  return new Slice(content, joins(content.firstChild), joins(content.lastChild));
}

export function nodesOf(blocks: readonly LetterBlock[]): Node[] {
  return blocks.map(nodeOf);
}

function nodeOf(block: LetterBlock): Node {
  switch (block.kind) {
    case 'quote':
      return nodes.quote.create(null, nodesOf(block.blocks));
    case 'list': {
      const items = block.items.map((item) => nodes.item.create(null, nodesOf(item)));
      return nodes[block.numbered ? 'numbers' : 'bullets'].create(null, items);
    }
    default:
      return nodes[block.kind].create(
        null,
        block.runs.map((run) => letterSchema.text(run.text, marksOf(run))),
      );
  }
}

function marksOf({ bold, italic, underline, link }: LetterRun): Mark[] {
  return [
    ...(link === undefined ? [] : [marks.link.create({ address: link })]),
    ...(bold ? [marks.bold.create()] : []),
    ...(italic ? [marks.italic.create()] : []),
    ...(underline ? [marks.underline.create()] : []),
  ];
}

/** The letter in the editor. What is nested deeper than a letter may be stands at the deepest level there is. */
export function letterOf(content: Fragment, depth = MAX_LETTER_DEPTH): LetterBlock[] {
  return content.content.flatMap((node): LetterBlock[] => {
    if (node.isTextblock) return [{ kind: node.type === nodes.title ? 'title' : 'line', runs: runsOf(node) }];
    if (depth === 0 || node.type === nodes.item) return letterOf(node.content, depth);
    if (node.type === nodes.quote) return [{ kind: 'quote', blocks: letterOf(node.content, depth - 1) }];
    const items = node.content.content.map((item) => letterOf(item.content, depth - 1));
    return [{ kind: 'list', numbered: node.type === nodes.numbers, items }];
  });
}

function runsOf(block: Node): LetterRun[] {
  return block.content.content.map((node) => {
    const has = (name: 'bold' | 'italic' | 'underline') => marks[name].isInSet(node.marks);
    const link = marks.link.isInSet(node.marks);
    return {
      text: node.text ?? '',
      ...(has('bold') ? { bold: true as const } : {}),
      ...(has('italic') ? { italic: true as const } : {}),
      ...(has('underline') ? { underline: true as const } : {}),
      ...(link ? { link: addressOf(link) } : {}),
    };
  });
}
