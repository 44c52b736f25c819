/** What the composer is told of an address that is typed whole. */
import { describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import type { DirectoryEntry } from '../../contract/model/directory.ts';
import { AccountCard, EmailAddress } from '../../contract/model/person.ts';
import { createDirectorySearch } from '../../main/session/core/directory-search.ts';
import type { EnvelopeStore } from '../../main/session/core/envelope-store.ts';
import type { OperatorApi } from '../../main/session/core/operator-port.ts';
import { recordOf } from './support/records.ts';

const claire = AccountCard.parse({ ...recordOf(1).sender, certified: true });
const nobody = 'jean.dupont@cabinet-exemple.example';
const paul = { ...claire, id: 'paul', address: 'paul@demo.example', recipientKind: 'medimail', department: null };

/** A search whose operator finds nothing by words, and Paul alone by address. */
function searching(
  account: AccountCard,
  operator: {
    readonly invitations: boolean;
    readonly phoneCodes?: boolean;
    readonly online?: boolean;
    readonly delayMs?: number;
  },
) {
  const calls: string[] = [];
  const offered = { invitations: operator.invitations, phoneCodes: operator.phoneCodes ?? false };
  const call = async (
    name: string,
    { body }: { body: { addresses?: string[] } },
    { timeoutMs }: { timeoutMs: number },
  ) => {
    calls.push(name);
    if (timeoutMs < (operator.delayMs ?? 0)) throw new AppError('operator.timeout');
    if (name === 'directorySuggest') return { entries: [], total: 0 };
    return { entries: body.addresses?.includes(paul.address) ? [paul] : [], ...offered };
  };
  const search = createDirectorySearch({
    delegate: null,
    account,
    operator: { call } as unknown as OperatorApi,
    cache: { rememberPeople: () => undefined, findPeople: () => [], personAt: () => null } as unknown as EnvelopeStore,
    favourites: () => [],
    national: null,
    isOnline: () => operator.online ?? true,
  });
  return { search, calls };
}

describe('an address that is typed whole', () => {
  it('is offered as an invitation where nobody has it', async () => {
    const { search } = searching(claire, { invitations: true });
    expect(await search.suggest(` ${nobody.toUpperCase()};`)).toMatchObject({
      hits: [],
      invitation: { address: nobody, missingRight: null },
    });
  });

  it('is the person who has it, found by address', async () => {
    const { search } = searching(claire, { invitations: true });
    const { hits, invitation } = await search.suggest(paul.address);
    expect(hits.map(({ entry }) => entry.address)).toEqual([paul.address] satisfies DirectoryEntry['address'][]);
    expect(invitation).toBeNull();
  });

  it('says what is missing to an account that may not invite', async () => {
    const { search } = searching({ ...claire, certified: false }, { invitations: true });
    expect((await search.suggest(nobody)).invitation).toEqual({
      ...{ address: nobody, missingRight: 'certified-account', phoneCodes: false },
    });
  });

  it('says whether the operator sends codes by telephone', async () => {
    for (const phoneCodes of [true, false]) {
      const { search } = searching(claire, { invitations: true, phoneCodes });
      expect((await search.suggest(nobody)).invitation).toMatchObject({ address: nobody, phoneCodes });
    }
  });

  it('is no invitation where the operator invites nobody, without network, or half typed', async () => {
    expect((await searching(claire, { invitations: false }).search.suggest(nobody)).invitation).toBeNull();
    const offline = searching(claire, { invitations: true, online: false });
    expect((await offline.search.suggest(nobody)).invitation).toBeNull();
    expect(offline.calls).toEqual([]);
    const typing = searching(claire, { invitations: true });
    expect((await typing.search.suggest('jean.dupont@cab')).invitation).toBeNull();
    expect(typing.calls).toEqual(['directorySuggest']);
  });
});

describe('those whom a letter goes to', () => {
  it('are known by the word of an operator that is too slow for suggestions', async () => {
    const { search } = searching(claire, { invitations: true, phoneCodes: true, delayMs: 3_000 });
    expect((await search.suggest(nobody)).invitation).toBeNull();
    expect(await search.resolve([EmailAddress.parse(nobody)])).toMatchObject({
      recipients: [{ address: nobody, entry: null, invitation: { phoneCodes: true } }],
      offline: false,
    });
  });
});
