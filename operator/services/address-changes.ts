/**
 * Another address for an account (guide, FAQ 8): asked by the form letter from the account itself, proven by a link that is
 * mailed to the new address, decided by the agency. Both addresses are told; whether the new one is another account's is
 * told to that account alone.
 */
import { randomUUID } from 'node:crypto';
import { AppError } from '../../contract/errors.ts';
import type { AddressChangeLetter, AddressChangeStatus } from '../../contract/model/address-change.ts';
import type { Language } from '../../contract/model/language.ts';
import { displayName } from '../../contract/model/person.ts';
import type { Clock } from '../clock.ts';
import { actOn, actorOf } from './acts.ts';
import {
  addressChangeAskedLetter,
  addressChangedLetter,
  addressInUseLetter,
  addressProofLetter,
  addressRefusedLetter,
} from './address-change-letters.ts';
import { reachOf } from './administration.ts';
import type { Courier } from './courier.ts';
import { entryOfAccount } from './directory-entry.ts';
import { hashLinkToken, newLinkToken, type SitePages } from './mailed-links.ts';
import { type Account, type AccountStore, mailAddress } from './ports/accounts.ts';
import type { AddressChange, AddressChangeFile, AddressChangeStore } from './ports/address-changes.ts';
import type { Slice } from './ports/administration.ts';
import type { Administrator } from './ports/administrators.ts';
import type { CredentialStore } from './ports/credentials.ts';
import type { DirectoryStore } from './ports/directory.ts';
import type { Caller, Sessions } from './sessions.ts';
import { createTokenBuckets } from './token-buckets.ts';

const DAY_MS = 24 * 3_600_000;
/** Letters a day from one account: each sends two mails. */
const MAX_A_DAY = 5;

export type ChangeDecision = 'accepted' | 'refused';

export interface AddressChanges {
  status(caller: Caller): Promise<AddressChangeStatus>;
  /** Throws `request.invalid` for the address that the account has, and `operator.too-many-requests`. */
  ask(caller: Caller, letter: AddressChangeLetter): Promise<AddressChangeStatus>;
  /** The address that a link proves; `account.link-invalid` when it does not serve any more. Uses nothing up. */
  pending(token: string): Promise<string>;
  /** Proves the address; `account.link-invalid` the second time. */
  prove(token: string): Promise<void>;
  waiting(
    who: Administrator,
    slice: Slice,
  ): Promise<{ readonly files: readonly AddressChangeFile[]; readonly total: number }>;
  /** Throws `request.not-found` for a request that is not there, and for one that is not theirs, alike. */
  open(who: Administrator, id: string): Promise<AddressChangeFile>;
  decide(
    who: Administrator,
    id: string,
    decision: ChangeDecision,
    reason: string,
  ): Promise<'decided' | 'not-waiting' | 'address-taken'>;
}

export interface AddressChangeParts {
  readonly accounts: AccountStore;
  readonly addressChanges: AddressChangeStore;
  readonly credentials: CredentialStore;
  readonly directory: DirectoryStore;
  readonly sessions: Pick<Sessions, 'endOthers'>;
  readonly courier: Courier;
  readonly pages: SitePages;
  readonly clock: Clock;
}

