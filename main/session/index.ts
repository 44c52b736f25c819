/** Entry of the session process: one per signed-in account, ended by killing it. */
import { type FromSession, SessionConfig, ToSession } from '../../contract/ipc/process.ts';
import { composeSession } from './compose.ts';
import { isBuilder, runBuilder } from './store/national/builder.ts';

/** Electron's utility process gives `process.parentPort`; a forked Node process speaks over its IPC channel. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

const { parentPort } = process as unknown as { readonly parentPort?: ParentPort };

function post(message: FromSession): void {
  if (parentPort) parentPort.postMessage(message);
  else if (process.connected) process.send?.(message);
}

async function runSession(): Promise<void> {
  const configText = process.env['MEDIMAIL_SESSION'] ?? '{}';
  // It holds the device secret: no process that this one could start inherits it.
  delete process.env['MEDIMAIL_SESSION'];
  const session = await composeSession(SessionConfig.parse(JSON.parse(configText)), post, import.meta.url);

  async function quit(): Promise<void> {
    await session.close();
    process.exit(0);
  }

  function receive(data: unknown): void {
    const message = ToSession.parse(data);
    if (message.type === 'quit') quit().catch(fail);
    else session.receive(message);
  }

  function fail(error: unknown): void {
    session.reportBug(error, 'process');
    process.exitCode = 70;
    // The report has to leave first.
    setTimeout(() => process.exit(70), 100);
  }

  process.on('uncaughtException', fail);
  process.on('unhandledRejection', (reason) => {
    session.reportBug(reason, 'promise');
  });
  if (parentPort) parentPort.on('message', ({ data }) => receive(data));
  else {
    process.on('message', receive);
    // Whoever asked is gone: nothing may go on without a supervisor that could lock.
    process.on('disconnect', () => process.exit(0));
  }
  post({ type: 'ready' });
}

// A thread of this process that puts the directory together has the same entry: one file is all that a bundle is.
if (isBuilder()) await runBuilder();
else await runSession();
