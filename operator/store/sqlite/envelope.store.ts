/** Sealed envelopes in SQLite: each change with its events, its effect on the logs and nothing less, in one commit. */
import { createHash, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { AppError } from '../../../contract/errors.ts';
import { advance, type Recipient } from '../../../contract/model/recipient.ts';
import type {
  EnvelopeStore,
  NewEnvelope,
  PublishOutcome,
  RecipientStep,
  StoredEnvelope,
  ValidationObject,
} from '../../services/ports/envelopes.ts';
import { claimEnvelopes } from './claim-envelopes.ts';
import type { SqliteDatabase } from './database.ts';
import { insertEnvelope, readEnvelope, toEnvelope, updateRecipient } from './envelope-rows.ts';
import { createEventLog } from './event-log.ts';
import { createFeed } from './feed.ts';
import { insertMails, settleMail } from './mail-rows.ts';
import type { MainSchema } from './schema.ts';

export function createEnvelopeStore(database: SqliteDatabase<MainSchema>): EnvelopeStore {
  const { build } = database;
  const log = createEventLog(database);
  const feed = createFeed(database, log);
  const whole = build.selectFrom('envelopes').selectAll().where('metadata', 'is not', null);
  const claimed = whole.where('erasing_since', 'is not', null).orderBy('expires_at');
  /** The holds on the envelope of a row, looked for one row at a time. */
  const holdsOnIt = build
    .selectFrom('held_envelopes')
    .select('envelope_id')
    .whereRef('held_envelopes.envelope_id', '=', sql.ref('envelopes.id'));
  /** Envelopes with content that no hold keeps, and that are not being erased. */
  const unheld = whole.where('erasing_since', 'is', null).where(({ not, exists }) => not(exists(holdsOnIt)));

  function publish(input: NewEnvelope): PublishOutcome {
    const { envelope } = input;
    const existing = readEnvelope(database, envelope.id);
    if (existing) {
      const same = existing.senderAccountId === envelope.senderAccountId && existing.sha256 === envelope.sha256;
      return same ? { outcome: 'duplicate', envelope: existing } : { outcome: 'conflict' };
    }
    const upload = build.deleteFrom('uploads').where('content_id', '=', envelope.contentId);
    if (database.run(upload) === 0) return { outcome: 'withdrawn' };
    insertEnvelope(database, envelope);
    log.append(envelope.id, input.events);
    feed.announce(envelope);
    if (input.answered) {
      log.append(input.answered.envelopeId, [input.answered.event]);
      feed.touch(input.answered.envelopeId);
    }
    const isClaimed = claimForNewcomers(envelope);
    for (const object of input.validation) keepValidation(envelope.id, object);
    insertMails(database, envelope.id, input.notify);
    const asItIs = isClaimed ? readEnvelope(database, envelope.id) : null;
    return { outcome: 'published', envelope: asItIs ?? envelope };
  }

  /** Whoever got an account while this was being sealed found nothing to take over then. Whether there was anybody. */
  function claimForNewcomers(envelope: StoredEnvelope): boolean {
    const unknown = envelope.recipients.flatMap(({ accountId, address }) => (accountId === null ? address : []));
    if (unknown.length === 0) return false;
    const accounts = build.selectFrom('accounts').select(['id', 'address']).where('address', 'in', unknown);
    const newcomers = database.all(accounts);
    for (const { id, address } of newcomers) claimEnvelopes(database, { accountId: id, address });
    return newcomers.length > 0;
  }

  function keepValidation(envelopeId: string, object: ValidationObject): void {
    const sha256 = createHash('sha256').update(object.der).digest('hex');
    database.run(
      build
        .insertInto('validation_objects')
        .values({ sha256, kind: object.kind, der: object.der })
        .onConflict((conflict) => conflict.doNothing()),
    );
    database.run(
      build
        .insertInto('envelope_validation')
        .values({ envelope_id: envelopeId, sha256 })
        .onConflict((conflict) => conflict.doNothing()),
    );
  }

  function moveRecipient({ kind, state, address, openedAt }: Recipient, step: RecipientStep): void {
    const next = {
      state: step.state === null ? state : advance(kind, state, step.state),
      openedAt: openedAt ?? step.openedAt ?? null,
    };
    updateRecipient(database, { envelopeId: step.envelopeId, address }, next);
  }

  return {
    publish: (input) => database.commit(() => publish(input)),
    async find(envelopeId) {
      return readEnvelope(database, envelopeId);
    },
    advance(step) {
      return database.commit(() => {
        const { envelopeId, address } = step;
        if (step.settles) settleMail(database, step.settles.mailId, step.settles.state);
        // Whoever files again does something again.
        const earlier = step.event.kind === 'filed' ? null : log.find(envelopeId, step.event);
        if (earlier) return { event: earlier, isNew: false };
        const envelope = readEnvelope(database, envelopeId);
        const recipient = envelope?.recipients.find((one) => one.address === address);
        if (!envelope || (address !== null && !recipient)) throw new AppError('envelope.not-found');
        const [event] = log.append(envelopeId, [step.event]);
        if (!event) throw new Error('the log gave no event');
        if (recipient) moveRecipient(recipient, step);
        if (step.statement) {
          database.run(
            build
              .insertInto('statements')
              .values({ ...step.statement, envelope_id: envelopeId, recipient: address ?? '' })
              .onConflict((conflict) => conflict.doNothing()),
          );
        }
        insertMails(database, envelopeId, step.notify ?? []);
        feed.touch(envelopeId);
        return { event, isNew: true };
      });
    },
    async events(envelopeId) {
      return log.after(envelopeId, 0);
    },
    async validation(envelopeId) {
      const rows = database.all(
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
      return database.all(rows.orderBy('expires_at').limit(limit)).map((row) => toEnvelope(database, row));
    },
    warn(envelopeId, at, notify) {
      return database.commit(() => {
        const row = database.first(unheld.where('id', '=', envelopeId).where('warned_at', 'is', null));
        if (!row) return;
        const marked = build.updateTable('envelopes').set({ warned_at: at.toISOString() });
        database.run(marked.where('id', '=', envelopeId));
        insertMails(database, envelopeId, notify);
      });
    },
    claimExpired(at, limit) {
      return database.commit(() => {
        const due = unheld.clearSelect().select('id').where('expires_at', '<=', at.toISOString());
        const claim = build.updateTable('envelopes').set({ erasing_since: at.toISOString() });
        const waiting = database.all(claimed.limit(limit)).length;
        database.run(claim.where('id', 'in', due.orderBy('expires_at').limit(limit - waiting)));
        return database.all(claimed.limit(limit)).map((row) => toEnvelope(database, row));
      });
    },
    erase(envelopeId, event, notify) {
      return database.commit(() => {
        const envelope = readEnvelope(database, envelopeId);
        if (!envelope?.metadata) return;
        database.run(build.updateTable('envelopes').set({ metadata: null }).where('id', '=', envelopeId));
        database.run(build.deleteFrom('segments').where('content_id', '=', envelope.contentId));
        // What was to be said of it before is of no use to anybody now.
        database.run(
          build
            .updateTable('mails')
            .set({ state: 'unwanted' })
            .where('envelope_id', '=', envelopeId)
            .where('state', '=', 'waiting'),
        );
        insertMails(database, envelopeId, notify);
        log.append(envelopeId, [event]);
        for (const recipient of envelope.recipients) {
          updateRecipient(
            database,
            { envelopeId, address: recipient.address },
            { state: advance(recipient.kind, recipient.state, 'expired'), openedAt: recipient.openedAt },
          );
        }
        feed.announce(envelope);
      });
    },
    async pastDue(at) {
      const due = whole.clearSelect().select((e) => e.fn.countAll<number>().as('n'));
      const all = due.where('expires_at', '<=', at.toISOString());
      const held = all.where('erasing_since', 'is', null).where(({ exists }) => exists(holdsOnIt));
      const [total, kept] = [all, held].map((count) => database.first(count)?.n ?? 0) as [number, number];
      return { held: kept, waiting: total - kept };
    },
    async epoch() {
      const row = database.first(build.selectFrom('meta').select('value').where('key', '=', 'epoch'));
      if (row) return row.value;
      const value = randomUUID();
      await database.commit(() => database.run(build.insertInto('meta').values({ key: 'epoch', value })));
      return value;
    },
    renewEpoch() {
      return database.commit(() => {
        database.run(
          build
            .insertInto('meta')
            .values({ key: 'epoch', value: randomUUID() })
            .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: randomUUID() })),
        );
      });
    },
    async head() {
      return log.head().seq;
    },
    async page(accountId, base, position, limit) {
      return feed.page(accountId, base, position, limit);
    },
    async knownContents(contentIds) {
      const known = new Set<string>();
      for (const table of ['uploads', 'envelopes'] as const) {
        const rows = database.all(
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
