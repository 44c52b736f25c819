/** The frame of every page: brand, an envelope whose flap holds the title, and what is inside it. */
import type { Language } from '../../contract/model/language.ts';
import { type Html, html } from './html.ts';
import { stylesheetPaths } from './page-assets.ts';

export interface PageWords {
  readonly brand: string;
  readonly otherLanguage: string;
  readonly footer: string;
}

export interface Page {
  readonly language: Language;
  readonly title: string;
  readonly lead: string;
  /** « Étape 1 sur 2 »; null where there are no steps. */
  readonly step?: string | undefined;
  readonly mark: Mark;
  /** The same page in the other language; null after a form was sent. */
  readonly otherLanguagePath: string | null;
  readonly body: Html;
  /** The script that the page cannot do without. */
  readonly scriptPath?: string;
}

/** What stands at the tip of the flap. */
export type Mark = 'pen' | 'letter' | 'key' | 'done' | 'doubt';

const marks: Readonly<Record<Mark, string>> = {
  pen: 'M4 20h4L19 9l-4-4L4 16zM13.5 6.5l4 4',
  letter: 'M3 6h18v12H3zM3 7l9 6 9-6',
  key: 'M14 10a4 4 0 1 0-3.2 3.9L13 16h2v2h2v2h3v-3l-6.2-6.2M8.6 8.6h.01',
  done: 'M5 12.5l4.5 4.5L19 7.5',
  doubt: 'M12 7v6M12 16.5v.01',
};

/** The brand, as it stands in the bar of every page; `part` names what of it this is. */
export function brandMark(brand: string, part?: string): Html {
  return html`<span class="brand"><svg viewBox="0 0 20 16" aria-hidden="true"><rect x="1" y="1" width="18" height="14" rx="1.5"/><path d="M1.5 2 10 9.5 18.5 2"/><circle cx="10" cy="9" r="2.6"/></svg>${brand}${part !== undefined && html`<span class="part-of">${part}</span>`}</span>`;
}

/** A whole document around what its body holds. */
export function renderDocument(
  {
    language,
    title,
    brand,
    look,
    scriptPath,
  }: Pick<Page, 'language' | 'title' | 'scriptPath'> & { readonly brand: string; readonly look?: string },
  body: Html,
): string {
  return `<!doctype html>
${html`<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · ${brand}</title>
${stylesheetPaths.map((path) => html`<link rel="stylesheet" href="${path}">`)}
<link rel="icon" href="data:,">${
  scriptPath !== undefined &&
  html`
<script src="${scriptPath}" defer></script>`
}
</head>
<body${look !== undefined && html` class="${look}"`}>
${body}
</body>
</html>`}
`;
}

/** A document whose title and words lie in an envelope. */
export function renderPage(page: Page, words: PageWords): string {
  const { language, title, lead, step, mark, otherLanguagePath, body, scriptPath } = page;
  const other = language === 'fr' ? 'en' : 'fr';
  return renderDocument(
    { language, title, brand: words.brand, ...(scriptPath === undefined ? {} : { scriptPath }) },
    html`<header class="bar">${brandMark(words.brand)}${
      otherLanguagePath !== null &&
      html`<a class="language" href="${otherLanguagePath}" lang="${other}" hreflang="${other}">${words.otherLanguage}</a>`
    }</header>
<main>
<article class="envelope">
<div class="top">${step !== undefined && html`<p class="step">${step}</p>`}<h1>${title}</h1><p class="lead">${lead}</p></div>
<div class="flap"><svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true"><path class="flap-fill" d="M0 0 450 88Q500 106 550 88L1000 0Z"/><path class="flap-line" d="M0 0 450 88Q500 106 550 88L1000 0"/></svg><span class="tip ${mark}"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="${marks[mark]}"/></svg></span></div>
<div class="inside">${body}</div>
</article>
</main>
<footer>${words.footer}</footer>`,
  );
}
