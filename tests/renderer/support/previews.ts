/** Screens over the preview's bridge, in one Chromium for a whole test file. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import {
  launchChromium,
  type OpenedPreview,
  openPreviewPage,
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
  /**
   * Shows a state in a page that showed others before, and is looked at; it must have nothing to complain of, but for what is
   * expected there.
   */
  on(name: StateName, look: (page: Page) => Promise<void>, expected?: RegExp): Promise<void>;
  /** The same in a page of its own, for who leaves in it what cannot be taken back. */
  onOwnPage(name: StateName, look: (page: Page) => Promise<void>): Promise<void>;
}

/** Starts before the first test of the file and ends after the last. */
export function servePreviews(): Previews {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  /** A page costs as much to begin as a state to show. */
  const idle: OpenedPreview[] = [];

  async function show({ page, complaints }: OpenedPreview, name: StateName): Promise<void> {
    complaints.splice(0);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.emulateMedia({
      media: null,
      colorScheme: 'light',
      contrast: 'no-preference',
      reducedMotion: 'reduce',
    });
    await page.setViewportSize({ width: 1440, height: 900 });
    // Nothing is under the hand of whoever clicked last.
    await page.mouse.move(0, 0);
    await showState(page, inject('previewAddress'), name);
  }

  async function onPage(
    opened: OpenedPreview,
    name: StateName,
    look: (page: Page) => Promise<void>,
    leave: () => unknown,
    expected?: RegExp,
  ): Promise<void> {
    try {
      await show(opened, name);
      await look(opened.page);
      const complaints = unexpected(name, opened.complaints);
      expect(complaints.filter((complaint) => !expected?.test(complaint))).toEqual([]);
    } catch (error) {
      await opened.page.context().close();
      throw error;
    }
    await leave();
  }

  return {
    async on(name, look, expected) {
      const opened = idle.pop() ?? (await openPreviewPage(browser));
      // What a state has to say may come late, and is not to be taken for what the next one says.
      const isQuiet = expectedComplaints[name] === undefined;
      const leave = () => (isQuiet && !expected ? idle.push(opened) : opened.page.context().close());
      await onPage(opened, name, look, leave, expected);
    },
    async onOwnPage(name, look) {
      const opened = await openPreviewPage(browser);
      await onPage(opened, name, look, () => opened.page.context().close());
    },
  };
}
