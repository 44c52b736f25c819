/** The system's own notifications. Silent: the sound of a ward is enough. */
import { Notification } from 'electron';
import type { ShownNotice } from '../../contract/ipc/process.ts';
import { noticeWords, type ShellLanguage } from './words.ts';

/** Shows one; answers how to take it off the screen and out of the system's list. */
export function showNotice(language: ShellLanguage, notice: ShownNotice, onClick: () => void): () => void {
  if (!Notification.isSupported()) return () => undefined;
  const shown = new Notification({ ...noticeWords(language, notice), silent: true });
  shown.on('click', onClick);
  shown.show();
  return () => shown.close();
}
