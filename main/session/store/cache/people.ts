/** People met in envelopes or in the directory, so that writing to them needs no network. */

import type { Box } from '../../../../contract/ipc/mailbox.contract.ts';
import type { DirectoryEntry } from '../../../../contract/model/directory.ts';
import type { EnvelopeRecord } from '../../../../contract/model/envelope.ts';
import type { DirectoryEntryId } from '../../../../contract/model/ids.ts';
import type { AccountCard } from '../../../../contract/model/person.ts';
import { wordsOfEntry } from '../../core/directory-search.ts';
import type { KnownPerson, MetPerson } from '../../core/envelope-store.ts';
import type { Sql } from '../encrypted-database.ts';

/** The sender of an envelope as a directory entry: the one correspondent whose whole card a record holds. */
export function peopleOf({ sender }: EnvelopeRecord): readonly KnownPerson[] {
  const { accountId, kind } = sender;
  // Who has no account is in no directory: there is an address, and nothing else to know.
  if (accountId === null || kind === 'invited') return [];
  const entry = entryOf({ ...sender, accountId, kind });
  return [{ address: entry.address, folded: wordsOfEntry(entry), entry: JSON.stringify(entry) }];
}

/** Addresses with which an envelope is an exchange: its sender's when received, its recipients' when sent. */
export function correspondentsOf(record: EnvelopeRecord, box: Box): readonly string[] {
  return box === 'received' ? [record.sender.address] : record.recipients.map(({ address }) => address);
}

function entryOf(card: AccountCard): DirectoryEntry {
  return {
    id: card.accountId as string as DirectoryEntryId,
    accountId: card.accountId,
    kind: card.kind,
    title: card.title,
    givenName: card.givenName,
    familyName: card.familyName,
    profession: card.profession,
    specialty: card.specialty,
    organisation: card.organisation,
    town: card.town,
    department: null,
    rpps: card.rpps,
    address: card.address,
    recipientKind: 'medimail',
  };
}

/** Statements over the people of one open cache. */
export function preparePeople(database: Sql) {
  const put = database.prepare(`
    INSERT INTO people (address, folded, entry) VALUES (:address, :folded, :entry)
    ON CONFLICT (address) DO UPDATE SET folded = excluded.folded, entry = excluded.entry
    WHERE entry <> excluded.entry`);
  const all = database.prepare<[string, number], MetPerson>(
    `SELECT address, folded, entry, met_at AS metAt FROM people
     WHERE ' ' || folded LIKE '% ' || ? || '%' ESCAPE '\\' ORDER BY met_at DESC, folded LIMIT ?`,
  );
  const everyone = database.prepare<[], KnownPerson>('SELECT address, folded, entry FROM people');
  const one = database.prepare<[string], KnownPerson>('SELECT address, folded, entry FROM people WHERE address = ?');
  const meet = database.prepare<[number, string]>('UPDATE people SET met_at = max(met_at, ?) WHERE address = ?');
  return {
    remember(people: readonly KnownPerson[]): void {
      for (const { address, folded, entry } of people) put.run({ address, folded, entry });
    },
    /** An envelope passed between this account and these people at `at`. */
    meet(addresses: readonly string[], at: number): void {
      for (const address of addresses) meet.run(at, address);
    },
    byAddress: (address: string): KnownPerson | null => one.get(address) ?? null,
    everybody: (): Iterable<KnownPerson> => everyone.iterate(),
    /** Every word must begin a word of the person. Those met last come first. */
    find(foldedWords: readonly string[], limit: number): readonly MetPerson[] {
      const [first, ...others] = foldedWords;
      if (first === undefined) return [];
      const candidates = all.all(first.replace(/[\\%_]/g, '\\$&'), 500);
      return candidates
        .filter(({ folded }) => others.every((word) => ` ${folded}`.includes(` ${word}`)))
        .slice(0, limit);
    },
  };
}
