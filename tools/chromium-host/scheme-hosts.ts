/**
 * Chromium gives up on an unknown scheme before anyone can answer for it, so `app://medimail/…` lives at
 * `https://medimail.app.invalid/…` in its windows; the product only ever sees the former.
 */

const suffix = '.invalid';

/** Address in a window for an address of the product. */
export function toPageUrl(url: string): string {
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)(.*)$/.exec(url);
  if (!parts) throw new Error(`not an address with a host: ${url}`);
  const [, scheme, host, rest] = parts;
  return `https://${host}.${scheme}${suffix}${rest || '/'}`;
}

/** Address of the product for an address in a window; others stay as they are. */
export function fromPageUrl(url: string): string {
  const parts = /^https:\/\/([^/?#]+)\.([a-z][a-z0-9+-]*)\.invalid(?::443)?(.*)$/.exec(url);
  if (!parts) return url;
  const [, host, scheme, rest] = parts;
  return `${scheme}://${host}${rest}`;
}

/** Scheme and host, as Electron reports the origin of a standard scheme; `null` for opaque ones. */
export function originOf(url: string): string {
  const parts = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]+)/.exec(fromPageUrl(url));
  return parts?.[1] ?? 'null';
}
