/** Text as a person writes it, wherever it is kept as it is. */

/**
 * One line: no control characters, no halves of characters (which no database and no mail can hold), and no angle brackets that a
 * mail or a page could choke on.
 */
export const plainText = /^[^\p{Cc}\p{Cs}<>]*$/u;

/** Several lines, which go into no mail and are shown as text alone: no other control characters, and no halves of characters. */
export const plainLines = /^[^\p{Cc}\p{Cs}]*(?:\n[^\p{Cc}\p{Cs}]*)*$/u;

/** What was typed or pasted, as `plainLines` takes it: other control characters and halves of characters become spaces. */
export function toPlainLines(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/\p{Cs}|[^\P{Cc}\n]/gu, ' ')
    .trim();
}
