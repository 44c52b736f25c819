/** The whole event log, read into memory. */
import { EnvelopeEvent } from '../../../contract/model/event.ts';
import type { LogStore } from '../../../operator/services/ports/log.ts';

export async function logEvents(log: LogStore): Promise<EnvelopeEvent[]> {
  const events: EnvelopeEvent[] = [];
  for await (const row of log.rows()) events.push(EnvelopeEvent.parse(JSON.parse(row.bytes)));
  return events;
}
