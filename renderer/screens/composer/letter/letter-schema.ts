/** What the editor can hold: the blocks and looks of a `RichLetter`, so that nothing else can be typed or pasted. */
import { type DOMOutputSpec, DOMSerializer, type Mark, Schema } from 'prosemirror-model';
import { LetterLink } from '../../../../contract/model/rich-letter.ts';

/** Blanks and line ends inside a block are text, as in a plain text field. */
const words = { content: 'text*', whitespace: 'pre' } as const;

export const letterSchema = new Schema({
  nodes: {
    doc: { content: 'block+' },
    line: { ...words, group: 'block', parseDOM: [{ tag: 'p' }, { tag: 'div' }], toDOM: () => ['p', 0] },
    title: { ...words, group: 'block', defining: true, parseDOM: [{ tag: 'h2' }], toDOM: () => ['h2', 0] },
    quote: {
      content: 'block+',
      group: 'block',
      defining: true,
      parseDOM: [{ tag: 'blockquote' }],
      toDOM: () => ['blockquote', 0],
    },
    bullets: { content: 'item+', group: 'block list', parseDOM: [{ tag: 'ul' }], toDOM: () => ['ul', 0] },
    numbers: { content: 'item+', group: 'block list', parseDOM: [{ tag: 'ol' }], toDOM: () => ['ol', 0] },
    item: { content: 'line (line | list)*', defining: true, parseDOM: [{ tag: 'li' }], toDOM: () => ['li', 0] },
    text: { group: 'inline' },
  },
  marks: {
    /** In the editor a link has no address of the browser's: no click can follow it. */
    link: {
      attrs: { address: { validate: 'string' } },
      inclusive: false,
      parseDOM: [
        { tag: 'a[data-address]', getAttrs: (element) => linkAttributes(element.getAttribute('data-address')) },
        { tag: 'a[href]', getAttrs: (element) => linkAttributes(element.getAttribute('href')) },
      ],
      toDOM: (mark): DOMOutputSpec => ['a', { 'data-address': addressOf(mark), title: addressOf(mark) }, 0],
    },
    bold: { parseDOM: [{ tag: 'strong' }, { tag: 'b' }], toDOM: () => ['strong', 0] },
    italic: { parseDOM: [{ tag: 'em' }, { tag: 'i' }], toDOM: () => ['em', 0] },
    underline: { parseDOM: [{ tag: 'u' }], toDOM: () => ['u', 0] },
  },
});

/** What other programs get of a copy: links as they know them. */
export const copySerializer = new DOMSerializer(DOMSerializer.nodesFromSchema(letterSchema), {
  ...DOMSerializer.marksFromSchema(letterSchema),
  link: (mark: Mark): DOMOutputSpec => ['a', { href: addressOf(mark) }, 0],
});

/** Address of a link mark. */
export function addressOf(mark: Mark): string {
  return String(mark.attrs['address']);
}

function linkAttributes(address: string | null): { address: string } | false {
  const link = LetterLink.safeParse(address ?? '');
  return link.success ? { address: link.data } : false;
}
