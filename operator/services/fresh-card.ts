/** A card that signed in so lately proves anew who is there: for changes that a session found open must not be enough for. */
import type { Session } from './ports/sessions.ts';

const FRESH_MS = 10 * 60_000;

export function isFreshCard({ method, createdAt }: Session, now: Date): boolean {
  return method === 'card' && now.getTime() - createdAt.getTime() < FRESH_MS;
}
