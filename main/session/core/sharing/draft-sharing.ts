/**
 * Drafts go to the account's other workstations, and theirs come here. The journal knows what is to be told; the operator
 * takes no version over one that its writer has not seen, and whatever was written on both sides stays, as two drafts.
 */
import { AppError } from '../../../../contract/errors.ts';
import type { DraftId } from '../../../../contract/model/ids.ts';
import {
  type CopyOrigin,
  type DraftChange,
  type DraftHead,
  DraftVersion,
  MAX_SHARED_DRAFT_LENGTH,
  SharedDraft,
  type Workstation,
} from '../../../../contract/model/shared-draft.ts';
import { type CopyPorts, copyHeld } from '../attachment-copies.ts';
import { type Clock, toInstant } from '../clock.ts';
import { connectionProblem } from '../failures.ts';
import type { JournalStore } from '../journal-store.ts';
import type { OperatorApi } from '../operator-port.ts';
import type { StoredDraft } from '../stored-draft.ts';
import type { InTurn } from '../turns.ts';
import type { Aside } from './aside.ts';
import { type DraftStanding, isEdited } from './draft-sharing-store.ts';
import { createQuietTimer } from './quiet-timer.ts';

/** Rounds that one draft is asked about at once, when workstations write faster than they hear of each other. */
const MAX_ROUNDS = 6;

export interface DraftSharingPorts extends CopyPorts {
  readonly journal: JournalStore;
  readonly operator: Pick<OperatorApi, 'call'>;
  readonly clock: Clock;
  readonly inTurn: InTurn;
  readonly isOnline: () => boolean;
  readonly workstation: Workstation;
  readonly aside: Aside;
  readonly newDraftId: () => DraftId;
  readonly newVersion: () => string;
  /** Drafts came, changed or went by another workstation's doing. */
  readonly onChanged: (ids: readonly DraftId[]) => void;
  /** What waits here to leave has left, or is about to, from another workstation. */
  readonly onLeftElsewhere: (id: DraftId) => void;
  /** What the network does at any time passes; anything else is a bug. */
  readonly onFailed: (error: unknown) => void;
}

export interface DraftSharing {
  start(): void;
  stop(): void;
  /** Something was written: told once the hand rests, or at once when a draft is gone from here. */
  changed(at: 'rest' | 'once'): void;
  /** Tells what waits for the hand to rest; without network it waits for that. */
  tellNow(): Promise<void>;
  /** The feed tells of these; they are noted before its place in the feed is. */
  noteHeads(heads: readonly DraftHead[]): void;
  /** Fetches and tells whatever waits; fails where nothing can be told: as the connection does, for one. */
  flush(): Promise<void>;
}

