/** What is wrong with a page of the operator, as Chromium and axe see it. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe finds, as lines that say where. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const results = (await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
  )) as axe.AxeResults;
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary?.split('\n')[1] ?? ''}`),
  );
}

/** What the browser complains of from here on, and what is loaded from elsewhere than `origin`. */
export function complaintsOf(page: Page, origin: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('request', (request) => {
    if (!/^data:/.test(request.url()) && !request.url().startsWith(origin)) complaints.push(request.url());
  });
  return complaints;
}
