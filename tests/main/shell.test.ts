/** The shell's own parts over the stand-in for Electron: menu, dialogs, tray, badge, links, in the language chosen. */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { beforeEach, describe, expect, it, vi } from 'vitest';

vi.mock('electron', () => import('../../tools/chromium-host/electron.ts'));

const { showBadge } = await import('../../main/electron/badge.ts');
const { createDialogs } = await import('../../main/electron/dialogs.ts');
const { linkAmong, mailLinks } = await import('../../main/electron/link-handler.ts');
const { setMenu } = await import('../../main/electron/menu.ts');
const { createTray } = await import('../../main/electron/tray.ts');
const { queueAnswer } = await import('../../tools/chromium-host/dialog.ts');
const { recordedCalls } = await import('../../tools/chromium-host/host.ts');
const { chooseInTray, trayMenu } = await import('../../tools/chromium-host/tray.ts');

const iconsFolder = fileURLToPath(new URL('../../resources/tray', import.meta.url));
const shellFolder = fileURLToPath(new URL('../../main/electron', import.meta.url));
const lastCall = (api: string) => recordedCalls.findLast((call) => call.api === api)?.detail;

let language: 'fr' | 'en';
beforeEach(() => {
  language = 'fr';
  recordedCalls.length = 0;
});

describe('the shell speaks the language of the interface', () => {
  it('in its menu', () => {
    setMenu('fr');
    expect(lastCall('Menu.setApplicationMenu')).toEqual(['Medimail', 'Affichage', 'Édition']);
    setMenu('en');
    expect(lastCall('Menu.setApplicationMenu')).toEqual(['Medimail', 'View', 'Edit']);
  });
  it('in its dialogs, as it is at that moment', async () => {
    const dialogs = createDialogs(
      () => null,
      () => language,
      null,
    );
    queueAnswer(null);
    await dialogs.chooseFiles();
    expect(lastCall('dialog.showOpenDialog')).toMatchObject({ title: 'Joindre des fichiers', buttonLabel: 'Joindre' });
    language = 'en';
    queueAnswer(null);
    await dialogs.chooseDestination('CR.pdf');
    expect(lastCall('dialog.showSaveDialog')).toMatchObject({ title: 'Save as', buttonLabel: 'Save' });
  });
  it('and has no words elsewhere than in its file of words', async () => {
    const found: string[] = [];
    for (const name of await readdir(shellFolder)) {
      if (name === 'words.ts') continue;
      const source = ts.createSourceFile(
        name,
        await readFile(`${shellFolder}/${name}`, 'utf8'),
        ts.ScriptTarget.Latest,
      );
      const visit = (node: ts.Node): void => {
        const isWord = (text: string) => /\p{L}{2}/u.test(text) && text !== 'Medimail';
        if (ts.isPropertyAssignment(node) && ts.isStringLiteralLike(node.initializer)) {
          const property = node.name.getText(source);
          const isShown = /^(label|title|buttonLabel|message|detail|body|toolTip|sublabel)$/.test(property);
          if (isShown && isWord(node.initializer.text)) found.push(`${name}: ${node.initializer.text}`);
        }
        if (ts.isCallExpression(node) && /(setToolTip|showErrorBox|setTitle)$/.test(node.expression.getText(source))) {
          for (const argument of node.arguments) {
            if (ts.isStringLiteralLike(argument) && isWord(argument.text)) found.push(`${name}: ${argument.text}`);
          }
        }
        ts.forEachChild(node, visit);
      };
      visit(source);
    }
    expect(found).toEqual([]);
  });
});