export function createDraftSharing(ports: DraftSharingPorts): DraftSharing {
  const { journal, operator, workstation, blobs, aside } = ports;
  const { sharing } = journal;
  /** Versions that this program cannot read: written by a later one. */
  const unreadable = new Set<DraftVersion>();
  let flushing: Promise<void> | null = null;
  let isAskedAgain = false;
  let isStopped = false;

  const timer = createQuietTimer(ports.clock, () => {
    if (!isStopped && ports.isOnline()) flush().catch(ports.onFailed);
  });

  /** The operator has something that the draft here does not go on from. */
  const isBehind = ({ head, seen }: DraftStanding): boolean =>
    head !== null && head.version !== seen && !unreadable.has(head.version);
  /** Nothing is told over words that cannot be read here: what was written waits beside them. */
  const isToTell = ({ head, removal, onlyHere, ...standing }: DraftStanding): boolean =>
    !(head && unreadable.has(head.version)) &&
    (removal !== null || (isEdited(standing) && onlyHere?.edits !== standing.edits));

  /** A copy was made, which the others are to have too. */
  function tellCopy(ids: readonly DraftId[]): void {
    isAskedAgain = true;
    ports.onChanged(ids);
  }

  /** What was written here goes on as a draft of its own. */
  function moveAside({ id, edition }: DraftStanding, copyOf: CopyOrigin): void {
    const copyId = ports.newDraftId();
    sharing.moveAside(id, copyId, copyOf);
    aside.moved(id, edition, copyId);
    tellCopy([id, copyId]);
  }

  /** It left or was discarded elsewhere, or its words are at the operator no more. */
  async function followEnd(standing: DraftStanding, gone: NonNullable<DraftHead['gone']>): Promise<void> {
    const { id, removal } = standing;
    const why = gone === 'untouched' ? 'changed' : gone;
    if (removal !== null || !journal.draft(id)) {
      if (removal === 'left' && gone === 'left') ports.onLeftElsewhere(id);
      return sharing.forget(id);
    }
    if (isEdited(standing)) return moveAside(standing, { workstation: workstation.name, why });
    // Nobody else may have what stands here.
    if (gone === 'untouched') return;
    const files = sharing.drop(id);
    aside.gone(id, why);
    ports.onChanged([id]);
    await blobs.remove(files);
  }

  async function followWords(id: DraftId, asked: DraftHead): Promise<void> {
    const answer = await operator.call('draft', { params: { draftId: id } }).catch((error: unknown) => {
      if (error instanceof AppError && error.is('draft.not-found')) return null;
      throw error;
    });
    // It told of this draft before it was restored from an earlier backup.
    if (!answer) return sharing.noteUnknown(asked);
    const shared = answer.draft === null ? null : readShared(answer.draft);
    if (!shared) {
      if (answer.draft !== null) unreadable.add(answer.head.version);
      return sharing.noteHeads([answer.head]);
    }
    const before = sharing.find(id);
    // Sent from here meanwhile: what was added to it elsewhere is kept beside it.
    if (before?.removal === 'left') {
      keepAfterDeparture(id, shared, answer.head);
      return;
    }
    const local = journal.draft(id);
    const isOther = local !== null && before !== null && isEdited(before) && !isSame(local, before, shared);
    const attachments = isOther ? await copyHeld(local.attachments, ports) : [];
    const standing = sharing.find(id);
    const still = journal.draft(id);
    if (standing?.edits !== before?.edits || standing?.removal !== before?.removal) {
      // Written on while the copies were made: looked at again.
      await blobs.remove(attachments.map(({ blobId }) => blobId));
      return;
    }
    const copyId = ports.newDraftId();
    const copy =
      isOther && still && standing
        ? {
            draft: { ...still, id: copyId, attachments },
            elsewhere: standing.elsewhere,
            copyOf: { workstation: workstation.name, why: 'changed' as const },
          }
        : null;
    const freed = sharing.take({
      draft: { id, ...wordsOf(shared) },
      head: answer.head,
      copy,
      ...filesOf(shared, still),
    });
    if (copy && standing) aside.moved(id, standing.edition, copyId);
    if (copy) tellCopy([id, copyId]);
    else ports.onChanged([id]);
    await blobs.remove(freed);
  }

  function keepAfterDeparture(id: DraftId, shared: SharedDraft, head: DraftHead): void {
    const copyId = ports.newDraftId();
    const draft = { id: copyId, ...wordsOf(shared), attachments: [] };
    const copyOf = { workstation: head.workstation.name, why: 'left' as const };
    // Killed in between, the copy is made twice: once too often is better than never.
    sharing.keepCopy({ draft, elsewhere: filesOf(shared, null).elsewhere, copyOf });
    sharing.noteHeard(id, head, 0);
    tellCopy([copyId]);
  }

  /** What an attachment list says of the files here, and of those that are not. */
  function filesOf({ attachments, copyOf }: SharedDraft, local: StoredDraft | null) {
    const here = new Set(local?.attachments.map(({ attachmentId }) => attachmentId));
    return {
      held: new Set(attachments.map(({ attachmentId }) => attachmentId).filter((one) => here.has(one))),
      elsewhere: attachments.filter(
        ({ attachmentId, heldBy }) => !here.has(attachmentId) && heldBy.id !== workstation.id,
      ),
      copyOf,
    };
  }

  function toShared(draft: StoredDraft, { elsewhere, copyOf }: DraftStanding): SharedDraft {
    const own = draft.attachments.map(({ attachmentId, name, mediaType, sizeBytes }) => ({
      ...{ attachmentId, name, mediaType, sizeBytes },
      heldBy: workstation,
    }));
    return { content: draft.content, attachments: [...own, ...elsewhere], savedAt: toInstant(draft.savedAt), copyOf };
  }

  /** Two workstations that wrote the same disagree about nothing. */
  function isSame(draft: StoredDraft, standing: DraftStanding, shared: SharedDraft): boolean {
    const comparable = ({ content, attachments }: SharedDraft) =>
      JSON.stringify([content, attachments.map(({ attachmentId }) => attachmentId).sort()]);
    return comparable(SharedDraft.parse(toShared(draft, standing))) === comparable(shared);
  }

  async function tell(standing: DraftStanding): Promise<void> {
    const { id, edits, removal } = standing;
    const draft = journal.draft(id);
    if (removal === null && !draft) return sharing.forget(id);
    const words = draft && removal === null ? JSON.stringify(toShared(draft, standing)) : '';
    if (words.length > MAX_SHARED_DRAFT_LENGTH) {
      sharing.noteOnlyHere(id, 'too-large', edits);
      // Said once, not at each save of it.
      if (standing.onlyHere?.why !== 'too-large') ports.onChanged([id]);
      return;
    }
    const change: DraftChange['change'] =
      removal === null ? { kind: 'saved', draft: words } : { kind: 'removed', how: removal };
    const seen = [...(standing.seen === null ? [] : [standing.seen]), ...standing.sent.map(({ version }) => version)];
    const version = DraftVersion.parse(ports.newVersion());
    sharing.noteSent(id, version, edits);
    const body = { version, seen, workstation, change };
    const answer = await operator.call('draftPut', { params: { draftId: id }, body }).catch((error: unknown) => {
      if (failsForAll(error) || !(error instanceof AppError) || error.retry !== 'never') throw error;
      if (removal !== null) sharing.forget(id);
      else sharing.noteOnlyHere(id, error.is('account.too-many-drafts') ? 'too-many' : 'refused', edits);
      return null;
    });
    if (!answer) return ports.onChanged([id]);
    if (!answer.accepted) return sharing.noteHeads([answer.head]);
    if (removal === null) return sharing.noteHeard(id, answer.head, edits);
    noteEnd(id);
  }

  /** The operator knows that it left or was discarded here. */
  function noteEnd(id: DraftId): void {
    sharing.forget(id);
    // There may be room now.
    sharing.offerAgain(['too-many']);
  }

  /** One step for a draft; false when there is nothing to do. */
  async function step(id: DraftId): Promise<boolean> {
    const standing = sharing.find(id);
    if (!standing || isStopped) return false;
    const { head } = standing;
    if (head && isBehind(standing)) {
      const before = standing.edits;
      if (head.gone === null) await followWords(id, head);
      else await followEnd(standing, head.gone);
      const after = sharing.find(id);
      return after !== null && (after.edits !== before || !isBehind(after) || after.head?.version !== head.version);
    }
    if (!isToTell(standing)) return false;
    if (isEndHeard(standing)) {
      noteEnd(id);
      return false;
    }
    await tell(standing);
    return true;
  }

  /** What one draft fails at keeps none of the others back. */
  async function settle(id: DraftId): Promise<void> {
    try {
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        if (!(await ports.inTurn(() => step(id)))) return;
      }
    } catch (error) {
      if (failsForAll(error)) throw error;
      ports.onFailed(error);
    }
  }

  async function settleAll(): Promise<void> {
    do {
      isAskedAgain = false;
      for (const standing of sharing.list()) {
        if (!isBehind(standing) && !isToTell(standing)) continue;
        await settle(standing.id);
      }
    } while (isAskedAgain && !isStopped);
  }

  function flush(): Promise<void> {
    isAskedAgain = flushing !== null;
    flushing ??= settleAll().finally(() => {
      flushing = null;
    });
    return flushing;
  }

  return {
    // The operator may take by now what it did not.
    start: () => sharing.offerAgain(['too-many', 'refused']),
    stop() {
      isStopped = true;
      timer.stop();
    },
    changed(at) {
      if (!isStopped) timer.touch(at === 'once');
    },
    async tellNow() {
      timer.stop();
      if (!isStopped && ports.isOnline()) await flush().catch(ports.onFailed);
    },
    noteHeads: sharing.noteHeads,
    flush,
  };
}

/** Our own end, whose answer was lost, is the operator's version: it takes nothing more of such a draft, not even that again. */
function isEndHeard({ removal, head, seen }: DraftStanding): boolean {
  return (
    removal !== null && head !== null && head.version === seen && (head.gone === 'left' || head.gone === 'discarded')
  );
}

/** It says nothing of the one draft: an operator of an earlier version has no place for any (`request.not-found`). */
function failsForAll(error: unknown): boolean {
  if (connectionProblem(error)) return true;
  return error instanceof AppError && (error.is('request.not-found') || error.is('store.disk-full'));
}

function wordsOf({ content, savedAt }: SharedDraft) {
  return { content, savedAt: Date.parse(savedAt) };
}

function readShared(text: string): SharedDraft | null {
  try {
    return SharedDraft.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
