/** Mails to send between rows and objects. */
import { randomBytes } from 'node:crypto';
import { NotificationEvent } from '../../../contract/model/notification.ts';
import {
  absenceActs,
  delegationActs,
  type MailAct,
  type MailState,
  type MailTask,
  type QueuedMail,
} from '../../services/ports/mail.ts';
import type { Transaction } from './database.ts';
import type { MainSchema } from './schema.ts';

/** Queues mails about an envelope or a delegation; nobody is told of the same thing twice. */
export async function insertMails(
  transaction: Transaction<MainSchema>,
  envelopeId: string,
  tasks: readonly MailTask[],
): Promise<void> {
  if (tasks.length === 0) return;
  const rows = tasks.map((task) => ({
    id: randomBytes(16).toString('hex'),
    kind: task.kind,
    envelope_id: envelopeId,
    account_id: task.accountId,
    recipient: task.recipient,
    state: 'waiting' as const,
    tries: 0,
    queued_at: task.at,
    next_try_at: task.at,
    act: task.act ?? null,
    claimed_until: null,
  }));
  const insert = transaction.build.insertInto('mails').values(rows);
  await transaction.run(insert.onConflict((conflict) => conflict.doNothing()));
}

/** Ends a mail's waiting; a bounce may come after it was sent. */
export async function settleMail(
  transaction: Transaction<MainSchema>,
  id: string,
  state: Exclude<MailState, 'waiting'>,
): Promise<void> {
  const before: MailState[] = state === 'bounced' ? ['waiting', 'sent'] : ['waiting'];
  await transaction.run(
    transaction.build.updateTable('mails').set({ state }).where('id', '=', id).where('state', 'in', before),
  );
}

/** A queued mail from its row. */
export function toMail(row: Omit<MainSchema['mails'], 'place'>): QueuedMail {
  return {
    id: row.id,
    kind: NotificationEvent.parse(row.kind),
    envelopeId: row.envelope_id,
    accountId: row.account_id,
    recipient: row.recipient,
    state: row.state,
    tries: row.tries,
    at: row.queued_at,
    ...actOf(row.act),
  };
}

function actOf(text: string | null): { readonly act?: MailAct } {
  const act = [...delegationActs, ...absenceActs].find((one) => one === text);
  return act ? { act } : {};
}
