/** Search over 50,000 envelopes with their letters: the store's answer to each shape of query, and what indexing costs. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../../main/session/core/clock.ts';
import { createSearch } from '../../main/session/core/search/search.ts';
import { readQuery } from '../../main/session/core/search/search-query.ts';
import { createCacheStore } from '../../main/session/store/cache/cache-store.ts';
import { cacheMigrations } from '../../main/session/store/cache/migrations/list.ts';
import { openEncryptedDatabase } from '../../main/session/store/encrypted-database.ts';
import { envelopeChange, messageOf, ownAccount, recordOf } from '../../tests/session/support/records.ts';
import type { BenchContext } from './bench.ts';
import { type Figure, figureAlone, median, percentile } from './figure.ts';

const envelopes = 50_000;
const pageOfFeed = 200;
const wordsOfLetter = 120;
const shown = 30;
const clock: Clock = { now: () => Date.UTC(2026, 10, 17), wait: () => Promise.resolve() };

/** The same numbers in each run. */
function createDice(): () => number {
  let state = 20_260_101;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return state / 0x7fff_ffff;
  };
}

const syllables = 'ca ro ti me du la po ne vi sa re lo bi tra con pre gno sto ble mar ecg her nie tho rax'.split(' ');

/** 5,600 invented words; the first are the most used, as in any language (Zipf). */
function createLanguage() {
  const dice = createDice();
  const pick = () => syllables[Math.floor(dice() * syllables.length)] ?? '';
  const words = Array.from({ length: 5_600 }, () => Array.from({ length: 2 + Math.floor(dice() * 3) }, pick).join(''));
  const word = () => words[Math.floor(words.length ** dice()) - 1] ?? '';
  return { words, text: (count: number) => Array.from({ length: count }, word).join(' ') };
}

function fill(folder: string, say: BenchContext['say']) {
  const database = openEncryptedDatabase({
    path: join(folder, 'cache.db'),
    key: randomBytes(32),
    migrations: cacheMigrations,
    durable: false,
    backupFolder: null,
    expectedSalt: null,
  });
  const cache = createCacheStore(database, { content: () => null, message: () => null });
  const language = createLanguage();
  const context = { accountId: ownAccount, openedHere: new Set<string>(), pendingItems: new Map() };
  const records: number[] = [];
  const letters: number[] = [];
  for (let start = 0; start < envelopes; start += pageOfFeed) {
    const page = Array.from({ length: pageOfFeed }, (_, offset) => recordOf(start + offset));
    const startedAt = performance.now();
    cache.applyPage(
      { changes: page.map((record) => envelopeChange(record)), cursor: `c${start}`, complete: false },
      context,
    );
    records.push((performance.now() - startedAt) / pageOfFeed);
    for (const record of page) {
      const letter = messageOf(record, `Cher confrère, ${language.text(wordsOfLetter)} consultation`);
      const began = performance.now();
      cache.putMessage(record.id, letter, { kind: 'inline', bytes: new Uint8Array(4_000) });
      letters.push(performance.now() - began);
    }
    if (start % 10_000 === 0) say(`${start} of ${envelopes} envelopes`);
  }
  return { database, cache, words: language.words, records, letters };
}

/** Queries of each shape: common and rare words, as typed in full and in part. */
function shapes(words: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const some = Array.from({ length: 60 }, (_, index) => words[Math.floor(1.15 ** index)] ?? '');
  const next = (index: number) => some[(index + 17) % some.length] ?? '';
  return {
    'one word': [...some, 'consultation', 'confrère'],
    prefix: [...some, 'consultation'].map((word) => word.slice(0, 4)),
    'two words': some.map((word, index) => `${word} ${next(index)}`),
    'sender and date': some.map((_, index) => `de:leroy${index * 6} après:${1 + (index % 28)}/01/2026`),
  };
}

export async function search50k({ folder, runs, say }: BenchContext): Promise<readonly Figure[]> {
  const { database, cache, words, records, letters } = fill(folder, say);
  try {
    const search = createSearch({ cache, folders: () => [], reader: ownAccount, clock });
    const now = new Date(clock.now());
    const figures: Figure[] = [];
    const subject = (metric: string) => ({ bench: 'search50k', metric, unit: 'ms' }) as const;
    for (const [shape, texts] of Object.entries(shapes(words))) {
      const inStore: number[] = [];
      const answered: number[] = [];
      for (let run = -1; run < runs; run += 1) {
        for (const text of texts) {
          const startedAt = performance.now();
          cache.search({ ...readQuery(text, now), places: null, limit: null }, 1_001);
          const found = performance.now();
          search(text, 0, shown);
          if (run < 0) continue;
          inStore.push(found - startedAt);
          answered.push(performance.now() - found);
        }
      }
      figures.push(
        figureAlone(subject(`${shape}, in the store, p50`), median(inStore), { below: 5 }),
        figureAlone(subject(`${shape}, in the store, p95`), percentile(inStore, 0.95), { below: 5 }),
        figureAlone(subject(`${shape}, first ${shown} results with what to mark, p95`), percentile(answered, 0.95), {
          below: 50,
        }),
      );
    }
    figures.push(
      figureAlone(subject('an envelope written and indexed, within a page of the feed'), median(records), { below: 2 }),
      figureAlone(subject('a letter written and indexed on arrival'), median(letters), { below: 5 }),
    );
    return figures;
  } finally {
    database.close();
  }
}
