/** Follows the system's wish for light, dark or high contrast. */

export type Theme = 'light' | 'dark' | 'contrast';

/** The theme for what the system asks: more contrast wins over dark. */
export function themeFor(wishes: { readonly moreContrast: boolean; readonly dark: boolean }): Theme {
  if (wishes.moreContrast) return 'contrast';
  return wishes.dark ? 'dark' : 'light';
}

/** Applies the theme now and whenever the system changes its mind. */
export function followSystemTheme(): void {
  const moreContrast = window.matchMedia('(prefers-contrast: more)');
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const apply = (): void => {
    document.documentElement.dataset['theme'] = themeFor({
      moreContrast: moreContrast.matches,
      dark: dark.matches,
    });
  };
  apply();
  moreContrast.addEventListener('change', apply);
  dark.addEventListener('change', apply);
}
