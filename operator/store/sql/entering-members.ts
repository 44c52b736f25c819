/**
 * Entering people of a structure in few statements: everybody who writes waits meanwhile. What is known around a batch of
 * people is read at once, they are judged by it, and who is new is written at once.
 */
import { foldName } from '../../../contract/model/directory.ts';
import type { PreregisteredPerson } from '../../../contract/model/structure.ts';
import type {
  EntryOutcome,
  LineOutcome,
  LineProblem,
  LineReason,
  PersonLine,
} from '../../services/ports/structures.ts';
import type { Reader, Transaction } from './database.ts';
import { grouped } from './grouped.ts';
import { toPerson, wordsOfMember } from './member-rows.ts';
import type { MainSchema } from './schema.ts';

/** People in memory, and in a statement, at once. */
const BATCH = 500;

type AccountFacts = Pick<MainSchema['accounts'], 'id' | 'address' | 'national_id' | 'closed'>;
type MemberRow = Omit<MainSchema['members'], 'place'> & { readonly place: number };

/** What is there of these addresses and numbers. */
interface Surroundings {
  readonly accountAt: ReadonlyMap<string, AccountFacts>;
  /** By national identifier. */
  readonly accountOf: ReadonlyMap<string, AccountFacts>;
  /** Addresses that an account had before, or has in the trust space. */
  readonly spokenFor: ReadonlySet<string>;
  /** Addresses of mailboxes that are no person's. */
  readonly ofOrganisations: ReadonlySet<string>;
  readonly rowsAt: ReadonlyMap<string, readonly MemberRow[]>;
  /** Addresses at which a number waits to be taken up. */
  readonly waitingAt: ReadonlyMap<string, readonly string[]>;
}

/** Enters people in the transaction, whose caller undoes everything where there are problems. */
export async function enterPeople(
  transaction: Transaction<MainSchema>,
  structureId: string,
  people: readonly PersonLine[],
  at: Date,
): Promise<{ outcomes: LineOutcome[]; problems: LineProblem[] }> {
  const outcomes: LineOutcome[] = [];
  const problems: LineProblem[] = [];
  for (let start = 0; start < people.length; start += BATCH) {
    const batch = people.slice(start, start + BATCH);
    const around = await readAround(
      transaction,
      batch.map(({ person }) => person),
    );
    const added: (typeof batch)[number][] = [];
    for (const one of batch) {
      const { line, person } = one;
      const conflict = judge(structureId, person, around);
      if (conflict) problems.push({ line, ...conflict });
      else {
        const own = (around.rowsAt.get(person.address) ?? []).find((row) => row.structure_id === structureId);
        if (!own) added.push(one);
        const outcome = await change(transaction, own, person, accountFor(person, around), at);
        outcomes.push({ line, address: person.address, outcome });
      }
    }
    await add(transaction, structureId, added, around, at);
  }
  return { outcomes, problems };
}

async function readAround(reader: Reader<MainSchema>, people: readonly PreregisteredPerson[]): Promise<Surroundings> {
  const { build } = reader;
  const addresses = people.map(({ address }) => address);
  const numbers = people.flatMap(({ rpps }) => rpps ?? []);
  const accounts = build.selectFrom('accounts').select(['id', 'address', 'national_id', 'closed']);
  const members = build.selectFrom('members').selectAll();
  const byAddress = await reader.all(accounts.where('address', 'in', addresses));
  const national = numbers.map((rpps) => `8${rpps}`);
  const byNumber = await reader.all(accounts.where('national_id', 'in', national));
  const former = build.selectFrom('former_addresses').select('address').where('address', 'in', addresses);
  const aliases = build.selectFrom('mssante_aliases').select('address').where('address', 'in', addresses);
  const mailboxes = build.selectFrom('organisation_mailboxes').select('address').where('address', 'in', addresses);
  const ofOrganisations = (await reader.all(mailboxes)).map(({ address }) => address);
  const spokenFor = [...(await reader.all(former)), ...(await reader.all(aliases))].map(({ address }) => address);
  const rows = await reader.all(members.where('address', 'in', addresses));
  const open = members.where('account_id', 'is', null).where('left_at', 'is', null);
  const waiting = await reader.all(open.where('rpps', 'in', numbers));
  return {
    accountAt: new Map(byAddress.map((account) => [account.address, account])),
    accountOf: new Map(byNumber.map((account) => [account.national_id ?? '', account])),
    spokenFor: new Set(spokenFor),
    ofOrganisations: new Set(ofOrganisations),
    rowsAt: grouped(rows, ({ address }) => address),
    waitingAt: new Map(
      [...grouped(waiting, ({ rpps }) => rpps ?? '')].map(([rpps, all]) => [rpps, all.map(({ address }) => address)]),
    ),
  };
}

