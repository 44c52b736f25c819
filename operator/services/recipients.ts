/** Who the recipients of an envelope are, and whether this sender may write to them. */
import type { Manifest } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import type { DirectoryEntry } from '../../contract/model/directory.ts';
import { displayName, type Sender } from '../../contract/model/person.ts';
import type { Recipient, RecipientKind, RecipientRef } from '../../contract/model/recipient.ts';
import { missingRight } from '../../contract/model/rights.ts';
import type { Depositor } from './depositor.ts';
import type { Account, AccountStore } from './ports/accounts.ts';
import type { AddressChangeStore } from './ports/address-changes.ts';
import type { DirectoryStore } from './ports/directory.ts';
import type { EnvelopeStore, StoredEnvelope } from './ports/envelopes.ts';
import type { MssanteStore } from './ports/mssante.ts';
import { answeredBy, envelopeOf } from './records.ts';
import type { Caller } from './sessions.ts';

interface Parts {
  readonly accounts: AccountStore;
  readonly directory: DirectoryStore;
  readonly envelopes: EnvelopeStore;
  readonly mssante: MssanteStore;
  readonly addressChanges: Pick<AddressChangeStore, 'formerHolders'>;
  /** Whether who has neither account nor directory entry may be written to. */
  readonly mayInvite: boolean;
}

/** The account behind an address, of several: by its address, by the one that it has in the trust space, or by a former one. */
export async function accountsBehind(
  { accounts, mssante, addressChanges }: Pick<Parts, 'accounts' | 'mssante' | 'addressChanges'>,
  addresses: readonly string[],
): Promise<(address: string) => Account | undefined> {
  const [own, aliases, former] = await Promise.all([
    accounts.byAddresses(addresses),
    mssante.accountsOf(addresses),
    addressChanges.formerHolders(addresses),
  ]);
  return (address) => own.get(address) ?? aliases.get(address) ?? former.get(address);
}

/**
 * Finds each recipient and applies the rights table to whoever writes, and to whoever it is written for. Refuses as `recipient.unknown`, `recipient.not-allowed`, or
 * `envelope.differs-from-manifest` when somebody is named twice.
 */
export async function resolveRecipients(
  parts: Parts,
  writer: Pick<Depositor, 'account' | 'mailbox'>,
  refs: readonly RecipientRef[],
  inReplyTo: string | null,
): Promise<Recipient[]> {
  const addresses = refs.map((ref) => ref.address);
  if (new Set(addresses).size !== addresses.length) {
    throw new AppError('envelope.differs-from-manifest', { field: 'recipients' });
  }
  const answered = inReplyTo === null ? null : await answeredBy(parts.envelopes, writer.mailbox.card, inReplyTo);
  const [accountOf, entries] = await Promise.all([
    accountsBehind(parts, addresses),
    parts.directory.byAddresses(addresses),
  ]);
  const resolved = refs.map((ref): Recipient => {
    const account = accountOf(ref.address);
    const entry = entries.find((one) => one.address === ref.address);
    const kind = kindOf(account, entry, parts.mayInvite);
    if (account?.closed || kind === null) throw new AppError('recipient.unknown', { address: ref.address });
    const isAnswer = answered !== null && isAnswerTo(answered, writer.mailbox.card, ref.address);
    // Under a delegation, what the owner may not do the delegate may not either, and the other way round.
    const need = missingRight(writer.mailbox.card, kind, isAnswer) ?? missingRight(writer.account.card, kind, isAnswer);
    if (need) throw new AppError('recipient.not-allowed', { address: ref.address, needs: need });
    // Nothing leaves this operator yet: better refused before a byte is sent than sealed and never delivered.
    if (!account && kind !== 'invited') {
      throw new AppError('recipient.not-allowed', { address: ref.address, needs: 'gateway' });
    }
    return {
      address: ref.address,
      role: ref.role,
      // Not what the sender calls them: the other recipients read it as the name of whoever has that address.
      name: account ? displayName(account.card) : ref.address,
      kind,
      accountId: account?.card.accountId ?? null,
      profession: account?.card.profession ?? null,
      state: 'sealed',
      openedAt: null,
    };
  });
  const named = resolved.flatMap(({ accountId }) => accountId ?? []);
  // By its address and by the one that it has in the trust space.
  if (new Set(named).size !== named.length)
    throw new AppError('envelope.differs-from-manifest', { field: 'recipients' });
  return resolved;
}

/**
 * Whether the caller's delegation goes as far as this letter: who may answer and not send writes to those who take part in
 * the answered envelope alone. Refuses as `delegation.scope-missing`.
 */
export async function expectMayWrite(
  envelopes: EnvelopeStore,
  { mailbox, scopes }: Caller,
  { recipients, inReplyTo }: Manifest,
): Promise<void> {
  if (scopes === null || scopes.includes('send')) return;
  if (inReplyTo === null || !scopes.includes('answer'))
    throw new AppError('delegation.scope-missing', { needs: 'send' });
  const answered = await envelopeOf(envelopes, mailbox.card.accountId, inReplyTo);
  const parties = new Set([answered.sender.address, ...answered.recipients.map(({ address }) => address)]);
  const isAnswer = recipients.every(({ address }) => parties.has(address));
  if (!isAnswer) throw new AppError('delegation.scope-missing', { needs: 'send' });
}

/** Whether writing to an address is answering: to the sender; for who was invited, to anybody who takes part. */
function isAnswerTo({ sender, recipients }: StoredEnvelope, writer: Sender, to: string): boolean {
  if (sender.address === to) return true;
  return writer.kind === 'invited' && recipients.some(({ address }) => address === to);
}

/** Null: nobody that can be written to. */
function kindOf(
  account: Account | undefined,
  entry: DirectoryEntry | undefined,
  mayInvite: boolean,
): RecipientKind | null {
  if (account) return 'medimail';
  if (entry) return entry.recipientKind;
  return mayInvite ? 'invited' : null;
}
