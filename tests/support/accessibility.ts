/** What a screen does to people who do not see, or see otherwise: axe, in each of the themes. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What the system asks for in each theme. */
const themes = {
  light: { colorScheme: 'light', contrast: 'no-preference' },
  dark: { colorScheme: 'dark', contrast: 'no-preference' },
  contrast: { colorScheme: 'light', contrast: 'more' },
} as const;

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds, as lines that say where. The content policy forbids scripts of ours: it runs through the debugger. */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(`typeof axe === 'object'`))) await page.evaluate(axe.source);
  // What passes is not described: that costs more than finding what does not.
  const options = JSON.stringify({ runOnly: rules, resultTypes: ['violations'] });
  const found = await page.evaluate(`axe.run(document, ${options}).then(({ violations }) => violations)`);
  return (found as axe.Result[]).flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary?.split('\n')[1] ?? ''}`),
  );
}

/** What axe finds in any theme, each line with its theme; the page is left in the light one. */
export async function violationsInEveryTheme(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const name of ['dark', 'contrast', 'light'] as const) {
    await page.emulateMedia({ ...themes[name], reducedMotion: 'reduce' });
    await page.waitForFunction((wanted) => document.documentElement.dataset['theme'] === wanted, name);
    // Colours on their way from one theme to the next are nobody's.
    await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
    found.push(...(await violations(page)).map((line) => `${name}: ${line}`));
  }
  return found;
}
