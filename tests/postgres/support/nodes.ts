/** Several nodes of one operator, side by side on one database: each with its own folder, and with what they share. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configOfPkiFolder, OperatorConfig, type PostgresConfig } from '../../../operator/config.ts';
import { createLogger } from '../../../operator/logger.ts';
import { type RunningOperator, startOperator } from '../../../operator/start.ts';
import { openStores } from '../../../operator/store/open-stores.ts';
import { asAdministrator, freshPostgres } from '../../operator/support/test-database.ts';
import { seedPeople } from '../../operator/support/test-operator.ts';
import { testPki } from '../../operator/support/test-pki.ts';
import { Workstation } from '../../operator/support/workstation.ts';
import { type DemoPki, readCardFile } from '../../support/pki/demo.ts';
import type { CastName } from '../../support/pki/people.ts';

export interface TestNode extends RunningOperator {
  readonly log: string[];
}

export interface TestNodes {
  readonly folder: string;
  readonly pki: DemoPki;
  readonly ca: string;
  readonly database: PostgresConfig;
  /** What a node of that name is set up with. */
  config(name: string, changes?: Partial<OperatorConfig>): OperatorConfig;
  /** Starts one in this process. */
  start(name: string, changes?: Partial<OperatorConfig>): Promise<TestNode>;
  /** A workstation that is signed in at that address. */
  signedIn(card: CastName, at: { readonly url: string }): Promise<Workstation>;
  /** The same session, at another address. */
  moved(from: Workstation, to: { readonly url: string }): Workstation;
  /** Cuts the lines of all nodes; gives how many there were. */
  cutLines(): Promise<number>;
  close(): Promise<void>;
}

/** Makes the database, with the people of the demonstration; no node runs yet. */
export async function prepareNodes(): Promise<TestNodes> {
  const folder = mkdtempSync(join(tmpdir(), 'medimail-beside-'));
  const pki = await testPki(join(folder, 'pki'));
  const ca = readFileSync(pki.anchorsFile, 'utf8');
  const database: PostgresConfig = { ...(await freshPostgres()), nodes: 'several' };
  const masterKeyFile = join(folder, 'master.key');
  const shared = join(folder, 'contents');
  mkdirSync(shared, { mode: 0o700 });
  const stores = await openStores({ dataFolder: join(folder, 'seed'), masterKeyFile, database });
  await seedPeople(pki)(stores);
  await stores.close();
  const started: RunningOperator[] = [];
  const workstations: Workstation[] = [];
  const kept = (workstation: Workstation) => {
    workstations.push(workstation);
    return workstation;
  };
  const nodes: TestNodes = {
    ...{ folder, pki, ca, database },
    config: (name, changes = {}) =>
      OperatorConfig.parse({
        ...configOfPkiFolder(pki.directory),
        ...{ dataFolder: join(folder, name), masterKeyFile, database, blobs: { folder: shared } },
        ...{ name: 'Opérateur d’essai', siteUrl: 'https://operateur.essai.example' },
        ...changes,
      }),
    async start(name, changes) {
      const log: string[] = [];
      const logger = createLogger('debug', { write: (line: string) => log.push(line) });
      const node = await startOperator({ config: nodes.config(name, changes), log: logger });
      started.push(node);
      return { ...node, log };
    },
    async signedIn(card, { url }) {
      const workstation = kept(await Workstation.create(url, ca, readCardFile(pki.cards[card])));
      const answer = await workstation.signIn();
      if (answer.status !== 200) throw new Error(`${card} cannot sign in: ${answer.error.code}`);
      return workstation;
    },
    moved(from, { url }) {
      const workstation = kept(new Workstation(url, ca, from.card, from.key));
      return Object.assign(workstation, { tokens: from.tokens, mailboxId: from.mailboxId });
    },
    cutLines: () => cutLines(database),
    async close() {
      for (const workstation of workstations) await workstation.close();
      await Promise.all(started.map((node) => node.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return nodes;
}

/** Cuts the lines of all nodes on a database; gives how many there were. */
export function cutLines({ url }: PostgresConfig): Promise<number> {
  return asAdministrator(async (client) => {
    const text = `SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database
      WHERE locktype = 'advisory' AND objid = 0 AND granted AND datname = $1`;
    return (await client.query(text, [new URL(url).pathname.slice(1)])).rowCount ?? 0;
  });
}
