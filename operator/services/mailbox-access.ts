/**
 * On whose mailbox a request acts, and by what right: the one place where a delegation becomes access. It is asked anew at
 * each request, and again during those that last, so that an end takes effect at once.
 */
import { AppError } from '../../contract/errors.ts';
import { completeScopes, type DelegationScope, isAllowedBy, phaseOf } from '../../contract/model/delegation.ts';
import type { Clock } from '../clock.ts';
import { actorName } from './actor-name.ts';
import type { Author, Depositor } from './depositor.ts';
import type { Account, AccountStore } from './ports/accounts.ts';
import type { DelegationStore, StoredDelegation } from './ports/delegations.ts';
import type { EventDraft } from './ports/envelopes.ts';
import type { Caller } from './sessions.ts';

export interface MailboxAccess {
  /**
   * The caller on the named mailbox. `delegation.not-in-force` without a delegation that is, for mailboxes that do not exist
   * too; `delegation.scope-missing` where none of its scopes is one of `anyOf`.
   */
  enter(caller: Caller, mailboxId: string, anyOf: readonly DelegationScope[]): Promise<Caller>;
  /** The caller with the scopes of now. Throws as `enter` does once the right by which the caller entered is gone; one's own mailbox stays one's own. */
  expectStill(caller: Caller, anyOf: readonly DelegationScope[]): Promise<Caller>;
}

interface Parts {
  readonly accounts: AccountStore;
  readonly delegations: DelegationStore;
  readonly clock: Clock;
}

export function createMailboxAccess({ accounts, delegations, clock }: Parts): MailboxAccess {
  async function enter(caller: Caller, mailboxId: string, anyOf: readonly DelegationScope[]): Promise<Caller> {
    if (mailboxId === caller.account.card.accountId) return caller;
    const [owner, inForce] = await Promise.all([
      accounts.byId(mailboxId),
      inForceBetween(delegations, mailboxId, caller.account.card.accountId, clock()),
    ]);
    if (!owner || inForce.length === 0 || !mayBeParty(owner) || !mayBeParty(caller.account)) {
      throw new AppError('delegation.not-in-force');
    }
    const scopes = completeScopes(inForce.flatMap((one) => one.scopes));
    const [needs] = anyOf;
    if (needs === undefined || !isAllowedBy(scopes, anyOf)) {
      throw new AppError('delegation.scope-missing', { needs: needs ?? 'titles' });
    }
    return { ...caller, mailbox: owner, scopes };
  }

  return {
    enter,
    async expectStill(caller, anyOf) {
      if (caller.scopes === null) return caller;
      const account = await accounts.byId(caller.account.card.accountId);
      if (!account) throw new AppError('delegation.not-in-force');
      return enter({ ...caller, account }, caller.mailbox.card.accountId, anyOf);
    },
  };
}

/** The delegations from an owner to a delegate whose period is running. */
export async function inForceBetween(
  delegations: DelegationStore,
  ownerId: string,
  delegateId: string,
  at: Date,
): Promise<StoredDelegation[]> {
  const accepted = await delegations.accepted(ownerId, delegateId, at);
  return accepted.filter((one) => phaseOf(one, at) === 'in-force');
}

/** Whether an account may be either side of a delegation now: its identity was certified and it is in good standing. */
export function mayBeParty(account: Account): boolean {
  return account.card.certified && !account.suspended && !account.closed;
}

/** Who acts, and in whose name if that is somebody else, as events say it. */
export function authorship({
  account,
  mailbox,
  scopes,
}: Pick<Depositor, 'account' | 'mailbox' | 'scopes'>): Pick<EventDraft, 'actor' | 'onBehalfOf'> {
  // An address, which is the name of who has no account, may be longer than a name.
  const asActor = ({ card }: Author) => ({ accountId: card.accountId, name: actorName(card) });
  return { actor: asActor(account), onBehalfOf: scopes === null ? null : asActor(mailbox) };
}
