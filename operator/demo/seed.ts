/** Fills an empty operator with the demonstration: people, directory, letters. The same every time, all fictitious. */
import type { Logger } from 'pino';
import type { OperatorConfig } from '../config.ts';
import type { Stores } from '../store/open-stores.ts';
import type { DemoCard } from './cards.ts';
import { entriesOfPeople, inventEntries } from './directory-entries.ts';
import { demoAccounts } from './people.ts';

export interface SeedOptions {
  readonly config: OperatorConfig;
  readonly stores: Stores;
  readonly log: Logger;
  readonly cards: ReadonlyMap<string, DemoCard>;
}

/** Seeds; an operator that already has accounts is left as it is. */
export async function seedDemo({ stores, log, cards }: SeedOptions): Promise<void> {
  if ((await stores.accounts.count()) > 0) return;
  const startedAt = performance.now();
  const people = demoAccounts(cards);
  const invented = inventEntries(people.length);
  await stores.directory.put([...entriesOfPeople(people), ...invented.map((one) => one.entry)]);
  await stores.accounts.insert([...people, ...invented.flatMap((one) => one.account ?? [])]);
  log.info({ ms: Math.round(performance.now() - startedAt) }, 'demonstration seeded');
}
