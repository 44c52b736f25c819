/** Who handles what in mailboxes: entries that are never written over, but for the words of notes that are removed. */
import { type SqlBool, sql } from 'kysely';
import { HandlingKind, handlingScopes } from '../../../contract/model/handling.ts';
import type { HandlingDraft, HandlingStore, Named, StoredHandling } from '../../services/ports/handlings.ts';
import type { Database, Reader, Transaction } from './database.ts';
import type { MainSchema } from './schema.ts';

type Row = MainSchema['handling_entries'];
type Key = Pick<HandlingDraft, 'mailboxId' | 'envelopeId'>;

/** Somebody handles it now; as it stands in the index, which parameters would leave aside. */
const isHeld = sql<SqlBool>`latest = 1 and kind in ('taken', 'assigned')`;

export function createHandlingStore(database: Database<MainSchema>): HandlingStore {
  const { build } = database;
  const all = build.selectFrom('handling_entries').selectAll();
  const ofEnvelope = ({ mailboxId, envelopeId }: Key) =>
    all.where('mailbox_id', '=', mailboxId).where('envelope_id', '=', envelopeId);
  const positionOf = async (reader: Reader<MainSchema>, mailboxId: string) =>
    (await reader.first(build.selectFrom('handling_counts').selectAll().where('mailbox_id', '=', mailboxId)))
      ?.position ?? 0;
  const find = async (reader: Reader<MainSchema>, key: Key, id: string) => {
    const row = await reader.first(ofEnvelope(key).where('id', '=', id));
    return row ? toStored(row) : null;
  };

  /** Closed while the request was on its way: nothing of the mailbox comes back. */
  async function isClosed(transaction: Transaction<MainSchema>, mailboxId: string): Promise<boolean> {
    const open = build.selectFrom('accounts').select('id').where('id', '=', mailboxId).where('closed', '=', 0);
    return (await transaction.first(open)) === undefined;
  }

  /** The latest step, and how many steps and notes there are: none is ever taken away alone. */
  async function standing(transaction: Transaction<MainSchema>, key: Key) {
    const row = await transaction.first(ofEnvelope(key).where('latest', '=', 1));
    const last = await transaction.first(ofEnvelope(key).orderBy('number', 'desc').limit(1));
    const [latest, entries] = [row ? toStored(row) : null, last?.number ?? 0];
    const steps = latest?.step ?? 0;
    return { latest, steps, entries, notes: entries - steps };
  }

  /** Notes the next place among the mailbox's changes. */
  async function nextPosition(transaction: Transaction<MainSchema>, mailboxId: string): Promise<number> {
    const position = (await positionOf(transaction, mailboxId)) + 1;
    await transaction.run(
      build
        .insertInto('handling_counts')
        .values({ mailbox_id: mailboxId, position })
        .onConflict((conflict) => conflict.column('mailbox_id').doUpdateSet({ position })),
    );
    return position;
  }

  async function append(
    transaction: Transaction<MainSchema>,
    draft: HandlingDraft,
    { steps, entries }: { readonly steps: number; readonly entries: number },
  ): Promise<StoredHandling> {
    const isNote = draft.kind === 'note';
    const row: Row = {
      mailbox_id: draft.mailboxId,
      envelope_id: draft.envelopeId,
      number: entries + 1,
      step: isNote ? null : steps + 1,
      id: draft.id,
      kind: draft.kind,
      by_id: draft.by?.id ?? null,
      by_name: draft.by?.name ?? null,
      whom_id: draft.whom?.id ?? null,
      whom_name: draft.whom?.name ?? null,
      at: draft.at,
      latest: isNote ? 0 : 1,
      removed_at: null,
      removed_by_id: null,
      removed_by_name: null,
      position: await nextPosition(transaction, draft.mailboxId),
      words: draft.words,
    };
    await transaction.run(build.insertInto('handling_entries').values(row));
    return toStored(row);
  }

  return {
    step(step, seen, most) {
      return database.commit(async (transaction) => {
        if (await isClosed(transaction, step.mailboxId)) return { outcome: 'closed' };
        const before = await standing(transaction, step);
        const { latest } = before;
        const earlier = await find(transaction, step, step.id);
        if (earlier?.kind === 'note') return { outcome: 'id-taken' };
        // Told twice: it was taken the first time, whatever came since.
        if (earlier && latest) return { outcome: 'kept', latest };
        if ((latest?.id ?? null) !== seen) return { outcome: 'unseen', latest };
        if (before.steps >= most) return { outcome: 'too-many' };
        await transaction.run(
          build
            .updateTable('handling_entries')
            .set({ latest: 0 })
            .where('mailbox_id', '=', step.mailboxId)
            .where('envelope_id', '=', step.envelopeId)
            .where('latest', '=', 1),
        );
        return { outcome: 'kept', latest: await append(transaction, step, before) };
      });
    },
    note(note, most) {
      return database.commit(async (transaction) => {
        if (await isClosed(transaction, note.mailboxId)) return { outcome: 'closed' };
        const earlier = await find(transaction, note, note.id);
        if (earlier?.kind === 'note') return { outcome: 'kept', note: earlier };
        if (earlier) return { outcome: 'id-taken' };
        const before = await standing(transaction, note);
        if (before.notes >= most) return { outcome: 'too-many' };
        return { outcome: 'kept', note: await append(transaction, note, before) };
      });
    },
    find: (mailboxId, envelopeId, id) => find(database, { mailboxId, envelopeId }, id),
    removeNote({ id, ...key }, removed) {
      return database.commit(async (transaction) => {
        const note = await find(transaction, key, id);
        if (note === null || note.removed !== null) return note;
        await transaction.run(
          build
            .updateTable('handling_entries')
            .set({
              words: null,
              removed_at: removed.at,
              removed_by_id: removed.by.id,
              removed_by_name: removed.by.name,
              position: await nextPosition(transaction, key.mailboxId),
            })
            .where('mailbox_id', '=', key.mailboxId)
            .where('envelope_id', '=', key.envelopeId)
            .where('id', '=', id),
        );
        return { ...note, words: null, removed };
      });
    },
    async page(mailboxId, after, limit) {
      const rows = await database.all(
        build
          .selectFrom('handling_entries')
          .innerJoin('envelopes', 'envelopes.id', 'handling_entries.envelope_id')
          .selectAll('handling_entries')
          .select('envelopes.content_id')
          .where('mailbox_id', '=', mailboxId)
          .where('position', '>', after)
          .orderBy('position')
          .limit(limit),
      );
      return rows.map((row) => ({ ...toStored(row), position: row.position, contentId: row.content_id }));
    },
    head: (mailboxId) => positionOf(database, mailboxId),
    async entrusted(mailboxId, accountId) {
      const held = all
        .clearSelect()
        .where(isHeld)
        .where('kind', '=', 'assigned')
        .where('mailbox_id', '=', mailboxId)
        .where('whom_id', '=', accountId)
        .select((e) => e.fn.countAll<number>().as('n'));
      return Number((await database.first(held))?.n ?? 0);
    },
    async stranded(at, limit, whomId) {
      const held = all
        .where(isHeld)
        .whereRef('whom_id', '<>', 'mailbox_id')
        // What a closed one keeps is kept as it was.
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('accounts')
              .select('accounts.id')
              .whereRef('accounts.id', '=', 'handling_entries.mailbox_id')
              .where('accounts.closed', '=', 0),
          ),
        )
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('delegations')
                .innerJoin('accounts', 'accounts.id', 'delegations.delegate_id')
                .select('delegations.id')
                .whereRef('delegations.owner_id', '=', 'handling_entries.mailbox_id')
                .whereRef('delegations.delegate_id', '=', 'handling_entries.whom_id')
                .where('delegations.state', '=', 'accepted')
                .where('delegations.starts_at', '<=', at)
                .where('delegations.until', '>', at)
                .where('accounts.closed', '=', 0)
                .where(({ or, eb }) =>
                  or(handlingScopes.map((scope) => eb('delegations.scopes', 'like', `%"${scope}"%`))),
                ),
            ),
          ),
        );
      const wanted = whomId === undefined ? held : held.where('whom_id', '=', whomId);
      return (await database.all(wanted.limit(limit))).map(toStored);
    },
  };
}

function toStored(row: Omit<Row, 'latest' | 'position'>): StoredHandling {
  const named = (id: string | null, name: string | null): Named | null =>
    id === null || name === null ? null : { id, name };
  const removedBy = named(row.removed_by_id, row.removed_by_name);
  return {
    id: row.id,
    mailboxId: row.mailbox_id,
    envelopeId: row.envelope_id,
    number: row.number,
    step: row.step,
    kind: HandlingKind.parse(row.kind),
    by: named(row.by_id, row.by_name),
    whom: named(row.whom_id, row.whom_name),
    at: row.at,
    words: row.words,
    removed: removedBy !== null && row.removed_at !== null ? { by: removedBy, at: row.removed_at } : null,
  };
}
