/** Sealed envelopes: each change with its events, its effect on the logs and nothing less, in one commit. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { AppError } from '../../../contract/errors.ts';
import { advance, type Recipient } from '../../../contract/model/recipient.ts';
import type {
  EnvelopeStore,
  NewEnvelope,
  PublishOutcome,
  RecipientStep,
  StoredEnvelope,
} from '../../services/ports/envelopes.ts';
import { insertAbsenceAnswers } from './absence-rows.ts';
import { claimEnvelopes } from './claim-envelopes.ts';
import type { Database, Transaction } from './database.ts';
import { insertEnvelope, readEnvelope, toEnvelopes, updateRecipient } from './envelope-rows.ts';
import { appendEvents, eventsAfter, findEvent, logHead } from './event-log.ts';
import { announce, feedPage, touchFeed } from './feed.ts';
import { forgetHeldHandlings } from './handling-rows.ts';
import { insertAnswer } from './invited-answers.ts';
import { insertMails, settleMail } from './mail-rows.ts';
import { forgetPhones, insertAskedPhones } from './phone-proof.store.ts';
import type { MainSchema } from './schema.ts';
import { insertSegment, isWithdrawn } from './upload.store.ts';
import { keepValidation } from './validation-rows.ts';

export function createEnvelopeStore(database: Database<MainSchema>): EnvelopeStore {
  const { build } = database;
  const whole = build.selectFrom('envelopes').selectAll().where('metadata', 'is not', null);
  const claimed = whole.where('erasing_since', 'is not', null).orderBy('expires_at');
  /** The holds on the envelope of a row, looked for one row at a time. */
  const holdsOnIt = build
    .selectFrom('held_envelopes')
    .select('envelope_id')
    .whereRef('held_envelopes.envelope_id', '=', sql.ref('envelopes.id'));
  /** Envelopes with content that no hold keeps, and that are not being erased. */
  const unheld = whole.where('erasing_since', 'is', null).where(({ not, exists }) => not(exists(holdsOnIt)));

  async function publish(transaction: Transaction<MainSchema>, input: NewEnvelope): Promise<PublishOutcome> {
    const { envelope } = input;
    const existing = await readEnvelope(transaction, envelope.id);
    if (existing) {
      const same = existing.senderAccountId === envelope.senderAccountId && existing.sha256 === envelope.sha256;
      return same ? { outcome: 'duplicate', envelope: existing } : { outcome: 'conflict' };
    }
    if (!(await keepContent(transaction, input))) return { outcome: 'withdrawn' };
    await insertEnvelope(transaction, envelope);
    await insertAskedPhones(transaction, envelope.contentId, input.phones);
    await appendEvents(transaction, envelope.id, input.events);
    await insertAbsenceAnswers(transaction, envelope.id, input.absences);
    await announce(transaction, envelope);
    if (input.answered) {
      await appendEvents(transaction, input.answered.envelopeId, [input.answered.event]);
      await touchFeed(transaction, input.answered.envelopeId);
    }
    await keepOfInvited(transaction, input);
    const isClaimed = await claimForNewcomers(transaction, envelope);
    await keepValidation(transaction, envelope.id, input.validation);
    await insertMails(transaction, envelope.id, input.notify);
    const asItIs = isClaimed ? await readEnvelope(transaction, envelope.id) : null;
    return { outcome: 'published', envelope: asItIs ?? envelope };
  }

  /** False when it was taken back, or swept away. */
  async function keepContent(
    transaction: Transaction<MainSchema>,
    { envelope: { id, contentId, senderAccountId, sealedAt }, segments, depositorId }: NewEnvelope,
  ): Promise<boolean> {
    if (segments === null) {
      return (await transaction.run(build.deleteFrom('uploads').where('content_id', '=', contentId))) > 0;
    }
    if (depositorId !== null && senderAccountId !== null) {
      const name = { accountId: depositorId, mailboxId: senderAccountId, envelopeId: id };
      if (await isWithdrawn(transaction, name, sealedAt)) return false;
    }
    for (const segment of segments) await insertSegment(transaction, contentId, segment);
    return true;
  }

  /**
   * Whoever got an account, or the address, while this was being sealed found nothing to take over then. Earlier envelopes
   * stay where they are: their places are behind what that account has read. Whether there was anybody.
   */
  async function claimForNewcomers(transaction: Transaction<MainSchema>, envelope: StoredEnvelope): Promise<boolean> {
    const people = [envelope.sender, ...envelope.recipients];
    const unknown = people.flatMap(({ accountId, address }) => (accountId === null ? address : []));
    if (unknown.length === 0) return false;
    const accounts = build.selectFrom('accounts').select(['id', 'address']).where('address', 'in', unknown);
    const newcomers = await transaction.all(accounts);
    for (const { id, address } of newcomers) await claimEnvelopes(transaction, { accountId: id, address }, envelope.id);
    return newcomers.length > 0;
  }

  /** What there is of a sender without an account, beside the envelope. */
  async function keepOfInvited(
    transaction: Transaction<MainSchema>,
    { envelope, answered, statement }: NewEnvelope,
  ): Promise<void> {
    if (envelope.senderAccountId === null && answered) {
      const { address } = envelope.sender;
      await insertAnswer(transaction, envelope.id, { envelopeId: answered.envelopeId, address });
    }
    if (statement) await keepStatement(transaction, { envelopeId: envelope.id, address: null }, statement);
  }

  async function keepStatement(
    transaction: Transaction<MainSchema>,
    of: { readonly envelopeId: string; readonly address: string | null },
    statement: NonNullable<NewEnvelope['statement']>,
  ): Promise<void> {
    const row = { ...statement, envelope_id: of.envelopeId, recipient: of.address ?? '' };
    const insert = build.insertInto('statements').values(row);
    await transaction.run(insert.onConflict((conflict) => conflict.doNothing()));
  }

  async function moveRecipient(
    transaction: Transaction<MainSchema>,
    { kind, state, address, openedAt }: Recipient,
    step: RecipientStep,
  ): Promise<void> {
    const next = {
      state: step.state === null ? state : advance(kind, state, step.state),
      openedAt: openedAt ?? step.openedAt ?? null,
    };
    await updateRecipient(transaction, { envelopeId: step.envelopeId, address }, next);
  }

  return {
    publish: (input) => database.commit(async (transaction) => await publish(transaction, input)),
    async find(envelopeId) {
      return await readEnvelope(database, envelopeId);
    },
    advance(step) {
      return database.commit(async (transaction) => {
        const { envelopeId, address } = step;
        if (step.settles) await settleMail(transaction, step.settles.mailId, step.settles.state);
        // Whoever files again does something again.
        const earlier = step.event.kind === 'filed' ? null : await findEvent(transaction, envelopeId, step.event);
        if (earlier) return { event: earlier, isNew: false };
        const envelope = await readEnvelope(transaction, envelopeId);
        const recipient = envelope?.recipients.find((one) => one.address === address);
        if (!envelope || (address !== null && !recipient)) throw new AppError('envelope.not-found');
        const [event] = await appendEvents(transaction, envelopeId, [step.event]);
        if (!event) throw new Error('the log gave no event');
        if (recipient) await moveRecipient(transaction, recipient, step);
        if (step.statement) await keepStatement(transaction, { envelopeId, address }, step.statement);
        await insertMails(transaction, envelopeId, step.notify ?? []);
        await touchFeed(transaction, envelopeId);
        return { event, isNew: true };
      });
    },
    async events(envelopeId) {
      return await eventsAfter(database, envelopeId, 0);
    },
    async validation(envelopeId) {
      const rows = await database.all(
        build
          .selectFrom('envelope_validation')
          .innerJoin('validation_objects', 'validation_objects.sha256', 'envelope_validation.sha256')
          .select(['kind', 'der'])
          .where('envelope_id', '=', envelopeId),
      );
      return rows.map((row) => ({ kind: row.kind === 'crl' ? 'crl' : 'certificate', der: row.der }));
    },
    async toWarnOf(after, until, limit) {
      const rows = unheld
        .where('warned_at', 'is', null)
        .where('expires_at', '>', after.toISOString())
        .where('expires_at', '<=', until.toISOString());
      return toEnvelopes(database, await database.all(rows.orderBy('expires_at').limit(limit)));
    },
    warn(envelopeId, at, notify) {
      return database.commit(async (transaction) => {
        const row = await transaction.first(unheld.where('id', '=', envelopeId).where('warned_at', 'is', null));
        if (!row) return;
        const marked = build.updateTable('envelopes').set({ warned_at: at.toISOString() });
        await transaction.run(marked.where('id', '=', envelopeId));
        await insertMails(transaction, envelopeId, notify);
      });
    },
    claimExpired(at, limit) {
      return database.commit(async (transaction) => {
        const due = unheld.clearSelect().select('id').where('expires_at', '<=', at.toISOString());
        const claim = build.updateTable('envelopes').set({ erasing_since: at.toISOString() });
        const waiting = (await transaction.all(claimed.limit(limit))).length;
        await transaction.run(claim.where('id', 'in', due.orderBy('expires_at').limit(limit - waiting)));
        return toEnvelopes(transaction, await transaction.all(claimed.limit(limit)));
      });
    },
    erase(envelopeId, event, notify) {
      return database.commit(async (transaction) => {
        const envelope = await readEnvelope(transaction, envelopeId);
        if (!envelope?.metadata) return;
        await transaction.run(build.updateTable('envelopes').set({ metadata: null }).where('id', '=', envelopeId));
        await transaction.run(build.deleteFrom('segments').where('content_id', '=', envelope.contentId));
        await forgetPhones(transaction, envelope);
        await forgetHeldHandlings(transaction, envelope);
        // What was to be said of it before is of no use to anybody now.
        await transaction.run(
          build
            .updateTable('mails')
            .set({ state: 'unwanted' })
            .where('envelope_id', '=', envelopeId)
            .where('state', '=', 'waiting'),
        );
        await insertMails(transaction, envelopeId, notify);
        await appendEvents(transaction, envelopeId, [event]);
        for (const recipient of envelope.recipients) {
          await updateRecipient(
            transaction,
            { envelopeId, address: recipient.address },
            { state: advance(recipient.kind, recipient.state, 'expired'), openedAt: recipient.openedAt },
          );
        }
        await announce(transaction, envelope);
      });
    },
    async pastDue(at) {
      const due = whole.clearSelect().select((e) => e.fn.countAll<number>().as('n'));
      const all = due.where('expires_at', '<=', at.toISOString());
      const held = all.where('erasing_since', 'is', null).where(({ exists }) => exists(holdsOnIt));
      const total = (await database.first(all))?.n ?? 0;
      const kept = (await database.first(held))?.n ?? 0;
      return { held: kept, waiting: total - kept };
    },
    async epoch() {
      const kept = build.selectFrom('meta').select('value').where('key', '=', 'epoch');
      const row = await database.first(kept);
      if (row) return row.value;
      return database.commit(async (transaction) => {
        const other = await transaction.first(kept);
        const value = other?.value ?? randomUUID();
        if (!other) await transaction.run(build.insertInto('meta').values({ key: 'epoch', value }));
        return value;
      });
    },
    renewEpoch() {
      return database.commit(async (transaction) => {
        await transaction.run(
          build
            .insertInto('meta')
            .values({ key: 'epoch', value: randomUUID() })
            .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: randomUUID() })),
        );
      });
    },
    async head() {
      return (await logHead(database)).seq;
    },
    async page(accountId, base, position, limit) {
      return await feedPage(database, accountId, base, position, limit);
    },
    async knownContents(contentIds) {
      const known = new Set<string>();
      for (const table of ['uploads', 'envelopes'] as const) {
        const rows = await database.all(
          build
            .selectFrom(table)
            .select('content_id')
            .where('content_id', 'in', [...contentIds]),
        );
        for (const row of rows) known.add(row.content_id);
      }
      return known;
    },
  };
}
