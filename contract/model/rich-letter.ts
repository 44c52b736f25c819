/**
 * A letter with its formatting: bold, italic, underline, links, a title, lists and quotes, and nothing else. What the
 * editor makes, what a draft keeps, and what the HTML of a message is written from; never HTML itself.
 */
import { z } from 'zod';
import { MAX_TEXT_BYTES } from './limits.ts';

/** Quotes and lists inside one another; what is deeper is flattened where it comes from, and refused here. */
export const MAX_LETTER_DEPTH = 6;
const MAX_LINK_LENGTH = 2_000;

const https = /^https:\/\/[^\s<>"'`\\/?#@]+(?:[/?#][^\s<>"'`\\]*)?$/i;
const mail = /^mailto:[^\s<>"'`\\?&#@:]+@[^\s<>"'`\\?&#@:]+$/i;

/** Where a link leads: `https` without a name before the host, which could pretend to be one, or one mail address. */
export const LetterLink = z
  .string()
  .max(MAX_LINK_LENGTH)
  .refine((address) => isPrintable(address) && (https.test(address) || mail.test(address)));

/** Text of one look; line ends inside it are lines of the same block. */
export const LetterRun = z
  .object({
    text: z.string().min(1).max(MAX_TEXT_BYTES),
    bold: z.literal(true).optional(),
    italic: z.literal(true).optional(),
    underline: z.literal(true).optional(),
    link: LetterLink.optional(),
  })
  .strict();
export type LetterRun = z.infer<typeof LetterRun>;

/** A line, a title, a quote, or a list: `items` are what stands behind each mark, a line first. */
export type LetterBlock =
  | { readonly kind: 'line' | 'title'; readonly runs: readonly LetterRun[] }
  | { readonly kind: 'quote'; readonly blocks: readonly LetterBlock[] }
  | { readonly kind: 'list'; readonly numbered: boolean; readonly items: readonly (readonly LetterBlock[])[] };

/** One schema a depth, so that no input is nested deeper than the code that reads it. */
function blocksWithin(depth: number): z.ZodType<readonly LetterBlock[]> {
  const runs = z.array(LetterRun);
  const lines = z.object({ kind: z.enum(['line', 'title']), runs }).strict();
  if (depth === 0) return z.array(lines);
  const inner = blocksWithin(depth - 1);
  return z.array(
    z.discriminatedUnion('kind', [
      lines,
      z.object({ kind: z.literal('quote'), blocks: inner }).strict(),
      z.object({ kind: z.literal('list'), numbered: z.boolean(), items: z.array(inner) }).strict(),
    ]),
  );
}

export const RichLetter = z.object({ blocks: blocksWithin(MAX_LETTER_DEPTH) }).strict();
export type RichLetter = z.infer<typeof RichLetter>;

/** What one types or pastes as an address, as a link; null for what no letter links to. */
export function linkTo(typed: string): string | null {
  const address = typed.trim();
  const isMail = /^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/.test(address);
  const whole = isMail
    ? `mailto:${address}`
    : /^[a-z][a-z0-9+.-]*:/i.test(address)
      ? address
      : /^[^\s./]+(?:\.[^\s./]+)+(?:\/|$)/.test(address)
        ? `https://${address}`
        : '';
  return LetterLink.safeParse(whole).success ? whole : null;
}

/** Whether plain text cannot say what the letter says. A quote it can: each of its lines is marked. */
export function isFormatted(blocks: readonly LetterBlock[]): boolean {
  return blocks.some(hasFormatting);
}

function hasFormatting(block: LetterBlock): boolean {
  if (block.kind === 'quote') return isFormatted(block.blocks);
  return (
    block.kind !== 'line' ||
    block.runs.some(({ bold, italic, underline, link }) => bold || italic || underline || link !== undefined)
  );
}

/** Characters that show something: what is invisible could make one address look like another. */
function isPrintable(address: string): boolean {
  return !/[\p{C}\p{Z}]/u.test(address);
}
