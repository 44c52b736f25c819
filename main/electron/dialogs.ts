/** The system's file dialogs, in the language of the interface, above the window. */
import { type BrowserWindow, dialog } from 'electron';
import { type ShellLanguage, shellWords } from './words.ts';

/** Choices of the user: paths, or none when cancelled. */
interface Dialogs {
  chooseFiles(): Promise<readonly string[]>;
  chooseDestination(suggestedName: string): Promise<string | null>;
  chooseFolder(): Promise<string | null>;
}

/** `present` answers the window that the dialog belongs to. */
export function createDialogs(present: () => BrowserWindow | null, language: () => ShellLanguage): Dialogs {
  const words = () => shellWords(language()).dialogs;
  const open = async (options: Electron.OpenDialogOptions) => {
    const window = present();
    const answer = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
    return answer.canceled ? [] : answer.filePaths;
  };
  return {
    // `dontAddToRecent`: the names of documents stay out of the system's history.
    chooseFiles: () =>
      open({
        title: words().attachTitle,
        buttonLabel: words().attach,
        properties: ['openFile', 'multiSelections', 'dontAddToRecent'],
      }),
    async chooseFolder() {
      const folders = await open({
        title: words().folderTitle,
        buttonLabel: words().choose,
        properties: ['openDirectory', 'createDirectory', 'dontAddToRecent'],
      });
      return folders[0] ?? null;
    },
    async chooseDestination(suggestedName) {
      const options: Electron.SaveDialogOptions = {
        title: words().saveTitle,
        buttonLabel: words().save,
        defaultPath: suggestedName,
        properties: ['createDirectory', 'showOverwriteConfirmation', 'dontAddToRecent'],
      };
      const window = present();
      const answer = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options));
      return answer.canceled || !answer.filePath ? null : answer.filePath;
    },
  };
}
