/** Opening the stores of an account, once it is known whose they are and what unlocks them. */
import type { Tokens } from '../../../contract/api/routes.ts';
import { AppError } from '../../../contract/errors.ts';
import type { AccountCard } from '../../../contract/model/person.ts';
import type { BlobStore } from './blob-store.ts';
import type { Card } from './card-port.ts';
import type { EnvelopeStore } from './envelope-store.ts';
import type { JournalStore } from './journal-store.ts';
import type { ArchiveStore } from './keeping/archive-store.ts';
import type { OperatorSession } from './operator-port.ts';
import { keepAccount, keptAccount } from './settings/identity.ts';
import type { AccountDisk } from './storage/disk-port.ts';
import type { CardUnlocker, KeyVault, UnlockedKeys } from './vault-port.ts';

/** What is open once signed in. */
export interface OpenStores {
  readonly cache: EnvelopeStore;
  readonly journal: JournalStore;
  readonly archive: ArchiveStore;
  readonly blobs: BlobStore;
  readonly disk: AccountDisk;
  /** Wraps the keys of copies of the archive. */
  readonly copyKey: Uint8Array;
  close(): void;
}

export type SignInStep = 'pin' | 'challenge' | 'tokens' | 'store' | 'inbox';

export interface SignedIn {
  /** Null when somebody signed in without one: nothing is signed then. */
  readonly card: Card | null;
  /** The address that was typed; null with a card. */
  readonly address: string | null;
  readonly account: AccountCard;
  readonly stores: OpenStores;
  readonly vault: KeyVault;
  readonly online: boolean;
  readonly method: 'card' | 'code' | 'password' | 'recovery-code';
  readonly recoveryCode: string | null;
}

export interface MailboxOpening {
  readonly who: Pick<SignedIn, 'card' | 'address' | 'method'>;
  /** Null without network: the account is as the operator last described it. */
  readonly tokens: Tokens | null;
  readonly vault: KeyVault;
  readonly unlock: (vault: KeyVault) => Promise<UnlockedKeys>;
  readonly openStores: (dataKey: Uint8Array) => Promise<OpenStores>;
  readonly onStep: (step: SignInStep) => void;
}

/** Unlocks the data key, opens the stores, and notes who the account is. Nothing stays open after a failure. */
export async function openMailbox({ who, tokens, vault, ...opening }: MailboxOpening): Promise<SignedIn> {
  opening.onStep('store');
  const { dataKey, recoveryCode } = await opening.unlock(vault);
  const stores = await opening.openStores(dataKey);
  dataKey.fill(0);
  try {
    const account = tokens?.account ?? keptAccount(stores.journal);
    // A mailbox that never was online has none.
    if (account === null) throw new AppError('operator.offline');
    if (tokens) keepAccount(stores.journal, account, tokens.serverTime);
    opening.onStep('inbox');
    return { ...who, account, stores, vault, online: tokens !== null, recoveryCode };
  } catch (error) {
    stores.close();
    throw error;
  }
}

/** A card whose PIN was given, as what opens keys. */
export function cardUnlocker(card: Card, operator: OperatorSession | null): CardUnlocker {
  return {
    keyType: card.authenticationKeyType,
    certificate: card.authenticationCertificate,
    signDeterministically: card.signDeterministically,
    operatorShare: () => operatorShare(operator),
  };
}

/** What the operator adds to a key that would not be strong enough alone; only to somebody who is signed in there. */
export async function operatorShare(operator: OperatorSession | null): Promise<Uint8Array> {
  if (operator === null) throw new AppError('operator.not-configured');
  const { share } = await operator.call('unlockShare', {});
  return Uint8Array.from(atob(share), (letter) => letter.charCodeAt(0));
}
