/** Sizes and file names as the reading pages write them. */
import { wellFormed } from '../../envelope/mime/unsafe-text.ts';

/** Names of a byte, a kilobyte and a megabyte. */
type Units = readonly [byte: string, kilobyte: string, megabyte: string];

/** « 1,2 Mo »: binary units, as the client counts. */
export function sizeIn(locale: string, units: Units, bytes: number): string {
  const power = bytes < 1000 ? 0 : bytes < 999.5 * 1024 ? 1 : 2;
  const figure = new Intl.NumberFormat(locale, { maximumFractionDigits: power === 2 ? 1 : 0 });
  return `${figure.format(bytes / 1024 ** power)}\u00a0${units[power]}`;
}

/**
 * `Content-Disposition` of a file to save (RFC 6266), whatever its name holds: ASCII for old programs, and the name itself
 * as RFC 8187 writes it.
 */
export function savedAs(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const exact = encodeURIComponent(wellFormed(name)).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}
