/** Drafts with something that is not saved yet: saved at once when the person asks to lock or to leave. */

/** The page is about to go whatever happens: it waits no longer than this. */
const PATIENCE_MS = 800;

const flushes = new Set<() => Promise<void>>();

/** Registers a draft under the pen; the returned function forgets it. */
export function noteDraft(flush: () => Promise<void>): () => void {
  flushes.add(flush);
  return () => flushes.delete(flush);
}

/** Saves everything now, as far as that is possible in a moment. Never rejects: what failed stays on screen. */
export async function saveDraftsNow(): Promise<void> {
  const saved = Promise.allSettled([...flushes].map((flush) => flush()));
  await Promise.race([saved, new Promise((resolve) => window.setTimeout(resolve, PATIENCE_MS))]);
}
