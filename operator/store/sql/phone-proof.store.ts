/** Telephones that codes are asked for, and the codes that were sent. */

import type { Compilable } from 'kysely';
import { sql } from 'kysely';
import type {
  AskedPhone,
  NewPhoneCode,
  PhoneProofStore,
  SentCodes,
  WaitingCode,
} from '../../services/ports/phone-proofs.ts';
import type { Database, Reader, Transaction } from './database.ts';
import type { MainSchema } from './schema.ts';

const DAY_MS = 86_400_000;

export function createPhoneProofStore(database: Database<MainSchema>): PhoneProofStore {
  const { build } = database;

  async function waiting(reader: Reader<MainSchema>, secretHash: string): Promise<WaitingCode | null> {
    const row = await reader.first(build.selectFrom('phone_codes').selectAll().where('secret_hash', '=', secretHash));
    return row && row.code_hash !== null ? toWaiting({ ...row, code_hash: row.code_hash }) : null;
  }

  /** Counted within the day before it. */
  async function sentBefore(transaction: Transaction<MainSchema>, code: NewPhoneCode): Promise<SentCodes> {
    const dayAgo = new Date(code.sentAt.getTime() - DAY_MS).toISOString();
    const sent = build.selectFrom('phone_codes').select('sent_at').where('sent_at', '>', dayAgo).orderBy('sent_at');
    const sender = build.selectFrom('envelopes').select('sender_account_id').where('id', '=', code.envelopeId);
    const ofSender = build
      .selectFrom('phone_codes')
      .innerJoin('envelopes', 'envelopes.id', 'phone_codes.envelope_id')
      .select('sent_at')
      .where('sent_at', '>', dayAgo)
      .where('sender_account_id', '=', sender)
      .orderBy('sent_at');
    const instants = async (rows: Compilable<{ sent_at: string }>) =>
      (await transaction.all(rows)).map(({ sent_at }) => new Date(sent_at));
    return {
      toRecipient: await instants(sent.where('envelope_id', '=', code.envelopeId).where('address', '=', code.address)),
      toTelephone: await instants(sent.where('number_hash', '=', code.numberHash)),
      forSender: await instants(ofSender),
    };
  }

  return {
    async box(contentId, address) {
      const row = await database.first(
        build
          .selectFrom('asked_phones')
          .select('box')
          .where('content_id', '=', contentId)
          .where('address', '=', address),
      );
      return row?.box ?? null;
    },
    begin(code, wait) {
      return database.commit(async (transaction) => {
        const seconds = wait(await sentBefore(transaction, code));
        if (seconds > 0) return seconds;
        await transaction.run(
          build.insertInto('phone_codes').values({
            ...{ secret_hash: code.secretHash, envelope_id: code.envelopeId, address: code.address, tries: 0 },
            ...{ link_hash: code.linkHash, number_hash: code.numberHash, code_hash: code.codeHash },
            sent_at: code.sentAt.toISOString(),
          }),
        );
        return 0;
      });
    },
    async forget(before) {
      const old = build.deleteFrom('phone_codes').where('sent_at', '<=', before.toISOString());
      await database.commit(async (transaction) => await transaction.run(old));
    },
    async withdraw(secretHash) {
      await database.commit(
        async (transaction) =>
          await transaction.run(build.deleteFrom('phone_codes').where('secret_hash', '=', secretHash)),
      );
    },
    waiting: (secretHash) => waiting(database, secretHash),
    takeTry(secretHash, limit) {
      return database.commit(async (transaction) => {
        const found = await waiting(transaction, secretHash);
        if (!found || found.tries >= limit) return null;
        const tries = found.tries + 1;
        await transaction.run(build.updateTable('phone_codes').set({ tries }).where('secret_hash', '=', secretHash));
        return { ...found, tries };
      });
    },
    use(secretHash) {
      return database.commit(async (transaction) => {
        const used = build.updateTable('phone_codes').set({ code_hash: null }).where('secret_hash', '=', secretHash);
        return (await transaction.run(used.where('code_hash', 'is not', null))) > 0;
      });
    },
  };
}

/** Keeps the telephones of a content; those that its upload brought are there already. */
export async function insertAskedPhones(
  transaction: Transaction<MainSchema>,
  contentId: string,
  phones: readonly AskedPhone[],
): Promise<void> {
  if (phones.length === 0) return;
  const rows = phones.map(({ address, box }) => ({ content_id: contentId, address, box }));
  const insert = transaction.build.insertInto('asked_phones').values(rows);
  await transaction.run(insert.onConflict((conflict) => conflict.doNothing()));
}

/** Telephones of a content. */
export async function askedPhones(reader: Reader<MainSchema>, contentId: string): Promise<readonly AskedPhone[]> {
  return reader.all(
    reader.build
      .selectFrom('asked_phones')
      .select(['address', 'box'])
      .where('content_id', '=', contentId)
      .orderBy('address'),
  );
}

/** Whether a code was asked of that address for the envelope in a column: what no account takes over. */
export function askedOf({ build }: Reader<MainSchema>, envelopeColumn: string, address: string) {
  return build
    .selectFrom('asked_phones')
    .innerJoin('envelopes', 'envelopes.content_id', 'asked_phones.content_id')
    .select('asked_phones.content_id')
    .whereRef('envelopes.id', '=', sql.ref(envelopeColumn))
    .where('asked_phones.address', '=', address);
}

/** Forgets the telephones of a content. */
export async function removeAskedPhones(transaction: Transaction<MainSchema>, contentId: string): Promise<void> {
  await transaction.run(transaction.build.deleteFrom('asked_phones').where('content_id', '=', contentId));
}

/** With the content goes all that was kept of its telephones, but that they were asked for: no account takes it over then either. */
export async function forgetPhones(
  transaction: Transaction<MainSchema>,
  of: { readonly id: string; readonly contentId: string },
): Promise<void> {
  const { build } = transaction;
  const asked = build.updateTable('asked_phones').set({ box: new Uint8Array(0) });
  await transaction.run(asked.where('content_id', '=', of.contentId));
  await transaction.run(build.deleteFrom('phone_codes').where('envelope_id', '=', of.id));
}

function toWaiting(row: MainSchema['phone_codes'] & { readonly code_hash: string }): WaitingCode {
  return {
    ...{ envelopeId: row.envelope_id, address: row.address, linkHash: row.link_hash, codeHash: row.code_hash },
    ...{ sentAt: new Date(row.sent_at), tries: row.tries },
  };
}
