/** What is typed and saved by itself after a pause: saved at once when the person asks to lock or to leave. */

/** A pause in typing after which a text is saved. Short: a card that is pulled locks without asking this page. */
const PAUSE_MS = 300;
/** Whatever is typed, and however fast, is on its way to the disk within this. */
const LATEST_MS = 1_500;

/** How long the first unsaved letter may still wait, typed `sinceFirstMs` ago. */
export function waitBeforeSaving(sinceFirstMs: number): number {
  return Math.max(0, Math.min(PAUSE_MS, LATEST_MS - sinceFirstMs));
}

/** The page is about to go whatever happens: it waits no longer than this. */
const PATIENCE_MS = 800;

const flushes = new Set<() => Promise<void>>();

/** Registers a text under the pen; the returned function forgets it. */
export function noteUnsavedText(flush: () => Promise<void>): () => void {
  flushes.add(flush);
  return () => flushes.delete(flush);
}

/** Saves everything now, as far as that is possible in a moment. Never rejects: what failed stays on screen. */
export async function saveTextsNow(): Promise<void> {
  const saved = Promise.allSettled([...flushes].map((flush) => flush()));
  await Promise.race([saved, new Promise((resolve) => window.setTimeout(resolve, PATIENCE_MS))]);
}
