/** The words of a document that was read, for the index and for excerpts. */
import type { DocumentBlock, ReadableDocument } from '../../../../contract/model/readable-document.ts';

export function textOfDocument({ title, facts, blocks }: ReadableDocument): string {
  const lines = [title ?? '', ...facts.map(({ value }) => value), ...blocks.map(textOfBlock)];
  return lines.filter((line) => line.trim() !== '').join('\n');
}

function textOfBlock(block: DocumentBlock): string {
  return block.kind === 'row' ? block.cells.filter(Boolean).join(' · ') : block.text;
}
