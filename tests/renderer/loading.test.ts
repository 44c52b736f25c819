/** What is loaded once somebody has signed in, and could not be. */
import { expect, inject, it } from 'vitest';
import { launchChromium, openPreviewPage } from '../../tools/renderer-preview/preview-page.ts';

it('is loaded again by whoever tries again', async () => {
  const browser = await launchChromium();
  try {
    const { page } = await openPreviewPage(browser);
    let isThere = false;
    let asked = 0;
    await page.route(/\/mailboxes-[^/]+\.js$/, (route) => {
      asked += 1;
      return isThere ? route.continue() : route.abort();
    });
    await page.goto(`${inject('previewAddress')}?state=received`);
    const again = page.getByRole('button', { name: 'Rouvrir l’écran' });
    await again.waitFor();
    expect(asked).toBeGreaterThan(0);
    isThere = true;
    await again.click();
    await page.locator('.workplace').waitFor();
  } finally {
    await browser.close();
  }
}, 60_000);
