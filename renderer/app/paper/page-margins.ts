/** What stands in the margins of every printed page. Chromium counts the pages; the words are ours. */

/** A text as a CSS string: nothing in a name or a title ends it. */
function cssString(text: string): string {
  const escaped = [...text].map((letter) =>
    /[\p{L}\p{N} .,;:!?'’«»·—–\-()/@\u00a0\u202f]/u.test(letter) ? letter : `\\${letter.codePointAt(0)?.toString(16)} `,
  );
  return `"${escaped.join('')}"`;
}

export interface MarginTexts {
  /** On the left of each foot. */
  readonly foot: string;
  /** Above each page but the first: what it belongs to. */
  readonly head: string;
  /** Before the number of the page. */
  readonly page: string;
}

/** Puts the margins in force for printing; the returned function takes them away. */
export function setPageMargins({ foot, head, page }: MarginTexts): () => void {
  const sheet = new CSSStyleSheet();
  const look = 'font: 8pt "Atkinson Hyperlegible Next Variable", sans-serif; color: #3f4b45;';
  sheet.replaceSync(`
    @page {
      size: A4;
      margin: 16mm 16mm 20mm;
      @top-right { content: ${cssString(head)}; ${look} }
      @bottom-left { content: ${cssString(foot)}; ${look} }
      @bottom-right { content: ${cssString(`${page} `)} counter(page) " / " counter(pages); ${look} }
    }
    @page :first { @top-right { content: none; } }
  `);
  document.adoptedStyleSheets.push(sheet);
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
  };
}
