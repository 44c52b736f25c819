/** Serves every area: those of signing in from the start, the others once somebody is signed in. */
import { AppError, type Result } from '../../../contract/errors.ts';
import { activityContract } from '../../../contract/ipc/activity.contract.ts';
import { cardContract } from '../../../contract/ipc/card.contract.ts';
import { codeContract } from '../../../contract/ipc/code.contract.ts';
import { type Contract, type Handlers, type ReportBug, serve } from '../../../contract/ipc/define.ts';
import { delegationContract } from '../../../contract/ipc/delegation.contract.ts';
import { directoryContract } from '../../../contract/ipc/directory.contract.ts';
import { doctorContract } from '../../../contract/ipc/doctor.contract.ts';
import { draftContract, outboxContract } from '../../../contract/ipc/draft.contract.ts';
import { folderContract } from '../../../contract/ipc/folder.contract.ts';
import { handlingContract } from '../../../contract/ipc/handling.contract.ts';
import { keepingContract } from '../../../contract/ipc/keeping.contract.ts';
import { mailboxContract } from '../../../contract/ipc/mailbox.contract.ts';
import { peopleContract } from '../../../contract/ipc/people.contract.ts';
import { releaseContract } from '../../../contract/ipc/release.contract.ts';
import { settingsContract } from '../../../contract/ipc/settings.contract.ts';
import { storageContract } from '../../../contract/ipc/storage.contract.ts';
import { syncContract } from '../../../contract/ipc/sync.contract.ts';

/** Handlers of a signed-in account. */
export interface AccountHandlers {
  readonly mailbox: Handlers<typeof mailboxContract>;
  readonly keeping: Handlers<typeof keepingContract>;
  readonly folder: Handlers<typeof folderContract>;
  readonly handling: Handlers<typeof handlingContract>;
  readonly draft: Handlers<typeof draftContract>;
  readonly outbox: Handlers<typeof outboxContract>;
  readonly directory: Handlers<typeof directoryContract>;
  readonly people: Handlers<typeof peopleContract>;
  readonly sync: Handlers<typeof syncContract>;
  readonly activity: Handlers<typeof activityContract>;
  readonly settings: Handlers<typeof settingsContract>;
  readonly storage: Handlers<typeof storageContract>;
  readonly delegation: Handlers<typeof delegationContract>;
}

/** The areas that are a mailbox's. */
export type MailHandlers = Omit<AccountHandlers, 'settings' | 'storage' | 'delegation'>;

export interface SessionAreas {
  invoke(channel: string, input: unknown): Promise<Result<unknown>>;
  /** From now on the account's areas are served too. */
  open(handlers: AccountHandlers): void;
  /** From now on these are served in place of those of another mailbox. */
  show(handlers: MailHandlers): void;
}

/** Areas of the mailbox in view; one that is missing does not compile. */
const mailContracts = {
  mailbox: mailboxContract,
  keeping: keepingContract,
  folder: folderContract,
  handling: handlingContract,
  draft: draftContract,
  outbox: outboxContract,
  directory: directoryContract,
  people: peopleContract,
  sync: syncContract,
  activity: activityContract,
} as const satisfies Record<keyof MailHandlers, Contract>;
const areaNames = [...Object.keys(mailContracts), 'settings', 'storage', 'delegation'];

/** Handlers that serve before anybody signed in, and go on afterwards. */
export interface OpenHandlers {
  readonly card: Handlers<typeof cardContract>;
  readonly code: Handlers<typeof codeContract>;
  readonly doctor: Handlers<typeof doctorContract>;
  readonly release: Handlers<typeof releaseContract>;
}

export function createSessionAreas({ card, code, doctor, release }: OpenHandlers, reportBug: ReportBug): SessionAreas {
  const table = new Map([
    ...serve(cardContract, card, reportBug),
    ...serve(codeContract, code, reportBug),
    ...serve(doctorContract, doctor, reportBug),
    ...serve(releaseContract, release, reportBug),
  ]);
  const add = <C extends Contract>(contract: C, handlers: Handlers<C>) => {
    for (const [channel, run] of serve(contract, handlers, reportBug)) table.set(channel, run);
  };
  const isAccountArea = (channel: string) => areaNames.some((name) => channel.startsWith(`${name}.`));
  const show: SessionAreas['show'] = (handlers) => {
    for (const [area, contract] of Object.entries(mailContracts) as [keyof MailHandlers, Contract][]) {
      add(contract, handlers[area] as Handlers<Contract>);
    }
  };
  return {
    async invoke(channel, input) {
      const run = table.get(channel);
      if (run) return run(input);
      const code = isAccountArea(channel) ? 'session.locked' : 'request.not-found';
      return { ok: false, error: new AppError(code).toWire() };
    },
    open({ settings, storage, delegation, ...mail }) {
      show(mail);
      add(settingsContract, settings);
      add(storageContract, storage);
      add(delegationContract, delegation);
    },
    show,
  };
}
