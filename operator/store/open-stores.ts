/** Opens what is behind every port: databases, and a folder of blobs unless a bucket is given. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createDirectoryBlobs } from '../blobs/directory-blobs.ts';
import type { AbsenceStore } from '../services/ports/absences.ts';
import type { AccountItemStore } from '../services/ports/account-items.ts';
import type { AccountStore } from '../services/ports/accounts.ts';
import type { AddressChangeStore } from '../services/ports/address-changes.ts';
import type { AdministrationStore } from '../services/ports/administration.ts';
import type { AdministratorStore } from '../services/ports/administrators.ts';
import type { BlobStore, KeyVault } from '../services/ports/contents.ts';
import type { CredentialStore } from '../services/ports/credentials.ts';
import type { DelegationStore } from '../services/ports/delegations.ts';
import type { DirectoryStore } from '../services/ports/directory.ts';
import type { DirectoryEditionStore } from '../services/ports/directory-editions.ts';
import type { EnvelopeStore } from '../services/ports/envelopes.ts';
import type { FactorStore } from '../services/ports/factors.ts';
import type { HandlingStore } from '../services/ports/handlings.ts';
import type { HoldStore } from '../services/ports/holds.ts';
import type { InfectionStore } from '../services/ports/infections.ts';
import type { InvitationStore } from '../services/ports/invitations.ts';
import type { LogStore } from '../services/ports/log.ts';
import type { MailQueue, PreferenceStore } from '../services/ports/mail.ts';
import type { MssanteStore, PublicationStore } from '../services/ports/mssante.ts';
import type { NationalImport } from '../services/ports/national-import.ts';
import type { OrganisationMailboxStore } from '../services/ports/organisation-mailboxes.ts';
import type { PasskeyStore } from '../services/ports/passkeys.ts';
import type { PhoneProofStore } from '../services/ports/phone-proofs.ts';
import type { RegistrationStore } from '../services/ports/registrations.ts';
import type { SessionStore } from '../services/ports/sessions.ts';
import type { SharedDraftStore } from '../services/ports/shared-drafts.ts';
import type { SpentProofs } from '../services/ports/spent-proofs.ts';
import type { StructureStore } from '../services/ports/structures.ts';
import type { UploadStore } from '../services/ports/uploads.ts';
import { createPublishedAccounts } from '../services/published-accounts.ts';
import { lockFolder } from './folder-lock.ts';
import { openDatabases, openDirectoryDatabase, type StorePlace } from './open-databases.ts';
import { createAbsenceStore } from './sql/absence.store.ts';
import { createAccountStore } from './sql/account.store.ts';
import { createAccountItemStore } from './sql/account-item.store.ts';
import { createAddressChangeStore } from './sql/address-change.store.ts';
import { createAdministrationStore } from './sql/administration.store.ts';
import { createAdministratorStore } from './sql/administrator.store.ts';
import { createCredentialStore } from './sql/credential.store.ts';
import type { Access, Databases } from './sql/databases.ts';
import { createDelegationStore } from './sql/delegation.store.ts';
import { createDirectoryStore } from './sql/directory.store.ts';
import { createDirectoryEditionStore } from './sql/directory-edition.store.ts';
import { createEnvelopeStore } from './sql/envelope.store.ts';
import { createFactorStore } from './sql/factor.store.ts';
import { createHandlingStore } from './sql/handling.store.ts';
import { createHoldStore } from './sql/hold.store.ts';
import { createInfectionStore } from './sql/infection.store.ts';
import { createInvitationStore } from './sql/invitation.store.ts';
import { createKeyVault } from './sql/key-vault.ts';
import { createLogStore } from './sql/log.store.ts';
import { createMailQueue, createPreferenceStore } from './sql/mail.store.ts';
import { createMssanteStore, createPublicationStore } from './sql/mssante.store.ts';
import { createOrganisationMailboxStore } from './sql/organisation-mailbox.store.ts';
import { createPasskeyStore } from './sql/passkey.store.ts';
import { createPhoneProofStore } from './sql/phone-proof.store.ts';
import { createRegistrationStore } from './sql/registration.store.ts';
import { createSessionStore } from './sql/session.store.ts';
import { createSharedDraftStore } from './sql/shared-draft.store.ts';
import { createStructureStore } from './sql/structure.store.ts';
import { createUploadStore } from './sql/upload.store.ts';

export interface Stores {
  readonly accounts: AccountStore;
  readonly credentials: CredentialStore;
  readonly factors: FactorStore;
  readonly passkeys: PasskeyStore;
  readonly registrations: RegistrationStore;
  readonly administrators: AdministratorStore;
  readonly administration: AdministrationStore;
  readonly sessions: SessionStore;
  readonly spentProofs: SpentProofs;
  readonly uploads: UploadStore;
  readonly envelopes: EnvelopeStore;
  readonly items: AccountItemStore;
  readonly drafts: SharedDraftStore;
  readonly handlings: HandlingStore;
  readonly mails: MailQueue;
  readonly preferences: PreferenceStore;
  readonly log: LogStore;
  readonly infections: InfectionStore;
  readonly holds: HoldStore;
  readonly structures: StructureStore;
  /** Those of organisations. */
  readonly mailboxes: OrganisationMailboxStore;
  readonly invitations: InvitationStore;
  readonly phoneProofs: PhoneProofStore;
  readonly mssante: MssanteStore;
  readonly addressChanges: AddressChangeStore;
  readonly delegations: DelegationStore;
  readonly absences: AbsenceStore;
  readonly directory: DirectoryStore;
  readonly editions: DirectoryEditionStore;
  readonly vault: KeyVault;
  readonly blobs: BlobStore;
  /** Reads everything; `store.corrupt` at the first flaw. */
  checkIntegrity(): Promise<void>;
  /** Settles once one of them cannot be used any more before all are opened again: a disk failed. */
  readonly failed: Promise<void>;
  /** Finishes what is waiting to be committed, and closes all. */
  close(): Promise<void>;
}

