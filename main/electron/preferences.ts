/** What the machine remembers between starts: nothing about anybody. */
import Store from 'electron-store';
import { z } from 'zod';
import type { WindowPlace } from './window.ts';

const Preferences = z.object({
  locale: z.enum(['fr', 'en']).catch('fr'),
  theme: z.enum(['system', 'light', 'dark', 'contrast']).catch('system'),
  /** Minutes before locking; null where nobody chose. */
  idleMinutes: z.number().int().min(1).max(120).nullable().catch(null),
  /** Closing the window leaves the program in the tray. */
  staysInTray: z.boolean().catch(false),
  window: z
    .object({
      x: z.number().int().optional(),
      y: z.number().int().optional(),
      width: z.number().int().min(400).max(20_000),
      height: z.number().int().min(300).max(20_000),
      maximized: z.boolean(),
    })
    .catch({ width: 1440, height: 900, maximized: false }),
});
type Preferences = z.infer<typeof Preferences>;
/** What was chosen for the workstation. */
type Choices = Omit<Preferences, 'window'>;

export interface MachinePreferences {
  choices(): Choices;
  keepChoices(change: Partial<Choices>): void;
  readonly windowPlace: WindowPlace;
  keepWindowPlace(place: WindowPlace): void;
}

/** Opens the preferences; a damaged file counts as none. */
export function openPreferences(): MachinePreferences {
  const store = new Store<Partial<Preferences>>({ name: 'preferences', clearInvalidConfig: true });
  const read = () =>
    Preferences.parse({
      locale: store.get('locale'),
      theme: store.get('theme'),
      idleMinutes: store.get('idleMinutes'),
      staysInTray: store.get('staysInTray'),
      window: store.get('window'),
    });
  const { window, ...first } = read();
  let choices: Choices = first;
  const { maximized, width, height, x, y } = window;
  const bounds = { width, height, ...(x === undefined || y === undefined ? {} : { x, y }) };
  return {
    choices: () => choices,
    keepChoices(change) {
      choices = { ...choices, ...change };
      for (const [name, value] of Object.entries(change)) store.set(name, value);
    },
    windowPlace: { bounds, maximized },
    keepWindowPlace: (place) => store.set('window', { ...place.bounds, maximized: place.maximized }),
  };
}
