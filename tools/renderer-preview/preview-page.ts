/** Opens one state of the preview in Chromium and plays its steps. */
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { type StateName, stateNamed } from './states.ts';

/** The instant that the preview's data are told from; the page's clock starts there. */
const startAt = new Date('2026-11-17T09:58:30.000Z');

/** Chromium without a window. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['MEDIMAIL_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--font-render-hinting=none',
      // Pages live for seconds: compiling them for speed costs more than it gives.
      '--js-flags=--no-opt --no-maglev',
    ],
  });
}

export interface PreviewOptions {
  readonly width?: number;
  readonly height?: number;
  /** `forced`: the system's own few colours, as Windows' contrast themes. */
  readonly theme?: 'light' | 'dark' | 'contrast' | 'forced';
}

export interface OpenedPreview {
  readonly page: Page;
  /** What the page complained of: errors, and what the content policy refused. */
  readonly complaints: string[];
}

/** A page showing that state, its steps played. */
export async function openPreview(
  browser: Browser,
  address: string,
  name: StateName,
  options: PreviewOptions = {},
): Promise<OpenedPreview> {
  const opened = await openPreviewPage(browser, options);
  await showState(opened.page, address, name);
  return opened;
}

/** An empty page in a context of its own, in which one state after the other can be shown. */
export async function openPreviewPage(browser: Browser, options: PreviewOptions = {}): Promise<OpenedPreview> {
  const { width = 1440, height = 900, theme = 'light' } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
    colorScheme: theme === 'dark' ? 'dark' : 'light',
    contrast: theme === 'contrast' || theme === 'forced' ? 'more' : 'no-preference',
    forcedColors: theme === 'forced' ? 'active' : 'none',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`${error.message}\n${error.stack ?? ''}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.clock.install({ time: startAt });
  return { page, complaints };
}

/** Loads the interface anew in that state, and plays its steps. */
export async function showState(page: Page, address: string, name: StateName): Promise<void> {
  await page.clock.setSystemTime(startAt);
  await page.goto(`${address}?state=${name}`);
  const state = stateNamed(name);
  const awaited = state.session === 'open' ? '.workplace' : state.session === 'locked' ? '.lock' : '.sign-in';
  await page.locator(awaited).waitFor({ timeout: 15_000 });
  if (state.session === 'first-run') await page.locator('.first-run').waitFor({ timeout: 15_000 });
  await page.evaluate('document.fonts.ready');
  await page.waitForTimeout(150);
  for (const step of state.steps ?? []) {
    if ('type' in step) await page.locator(step.into).pressSequentially(step.type);
    else if ('press' in step) await page.keyboard.press(step.press);
    else if ('click' in step) await page.locator(step.click).first().click();
    else await page.waitForTimeout(step.waitMs);
  }
  await page.waitForTimeout(120);
}