/** The directory alone, which an import changes while the operator runs. */
export interface OpenDirectory {
  readonly store: DirectoryStore;
  readonly editions: DirectoryEditionStore;
  beginImport(): Promise<NationalImport>;
  close(): Promise<void>;
}

/** Opens the directory of a place, making what is missing. */
export async function openDirectory(place: StorePlace): Promise<OpenDirectory> {
  const database = await openDirectoryDatabase(place);
  return {
    ...database,
    store: createDirectoryStore(database.directory, database.directoryIndex),
    editions: createDirectoryEditionStore(database.directory),
  };
}

/**
 * Opens the stores of a place, making what is missing. Throws `store.wrong-key`, `store.corrupt` or
 * `store.from-the-future`; `operator.unavailable` when another operator runs on this folder.
 */
export async function openStores(
  place: StorePlace,
  blobs: BlobStore = createDirectoryBlobs(join(place.dataFolder, 'blobs')),
): Promise<Stores> {
  mkdirSync(place.dataFolder, { recursive: true, mode: 0o700 });
  const lock = lockFolder(place.dataFolder);
  try {
    const databases = await openDatabases(place, 'operate');
    return {
      ...createStores(databases),
      blobs,
      checkIntegrity: () => databases.checkIntegrity(),
      failed: databases.failed,
      async close() {
        try {
          await databases.close();
        } finally {
          // The lock last: whoever waits for it finds everything closed.
          lock.close();
        }
      },
    };
  } catch (error) {
    lock.close();
    throw error;
  }
}

