/** Versions of the workstation program: which there are, and where the one that runs stands among them. */
import { z } from 'zod';

/** `1.4.0`: three numbers and nothing else. */
export const ReleaseVersion = z.string().regex(/^(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})$/);

/** One thing that is new, in a sentence. */
const News = z.array(z.string().min(1).max(200)).max(10);

/** What an operator says of the program; null where it says nothing. */
export const ClientVersions = z.object({
  current: ReleaseVersion.nullable(),
  /** Older ones are not supported any more. */
  minimum: ReleaseVersion.nullable(),
  /** What is new in the current one. */
  news: z.object({ fr: News, en: News }),
});
export type ClientVersions = z.infer<typeof ClientVersions>;

/** `unknown`: the operator says nothing, cannot be asked, or the administrator wants nothing announced. */
export const ReleaseStanding = z.enum(['unknown', 'current', 'outdated', 'unsupported']);
export type ReleaseStanding = z.infer<typeof ReleaseStanding>;

/** Less than zero where `a` is the older. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (const [at, number] of (left ?? []).entries()) {
    const difference = number - (right?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Where `running` stands; a version that is no release is not judged. */
export function standingOf(running: string, { current, minimum }: ClientVersions): ReleaseStanding {
  if (!ReleaseVersion.safeParse(running).success) return 'unknown';
  if (minimum !== null && compareVersions(running, minimum) < 0) return 'unsupported';
  if (current === null) return 'unknown';
  return compareVersions(running, current) < 0 ? 'outdated' : 'current';
}
