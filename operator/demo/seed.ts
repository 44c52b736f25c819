/** Fills an empty operator with the demonstration: people, directory, letters. The same every day, all fictitious. */
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { mailPolicyOf, type OperatorConfig } from '../config.ts';
import { spoolFolder } from '../mail/open-mail.ts';
import { createSpoolMailer } from '../mail/spool-mailer.ts';
import { createSealing } from '../services/sealing.ts';
import { createSignals } from '../services/signals.ts';
import { readSigner } from '../signing-key.ts';
import type { Stores } from '../store/open-stores.ts';
import { readTrust } from '../trust-files.ts';
import type { DemoCard } from './cards.ts';
import { depositCorrespondence } from './correspondence.ts';
import { entriesOfPeople, inventEntries } from './directory-entries.ts';
import { demoAccounts } from './people.ts';

export interface SeedOptions {
  readonly config: OperatorConfig;
  readonly stores: Stores;
  readonly log: Logger;
  readonly clock: Clock;
  readonly cards: ReadonlyMap<string, DemoCard>;
}

/** Seeds; an operator that already has accounts is left as it is. */
export async function seedDemo({ config, stores, log, clock, cards }: SeedOptions): Promise<void> {
  if ((await stores.accounts.count()) > 0) return;
  const startedAt = performance.now();
  const people = demoAccounts(cards);
  const invented = inventEntries(people.length);
  await stores.directory.put([...entriesOfPeople(people), ...invented.map((one) => one.entry)]);
  const trust = readTrust(config.trust, config.trust.graceMs, clock, log);
  const sealing = {
    sealSigner: readSigner(config.seal),
    timestampSigner: readSigner(config.timestamp),
    timestampPolicy: config.timestamp.policy,
    trust,
  };
  await stores.accounts.insert(invented.flatMap((one) => one.account ?? []));
  await stores.accounts.insert(people);
  const letters = await depositCorrespondence(
    {
      ...stores,
      stores,
      trust,
      signals: createSignals(),
      mailer: createSpoolMailer(spoolFolder(config.dataFolder), { name: config.name, address: config.mailFrom }),
      mailPolicy: mailPolicyOf(config),
      log,
      operatorName: config.name,
      sealingAt: (letterClock) => createSealing({ ...sealing, clock: letterClock }),
      people,
      cards,
    },
    clock(),
  );
  log.info({ letters, ms: Math.round(performance.now() - startedAt) }, 'demonstration seeded');
}
