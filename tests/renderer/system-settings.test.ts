/** What the system asks of every program: its own few colours, in which all is still told apart, and no movement. */
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { StateName } from '../../tools/renderer-preview/states.ts';
import { servePreviews } from './support/previews.ts';

const { on } = servePreviews();

const forced = (page: Page) => page.emulateMedia({ forcedColors: 'active', contrast: 'more', reducedMotion: 'reduce' });
/** In the colours of the system. */
const onForced = (name: StateName, look: (page: Page) => Promise<void>) =>
  on(name, async (page) => {
    await forced(page);
    try {
      await look(page);
    } finally {
      await page.emulateMedia({ forcedColors: 'none', contrast: 'no-preference' });
    }
  });

const colour = (locator: Locator, property: 'backgroundColor' | 'outlineColor' | 'borderTopColor', pseudo?: string) =>
  locator.evaluate((element, [name, part]) => getComputedStyle(element, part)[name as 'backgroundColor'], [
    property,
    pseudo,
  ] as const);

/** Where the keyboard is, which is looked at again once it is elsewhere. */
const MARK = 'data-was-focused';

/** Walks on by one, and answers what was focused and is out of view, or looks no other than without the focus. */
async function nextUnmarked(page: Page): Promise<string | null> {
  const box = await page.evaluate((mark) => {
    document.querySelector(`[${mark}]`)?.removeAttribute(mark);
    const focused = document.activeElement;
    if (!focused || focused === document.body) return null;
    // What is drawn for a switch or a choice is around the field that has the keyboard.
    const drawn = focused.closest('label') ?? focused;
    drawn.setAttribute(mark, '');
    const { x, y, width, height } = drawn.getBoundingClientRect();
    return { x, y, width, height };
  }, MARK);
  const place = () =>
    page.evaluate((mark) => {
      const element = document.querySelector(`[${mark}]`);
      const { x, y } = element?.getBoundingClientRect() ?? { x: 0, y: 0 };
      return `${x} ${y}`;
    }, MARK);
  if (!box) {
    await page.keyboard.press('Tab');
    return null;
  }
  if (box.y + box.height > 900 || box.y < 0) return `out of view: ${await marked(page)}`;
  const before = await place();
  const clip = {
    x: Math.max(0, box.x - 6),
    y: Math.max(0, box.y - 6),
    width: Math.min(box.width + 12, 1440 - Math.max(0, box.x - 6)),
    height: Math.min(box.height + 12, 900 - Math.max(0, box.y - 6)),
  };
  const focused = await page.screenshot({ clip });
  await page.keyboard.press('Tab');
  // What has gone or moved is another picture anyway.
  if ((await place()) !== before || !focused.equals(await page.screenshot({ clip }))) return null;
  return marked(page);
}

const marked = (page: Page) => page.locator(`[${MARK}]`).evaluate((element) => element.outerHTML.slice(0, 200));

