/** The national directory of this workstation: one for the process, whoever's mailbox is in view. */
import { join } from 'node:path';
import { emitter } from '../../contract/ipc/define.ts';
import { directoryContract } from '../../contract/ipc/directory.contract.ts';
import type { FromSession, SessionConfig } from '../../contract/ipc/process.ts';
import type { OpenAccount } from './compose-account.ts';
import type { Clock } from './core/clock.ts';
import type { NationalChoice, NationalDirectory } from './core/national-port.ts';
import { createNationalUpdates, type NationalUpdates } from './core/national-updates.ts';
import type { OperatorApi } from './core/operator-port.ts';
import { applyInThread } from './store/national/builder.ts';
import { openNationalFolder } from './store/national/national-folder.ts';

/** Beside the accounts' folders, whose names begin otherwise. */
const FOLDER = 'national-directory';

export interface NationalParts {
  readonly config: SessionConfig;
  readonly deviceSecret: Uint8Array | null;
  readonly entry: string;
  readonly operator: OperatorApi;
  readonly clock: Clock;
  /** Null before anybody signed in. */
  readonly account: () => OpenAccount | null;
  readonly post: (message: FromSession) => void;
  readonly onBug: (error: unknown) => void;
}

export interface ComposedNational {
  readonly directory: NationalDirectory;
  readonly updates: NationalUpdates;
  close(): void;
}

export function composeNational({ config, account, clock, ...parts }: NationalParts): ComposedNational {
  const tell = emitter(directoryContract, (channel, payload) => parts.post({ type: 'event', channel, payload }));
  const files = openNationalFolder({
    folder: join(config.accountsFolder, FOLDER),
    deviceSecret: parts.deviceSecret,
    apply: applyInThread(parts.entry),
    onDamaged: () => updates.damaged(),
  });
  const updates = createNationalUpdates({
    operator: parts.operator,
    files,
    clock,
    random: Math.random,
    policy: choiceOf(config.offlineDirectory),
    isCertified: () => account()?.view.account.certified ?? false,
    isOnline: () => account()?.isOnline() ?? false,
    isBusy: () => account()?.isBusy() ?? false,
    onState: (state) => tell('nationalChanged', state),
    onBug: parts.onBug,
  });
  return {
    directory: files,
    updates,
    close() {
      updates.stop();
      files.close();
    },
  };
}

function choiceOf(policy: SessionConfig['offlineDirectory']): NationalChoice | null {
  if (policy === null) return null;
  if (typeof policy === 'boolean') return { isKept: policy, departments: null };
  return { isKept: true, departments: policy };
}
