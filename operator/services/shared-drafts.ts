/**
 * Drafts that an account shares between its workstations. What they say is kept as items are, encrypted under a key of the
 * account in the vault of keys, and not even parsed here. No version takes the place of one that its writer has not seen.
 */
import { AppError } from '../../contract/errors.ts';
import type { DraftId } from '../../contract/model/ids.ts';
import {
  type DraftChange,
  DraftHead,
  MAX_DRAFT_ROWS,
  MAX_SHARED_DRAFTS,
  MAX_SHARED_DRAFTS_LENGTH,
  SHARED_DRAFT_DAYS,
} from '../../contract/model/shared-draft.ts';
import { openBytes, sealBytes } from '../../envelope/cipher/stream.ts';
import type { Clock } from '../clock.ts';
import { accountKey } from './account-key.ts';
import type { KeyVault } from './ports/contents.ts';
import type { SharedDraftStore, StoredHead } from './ports/shared-drafts.ts';
import type { Signals } from './signals.ts';

interface Parts {
  readonly drafts: SharedDraftStore;
  readonly vault: KeyVault;
  readonly signals: Signals;
  readonly clock: Clock;
}

const most = { drafts: MAX_SHARED_DRAFTS, bytes: MAX_SHARED_DRAFTS_LENGTH, rows: MAX_DRAFT_ROWS };
const BATCH = 200;
const DAY_MS = 86_400_000;

/**
 * Writes a version and wakes the account's workstations; where its writer has not seen the latest one, answers that and
 * writes nothing. `account.too-many-drafts` when nothing more fits.
 */
export async function changeDraft(
  parts: Parts,
  accountId: string,
  id: DraftId,
  { version, seen, workstation, change }: DraftChange,
): Promise<{ readonly accepted: boolean; readonly head: DraftHead }> {
  const key = await accountKey(parts.vault, accountId, 'drafts');
  const stored = {
    id,
    version,
    origin: sealBytes(key, toBytes(JSON.stringify(workstation)), boundTo('origin', id, version)),
    words: change.kind === 'saved' ? sealBytes(key, toBytes(change.draft), boundTo('words', id, version)) : null,
    changedAt: parts.clock().toISOString(),
    gone: change.kind === 'saved' ? null : change.how,
  };
  const put = await parts.drafts.put(accountId, stored, seen, most);
  switch (put.outcome) {
    case 'too-many':
      throw new AppError('account.too-many-drafts');
    case 'closed':
      throw new AppError('auth.account-closed');
    case 'kept':
      parts.signals.changed([accountId]);
      return { accepted: true, head: openHead(key, put.latest) };
    case 'unseen':
      return { accepted: false, head: openHead(key, put.latest) };
  }
}

/** A draft as it was saved last; `draft.not-found` for one that this account does not share. */
export async function readDraft(
  { drafts, vault }: Pick<Parts, 'drafts' | 'vault'>,
  accountId: string,
  id: DraftId,
): Promise<{ readonly head: DraftHead; readonly draft: string | null }> {
  const stored = await drafts.find(accountId, id);
  if (!stored) throw new AppError('draft.not-found');
  const key = await accountKey(vault, accountId, 'drafts');
  const { words, version } = stored;
  return {
    head: openHead(key, stored),
    draft: words && Buffer.from(openBytes(key, words, boundTo('words', id, version))).toString('utf8'),
  };
}

/** Drafts changed after a position, at most `limit`, each with its position. */
export async function draftsAfter(
  { drafts, vault }: Pick<Parts, 'drafts' | 'vault'>,
  accountId: string,
  after: number,
  limit: number,
): Promise<{ readonly head: DraftHead; readonly position: number }[]> {
  const rows = await drafts.page(accountId, after, limit);
  if (rows.length === 0) return [];
  const key = await accountKey(vault, accountId, 'drafts');
  return rows.map((row) => ({ head: openHead(key, row), position: row.position }));
}

/** Lets go of drafts that nobody touched for long: workstations that have them keep them. */
export async function letGoOfDrafts({ drafts, signals, clock }: Omit<Parts, 'vault'>): Promise<void> {
  const since = new Date(clock().getTime() - SHARED_DRAFT_DAYS * DAY_MS).toISOString();
  for (;;) {
    const accounts = await drafts.letGo(since, BATCH);
    signals.changed(new Set(accounts));
    if (accounts.length < BATCH) return;
  }
}

function openHead(key: Uint8Array, { id, version, origin, changedAt, gone }: StoredHead): DraftHead {
  const workstation = Buffer.from(openBytes(key, origin, boundTo('origin', id, version))).toString('utf8');
  return DraftHead.parse({ id, version, workstation: JSON.parse(workstation), changedAt, gone });
}

function toBytes(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

/** Associated data: what is moved to another draft, or brought back from an earlier version, does not open. */
function boundTo(part: 'origin' | 'words', id: string, version: string): Uint8Array {
  return Buffer.from(`${part}:${id}:${version}`, 'utf8');
}