describe('in the colours of the system', () => {
  it.each(['received', 'composer', 'settings-workstation', 'directory', 'handling-received', 'sign-in-ready'] as const)(
    'where the keyboard is can be seen at each step: %s',
    (name) =>
      onForced(name, async (page) => {
        const unmarked: string[] = [];
        // What a pointer pressed has the keyboard without being marked for it.
        await page.keyboard.press('Tab');
        for (let step = 0; step < 24; step += 1) {
          const element = await nextUnmarked(page);
          if (element) unmarked.push(element);
        }
        expect(unmarked).toEqual([]);
      }),
    90_000,
  );

  it('what is open, chosen or current stands out', async () => {
    await onForced('handling-received', async (page) => {
      const highlight = await page.evaluate(() => {
        const sample = document.body.appendChild(document.createElement('i'));
        sample.style.color = 'Highlight';
        const { color } = getComputedStyle(sample);
        sample.remove();
        return color;
      });
      const rows = page.getByRole('option');
      expect(await colour(page.locator('.envelope-row.is-open'), 'outlineColor')).toBe(highlight);
      await rows.nth(4).click({ modifiers: ['Control'] });
      expect(await colour(rows.nth(4), 'outlineColor')).toBe(highlight);
      expect(await rows.nth(5).evaluate((row) => getComputedStyle(row).outlineStyle)).toBe('none');
      expect(await colour(page.locator('.side-item.is-current').first(), 'outlineColor')).toBe(highlight);
      expect(await colour(page.locator('.envelope-row-handler.is-own').first(), 'borderTopColor')).toBe(highlight);
    });
  }, 60_000);

  it('buttons have an edge, whatever their kind', async () => {
    for (const name of ['handling-received', 'composer', 'settings-identity', 'list-picker'] as const) {
      await onForced(name, async (page) => {
        const edgeless = await page.locator('.button:visible').evaluateAll((buttons) =>
          buttons.flatMap((button) => {
            const { borderTopWidth, borderTopColor, backgroundColor, outlineStyle } = getComputedStyle(button);
            const hasEdge = Number.parseFloat(borderTopWidth) > 0 && borderTopColor !== backgroundColor;
            return hasEdge || outlineStyle !== 'none' ? [] : [button.outerHTML.slice(0, 160)];
          }),
        );
        expect(edgeless, name).toEqual([]);
      });
    }
  }, 90_000);

  it('what lies over the rest has an edge, and what is not chosen bears no mark', async () => {
    const edge = (locator: Locator) => locator.evaluate((element) => getComputedStyle(element).borderTopStyle);
    await onForced('settings-delegation-grant', async (page) => {
      expect(await edge(page.locator('.dialog-box'))).toBe('solid');
      expect(await edge(page.locator('.menu').first())).toBe('solid');
      const boxes = await page.locator('.check').evaluateAll((checks) =>
        checks.map((check) => {
          const mark = check.querySelector('.check-box > *');
          return [check.hasAttribute('data-selected'), mark ? getComputedStyle(mark).visibility : 'none'];
        }),
      );
      expect(boxes).toContainEqual([false, 'hidden']);
      for (const [isChosen, visibility] of boxes) expect(visibility).toBe(isChosen ? 'visible' : 'hidden');
    });
    await onForced('list-menu', async (page) => expect(await edge(page.locator('.menu'))).toBe('solid'));
    await onForced('undo', async (page) => expect(await edge(page.locator('.toast').first())).toBe('solid'));
  }, 60_000);

  it('how far something has come, what is switched on, and what has happened are told without colours', async () => {
    const filled = async (whole: Locator, part: Locator) => {
      expect(await colour(part, 'backgroundColor')).not.toBe(await colour(whole, 'backgroundColor'));
      expect(await whole.evaluate((element) => getComputedStyle(element).borderTopStyle)).toBe('solid');
    };
    await onForced('composer-zipping', async (page) => {
      const progress = page.locator('.composer-file-copying .progress-bar');
      await filled(progress, progress.locator('div'));
      const size = page.locator('.size-bar').first();
      await filled(size, size.locator('i').nth(0));
      await filled(size, size.locator('i').nth(1));
      // Where one ends and the next begins.
      expect(await colour(size.locator('i').nth(0), 'backgroundColor')).not.toBe(
        await colour(size.locator('i').nth(1), 'backgroundColor'),
      );
    });
    await onForced('settings-storage', async (page) => {
      const bar = page.locator('.storage-bar').first();
      await filled(bar, bar.locator('i').first());
    });
    await onForced('settings-workstation', async (page) => {
      const knobs = page.locator('.switch-knob');
      await knobs.first().waitFor();
      for (const knob of await knobs.all()) {
        expect(await colour(knob, 'backgroundColor')).not.toBe(await colour(knob.locator('..'), 'backgroundColor'));
      }
    });
    await onForced('handling-received', async (page) => {
      const dot = (step: string) => colour(page.locator(`.timeline-step${step}`).first(), 'backgroundColor', '::after');
      expect(await dot(':first-child')).not.toBe(await dot('.timeline-waiting'));
      const line = await colour(page.locator('.timeline-step').first(), 'backgroundColor', '::before');
      expect(line).not.toBe(await colour(page.locator('.timeline-foot'), 'backgroundColor'));
    });
  }, 90_000);
});

describe('where the system asks for no movement', () => {
  /** The longest that anything drawn moves by itself, in milliseconds, and whatever scrolls smoothly. */
  const movement = (page: Page) =>
    page.evaluate(() => {
      const longest = { ms: 0 };
      const milliseconds = (text: string) =>
        Math.max(...text.split(',').map((one) => Number.parseFloat(one) * (one.trim().endsWith('ms') ? 1 : 1_000)));
      for (const element of document.querySelectorAll('*')) {
        for (const part of [undefined, '::before', '::after']) {
          const { transitionDuration, animationDuration, scrollBehavior } = getComputedStyle(element, part);
          const ms = Math.max(milliseconds(transitionDuration), milliseconds(animationDuration));
          longest.ms = Math.max(longest.ms, scrollBehavior === 'smooth' ? Number.POSITIVE_INFINITY : ms);
        }
      }
      return longest.ms;
    });

  it.each(['received', 'composer', 'settings-workstation', 'undo', 'sealed', 'sign-in-ready', 'list-picker'] as const)(
    'nothing moves: %s',
    (name) =>
      on(name, async (page) => {
        // Elsewhere something does: what is measured is not always nothing.
        await page.emulateMedia({ reducedMotion: 'no-preference' });
        expect(await movement(page)).toBeGreaterThan(50);
        await page.emulateMedia({ reducedMotion: 'reduce' });
        expect(await movement(page)).toBeLessThanOrEqual(1);
      }),
    60_000,
  );

  it('no transition runs while one works', async () => {
    await on('received', async (page) => {
      await page.evaluate(() => {
        const ran: string[] = [];
        Object.assign(globalThis, { ran });
        for (const name of ['transitionrun', 'animationstart'] as const) {
          document.addEventListener(name, () => {
            for (const animation of document.getAnimations()) {
              const duration = Number(animation.effect?.getComputedTiming().duration ?? 0);
              if (duration > 1) ran.push(`${name} ${duration}`);
            }
          });
        }
      });
      await page.getByRole('option').nth(0).click();
      await page.getByRole('button', { name: /^Répondre/ }).hover();
      await page.keyboard.press('e');
      await page.locator('.toast').waitFor();
      await page.getByRole('button', { name: 'Paramètres' }).click();
      await page.getByRole('tab', { name: 'Ce poste' }).click();
      await page.getByRole('switch').first().press('Space');
      expect(await page.evaluate(() => (globalThis as unknown as { ran: string[] }).ran)).toEqual([]);
    });
  }, 60_000);
});
