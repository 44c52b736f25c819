/** Who the account is, as the operator last described it: asked again when it answers, kept here for when it does not. */
import type { Identity } from '../../../../contract/ipc/settings.contract.ts';
import { AccountCard } from '../../../../contract/model/person.ts';
import { type Clock, toInstant } from '../clock.ts';
import { connectionProblem } from '../failures.ts';
import type { JournalStore } from '../journal-store.ts';
import type { OperatorApi } from '../operator-port.ts';
import { withPatience } from '../patience.ts';

const ACCOUNT = 'account';
const TOLD_AT = 'account-told-at';

/** Notes how the operator describes the account. */
export function keepAccount(journal: JournalStore, account: AccountCard, toldAt: string): void {
  journal.setSetting(ACCOUNT, JSON.stringify(account));
  journal.setSetting(TOLD_AT, toldAt);
}

/** The account as it was last described; null in a mailbox that never was online. */
export function keptAccount(journal: JournalStore): AccountCard | null {
  const text = journal.setting(ACCOUNT);
  return text === null ? null : AccountCard.parse(JSON.parse(text));
}

export function createIdentity(ports: {
  readonly account: AccountCard;
  readonly journal: JournalStore;
  readonly operator: OperatorApi;
  readonly clock: Clock;
}): () => Promise<Identity> {
  const { journal, operator, clock } = ports;
  return async () => {
    try {
      const account = await withPatience(clock, operator.call('account', {}));
      const toldAt = toInstant(clock.now());
      keepAccount(journal, account, toldAt);
      return { account, toldAt, isFresh: true };
    } catch (error) {
      if (connectionProblem(error) === null) throw error;
      return { account: keptAccount(journal) ?? ports.account, toldAt: journal.setting(TOLD_AT), isFresh: false };
    }
  };
}
