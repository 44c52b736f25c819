/**
 * Scanning by clamd, over its INSTREAM command (clamd(8)): chunks, each after its length in 32 bits, then a chunk of no
 * bytes. One connection for each stream, so that one that is refused in the middle spoils no other.
 */
import { createConnection, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import {
  type Scan,
  type Scanner,
  type ScannerProblem,
  ScannerUnavailable,
  type ScanVerdict,
} from '../services/ports/scanner.ts';

/** Where clamd listens. */
export type ClamdAddress = { readonly socket: string } | { readonly host: string; readonly port: number };

export interface ClamdOptions {
  readonly address: ClamdAddress;
  /** How long one stream may take, from connecting to the verdict. */
  readonly timeoutMs: number;
}

/** A verdict is one line; more is no verdict. */
const MAX_ANSWER_BYTES = 1024;
const CHECK_TIMEOUT_MS = 5_000;
const MAX_SIGNATURE = 80;

export function createClamdScanner({ address, timeoutMs }: ClamdOptions): Scanner {
  return {
    async check() {
      const connection = connect(address, Math.min(timeoutMs, CHECK_TIMEOUT_MS));
      try {
        await connection.write(Buffer.from('zPING\0'));
        if ((await connection.answer) !== 'PONG') throw new ScannerUnavailable('no-verdict');
      } finally {
        connection.close();
      }
    },
    async open() {
      const connection = connect(address, timeoutMs);
      try {
        await connection.write(Buffer.from('zINSTREAM\0'));
      } catch (error) {
        connection.close();
        throw error;
      }
      return scanOver(connection);
    },
  };
}

function scanOver(connection: Connection): Scan {
  const write = async (bytes: Uint8Array): Promise<void> => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    await connection.write(Buffer.concat([length, bytes]));
  };
  return {
    async write(bytes) {
      // A chunk of no bytes would end the stream.
      if (bytes.length > 0) await write(bytes);
    },
    async end() {
      try {
        await write(new Uint8Array(0));
        return readVerdict(await connection.answer);
      } finally {
        connection.close();
      }
    },
    close: connection.close,
  };
}

/** Anything but the two verdicts is none: nothing passes because an answer was not understood. */
function readVerdict(answer: string): ScanVerdict {
  if (answer === 'stream: OK') return { infected: false };
  const name = /^stream: (.+) FOUND$/.exec(answer)?.[1];
  if (name !== undefined) return { infected: true, signature: cleanSignature(name) };
  throw refusalOf(answer);
}

/** Signature files are others' work: their names are shown and logged in a closed alphabet alone. */
function cleanSignature(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, MAX_SIGNATURE);
}

interface Connection {
  /** Resolves when more may be written. After an answer that came too early, it throws. */
  write(bytes: Uint8Array): Promise<void>;
  /** The one answer, without its end mark. */
  readonly answer: Promise<string>;
  readonly close: () => void;
}

function connect(address: ClamdAddress, timeoutMs: number): Connection {
  const socket = createConnection('socket' in address ? { path: address.socket } : { ...address });
  const deadline = setTimeout(() => socket.destroy(new ScannerUnavailable('too-slow')), timeoutMs);
  socket.once('close', () => clearTimeout(deadline));
  const answer = readAnswer(socket);
  let early: string | null = null;
  // Its failure counts where it is waited for, not before.
  answer.then(
    (text) => {
      early = text;
    },
    () => undefined,
  );
  return {
    async write(bytes) {
      // What refuses the stream then closes the connection: it is read before a write fails and hides it.
      await setImmediate();
      // Before the end mark an answer can only be a refusal; a verdict would be over a part of the stream.
      if (early !== null) throw refusalOf(early);
      if (socket.destroyed) await answer;
      if (socket.write(bytes)) return;
      await Promise.race([new Promise<void>((resolve) => socket.once('drain', resolve)), answer]);
      if (early !== null) throw refusalOf(early);
    },
    answer,
    close: () => socket.destroy(),
  };
}

function refusalOf(answer: string): ScannerUnavailable {
  return new ScannerUnavailable(answer.includes('size limit exceeded') ? 'stream-limit' : 'no-verdict');
}

function readAnswer(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    let problem: ScannerProblem = 'unreachable';
    socket.once('connect', () => {
      problem = 'cut-off';
    });
    socket.setEncoding('latin1');
    socket.on('data', (piece: string) => {
      text += piece;
      const end = text.indexOf('\0');
      if (end >= 0) resolve(text.slice(0, end));
      else if (text.length > MAX_ANSWER_BYTES) socket.destroy(new ScannerUnavailable('no-verdict'));
    });
    socket.on('error', (error) => {
      reject(error instanceof ScannerUnavailable ? error : new ScannerUnavailable(problem, error));
    });
    socket.on('close', () => reject(new ScannerUnavailable(problem)));
  });
}
