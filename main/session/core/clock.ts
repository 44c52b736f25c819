/** Time as the rules see it: corrected by the operator's clock once that is known, and testable. */
export interface Clock {
  /** Milliseconds since 1970, corrected by the operator's clock when it was heard. */
  now(): number;
  /** Resolves after `ms` milliseconds, or as soon as the signal aborts; never rejects. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

/** An instant as it travels: RFC 3339 in UTC with milliseconds. */
export function toInstant(ms: number): string {
  return new Date(ms).toISOString();
}

/** The same, for what may not have happened. */
export function toInstantOrNull(ms: number | null): string | null {
  return ms === null ? null : toInstant(ms);
}
