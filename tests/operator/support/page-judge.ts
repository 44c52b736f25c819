/** What is wrong with a page of the operator, as Chromium sees it. */
import type { Page } from 'playwright-core';

/** What the browser complains of from here on, and what is loaded from elsewhere than `origin`. */
export function complaintsOf(page: Page, origin: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('request', (request) => {
    if (!/^data:/.test(request.url()) && !request.url().startsWith(origin)) complaints.push(request.url());
  });
  return complaints;
}
