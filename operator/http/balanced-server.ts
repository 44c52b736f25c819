/** Connections that come through a balancer keep their clients' addresses, by which tries and requests are counted. */
import { BlockList, isIP, type Server, type Socket } from 'node:net';
import { readProxyHeader } from './proxy-header.ts';

/** A balancer says at once whose connection it is. */
const HEADER_MS = 5_000;

/**
 * Expects of every connection from one of these addresses, and of no other, a header that says whose it is, before TLS begins;
 * one without it is closed. From anybody else such a header would be a lie about who asks: it fails as TLS does.
 */
export function keepClientAddresses(server: Server, balancers: readonly string[]): void {
  if (balancers.length === 0) return;
  const known = new BlockList();
  for (const address of balancers) known.addAddress(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  // Of a TLS connection nothing tells on which one below it rides, but for the balancer's end of both.
  const clients = new Map<string, string>();
  const secure = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const goOn = () => {
      for (const listener of secure) listener.call(server, socket);
    };
    const address = socket.remoteAddress ?? '';
    if (!known.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')) return goOn();
    const end = endOf(socket);
    receiveHeader(socket, (client) => {
      if (client !== null) {
        clients.set(end, client);
        socket.once('close', () => clients.delete(end));
      }
      goOn();
    });
  });
  server.prependListener('secureConnection', (socket: Socket) => {
    const client = clients.get(endOf(socket));
    if (client !== undefined) Object.defineProperty(socket, 'remoteAddress', { value: client });
  });
}

function endOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

/** Takes the header off a connection, and closes one that does not begin with it. */
function receiveHeader(socket: Socket, received: (client: string | null) => void): void {
  let bytes = Buffer.alloc(0);
  const timer = setTimeout(() => socket.destroy(), HEADER_MS);
  const over = () => {
    clearTimeout(timer);
    socket.off('readable', read);
    socket.off('close', over);
    socket.off('error', ignore);
  };
  const read = () => {
    for (let piece = socket.read() as Buffer | null; piece !== null; piece = socket.read() as Buffer | null) {
      bytes = Buffer.concat([bytes, piece]);
    }
    const header = readProxyHeader(bytes);
    if (header === 'more') return;
    over();
    if (header === null) return void socket.destroy();
    if (header.length < bytes.length) socket.unshift(bytes.subarray(header.length));
    received(header.client);
  };
  socket.on('readable', read);
  socket.on('close', over);
  socket.on('error', ignore);
}

function ignore(): void {
  // A connection that breaks before anything was asked: `close` follows.
}
