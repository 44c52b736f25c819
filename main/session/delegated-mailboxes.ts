/**
 * The mailboxes of others that this account may enter: each with stores and a key of its own beside the account's, leased by
 * the operator (protocol.md §7), and gone with the right to it. One mailbox is in view at a time; what was to leave in
 * another's name goes on leaving behind it.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../contract/errors.ts';
import { emitter, type Handlers } from '../../contract/ipc/define.ts';
import { delegationContract } from '../../contract/ipc/delegation.contract.ts';
import type { FromSession } from '../../contract/ipc/process.ts';
import type { DelegatedMailbox, DelegationOverview, DelegationScope } from '../../contract/model/delegation.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import type { AccountParts, OpenAccount } from './compose-account.ts';
import { foldersWorthKeeping } from './core/delegated-folders.ts';
import { createDelegations } from './core/delegations.ts';
import type { AccountItems } from './core/items/account-items.ts';
import type { OpenStores } from './core/open-mailbox.ts';
import type { CacheLoss } from './core/storage/disk-port.ts';
import type { MailHandlers } from './ipc/session-areas.ts';

export interface DelegatedMailboxes {
  readonly handlers: Handlers<typeof delegationContract>;
  networkChanged(online: boolean): void;
  close(): void;
}

export interface DelegatedParts {
  /** The account's own, whose parts another mailbox shares. */
  readonly own: AccountParts;
  readonly ownHandlers: MailHandlers;
  /** What the account keeps: its favourites and groups are at hand in every mailbox. */
  readonly ownItems: AccountItems;
  /** Below it, a folder for each owner. */
  readonly folder: string;
  readonly listFolders: () => Promise<readonly string[]>;
  readonly openStores: (
    folder: string,
    key: Uint8Array,
    onCacheReplaced: (loss: CacheLoss) => void,
  ) => Promise<OpenStores>;
  /** Removes what was fetched of a mailbox; drafts and what waits to leave stay. */
  readonly forgetContent: (folder: string) => void;
  readonly compose: (parts: AccountParts) => OpenAccount;
  /** Serves these from now on. */
  readonly show: (handlers: MailHandlers) => void;
  /** Says which mailbox may tell the window of its changes; null is the own one. */
  readonly onView: (ownerId: AccountId | null) => void;
  /** A post for that mailbox. */
  readonly postOf: (ownerId: AccountId) => (message: FromSession) => void;
}

interface Open {
  readonly account: OpenAccount;
  readonly ending: AbortController;
  /** What it was opened for. */
  readonly scopes: readonly DelegationScope[];
}

/** A lease is renewed this long before it ends. */
const RENEW_BEFORE_MS = 5 * 60_000;
/** What was under way when a right ended finds its stores open for as long as this. */
const DRAIN_MS = 1_000;

