/** How drafts stand with the account's other workstations. */
import type { DraftId } from '../../../../contract/model/ids.ts';
import {
  type CopyOrigin,
  type DraftHead,
  type DraftRemoval,
  type DraftVersion,
  MAX_SEEN_VERSIONS,
} from '../../../../contract/model/shared-draft.ts';
import type { DraftSharingStore, DraftStanding, OnlyHere, SharedCopy } from '../../core/sharing/draft-sharing-store.ts';
import type { Sql } from '../encrypted-database.ts';
import type { prepareDrafts } from './drafts.ts';

interface StandingColumns {
  readonly id: string;
  readonly seen: string | null;
  readonly sent: string;
  readonly edits: number;
  readonly told: number;
  readonly removal: DraftRemoval | null;
  readonly head: string | null;
  readonly edition: number;
  readonly elsewhere: string;
  readonly copy_of: string | null;
  readonly only_here: string | null;
}

/** Statements over the standings of one open journal; `marks` are for the transactions that change drafts. */
export function prepareDraftSharing(database: Sql, drafts: ReturnType<typeof prepareDrafts>) {
  const get = database.prepare<[string], StandingColumns>('SELECT * FROM draft_sharing WHERE id = ?');
  const all = database.prepare<[], StandingColumns>('SELECT * FROM draft_sharing ORDER BY id');
  const write = database.prepare(`
    INSERT OR REPLACE INTO draft_sharing (id, seen, sent, edits, told, removal, head, edition, elsewhere, copy_of, only_here)
    VALUES (:id, :seen, :sent, :edits, :told, :removal, :head, :edition, :elsewhere, :copyOf, :onlyHere)`);
  const remove = database.prepare('DELETE FROM draft_sharing WHERE id = ?');

  const find = (id: string): DraftStanding | null => {
    const row = get.get(id);
    return row ? toStanding(row) : null;
  };
  const put = (standing: DraftStanding): void => {
    const { sent, head, elsewhere, copyOf, onlyHere } = standing;
    write.run({
      ...standing,
      sent: JSON.stringify(sent),
      head: head && JSON.stringify(head),
      elsewhere: JSON.stringify(elsewhere),
      copyOf: copyOf && JSON.stringify(copyOf),
      onlyHere: onlyHere && JSON.stringify(onlyHere),
    });
  };
  const change = (id: DraftId, changed: Partial<DraftStanding>): void => {
    put({ ...(find(id) ?? newStanding(id)), ...changed });
  };
  const edited = (id: DraftId): void => {
    const before = find(id) ?? newStanding(id);
    put({ ...before, edits: before.edits + 1, removal: null });
  };
  /** What the operator never heard of is forgotten without a word. */
  const removed = (id: DraftId, how: DraftRemoval): void => {
    const before = find(id);
    if (!before) return;
    const isKnown = before.seen !== null || before.sent.length > 0 || before.head !== null;
    if (isKnown) put({ ...before, removal: how });
    else remove.run(id);
  };
  const noteHead = (head: DraftHead): void => {
    const before = find(head.id);
    // Of what is over, and never was here, there is nothing to know.
    if (!before && head.gone !== null) return;
    const own = before?.sent.find(({ version }) => version === head.version);
    if (before && own) put({ ...before, head, seen: head.version, sent: [], told: Math.max(before.told, own.edits) });
    else if (before && isTakenBack(before.head, head)) put({ ...before, head, edits: before.edits + 1 });
    else change(head.id, { head });
  };
  const begin = ({ draft, elsewhere, copyOf }: SharedCopy): void => {
    drafts.put(draft.id, draft.content, draft.savedAt);
    for (const attachment of draft.attachments) drafts.attach(draft.id, attachment);
    put({ ...newStanding(draft.id), edits: 1, elsewhere, copyOf });
  };

  const store: DraftSharingStore = {
    find,
    list: () => all.all().map(toStanding),
    noteHeads: database.transaction((heads: readonly DraftHead[]) => {
      for (const head of heads) noteHead(head);
    }) as DraftSharingStore['noteHeads'],
    noteSent(id, version, edits) {
      const sent = [...(find(id)?.sent ?? []), { version, edits }].slice(1 - MAX_SEEN_VERSIONS);
      change(id, { sent });
    },
    noteHeard: (id, head, told) =>
      change(id, { head, seen: head.version, sent: [], told: Math.max(find(id)?.told ?? 0, told), onlyHere: null }),
    noteUnknown: database.transaction(({ id, version }: DraftHead) => {
      const before = find(id);
      // It may have told of another one meanwhile.
      if (before?.head?.version !== version) return;
      if (before.removal === null && !drafts.get(id)) remove.run(id);
      else put({ ...before, head: null, seen: null, edits: before.edits + 1 });
    }) as DraftSharingStore['noteUnknown'],
    noteOnlyHere: (id, why, edits) => change(id, { onlyHere: { why, edits } }),
    offerAgain: database.transaction((reasons: readonly OnlyHere[]) => {
      for (const standing of store.list()) {
        if (standing.onlyHere && reasons.includes(standing.onlyHere.why)) put({ ...standing, onlyHere: null });
      }
    }) as DraftSharingStore['offerAgain'],
    removeElsewhere: database.transaction((id: DraftId, attachmentId: string) => {
      const before = find(id);
      const elsewhere = before?.elsewhere.filter((one) => one.attachmentId !== attachmentId);
      if (!before || elsewhere?.length === before.elsewhere.length) return false;
      change(id, { elsewhere: elsewhere ?? [] });
      edited(id);
      return true;
    }) as DraftSharingStore['removeElsewhere'],
    forget: (id) => {
      remove.run(id);
    },
    take: database.transaction(({ draft, head, held, elsewhere, copyOf, copy }) => {
      if (copy) begin(copy);
      drafts.put(draft.id, draft.content, draft.savedAt);
      const before = find(draft.id) ?? newStanding(draft.id);
      const freed = drafts
        .attachmentsOf(draft.id)
        .filter(({ attachmentId }) => !held.has(attachmentId))
        .flatMap(({ attachmentId }) => drafts.detach(draft.id, attachmentId) ?? []);
      put({
        ...before,
        ...{ head, seen: head.version, sent: [], told: before.edits, removal: null, onlyHere: null },
        ...{ edition: before.edition + 1, elsewhere, copyOf },
      });
      return freed;
    }) as DraftSharingStore['take'],
    moveAside: database.transaction((id: DraftId, copyId: DraftId, copyOf: CopyOrigin) => {
      const draft = drafts.get(id);
      const elsewhere = find(id)?.elsewhere ?? [];
      if (!draft) return;
      for (const { attachmentId } of draft.attachments) drafts.detach(id, attachmentId);
      drafts.remove(id);
      remove.run(id);
      begin({ draft: { ...draft, id: copyId }, elsewhere, copyOf });
    }) as DraftSharingStore['moveAside'],
    keepCopy: database.transaction(begin) as DraftSharingStore['keepCopy'],
    drop: database.transaction((id: DraftId) => {
      drafts.remove(id);
      remove.run(id);
      return drafts.detachAll(id);
    }) as DraftSharingStore['drop'],
  };
  return { store, marks: { edited, removed } };
}

