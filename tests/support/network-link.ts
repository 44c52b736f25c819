/** A loopback TCP relay between a workstation and its operator that can be cut, slowed and mended like a real network. */
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** A link to one target. `url` keeps the target's scheme, and its certificate: both ends are on loopback. */
export interface NetworkLink {
  readonly url: string;
  /** Resets every connection and refuses new ones. */
  cut(): void;
  /** Accepts connections again. */
  mend(): void;
  /** Cuts by itself once this many more bytes have gone up from the workstation. */
  cutAfterUpload(bytes: number): void;
  /** Bytes that have gone up from the workstation so far, TLS included. */
  readonly uploadedBytes: number;
  /** From now on leads elsewhere; every connection is reset. */
  leadTo(targetUrl: string): void;
  /** Delays every chunk in both directions. */
  slowDown(delayMs: number): void;
  close(): Promise<void>;
}

/** Opens a link on a free loopback port in front of `targetUrl`. */
export async function openNetworkLink(targetUrl: string): Promise<NetworkLink> {
  let target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  let isCut = false;
  let delayMs = 0;
  let uploadBudget = Number.POSITIVE_INFINITY;
  let uploadedBytes = 0;

  const resetAll = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
    sockets.clear();
  };
  const cut = (): void => {
    isCut = true;
    resetAll();
  };

  const relay = (countsUpload: boolean): Transform =>
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        if (countsUpload) {
          uploadedBytes += chunk.length;
          uploadBudget -= chunk.length;
          if (uploadBudget <= 0) {
            uploadBudget = Number.POSITIVE_INFINITY;
            cut();
            return;
          }
        }
        if (delayMs === 0) done(null, chunk);
        else setTimeout(() => done(null, chunk), delayMs);
      },
    });

  const server: Server = createServer((near) => {
    if (isCut) {
      near.resetAndDestroy();
      return;
    }
    const far = createConnection({ host: target.hostname, port: Number(target.port) });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
      // A reset is what this link is for; the close that follows ends the other side.
      socket.on('error', () => socket.destroy());
    }
    near.pipe(relay(true)).pipe(far);
    far.pipe(relay(false)).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the link has no port');

  return {
    url: `${target.protocol}//127.0.0.1:${address.port}`,
    cut,
    mend: () => {
      isCut = false;
    },
    cutAfterUpload: (bytes) => {
      uploadBudget = bytes;
    },
    get uploadedBytes() {
      return uploadedBytes;
    },
    leadTo: (elsewhere) => {
      target = new URL(elsewhere);
      resetAll();
    },
    slowDown: (milliseconds) => {
      delayMs = milliseconds;
    },
    close: () =>
      new Promise((resolve) => {
        cut();
        server.close(() => resolve());
      }),
  };
}
