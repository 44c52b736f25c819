/** Sharing drafts over a real journal and an operator that fails where no real one can be made to. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import { type DraftId, EnvelopeId } from '../../contract/model/ids.ts';
import {
  type DraftChange,
  type DraftHead,
  DraftVersion,
  MAX_SHARED_DRAFT_LENGTH,
} from '../../contract/model/shared-draft.ts';
import type { BlobStore } from '../../main/session/core/blob-store.ts';
import type { JournalStore } from '../../main/session/core/journal-store.ts';
import { createSender, type SendPorts } from '../../main/session/core/send.ts';
import { createAside } from '../../main/session/core/sharing/aside.ts';
import { createDraftSharing, type DraftSharingPorts } from '../../main/session/core/sharing/draft-sharing.ts';
import { createQuietTimer } from '../../main/session/core/sharing/quiet-timer.ts';
import { viewSharing } from '../../main/session/core/sharing/view-sharing.ts';
import { createTurns } from '../../main/session/core/turns.ts';
import { openEncryptedDatabase, type Sql } from '../../main/session/store/encrypted-database.ts';
import { createJournalStore } from '../../main/session/store/journal/journal-store.ts';
import { journalMigrations } from '../../main/session/store/journal/migrations/list.ts';

const own = { id: randomUUID(), name: 'Cabinet' };
const theirs = { id: randomUUID(), name: 'Service' };
const content = { recipients: [], subject: 'Avis', text: 'un', inReplyTo: null, remindAfterDays: null };
const newId = (): DraftId => EnvelopeId.parse(uuidv7());

let folder: string;
let database: Sql;
let journal: JournalStore;
/** What the operator has of each draft. */
let kept: Map<string, { head: DraftHead; draft: string | null }>;
let puts: DraftChange[];
/** What happens to an answer before it arrives. */
let onAnswer: () => void;
let failing: AppError | null;
/** What happens while a draft is asked for, once the operator looked at what it has. */
let onAsked: (id: DraftId) => void;
let failures: unknown[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-sharing-'));
  database = openEncryptedDatabase({
    path: join(folder, 'journal.db'),
    key: Buffer.alloc(32, 1),
    migrations: journalMigrations,
    durable: true,
    backupFolder: null,
    expectedSalt: null,
  });
  journal = createJournalStore(database);
  kept = new Map();
  puts = [];
  onAnswer = () => undefined;
  failing = null;
  onAsked = () => undefined;
  failures = [];
});
afterEach(() => {
  expect(failures).toEqual([]);
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

function headOf(id: DraftId, { version, workstation, change }: DraftChange): DraftHead {
  const gone = change.kind === 'saved' ? null : change.how;
  return { id, version, workstation, changedAt: new Date().toISOString(), gone };
}

/** Another workstation's version reaches the operator, and is told of. */
function comesFrom(id: DraftId, text: string, sharing: ReturnType<typeof engine>, at = new Date()): void {
  const shared = { content: { ...content, text }, attachments: [], savedAt: new Date().toISOString(), copyOf: null };
  const version = DraftVersion.parse(randomUUID());
  const change = { kind: 'saved' as const, draft: JSON.stringify(shared) };
  const head = { ...headOf(id, { version, seen: [], workstation: theirs, change }), changedAt: at.toISOString() };
  kept.set(id, { head, draft: change.draft });
  sharing.noteHeads([head]);
}

function engine() {
  const call = async (name: string, input: { params: { draftId: DraftId }; body: DraftChange }) => {
    const { draftId } = input.params;
    const there = kept.get(draftId);
    if (name === 'draft') {
      onAsked(draftId);
      if (!there) throw new AppError('draft.not-found');
      return there;
    }
    if (failing) throw failing;
    const { body } = input;
    puts.push(body);
    const isOver = there?.head.gone === 'left' || there?.head.gone === 'discarded';
    if (there && (isOver || !body.seen.includes(there.head.version))) return { accepted: false, head: there.head };
    const head = headOf(draftId, body);
    kept.set(draftId, { head, draft: body.change.kind === 'saved' ? body.change.draft : null });
    onAnswer();
    return { accepted: true, head };
  };
  const copying = {
    journal,
    clock: { now: Date.now, wait: () => new Promise<void>(() => undefined) },
    blobs: { remove: async () => undefined } as unknown as BlobStore,
    newAttachmentId: randomUUID,
    newDraftId: newId,
  };
  return createDraftSharing({
    ...copying,
    operator: { call } as unknown as DraftSharingPorts['operator'],
    inTurn: createTurns(),
    isOnline: () => true,
    workstation: own,
    aside: createAside({ ...copying, workstationName: own.name }),
    newVersion: randomUUID,
    onChanged: () => undefined,
    onLeftElsewhere: () => undefined,
    onFailed: (error) => failures.push(error),
  });
}

function begin(text = 'un'): DraftId {
  const id = newId();
  journal.beginDraft({ id, content: { ...content, text }, savedAt: Date.now(), attachments: [] });
  return id;
}

describe('sharing drafts', () => {
  it('takes a version whose answer was lost for its own, also after a kill, and goes on from it', async () => {
    const id = begin();
    onAnswer = () => {
      throw new AppError('operator.offline');
    };
    await expect(engine().flush()).rejects.toMatchObject({ code: 'operator.offline' });
    onAnswer = () => undefined;
    journal.putDraft(id, { ...content, text: 'deux' }, Date.now());
    // Another process, which has not heard of what became of it.
    await engine().flush();
    expect(puts[1]?.seen).toEqual([puts[0]?.version]);
    expect(kept.get(id)?.draft).toContain('deux');
    expect(journal.drafts()).toHaveLength(1);
  });

  it('tells nothing twice, and nothing of a draft that was discarded before it was told', async () => {
    const sharing = engine();
    begin();
    const passing = begin();
    journal.deleteDraft(passing);
    await sharing.flush();
    await sharing.flush();
    expect(puts).toHaveLength(1);
    expect(journal.sharing.find(passing)).toBeNull();
  });

  it('tells once more, and not for ever, that a draft is gone when the answer was lost', async () => {
    const sharing = engine();
    const id = begin();
    await sharing.flush();
    journal.deleteDraft(id);
    onAnswer = () => {
      throw new AppError('operator.offline');
    };
    await expect(sharing.flush()).rejects.toMatchObject({ code: 'operator.offline' });
    onAnswer = () => undefined;
    await sharing.flush();
    await sharing.flush();
    expect(puts.map(({ change }) => change.kind)).toEqual(['saved', 'removed', 'removed']);
    expect(kept.get(id)?.head.version).toBe(puts[1]?.version);
    expect(journal.sharing.find(id)).toBeNull();
  });

  it('tells that a draft is gone which the operator let go of untouched: others still have it', async () => {
    const sharing = engine();
    const id = begin();
    await sharing.flush();
    const there = kept.get(id);
    if (!there) throw new Error('it was told');
    const head = { ...there.head, gone: 'untouched' as const };
    kept.set(id, { head, draft: null });
    sharing.noteHeads([head]);
    journal.deleteDraft(id);
    await sharing.flush();
    expect(kept.get(id)?.head.gone).toBe('discarded');
    expect(journal.sharing.find(id)).toBeNull();
  });

  it('keeps both when both were written, and one when both wrote the same', async () => {
    const sharing = engine();
    const same = begin();
    const both = begin();
    await sharing.flush();
    journal.putDraft(same, { ...content, text: 'deux' }, Date.now());
    journal.putDraft(both, { ...content, text: 'écrit ici' }, Date.now());
    comesFrom(same, 'deux', sharing);
    comesFrom(both, 'écrit là-bas', sharing);
    await sharing.flush();
    expect(journal.draft(both)?.content.text).toBe('écrit là-bas');
    const copies = journal.drafts().filter(({ id }) => id !== same && id !== both);
    expect(copies.map(({ content: { text } }) => text)).toEqual(['écrit ici']);
    // The copy is shared like any other.
    expect(kept.get(copies[0]?.id ?? '')?.draft).toContain('écrit ici');
  });

  it('keeps what an operator that was restored from a backup has forgotten', async () => {
    const sharing = engine();
    const id = begin('plus récent');
    await sharing.flush();
    comesFrom(id, 'de la sauvegarde', sharing, new Date(Date.now() - 3_600_000));
    await sharing.flush();
    const texts = journal.drafts().map((draft) => draft.content.text);
    expect(texts.sort()).toEqual(['de la sauvegarde', 'plus récent']);
  });

  it('tells anew what an operator that was restored from a backup does not know at all', async () => {
    const sharing = engine();
    const [id, gone, never] = [begin(), begin(), newId()];
    await sharing.flush();
    for (const one of [id, gone, never]) {
      comesFrom(one, 'ailleurs', sharing);
      kept.delete(one);
    }
    journal.deleteDraft(gone);
    await sharing.flush();
    expect(kept.get(id)?.draft).toContain('"un"');
    // Another workstation may tell it anew, too: it is to hear that it was discarded.
    expect(kept.get(gone)?.head.gone).toBe('discarded');
    expect([journal.sharing.find(gone), journal.sharing.find(never)]).toEqual([null, null]);
  });

  it('does not overlook what such an operator is told of by another workstation meanwhile', async () => {
    const sharing = engine();
    const id = newId();
    comesFrom(id, 'ailleurs', sharing);
    kept.delete(id);
    onAsked = () => {
      onAsked = () => undefined;
      comesFrom(id, 'redit ailleurs', sharing);
    };
    await sharing.flush();
    expect(journal.draft(id)?.content.text).toBe('redit ailleurs');
  });

  it('goes on with the other drafts after one that fails, but not without a connection or room on the disk', async () => {
    const sharing = engine();
    const ids = [newId(), newId()] as const;
    const later = begin();
    for (const id of ids) comesFrom(id, 'ailleurs', sharing);
    onAsked = (asked) => {
      if (asked === ids[0]) throw new AppError('app.bug');
    };
    await sharing.flush();
    expect(failures.splice(0)).toMatchObject([{ code: 'app.bug' }]);
    expect(journal.draft(ids[1])?.content.text).toBe('ailleurs');
    expect(kept.get(later)?.draft).toContain('"un"');
    onAsked = () => undefined;
    for (const code of ['operator.offline', 'store.disk-full'] as const) {
      journal.putDraft(later, { ...content, text: code }, Date.now());
      failing = new AppError(code);
      await expect(sharing.flush()).rejects.toMatchObject({ code });
    }
  });

  it('keeps here what is too long or too many, says so, and offers it again once that may have changed', async () => {
    const sharing = engine();
    const long = begin('x'.repeat(MAX_SHARED_DRAFT_LENGTH));
    failing = new AppError('account.too-many-drafts');
    const many = begin();
    const why = (id: DraftId) => viewSharing(journal.sharing.find(id), own.id).onlyHere;
    await sharing.flush();
    expect([why(long), why(many)]).toEqual(['too-large', 'too-many']);
    failing = null;
    await sharing.flush();
    expect(puts).toEqual([]);
    engine().start();
    await sharing.flush();
    expect([why(long), why(many), puts.length]).toEqual(['too-large', null, 1]);
    // What was kept here is not overwritten unseen either.
    comesFrom(long, 'court', sharing);
    await sharing.flush();
    expect(journal.drafts().some(({ content: { text } }) => text.startsWith('xxx'))).toBe(true);
  });

  it('holds nothing against a draft that an operator of an earlier version has no place for', async () => {
    const sharing = engine();
    const [id, gone] = [begin(), begin()];
    await sharing.flush();
    journal.putDraft(id, { ...content, text: 'deux' }, Date.now());
    journal.deleteDraft(gone);
    failing = new AppError('request.not-found');
    await expect(sharing.flush()).rejects.toMatchObject({ code: 'request.not-found' });
    expect(viewSharing(journal.sharing.find(id), own.id).onlyHere).toBeNull();
    failing = null;
    await sharing.flush();
    expect(kept.get(id)?.draft).toContain('deux');
    expect(kept.get(gone)?.head.gone).toBe('discarded');
  });

  it('offers what an operator refused again to the next one', async () => {
    const sharing = engine();
    const id = begin();
    failing = new AppError('request.invalid', { field: 'change' });
    await sharing.flush();
    failing = null;
    await sharing.flush();
    expect([viewSharing(journal.sharing.find(id), own.id).onlyHere, kept.has(id)]).toEqual(['refused', false]);
    sharing.start();
    await sharing.flush();
    expect([viewSharing(journal.sharing.find(id), own.id).onlyHere, kept.has(id)]).toEqual([null, true]);
  });

  it('keeps a draft that the operator let go of, and what a later program wrote stays unread rather than lost', async () => {
    const sharing = engine();
    const id = begin();
    await sharing.flush();
    const there = kept.get(id);
    if (!there) throw new Error('it was told');
    sharing.noteHeads([{ ...there.head, gone: 'untouched' }]);
    await sharing.flush();
    expect(journal.draft(id)?.content.text).toBe('un');
    expect(viewSharing(journal.sharing.find(id), own.id).onlyHere).toBe('untouched');
    const version = DraftVersion.parse(randomUUID());
    kept.set(id, { head: { ...there.head, version, workstation: theirs }, draft: '{"from":"the future"}' });
    sharing.noteHeads([{ ...there.head, version, workstation: theirs }]);
    await sharing.flush();
    expect(journal.draft(id)?.content.text).toBe('un');
    // Neither are these words of the other workstation told over.
    puts = [];
    journal.putDraft(id, { ...content, text: 'deux' }, Date.now());
    await sharing.flush();
    journal.deleteDraft(id);
    await sharing.flush();
    expect([puts, kept.get(id)?.head.version]).toEqual([[], version]);
  });
});

describe('a letter that is built', () => {
  it('does not leave with other words than the draft has by then, and takes none of them away', async () => {
    const sharing = engine();
    const id = newId();
    const recipient = { address: 'paul.leroy@demo.medimail.test', name: 'Paul Leroy', role: 'to' as const };
    const letter = { ...content, recipients: [recipient] };
    journal.beginDraft({ id, content: letter, savedAt: Date.now(), attachments: [] });
    await sharing.flush();
    const removed: string[] = [];
    let meanwhile = async (): Promise<void> => {
      comesFrom(id, 'écrit là-bas', sharing);
      await sharing.flush();
    };
    const send = createSender({
      ...{ account: { address: 'claire.martin@demo.medimail.test' }, delegate: null, card: null, journal, undoMs: 0 },
      blobs: {
        newId: () => 'blob',
        write: async () => {
          await meanwhile();
          return { sha256: '0'.repeat(64), sizeBytes: 1 };
        },
        remove: async (ids: readonly string[]) => void removed.push(...ids),
      },
      builder: { estimateBytes: () => 1, build: () => [] },
      ...{ clock: { now: Date.now }, isOnline: () => false, onProgress: () => undefined, onQueued: () => undefined },
    } as unknown as SendPorts);
    const attempt = { pin: null, finalTryConfirmed: false };
    await expect(send(id, attempt)).rejects.toMatchObject({ code: 'draft.changed-elsewhere' });
    expect(removed).toEqual(['blob']);
    expect(journal.outbox()).toEqual([]);
    expect(journal.draft(id)?.content.text).toBe('écrit là-bas');
    expect(journal.sharing.find(id)?.removal).toBeNull();
    // Read again, it leaves.
    meanwhile = async () => undefined;
    journal.putDraft(id, { ...letter, text: 'relu' }, Date.now());
    await send(id, attempt);
    expect(journal.outbox().map((entry) => entry.content.text)).toEqual(['relu']);
  });
});

describe('whoever writes without a pause', () => {
  it('is waited for, but no longer than a quarter of a minute', async () => {
    let now = 0;
    let runs = 0;
    const waits: { readonly at: number; readonly signal: AbortSignal | undefined; readonly end: () => void }[] = [];
    const clock = {
      now: () => now,
      wait: (ms: number, signal?: AbortSignal) =>
        new Promise<void>((end) => {
          waits.push({ at: now + ms, signal, end });
        }),
    };
    const timer = createQuietTimer(clock, () => {
      runs += 1;
    });
    for (; now < 60_000; now += 500) {
      timer.touch(false);
      for (const wait of waits) if (wait.at <= now && !wait.signal?.aborted) wait.end();
      await Promise.resolve();
      await Promise.resolve();
    }
    expect(runs).toBeGreaterThanOrEqual(3);
    expect(runs).toBeLessThanOrEqual(4);
  });
});
