/** The stored Merkle tree over the events: the hash of each complete subtree, added with the event that completes it. */
import { completedBy, leafHash, type SubtreeReader } from '../../../envelope/evidence/merkle.ts';
import { plain, type Reader, type Transaction } from './database.ts';
import type { MainSchema } from './schema.ts';

type Place = readonly [level: number, index: number];

/** Stands for hashes that are not read yet: which subtrees a proof needs does not depend on what they hash to. */
const UNREAD = new Uint8Array(32);

/** Adds the event with that place in the sequence; only inside the transaction that adds the event. */
export async function appendLeaf(transaction: Transaction<MainSchema>, seq: number, leaf: Uint8Array): Promise<void> {
  const completed = await withSubtrees(transaction, (read) => completedBy(seq - 1, leafHash(leaf), read));
  for (const { level, index, hash } of completed) {
    await transaction.run(plain('INSERT INTO log_tree (level, position, hash) VALUES (?, ?, ?)', level, index, hash));
  }
}

/** Computes with the hashes of complete subtrees, all read at once; one that is missing is a log that was damaged. */
export async function withSubtrees<T>(reader: Reader<MainSchema>, compute: (read: SubtreeReader) => T): Promise<T> {
  const needed: Place[] = [];
  compute((level, index) => {
    needed.push([level, index]);
    return UNREAD;
  });
  const known = new Map<string, Uint8Array>();
  for (const { level, position, hash } of await readSubtrees(reader, needed)) known.set(`${level}:${position}`, hash);
  return compute((level, index) => {
    const hash = known.get(`${level}:${index}`);
    if (!hash) throw new Error(`the log's tree lacks ${level}:${index}`);
    return hash;
  });
}

/** The hash of a complete subtree; null when it is not there. */
export async function findSubtree(
  reader: Reader<MainSchema>,
  level: number,
  index: number,
): Promise<Uint8Array | null> {
  const [row] = await readSubtrees(reader, [[level, index]]);
  return row?.hash ?? null;
}

/** How many subtrees there are. */
export async function countSubtrees(reader: Reader<MainSchema>): Promise<number> {
  const rows = reader.build.selectFrom('log_tree').select((e) => e.fn.countAll<number>().as('n'));
  return (await reader.first(rows))?.n ?? 0;
}

/** Plain SQL: this runs with every event, and compiling it each time would cost more than it does. */
async function readSubtrees(reader: Reader<MainSchema>, places: readonly Place[]): Promise<MainSchema['log_tree'][]> {
  if (places.length === 0) return [];
  const conditions = places.map(() => '(level = ? AND position = ?)').join(' OR ');
  return reader.all(plain(`SELECT level, position, hash FROM log_tree WHERE ${conditions}`, ...places.flat()));
}
