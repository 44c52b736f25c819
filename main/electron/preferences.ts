/** What the machine remembers between starts: nothing about anybody. */
import Store from 'electron-store';
import { z } from 'zod';
import type { WindowPlace } from './window.ts';

const Preferences = z.object({
  locale: z.enum(['fr', 'en']).catch('fr'),
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

export interface MachinePreferences {
  readonly locale: 'fr' | 'en';
  readonly windowPlace: WindowPlace;
  keepWindowPlace(place: WindowPlace): void;
}

/** Opens the preferences; a damaged file counts as none. */
export function openPreferences(): MachinePreferences {
  const store = new Store<Partial<Preferences>>({ name: 'preferences', clearInvalidConfig: true });
  const { locale, window } = Preferences.parse({ locale: store.get('locale'), window: store.get('window') });
  const { maximized, width, height, x, y } = window;
  const bounds = { width, height, ...(x === undefined || y === undefined ? {} : { x, y }) };
  return {
    locale,
    windowPlace: { bounds, maximized },
    keepWindowPlace: (place) => store.set('window', { ...place.bounds, maximized: place.maximized }),
  };
}
