/** What administrators do: see the accounts that are theirs to look after, decide on them, suspend, resume and close them. */
import { AppError } from '../../contract/errors.ts';
import { departments } from '../../contract/model/departments.ts';
import { type DirectoryEntry, foldName } from '../../contract/model/directory.ts';
import type { Language } from '../../contract/model/language.ts';
import type { Clock } from '../clock.ts';
import { actOn, actorOf } from './acts.ts';
import { standingLetter } from './administration-letters.ts';
import type { Courier } from './courier.ts';
import { type Account, mailAddress } from './ports/accounts.ts';
import { type AccountAct, type Act, type ActKind, accountActs } from './ports/acts.ts';
import type { AccountFile, AccountState, AdministrationStore, Reach, Slice, Standing } from './ports/administration.ts';
import type { Administrator } from './ports/administrators.ts';
import type { CredentialStore } from './ports/credentials.ts';
import type { DirectoryStore } from './ports/directory.ts';
import type { FactorStore } from './ports/factors.ts';
import type { Sessions } from './sessions.ts';
import type { DecisionOutcome, Validation } from './validation.ts';

/** The guide promises a decision within 24 to 48 hours. */
export const PROMISED_MS = 48 * 3_600_000;
const MAX_ENTRIES = 5;
const MAX_ACTS_SHOWN = 50;
const MAX_WORDS = 6;

/** One account with all that a decision needs. */
export interface OpenFile extends AccountFile {
  /** Directory entries of the declared number, else of the address; the account's own only where there is no other. */
  readonly entries: readonly DirectoryEntry[];
  /** Other accounts of the same number, declared or certified, among those that are the reader's to see. */
  readonly sameNumber: readonly AccountFile[];
  /** Whether an application or a passkey stands in for mailed codes. */
  readonly hasFactor: boolean;
  /** Latest first. */
  readonly acts: readonly Act[];
}

/**
 * `already`: somebody was faster, or it is no longer possible; with the act that made it so, where one is on record.
 * `identifier-taken`: the declared number belongs to another account.
 */
export type ActOutcome =
  | { readonly outcome: 'done' | 'identifier-taken' }
  | { readonly outcome: 'already'; readonly act: Act | null };

export interface Administration {
  /** Accounts that wait for a decision, who waits longest first, and how many have waited longer than was promised. */
  queue(
    who: Administrator,
    slice: Slice,
  ): Promise<{ readonly files: readonly AccountFile[]; readonly total: number; readonly late: number }>;
  /** Accounts by name, address, RPPS or ADELI number, in the order of names. */
  search(
    who: Administrator,
    asked: Slice & { readonly text: string; readonly state?: AccountState | undefined },
  ): Promise<{ readonly files: readonly AccountFile[]; readonly total: number }>;
  /** Throws `request.not-found` for an account that is not there and for one that is not theirs, alike. */
  open(who: Administrator, accountId: string): Promise<OpenFile>;
  /** Does it once, puts it on record and tells the owner; throws as `open` does. */
  act(who: Administrator, accountId: string, kind: AccountAct, reason: string): Promise<ActOutcome>;
  /** The record, latest first: what concerns accounts of theirs, and their own sign-ins. */
  record(
    who: Administrator,
    asked: Slice & { readonly text: string; readonly kind?: ActKind | undefined },
  ): Promise<{ readonly acts: readonly Act[]; readonly total: number }>;
}

export interface AdministrationParts {
  readonly administration: AdministrationStore;
  readonly credentials: CredentialStore;
  readonly factors: FactorStore;
  readonly directory: DirectoryStore;
  readonly validation: Validation;
  readonly sessions: Sessions;
  readonly courier: Courier;
  readonly clock: Clock;
}

type StandingAct = Exclude<AccountAct, 'certified' | 'refused' | 'codes-removed'>;
const changes: Readonly<Record<StandingAct, { readonly from: readonly Standing[]; readonly to: Standing }>> = {
  suspended: { from: ['open'], to: 'suspended' },
  resumed: { from: ['suspended'], to: 'open' },
  closed: { from: ['open', 'suspended'], to: 'closed' },
};

