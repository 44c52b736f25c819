/**
 * Who may write to whom: one table, used by the composer to warn and by the operator to refuse.
 * The guide, FAQ 5: a certified account creates envelopes and uses the directory, another may open, and answer its sender.
 * The guide, part 4: social and administrative profiles stay inside Medimail.
 * Who has no account answers those who take part in the letter that invited, and nobody else.
 */
import type { SenderKind } from './person.ts';
import type { RecipientKind } from './recipient.ts';

/** What would be needed for a refused recipient to become allowed. */
export type Need = 'certified-account' | 'health-profile' | 'qualified-identity';

const health: Readonly<Record<RecipientKind, Need | null>> = {
  medimail: null,
  invited: null,
  mssante: null,
  patient: 'qualified-identity',
};
const confined: Readonly<Record<RecipientKind, Need | null>> = {
  medimail: null,
  invited: null,
  mssante: 'health-profile',
  patient: 'health-profile',
};

const invited: Readonly<Record<RecipientKind, Need | null>> = {
  medimail: null,
  invited: null,
  mssante: 'certified-account',
  patient: 'certified-account',
};

const rights: Readonly<Record<SenderKind, Readonly<Record<RecipientKind, Need | null>>>> = {
  health,
  organisation: health,
  social: confined,
  administrative: confined,
  invited,
};

/**
 * Null when `sender` may write to a recipient of that kind, else what is missing. `answering`: the recipient is the sender of
 * the answered letter; for who is invited, anybody who takes part in it.
 */
export function missingRight(
  sender: { readonly kind: SenderKind; readonly certified: boolean },
  recipient: RecipientKind,
  answering: boolean,
): Need | null {
  if (sender.kind === 'invited') return answering ? invited[recipient] : 'certified-account';
  if (!sender.certified) return answering && recipient === 'medimail' ? null : 'certified-account';
  return rights[sender.kind][recipient];
}
