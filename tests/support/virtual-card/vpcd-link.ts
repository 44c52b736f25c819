/**
 * The wire between a virtual card and pcscd's vpcd driver: TCP, frames of a 2-byte big-endian length and a payload
 * each way; the card is the client, connecting inserts it, closing removes it.
 *
 * The driver writes length and payload apart without TCP_NODELAY, so that delayed acknowledgements cost 44 ms per
 * command. The fast mode answers the length with the first byte of the coming answer's own length, which is always
 * zero because answers stay under 256 bytes: its acknowledgement releases the payload.
 */
import { connect, type Socket } from 'node:net';

/** What the card does with what arrives. */
export interface VpcdCard {
  readonly atr: Buffer;
  /** Power off, power on or reset. */
  onPower(): void;
  /** Answers a command; `null` pulls the card out instead. */
  onCommand(command: Buffer): Promise<Buffer | null>;
}

/** An inserted card. */
export interface VpcdLink {
  /** Resolves when the reader has powered the card and read its answer to reset; before that, it is seen but mute. */
  readonly powered: Promise<void>;
  /** Resolves when the connection is over, for whatever reason. */
  readonly closed: Promise<void>;
  /** Takes the card out, leaving the driver in a sound state even in the middle of a command. */
  pull(): Promise<void>;
}

/** Control bytes of the driver; all but the last go unanswered. */
const control = { powerOff: 0, powerOn: 1, reset: 2, getAtr: 4 } as const;

/** Longest wait for the driver to close its side before we drop ours. */
const closeGraceMs = 1500;

/** Connects a card to the driver listening on `port` of this machine. */
export function openVpcdLink(port: number, card: VpcdCard, options: { readonly fast: boolean }): VpcdLink {
  const socket: Socket = connect({ host: '127.0.0.1', port, noDelay: true });
  let received = Buffer.alloc(0);
  /** The first byte of the answer's length has been sent already. */
  let owesLength = false;
  let busy = false;
  let pulled = false;
  let isPowered = false;
  let sawAtr: () => void;
  let failed: (error: Error) => void;
  const powered = new Promise<void>((resolve, reject) => {
    sawAtr = resolve;
    failed = reject;
  });
  // Whoever inserts waits for `powered`; a link broken later is told by `closed` alone.
  powered.catch(() => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.once('close', () => failed(new Error('the card was removed before the reader noticed it')));
  socket.on('error', (error) => failed(error));

  function answer(payload: Buffer): void {
    const length = Buffer.from([payload.length >> 8, payload.length & 0xff]);
    socket.write(Buffer.concat([owesLength ? length.subarray(1) : length, payload]));
    owesLength = false;
  }

  async function pull(): Promise<void> {
    if (!pulled) {
      pulled = true;
      // A length of zero is a removal to the driver; closing with half a length outstanding would crash pcscd.
      if (owesLength) socket.write(Buffer.from([0]));
      owesLength = false;
      socket.end();
      setTimeout(() => socket.destroy(), closeGraceMs).unref();
    }
    await closed;
  }

  async function handle(payload: Buffer): Promise<void> {
    if (payload.length > 1) {
      const response = await card.onCommand(payload);
      if (pulled) return;
      if (response) answer(response);
      else await pull();
      return;
    }
    if (payload[0] === control.getAtr) {
      answer(card.atr);
      if (isPowered) sawAtr();
      return;
    }
    isPowered = payload[0] !== control.powerOff;
    card.onPower();
  }

  async function drain(): Promise<void> {
    if (busy) return;
    busy = true;
    while (!pulled && received.length >= 2) {
      const length = received.readUInt16BE(0);
      if (received.length < 2 + length) {
        if (options.fast && length > 1 && received.length === 2 && !owesLength) {
          owesLength = true;
          socket.write(Buffer.from([0]));
        }
        break;
      }
      const payload = Buffer.from(received.subarray(2, 2 + length));
      received = received.subarray(2 + length);
      await handle(payload);
    }
    busy = false;
  }

  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    void drain();
  });
  return { powered, closed, pull };
}
