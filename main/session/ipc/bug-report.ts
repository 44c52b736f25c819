/** Tells an unexpected failure without a word of content: its kind and where it happened, never its message. */
import { randomUUID } from 'node:crypto';
import type { FromSession } from '../../../contract/ipc/process.ts';

const MAX_FRAMES = 30;

/** Frames of the error and of its causes; messages may hold names, text or paths of the user's, so none is taken. */
export function frames(error: unknown): string {
  const parts: string[] = [];
  for (let current = error, depth = 0; current instanceof Error && depth < 4; current = current.cause, depth += 1) {
    const code = 'code' in current && typeof current.code === 'string' ? ` ${current.code}` : '';
    const lines = (current.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    parts.push([current.name.slice(0, 60) + code.slice(0, 60), ...lines.slice(0, MAX_FRAMES)].join('\n'));
  }
  return parts.length > 0 ? parts.join('\ncaused by ') : `thrown ${typeof error}`;
}

/** Posts the failure; answers the incident id that the user can give to support. */
export function createBugReporter(post: (message: FromSession) => void): (error: unknown, channel: string) => string {
  return (error, channel) => {
    const incident = randomUUID().slice(0, 8);
    post({ type: 'bug', incident, channel, stack: frames(error) });
    return incident;
  };
}