describe('the tray', () => {
  const acts: string[] = [];
  const trayOf = (platform: NodeJS.Platform = 'linux') =>
    createTray({
      platform,
      iconsFolder,
      language: () => language,
      open: () => acts.push('open'),
      compose: () => acts.push('compose'),
      lock: () => acts.push('lock'),
      quit: () => acts.push('quit'),
    });
  beforeEach(() => {
    acts.length = 0;
  });

  it('offers a new envelope and locking only while somebody is signed in', () => {
    const tray = trayOf();
    tray.show();
    expect(trayMenu().items).toEqual([
      { label: 'Ouvrir Medimail', enabled: true },
      { label: 'Nouvelle enveloppe', enabled: false },
      { label: 'Verrouiller', enabled: false },
      { label: 'Quitter Medimail', enabled: true },
    ]);
    tray.show({ isOpen: true, unopened: 0 });
    for (const label of ['Ouvrir Medimail', 'Nouvelle enveloppe', 'Verrouiller', 'Quitter Medimail'])
      chooseInTray(label);
    expect(acts).toEqual(['open', 'compose', 'lock', 'quit']);
    tray.remove();
  });
  it('tells a count and nothing else, and keeps it through a change of language', () => {
    const tray = trayOf();
    tray.show({ isOpen: true, unopened: 12 });
    expect(trayMenu().toolTip).toBe('Medimail · 12 enveloppes non ouvertes');
    expect(lastCall('Tray.setImage')).toMatchObject({ path: expect.stringContaining('tray-unopened.png') });
    language = 'en';
    tray.show();
    expect(trayMenu().toolTip).toBe('Medimail · 12 unopened envelopes');
    expect(trayMenu().items[0]?.label).toBe('Open Medimail');
    tray.show({ isOpen: false, unopened: 0 });
    expect(trayMenu().toolTip).toBe('Medimail');
    tray.remove();
  });
  it('is one colour on macOS, which colours it itself', () => {
    const tray = trayOf('darwin');
    tray.show({ isOpen: true, unopened: 3 });
    expect(lastCall('Tray.setImage')).toMatchObject({ path: expect.stringContaining('tray-template.png') });
    tray.remove();
  });
});

describe('the badge', () => {
  it('is a number, and is taken away', () => {
    showBadge(3, { platform: 'linux', iconsFolder, language: 'fr', window: null });
    expect(lastCall('app.setBadgeCount')).toEqual({ count: 3 });
    showBadge(0, { platform: 'darwin', iconsFolder, language: 'fr', window: null });
    expect(lastCall('app.setBadgeCount')).toEqual({ count: 0 });
  });
  it.each([
    [1, 'badge-1.png', '1 enveloppe non ouverte'],
    [9, 'badge-9.png', '9 enveloppes non ouvertes'],
    [10, 'badge-more.png', '10 enveloppes non ouvertes'],
  ])('is a picture on Windows for %i', (count, picture, words) => {
    const drawn: [string | null, string][] = [];
    const window = {
      setOverlayIcon: (icon: { path: string } | null, description: string) =>
        drawn.push([icon?.path ?? null, description]),
    };
    showBadge(count, { platform: 'win32', iconsFolder, language: 'fr', window: window as never });
    showBadge(0, { platform: 'win32', iconsFolder, language: 'fr', window: window as never });
    expect(drawn).toEqual([
      [expect.stringContaining(picture), words],
      [null, ''],
    ]);
  });
});

describe('links of the system', () => {
  it('are the last argument or none: nothing before or behind it is looked at', () => {
    expect(linkAmong(['medimail', 'mailto:a@exemple.fr'])).toBe('mailto:a@exemple.fr');
    expect(linkAmong(['medimail', '--', 'MEDIMAIL:compose'])).toBe('MEDIMAIL:compose');
    expect(linkAmong(['medimail', 'mailto:a@exemple.fr', '--flag'])).toBeNull();
    expect(linkAmong(['medimail'])).toBeNull();
  });
  it('of mail are another program’s until they are asked for, and again when they are given back', () => {
    expect(mailLinks.isSet()).toBe(false);
    mailLinks.set(true);
    expect(mailLinks.isSet()).toBe(true);
    mailLinks.set(false);
    expect(mailLinks.isSet()).toBe(false);
  });
});
