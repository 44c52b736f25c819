/** Who deposits an envelope: an account in a session of its own, or somebody invited, who has neither. */
import type { Sender } from '../../contract/model/person.ts';
import type { DepositMethod } from '../../contract/model/seal.ts';
import type { Caller } from './sessions.ts';

/** Somebody as seals and events name them. */
export interface Author {
  readonly card: Sender;
  readonly nationalId: string | null;
}

/** A caller is one. */
export interface Depositor {
  /** Who acts. */
  readonly account: Author;
  /** In whose name. */
  readonly mailbox: Author;
  /** What delegations allow; null in one's own name. */
  readonly scopes: Caller['scopes'];
  /** How it is known who acts, with the hash of what is kept of that. */
  readonly session: { readonly method: DepositMethod; readonly evidenceSha256: string | null };
}
