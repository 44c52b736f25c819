import { describe, expect, it } from 'vitest';
import { matchingCommands } from '../../renderer/app/commands.ts';
import { commandFor, type KeyPress, shortcuts } from '../../renderer/app/keyboard.ts';
import { themeFor } from '../../renderer/app/theme.ts';

const press = (key: string, part: Partial<KeyPress> = {}): KeyPress => ({
  key,
  control: false,
  alt: false,
  inField: false,
  ...part,
});

describe('the keyboard', () => {
  it('knows each shortcut by its key', () => {
    expect(commandFor(press('n'), null)).toBe('compose');
    expect(commandFor(press('?'), null)).toBe('help');
    expect(commandFor(press('j'), null)).toBe('next');
    expect(commandFor(press('k', { control: true }), null)).toBe('find');
    expect(commandFor(press(',', { control: true, inField: true }), null)).toBe('goSettings');
    expect(commandFor(press('Escape'), null)).toBe('close');
  });

  it('reads r after g as « go to received », alone as « answer »', () => {
    expect(commandFor(press('r'), 'g')).toBe('goReceived');
    expect(commandFor(press('r'), null)).toBe('answer');
    expect(commandFor(press('e'), 'g')).toBe('goSent');
    expect(commandFor(press('e'), null)).toBe('archive');
    expect(commandFor(press('d'), 'g')).toBe('goFolder');
    expect(commandFor(press('d'), null)).toBe('settle');
    expect(commandFor(press('o'), 'g')).toBe('goOutbox');
    expect(commandFor(press('o'), null)).toBeNull();
  });

  it('leaves letters to the field where one writes, but not Ctrl K', () => {
    expect(commandFor(press('n', { inField: true }), null)).toBeNull();
    expect(commandFor(press('Escape', { inField: true }), null)).toBeNull();
    expect(commandFor(press('k', { inField: true, control: true }), null)).toBe('find');
  });

  it('keeps z for the sending that leaves and Ctrl Z for the last act, which a field has first', () => {
    expect(commandFor(press('z'), null)).toBe('undo');
    expect(commandFor(press('z', { control: true }), null)).toBe('undoAct');
    expect(commandFor(press('z', { control: true, inField: true }), null)).toBeNull();
  });

  it('takes capitals for letters, and leaves Alt and unknown Ctrl keys to the system', () => {
    expect(commandFor(press('R'), null)).toBe('answer');
    expect(commandFor(press('r', { control: true }), null)).toBeNull();
    expect(commandFor(press('n', { alt: true }), null)).toBeNull();
  });

  it('gives no two commands the same keys', () => {
    const keys = Object.values(shortcuts).map((shortcut) => JSON.stringify(shortcut));
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the commands', () => {
  const commands = ['Nouvelle enveloppe', 'Envoyées', 'Boîte d’envoi', 'Verrouiller'].map((label) => ({
    id: label,
    label,
    run: () => undefined,
  }));

  it('finds commands by the beginnings of their words, without accents', () => {
    expect(matchingCommands(commands, 'env').map(({ label }) => label)).toEqual([
      'Nouvelle enveloppe',
      'Envoyées',
      'Boîte d’envoi',
    ]);
    expect(matchingCommands(commands, 'boit env').map(({ label }) => label)).toEqual(['Boîte d’envoi']);
    expect(matchingCommands(commands, 'zzz')).toEqual([]);
  });

  it('shows all commands when nothing is typed', () => {
    expect(matchingCommands(commands, ' ')).toHaveLength(4);
  });
});

describe('the theme', () => {
  it('follows the system, more contrast before dark', () => {
    expect(themeFor({ moreContrast: false, dark: false })).toBe('light');
    expect(themeFor({ moreContrast: false, dark: true })).toBe('dark');
    expect(themeFor({ moreContrast: true, dark: true })).toBe('contrast');
  });
});
