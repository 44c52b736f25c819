/** The life of the application around the program: one instance, started when ready, stopped before leaving. */
import { app, dialog } from 'electron';
import { linkAmong } from './link-handler.ts';
import { type ShellLanguage, shellWords } from './words.ts';

interface Program {
  /** Somebody started it again: shows what is there. */
  focus(): void;
  /** Another program hands a link over. */
  openLink(link: string): void;
  /** The language in which it speaks. */
  language(): ShellLanguage;
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
  /** A link that comes before there is anybody to follow it. */
  let firstLink = linkAmong(process.argv);
  const openLink = (link: string) => {
    if (program) program.openLink(link);
    else firstLink = link;
  };
  const fail = (title: 'cannotStart' | 'stopped', what: string) => {
    const { dialogs } = shellWords(program?.language() ?? systemLanguage());
    dialog.showErrorBox(dialogs[title], what);
  };
  const stopped = (what: string) => {
    fail('stopped', what);
    app.exit(70);
  };
  app.on('second-instance', (_event, argv) => {
    const link = linkAmong(argv);
    if (link === null) program?.focus();
    else openLink(link);
  });
  app.on('open-url', (event, link) => {
    event.preventDefault();
    openLink(link);
  });
  app.on('activate', () => program?.focus());
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
    const incident = program?.reportBug(error, 'main');
    const { dialogs } = shellWords(program?.language() ?? systemLanguage());
    stopped(incident === undefined ? String(error.stack) : dialogs.incident(incident));
  });
  process.on('unhandledRejection', (reason) => {
    if (program) program.reportBug(reason, 'main');
    else stopped(reason instanceof Error ? reason.message : String(reason));
  });
  // Not awaited by the entry: Electron is ready only once the entry has run.
  app
    .whenReady()
    .then(start)
    .then(
      (started) => {
        program = started;
        if (firstLink !== null) started.openLink(firstLink);
      },
      (error: unknown) => {
        fail('cannotStart', error instanceof Error ? error.message : String(error));
        app.exit(1);
      },
    );
}

/** Before anybody could choose: French, unless the system speaks English. */
function systemLanguage(): ShellLanguage {
  return app.getLocale().startsWith('en') ? 'en' : 'fr';
}
