/** Any failure that a screen catches, as the closed list of codes knows it. */
import type { WireError } from '../../contract/errors.ts';
import { CallError } from '../../contract/ipc/define.ts';

/** The failure's code and details; anything unexpected is a bug of ours. */
export function wireOf(error: unknown): WireError {
  if (error instanceof CallError) return error.wire;
  return { code: 'app.bug', retry: 'never' };
}

/** A whole number among a failure's details. */
export function detailNumber(wire: WireError, name: string): number | null {
  const value = wire.details?.[name];
  return typeof value === 'number' ? value : null;
}
