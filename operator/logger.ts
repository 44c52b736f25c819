/** Structured logs: ids, codes and durations. Never a title, a name, an address or a word of content. */
import { type DestinationStream, destination, type Logger, pino } from 'pino';
import { AppError } from '../contract/errors.ts';

/** What must not be logged even if somebody adds it to a line by mistake. */
const redacted = [
  'address',
  'subject',
  'authorization',
  'dpop',
  'assertion',
  'refreshToken',
  'accessToken',
  'headers',
  'body',
].flatMap((name) => [name, `*.${name}`]);

/** Logs as JSON lines to standard error, or where told. */
export function createLogger(level: string, stream: DestinationStream = destination(2)): Logger {
  const serializers = { err: describeError, error: describeError, req: () => undefined, res: () => undefined };
  return pino({ level, base: null, serializers, redact: { paths: redacted, censor: '-' } }, stream);
}

/** What failed and where; never the message, which may quote what it choked on. */
export function describeError(error: unknown): { name: string; at: string[] } {
  if (!(error instanceof Error)) return { name: typeof error, at: [] };
  const code = error instanceof AppError || !('code' in error) ? '' : ` ${String(error.code)}`;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const name = error instanceof AppError ? error.code : `${error.name}${code}`;
  return { name, at: frames.slice(0, 8).map((line) => line.trim()) };
}
