/** The editor of a letter: its document lives here, and is told as words and formatting whenever somebody asks. */
import { history } from 'prosemirror-history';
import { keymap } from 'prosemirror-keymap';
import { DOMParser, Fragment, type Node, Slice } from 'prosemirror-model';
import { type Command, EditorState, TextSelection } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { DraftContent } from '../../../../contract/model/draft-content.ts';
import { letterOfText, plainTextOf } from '../../../../contract/model/letter-text.ts';
import { isFormatted } from '../../../../contract/model/rich-letter.ts';
import { nextField } from '../template-fields.ts';
import { digitFormats, formatCommands, type LetterState, letterKeys, letterState } from './letter-commands.ts';
import { documentOf, letterOf, nodesOf, sliceOfText } from './letter-document.ts';
import { copySerializer, letterSchema } from './letter-schema.ts';
import { letterOfElement, withoutStyles } from './pasted-letter.ts';

/** A letter's words, and its formatting where it has any. */
export type LetterContent = Pick<DraftContent, 'text' | 'rich'>;

export interface LetterEditor {
  /** Where it is drawn. */
  readonly place: (element: HTMLElement | null) => void;
  readonly state: LetterState;
  focus(): void;
  run(command: Command): void;
  /** Puts text in where the caret stands, and selects its first field, else goes behind it. */
  insert(text: string): void;
}

export interface LetterEditorOptions {
  readonly initial: LetterContent;
  readonly label: string;
  readonly placeholder: string;
  readonly locked: boolean;
  /** `read` is asked when the letter is saved or sent, not at every key. */
  readonly onChange: (read: () => LetterContent) => void;
  /** The key for a link was pressed. */
  readonly onLink: () => void;
}

/** The words and formatting of the editor's document. */
function contentOf(doc: Node): LetterContent {
  const blocks = letterOf(doc.content);
  return { text: plainTextOf(blocks), rich: isFormatted(blocks) ? { blocks } : undefined };
}

export function useLetterEditor(options: LetterEditorOptions): LetterEditor {
  const view = useRef<EditorView | null>(null);
  const current = useRef(options);
  current.current = options;
  const [state, setState] = useState<LetterState>({ on: new Set(), link: null });

  const place = useCallback((element: HTMLElement | null) => {
    view.current?.destroy();
    view.current = element && createView(element, current, setState);
  }, []);
  const { locked, label, placeholder } = options;
  useEffect(() => {
    view.current?.setProps({ editable: () => !locked, attributes: attributesOf(label, placeholder) });
  }, [locked, label, placeholder]);

  return {
    place,
    state,
    focus: () => view.current?.focus(),
    run: (command) => {
      const { current: shown } = view;
      if (shown?.editable) command(shown.state, shown.dispatch, shown);
    },
    insert: (text) => {
      if (view.current) insert(view.current, text);
    },
  };
}

function createView(
  element: HTMLElement,
  options: { readonly current: LetterEditorOptions },
  onState: (state: LetterState) => void,
): EditorView {
  const { initial, label, placeholder, locked } = options.current;
  let told = '';
  const view = new EditorView(element, {
    state: EditorState.create({
      doc: documentOf(initial.rich?.blocks ?? letterOfText(initial.text)),
      plugins: [history(), keymap(letterKeys)],
    }),
    editable: () => !locked,
    attributes: attributesOf(label, placeholder),
    clipboardParser,
    clipboardSerializer: copySerializer,
    clipboardTextParser: (text) => sliceOfText(text),
    clipboardTextSerializer: (slice) => plainTextOf(letterOf(slice.content)),
    transformPastedHTML: withoutStyles,
    handleKeyDown: (shown, event) => handleKey(shown, event, options.current.onLink),
    handleDOMEvents: {
      // Leaving and sending are the composer's.
      keydown: (_, event) =>
        !event.isComposing && (event.key === 'Escape' || (event.key === 'Enter' && (event.ctrlKey || event.metaKey))),
      paste: (_, event) => holdsOnlyFiles(event.clipboardData),
      drop: (_, event) => event.dataTransfer?.types.includes('Files') ?? false,
    },
    dispatchTransaction(transaction) {
      const before = view.state;
      view.updateState(before.apply(transaction));
      const { doc } = view.state;
      if (doc !== before.doc) options.current.onChange(() => contentOf(doc));
      const next = letterState(view.state);
      const keyOf = ({ on, link }: LetterState) => [...on, link].join(' ');
      if (keyOf(next) !== told) onState(next);
      told = keyOf(next);
    },
  });
  return view;
}

/** Own copies keep their document; what comes from elsewhere is read for its words and looks alone. */
class PastedParser extends DOMParser {
  override parseSlice(...[dom, parse]: Parameters<DOMParser['parseSlice']>): Slice {
    if (!(dom instanceof Element) || dom.querySelector('[data-pm-slice]')) return super.parseSlice(dom, parse);
    return Slice.maxOpen(Fragment.from(nodesOf(letterOfElement(dom))));
  }
}
const clipboardParser = new PastedParser(letterSchema, DOMParser.fromSchema(letterSchema).rules);

function attributesOf(label: string, placeholder: string) {
  return ({ doc }: EditorState): Record<string, string> => ({
    class: `composer-text letter${doc.childCount === 1 && doc.firstChild?.content.size === 0 ? ' is-empty' : ''}`,
    role: 'textbox',
    'aria-multiline': 'true',
    'aria-label': label,
    'aria-placeholder': placeholder,
    'data-placeholder': placeholder,
    spellcheck: 'true',
  });
}

/** Files, and pictures that nobody wrote words beside, are attached by the composer. */
function holdsOnlyFiles(transfer: DataTransfer | null): boolean {
  const types = transfer?.types ?? [];
  return types.includes('Files') && !types.includes('text/plain');
}

function handleKey(view: EditorView, event: KeyboardEvent, onLink: () => void): boolean {
  const isControl = event.ctrlKey || event.metaKey;
  if (event.key === 'Tab' && !isControl && !event.altKey && !event.shiftKey) {
    // Tab goes from field to field of a model, and on as always behind the last.
    return selectField(view, view.state.selection.to, view.state.doc.content.size);
  }
  if (!isControl || !event.shiftKey || event.altKey) return false;
  const format = digitFormats[event.code];
  if (format) formatCommands[format](view.state, view.dispatch, view);
  else if (event.key.toLowerCase() === 'k') onLink();
  else return false;
  return true;
}

/** Selects the first field of a model at or behind `from` that begins before `to`. */
function selectField(view: EditorView, from: number, to: number): boolean {
  let found: { readonly start: number; readonly end: number } | null = null;
  view.state.doc.descendants((node, position) => {
    if (found || position > to || position + node.nodeSize < from) return false;
    if (!node.isTextblock) return true;
    const begin = position + 1;
    const field = nextField(node.textContent, Math.max(0, from - begin));
    if (field && begin + field.start < to) found = { start: begin + field.start, end: begin + field.end };
    return false;
  });
  const range = found as { start: number; end: number } | null;
  if (!range) return false;
  const { state } = view;
  view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, range.start, range.end)).scrollIntoView());
  return true;
}

function insert(view: EditorView, text: string): void {
  const { doc, selection, tr } = view.state;
  const { from } = selection;
  // Where the caret's line is empty, what begins as a quote takes its place.
  const put = tr.replaceRange(from, from, sliceOfText(text));
  const end = put.doc.content.size - (doc.content.size - from);
  view.dispatch(put.setSelection(TextSelection.near(put.doc.resolve(end), -1)).scrollIntoView());
  view.focus();
  selectField(view, from, end);
}
