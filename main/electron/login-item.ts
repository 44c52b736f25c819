/** Starting with the user's session: the system's own list on Windows and macOS, an autostart entry on Linux. */
import { app } from 'electron';
import { autostartFile, type LoginItem } from './autostart.ts';

/** This system's way. An AppImage is started by its own file, not by what it unpacks. */
export function systemLoginItem(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): LoginItem {
  if (platform === 'linux') {
    return autostartFile(app.getPath('appData'), environment['APPIMAGE'] ?? process.execPath);
  }
  return {
    isSet: () => app.getLoginItemSettings().openAtLogin,
    set: (on) => app.setLoginItemSettings({ openAtLogin: on }),
  };
}
