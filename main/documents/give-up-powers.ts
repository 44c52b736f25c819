/**
 * What this process needs, it has loaded: from here on it opens no file, no connection and no further process. It is
 * no prison for native code, of which none reads documents here; it makes whatever a document could talk our libraries
 * into (a font, a style sheet, an entity from elsewhere) an error.
 */
import childProcess from 'node:child_process';
import cluster from 'node:cluster';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import inspector from 'node:inspector';
import module from 'node:module';
import net from 'node:net';
import tls from 'node:tls';
import workerThreads from 'node:worker_threads';

const powers: readonly object[] = [
  childProcess,
  cluster,
  dgram,
  dns,
  dns.promises,
  fs,
  fs.promises,
  http,
  http2,
  https,
  inspector,
  net,
  tls,
  workerThreads,
];
const globals = ['fetch', 'WebSocket', 'EventSource'] as const;

/** No arrow: what is made with `new` is refused in the same words. */
function refuse(): never {
  throw new Error('this process has no such power');
}

/** Once, after everything is loaded. */
export function giveUpPowers(): void {
  for (const power of powers) {
    for (const [name, value] of Object.entries(power)) {
      if (typeof value === 'function') Object.defineProperty(power, name, { value: refuse, configurable: false });
    }
  }
  // Named imports of these modules, wherever they are, follow.
  module.syncBuiltinESMExports();
  for (const name of globals) Object.defineProperty(globalThis, name, { value: refuse, configurable: false });
  for (const name of ['binding', 'dlopen', '_linkedBinding', 'chdir'] as const) {
    Object.defineProperty(process, name, { value: refuse, configurable: false });
  }
}
