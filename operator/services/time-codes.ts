/** Time-based one-time codes (RFC 6238: HMAC-SHA-1, six digits, steps of thirty seconds), as every code application makes them. */
import { createHmac, timingSafeEqual } from 'node:crypto';

const STEP_MS = 30_000;
const DIGITS = 6;
/** RFC 4226 §4 asks for 128 bits and recommends 160. */
export const SECRET_BYTES = 20;
/** Steps before and after the present one that are taken: clocks differ, and typing takes its time (RFC 6238 §5.2). */
const TOLERATED_STEPS = 1;

/** The code of a time step. */
export function codeAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  // RFC 4226 §5.3: four bytes from where the last half-byte points, without the sign.
  const at = (mac.at(-1) ?? 0) & 0x0f;
  return String((mac.readUInt32BE(at) & 0x7fff_ffff) % 10 ** DIGITS).padStart(DIGITS, '0');
}

/** The time step of an instant. */
export function stepOf(at: Date): number {
  return Math.floor(at.getTime() / STEP_MS);
}

/**
 * The step that a code is of, within the tolerance around `at`; null when it is of none, or of none after `lastStep`: a
 * code serves once (RFC 6238 §5.2). Takes the same time whichever it is.
 */
export function matchingStep(secret: Uint8Array, code: string, at: Date, lastStep: number): number | null {
  const given = Buffer.from(code.padEnd(DIGITS).slice(0, DIGITS));
  const isCode = /^\d{6}$/.test(code);
  let found: number | null = null;
  for (let step = stepOf(at) - TOLERATED_STEPS; step <= stepOf(at) + TOLERATED_STEPS; step += 1) {
    const expected = Buffer.from(codeAt(secret, step));
    const isSame = given.length === expected.length && timingSafeEqual(given, expected);
    if (isSame && isCode && step > lastStep) found = step;
  }
  return found;
}

const base32Letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Bytes in base32 (RFC 4648 §6), without padding: how secrets are typed. */
export function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => base32Letters[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

/** What code applications open: the secret with whose and for what it is. */
export function otpauthUri(secret: Uint8Array, issuer: string, address: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(address)}`;
  const parameters = `secret=${toBase32(secret)}&issuer=${encodeURIComponent(issuer)}`;
  return `otpauth://totp/${label}?${parameters}&algorithm=SHA1&digits=${DIGITS}&period=${STEP_MS / 1000}`;
}
