/** Whether an account may do anything at all. */
import { AppError } from '../../contract/errors.ts';
import type { Account } from './ports/accounts.ts';

/** The account, if it is open: else `auth.account-closed`, which one that is not there counts as, or `auth.account-suspended`. */
export function expectStanding(account: Account | null): Account {
  if (!account || account.closed) throw new AppError('auth.account-closed');
  if (account.suspended) throw new AppError('auth.account-suspended');
  return account;
}
