/** Figures that decide how this workstation behaves. */

/** Messages up to this size are a column of the cache; larger ones are encrypted files. */
export const INLINE_MESSAGE_BYTES = 262_144;
/** Messages fetched at the same time. */
export const PREFETCH_CONCURRENCY = 2;
/** Changes asked for in one page of the feed. */
export const SYNC_PAGE_CHANGES = 200;
/** Content that ends within this delay counts as expiring, and moves to the archive on a personal workstation. */
export const EXPIRING_MS = 14 * 86_400_000;
/** Past a CRL's nextUpdate, how much longer a card opens the local store without network. */
export const OFFLINE_REVOCATION_GRACE_MS = 0;
/** An operator that ends a session it has just answered means it; after a longer silence the session only grew old. */
export const SESSION_STALE_MS = 5 * 60_000;
/** Least delay between two progress events of one transfer. */
export const PROGRESS_INTERVAL_MS = 100;
/** Chunk of a stream to the screen. */
export const STREAM_CHUNK_BYTES = 262_144;
