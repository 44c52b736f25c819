/** Verifies a data folder at rest: every page of the databases, and the whole event log. */
import type { OperatorConfig } from './config.ts';
import { type SoundLog, verifyLog } from './services/verify-log.ts';
import { openStores } from './store/open-stores.ts';
import { readTrustStore } from './trust-files.ts';

/** Throws `store.corrupt`, or says where the log breaks. */
export async function checkData(
  config: Pick<OperatorConfig, 'dataFolder' | 'masterKeyFile' | 'database' | 'trust'>,
): Promise<SoundLog> {
  const stores = await openStores(config);
  try {
    await stores.checkIntegrity();
    const verdict = await verifyLog(stores.log, { trust: readTrustStore(config.trust) });
    if (verdict.sound) return verdict;
    const place = 'seq' in verdict ? `at ${verdict.seq}` : `in the head of ${verdict.head}`;
    throw new Error(`the event log breaks ${place}: ${verdict.reason}`);
  } finally {
    await stores.close();
  }
}
