/** Changing what an account keeps about its mailbox, by its owner or by a delegate who may file there. */
import { AppError } from '../../contract/errors.ts';
import type { AccountItem, AccountItemChange } from '../../contract/model/account-item.ts';
import { filedItemKinds } from '../../contract/model/delegation.ts';
import { changeItems } from './account-items.ts';
import { authorship } from './mailbox-access.ts';
import type { EnvelopeStore } from './ports/envelopes.ts';
import { envelopeOf, partiesOf } from './records.ts';
import type { Caller } from './sessions.ts';

type Parts = Parameters<typeof changeItems>[0] & { readonly envelopes: EnvelopeStore };

/**
 * As `changeItems`; a delegate moves and flags envelopes of that mailbox, each recorded as `filed`, and nothing else but the
 * folders of a mailbox that is held together.
 */
export async function changeMailboxItems(
  parts: Parts,
  caller: Caller,
  changes: readonly AccountItemChange[],
): Promise<AccountItem[]> {
  const { accountId } = caller.mailbox.card;
  if (caller.scopes !== null) {
    const mayChange = filedItemKinds(caller.mailbox.card);
    for (const { item } of changes) {
      if (!mayChange.includes(item.kind)) throw new AppError('auth.forbidden');
      if (item.kind !== 'folder') await envelopeOf(parts.envelopes, accountId, item.id);
    }
  }
  const superseded = await changeItems(parts, accountId, changes);
  if (caller.scopes === null) return superseded;
  const isRecorded = ({ item }: AccountItemChange) =>
    item.kind !== 'folder' && !superseded.some(({ kind, id }) => kind === item.kind && id === item.id);
  for (const { item } of changes.filter(isRecorded)) await recordFiling(parts, caller, item.id);
  return superseded;
}

async function recordFiling({ envelopes, signals, clock }: Parts, caller: Caller, envelopeId: string): Promise<void> {
  await envelopes.advance({
    envelopeId,
    address: null,
    state: null,
    event: {
      ...authorship(caller),
      kind: 'filed',
      at: clock().toISOString(),
      recipient: null,
      source: 'operator',
      evidenceSha256: null,
    },
  });
  signals.changed(partiesOf(await envelopeOf(envelopes, caller.mailbox.card.accountId, envelopeId)));
}
