import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3-multiple-ciphers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EnvelopeEvent, GENESIS_HASH } from '../../contract/model/event.ts';
import { ConsistencyProof, type InclusionProof, type LogHead } from '../../contract/model/log.ts';
import { eventHash, eventLeaf } from '../../envelope/evidence/event-hash.ts';
import { readLogHead, verifyLogHead } from '../../envelope/evidence/log-head.ts';
import { GrowingTree, isConsistent, isIncluded, leafHash } from '../../envelope/evidence/merkle.ts';
import { configOfPkiFolder } from '../../operator/config.ts';
import { type LogVerdict, verifyLog } from '../../operator/services/verify-log.ts';
import { readMasterKey } from '../../operator/store/master-key.ts';
import { openStores } from '../../operator/store/open-stores.ts';
import { appendEvents } from '../../operator/store/sql/event-log.ts';
import { migrate } from '../../operator/store/sqlite/migration.ts';
import { migration as createLogTree } from '../../operator/store/sqlite/migrations/main/0020-create-log-tree.ts';
import { openFiles } from '../../operator/store/sqlite/open-databases.ts';
import { readTrustStore } from '../../operator/trust-files.ts';
import { deposit, writeLetter } from './support/letter.ts';
import { logEvents } from './support/log-events.ts';
import { tamper } from './support/raw-database.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Workstation } from './support/workstation.ts';

let operator: TestOperator;
let claire: Workstation;
const envelopeIds: string[] = [];
const heads: LogHead[] = [];
const trust = () => readTrustStore(configOfPkiFolder(operator.pki.directory).trust);
const bytes = (base64: string) => Buffer.from(base64, 'base64');
const stated = (head: LogHead | undefined) => {
  const statement = head ? readLogHead(head) : null;
  if (!statement) throw new Error('no head');
  return statement;
};

type Inclusion = { readonly head: LogHead; readonly proof: InclusionProof };
const inclusionPath = (envelopeId: string | undefined, seq: number) =>
  `/v1/envelopes/${envelopeId}/events/${seq}/inclusion`;

beforeAll(async () => {
  operator = await startTestOperator();
  claire = await operator.signedIn('claire-martin');
});
afterAll(() => operator.close());

describe('the log, watched from outside', () => {
  it('has no head before the first event', async () => {
    const answer = await claire.call('GET', '/v1/log/head', { proof: null });
    expect([answer.status, answer.error.code]).toEqual([404, 'request.not-found']);
  });

  it('proves to the parties of an envelope that its events are under a signed head', async () => {
    for (let index = 0; index < 3; index += 1) {
      const letter = await writeLetter(claire, { to: ['paul.leroy@demo.medimail.example'] });
      expect((await deposit(claire, letter)).status).toBe(200);
      const { envelopeId } = letter.manifest;
      const { events } = (await claire.call<{ events: EnvelopeEvent[] }>('GET', `/v1/envelopes/${envelopeId}/events`))
        .json;
      for (const event of events) {
        const { head, proof } = (await claire.call<Inclusion>('GET', inclusionPath(envelopeId, event.seq))).json;
        expect(await verifyLogHead(head, trust())).toMatchObject({ ok: true });
        const { treeSize, rootHash } = stated(head);
        const path = proof.path.map(bytes);
        const place = { index: proof.leafIndex, size: treeSize, path, root: bytes(rootHash) };
        expect(isIncluded({ leafHash: leafHash(eventLeaf(event)), ...place })).toBe(true);
        heads.push(head);
      }
      envelopeIds.push(envelopeId);
    }
    const first = await claire.call('GET', inclusionPath(envelopeIds[2], 1));
    expect([first.status, first.error.code]).toEqual([404, 'request.not-found']);
    const anne = await operator.signedIn('anne-roux');
    expect((await anne.call('GET', inclusionPath(envelopeIds[0], 1))).error.code).toBe('envelope.not-found');
    const stranger = await operator.workstation('anne-roux');
    expect((await stranger.call('GET', inclusionPath(envelopeIds[0], 1))).error.code).toBe('auth.required');
  });

  it('shows anybody that an earlier head begins a later one, and nothing between sizes that were not signed', async () => {
    const stranger = await operator.workstation('paul-leroy');
    const ask = <T>(path: string) => stranger.call<T>('GET', path, { proof: null });
    const latest = (await ask<LogHead>('/v1/log/head')).json;
    const [older, newer] = [stated(heads[0]), stated(latest)];
    expect(newer.treeSize).toBeGreaterThan(older.treeSize);
    expect((await ask<LogHead>(`/v1/log/heads/${older.treeSize}`)).json).toEqual(heads[0]);
    const sizes = (first: number, second: number) => `/v1/log/consistency?first=${first}&second=${second}`;
    const proof = ConsistencyProof.parse((await ask(sizes(older.treeSize, newer.treeSize))).json);
    const roots = { firstRoot: bytes(older.rootHash), secondRoot: bytes(newer.rootHash) };
    expect(isConsistent({ ...proof, ...roots, path: proof.path.map(bytes) })).toBe(true);
    const refused = [sizes(older.treeSize, 999), sizes(newer.treeSize, older.treeSize), sizes(0, 1), '/v1/log/heads/1'];
    const codes = await Promise.all(refused.map(async (path) => (await ask(path)).error.code));
    expect(codes).toEqual(['request.not-found', 'request.invalid', 'request.invalid', 'request.not-found']);
  });
});