/** Every store above the databases. */
export function createStores(databases: Databases): Omit<Stores, 'blobs' | 'checkIntegrity' | 'failed' | 'close'> {
  const { main, keys, master } = databases;
  const directory = createDirectoryStore(databases.directory, databases.directoryIndex);
  return {
    accounts: createPublishedAccounts(createAccountStore(main), directory),
    credentials: createCredentialStore(main),
    factors: createFactorStore(main),
    passkeys: createPasskeyStore(main),
    registrations: createRegistrationStore(main),
    administrators: createAdministratorStore(main),
    administration: createAdministrationStore(main),
    sessions: createSessionStore(main),
    spentProofs: databases.spentProofs,
    uploads: createUploadStore(main),
    envelopes: createEnvelopeStore(main),
    items: createAccountItemStore(main),
    drafts: createSharedDraftStore(main),
    handlings: createHandlingStore(main),
    mails: createMailQueue(main),
    preferences: createPreferenceStore(main),
    log: createLogStore(main),
    infections: createInfectionStore(main),
    holds: createHoldStore(main),
    structures: createStructureStore(main),
    mailboxes: createOrganisationMailboxStore(main),
    invitations: createInvitationStore(main),
    phoneProofs: createPhoneProofStore(main),
    mssante: createMssanteStore(main),
    addressChanges: createAddressChangeStore(main),
    delegations: createDelegationStore(main),
    absences: createAbsenceStore(main),
    directory,
    editions: createDirectoryEditionStore(databases.directory),
    vault: createKeyVault(keys, master.derive('key wrapping')),
  };
}

/** The stores that hold accounts and nothing of their letters. */
export type AccountStores = Pick<
  Stores,
  'accounts' | 'credentials' | 'registrations' | 'administrators' | 'structures' | 'directory' | 'close'
>;

/** Opens those, also while an operator runs on the folder; throws as `openStores` does. */
export function openAccountStores(place: StorePlace): Promise<AccountStores> {
  return openBeside(place, ({ main, directory, directoryIndex }) => ({
    accounts: createAccountStore(main),
    credentials: createCredentialStore(main),
    registrations: createRegistrationStore(main),
    administrators: createAdministratorStore(main),
    structures: createStructureStore(main),
    directory: createDirectoryStore(directory, directoryIndex),
  }));
}

/** Holds, and the accounts that they may be on. */
export type HoldStores = Pick<Stores, 'accounts' | 'holds' | 'close'>;

/** Opens those, also while an operator runs on the folder; throws as `openStores` does. */
export function openHoldStores(place: StorePlace): Promise<HoldStores> {
  return openBeside(place, ({ main }) => ({ accounts: createAccountStore(main), holds: createHoldStore(main) }));
}

/** What the national directory is told. */
export interface PublicationStores {
  readonly publication: PublicationStore;
  close(): Promise<void>;
}

/** Opens it, also while an operator runs on the folder; throws as `openStores` does. */
export function openPublicationStores(place: StorePlace): Promise<PublicationStores> {
  return openBeside(place, ({ main }) => ({ publication: createPublicationStore(main) }));
}

/** Structures, and what their members appear in. */
export type StructureStores = Pick<Stores, 'accounts' | 'structures' | 'mailboxes' | 'directory' | 'close'>;

/** Opens those, also while an operator runs on the folder; throws as `openStores` does. */
export function openStructureStores(place: StorePlace): Promise<StructureStores> {
  return openBeside(place, ({ main, directory, directoryIndex }) => ({
    accounts: createAccountStore(main),
    structures: createStructureStore(main),
    mailboxes: createOrganisationMailboxStore(main),
    directory: createDirectoryStore(directory, directoryIndex),
  }));
}

/** What a report and the verification of the log read: one instant of `main`, and no more than that is locked. */
export type EvidenceStores = Pick<Stores, 'log' | 'envelopes' | 'uploads' | 'vault' | 'close'>;

/** Opens those without changing anything, also while an operator runs; throws as `openStores` does. */
export async function openEvidence(place: StorePlace): Promise<EvidenceStores> {
  return openFor('read', place, async (databases) => {
    await databases.holdSnapshot();
    const { log, envelopes, uploads, vault } = createStores(databases);
    return { log, envelopes, uploads, vault };
  });
}

function openBeside<T extends object>(
  place: StorePlace,
  create: (databases: Databases) => T,
): Promise<T & { close(): Promise<void> }> {
  return openFor('beside', place, async (databases) => create(databases));
}

async function openFor<T extends object>(
  access: Access,
  place: StorePlace,
  create: (databases: Databases) => Promise<T>,
): Promise<T & { close(): Promise<void> }> {
  const databases = await openDatabases(place, access);
  try {
    return { ...(await create(databases)), close: () => databases.close() };
  } catch (error) {
    await databases.close();
    throw error;
  }
}
