/** Uploads and the segments of contents. */
import { Manifest } from '../../../contract/api/routes.ts';
import type { DepositName, Segment, Upload, UploadStore } from '../../services/ports/uploads.ts';
import type { Database, Reader, Transaction } from './database.ts';
import { askedPhones, insertAskedPhones, removeAskedPhones } from './phone-proof.store.ts';
import type { MainSchema } from './schema.ts';

export function createUploadStore(database: Database<MainSchema>): UploadStore {
  const { build } = database;
  const find = async (reader: Reader<MainSchema>, accountId: string, envelopeId: string): Promise<Upload | null> => {
    const row = await reader.first(
      build.selectFrom('uploads').selectAll().where('account_id', '=', accountId).where('envelope_id', '=', envelopeId),
    );
    return row ? toUpload(row) : null;
  };
  return {
    create(upload, limit, phones = []) {
      return database.commit(async (transaction) => {
        const existing = await find(transaction, upload.accountId, upload.manifest.envelopeId);
        if (existing) return existing;
        const unfinished = build.selectFrom('uploads').select('content_id').where('account_id', '=', upload.accountId);
        if ((await transaction.all(unfinished.limit(limit))).length >= limit) return null;
        const at = upload.createdAt.toISOString();
        await transaction.run(
          build.insertInto('uploads').values({
            account_id: upload.accountId,
            envelope_id: upload.manifest.envelopeId,
            content_id: upload.contentId,
            manifest: JSON.stringify(upload.manifest),
            offset_bytes: 0,
            created_at: at,
            touched_at: at,
            mailbox_id: upload.mailboxId === upload.accountId ? null : upload.mailboxId,
          }),
        );
        await insertAskedPhones(transaction, upload.contentId, phones);
        return upload;
      });
    },
    async find(accountId, envelopeId) {
      return await find(database, accountId, envelopeId);
    },
    append(contentId, segment, at) {
      return database.commit(async (transaction) => {
        const moved = await transaction.run(
          build
            .updateTable('uploads')
            .set({ offset_bytes: segment.offset + segment.sizeBytes, touched_at: at.toISOString() })
            .where('content_id', '=', contentId)
            .where('offset_bytes', '=', segment.offset),
        );
        if (moved === 0) return false;
        await insertSegment(transaction, contentId, segment);
        return true;
      });
    },
    async segments(contentId) {
      return (
        await database.all(
          build.selectFrom('segments').selectAll().where('content_id', '=', contentId).orderBy('position'),
        )
      ).map(toSegment);
    },
    remove(contentId) {
      return database.commit(async (transaction) => {
        const removed = await transaction.run(build.deleteFrom('uploads').where('content_id', '=', contentId));
        // Once sealed, segments and telephones belong to the envelope.
        if (removed > 0) {
          await transaction.run(build.deleteFrom('segments').where('content_id', '=', contentId));
          await removeAskedPhones(transaction, contentId);
        }
        return removed > 0;
      });
    },
    withdraw({ accountId, mailboxId, envelopeId }, now, until) {
      const end = until.toISOString();
      const row = { account_id: accountId, mailbox_id: mailboxId, envelope_id: envelopeId, until: end };
      return database.commit(async (transaction) => {
        await transaction.run(build.deleteFrom('withdrawn_deposits').where('until', '<', now.toISOString()));
        const insert = build.insertInto('withdrawn_deposits').values(row);
        const names = ['account_id', 'mailbox_id', 'envelope_id'] as const;
        await transaction.run(
          insert.onConflict((conflict) => conflict.columns([...names]).doUpdateSet({ until: end })),
        );
      });
    },
    askedPhones: (contentId) => askedPhones(database, contentId),
    async touch(contentId, at) {
      await database.commit(
        async (transaction) =>
          await transaction.run(
            build.updateTable('uploads').set({ touched_at: at.toISOString() }).where('content_id', '=', contentId),
          ),
      );
    },
    async untouchedSince(before) {
      return (
        await database.all(
          build.selectFrom('uploads').select('content_id').where('touched_at', '<', before.toISOString()),
        )
      ).map((row) => row.content_id);
    },
  };
}

/** Whether an envelope was taken back, at an instant. */
export async function isWithdrawn(
  transaction: Transaction<MainSchema>,
  { accountId, mailboxId, envelopeId }: DepositName,
  at: string,
): Promise<boolean> {
  const withdrawn = transaction.build
    .selectFrom('withdrawn_deposits')
    .select('until')
    .where('account_id', '=', accountId)
    .where('mailbox_id', '=', mailboxId)
    .where('envelope_id', '=', envelopeId);
  return (await transaction.first(withdrawn.where('until', '>=', at))) !== undefined;
}

/** Adds a segment of a content. */
export async function insertSegment(
  transaction: Transaction<MainSchema>,
  contentId: string,
  segment: Segment,
): Promise<void> {
  await transaction.run(
    transaction.build.insertInto('segments').values({
      content_id: contentId,
      position: segment.index,
      offset_bytes: segment.offset,
      size_bytes: segment.sizeBytes,
      cipher_bytes: segment.cipherBytes,
      inline_bytes: segment.inline,
      blob: segment.blob,
    }),
  );
}

function toUpload(row: MainSchema['uploads']): Upload {
  return {
    accountId: row.account_id,
    mailboxId: row.mailbox_id ?? row.account_id,
    manifest: Manifest.parse(JSON.parse(row.manifest)),
    contentId: row.content_id,
    offset: row.offset_bytes,
    createdAt: new Date(row.created_at),
  };
}

function toSegment(row: MainSchema['segments']): Segment {
  return {
    index: row.position,
    offset: row.offset_bytes,
    sizeBytes: row.size_bytes,
    cipherBytes: row.cipher_bytes,
    inline: row.inline_bytes,
    blob: row.blob,
  };
}