describe('verifying the log', () => {
  let original: string;
  let events: EnvelopeEvent[];
  beforeAll(async () => {
    await operator.stop();
    original = operator.dataFolder;
    const stores = await openStores({ dataFolder: original });
    events = await logEvents(stores.log);
    await stores.close();
  });

  /** Verifies a copy of the data after something was done to it. */
  async function verdictAfter(
    work: (database: Database.Database) => void,
    outsideHeads: LogHead[] = [],
  ): Promise<LogVerdict> {
    const folder = mkdtempSync(join(operator.folder, 'copy-'));
    cpSync(original, folder, { recursive: true });
    tamper(folder, work);
    const stores = await openStores({ dataFolder: folder });
    try {
      return await verifyLog(stores.log, { trust: trust(), outsideHeads });
    } finally {
      await stores.close();
      rmSync(folder, { recursive: true });
    }
  }

  const changedText = (seq: number) => {
    const event = events[seq - 1];
    if (!event) throw new Error('no such event');
    const changed = { ...event, actor: { ...event.actor, name: 'Dr Personne' } };
    return {
      text: Buffer.from(eventLeaf(changed)).toString('utf8'),
      hash: eventHash(changed),
      leaf: eventLeaf(changed),
    };
  };

  /** What the operator itself could do: other rows with a chain and a tree that fit them. */
  function rewrite(database: Database.Database, kept: number, change: (event: EnvelopeEvent) => EnvelopeEvent): void {
    database.exec('DELETE FROM events; DELETE FROM log_tree');
    const row = database.prepare(
      'INSERT INTO events (seq, envelope_id, kind, recipient, bytes, hash) VALUES (?, ?, ?, ?, ?, ?)',
    );
    const node = database.prepare('INSERT INTO log_tree (level, position, hash) VALUES (?, ?, ?)');
    const tree = new GrowingTree();
    let previousHash = GENESIS_HASH;
    for (const event of events.slice(0, kept)) {
      const next = { ...change(event), previousHash };
      previousHash = eventHash(next);
      const leaf = eventLeaf(next);
      row.run(next.seq, next.envelopeId, next.kind, next.recipient, Buffer.from(leaf).toString('utf8'), previousHash);
      for (const { level, index, hash } of tree.append(leafHash(leaf))) node.run(level, index, hash);
    }
  }
  const renamed = (from: number) => (event: EnvelopeEvent) =>
    event.seq < from ? event : { ...event, actor: { ...event.actor, name: 'Dr Personne' } };

  it('says how much it found when all is sound', async () => {
    const verdict = await verdictAfter(() => undefined, heads);
    expect(verdict).toMatchObject({ sound: true, events: events.length, heads: expect.any(Number) });
    expect(verdict.sound && verdict.head).toBe(eventHash(events.at(-1) as EnvelopeEvent));
  });

  it('finds the first row that was changed, however much beside it was made to fit', async () => {
    const { text, hash, leaf } = changedText(3);
    const update = (database: Database.Database) =>
      database.prepare('UPDATE events SET bytes = ? WHERE seq = 3').run(text);
    const updateHash = (database: Database.Database) =>
      database.prepare('UPDATE events SET hash = ? WHERE seq = 3').run(hash);
    const flaws = [
      await verdictAfter((database) => update(database)),
      await verdictAfter((database) => [update(database), updateHash(database)]),
      await verdictAfter((database) => {
        update(database);
        updateHash(database);
        database.exec('DELETE FROM log_heads');
        database.prepare('UPDATE log_tree SET hash = ? WHERE level = 0 AND position = 2').run(leafHash(leaf));
      }),
      await verdictAfter((database) => database.exec("UPDATE events SET bytes = bytes || ' ' WHERE seq = 2")),
      await verdictAfter((database) => database.exec("UPDATE events SET recipient = 'x@y.example' WHERE seq = 5")),
      await verdictAfter((database) => database.exec('UPDATE log_tree SET hash = zeroblob(32) WHERE level = 1')),
    ];
    expect(flaws.map((verdict) => 'seq' in verdict && [verdict.reason, verdict.seq])).toEqual([
      ['changed', 3],
      ['changed', 3],
      ['unlinked', 4],
      ['changed', 2],
      ['changed', 5],
      ['tree', 2],
    ]);
  });

  it('finds a row that was removed, the last ones too, and two that changed places', async () => {
    const last = events.length;
    const flaws = [
      await verdictAfter((database) => database.exec('DELETE FROM events WHERE seq = 4')),
      await verdictAfter((database) => database.exec(`DELETE FROM events WHERE seq = ${last}`)),
      await verdictAfter((database) => {
        database.exec('DELETE FROM log_heads');
        database.exec(`DELETE FROM events WHERE seq >= ${last - 1}`);
      }),
      await verdictAfter((database) => {
        for (const [from, to] of [
          [3, -1],
          [4, 3],
          [-1, 4],
        ])
          database.exec(`UPDATE events SET seq = ${to} WHERE seq = ${from}`);
      }),
      await verdictAfter((database) => database.exec('UPDATE events SET seq = -seq WHERE seq = 1')),
    ];
    expect(flaws.map((verdict) => 'seq' in verdict && [verdict.reason, verdict.seq])).toEqual([
      ['removed', 4],
      ['removed', last],
      ['removed', last - 1],
      ['reordered', 3],
      ['reordered', 1],
    ]);
  });

  it('finds a log that was rewritten whole: by the heads that were kept, or by one that somebody else kept', async () => {
    const outside = [heads.at(-1) as LogHead];
    const size = stated(outside[0]).treeSize;
    const byOwn = await verdictAfter((database) => rewrite(database, events.length, renamed(3)));
    const sizes = heads.map((head) => stated(head).treeSize).sort((a, b) => a - b);
    const agreed = Math.max(0, ...sizes.filter((one) => one < 3));
    const first = sizes.find((one) => one >= 3);
    expect(byOwn).toEqual({ sound: false, reason: 'rewritten', seq: agreed + 1, head: first });
    const withoutHeads = (database: Database.Database) => {
      rewrite(database, events.length, renamed(3));
      database.exec('DELETE FROM log_heads');
    };
    expect(await verdictAfter(withoutHeads)).toMatchObject({ sound: true, heads: 0 });
    const byOther = await verdictAfter(withoutHeads, outside);
    expect(byOther).toEqual({ sound: false, reason: 'rewritten', seq: 1, head: size });
    const shortened = await verdictAfter((database) => {
      rewrite(database, 2, (event) => event);
      database.exec('DELETE FROM log_heads');
    }, outside);
    expect(shortened).toEqual({ sound: false, reason: 'removed', seq: 3, head: size });
    const renewed = await verdictAfter((database) => {
      withoutHeads(database);
      database.exec("UPDATE meta SET value = '00000000-0000-4000-8000-000000000000' WHERE key = 'log-id'");
    }, outside);
    expect(renewed).toMatchObject({ reason: 'head-invalid', head: size, detail: 'other-log' });
  });

  it('does not believe a head whose signature does not hold', async () => {
    const forged = {
      ...(heads[0] as LogHead),
      statement: (heads[1] as LogHead).statement.replace(/"rootHash":"./, '"rootHash":"A'),
    };
    expect(await verdictAfter(() => undefined, [forged])).toMatchObject({
      reason: 'head-invalid',
      detail: 'signature',
    });
    const swapped = await verdictAfter((database) =>
      database.exec('UPDATE log_heads SET signature = (SELECT signature FROM log_heads ORDER BY tree_size LIMIT 1)'),
    );
    expect(swapped).toMatchObject({ reason: 'head-invalid', head: expect.any(Number), detail: 'signature' });
    expect(await verdictAfter(() => undefined, [{ statement: '{}', signature: '' }])).toMatchObject({
      reason: 'head-invalid',
      detail: 'malformed',
    });
  });

  it('reads a log of thousands of rows, and fills the tree of one that an earlier version wrote', async () => {
    const folder = mkdtempSync(join(operator.folder, 'copy-'));
    cpSync(original, folder, { recursive: true });
    const files = openFiles(folder, readMasterKey(folder), false);
    const actor = { accountId: null, name: 'Essai' };
    const [at, recipient, source] = [new Date().toISOString(), null, 'operator' as const];
    const draft = { kind: 'filed' as const, at, actor, onBehalfOf: null, recipient, source, evidenceSha256: null };
    await files.main.commit((transaction) => appendEvents(transaction, envelopeIds[0] ?? '', Array(2_500).fill(draft)));
    await files.close();
    const verify = async () => {
      const stores = await openStores({ dataFolder: folder });
      try {
        return await verifyLog(stores.log, { trust: trust() });
      } finally {
        await stores.close();
      }
    };
    const before = await verify();
    expect(before).toMatchObject({ sound: true, events: events.length + 2_500 });
    tamper(folder, (database) => {
      database.exec("DROP TABLE log_tree; DROP TABLE log_heads; DELETE FROM meta WHERE key = 'log-id'");
      const version = database.pragma('user_version', { simple: true });
      database.pragma('user_version = 10');
      migrate(database, [createLogTree]);
      database.pragma(`user_version = ${version}`);
    });
    const after = await verify();
    expect(after).toEqual({ ...before, heads: 0 });
  });
});
