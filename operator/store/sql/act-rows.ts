/** How an act becomes a row of the record, and a row an act. */
import { foldName } from '../../../contract/model/directory.ts';
import type { Act, ActDraft, ActKind } from '../../services/ports/acts.ts';
import type { Transaction } from './database.ts';
import type { MainSchema } from './schema.ts';

/** Adds an act to the record, which nothing changes or removes. Goes with the change that it tells of. */
export async function appendAct(transaction: Transaction<MainSchema>, act: ActDraft): Promise<void> {
  const { at, kind, actor, accountId, subject, subjectName, department, reason } = act;
  const row = {
    at: at.toISOString(),
    kind,
    actor_id: actor.administratorId,
    actor: actor.name,
    account_id: accountId,
    subject,
    subject_name: subjectName,
    department,
    reason,
    words: foldName([actor.name, subject, subjectName, reason ?? ''].join(' ')),
  };
  await transaction.run(transaction.build.insertInto('acts').values(row));
}

/** A row as its act. */
export function toAct(row: Omit<MainSchema['acts'], 'seq' | 'words'> & { readonly seq: number }): Act {
  return {
    seq: row.seq,
    at: new Date(row.at),
    kind: row.kind as ActKind,
    actor: { administratorId: row.actor_id, name: row.actor },
    accountId: row.account_id,
    subject: row.subject,
    subjectName: row.subject_name,
    department: row.department,
    reason: row.reason,
  };
}
