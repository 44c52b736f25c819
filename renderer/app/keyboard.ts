/** Keyboard shortcuts: one table for what they do and for the sheet that shows them. */
import { useEffect, useRef } from 'react';

export type Command =
  | 'find'
  | 'compose'
  | 'goReceived'
  | 'goSent'
  | 'goDrafts'
  | 'goOutbox'
  | 'goFlagged'
  | 'goFollowed'
  | 'goArchive'
  | 'goFolder'
  | 'goDirectory'
  | 'goSettings'
  | 'nextMailbox'
  | 'goDoctor'
  | 'lock'
  | 'undo'
  | 'undoAct'
  | 'help'
  | 'next'
  | 'previous'
  | 'answer'
  | 'answerAll'
  | 'forward'
  | 'proof'
  | 'print'
  | 'archive'
  | 'file'
  | 'flag'
  | 'putBack'
  | 'remind'
  | 'done'
  | 'take'
  | 'assign'
  | 'settle'
  | 'giveBack'
  | 'close';

interface Shortcut {
  /** `KeyboardEvent.key`, lower case. */
  readonly key: string;
  readonly control?: boolean;
  /** Typed just before: `g` then `r`. */
  readonly after?: string;
  /** With `control`, but a field's own where one writes. */
  readonly leftToFields?: boolean;
}

/** Keys that work everywhere but in a field; those with `control` work there too. */
export const shortcuts: Readonly<Record<Command, Shortcut>> = {
  find: { key: 'k', control: true },
  compose: { key: 'n' },
  goReceived: { key: 'r', after: 'g' },
  goSent: { key: 'e', after: 'g' },
  goDrafts: { key: 'b', after: 'g' },
  goOutbox: { key: 'o', after: 'g' },
  goFlagged: { key: 'm', after: 'g' },
  goFollowed: { key: 's', after: 'g' },
  goArchive: { key: 'h', after: 'g' },
  goFolder: { key: 'd', after: 'g' },
  goDirectory: { key: 'a', after: 'g' },
  goSettings: { key: ',', control: true },
  nextMailbox: { key: 'm' },
  goDoctor: { key: 'l', after: 'g' },
  lock: { key: 'l', control: true },
  undo: { key: 'z' },
  undoAct: { key: 'z', control: true, leftToFields: true },
  help: { key: '?' },
  next: { key: 'j' },
  previous: { key: 'k' },
  answer: { key: 'r' },
  answerAll: { key: 'a' },
  forward: { key: 'f' },
  proof: { key: 'p' },
  print: { key: 'p', control: true },
  archive: { key: 'e' },
  file: { key: 'v' },
  flag: { key: 's' },
  putBack: { key: 'b' },
  remind: { key: 't' },
  done: { key: 'x' },
  take: { key: 'i' },
  assign: { key: 'c' },
  settle: { key: 'd' },
  giveBack: { key: 'u' },
  close: { key: 'escape' },
};

/** What of a key press decides. */
export interface KeyPress {
  readonly key: string;
  readonly control: boolean;
  readonly alt: boolean;
  /** The focus is in a field where letters are text. */
  readonly inField: boolean;
}

/** Time in which the second key of « g r » counts, in milliseconds. */
export const SEQUENCE_MS = 1_200;

/** The command of a key press; `previous` is the key before it when it is still warm. */
export function commandFor(press: KeyPress, previous: string | null): Command | null {
  if (press.alt) return null;
  const key = press.key.toLowerCase();
  for (const [command, shortcut] of Object.entries(shortcuts) as [Command, Shortcut][]) {
    if (shortcut.key !== key || (shortcut.control ?? false) !== press.control) continue;
    if (press.inField && (!press.control || shortcut.leftToFields)) continue;
    if ((shortcut.after ?? null) !== (previous === 'g' ? 'g' : null)) continue;
    return command;
  }
  return null;
}

/** Whether letters are text there; in a tree they lead to the folder that begins with them. */
function takesLetters(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) ||
    target.closest('[role=treegrid]') !== null
  );
}

/** A dialog or a menu that is open owns the keyboard, and what is written in it. */
export function isUnderDialog(): boolean {
  return document.querySelector('[role=dialog], [role=alertdialog], [role=menu]') !== null;
}

/** Those that a key held down goes on with; anything else is done once for each press. */
const repeating: ReadonlySet<Command> = new Set(['next', 'previous']);

/** Runs commands while the component lives; those without a function are left to the page. */
export function useKeyboard(commands: Partial<Record<Command, () => void>>): void {
  const current = useRef(commands);
  current.current = commands;
  useEffect(() => {
    let previous: { readonly key: string; readonly at: number } | null = null;
    const listen = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isUnderDialog()) return;
      // Undoing backwards: no command of ours.
      if ((event.ctrlKey || event.metaKey) && event.shiftKey) return;
      const warm = previous && event.timeStamp - previous.at < SEQUENCE_MS ? previous.key : null;
      const inField = takesLetters(event.target);
      previous = inField ? null : { key: event.key.toLowerCase(), at: event.timeStamp };
      const command = commandFor(
        { key: event.key, control: event.ctrlKey || event.metaKey, alt: event.altKey, inField },
        warm,
      );
      const run = command ? current.current[command] : undefined;
      if (!command || !run) return;
      event.preventDefault();
      if (event.repeat && !repeating.has(command)) return;
      previous = null;
      run();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
