/** ECDSA signatures between the two forms in use: DER (CMS, PKCS) and r ‖ s (JWS, RFC 7518 §3.4). */
import { AppError } from '../../../contract/errors.ts';

const COORDINATE_BYTES = 32;

/** r ‖ s, 64 bytes, of a P-256 signature in DER; anything else is a card that does not answer as it should. */
export function ecdsaDerToRaw(der: Uint8Array): Uint8Array {
  const [r, rest] = readInteger(readSequence(der));
  const [s, end] = readInteger(rest);
  if (end.length > 0) throw new AppError('card.unreadable');
  const raw = new Uint8Array(2 * COORDINATE_BYTES);
  raw.set(r, COORDINATE_BYTES - r.length);
  raw.set(s, 2 * COORDINATE_BYTES - s.length);
  return raw;
}

/** Content of a short-form SEQUENCE: a P-256 signature never needs more than 72 bytes. */
function readSequence(der: Uint8Array): Uint8Array {
  if (der[0] !== 0x30 || der[1] === undefined || der[1] !== der.length - 2) throw new AppError('card.unreadable');
  return der.subarray(2);
}

function readInteger(bytes: Uint8Array): readonly [Uint8Array, Uint8Array] {
  const length = bytes[1] ?? 0;
  if (bytes[0] !== 0x02 || length === 0 || bytes.length < 2 + length) throw new AppError('card.unreadable');
  let value = bytes.subarray(2, 2 + length);
  while (value.length > 1 && value[0] === 0) value = value.subarray(1);
  if (value.length > COORDINATE_BYTES) throw new AppError('card.unreadable');
  return [value, bytes.subarray(2 + length)];
}
