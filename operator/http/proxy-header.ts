/**
 * The first bytes of a connection that a balancer passes on: whose it is (« The PROXY protocol », versions 1 and 2, as HAProxy
 * publishes it).
 */
import { isIP } from 'node:net';

/** What was read: how many bytes it took, and the client's address; null for a connection of the balancer's own, or of a kind that has none. */
export interface ProxyHeader {
  readonly length: number;
  readonly client: string | null;
}

const SIGNATURE = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const TEXT = Buffer.from('PROXY ', 'latin1');
/** §2.1: the longest line, its end included. */
const MAX_LINE = 107;
/** What follows the fixed part of version 2: addresses, and more than any balancer adds to them. */
const MAX_BLOCK = 2_048;
const FIXED = 16;

/** The header at the beginning of `bytes`; `more` while it may still become one, null for what is none. */
export function readProxyHeader(bytes: Buffer): ProxyHeader | 'more' | null {
  if (begins(bytes, SIGNATURE)) return readBinary(bytes);
  return begins(bytes, TEXT) ? readLine(bytes) : null;
}

/** Whether what is there agrees with a beginning, as far as it goes. */
function begins(bytes: Buffer, beginning: Buffer): boolean {
  const length = Math.min(bytes.length, beginning.length);
  return bytes.subarray(0, length).equals(beginning.subarray(0, length));
}

function readLine(bytes: Buffer): ProxyHeader | 'more' | null {
  const end = bytes.indexOf('\r\n');
  if (end < 0) return bytes.length < MAX_LINE ? 'more' : null;
  if (end + 2 > MAX_LINE) return null;
  const length = end + 2;
  const [, family, client = '', , port = '', ...rest] = bytes.toString('latin1', 0, end).split(' ');
  if (family === 'UNKNOWN') return { length, client: null };
  const version = family === 'TCP4' ? 4 : family === 'TCP6' ? 6 : null;
  const isWhole = version !== null && isIP(client) === version && /^\d{1,5}$/.test(port) && rest.length === 1;
  return isWhole ? { length, client } : null;
}

function readBinary(bytes: Buffer): ProxyHeader | 'more' | null {
  if (bytes.length < FIXED) return 'more';
  const [command, family, block] = [bytes.readUInt8(12), bytes.readUInt8(13), bytes.readUInt16BE(14)];
  // Version in the high half, command in the low one: 0 is the balancer's own, 1 is passed on.
  if (command !== 0x20 && command !== 0x21) return null;
  if (block > MAX_BLOCK) return null;
  if (bytes.length < FIXED + block) return 'more';
  const length = FIXED + block;
  if (command === 0x20) return { length, client: null };
  const addresses = bytes.subarray(FIXED, length);
  // Family in the high half: 1 is IPv4, 2 is IPv6; what has no such address keeps the balancer's.
  if (family >> 4 === 1) return addresses.length < 12 ? null : { length, client: addresses.subarray(0, 4).join('.') };
  if (family >> 4 === 2) return addresses.length < 36 ? null : { length, client: sixOf(addresses.subarray(0, 16)) };
  return { length, client: null };
}

function sixOf(bytes: Buffer): string {
  return Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16)).join(':');
}
