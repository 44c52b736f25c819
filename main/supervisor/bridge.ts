/** The one way in from the page: known channels only, from the main frame of the app's own page only. */
import { AppError, type Result } from '../../contract/errors.ts';
import { invokeChannels } from '../../contract/ipc/contracts.ts';
import type { Dispatch } from '../../contract/ipc/define.ts';
import type { Incidents } from './incidents.ts';
import type { Log } from './log.ts';

/** Who calls, as the shell reports it. */
export interface Caller {
  /** The call comes from the window that is shown now, not from one that was replaced. */
  readonly isCurrentPage: boolean;
  readonly isMainFrame: boolean;
  /** Scheme and host of the calling frame. */
  readonly origin: string;
}

export interface BridgeParts {
  /** Origin of the app's page. */
  readonly origin: string;
  /** Calls that the main process serves itself. */
  readonly own: Dispatch;
  readonly toSession: (channel: string, input: unknown) => Promise<Result<unknown>>;
  readonly incidents: Incidents;
  readonly log: Log;
}

/** Answers a call, or rejects what no page of ours would send. */
export type ReceiveCall = (caller: Caller, channel: unknown, input: unknown) => Promise<Result<unknown>>;

/** Makes the receiver of calls. */
export function createBridge({ origin, own, toSession, incidents, log }: BridgeParts): ReceiveCall {
  return async (caller, channel, input) => {
    if (!caller.isCurrentPage || !caller.isMainFrame || caller.origin !== origin) {
      log.error('call from a foreign frame', { isMainFrame: caller.isMainFrame, isCurrentPage: caller.isCurrentPage });
      throw new Error('not allowed');
    }
    if (typeof channel !== 'string' || !invokeChannels.has(channel)) {
      log.error('call of an unknown channel');
      return { ok: false, error: new AppError('request.invalid', { field: 'channel' }).toWire() };
    }
    const handler = own.get(channel);
    const result = await (handler ? handler(input) : toSession(channel, input));
    if (!result.ok) incidents.note(channel, result.error.code, result.error.incident);
    return result;
  };
}
