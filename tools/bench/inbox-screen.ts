/** The list on screen: when its first rows are drawn after unlocking, and what scrolling costs the page. */
import type { Page } from 'playwright-core';
import { mailbox } from '../../renderer/locales/fr/mailbox.ts';
import { ui } from '../../renderer/locales/fr/ui.ts';
import { median } from './figure.ts';

/** What Chromium scrolls for one notch of a wheel on Linux and Windows: about five rows. */
const wheelNotchPx = 120;

/** Types the PIN; milliseconds from the first frame of the mailbox to the first frame with rows in it. */
export async function unlockAndDraw(page: Page, pin: string): Promise<number> {
  await page.getByLabel(ui.pinLabel, { exact: true }).fill(pin);
  // No named function in here: the loader would add a call to a helper that the page does not have.
  const drawn = page.evaluate(async (title) => {
    let mailboxAt: number | null = null;
    for (;;) {
      const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
      const titles = [...document.querySelectorAll('h1, h2')].map((element) => element.textContent);
      if (mailboxAt === null && titles.includes(title)) mailboxAt = now;
      if (mailboxAt !== null && document.querySelector('[role=option]')) return now - mailboxAt;
    }
  }, mailbox.received);
  await page.keyboard.press('Enter');
  return drawn;
}

/** Milliseconds of main-thread work that each of `steps` scroll steps of the list costs. */
export async function scrollWork(page: Page, steps: number): Promise<number[]> {
  const list = page.getByRole('listbox', { name: mailbox.list });
  const protocol = await page.context().newCDPSession(page);
  // Processor time of the page's main thread: what other programs do meanwhile is not the list's work.
  await protocol.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busyMs = async (): Promise<number> => {
    const { metrics } = await protocol.send('Performance.getMetrics');
    return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
  };
  const workOf = async (pixels: number): Promise<number> => {
    const before = await busyMs();
    await list.evaluate(
      (element, distance) =>
        new Promise<void>((resolve) => {
          element.scrollTop += distance;
          requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
        }),
      pixels,
    );
    return (await busyMs()) - before;
  };
  // Asking costs the page something too: what a step of no distance costs is taken off.
  const asking: number[] = [];
  for (let step = 0; step < 20; step += 1) asking.push(await workOf(0));
  const work: number[] = [];
  for (let step = 0; step < steps; step += 1) work.push(Math.max(0, (await workOf(wheelNotchPx)) - median(asking)));
  await protocol.detach();
  return work;
}
