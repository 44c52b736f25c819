/** Screens over the preview's bridge, in one Chromium for a whole test file. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import {
  launchChromium,
  type OpenedPreview,
  openPreview,
  openPreviewPage,
  type PreviewOptions,
  showState,
} from '../../../tools/renderer-preview/preview-page.ts';
import type { StateName } from '../../../tools/renderer-preview/states.ts';

/** A letter that tries to run and load things is refused by the frame, which says so. */
const expectedComplaints: Partial<Record<StateName, RegExp>> = {
  'reader-html': /about:srcdoc|Content Security Policy/,
};

/** Notes from now on what the page asks of the other processes; answers the methods that it asked so far, in order. */
export async function askedBy(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const { bridge } = globalThis as unknown as NotedPage;
    const { invoke } = bridge;
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    bridge.invoke = (channel, input) => {
      asked.push(channel);
      return invoke(channel, input);
    };
  });
  return () => page.evaluate(() => (globalThis as unknown as NotedPage).asked);
}

interface NotedPage {
  readonly asked: string[];
  readonly bridge: { invoke(channel: string, input: unknown): Promise<unknown> };
}

/** Has the page's questions by that name answered so, as the other processes would. */
export async function answering(page: Page, channel: string, answer: object): Promise<void> {
  await page.evaluate(
    ([asked, given]) => {
      const { bridge } = globalThis as unknown as NotedPage;
      const { invoke } = bridge;
      bridge.invoke = async (name, input) => (name === asked ? given : invoke(name, input));
    },
    [channel, answer] as const,
  );
}

/** What a page complained of and should not have. */
export function unexpected(name: StateName, complaints: readonly string[]): readonly string[] {
  return complaints.filter((complaint) => !expectedComplaints[name]?.test(complaint));
}

export interface Previews {
  /** A page in a context of its own, which whoever asked closes. */
  open(name: StateName, options?: PreviewOptions): ReturnType<typeof openPreview>;
  /** Opens a state, and closes it once it was looked at; the page must have nothing to complain of. */
  on(name: StateName, look: (page: Page) => Promise<void>): Promise<void>;
  /** The same in a page that showed other states before: cheaper, for whoever only looks. */
  seen(name: StateName, look: (page: Page) => Promise<void>): Promise<void>;
}

/** Starts before the first test of the file and ends after the last. */
export function servePreviews(): Previews {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  const open: Previews['open'] = (name, options) => openPreview(browser, inject('previewAddress'), name, options);
  const idle: OpenedPreview[] = [];
  const seen: Previews['seen'] = async (name, look) => {
    const { page, complaints } = idle.pop() ?? (await openPreviewPage(browser));
    try {
      // What the state before still had to say is not said of this one.
      await page.goto('about:blank');
      complaints.splice(0);
      await page.setViewportSize({ width: 1440, height: 900 });
      await showState(page, inject('previewAddress'), name);
      await look(page);
      expect(unexpected(name, complaints)).toEqual([]);
      idle.push({ page, complaints });
    } catch (error) {
      await page.context().close();
      throw error;
    }
  };
  return {
    open,
    seen,
    async on(name, look) {
      const { page, complaints } = await open(name);
      try {
        await look(page);
        expect(unexpected(name, complaints)).toEqual([]);
      } finally {
        await page.context().close();
      }
    },
  };
}
