/** Keys of the composer, beside those of the letter in it: one table, to which the sheet of shortcuts is held. Pure. */

export type ComposerAct = 'send' | 'sendLater' | 'findPeople' | 'templates' | 'close';

interface Keys {
  /** `KeyboardEvent.key`, lower case. */
  readonly key: string;
  readonly control?: boolean;
  readonly shift?: boolean;
}

export const composerKeys: Readonly<Record<ComposerAct, Keys>> = {
  send: { key: 'enter', control: true },
  sendLater: { key: 'enter', control: true, shift: true },
  findPeople: { key: 'a', control: true, shift: true },
  templates: { key: 'm', control: true },
  close: { key: 'escape' },
};

/** What a key press asks of the composer; null for nothing. */
export function composerAct(
  press: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
): ComposerAct | null {
  if (press.altKey) return null;
  for (const [act, { key, control, shift }] of Object.entries(composerKeys) as [ComposerAct, Keys][]) {
    if (press.key.toLowerCase() !== key) continue;
    if ((press.ctrlKey || press.metaKey) === (control ?? false) && press.shiftKey === (shift ?? false)) return act;
  }
  return null;
}
