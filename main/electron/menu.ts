/** The least menu that a desktop needs: editing keys, closing, leaving. No reload, no developer tools. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import { type ShellLanguage, shellWords } from './words.ts';

/** Sets the menu of the application; again when the language changes. */
export function setMenu(language: ShellLanguage): void {
  const { menu } = shellWords(language);
  const item = (name: Exclude<keyof typeof menu, 'view' | 'edit'>): MenuItemConstructorOptions => ({
    label: menu[name],
    role: name,
  });
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      { label: 'Medimail', submenu: [item('close'), item('quit')] },
      { label: menu.view, submenu: [item('zoomIn'), item('zoomOut'), item('resetZoom')] },
      {
        label: menu.edit,
        submenu: [
          item('undo'),
          item('redo'),
          { type: 'separator' },
          item('cut'),
          item('copy'),
          item('pasteAndMatchStyle'),
          item('paste'),
          item('selectAll'),
        ],
      },
    ]),
  );
}
