/** The sheet that `?` opens holds every shortcut of the application. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { shortcuts } from '../../renderer/app/keyboard.ts';
import { groups } from '../../renderer/app/shortcuts-sheet.tsx';
import { composerKeys } from '../../renderer/screens/composer/composer-keys.ts';

const renderer = fileURLToPath(new URL('../../renderer', import.meta.url));

/** As key caps are written in the interface: `Ctrl ↵`. */
const capOf = {
  control: 'Ctrl',
  enter: '↵',
  escape: 'Escape',
  space: 'Space',
  shift: '⇧',
  delete: 'Delete',
  afterwards: '',
  or: '',
} as const;

const lines = groups.flatMap(({ lines: all }) => all.map(([command, caps]) => ({ command: command as string, caps })));
const written = lines.map(({ caps }) =>
  caps
    .map((cap) => (typeof cap === 'string' ? cap : capOf['word' in cap ? cap.word : cap.joint]))
    .filter(Boolean)
    .join(' '),
);

/** What of key caps says which keys they are. */
const keysOf = (caps: (typeof lines)[number]['caps'] | undefined) =>
  caps?.map((cap) => (typeof cap === 'string' ? cap.toLowerCase() : Object.values(cap)[0])) ?? [];

describe('the sheet of shortcuts', () => {
  it('holds every command of the keyboard, by the keys that it answers to', () => {
    for (const [command, { key, control, after }] of Object.entries(shortcuts)) {
      const line = lines.find((one) => one.command === command);
      expect(line, command).toBeDefined();
      const keys = keysOf(line?.caps);
      expect(keys, command).toContain(key === 'escape' ? 'escape' : key);
      expect(keys.includes('control'), command).toBe(control ?? false);
      expect(keys.includes('afterwards'), command).toBe(after !== undefined);
    }
  });
  it('holds every key of the composer, and no other one for the same', () => {
    const composer = groups.find(({ title }) => title === 'groupComposer')?.lines ?? [];
    for (const [act, { key, control, shift }] of Object.entries(composerKeys)) {
      const keys = keysOf(composer.find(([command]) => command === act)?.[1]);
      expect(keys, act).toEqual([...(control ? ['control'] : []), ...(shift ? ['⇧'] : []), key]);
    }
  });
  it('holds every key that a button, a menu or a field shows', async () => {
    const shown = new Set<string>();
    for (const entry of await readdir(renderer, { recursive: true, withFileTypes: true })) {
      if (!entry.name.endsWith('.tsx')) continue;
      const text = await readFile(join(entry.parentPath, entry.name), 'utf8');
      for (const [, keys = ''] of text.matchAll(/\bkeys="([^"]+)"/g)) shown.add(keys);
    }
    expect(shown.size).toBeGreaterThan(8);
    // Arrows and Enter move and choose in every list; the sheet names them where a list is.
    const everywhere = ['↑', '↓', '↵'];
    for (const keys of shown) if (!everywhere.includes(keys)) expect(written, keys).toContain(keys);
  });
});
