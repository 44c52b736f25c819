/** What the toolbar and the keyboard do to a letter, and what is so where the caret stands. */
import { baseKeymap, lift, setBlockType, splitBlock, toggleMark, wrapIn } from 'prosemirror-commands';
import { redo, undo } from 'prosemirror-history';
import type { MarkType, NodeType } from 'prosemirror-model';
import { liftListItem, sinkListItem, splitListItem, wrapInList } from 'prosemirror-schema-list';
import { type Command, type EditorState, Selection, TextSelection } from 'prosemirror-state';
import { MAX_LETTER_DEPTH } from '../../../../contract/model/rich-letter.ts';
import { addressOf, letterSchema } from './letter-schema.ts';

const { nodes, marks } = letterSchema;

/** Formats that are on or off where the caret stands. */
export const letterFormats = ['bold', 'italic', 'underline', 'title', 'bullets', 'numbers', 'quote'] as const;
export type LetterFormat = (typeof letterFormats)[number];

/** Turns a format on for what is selected, or off where it is on. */
export const formatCommands: Readonly<Record<LetterFormat, Command>> = {
  bold: toggleMark(marks.bold),
  italic: toggleMark(marks.italic),
  underline: toggleMark(marks.underline),
  title: (state, dispatch, view) =>
    setBlockType(isInside(state, nodes.title) ? nodes.line : nodes.title)(state, dispatch, view),
  bullets: toggleList(nodes.bullets),
  numbers: toggleList(nodes.numbers),
  quote: (state, dispatch, view) =>
    isInside(state, nodes.quote)
      ? lift(state, dispatch, view)
      : hasRoom(state) && wrapIn(nodes.quote)(state, dispatch, view),
};

/** Takes every look from the words that are selected, and makes their titles lines; lists and quotes stay. */
export const clearFormatting: Command = (state, dispatch) => {
  const { from, to } = state.selection;
  dispatch?.(state.tr.removeMark(from, to).setBlockType(from, to, nodes.line).setStoredMarks([]).scrollIntoView());
  return true;
};

/** Formats that are on, and the link, where the caret stands. */
export interface LetterState {
  readonly on: ReadonlySet<LetterFormat>;
  readonly link: string | null;
}

export function letterState(state: EditorState): LetterState {
  const { $from, from, to, empty } = state.selection;
  const looks = state.storedMarks ?? $from.marks();
  const hasLook = (mark: MarkType): boolean =>
    empty ? mark.isInSet(looks) !== undefined : state.doc.rangeHasMark(from, to, mark);
  const list = listAround(state);
  const on = new Set<LetterFormat>((['bold', 'italic', 'underline'] as const).filter((name) => hasLook(marks[name])));
  if (isInside(state, nodes.title)) on.add('title');
  if (isInside(state, nodes.quote)) on.add('quote');
  if (list) on.add(list.type === nodes.numbers ? 'numbers' : 'bullets');
  return { on, link: linkAround(state)?.address ?? null };
}

/** The link that the caret stands in, with its whole extent; null where there is none. */
function linkAround(state: EditorState): { from: number; to: number; address: string } | null {
  const { $from } = state.selection;
  const found = $from.parent.childAfter($from.parentOffset).node ?? $from.parent.childBefore($from.parentOffset).node;
  const mark = found && marks.link.isInSet(found.marks);
  if (!mark) return null;
  const parts: { from: number; to: number }[] = [];
  $from.parent.forEach((node, offset) => {
    if (!mark.isInSet(node.marks)) return;
    const from = $from.start() + offset;
    const last = parts.at(-1);
    if (last?.to === from) last.to += node.nodeSize;
    else parts.push({ from, to: from + node.nodeSize });
  });
  const part = parts.find(({ from, to }) => from <= $from.pos && $from.pos <= to);
  return part ? { ...part, address: addressOf(mark) } : null;
}

/** Links what is selected, or the link that the caret stands in, or writes the address as a link; null takes it away. */
export function setLink(address: string | null): Command {
  return (state, dispatch) => {
    const around = state.selection.empty ? linkAround(state) : null;
    const { from, to } = around ?? state.selection;
    const tr = state.tr;
    if (address === null) tr.removeMark(from, to, marks.link);
    else if (from === to) {
      const looks = state.storedMarks ?? state.selection.$from.marks();
      const words = letterSchema.text(address.replace(/^mailto:/i, ''), [
        ...looks.filter(({ type }) => type !== marks.link),
        marks.link.create({ address }),
      ]);
      tr.replaceSelectionWith(words, false);
    } else tr.removeMark(from, to, marks.link).addMark(from, to, marks.link.create({ address }));
    dispatch?.(tr.removeStoredMark(marks.link).scrollIntoView());
    return true;
  };
}