/** Who somebody to be entered is mistaken for, or null. */
function judge(structureId: string, person: PreregisteredPerson, around: Surroundings) {
  const because = (column: 'address' | 'rpps', reason: LineReason) => ({ column, reason, detail: '' });
  const { address, rpps } = person;
  const account = around.accountAt.get(address);
  if (account?.closed === 1) return because('address', 'account-closed');
  if ((!account && around.spokenFor.has(address)) || around.ofOrganisations.has(address))
    return because('address', 'address-taken');
  const present = (around.rowsAt.get(address) ?? []).filter((row) => row.left_at === null);
  const elsewhere = present.filter((row) => row.structure_id !== structureId);
  // One address is one person, whoever enters it: the directory has one entry of it.
  if (elsewhere.some((row) => nameOf(toPerson(row)) !== nameOf(person))) return because('address', 'other-structure');
  if (rpps === null) return null;
  if (account?.national_id && account.national_id !== `8${rpps}`) return because('rpps', 'other-number');
  const holder = around.accountOf.get(`8${rpps}`);
  if (account && holder && account.id !== holder.id) return because('rpps', 'two-accounts');
  // The number's owner is found under another address, and the other structure's entry would be hidden.
  if (holder && !account && elsewhere.length > 0) return because('rpps', 'other-structure');
  if (present.some((row) => row.rpps !== null && row.rpps !== rpps)) return because('rpps', 'renumbered');
  const isMoved = (around.waitingAt.get(rpps) ?? []).some((one) => one !== address);
  return isMoved ? because('address', 'moved') : null;
}

function nameOf({ familyName, givenName }: Pick<PreregisteredPerson, 'familyName' | 'givenName'>): string {
  return foldName(`${familyName} ${givenName}`);
}

/** The account that is theirs: by number, or else by address. */
function accountFor({ address, rpps }: PreregisteredPerson, { accountOf, accountAt }: Surroundings) {
  const isOpen = (account: AccountFacts | undefined) => (account?.closed === 0 ? account : undefined);
  return (rpps === null ? undefined : isOpen(accountOf.get(`8${rpps}`))) ?? isOpen(accountAt.get(address));
}

/** What becomes of somebody, whose row is changed where there is one. */
async function change(
  transaction: Transaction<MainSchema>,
  own: MemberRow | undefined,
  person: PreregisteredPerson,
  account: AccountFacts | undefined,
  at: Date,
): Promise<EntryOutcome> {
  if (!own) return account ? 'joined' : 'added';
  const text = JSON.stringify(person);
  const isPresent = own.left_at === null;
  const isMember = isPresent && own.account_id !== null;
  if (isPresent && own.person === text && (isMember || !account)) return isMember ? 'joined' : 'unchanged';
  // This row alone: what other structures entered is joined by whoever signs in. Whoever comes back is entered anew.
  const joined = isMember
    ? {}
    : { account_id: account?.id ?? null, joined_at: account ? at.toISOString() : null, left_at: null };
  const returned = isPresent ? {} : { added_at: at.toISOString() };
  const changes = {
    ...joined,
    ...returned,
    rpps: person.rpps,
    person: text,
    words: wordsOfMember(person),
    revision: own.revision + 1,
  };
  await transaction.run(transaction.build.updateTable('members').set(changes).where('place', '=', own.place));
  if (account || isMember) return 'joined';
  return isPresent ? 'changed' : 'added';
}

async function add(
  transaction: Transaction<MainSchema>,
  structureId: string,
  added: readonly PersonLine[],
  around: Surroundings,
  at: Date,
): Promise<void> {
  if (added.length === 0) return;
  const rows = added.map(({ person }) => {
    const account = accountFor(person, around);
    return {
      structure_id: structureId,
      address: person.address,
      rpps: person.rpps,
      person: JSON.stringify(person),
      added_at: at.toISOString(),
      account_id: account?.id ?? null,
      joined_at: account ? at.toISOString() : null,
      revision: 1,
      published: 0,
      left_at: null,
      words: wordsOfMember(person),
    };
  });
  await transaction.run(transaction.build.insertInto('members').values(rows));
}
