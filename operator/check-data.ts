/** Verifies a data folder at rest: every page of the databases, and every link of the event log. */
import { GENESIS_HASH } from '../contract/model/event.ts';
import { verifyEventChain } from '../envelope/evidence/verify-events.ts';
import type { OperatorConfig } from './config.ts';
import { openStores } from './store/open-stores.ts';

export interface DataReport {
  readonly events: number;
  /** Hash of the latest event. */
  readonly head: string;
}

/** Throws `store.corrupt`, or says where the log breaks. */
export async function checkData(config: OperatorConfig): Promise<DataReport> {
  const stores = openStores(config.dataFolder, config.masterKeyFile);
  try {
    stores.checkIntegrity();
    const events = await stores.envelopes.allEvents();
    const verdict = verifyEventChain(events);
    if (!verdict.ok) throw new Error(`the event log breaks at ${verdict.seq}: ${verdict.reason}`);
    if (verdict.gaps > 0) throw new Error('the event log has gaps');
    return { events: events.length, head: verdict.head ?? GENESIS_HASH };
  } finally {
    stores.close();
  }
}
