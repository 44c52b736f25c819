/** The life of the application around the program: one instance, started when ready, stopped before leaving. */
import { app, dialog } from 'electron';

interface Program {
  /** Somebody started it again: shows what is there. */
  focus(): void;
  /** Logs an unexpected failure; answers the incident it was logged under. */
  reportBug(error: unknown, where: string): string;
  /** Ends everything cleanly. */
  stop(): Promise<void>;
}

/** Runs the program unless another instance runs it already. */
export function runOnce(start: () => Promise<Program>): void {
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  let program: Program | null = null;
  let isStopping = false;
  app.on('second-instance', () => program?.focus());
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', (event) => {
    if (!program) return;
    // Leaves once everything is closed, not before; the second request passes.
    event.preventDefault();
    if (isStopping) return;
    isStopping = true;
    void program.stop().finally(() => {
      program = null;
      app.quit();
    });
  });
  // A main process that cannot be trusted any more ends, and with it the session process and its keys.
  process.on('uncaughtException', (error) => {
    fail(`Incident ${program?.reportBug(error, 'main') ?? String(error.stack)}`);
  });
  process.on('unhandledRejection', (reason) => {
    if (program) program.reportBug(reason, 'main');
    else fail(reason instanceof Error ? reason.message : String(reason));
  });
  // Not awaited by the entry: Electron is ready only once the entry has run.
  app
    .whenReady()
    .then(start)
    .then(
      (started) => {
        program = started;
      },
      (error: unknown) => {
        dialog.showErrorBox('Medimail ne peut pas démarrer', error instanceof Error ? error.message : String(error));
        app.exit(1);
      },
    );
}

function fail(what: string): void {
  dialog.showErrorBox('Medimail s’est arrêté', what);
  app.exit(70);
}