export function createDelegatedMailboxes(parts: DelegatedParts): DelegatedMailboxes {
  const { own } = parts;
  const { operator, clock, onBug } = own;
  const delegations = createDelegations(operator);
  const event = emitter(delegationContract, (channel, payload) => own.post({ type: 'event', channel, payload }));
  const opened = new Map<AccountId, Open>();
  const opening = new Map<AccountId, Promise<Open>>();
  const shutting = new Map<AccountId, Promise<void>>();
  const leaving = new AbortController();
  let inView: AccountId | null = null;
  let isClosed = false;

  const folderOf = (ownerId: string) => join(parts.folder, ownerId);

  function showOwn(): void {
    inView = null;
    parts.onView(null);
    parts.show(parts.ownHandlers);
  }

  /** Stops at once, and closes once what ran has heard that it is over. */
  async function shut(ownerId: AccountId): Promise<void> {
    const one = opened.get(ownerId);
    if (!one) return;
    opened.delete(ownerId);
    one.ending.abort();
    one.account.stop();
    const closing = clock.wait(DRAIN_MS, leaving.signal).then(() => one.account.close());
    shutting.set(ownerId, closing);
    await closing.finally(() => shutting.delete(ownerId));
  }

  /**
   * It may not be entered now: whoever looked at it is in the own mailbox again. Whether the copy goes is decided by what
   * the operator says of the delegation: an owner who is suspended for a while loses nothing of it.
   */
  function onEnded(ownerId: AccountId): void {
    if (isClosed || !opened.has(ownerId)) return;
    close(ownerId).then(overview).catch(ignoreExpected);
  }

  /** Whoever looks at it is in the own mailbox again, and its stores are closed when this resolves. */
  async function close(ownerId: AccountId): Promise<void> {
    if (!opened.has(ownerId)) return;
    if (inView === ownerId) showOwn();
    event('closed', { ownerId });
    await shut(ownerId);
  }

  /** Looks again before each lease ends; without the operator's word, what was leased is closed and kept unreadable. */
  async function followLease(ownerId: AccountId, one: Open, key: string, expiresAt: number): Promise<void> {
    let end = expiresAt;
    while (!one.ending.signal.aborted) {
      await clock.wait(Math.max(0, end - RENEW_BEFORE_MS - clock.now()), one.ending.signal);
      if (one.ending.signal.aborted) return;
      const lease = await leaseOf(ownerId).catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        return null;
      });
      if (one.ending.signal.aborted) return;
      if (lease && !isSame(lease.scopes, one.scopes)) return onEnded(ownerId);
      if (lease?.key === key && Date.parse(lease.expiresAt) > end) {
        end = Date.parse(lease.expiresAt);
        continue;
      }
      // Renewing gave no more time, or no answer: it is used to its end.
      await clock.wait(Math.max(0, end - clock.now()), one.ending.signal);
      if (one.ending.signal.aborted) return;
      return close(ownerId);
    }
  }

  const apiOf = (ownerId: AccountId) => operator.onMailbox({ ownerId, onEnded: () => onEnded(ownerId) });
  const leaseOf = (ownerId: AccountId) => apiOf(ownerId).call('mailboxLease', {});

  async function openNow({ owner }: DelegatedMailbox): Promise<Open> {
    const ownerId = owner.accountId;
    await shutting.get(ownerId);
    const lease = await leaseOf(ownerId);
    const key = Buffer.from(lease.key, 'base64');
    const onCacheReplaced = (loss: CacheLoss) => opened.get(ownerId)?.account.cacheReplaced(loss);
    const openStores = () => parts.openStores(folderOf(ownerId), key, onCacheReplaced);
    // Letters that were read under a wider right are not there to be read under this one.
    if (!lease.scopes.includes('open')) parts.forgetContent(folderOf(ownerId));
    const stores = await openStores().catch(async (error: unknown) => {
      // Kept under an earlier right, or damaged: nothing that could be opened any more.
      if (!(error instanceof AppError && (error.is('store.wrong-key') || error.is('store.corrupt')))) throw error;
      await rm(folderOf(ownerId), { recursive: true, force: true });
      return openStores();
    });
    key.fill(0);
    if (isClosed) {
      stores.close();
      throw new AppError('session.ended');
    }
    const account = parts.compose({
      ...own,
      signedIn: { ...own.signedIn, account: owner, stores },
      operator: { ...operator, ...apiOf(ownerId) },
      delegate: own.signedIn.account,
      scopes: lease.scopes,
      keptItems: parts.ownItems,
      // A delegate keeps nothing beyond what the operator keeps.
      sharedWorkstation: true,
      post: parts.postOf(ownerId),
    });
    const one = { account, ending: new AbortController(), scopes: lease.scopes };
    opened.set(ownerId, one);
    account.start();
    followLease(ownerId, one, lease.key, Date.parse(lease.expiresAt)).catch(onBug);
    return one;
  }

  function open(mailbox: DelegatedMailbox): Promise<Open> {
    const { accountId } = mailbox.owner;
    const there = opened.get(accountId);
    if (there) return Promise.resolve(there);
    const running = opening.get(accountId) ?? openNow(mailbox).finally(() => opening.delete(accountId));
    opening.set(accountId, running);
    return running;
  }

  /** What is no more anybody's right to read goes; what was to leave in another's name is taken up again. */
  async function settle(overview: DelegationOverview): Promise<DelegationOverview> {
    const keep = foldersWorthKeeping(overview);
    for (const name of await parts.listFolders()) {
      if (keep.has(name)) {
        const mailbox = overview.mailboxes.find(({ owner }) => owner.accountId === name);
        if (mailbox) await open(mailbox).catch(ignoreExpected);
        continue;
      }
      const ownerId = name as AccountId;
      await close(ownerId);
      await shutting.get(ownerId);
      if (!opening.has(ownerId)) await rm(folderOf(name), { recursive: true, force: true });
    }
    // One that was opened for less, or more, than it is for now is opened again when it is entered.
    for (const { owner, scopes } of overview.mailboxes) {
      const one = opened.get(owner.accountId);
      if (one && !isSame(one.scopes, scopes)) await close(owner.accountId);
    }
    return overview;
  }

  function ignoreExpected(error: unknown): void {
    if (!(error instanceof AppError)) onBug(error);
  }

  async function overview(): Promise<DelegationOverview> {
    return settle(await delegations.overview());
  }

  return {
    handlers: {
      overview,
      grant: delegations.grant,
      accept: delegations.accept,
      decline: delegations.decline,
      end: async (input) => settle(await delegations.end(input)),
      async enter({ ownerId }) {
        const { mailboxes } = await delegations.overview();
        const mailbox = mailboxes.find(({ owner }) => owner.accountId === ownerId);
        if (!mailbox) throw new AppError('delegation.not-in-force');
        const { account } = await open(mailbox);
        // It may have ended while it was being opened.
        if (!opened.has(ownerId)) throw new AppError('delegation.not-in-force');
        inView = ownerId;
        parts.onView(ownerId);
        parts.show(account.handlers);
        return mailbox;
      },
      leave() {
        if (inView !== null) showOwn();
        return {};
      },
    },
    networkChanged(online) {
      for (const { account } of opened.values()) account.networkChanged(online);
    },
    close() {
      isClosed = true;
      leaving.abort();
      for (const { account, ending } of opened.values()) {
        ending.abort();
        account.close();
      }
      opened.clear();
    },
  };
}

function isSame(some: readonly DelegationScope[], others: readonly DelegationScope[]): boolean {
  return some.length === others.length && some.every((scope) => others.includes(scope));
}
