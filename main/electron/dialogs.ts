/** The system's file dialogs, in French, above the window. */
import { type BrowserWindow, dialog } from 'electron';

/** Choices of the user: paths, or none when cancelled. */
interface Dialogs {
  chooseFiles(): Promise<readonly string[]>;
  chooseDestination(suggestedName: string): Promise<string | null>;
  chooseFolder(): Promise<string | null>;
}

/** `present` answers the window that the dialog belongs to. */
export function createDialogs(present: () => BrowserWindow | null): Dialogs {
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
        properties: ['openDirectory', 'createDirectory', 'dontAddToRecent'],
      });
      return folders[0] ?? null;
    },
    async chooseDestination(suggestedName) {
      const options: Electron.SaveDialogOptions = {
        title: 'Enregistrer sous',
        buttonLabel: 'Enregistrer',
        defaultPath: suggestedName,
        properties: ['createDirectory', 'showOverwriteConfirmation', 'dontAddToRecent'],
      };
      const window = present();
      const answer = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options));
      return answer.canceled || !answer.filePath ? null : answer.filePath;
    },
  };
}
