/** What is put on record when somebody does something to an account or to an administrator. */
import { displayName } from '../../contract/model/person.ts';
import type { Structure } from '../../contract/model/structure.ts';
import type { Account } from './ports/accounts.ts';
import type {
  AccountAct,
  ActDraft,
  Actor,
  AddressAct,
  administratorActs,
  OwnerAct,
  StructureAct,
} from './ports/acts.ts';
import type { Administrator } from './ports/administrators.ts';

interface AccountActFacts {
  readonly kind: AccountAct | OwnerAct | AddressAct;
  readonly by: Actor;
  readonly at: Date;
  /** Null where none is asked for. */
  readonly reason: string | null;
}

/** An act on an account. */
export function actOn(account: Account, { kind, by, at, reason }: AccountActFacts): ActDraft {
  const { accountId, address } = account.card;
  const { department } = account;
  return {
    at,
    kind,
    actor: by,
    accountId,
    subject: address,
    subjectName: displayName(account.card),
    department,
    reason,
  };
}

/** An act on an administrator, by that very person unless told. */
export function actOfAdministrator(
  administrator: Administrator,
  kind: (typeof administratorActs)[number],
  at: Date,
  by: Actor = actorOf(administrator),
): ActDraft {
  const { address: subject, name: subjectName } = administrator;
  return { at, kind, actor: by, accountId: null, subject, subjectName, department: null, reason: null };
}

/** An act on a structure: what was said of it, in a sentence. */
export function actOnStructure(
  { name, finess, department }: Structure,
  { kind, by, at, reason }: StructureActFacts,
): ActDraft {
  return { at, kind, actor: by, accountId: null, subject: finess ?? '', subjectName: name, department, reason };
}

interface StructureActFacts {
  readonly kind: StructureAct;
  readonly by: Actor;
  readonly at: Date;
  readonly reason: string | null;
}

/** An administrator as the one who does something. */
export function actorOf({ id, name }: Administrator): Actor {
  return { administratorId: id, name };
}
