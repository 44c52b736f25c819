/** The least menu that a desktop needs: editing keys, closing, leaving. No reload, no developer tools. */
import { Menu } from 'electron';

/** Sets the menu of the application. */
export function setMenu(): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      {
        label: 'Medimail',
        submenu: [
          { label: 'Fermer la fenêtre', role: 'close' },
          { label: 'Quitter Medimail', role: 'quit' },
        ],
      },
      {
        label: 'Affichage',
        submenu: [
          { label: 'Agrandir', role: 'zoomIn' },
          { label: 'Réduire', role: 'zoomOut' },
          { label: 'Taille normale', role: 'resetZoom' },
        ],
      },
      {
        label: 'Édition',
        submenu: [
          { label: 'Annuler', role: 'undo' },
          { label: 'Rétablir', role: 'redo' },
          { type: 'separator' },
          { label: 'Couper', role: 'cut' },
          { label: 'Copier', role: 'copy' },
          { label: 'Coller sans mise en forme', role: 'pasteAndMatchStyle' },
          { label: 'Coller', role: 'paste' },
          { label: 'Tout sélectionner', role: 'selectAll' },
        ],
      },
    ]),
  );
}
