/** The cache: what the operator knows, kept encrypted for reading offline. Everything here can be rebuilt by sync. */
import type { SyncChange } from '../../../../contract/api/routes.ts';
import type { Box } from '../../../../contract/ipc/mailbox.contract.ts';
import type { AccountItem, ItemKind } from '../../../../contract/model/account-item.ts';
import type { EnvelopeRecord } from '../../../../contract/model/envelope.ts';
import type { EnvelopeEvent } from '../../../../contract/model/event.ts';
import type { HandlingEntry } from '../../../../contract/model/handling.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import type { Seal } from '../../../../contract/model/seal.ts';
import type { EnvelopeStore, KnownPerson, PageContext, StoredEnvelope } from '../../core/envelope-store.ts';
import type { PlacedLine } from '../../core/handling/handling-store.ts';
import { itemKey } from '../../core/items/account-items.ts';
import { drawRow } from '../../core/list-row.ts';
import type { MessageBytes, MessageIndex } from '../../core/message-port.ts';
import type { Sql } from '../encrypted-database.ts';
import { prepareAbsences } from './absences.ts';
import { prepareAttachmentTexts } from './attachment-texts.ts';
import { prepareEvents } from './events.ts';
import { prepareHandling } from './handling.ts';
import { prepareItems } from './items.ts';
import { prepareKeptBytes } from './kept-bytes.ts';
import { prepareKeptWeights } from './kept-weights.ts';
import { boxNumber, prepareListRows } from './list-rows.ts';
import { prepareMessages } from './messages.ts';
import { correspondentsOf, peopleOf, preparePeople } from './people.ts';
import { type Archived, prepareSearchIndex } from './search-index.ts';

