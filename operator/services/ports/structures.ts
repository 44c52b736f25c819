/** Where structures and their members are kept, as the services see it. */
import type { PreregisteredPerson, Structure } from '../../../contract/model/structure.ts';
import { type Account, rppsOf } from './accounts.ts';
import type { ActDraft } from './acts.ts';
import type { Reach, Slice } from './administration.ts';

/** Somebody whom a structure entered; a member once an account is theirs. */
export interface Member {
  readonly person: PreregisteredPerson;
  readonly addedAt: Date;
  readonly accountId: string | null;
  readonly joinedAt: Date | null;
}

/** Somebody who was let go. */
export interface ReleasedMember extends Member {
  /** Mailboxes of the structure that they held until then. */
  readonly leftMailboxes: readonly string[];
}

/** A pre-registration that nobody has taken up, with what its structure is called. */
export interface Preregistration {
  readonly person: PreregisteredPerson;
  readonly organisation: string;
}

export interface StructureSummary extends Structure {
  /** Entered, members among them. */
  readonly people: number;
  readonly members: number;
}

/** Somebody to enter, and the line of the file that says so. */
export interface PersonLine {
  readonly line: number;
  readonly person: PreregisteredPerson;
}

/** `joined`: an account is theirs already. */
export type EntryOutcome = 'added' | 'changed' | 'unchanged' | 'joined';

export interface LineOutcome {
  readonly line: number;
  readonly address: string;
  readonly outcome: EntryOutcome;
}

/** Why a line is not taken. */
export type LineReason =
  | 'missing'
  | 'invalid'
  | 'profession'
  | 'specialty'
  | 'title'
  | 'department'
  | 'rpps-digits'
  | 'rpps-check-digit'
  | 'rpps-kind'
  | 'quotes'
  | 'columns'
  | 'repeated'
  | 'other-operator'
  | 'account-closed'
  | 'address-taken'
  | 'other-number'
  | 'two-accounts'
  | 'renumbered'
  | 'moved'
  | 'other-structure';

/** What is wrong with a line; never what stands in it. */
export interface LineProblem {
  readonly line: number;
  /** Null when it is the whole line. */
  readonly column: keyof PreregisteredPerson | null;
  readonly reason: LineReason;
  /** The other line of `repeated`; empty else. */
  readonly detail: string;
}

/** What a file, or a form, says of people; problems of the whole of it. */
export interface PeopleRead {
  readonly people: readonly PersonLine[];
  readonly problems: readonly LineProblem[];
}

/** With any problem, and in a preview, nothing was changed. */
export interface EntryReport {
  readonly outcomes: readonly LineOutcome[];
  readonly problems: readonly LineProblem[];
}

/** Who an account belongs to, as members are found by it. */
export interface Holder {
  readonly accountId: string;
  readonly address: string;
  /** Null unless a card or the agency has shown it. */
  readonly rpps: string | null;
}

/** The holder of an account. */
export function holderOf({ card, nationalId }: Account): Holder {
  return { accountId: card.accountId, address: card.address, rpps: nationalId === null ? null : rppsOf(nationalId) };
}

/** A member that the directory has not been told of yet. */
export interface UnpublishedMember {
  readonly place: number;
  readonly revision: number;
  readonly preregistration: Preregistration;
  readonly accountId: string | null;
  /** The structure has let them go: the row is gone once the directory knows. */
  readonly hasLeft: boolean;
}

/** What people of a structure are looked for by; what is here narrows. */
export interface MemberQuery extends Slice {
  /** Folded; each begins a word of name, address or profession, or is the number's beginning. */
  readonly words: readonly string[];
  readonly state?: 'pre-registered' | 'member' | undefined;
}

export interface StructureStore {
  /** False when another structure has that FINESS number. */
  add(structure: Structure, act: ActDraft): Promise<boolean>;
  /** By id or FINESS number. */
  find(name: string): Promise<Structure | null>;
  /** In the order of their names. */
  list(reach: Reach): Promise<readonly StructureSummary[]>;
  summary(structureId: string): Promise<StructureSummary | null>;
  /** Somebody by address. */
  member(structureId: string, address: string): Promise<Member | null>;
  /** In the order of names. */
  findMembers(
    structureId: string,
    query: MemberQuery,
  ): Promise<{ readonly members: readonly Member[]; readonly total: number }>;
  /** In the order of entering, read piece by piece. */
  members(structureId: string): AsyncIterable<Member>;
  /**
   * Enters people, all or none; who is not among them stays. A preview, which has no act to put on record, does the same and
   * undoes it.
   */
  enter(
    structureId: string,
    people: readonly PersonLine[],
    at: Date,
    act: ((outcomes: readonly LineOutcome[]) => ActDraft) | null,
  ): Promise<EntryReport>;
  /**
   * Lets somebody go: a pre-registration serves nobody any more, an account no longer bears the structure's name and holds
   * none of its mailboxes. Null for who is not there (any more).
   */
  release(structure: Structure, address: string, actOf: (member: Member) => ActDraft): Promise<ReleasedMember | null>;
  /** The first pre-registration of that number that nobody has taken up. */
  openByRpps(rpps: string): Promise<Preregistration | null>;
  /** The first of that address that nobody has taken up. */
  openByAddress(address: string): Promise<Preregistration | null>;
  /** Adds an account for a pre-registration and makes it a member, in one transaction; false when its address is taken. */
  openAccount(account: Account, at: Date): Promise<boolean>;
  /** Makes the owner of an account a member wherever address or number are theirs. */
  join(account: Account, at: Date): Promise<void>;
  /** Members that the directory is to be told of, in order. */
  unpublished(limit: number): Promise<readonly UnpublishedMember[]>;
  /** The directory knows; a member that changed meanwhile stays to be told. */
  markPublished(members: readonly Pick<UnpublishedMember, 'place' | 'revision'>[]): Promise<void>;
}
