/** Where the numbers are asked for: a listener of its own on loopback, which the application's port knows nothing of. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { OPENMETRICS_TYPE } from './registry.ts';

export interface MetricsServer {
  /** `http://host:port/metrics` */
  readonly url: string;
  close(): Promise<void>;
}

/** A page in a browser on this machine reaches loopback too, under a name of its own (DNS rebinding): only ours is answered. */
const ownHost = /^(127(\.\d{1,3}){3}|\[::1\]|localhost)(:\d{1,5})?$/;

/** Listens, or throws. `collect` gives the text at that moment. */
export async function serveMetrics(
  address: { readonly host: string; readonly port: number },
  collect: () => Promise<string>,
  log: Logger,
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    answer(request, response, collect).catch((error: unknown) => {
      log.error({ error }, 'metrics not told');
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address.port, address.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return {
    url: `http://${host}:${port}/metrics`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  collect: () => Promise<string>,
): Promise<void> {
  // Nothing is expected in a body; one that comes is not waited for.
  request.resume();
  if (!ownHost.test(request.headers.host ?? '')) return refuse(response, 421);
  if (request.url?.split('?', 1)[0] !== '/metrics') return refuse(response, 404);
  if (request.method !== 'GET') return refuse(response.setHeader('allow', 'GET'), 405);
  const text = await collect();
  response.writeHead(200, { 'content-type': OPENMETRICS_TYPE, 'cache-control': 'no-store' }).end(text);
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { connection: 'close' }).end();
}
