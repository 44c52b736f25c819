/** What `import … from 'electron'` finds in the main process under this host. An unlisted name fails to link. */
import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { dialog } from './dialog.ts';
import { emulated } from './emulated.ts';
import { ipcMain } from './ipc-main.ts';
import { Notification } from './notification.ts';
import { safeStorage } from './safe-storage.ts';
import { protocol, session } from './session.ts';
import { clipboard, Menu, net, powerMonitor, screen, shell } from './system.ts';
import { nativeImage, Tray } from './tray.ts';
import { utilityProcess } from './utility-process.ts';

export {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  Notification,
  nativeImage,
  net,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
};

/** Libraries import the module as a whole. */
export default emulated('electron', {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  Menu,
  nativeImage,
  Notification,
  net,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
});