/** The store over an open cache.db. */
export function createCacheStore(database: Sql, archive: Archived): EnvelopeStore {
  const lists = prepareListRows(database);
  const items = prepareItems(database);
  const messages = prepareMessages(database);
  const kept = prepareKeptBytes(database);
  const weights = prepareKeptWeights(database, kept);
  const people = preparePeople(database);
  const events = prepareEvents(database);
  const absences = prepareAbsences(database);
  const handling = prepareHandling(database);
  const texts = prepareAttachmentTexts(database);
  const index = prepareSearchIndex(database, archive, texts);
  const getMeta = database.prepare<[string], string>('SELECT value FROM meta WHERE name = ?').pluck();
  const setMeta = database.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)');
  const removeMeta = database.prepare('DELETE FROM meta WHERE name = ?');
  const getEnvelope = database.prepare<[string], { record: string; seal: string }>(
    'SELECT record, seal FROM envelopes WHERE id = ?',
  );
  const putEnvelope = database.prepare('INSERT OR REPLACE INTO envelopes (id, record, seal) VALUES (?, ?, ?)');
  const boxesOf = database
    .prepare<[string], number>('SELECT box FROM list_rows WHERE envelope_id = ? ORDER BY box')
    .pluck();
  const setOpened = database.prepare(
    'UPDATE list_rows SET opened = 1 WHERE envelope_id = ? AND box = 0 AND opened = 0',
  );
  const unseen = database
    .prepare<[number], string>('SELECT envelope_id FROM list_rows GROUP BY envelope_id HAVING max(generation) < ?')
    .pluck();
  const removeStale = database.prepare('DELETE FROM list_rows WHERE generation < ?');
  const removeEnvelope = database.prepare('DELETE FROM envelopes WHERE id = ?');

  const generation = () => Number(getMeta.get('generation') ?? '0');

  function storeEnvelope(
    record: EnvelopeRecord,
    seal: string,
    box: Box,
    context: PageContext,
  ): { isNew: boolean; freed: string | null } {
    const id = record.id;
    const archived = archive.content(id);
    const shown = record.content ? record : { ...record, content: archived };
    putEnvelope.run(id, JSON.stringify(record), seal);
    people.remember(peopleOf(record));
    people.meet(correspondentsOf(record, box), Date.parse(record.sealedAt));
    const freed = record.content ? null : dropMessage(id);
    // Kept copies are the person's own; what colleagues noted goes with the content.
    if (record.content === null) handling.forgetWords(id);
    if (record.content === null && archived === null) {
      texts.remove(id);
      absences.removeOf(id);
    }
    if (archived !== null && archived.attachments.length > 0) texts.expectOnce(id, Date.parse(record.sealedAt));
    if (record.content && !archived && messages.sha256Of(id) !== record.message.sha256) {
      kept.expect(id, expectedOf(record));
    }
    const isNew = lists.put(id, box, drawRow(shown, box, context.accountId), {
      offline: kept.isKept(id) || archived !== null,
      openedHere: box === 'received' && context.openedHere.has(id),
      generation: generation(),
    });
    if (isNew) {
      items.settle(id);
      handling.settleNew(id);
    }
    return { isNew, freed };
  }

  /** Writes an envelope that is known once more, in each of its boxes; false when it is not known. */
  function storeAgain(id: EnvelopeId, context: PageContext, change: Partial<EnvelopeRecord> = {}): boolean {
    const stored = getEnvelope.get(id);
    if (!stored) return false;
    const record = { ...(JSON.parse(stored.record) as EnvelopeRecord), ...change };
    for (const box of boxesOf.all(id)) {
      storeEnvelope(record, stored.seal, box === boxNumber.received ? 'received' : 'sent', context);
    }
    return true;
  }

  function applyChange(change: SyncChange, context: PageContext, effect: MutableEffect): void {
    if (change.type === 'event') {
      events.put(change.event);
      effect.changed.add(change.event.envelopeId);
      return;
    }
    if (change.type === 'item') {
      noteItems([context.pendingItems.get(itemKey(change.item)) ?? change.item], effect);
      return;
    }
    if (change.type === 'absence') {
      absences.put(change.answer);
      effect.changed.add(change.answer.envelopeId);
      return;
    }
    if (change.type === 'handling') {
      handling.put(change.entry, generation());
      effect.changed.add(change.entry.envelopeId);
      return;
    }
    // Drafts are the journal's.
    if (change.type === 'draft') return;
    if (change.type === 'recipients') {
      if (!storeAgain(change.envelopeId, context, { recipients: change.recipients })) return;
      effect.changed.add(change.envelopeId);
      effect.written.add(change.envelopeId);
      return;
    }
    const { isNew, freed } = storeEnvelope(change.record, JSON.stringify(change.seal), change.box, context);
    if (isNew && change.box === 'received') effect.arrived.push(change.record.id);
    if (freed) effect.freedBlobs.push(freed);
    effect.changed.add(change.record.id);
    effect.written.add(change.record.id);
  }

  function noteItems(list: readonly AccountItem[], effect: MutableEffect): void {
    for (const item of list) {
      for (const id of items.put(item, generation())) effect.changed.add(id as EnvelopeId);
      effect.itemKinds.add(item.kind);
    }
  }

  function dropMessage(id: string): string | null {
    messages.drop(id);
    return kept.drop(id);
  }

  /** Bytes that come back to a text that stayed change nothing of it, nor of what was read in its attachments. */
  function storeMessage(record: EnvelopeRecord, message: MessageIndex, bytes: MessageBytes | null): void {
    const { id } = record;
    const sealedAt = Date.parse(record.sealedAt);
    const hadText = messages.sha256Of(id) === message.sha256;
    if (bytes) kept.put(id, message, bytes, { sealedAt, expiresAt: Date.parse(record.expiresAt) });
    else kept.release(id, expectedOf(record), false);
    if (!hadText) {
      messages.put(id, message, Date.parse(record.expiresAt));
      texts.remove(id);
    }
    if (bytes && message.attachments.length > 0) texts.expectOnce(id, sealedAt);
    if (!hadText) index.put([id]);
  }

  function dropUnseen(effect: MutableEffect, context: PageContext): void {
    items.dropUnseen(generation());
    for (const id of handling.dropUnseen(generation())) effect.changed.add(id as EnvelopeId);
    noteItems([...context.pendingItems.values()], effect);
    for (const id of unseen.all(generation())) {
      const blobId = dropMessage(id);
      if (blobId) effect.freedBlobs.push(blobId);
      removeEnvelope.run(id);
      events.removeOf(id);
      absences.removeOf(id);
      handling.removeOf(id);
      texts.remove(id);
      index.remove(id);
      effect.changed.add(id as EnvelopeId);
    }
    removeStale.run(generation());
    removeMeta.run('rebuilding');
  }

  const store: EnvelopeStore = {
    cursor: () => getMeta.get('cursor') ?? null,
    applyPage: database.transaction((page, context) => {
      const effect: MutableEffect = {
        changed: new Set(),
        written: new Set(),
        arrived: [],
        freedBlobs: [],
        itemKinds: new Set(),
      };
      if (page.from === undefined || store.cursor() === page.from) {
        for (const change of page.changes) applyChange(change, context, effect);
        index.put(effect.written);
        setMeta.run('cursor', page.cursor);
        if (page.complete && getMeta.get('rebuilding')) dropUnseen(effect, context);
      }
      return {
        changed: [...effect.changed],
        arrived: effect.arrived,
        freedBlobs: effect.freedBlobs,
        itemKinds: [...effect.itemKinds],
      };
    }) as EnvelopeStore['applyPage'],
    startRebuild: database.transaction(() => {
      setMeta.run('generation', String(generation() + 1));
      setMeta.run('rebuilding', '1');
      removeMeta.run('cursor');
    }) as () => void,
    upToDateAt: () => {
      const at = getMeta.get('up-to-date-at');
      return at === undefined ? null : Number(at);
    },
    setUpToDateAt: (at) => {
      setMeta.run('up-to-date-at', String(at));
    },

    rows: lists.rows,
    ids: lists.ids,
    idsBetween: lists.idsBetween,
    nextReminder: lists.nextReminder,
    judgeReminders: lists.judgeReminders,
    conversation: lists.conversation,
    counts: lists.counts,
    filed: lists.filed,
    item: items.find,
    items: items.list,
    countItems: items.count,
    putItems: database.transaction((list: readonly AccountItem[]) => {
      const changed = new Set<string>();
      for (const item of list) for (const id of items.put(item, generation())) changed.add(id);
      return [...changed] as EnvelopeId[];
    }) as EnvelopeStore['putItems'],
    isKnown: (id) => boxesOf.get(id) !== undefined,
    envelope: (id) => {
      const stored = getEnvelope.get(id);
      if (!stored) return null;
      const box: Box = boxesOf.get(id) === boxNumber.sent ? 'sent' : 'received';
      return { record: JSON.parse(stored.record) as EnvelopeRecord, seal: JSON.parse(stored.seal) as Seal, box };
    },
    events: events.of,
    absences: absences.of,
    handlingThread: handling.thread,
    latestHandling: handling.latestStep,
    handlers: handling.handlers,
    putHandling: database.transaction((entries: readonly HandlingEntry[]) => {
      for (const entry of entries) handling.put(entry, generation());
    }) as EnvelopeStore['putHandling'],
    showHandling: database.transaction((lines: readonly PlacedLine[]) => {
      for (const line of lines) handling.show(line, generation());
    }) as EnvelopeStore['showHandling'],
    hideHandling: database.transaction(handling.hide) as EnvelopeStore['hideHandling'],
    putEvents: database.transaction((list: readonly EnvelopeEvent[]) => {
      for (const event of list) events.put(event);
    }) as EnvelopeStore['putEvents'],
    markOpened: database.transaction((id: EnvelopeId) => {
      const isFirst = setOpened.run(id).changes > 0;
      if (isFirst) index.put([id]);
      return isFirst;
    }) as EnvelopeStore['markOpened'],

    message: messages.get,
    messageBytes: kept.bytes,
    putMessage: database.transaction((id, message, bytes) => {
      const stored = getEnvelope.get(id);
      const isHere = messages.sha256Of(id) === message.sha256 && (bytes === null || kept.isKept(id));
      if (!stored || isHere) return false;
      storeMessage(JSON.parse(stored.record) as EnvelopeRecord, message, bytes);
      return true;
    }) as EnvelopeStore['putMessage'],
    dropMessage: database.transaction((id) => {
      const blobId = dropMessage(id);
      texts.remove(id);
      const stored = getEnvelope.get(id);
      if (stored) {
        const record = JSON.parse(stored.record) as EnvelopeRecord;
        if (record.content) kept.expect(id, expectedOf(record));
      }
      index.put([id]);
      return blobId;
    }) as EnvelopeStore['dropMessage'],
    putAheadText: database.transaction((id: EnvelopeId, text: string) => {
      kept.putAhead(id, text);
      index.put([id]);
    }) as EnvelopeStore['putAheadText'],
    missing: kept.missing,
    missingBytes: kept.missingBytes,
    partialBlob: kept.partialBlob,
    beginDownload: kept.beginDownload,
    failDownload: kept.failDownload,
    downloadTries: kept.tries,
    putSealed: database.transaction((envelope: StoredEnvelope, message, bytes, context) => {
      const { id } = envelope.record;
      if (!boxesOf.all(id).includes(boxNumber[envelope.box])) {
        storeEnvelope(envelope.record, JSON.stringify(envelope.seal), envelope.box, context);
      }
      const isNew = !kept.isKept(id);
      if (isNew) storeMessage(envelope.record, message, bytes);
      else index.put([id]);
      return isNew;
    }) as EnvelopeStore['putSealed'],
    expiringWithBytes(until, boxes, isPassedOver, limit) {
      const found: EnvelopeId[] = [];
      for (const id of kept.expiring(
        until,
        boxes.map((box) => boxNumber[box]),
      ) as Iterable<EnvelopeId>) {
        if (found.length === limit) break;
        if (!isPassedOver(id)) found.push(id);
      }
      return found;
    },
    expiringWithoutBytes: (until, boxes, now) =>
      kept.expiringAbsent(
        until,
        boxes.map((box) => boxNumber[box]),
        now,
      ) as EnvelopeId[],
    moveOut: database.transaction((id: EnvelopeId) => {
      messages.drop(id);
      return kept.moveOut(id);
    }) as EnvelopeStore['moveOut'],
    redraw: database.transaction((ids: readonly EnvelopeId[], context: PageContext) => {
      const known = ids.filter((id) => boxesOf.get(id) !== undefined);
      for (const id of known) storeAgain(id, context);
      index.put(known);
    }) as EnvelopeStore['redraw'],
    ...weights,
    release: database.transaction(weights.release) as EnvelopeStore['release'],

    ...events.activity,
    rememberPeople: database.transaction((list: readonly KnownPerson[]) => people.remember(list)) as (
      list: readonly KnownPerson[],
    ) => void,
    findPeople: people.find,
    everybody: people.everybody,
    personAt: people.byAddress,
    search: index.find,
    searched: index.searched,
    indexing: index.progress,
    indexMore: database.transaction(index.more) as EnvelopeStore['indexMore'],
    missingCount: kept.missingCount,
    nextUnread: texts.newest,
    unreadCount: texts.count,
    readOutcomes: texts.outcomes,
    beginAttachment: texts.begin,
    spareAttachment: texts.spare,
    putAttachmentText: texts.put,
    endUnread: database.transaction((id: EnvelopeId) => {
      texts.endExpecting(id);
      index.put([id]);
    }) as EnvelopeStore['endUnread'],
  };
  return store;
}

/** What is to be fetched of an envelope. */
function expectedOf({ sealedAt, message }: EnvelopeRecord) {
  return { sealedAt: Date.parse(sealedAt), sha256: message.sha256, sizeBytes: message.sizeBytes };
}

interface MutableEffect {
  readonly changed: Set<EnvelopeId>;
  /** Those whose words may be others now. */
  readonly written: Set<EnvelopeId>;
  readonly arrived: EnvelopeId[];
  readonly freedBlobs: string[];
  readonly itemKinds: Set<ItemKind>;
}