export function createAdministration(parts: AdministrationParts): Administration {
  const { administration: store, directory, validation, clock } = parts;

  async function find(who: Administrator, accountId: string): Promise<AccountFile> {
    const file = await store.fileOf(accountId);
    const reach = reachOf(who);
    const department = file?.account.department ?? null;
    const isTheirs = reach === 'everything' || (department !== null && reach.includes(department));
    if (!file || !isTheirs) throw new AppError('request.not-found');
    return file;
  }

  async function entriesOf({ account, application }: AccountFile): Promise<readonly DirectoryEntry[]> {
    const rpps = application?.profile.rpps || account.card.rpps;
    const byNumber = rpps ? await directory.byRpps(rpps, MAX_ENTRIES) : [];
    const entries = byNumber.length > 0 ? byNumber : await directory.byAddresses([account.card.address]);
    // What certifying wrote proves nothing about what was declared, as long as there is anything else.
    const others = entries.filter(({ accountId }) => accountId !== account.card.accountId);
    return others.length > 0 ? others : entries;
  }

  async function othersOfNumber(who: Administrator, { account, application }: AccountFile) {
    const { rpps = '', adeli = '' } = application?.profile ?? {};
    const number = rpps || adeli || account.card.rpps;
    if (!number) return [];
    const slice = { offset: 0, limit: MAX_ENTRIES + 1 };
    const { files } = await store.findAccounts({ ...slice, number, reach: reachOf(who), order: 'submission' });
    return files.filter((one) => one.account.card.accountId !== account.card.accountId);
  }

  async function decide(who: Administrator, file: AccountFile, kind: 'certified' | 'refused', reason: string) {
    const { account, application } = file;
    if (application?.state !== 'pending') return 'not-pending';
    const pending = { account, application };
    const by = actorOf(who);
    return kind === 'certified' ? validation.certify(pending, by) : validation.refuse(pending, reason, by);
  }

  async function changeStanding(
    who: Administrator,
    { account }: AccountFile,
    kind: StandingAct,
    reason: string,
  ): Promise<DecisionOutcome> {
    const { accountId, address } = account.card;
    if (kind === 'closed') await directory.checkWritable();
    const draft = actOn(account, { kind, by: actorOf(who), at: clock(), reason });
    if ((await store.changeStanding(accountId, changes[kind], draft)) === 'otherwise') return 'not-pending';
    if (kind !== 'resumed') await parts.sessions.endOthers(accountId, null);
    if (kind === 'closed') await directory.removeAccount(address, accountId);
    await tell(account, kind, reason);
    return 'decided';
  }

  /** For who has lost telephone, passkeys and recovery codes: whoever uses the account now must sign in again, by mailed code. */
  async function removeFactors(who: Administrator, { account }: AccountFile, reason: string) {
    const { accountId } = account.card;
    const draft = actOn(account, { kind: 'codes-removed', by: actorOf(who), at: clock(), reason });
    if ((await store.removeFactors(accountId, draft)) === 'otherwise') return 'not-pending';
    await parts.sessions.endOthers(accountId, null);
    await tell(account, 'codes-removed', reason);
    return 'decided';
  }

  async function tell(account: Account, kind: StandingAct | 'codes-removed', reason: string): Promise<void> {
    const language: Language = (await parts.credentials.passwordOf(account.card.accountId))?.language ?? 'fr';
    parts.courier.send(mailAddress(account), standingLetter(language, kind, reason));
  }

  function perform(who: Administrator, file: AccountFile, kind: AccountAct, reason: string): Promise<DecisionOutcome> {
    if (kind === 'certified' || kind === 'refused') return decide(who, file, kind, reason);
    return kind === 'codes-removed' ? removeFactors(who, file, reason) : changeStanding(who, file, kind, reason);
  }

  return {
    async queue(who, slice) {
      const waiting = { reach: reachOf(who), state: 'pending', order: 'submission' } as const;
      const submittedBefore = new Date(clock().getTime() - PROMISED_MS);
      const [found, late] = await Promise.all([
        store.findAccounts({ ...slice, ...waiting }),
        store.findAccounts({ ...waiting, submittedBefore, offset: 0, limit: 1 }),
      ]);
      return { ...found, late: late.total };
    },
    search: (who, { text, ...asked }) =>
      store.findAccounts({ ...asked, ...readText(text), reach: reachOf(who), order: 'name' }),
    async open(who, accountId) {
      const file = await find(who, accountId);
      const [entries, sameNumber, hasFactor, acts] = await Promise.all([
        entriesOf(file),
        othersOfNumber(who, file),
        parts.factors.isInForce(accountId),
        store.actsOn(accountId, MAX_ACTS_SHOWN),
      ]);
      return { ...file, entries, sameNumber, hasFactor, acts };
    },
    async act(who, accountId, kind, reason) {
      const file = await find(who, accountId);
      const outcome = await perform(who, file, kind, reason);
      if (outcome === 'decided') return { outcome: 'done' };
      if (outcome === 'identifier-taken') return { outcome };
      const acts = await store.actsOn(accountId, MAX_ACTS_SHOWN);
      return { outcome: 'already', act: acts.find((one) => prevents(one.kind, kind)) ?? null };
    },
    record: (who, { text, ...asked }) =>
      store.findActs({ ...asked, reach: reachOf(who), administratorId: who.id, words: wordsOf(text) }),
  };
}

/** Whether an act is why another one was not possible: both decide, both change the standing, or the account was closed. */
function prevents(earlier: ActKind, later: AccountAct): boolean {
  const isDecision = (kind: ActKind) => kind === 'certified' || kind === 'refused';
  const isOfCodes = (kind: ActKind) => kind === 'codes-removed';
  if (isOfCodes(earlier) || isOfCodes(later)) return earlier === later;
  return earlier === 'closed' || (isAccountAct(earlier) && isDecision(earlier) === isDecision(later));
}

/** Whether a text names an act on accounts. */
export function isAccountAct(text: string): text is AccountAct {
  return accountActs.some((one) => one === text);
}

/** How far an administrator sees accounts. */
export function reachOf({ role, region }: Administrator): Reach {
  if (role === 'operator') return 'everything';
  // Accounts are the agency's to look after, those of a structure's members too.
  if (role === 'structure') return [];
  return departments.filter((one) => one.region === region).map(({ code }) => code);
}

/** What was typed to search by, folded. */
export function wordsOf(text: string): string[] {
  return foldName(text).split(' ').filter(Boolean).slice(0, MAX_WORDS);
}

/** What was typed is a number, or else the beginning of an address or of names in either order. */
function readText(text: string) {
  const compact = text.replace(/\s/g, '').toUpperCase();
  if (/^\d[\dAB]\d{7}(\d{2})?$/.test(compact)) return { number: compact };
  const words = wordsOf(text);
  if (words.length === 0) return {};
  const names = words.flatMap((_, index) => {
    const [first, rest] = [words.slice(0, index + 1).join(''), words.slice(index + 1).join('')];
    return [
      { family: first, given: rest },
      { family: rest, given: first },
    ];
  });
  return { addressPrefix: text.trim().toLowerCase(), names };
}
