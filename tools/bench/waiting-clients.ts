/** Five thousand workstations that wait at one operator: what they take of its memory, and how soon they hear of mail. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { cardSigner, Workstation } from '../../tests/operator/support/workstation.ts';
import { readCardFile } from '../../tests/support/pki/demo.ts';
import { startDemoOperator } from '../demo/operator.ts';
import type { BenchContext } from './bench.ts';
import { type Figure, figureAlone, median } from './figure.ts';
import { residentMB } from './resident-size.ts';
import { prepareSmall } from './small-deposits.ts';
import { signInWorkstation } from './workstation.ts';

const clients = 5_000;
/** Connections that one session may keep waiting. */
const perSession = 8;
/** Sessions opened at once. */
const atOnce = 10;
const goalMB = 1_024;
const goalMs = 1_000;
const streamPath = '/v1/sync/stream';
const people = ['anne-roux', 'paul-leroy'] as const;

/** A connection that waits; `onWord` is called each time that it is told there is something to pull. */
async function wait(workstation: Workstation, ca: string, from: string, onWord: () => void): Promise<TLSSocket> {
  const { hostname, port, host } = new URL(workstation.url);
  const token = workstation.tokens?.accessToken ?? '';
  const proof = await workstation.proof('GET', streamPath, token, undefined);
  const place = { host: hostname, port: Number(port), localAddress: from };
  const socket = connect({ ...place, ca });
  const request = [
    `GET ${streamPath} HTTP/1.1`,
    ...[`host: ${host}`, `dpop: ${proof}`, `authorization: DPoP ${token}`, 'accept: text/event-stream'],
  ];
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('secureConnect', () => socket.write(`${request.join('\r\n')}\r\n\r\n`));
    let isWaiting = false;
    socket.on('data', (piece) => {
      const text = piece.toString('latin1');
      if (!isWaiting) {
        if (!text.startsWith('HTTP/1.1 200 ')) return reject(new Error(text.slice(0, 200)));
        isWaiting = true;
        resolve(socket);
      }
      if (text.includes('event: changed')) onWord();
    });
  });
}

export async function waiting5000({ folder, runs, say }: BenchContext): Promise<readonly Figure[]> {
  const operator = await startDemoOperator({ dataFolder: join(folder, 'operator'), pkiFolder: join(folder, 'pki') });
  const ca = readFileSync(operator.pki.anchorsFile, 'utf8');
  const sockets: TLSSocket[] = [];
  const stations: Workstation[] = [];
  const pid = operator.process.pid ?? 0;
  let heard: () => void = () => undefined;
  try {
    const before = residentMB(pid);
    const open = async (index: number) => {
      // As many networks as establishments would have; one alone may ask only so often.
      const from = `127.0.1.${1 + (index % 200)}`;
      const person = people[index % people.length] ?? 'paul-leroy';
      const station = await Workstation.create(operator.url, ca, readCardFile(operator.pki.cards[person]), from);
      stations.push(station);
      const { status } = await station.signIn();
      if (status !== 200) throw new Error(`sign-in answered ${status}`);
      for (let count = 0; count < perSession; count += 1) {
        sockets.push(await wait(station, ca, from, person === 'paul-leroy' ? () => heard() : () => undefined));
      }
    };
    for (let first = 0; sockets.length < clients; first += atOnce) {
      await Promise.all(Array.from({ length: atOnce }, (_, offset) => open(first + offset)));
      if (first % 100 === 0) say(`${sockets.length} of ${clients} wait`);
    }
    const resident = residentMB(pid);
    say(`${Math.round(((resident - before) * 1024) / sockets.length)} KB for each that waits`);
    const card = readCardFile(operator.pki.cards['claire-martin']);
    const sender = await signInWorkstation(operator.url, operator.pki.anchorsFile, card);
    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const { manifest, file } = await prepareSmall(sender.address, cardSigner(card), folder);
      const half = sockets.length / people.length;
      const startedAt = performance.now();
      const all = new Promise<void>((resolve) => {
        let words = 0;
        heard = () => {
          words += 1;
          if (words >= half) resolve();
        };
      });
      await sender.deposit(manifest, file);
      await all;
      times.push(performance.now() - startedAt);
    }
    await sender.close();
    return [
      figureAlone({ bench: 'waiting5000', metric: `resident, ${sockets.length} waiting`, unit: 'MB' }, resident, {
        below: goalMB,
      }),
      figureAlone(
        { bench: 'waiting5000', metric: 'from the deposit to the word at the last of 2,500 workstations', unit: 'ms' },
        median(times),
        { below: goalMs },
      ),
    ];
  } finally {
    for (const socket of sockets) socket.destroy();
    await Promise.all(stations.map((station) => station.close()));
    await operator.stop();
  }
}
