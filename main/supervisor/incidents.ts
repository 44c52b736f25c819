/** What failed lately on this workstation, as support may know it: where, which code, which incident; never what about. */

export interface Incident {
  /** RFC 3339. */
  readonly at: string;
  /** `area.method` of the bridge, or the process that broke. */
  readonly where: string;
  readonly code: string;
  /** Under which the log has it; null for expected failures. */
  readonly incident: string | null;
}

export interface Incidents {
  note(where: string, code: string, incident?: string): void;
  /** Newest last. */
  recent(): readonly Incident[];
}

const KEPT = 40;

/** In memory alone: gone with the program. */
export function createIncidents(now: () => Date = () => new Date()): Incidents {
  const kept: Incident[] = [];
  return {
    note(where, code, incident) {
      kept.push({ at: now().toISOString(), where, code, incident: incident ?? null });
      if (kept.length > KEPT) kept.shift();
    },
    recent: () => [...kept],
  };
}
