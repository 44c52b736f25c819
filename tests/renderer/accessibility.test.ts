/** Every state of the interface in Chromium: no axe violation, no error, nothing that the content policy refuses. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { PreviewOptions } from '../../tools/renderer-preview/preview-page.ts';
import { type StateName, states } from '../../tools/renderer-preview/states.ts';
import { servePreviews, unexpected } from './support/previews.ts';

const { open } = servePreviews();

/** What axe finds, as lines that say where. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const results = (await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
  )) as axe.AxeResults;
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary?.split('\n')[1] ?? ''}`),
  );
}

/** Animations that are still going on. */
const running = "document.getAnimations().filter(({ playState }) => playState === 'running').length";

async function check(name: StateName, options: PreviewOptions): Promise<void> {
  const { page, complaints } = await open(name, options);
  try {
    expect(unexpected(name, complaints)).toEqual([]);
    expect(await page.title()).toBe('Medimail');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(options.width ?? 1440);
    expect(await violations(page)).toEqual([]);
    // The preview asks for reduced motion: whatever moves has come to its end by now.
    expect(await page.evaluate(running)).toBe(0);
  } finally {
    await page.context().close();
  }
}

describe.concurrent('every screen is accessible', () => {
  for (const name of Object.keys(states) as StateName[]) {
    it(`${name}`, () => check(name, {}), 60_000);
  }
});

/** States that between them hold every colour and every kind of control. */
const telling: readonly StateName[] = [
  'sign-in-wrong-pin',
  'reader-revoked',
  'reader-altered',
  'composer',
  'outbox-offline',
  'proof',
  'doctor-late',
  'search',
  'search-indexing',
  'directory-several',
  'directory-national',
  'composer-directory',
  'settings-identity',
  'settings-identity-uncertified',
  'settings-time-codes-scan',
  'settings-link-card-other',
  'settings-notifications',
  'settings-delegations',
  'settings-delegation-refused',
  'settings-activity-titles',
  'list-chosen',
  'list-filed',
  'folder-menu',
  'flagged',
  'conversation',
  'settings-storage-fetching',
  'settings-mssante',
];

describe.concurrent('in the other themes too', () => {
  for (const theme of ['dark', 'contrast'] as const) {
    for (const name of telling) it(`${theme}: ${name}`, () => check(name, { theme }), 60_000);
  }
});

describe.concurrent('at 200 % zoom of a small window', () => {
  for (const name of [
    'sign-in-ready',
    'received',
    'composer',
    'directory',
    'directory-several',
    'shortcuts',
    'search-help',
    'search-indexing',
    'settings-identity',
    'settings-time-codes-scan',
    'settings-time-codes-recovery',
    'settings-notifications',
    'settings-delegations',
    'settings-delegation-grant',
    'settings-activity',
    'settings-signature',
    'settings-mssante',
    'settings-storage',
    'settings-search',
    'settings-folders',
    'list-chosen',
    'list-picker',
    'conversation',
    'doctor-late',
  ] as const) {
    it(`${name}, and nothing is wider than the window`, () => check(name, { width: 640, height: 400 }), 60_000);
  }
});
