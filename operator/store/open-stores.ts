/** Opens the embedded default behind every port: three SQLite files, and a folder of blobs unless a bucket is given. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../contract/errors.ts';
import { createDirectoryBlobs } from '../blobs/directory-blobs.ts';
import type { AccountItemStore } from '../services/ports/account-items.ts';
import type { AccountStore } from '../services/ports/accounts.ts';
import type { AddressChangeStore } from '../services/ports/address-changes.ts';
import type { AdministrationStore } from '../services/ports/administration.ts';
import type { AdministratorStore } from '../services/ports/administrators.ts';
import type { BlobStore, KeyVault } from '../services/ports/contents.ts';
import type { CredentialStore } from '../services/ports/credentials.ts';
import type { DelegationStore } from '../services/ports/delegations.ts';
import type { DirectoryStore } from '../services/ports/directory.ts';
import type { EnvelopeStore } from '../services/ports/envelopes.ts';
import type { FactorStore } from '../services/ports/factors.ts';
import type { HoldStore } from '../services/ports/holds.ts';
import type { InfectionStore } from '../services/ports/infections.ts';
import type { InvitationStore } from '../services/ports/invitations.ts';
import type { LogStore } from '../services/ports/log.ts';
import type { MailQueue, PreferenceStore } from '../services/ports/mail.ts';
import type { MssanteStore, PublicationStore } from '../services/ports/mssante.ts';
import type { NationalImport } from '../services/ports/national-import.ts';
import type { RegistrationStore } from '../services/ports/registrations.ts';
import type { SessionStore } from '../services/ports/sessions.ts';
import type { StructureStore } from '../services/ports/structures.ts';
import type { UploadStore } from '../services/ports/uploads.ts';
import { createPublishedAccounts } from '../services/published-accounts.ts';
import { type Databases, openDatabases, openDirectoryDatabase } from './databases.ts';
import { lockFolder } from './folder-lock.ts';
import { openMasterKey, readMasterKey } from './master-key.ts';
import { createAccountStore } from './sqlite/account.store.ts';
import { createAccountItemStore } from './sqlite/account-item.store.ts';
import { createAddressChangeStore } from './sqlite/address-change.store.ts';
import { createAdministrationStore } from './sqlite/administration.store.ts';
import { createAdministratorStore } from './sqlite/administrator.store.ts';
import { createCredentialStore } from './sqlite/credential.store.ts';
import { createDelegationStore } from './sqlite/delegation.store.ts';
import { createDirectoryStore } from './sqlite/directory.store.ts';
import { createEnvelopeStore } from './sqlite/envelope.store.ts';
import { createFactorStore } from './sqlite/factor.store.ts';
import { createHoldStore } from './sqlite/hold.store.ts';
import { createInfectionStore } from './sqlite/infection.store.ts';
import { createInvitationStore } from './sqlite/invitation.store.ts';
import { createKeyVault } from './sqlite/key-vault.ts';
import { createLogStore } from './sqlite/log.store.ts';
import { createMailQueue, createPreferenceStore } from './sqlite/mail.store.ts';
import { createMssanteStore, createPublicationStore } from './sqlite/mssante.store.ts';
import { beginNationalImport } from './sqlite/national-import.ts';
import { createRegistrationStore } from './sqlite/registration.store.ts';
import { createSessionStore } from './sqlite/session.store.ts';
import { createStructureStore } from './sqlite/structure.store.ts';
import { createUploadStore } from './sqlite/upload.store.ts';

export interface Stores {
  readonly accounts: AccountStore;
  readonly credentials: CredentialStore;
  readonly factors: FactorStore;
  readonly registrations: RegistrationStore;
  readonly administrators: AdministratorStore;
  readonly administration: AdministrationStore;
  readonly sessions: SessionStore;
  readonly uploads: UploadStore;
  readonly envelopes: EnvelopeStore;
  readonly items: AccountItemStore;
  readonly mails: MailQueue;
  readonly preferences: PreferenceStore;
  readonly log: LogStore;
  readonly infections: InfectionStore;
  readonly holds: HoldStore;
  readonly structures: StructureStore;
  readonly invitations: InvitationStore;
  readonly mssante: MssanteStore;
  readonly addressChanges: AddressChangeStore;
  readonly delegations: DelegationStore;
  readonly directory: DirectoryStore;
  readonly vault: KeyVault;
  readonly blobs: BlobStore;
  /** Reads everything and throws at the first flaw. */
  checkIntegrity(): void;
  close(): void;
}

/** The directory alone, which an import changes while the operator runs. */
export interface OpenDirectory {
  readonly store: DirectoryStore;
  beginImport(): NationalImport;
  close(): void;
}

