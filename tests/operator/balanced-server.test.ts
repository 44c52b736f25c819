/** The operator behind a balancer that says whose each connection is, and what becomes of those that say it wrongly. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect as connectSecurely } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readProxyHeader } from '../../operator/http/proxy-header.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';

const BALANCER = '127.0.0.9';
let operator: TestOperator;
beforeAll(async () => {
  operator = await startTestOperator({ balancers: [BALANCER], publicRequestsPerMinute: 3 });
});
afterAll(() => operator.close());

const line = (client: string, family = 'TCP4') => Buffer.from(`PROXY ${family} ${client} 10.0.0.1 40000 443\r\n`);

/** Version 2: addresses of a family, or a connection of the balancer's own. */
function binary(command: number, family: number, addresses: Buffer, more = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(16);
  head.write('\r\n\r\n\0\r\nQUIT\n', 'latin1');
  head.writeUInt8(command, 12);
  head.writeUInt8(family, 13);
  head.writeUInt16BE(addresses.length + more.length, 14);
  return Buffer.concat([head, addresses, more]);
}
const four = (client: readonly number[]) => Buffer.from([...client, 10, 0, 0, 1, 0x9c, 0x40, 0x01, 0xbb]);

async function connected(from: string): Promise<Socket> {
  const { port } = new URL(operator.url);
  const socket = connect({ host: '127.0.0.1', port: Number(port), localAddress: from });
  await once(socket, 'connect');
  return socket;
}

/** Status of a public request on a connection that begins with these bytes; null where the connection is closed instead. */
async function statusOf(from: string, beginning: readonly Buffer[]): Promise<number | null> {
  const socket = await connected(from);
  for (const bytes of beginning) {
    socket.write(bytes);
    if (beginning.length > 1) await pause(2);
  }
  const secure = connectSecurely({ socket, ca: operator.ca, checkServerIdentity: () => undefined });
  try {
    secure.write('GET /v1/capabilities HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n');
    let text = '';
    for await (const piece of secure) text += piece;
    const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
    return status === undefined ? null : Number(status);
  } catch {
    return null;
  } finally {
    secure.destroy();
    socket.destroy();
  }
}

describe('a connection through a balancer', () => {
  it('counts as its client’s, whatever others send through the same one', async () => {
    const ask = (client: string) => statusOf(BALANCER, [line(client)]);
    for (let sent = 0; sent < 3; sent += 1) expect(await ask('192.0.2.7')).toBe(200);
    expect(await ask('192.0.2.7')).toBe(429);
    expect(await ask('192.0.2.8')).toBe(200);
    expect(await statusOf(BALANCER, [binary(0x21, 0x11, four([192, 0, 2, 7]))])).toBe(429);
    expect(await statusOf(BALANCER, [binary(0x21, 0x11, four([192, 0, 2, 9]))])).toBe(200);
  });

  it('is understood however its first bytes come', async () => {
    const header = binary(0x21, 0x11, four([192, 0, 2, 20]), Buffer.from([3, 0, 1, 7]));
    expect(
      await statusOf(
        BALANCER,
        [...header].map((byte) => Buffer.from([byte])),
      ),
    ).toBe(200);
    const written = line('2001:db8::1', 'TCP6');
    expect(await statusOf(BALANCER, [written.subarray(0, 9), written.subarray(9)])).toBe(200);
  });

  it('of the balancer’s own has no client’s address', async () => {
    expect(await statusOf(BALANCER, [binary(0x20, 0, Buffer.alloc(0))])).toBe(200);
    expect(await statusOf(BALANCER, [Buffer.from('PROXY UNKNOWN\r\n')])).toBe(200);
  });

  it.each([
    ['no header', Buffer.alloc(0)],
    ['words instead of addresses', Buffer.from('PROXY TCP4 nobody nowhere 1 2\r\n')],
    ['an address of another family', line('2001:db8::1')],
    ['a line that does not end', Buffer.from(`PROXY TCP4 ${'1'.repeat(200)}`)],
    ['another version', binary(0x31, 0x11, four([192, 0, 2, 30]))],
    ['too few bytes of an address', binary(0x21, 0x11, Buffer.from([1, 2, 3]))],
    ['more than any balancer says', binary(0x21, 0x11, four([192, 0, 2, 31]), Buffer.alloc(4_000))],
  ])('is closed with %s', async (_what, bytes) => {
    expect(await statusOf(BALANCER, bytes.length > 0 ? [bytes] : [])).toBeNull();
  });

  it('that says nothing is closed after some seconds', async () => {
    const socket = await connected(BALANCER);
    const startedAt = performance.now();
    await once(socket, 'close');
    expect(performance.now() - startedAt).toBeGreaterThan(4_000);
  }, 15_000);
});

describe('a connection from anybody else', () => {
  it('is served as it comes, and cannot say that it is somebody’s', async () => {
    expect(await statusOf('127.0.0.10', [])).toBe(200);
    expect(await statusOf('127.0.0.10', [line('192.0.2.40')])).toBeNull();
  });
});

describe('the header', () => {
  it('names IPv6 clients in full, and waits as long as it may still become one', () => {
    const six = Buffer.concat([Buffer.from('20010db8000000000000000000000001', 'hex'), Buffer.alloc(20)]);
    const header = binary(0x21, 0x21, six);
    expect(readProxyHeader(header)).toEqual({ length: 52, client: '2001:db8:0:0:0:0:0:1' });
    for (let length = 0; length < header.length; length += 1) {
      expect(readProxyHeader(header.subarray(0, length))).toBe('more');
    }
    expect(readProxyHeader(Buffer.from([0x16, 0x03, 0x01]))).toBeNull();
  });
});
