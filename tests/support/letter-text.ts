import type { Locator } from 'playwright-core';

/** The lines of the letter in the composer, those of quotes marked as plain text marks them. */
export function letterText(letter: Locator): Promise<string> {
  return letter.evaluate((field) =>
    [...field.querySelectorAll('p, h2')]
      .map((line) => {
        let depth = 0;
        for (let at = line.parentElement; at && at !== field; at = at.parentElement) {
          if (at.tagName === 'BLOCKQUOTE') depth += 1;
        }
        const text = line.textContent ?? '';
        return depth === 0 ? text : `${'>'.repeat(depth)}${text === '' ? '' : ' '}${text}`;
      })
      .join('\n'),
  );
}
