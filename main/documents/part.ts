/** What a reader of one format finds, piece by piece, so that nothing is read past what is wanted. */
import type { DocumentBlock, DocumentFact, DocumentKind } from '../../contract/model/readable-document.ts';

export type DocumentPart =
  | DocumentBlock
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'fact'; readonly fact: DocumentFact }
  /** The reader stops here, though there is more. */
  | { readonly kind: 'cut' };

export interface ReadParts {
  readonly kind: DocumentKind;
  readonly parts: AsyncIterable<DocumentPart> | Iterable<DocumentPart>;
}

/** Text as one line: runs of white space become one space. */
export function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
