/** The system's file dialogs, in French, above the window. */
import { join } from 'node:path';
import { type BrowserWindow, dialog } from 'electron';

/** Choices of the user: paths, or none when cancelled. */
interface Dialogs {
  chooseFiles(): Promise<readonly string[]>;
  chooseDestination(suggestedName: string): Promise<string | null>;
  chooseFolder(): Promise<string | null>;
  chooseArchive(): Promise<string | null>;
}

/** `present` answers the window that the dialog belongs to; saving begins in `startFolder`, where one is named. */
export function createDialogs(present: () => BrowserWindow | null, startFolder: string | null): Dialogs {
  const open = async (options: Electron.OpenDialogOptions) => {
    const window = present();
    const answer = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
    return answer.canceled ? [] : answer.filePaths;
  };
  return {
    // `dontAddToRecent`: the names of documents stay out of the system's history.
    chooseFiles: () =>
      open({
        title: 'Joindre des fichiers',
        buttonLabel: 'Joindre',
        properties: ['openFile', 'multiSelections', 'dontAddToRecent'],
      }),
    async chooseFolder() {
      const folders = await open({
        title: 'Enregistrer dans un dossier',
        buttonLabel: 'Choisir',
        ...(startFolder === null ? {} : { defaultPath: startFolder }),
        properties: ['openDirectory', 'createDirectory', 'dontAddToRecent'],
      });
      return folders[0] ?? null;
    },
    async chooseArchive() {
      const files = await open({
        title: 'Reprendre une copie des enveloppes conservées',
        buttonLabel: 'Reprendre',
        filters: [{ name: 'Copie Medimail', extensions: ['medimail'] }],
        properties: ['openFile', 'dontAddToRecent'],
      });
      return files[0] ?? null;
    },
    async chooseDestination(suggestedName) {
      const options: Electron.SaveDialogOptions = {
        title: 'Enregistrer sous',
        buttonLabel: 'Enregistrer',
        defaultPath: startFolder === null ? suggestedName : join(startFolder, suggestedName),
        properties: ['createDirectory', 'showOverwriteConfirmation', 'dontAddToRecent'],
      };
      const window = present();
      const answer = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options));
      return answer.canceled || !answer.filePath ? null : answer.filePath;
    },
  };
}
