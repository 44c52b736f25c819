/** Copying that does not linger: the clipboard is cleared a minute later, if it still holds our text. */
import { clipboard } from 'electron';

const KEPT_MS = 60_000;

export interface Clipboard {
  copy(text: string): Promise<void>;
  /** Clears our text now (locking, leaving); what somebody else copied since stays. */
  clear(): Promise<void>;
}

/** Makes the clipboard's keeper; `onFailure` hears of a clearing that went wrong with nobody waiting for it. */
export function createClipboard(onFailure: (error: unknown) => void, keptMs = KEPT_MS): Clipboard {
  let held: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  const clear = async () => {
    clearTimeout(timer);
    const ours = held;
    held = null;
    if (ours !== null && (await clipboard.readText()) === ours) clipboard.clear();
  };
  return {
    async copy(text) {
      clearTimeout(timer);
      held = text;
      await clipboard.writeText(text);
      timer = setTimeout(() => clear().catch(onFailure), keptMs);
    },
    clear,
  };
}