/** Keys of the letter, as the editor's key map names them. Those with digits are told by their place on the keyboard. */
export const letterKeys: Readonly<Record<string, Command>> = {
  ...baseKeymap,
  'Mod-z': undo,
  'Mod-y': redo,
  'Mod-Shift-z': redo,
  'Mod-b': formatCommands.bold,
  'Mod-i': formatCommands.italic,
  'Mod-u': formatCommands.underline,
  'Alt-Shift-ArrowRight': (state, dispatch) => hasRoom(state) && sinkListItem(nodes.item)(state, dispatch),
  'Alt-Shift-ArrowLeft': liftListItem(nodes.item),
  Enter: firstOf(splitListItem(nodes.item), liftListItem(nodes.item), baseKeymap['Enter']),
  'Shift-Enter': splitBlock,
  Backspace: firstOf(emptyLetter, titleToLine, baseKeymap['Backspace']),
  Delete: firstOf(emptyLetter, baseKeymap['Delete']),
  'Mod-a': selectWords,
  // The letter is sent by it: no new line on the way.
  'Mod-Enter': () => false,
};

/** Formats by Ctrl, Shift and a digit, whatever sign the keyboard's layout has on it. */
export const digitFormats: Readonly<Record<string, LetterFormat>> = {
  Digit6: 'title',
  Digit7: 'numbers',
  Digit8: 'bullets',
  Digit9: 'quote',
};

function firstOf(...commands: readonly (Command | undefined)[]): Command {
  return (state, dispatch, view) => commands.some((command) => command?.(state, dispatch, view) ?? false);
}

/** From the first word to the last: what formats act on, unlike a selection of the document as such. */
function selectWords(...[{ doc, tr }, dispatch]: Parameters<Command>): boolean {
  dispatch?.(tr.setSelection(TextSelection.between(doc.resolve(0), doc.resolve(doc.content.size))));
  return true;
}

/** A letter that is taken away whole leaves nothing of its formatting. */
function emptyLetter(...[{ doc, tr, selection }, dispatch]: Parameters<Command>): boolean {
  const { from, to, empty } = selection;
  if (empty || from > Selection.atStart(doc).from || to < Selection.atEnd(doc).to) return false;
  dispatch?.(tr.replaceWith(0, doc.content.size, nodes.line.create()).setStoredMarks([]).scrollIntoView());
  return true;
}

/** At the beginning of a title, Backspace makes it a line before it takes anything away. */
function titleToLine(...[state, dispatch, view]: Parameters<Command>): boolean {
  const { selection } = state;
  const atStart = selection instanceof TextSelection && selection.$cursor?.parentOffset === 0;
  return atStart && isInside(state, nodes.title) && setBlockType(nodes.line)(state, dispatch, view);
}

/** Makes a list of the selected lines, titles among them; changes a list of the other kind; or ends the list. */
function toggleList(type: NodeType): Command {
  return (state, dispatch, view) => {
    const around = listAround(state);
    if (around?.type === type) return liftListItem(nodes.item)(state, dispatch, view);
    if (around) {
      dispatch?.(state.tr.setNodeMarkup(around.position, type));
      return true;
    }
    if (!hasRoom(state)) return false;
    const { from, to } = state.selection;
    const lines = state.tr.setBlockType(from, to, nodes.line);
    const plain = state.apply(lines);
    return wrapInList(type)(
      plain,
      dispatch &&
        ((wrapping) => {
          for (const step of wrapping.steps) lines.step(step);
          dispatch(lines.scrollIntoView());
        }),
    );
  };
}

/** The innermost list around the selection. */
function listAround(state: EditorState): { readonly type: NodeType; readonly position: number } | null {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const { type } = $from.node(depth);
    if (type === nodes.bullets || type === nodes.numbers) return { type, position: $from.before(depth) };
    if (type === nodes.quote) return null;
  }
  return null;
}

function isInside(state: EditorState, type: NodeType): boolean {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type === type) return true;
  return false;
}

/** Whether something more can stand around the selection. */
function hasRoom(state: EditorState): boolean {
  const { $from } = state.selection;
  let around = 0;
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type !== nodes.item) around += 1;
  // The line itself counts as one.
  return around <= MAX_LETTER_DEPTH;
}
