/** An operator in this process, over TLS on loopback, with a clock that tests can move. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configOfPkiFolder, OperatorConfig } from '../../../operator/config.ts';
import { readDemoCards } from '../../../operator/demo/cards.ts';
import { entriesOfPeople } from '../../../operator/demo/directory-entries.ts';
import { demoAccounts } from '../../../operator/demo/people.ts';
import { createLogger } from '../../../operator/logger.ts';
import { type RunningOperator, startOperator } from '../../../operator/start.ts';
import type { Stores } from '../../../operator/store/open-stores.ts';
import { type DemoPki, readCardFile } from '../../support/pki/demo.ts';
import type { CastName } from '../../support/pki/people.ts';
import { freshDatabase } from './test-database.ts';
import { testPki } from './test-pki.ts';
import { Workstation } from './workstation.ts';

export interface TestOperator {
  readonly url: string;
  /** Where its numbers are told; null unless the settings ask for it. */
  readonly metricsUrl: string | null;
  readonly pki: DemoPki;
  readonly ca: string;
  readonly folder: string;
  readonly dataFolder: string;
  /** Undefined: SQLite in the data folder. */
  readonly database: OperatorConfig['database'];
  readonly stores: Stores;
  readonly log: string[];
  /** How far the operator's clock is ahead. */
  clock: { offsetMs: number };
  workstation(card: CastName): Promise<Workstation>;
  /** A workstation that is signed in. */
  signedIn(card: CastName): Promise<Workstation>;
  /** Stops and starts again on the same folder. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** Starts with the people of the demonstration, their directory entries, and nothing else. */
export async function startTestOperator(overrides: Partial<OperatorConfig> = {}): Promise<TestOperator> {
  const folder = mkdtempSync(join(tmpdir(), 'medimail-operator-'));
  const pki = await testPki(join(folder, 'pki'));
  const dataFolder = join(folder, 'data');
  const config = OperatorConfig.parse({
    ...configOfPkiFolder(pki.directory),
    dataFolder,
    name: 'Opérateur d’essai',
    ...(await freshDatabase()),
    ...overrides,
  });
  const log: string[] = [];
  const clock = { offsetMs: 0 };
  const workstations: Workstation[] = [];
  const start = () =>
    startOperator({
      config,
      log: createLogger('debug', { write: (line: string) => log.push(line) }),
      clock: () => new Date(Date.now() + clock.offsetMs),
      prepare: seedPeople(pki),
    });
  let running: RunningOperator | null = await start();
  const current = () => {
    if (!running) throw new Error('the operator is stopped');
    return running;
  };
  const operator: TestOperator = {
    get url() {
      return current().url;
    },
    get metricsUrl() {
      return current().metricsUrl;
    },
    get stores() {
      return current().stores;
    },
    pki,
    ca: readFileSync(pki.anchorsFile, 'utf8'),
    folder,
    dataFolder,
    database: config.database,
    log,
    clock,
    async workstation(card) {
      const workstation = await Workstation.create(current().url, operator.ca, readCardFile(pki.cards[card]));
      workstations.push(workstation);
      return workstation;
    },
    async signedIn(card) {
      const workstation = await operator.workstation(card);
      workstation.offsetMs = clock.offsetMs;
      const answer = await workstation.signIn();
      if (answer.status !== 200) throw new Error(`${card} cannot sign in: ${answer.error.code}`);
      return workstation;
    },
    async stop() {
      await running?.stop();
      running = null;
    },
    async restart() {
      await operator.stop();
      running = await start();
    },
    async close() {
      for (const workstation of workstations) await workstation.close();
      await operator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return operator;
}

/** Puts the people of the demonstration, with their directory entries, into empty stores. */
export function seedPeople(pki: DemoPki): (stores: Stores) => Promise<void> {
  return async (stores) => {
    const accounts = demoAccounts(readDemoCards(pki.directory));
    await stores.accounts.insert(accounts);
    await stores.directory.put(entriesOfPeople(accounts));
  };
}
