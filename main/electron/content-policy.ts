/** What each kind of response may do in the page, as headers. Stated per response, never by a meta element. */

/** Scheme and host of the app's own pages; the renderer uses relative addresses only. */
export const scheme = 'app';
export const origin = 'app://medimail';

const common = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** The page and its own files: own scripts and styles as files, nothing inline, nothing evaluated, nothing from elsewhere. */
export const pageHeaders: Readonly<Record<string, string>> = {
  ...common,
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "frame-src 'self' blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), display-capture=()',
  'cache-control': 'no-cache',
};

/** Bytes that came from outside: an origin of their own, no script, no request, no copy kept. */
export const attachmentHeaders: Readonly<Record<string, string>> = {
  ...common,
  'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'self'",
  'content-disposition': 'inline',
  'cache-control': 'no-store',
  'accept-ranges': 'bytes',
};

/** Types that a preview shows; anything else is handed over as mere bytes. */
const previewable = /^(application\/pdf|image\/(png|jpeg|gif|webp|bmp|tiff)|text\/plain)$/;

/** Content type under which an attachment is served. */
export function attachmentType(mediaType: string): string {
  const type = mediaType.toLowerCase().split(';')[0]?.trim() ?? '';
  if (!previewable.test(type)) return 'application/octet-stream';
  return type === 'text/plain' ? 'text/plain; charset=utf-8' : type;
}
