/** A period of whole days ends when its last day does: that day is the one to name. Pure. */
export function lastInstant(until: string): string {
  return new Date(Date.parse(until) - 1).toISOString();
}
