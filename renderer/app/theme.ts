/** Light, dark or high contrast: as the system wishes, or as was chosen for this workstation. */
import type { WorkstationSettings } from '../../contract/ipc/app.contract.ts';

export type Theme = 'light' | 'dark' | 'contrast';
type Choice = WorkstationSettings['theme'];

/** The theme for what the system asks: more contrast wins over dark. */
export function themeFor(wishes: { readonly moreContrast: boolean; readonly dark: boolean }): Theme {
  if (wishes.moreContrast) return 'contrast';
  return wishes.dark ? 'dark' : 'light';
}

const queriesOf = () => ({
  moreContrast: window.matchMedia('(prefers-contrast: more)'),
  dark: window.matchMedia('(prefers-color-scheme: dark)'),
});

function apply(): void {
  const { dataset } = document.documentElement;
  const chosen = (dataset['chosenTheme'] ?? 'system') as Choice;
  const { moreContrast, dark } = queriesOf();
  dataset['theme'] =
    chosen === 'system' ? themeFor({ moreContrast: moreContrast.matches, dark: dark.matches }) : chosen;
}

/** Chooses a theme, or leaves it to the system again. */
export function chooseTheme(choice: Choice): void {
  document.documentElement.dataset['chosenTheme'] = choice;
  apply();
}

/** Applies the theme now and whenever the system changes its mind. */
export function followSystemTheme(): void {
  apply();
  for (const query of Object.values(queriesOf())) query.addEventListener('change', apply);
}
