/** Electron's side of the bridge: hands calls over with what Electron knows of their sender. */
import { ipcMain, type WebContents } from 'electron';
import type { Result } from '../../contract/errors.ts';

/** The caller as the bridge judges it. */
interface Caller {
  readonly isCurrentPage: boolean;
  readonly isMainFrame: boolean;
  readonly origin: string;
}

/** Starts receiving calls. Those of a page that is kept for later wait until it is the window's. */
export function receiveBridgeCalls(
  isCurrent: (contents: WebContents) => boolean,
  untilCurrent: (contents: WebContents) => Promise<void>,
  receive: (caller: Caller, channel: unknown, input: unknown) => Promise<Result<unknown>>,
): void {
  ipcMain.handle('bridge.invoke', async (event, channel: unknown, input: unknown) => {
    const frame = event.senderFrame;
    await untilCurrent(event.sender);
    return receive(
      {
        isCurrentPage: isCurrent(event.sender),
        isMainFrame: frame !== null && frame.parent === null,
        origin: frame?.origin ?? '',
      },
      channel,
      input,
    );
  });
}
