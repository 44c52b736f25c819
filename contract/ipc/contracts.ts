/** Every area, for the preload's allow-list and the relay. */
import { activityContract } from './activity.contract.ts';
import { appContract } from './app.contract.ts';
import { cardContract } from './card.contract.ts';
import { codeContract } from './code.contract.ts';
import type { Contract } from './define.ts';
import { delegationContract } from './delegation.contract.ts';
import { directoryContract } from './directory.contract.ts';
import { doctorContract } from './doctor.contract.ts';
import { draftContract, outboxContract } from './draft.contract.ts';
import { folderContract } from './folder.contract.ts';
import { handlingContract } from './handling.contract.ts';
import { keepingContract } from './keeping.contract.ts';
import { mailboxContract } from './mailbox.contract.ts';
import { peopleContract } from './people.contract.ts';
import { releaseContract } from './release.contract.ts';
import { settingsContract } from './settings.contract.ts';
import { storageContract } from './storage.contract.ts';
import { syncContract } from './sync.contract.ts';

export const contracts: readonly Contract[] = [
  appContract,
  cardContract,
  codeContract,
  mailboxContract,
  keepingContract,
  folderContract,
  handlingContract,
  draftContract,
  outboxContract,
  directoryContract,
  peopleContract,
  doctorContract,
  releaseContract,
  syncContract,
  activityContract,
  settingsContract,
  storageContract,
  delegationContract,
];

/** Channels that a renderer may invoke. */
export const invokeChannels: ReadonlySet<string> = new Set(
  contracts.flatMap((contract) => Object.keys(contract.spec.methods).map((name) => `${contract.area}.${name}`)),
);

/** Channels that a renderer may subscribe to. */
export const eventChannels: ReadonlySet<string> = new Set(
  contracts.flatMap((contract) => Object.keys(contract.spec.events).map((name) => `${contract.area}.${name}`)),
);
