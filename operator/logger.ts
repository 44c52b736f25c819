/** Structured logs: ids, codes and durations. Never a title, a name, an address or a word of content. */
import { type DestinationStream, destination, type Logger, pino } from 'pino';

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
  return pino({ level, base: null, redact: { paths: redacted, censor: '-' } }, stream);
}
