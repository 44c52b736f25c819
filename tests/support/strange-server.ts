/** A TLS server on loopback that stands where the operator should, and is not it. */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface StrangeServer {
  readonly url: string;
  /** Requests that got through the TLS handshake. */
  readonly requests: number;
  close(): Promise<void>;
}

/** Starts with the certificate chain and key given (PEM); answers every request with `body`, and 200. */
export async function startStrangeServer(options: {
  readonly certificate: string;
  readonly key: string;
  readonly contentType: string;
  readonly body: string;
}): Promise<StrangeServer> {
  let requests = 0;
  const server = createServer({ cert: options.certificate, key: options.key }, (_request, response) => {
    requests += 1;
    response.writeHead(200, { 'content-type': options.contentType }).end(options.body);
  });
  // Whoever does not trust it hangs up, which is nothing to it.
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requests() {
      return requests;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
