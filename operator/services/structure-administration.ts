/** What administrators do with structures: see those that are theirs, add them, enter their people and let them go. */
import { randomUUID } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import { departments } from '../../contract/model/departments.ts';
import { displayName } from '../../contract/model/person.ts';
import { Structure } from '../../contract/model/structure.ts';
import type { Clock } from '../clock.ts';
import { actOnStructure, actorOf } from './acts.ts';
import { reachOf, wordsOf } from './administration.ts';
import { releaseLetter } from './administration-letters.ts';
import type { Courier } from './courier.ts';
import { enterMembers } from './enter-members.ts';
import { type AccountStore, mailAddress } from './ports/accounts.ts';
import type { Slice } from './ports/administration.ts';
import type { Administrator } from './ports/administrators.ts';
import type { CredentialStore } from './ports/credentials.ts';
import type { DirectoryStore } from './ports/directory.ts';
import type {
  EntryReport,
  LineOutcome,
  Member,
  MemberQuery,
  PeopleRead,
  StructureStore,
  StructureSummary,
} from './ports/structures.ts';
import type { Signals } from './signals.ts';

export interface StructureAdministration {
  /** In the order of names. */
  list(who: Administrator): Promise<readonly StructureSummary[]>;
  /** Throws `request.not-found` for a structure that is not there and for one that is not theirs, alike. */
  open(who: Administrator, structureId: string): Promise<Structure>;
  /** The same with how many people it has. */
  summary(who: Administrator, structureId: string): Promise<StructureSummary>;
  /** People of a structure by the beginnings of words; throws as `open` does. */
  people(
    who: Administrator,
    structureId: string,
    asked: Slice & { readonly text: string; readonly state: MemberQuery['state'] },
  ): Promise<{ readonly members: readonly Member[]; readonly total: number }>;
  /** Somebody of a structure by address; null for who is not there. */
  member(who: Administrator, structureId: string, address: string): Promise<Member | null>;
  /** Null when another structure has that FINESS number. Throws `auth.forbidden` for a department that is not theirs. */
  add(who: Administrator, asked: NewStructure): Promise<Structure | null>;
  /** What entering would come to; changes nothing. */
  preview(who: Administrator, structureId: string, read: PeopleRead): Promise<EntryReport>;
  /** Enters all of them, or nobody with every reason why; `sentence` says in the record what was entered. */
  enter(
    who: Administrator,
    structureId: string,
    read: PeopleRead,
    sentence: (outcomes: readonly LineOutcome[]) => string,
  ): Promise<EntryReport>;
  /** Lets somebody go and tells whoever has the account; false for who is not there. */
  release(who: Administrator, structureId: string, address: string, reason: string): Promise<boolean>;
}

export interface NewStructure {
  readonly name: string;
  readonly finess: string | null;
  readonly department: string;
}

export interface StructureAdministrationParts {
  readonly structures: StructureStore;
  readonly accounts: AccountStore;
  readonly directory: DirectoryStore;
  readonly credentials: CredentialStore;
  /** Has the directory told, by the one who tells it. */
  publishSoon(): void;
  readonly courier: Courier;
  readonly signals: Signals;
  readonly clock: Clock;
}

export function createStructureAdministration(parts: StructureAdministrationParts): StructureAdministration {
  const { structures, accounts, courier, clock } = parts;

  async function open(who: Administrator, structureId: string): Promise<Structure> {
    return expectTheirs(who, await structures.find(structureId));
  }

  async function tellReleased(accountId: string, structure: Structure, reason: string): Promise<void> {
    const account = await accounts.byId(accountId);
    if (!account || account.closed) return;
    const language = (await parts.credentials.passwordOf(accountId))?.language ?? 'fr';
    courier.send(mailAddress(account), releaseLetter(language, structure.name, reason));
  }

  return {
    async list(who) {
      if (who.role !== 'structure') return structures.list(reachOf(who));
      const own = who.structure && (await structures.summary(who.structure.id));
      return own ? [own] : [];
    },
    open,
    summary: async (who, structureId) => expectTheirs(who, await structures.summary(structureId)),
    async people(who, structureId, { text, ...asked }) {
      const { id } = await open(who, structureId);
      return structures.findMembers(id, { ...asked, words: wordsOf(text) });
    },
    async member(who, structureId, address) {
      const { id } = await open(who, structureId);
      return structures.member(id, address);
    },
    async add(who, { name, finess, department: code }) {
      const reach = reachOf(who);
      const department = departments.find((one) => one.code === code);
      if (!department || (reach !== 'everything' && !reach.includes(code))) throw new AppError('auth.forbidden');
      const { region } = department;
      const structure = Structure.parse({ id: randomUUID(), finess, name, department: code, region });
      const act = actOnStructure(structure, {
        ...{ kind: 'structure-added', by: actorOf(who), at: clock(), reason: null },
      });
      return (await structures.add(structure, act)) ? structure : null;
    },
    async preview(who, structureId, read) {
      const { id } = await open(who, structureId);
      return enterMembers(parts, id, read, null);
    },
    async enter(who, structureId, read, sentence) {
      const structure = await open(who, structureId);
      const report = await enterMembers(parts, structure.id, read, (outcomes) =>
        actOnStructure(structure, {
          ...{ kind: 'people-entered', by: actorOf(who), at: clock(), reason: sentence(outcomes) },
        }),
      );
      if (report.problems.length === 0) parts.publishSoon();
      return report;
    },
    async release(who, structureId, address, reason) {
      const structure = await open(who, structureId);
      const released = await structures.release(structure, address, ({ person, accountId }) => ({
        ...actOnStructure(structure, { kind: 'person-released', by: actorOf(who), at: clock(), reason }),
        ...{ accountId, subject: address, subjectName: `${displayName(person)} · ${structure.name}` },
      }));
      if (!released) return false;
      parts.publishSoon();
      const { accountId, addedAt, joinedAt, leftMailboxes } = released;
      for (const mailboxId of leftMailboxes) parts.signals.delegationEnded(mailboxId, accountId ?? '');
      // Whoever had an account before was entered without being asked, and never bore the name: no mail to strangers.
      if (accountId !== null && joinedAt !== null && joinedAt > addedAt)
        await tellReleased(accountId, structure, reason);
      return true;
    },
  };
}

function expectTheirs<T extends Structure>(who: Administrator, structure: T | null): T {
  if (!structure || !isTheirs(who, structure)) throw new AppError('request.not-found');
  return structure;
}

function isTheirs(who: Administrator, structure: Structure): boolean {
  if (who.role === 'structure') return who.structure?.id === structure.id;
  const reach = reachOf(who);
  return reach === 'everything' || reach.includes(structure.department);
}