export function createAddressChanges(parts: AddressChangeParts): AddressChanges {
  const { accounts, addressChanges: store, directory, courier, clock } = parts;
  const letters = createTokenBuckets(MAX_A_DAY, DAY_MS, clock);

  async function languageOf(accountId: string): Promise<Language> {
    return (await parts.credentials.passwordOf(accountId))?.language ?? 'fr';
  }
  async function status({ account }: Caller): Promise<AddressChangeStatus> {
    const latest = await store.latestOf(account.card.accountId);
    return { request: latest && viewOf(latest, clock()) };
  }
  async function open(who: Administrator, id: string): Promise<AddressChangeFile> {
    const file = await store.fileOf(id);
    const reach = reachOf(who);
    const department = file?.account.department ?? null;
    const isTheirs = reach === 'everything' || (department !== null && reach.includes(department));
    if (!file || !isTheirs) throw new AppError('request.not-found');
    return file;
  }
  /** The directory follows the account; what structures or the national directory told of the new address gives way. */
  async function publish(before: Account): Promise<void> {
    const now = await accounts.byId(before.card.accountId);
    const [known] = await directory.byAddresses([before.card.address]);
    if (!now?.card.certified || known?.accountId !== before.card.accountId) return;
    await directory.put([{ ...known, ...entryOfAccount(now.card, known.department, known.id) }], 'account');
  }

  return {
    status,
    async ask(caller, letter) {
      const { account } = caller;
      const { accountId, address } = account.card;
      if (letter.newAddress === address) throw new AppError('request.invalid', { field: 'newAddress' });
      const retryAfterSeconds = letters.take(accountId);
      if (retryAfterSeconds > 0) throw new AppError('operator.too-many-requests', { retryAfterSeconds });
      const { token, tokenHash } = newLinkToken();
      const askedAt = clock();
      const holder = (await accounts.byAddresses([letter.newAddress])).get(letter.newAddress);
      const former = (await store.formerHolders([letter.newAddress])).get(letter.newAddress);
      const isAnothers = (await store.isTaken(letter.newAddress)) && (holder ?? former)?.card.accountId !== accountId;
      const change: AddressChange = {
        id: randomUUID(),
        accountId,
        oldAddress: address,
        letter,
        tokenHash,
        askedAt,
        linkExpiresAt: new Date(askedAt.getTime() + DAY_MS),
        provenAt: null,
        state: 'asked',
        reason: null,
      };
      const by = { administratorId: null, name: displayName(account.card) };
      await store.ask(change, actOn(account, { kind: 'address-change-asked', by, at: askedAt, reason: null }));
      const language = await languageOf(accountId);
      courier.send(mailAddress(account), addressChangeAskedLetter(language, letter.newAddress));
      courier.send(
        letter.newAddress,
        isAnothers ? addressInUseLetter(language) : addressProofLetter(language, parts.pages.addressProof(token)),
      );
      return status(caller);
    },
    async pending(token) {
      const change = await store.provable(hashLinkToken(token), clock());
      if (!change) throw new AppError('account.link-invalid');
      return change.letter.newAddress;
    },
    async prove(token) {
      if ((await store.prove(hashLinkToken(token), clock())) === 'link-gone')
        throw new AppError('account.link-invalid');
    },
    waiting: (who, slice) => store.waiting(reachOf(who), slice),
    open,
    async decide(who, id, decision, reason) {
      const { change, account } = await open(who, id);
      const accepted = decision === 'accepted';
      // Better not decided than decided and another address in the directory.
      if (accepted) await directory.checkWritable();
      const at = clock();
      const kind = accepted ? 'address-changed' : 'address-change-refused';
      const act = actOn(account, { kind, by: actorOf(who), at, reason: reason || null });
      const outcome = await store.decide(id, { accepted, reason: reason || null, at }, act);
      if (outcome !== 'decided') return outcome;
      if (accepted) {
        await publish(account);
        // Every session still names the former address.
        await parts.sessions.endOthers(change.accountId, null);
      }
      const language = await languageOf(change.accountId);
      const told = accepted
        ? addressChangedLetter(language, change.letter.newAddress)
        : addressRefusedLetter(language, reason);
      for (const to of new Set([mailAddress(account), change.letter.newAddress])) courier.send(to, told);
      return outcome;
    },
  };
}

/** As its owner sees it: one that was replaced is not the latest. */
function viewOf(change: AddressChange, now: Date): NonNullable<AddressChangeStatus['request']> {
  const { letter, state, askedAt, linkExpiresAt, reason } = change;
  const isLapsed = state === 'asked' && linkExpiresAt <= now;
  if (state === 'replaced') throw new Error('the latest request replaces others and is replaced by none');
  return {
    newAddress: letter.newAddress,
    state: isLapsed ? 'lapsed' : state,
    askedAt: askedAt.toISOString(),
    reason,
  };
}
