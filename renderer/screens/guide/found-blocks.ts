/** What of the guide answers a search: whole paragraphs, and of lists and tables the lines that answer. Pure. */
import { answersTyped } from '../../ui/format/highlight.ts';
import { type Block, type Guide, type GuideSection, plainOf, type Run } from './guide-text.ts';

export interface FoundInGuide {
  readonly sections: readonly GuideSection[];
  /** Passages, over all sections. */
  readonly count: number;
}

export function findInGuide(guide: Guide, typed: string): FoundInGuide {
  const answers = (...runs: readonly (readonly Run[])[]): boolean => answersTyped(runs.map(plainOf).join(' '), typed);
  const keep = (block: Block): Block | null => {
    if (block.kind === 'paragraph') return answers(block.runs) ? block : null;
    if (block.kind === 'list') {
      const items = block.items.filter((item) => answers(item));
      // Steps keep their numbers, so a list of steps stays whole.
      return items.length === 0 ? null : block.ordered ? block : { ...block, items };
    }
    const rows = block.rows.filter((row) => answers(...row));
    return rows.length === 0 ? null : { ...block, rows };
  };
  const sections = guide.sections
    .map((section) => ({
      ...section,
      blocks: answersTyped(section.title, typed)
        ? section.blocks
        : section.blocks.map(keep).filter((block) => block !== null),
    }))
    .filter(({ blocks }) => blocks.length > 0);
  return {
    sections,
    count: sections.reduce((sum, { blocks }) => sum + blocks.reduce((n, one) => n + size(one), 0), 0),
  };
}

function size(block: Block): number {
  return block.kind === 'paragraph' ? 1 : block.kind === 'list' ? block.items.length : block.rows.length;
}
