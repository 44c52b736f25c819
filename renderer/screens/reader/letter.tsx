/** What the correspondent wrote: plain text in a serif, or sanitized HTML in a frame that can run and load nothing. */
import DOMPurify from 'dompurify';
import { type ReactNode, useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';

/** Plain text: blank lines part paragraphs, single line ends are kept. */
export function PlainLetter({ text }: { readonly text: string }): ReactNode {
  const paragraphs = useMemo(
    () =>
      text
        .replace(/\r\n?/g, '\n')
        .trimEnd()
        .split(/\n{2,}/),
    [text],
  );
  return (
    <div className="letter">
      {paragraphs.map((paragraph, index) => (
        <p key={`${String(index)}:${paragraph.slice(0, 16)}`}>{paragraph}</p>
      ))}
    </div>
  );
}

const allowedTags = [
  ...['a', 'abbr', 'b', 'blockquote', 'br', 'caption', 'code', 'col', 'colgroup', 'dd', 'div', 'dl', 'dt', 'em', 'h1'],
  ...['h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'img', 'li', 'ol', 'p', 'pre', 's', 'small', 'span', 'strong', 'sub'],
  ...['sup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'u', 'ul'],
];

/** Received HTML without anything that runs, loads, submits, or pretends to be Medimail. */
export function sanitizeLetter(html: string): string {
  const purifier = DOMPurify(window);
  // Links do not work in the frame; their address is shown instead, so that nobody is led where they did not mean to go.
  purifier.addHook('afterSanitizeAttributes', (node) => {
    const address = node.getAttribute('href');
    if (address !== null) {
      node.removeAttribute('href');
      if (/^(https?|mailto):/i.test(address) && !node.textContent?.includes(address)) node.append(` ⟨${address}⟩`);
    }
    if (node.tagName === 'IMG' && !/^data:image\/(png|jpe?g|gif|webp);base64,/i.test(node.getAttribute('src') ?? '')) {
      node.remove();
    }
  });
  return purifier.sanitize(html, {
    ALLOWED_TAGS: allowedTags,
    ALLOWED_ATTR: ['href', 'src', 'alt', 'title', 'colspan', 'rowspan', 'align', 'dir', 'lang', 'start'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
  });
}

/** The theme of the window, which may change while a letter is read. */
function useTheme(): string {
  return useSyncExternalStore(watchTheme, () => document.documentElement.dataset['theme'] ?? '');
}

function watchTheme(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

/** Words alone are shown as every letter is; pictures were made for paper, which stays white. */
function coloursOf(letter: string): { readonly scheme: string; readonly paper: string; readonly ink: string } {
  if (/<img\b/i.test(letter)) return { scheme: 'light', paper: '#ffffff', ink: '#1a1f1c' };
  const style = getComputedStyle(document.documentElement);
  return {
    scheme: style.colorScheme === 'dark' ? 'dark' : 'light',
    paper: style.getPropertyValue('--s-sheet').trim(),
    ink: style.getPropertyValue('--t-1').trim(),
  };
}

/**
 * HTML in a frame with an origin of its own: no script, no form, no navigation, no network. Not even our own style
 * sheet can reach an opaque origin, so the page says colour and face in attributes of HTML 3.2.
 */
export function HtmlLetter({ html }: { readonly html: string }): ReactNode {
  const { t, i18n } = useTranslation('reader');
  useTheme();
  const letter = useMemo(() => sanitizeLetter(html), [html]);
  const { scheme, paper, ink } = coloursOf(letter);
  const page = [
    `<!doctype html><html lang="${i18n.language}"><head><meta charset="utf-8">`,
    `<meta name="color-scheme" content="${scheme}">`,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; form-action 'none'">`,
    `</head><body bgcolor="${paper}" text="${ink}" marginwidth="18" marginheight="14">`,
    '<font face="Source Serif 4, Charter, Georgia, serif">',
    letter,
    '</font></body></html>',
  ].join('');
  return <iframe className="letter-frame" title={t('letter')} sandbox="" srcDoc={page} referrerPolicy="no-referrer" />;
}
