/** Text from strangers that will be shown in one line or become a file's name. */

/** C0 and C1 controls, and what changes the direction of writing or is not visible: the tools of disguise. */
const invisible = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c\u{e0000}-\u{e007f}]/gu;
const controls = /[\p{Cc}\u2028\u2029]+/gu;

/** Lone surrogates, which no encoding can write, become U+FFFD. */
export function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

/** One line without control characters or direction overrides; runs of controls become one space. */
export function cleanLine(text: string): string {
  return wellFormed(text).replace(controls, ' ').replace(invisible, '');
}

/** Names that Windows gives to devices, whatever follows the dot. */
const deviceName = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
/** Longest file name of the file systems we meet, in bytes of UTF-8. */
const MAX_NAME_BYTES = 255;

/** A name that is safe to save under on the three systems: no path, no reserved character; `fallback` when nothing is left. */
export function cleanFileName(name: string, fallback: string): string {
  const last = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  // Longer than any file system allows is a hostile name; it is cut before the patterns below walk it.
  const visible = cleanLine(last.length > 2000 ? last.slice(0, 1000) + last.slice(-20) : last)
    .normalize('NFC')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^\s+/, '')
    .replace(/[\s.]+$/, '');
  if (/^\.*$/.test(visible)) return fallback;
  return shorten(deviceName.test(visible) ? `_${visible}` : visible);
}

/** Cuts before the extension, on a character, so that the kind of file stays visible. */
function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && Buffer.byteLength(name.slice(dot)) <= 20 ? name.slice(dot) : '';
  const room = MAX_NAME_BYTES - Buffer.byteLength(extension);
  let stem = '';
  let size = 0;
  for (const character of name) {
    size += Buffer.byteLength(character);
    if (size > room) break;
    stem += character;
  }
  return `${stem.replace(/[\s.]+$/, '')}${extension}`;
}
