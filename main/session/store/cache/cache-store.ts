/** The cache: what the operator knows, kept encrypted for reading offline. Everything here can be rebuilt by sync. */
import type { SyncChange } from '../../../../contract/api/routes.ts';
import type { Box } from '../../../../contract/ipc/mailbox.contract.ts';
import type { AccountItem, ItemKind } from '../../../../contract/model/account-item.ts';
import type { EnvelopeRecord } from '../../../../contract/model/envelope.ts';
import type { EnvelopeEvent } from '../../../../contract/model/event.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import type { Seal } from '../../../../contract/model/seal.ts';
import type { EnvelopeStore, KnownPerson, PageContext, StoredEnvelope } from '../../core/envelope-store.ts';
import { itemKey } from '../../core/items/account-items.ts';
import { drawRow } from '../../core/list-row.ts';
import type { MessageBytes, MessageIndex } from '../../core/message-port.ts';
import type { Sql } from '../encrypted-database.ts';
import { prepareAttachmentTexts } from './attachment-texts.ts';
import { prepareEvents } from './events.ts';
import { prepareItems } from './items.ts';
import { boxNumber, prepareListRows } from './list-rows.ts';
import { prepareMessages } from './messages.ts';
import { correspondentsOf, peopleOf, preparePeople } from './people.ts';
import { type Archived, prepareSearchIndex } from './search-index.ts';

/** The store over an open cache.db. */
export function createCacheStore(database: Sql, archive: Archived): EnvelopeStore {
  const lists = prepareListRows(database);
  const items = prepareItems(database);
  const messages = prepareMessages(database);
  const people = preparePeople(database);
  const events = prepareEvents(database);
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
  const blobs = database
    .prepare<[], string>(`
      SELECT blob_id FROM messages WHERE blob_id IS NOT NULL
      UNION SELECT blob_id FROM missing_messages WHERE blob_id IS NOT NULL`)
    .pluck();

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
    const freed = record.content ? null : messages.drop(id);
    if (record.content === null && archived === null) texts.remove(id);
    if (archived !== null && archived.attachments.length > 0) texts.expectOnce(id, Date.parse(record.sealedAt));
    if (record.content && !archived && messages.sha256Of(id) !== record.message.sha256) {
      messages.expect(id, Date.parse(record.sealedAt), record.message.sha256, record.message.sizeBytes);
    }
    const isNew = lists.put(id, box, drawRow(shown, box, context.accountId), {
      offline: messages.has(id) || archived !== null,
      openedHere: box === 'received' && context.openedHere.has(id),
      generation: generation(),
    });
    if (isNew) items.settle(id);
    return { isNew, freed };
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
    if (change.type === 'recipients') {
      const stored = getEnvelope.get(change.envelopeId);
      if (!stored) return;
      const record = { ...(JSON.parse(stored.record) as EnvelopeRecord), recipients: change.recipients };
      for (const box of boxesOf.all(change.envelopeId)) {
        storeEnvelope(record, stored.seal, box === boxNumber.received ? 'received' : 'sent', context);
      }
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

  function storeMessage(record: EnvelopeRecord, message: MessageIndex, bytes: MessageBytes): void {
    messages.put(record.id, message, bytes, Date.parse(record.expiresAt));
    texts.remove(record.id);
    if (message.attachments.length > 0) texts.expect(record.id, Date.parse(record.sealedAt));
    index.put([record.id]);
  }

  function dropUnseen(effect: MutableEffect, context: PageContext): void {
    items.dropUnseen(generation());
    noteItems([...context.pendingItems.values()], effect);
    for (const id of unseen.all(generation())) {
      const blobId = messages.drop(id);
      if (blobId) effect.freedBlobs.push(blobId);
      removeEnvelope.run(id);
      events.removeOf(id);
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
      for (const change of page.changes) applyChange(change, context, effect);
      index.put(effect.written);
      setMeta.run('cursor', page.cursor);
      if (page.complete && getMeta.get('rebuilding')) dropUnseen(effect, context);
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
    putEvents: database.transaction((list: readonly EnvelopeEvent[]) => {
      for (const event of list) events.put(event);
    }) as EnvelopeStore['putEvents'],
    markOpened: database.transaction((id: EnvelopeId) => {
      const isFirst = setOpened.run(id).changes > 0;
      if (isFirst) index.put([id]);
      return isFirst;
    }) as EnvelopeStore['markOpened'],

    message: messages.get,
    messageBytes: messages.bytes,
    putMessage: database.transaction((id, message, bytes) => {
      const stored = getEnvelope.get(id);
      if (!stored || messages.sha256Of(id) === message.sha256) return false;
      storeMessage(JSON.parse(stored.record) as EnvelopeRecord, message, bytes);
      return true;
    }) as EnvelopeStore['putMessage'],
    dropMessage: database.transaction((id) => {
      const blobId = messages.drop(id);
      texts.remove(id);
      const stored = getEnvelope.get(id);
      if (stored) {
        const record = JSON.parse(stored.record) as EnvelopeRecord;
        if (record.content) {
          messages.expect(id, Date.parse(record.sealedAt), record.message.sha256, record.message.sizeBytes);
        }
      }
      index.put([id]);
      return blobId;
    }) as EnvelopeStore['dropMessage'],
    missing: messages.missing,
    missingBytes: messages.missingBytes,
    beginDownload: messages.beginDownload,
    failDownload: messages.failDownload,
    downloadTries: messages.tries,
    putSealed: database.transaction((envelope: StoredEnvelope, message, bytes, context) => {
      const { id } = envelope.record;
      if (!boxesOf.all(id).includes(boxNumber[envelope.box])) {
        storeEnvelope(envelope.record, JSON.stringify(envelope.seal), envelope.box, context);
      }
      const isNew = messages.sha256Of(id) !== message.sha256;
      if (isNew) storeMessage(envelope.record, message, bytes);
      else index.put([id]);
      return isNew;
    }) as EnvelopeStore['putSealed'],
    expiringWithBytes: (until, limit) => messages.expiring(until, limit) as EnvelopeId[],
    moveOut: database.transaction(messages.moveOut) as EnvelopeStore['moveOut'],

    ...events.activity,
    rememberPeople: database.transaction((list: readonly KnownPerson[]) => people.remember(list)) as (
      list: readonly KnownPerson[],
    ) => void,
    findPeople: people.find,
    everybody: people.everybody,
    search: index.find,
    searched: index.searched,
    indexing: index.progress,
    indexMore: database.transaction(index.more) as EnvelopeStore['indexMore'],
    missingCount: messages.missingCount,
    nextUnread: texts.newest,
    unreadCount: texts.count,
    readOutcomes: texts.outcomes,
    beginAttachment: texts.begin,
    putAttachmentText: texts.put,
    endUnread: database.transaction((id: EnvelopeId) => {
      texts.endExpecting(id);
      index.put([id]);
    }) as EnvelopeStore['endUnread'],
    blobIds: () => blobs.all(),
  };
  return store;
}

interface MutableEffect {
  readonly changed: Set<EnvelopeId>;
  /** Those whose words may be others now. */
  readonly written: Set<EnvelopeId>;
  readonly arrived: EnvelopeId[];
  readonly freedBlobs: string[];
  readonly itemKinds: Set<ItemKind>;
}