/** Nodes of one operator tell times apart by less than this. */
const CLOCKS_APART_MS = 10 * 60_000;

/** An operator that was restored from a backup tells of earlier words: what is here then counts as written here. */
function isTakenBack(known: DraftHead | null, told: DraftHead): boolean {
  return known !== null && Date.parse(told.changedAt) < Date.parse(known.changedAt) - CLOCKS_APART_MS;
}

function newStanding(id: DraftId): DraftStanding {
  return {
    ...{ id, seen: null, sent: [], edits: 0, told: 0, removal: null, head: null, edition: 0 },
    ...{ elsewhere: [], copyOf: null, onlyHere: null },
  };
}

function toStanding(row: StandingColumns): DraftStanding {
  return {
    id: row.id as DraftId,
    seen: row.seen as DraftVersion | null,
    sent: JSON.parse(row.sent) as DraftStanding['sent'],
    edits: row.edits,
    told: row.told,
    removal: row.removal,
    head: row.head === null ? null : (JSON.parse(row.head) as DraftHead),
    edition: row.edition,
    elsewhere: JSON.parse(row.elsewhere) as DraftStanding['elsewhere'],
    copyOf: row.copy_of === null ? null : (JSON.parse(row.copy_of) as CopyOrigin),
    onlyHere: row.only_here === null ? null : (JSON.parse(row.only_here) as DraftStanding['onlyHere']),
  };
}