/** Opens the directory of a data folder, making what is missing. */
export function openDirectory(dataFolder: string): OpenDirectory {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const database = openDirectoryDatabase(dataFolder);
  return {
    store: createDirectoryStore(database),
    beginImport: () => beginNationalImport(database),
    close: () => database.close(),
  };
}

/**
 * Opens the stores of a data folder, making what is missing. Throws `store.wrong-key`, `store.corrupt` or
 * `store.from-the-future`; `operator.unavailable` when another operator runs on this folder.
 */
export function openStores(
  dataFolder: string,
  masterKeyFile = join(dataFolder, 'master.key'),
  blobs: BlobStore = createDirectoryBlobs(join(dataFolder, 'blobs')),
): Stores {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const opened: { close(): void }[] = [lockFolder(dataFolder)];
  // The lock last: whoever waits for it finds everything closed.
  const close = () => {
    for (const one of opened.toReversed()) one.close();
  };
  try {
    const master = openMasterKey(dataFolder, masterKeyFile);
    const { keys, main, directory } = openDatabases(dataFolder, master, opened);
    const directoryStore = createDirectoryStore(directory);
    return {
      accounts: createPublishedAccounts(createAccountStore(main), directoryStore),
      credentials: createCredentialStore(main),
      factors: createFactorStore(main),
      registrations: createRegistrationStore(main),
      administrators: createAdministratorStore(main),
      administration: createAdministrationStore(main),
      sessions: createSessionStore(main),
      uploads: createUploadStore(main),
      envelopes: createEnvelopeStore(main),
      items: createAccountItemStore(main),
      mails: createMailQueue(main),
      preferences: createPreferenceStore(main),
      log: createLogStore(main),
      infections: createInfectionStore(main),
      holds: createHoldStore(main),
      structures: createStructureStore(main),
      invitations: createInvitationStore(main),
      mssante: createMssanteStore(main),
      addressChanges: createAddressChangeStore(main),
      delegations: createDelegationStore(main),
      directory: directoryStore,
      vault: createKeyVault(keys, master.derive('key wrapping')),
      blobs,
      checkIntegrity: () => {
        for (const database of [keys, main, directory]) database.checkIntegrity();
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** The stores that hold accounts and nothing of their letters. */
export type AccountStores = Pick<
  Stores,
  'accounts' | 'credentials' | 'registrations' | 'administrators' | 'directory' | 'close'
>;

/** Opens those, also while an operator runs on the folder; throws as `openStores` does. */
export function openAccountStores(dataFolder: string, masterKeyFile?: string): AccountStores {
  return openBeside(dataFolder, masterKeyFile, ({ main, directory }) => ({
    accounts: createAccountStore(main),
    credentials: createCredentialStore(main),
    registrations: createRegistrationStore(main),
    administrators: createAdministratorStore(main),
    directory: createDirectoryStore(directory),
  }));
}

/** Holds, and the accounts that they may be on. */
export type HoldStores = Pick<Stores, 'accounts' | 'holds' | 'close'>;

/** Opens those, also while an operator runs on the folder; throws as `openStores` does. */
export function openHoldStores(dataFolder: string, masterKeyFile?: string): HoldStores {
  return openBeside(dataFolder, masterKeyFile, ({ main }) => ({
    accounts: createAccountStore(main),
    holds: createHoldStore(main),
  }));
}

/** What the national directory is told. */
export interface PublicationStores {
  readonly publication: PublicationStore;
  close(): void;
}

/** Opens it, also while an operator runs on the folder; throws as `openStores` does. */
export function openPublicationStores(dataFolder: string, masterKeyFile?: string): PublicationStores {
  return openBeside(dataFolder, masterKeyFile, ({ main }) => ({ publication: createPublicationStore(main) }));
}

/** Structures, and what their members appear in. */
export type StructureStores = Pick<Stores, 'accounts' | 'structures' | 'directory' | 'close'>;

/** Opens those, also while an operator runs on the folder; throws as `openStores` does. */
export function openStructureStores(dataFolder: string, masterKeyFile?: string): StructureStores {
  return openBeside(dataFolder, masterKeyFile, ({ main, directory }) => ({
    accounts: createAccountStore(main),
    structures: createStructureStore(main),
    directory: createDirectoryStore(directory),
  }));
}

function openBeside<T extends object>(
  dataFolder: string,
  masterKeyFile: string | undefined,
  create: (databases: Databases) => T,
): T & { close(): void } {
  // Without a folder there is no operator, and none is made here.
  if (!existsSync(join(dataFolder, 'operator.db'))) throw new AppError('operator.unavailable');
  const opened: { close(): void }[] = [];
  const close = () => {
    for (const one of opened) one.close();
  };
  try {
    return { ...create(openDatabases(dataFolder, readMasterKey(dataFolder, masterKeyFile), opened)), close };
  } catch (error) {
    close();
    throw error;
  }
}
