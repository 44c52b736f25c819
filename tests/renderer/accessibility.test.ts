/** Every state of the interface in Chromium: no axe violation, no error, nothing that the content policy refuses. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { type StateName, states } from '../../tools/renderer-preview/states.ts';
import { violations, violationsInEveryTheme } from '../support/accessibility.ts';
import { servePreviews } from './support/previews.ts';

const { on } = servePreviews();

/** States that between them hold every colour and every kind of control: seen in the other themes too. */
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
  'search-help-shared',
  'directory-several',
  'directory-national',
  'composer-directory',
  'composer-phone-code',
  'composer-zip-offered',
  'composer-zipping',
  'settings-identity',
  'settings-identity-uncertified',
  'settings-time-codes-scan',
  'settings-link-card-other',
  'settings-notifications',
  'handling-received',
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

/** States in which a small window at 200 % has the most to lay out. */
const zoomed: readonly StateName[] = [
  'sign-in-ready',
  'received',
  'composer',
  'composer-phone-code',
  'composer-zip-offered',
  'directory',
  'directory-several',
  'shortcuts',
  'search-help',
  'search-indexing',
  'settings-identity',
  'settings-time-codes-scan',
  'settings-time-codes-recovery',
  'settings-notifications',
  'handling-received',
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
];

/** Animations that are still going on. */
const running = "document.getAnimations().filter(({ playState }) => playState === 'running').length";

async function expectNothingWider(page: Page): Promise<void> {
  const width = page.viewportSize()?.width ?? 0;
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
}

const check = (name: StateName): Promise<void> =>
  on(name, async (page) => {
    expect(await page.title()).toBe('Medimail');
    await expectNothingWider(page);
    expect(await (telling.includes(name) ? violationsInEveryTheme(page) : violations(page))).toEqual([]);
    // The preview asks for reduced motion: whatever moves has come to its end by now.
    expect(await page.evaluate(running)).toBe(0);
    if (zoomed.includes(name)) {
      await page.setViewportSize({ width: 640, height: 400 });
      await page.waitForFunction(() => innerWidth === 640);
      await expectNothingWider(page);
      expect(await violations(page)).toEqual([]);
    }
  });

describe.concurrent('every screen is accessible', () => {
  for (const name of Object.keys(states) as StateName[]) {
    const looks = [telling.includes(name) && 'in every theme', zoomed.includes(name) && 'at 200 % of a small window'];
    it([name, ...looks].filter(Boolean).join(', '), () => check(name), 60_000);
  }
});
