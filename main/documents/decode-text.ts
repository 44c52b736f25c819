/** Bytes of a text as characters: by its mark, by what it says of itself, else UTF-8, else the Western Windows encoding. */
import { DocumentRefused } from './refusal.ts';

/** Encodings that an XML declaration may name; any other is read as if none were named. */
const named: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  'utf-16': 'utf-16le',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'iso-8859-1': 'windows-1252',
  'iso-8859-15': 'iso-8859-15',
  'us-ascii': 'windows-1252',
  'windows-1252': 'windows-1252',
};

/** Decodes; `damaged` when the bytes are no text: a text has no NUL, and next to no control characters. */
export function decodeText(bytes: Uint8Array): string {
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  const head = text.slice(0, 4_096);
  const controls = head.match(/[^\P{Cc}\s]/gu)?.length ?? 0;
  if (head.includes('\0') || controls * 50 > head.length) throw new DocumentRefused('damaged');
  return text;
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  // Without a mark, « < » and a NUL are the beginning of XML in sixteen bits (XML 1.0, appendix F).
  if (bytes[0] === 0x3c && bytes[1] === 0) return 'utf-16le';
  if (bytes[0] === 0 && bytes[1] === 0x3c) return 'utf-16be';
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const declared = /^<\?xml[^>]{0,160}\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/.exec(head)?.[1]?.toLowerCase();
  const encoding = declared === undefined ? undefined : named[declared];
  if (encoding?.startsWith('utf-16') === false && encoding !== 'utf-8') return encoding;
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252';
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
