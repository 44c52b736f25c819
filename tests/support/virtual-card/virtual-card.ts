/**
 * A professional's card that exists only in software: a PIV applet behind pcscd's virtual reader, so that pcscd,
 * OpenSC and everything above are the real ones. Faults are armed one by one and fire on the command they name.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { CardFile } from '../pki/card-file.ts';
import { createPivApplet, foreignAtr, ins, pivAtr } from './piv-applet.ts';
import { openVpcdLink, type VpcdLink } from './vpcd-link.ts';

/** A reader that virtual cards go into. */
export interface VirtualReader {
  /** Name that PC/SC gives it. */
  readonly name: string;
  /** Loopback port on which its driver waits for a card. */
  readonly port: number;
}

/** `fast` answers within milliseconds; `realistic` costs some 45 ms per command, as a contact card does. */
export type CardTiming = 'fast' | 'realistic';

/** A card with the hand that holds it. */
export interface VirtualCard {
  readonly file: CardFile;
  /** Puts the card in; resolves when the reader has powered it (PC/SC clients learn of it right after). */
  insert(reader: VirtualReader): Promise<void>;
  /** Takes the card out, even in the middle of a command; nothing happens when it is not in. */
  remove(): Promise<void>;
  readonly isInserted: boolean;
  /**
   * Pulls the card out when the next command with this instruction arrives; resolves once it is out. `withData` lets
   * commands without data pass, such as the VERIFY that only asks for the PIN's state.
   */
  pullDuring(instruction: number, options?: { readonly withData?: boolean }): Promise<void>;
  /** Answers the next `times` commands with this instruction by a status word alone, without doing anything. */
  failOn(instruction: number, statusWord: number, times?: number): void;
  /** Delays the answers to the next `times` commands with this instruction. */
  delayOn(instruction: number, delayMs: number, times?: number): void;
  /** Forgets the faults armed and not yet fired. */
  clearFaults(): void;
  /** How many commands with this instruction came so far. */
  count(instruction: number): number;
  /** How many times a PIN was really tried (VERIFY with data). */
  readonly pinAttempts: number;
  /** Whether the card stands verified, whoever verified it. */
  readonly isVerified: boolean;
  /** PIN tries left; settable, as when somebody else has used some up. */
  triesLeft: number;
}

type Fault =
  | { readonly kind: 'pull'; readonly done: () => void; readonly withData: boolean }
  | { readonly kind: 'fail'; readonly statusWord: number }
  | { readonly kind: 'delay'; readonly delayMs: number };

/** How a virtual card is to be. */
export interface VirtualCardOptions {
  readonly file: CardFile;
  readonly timing?: CardTiming;
  /** A card of another family: another answer to reset, and no command it knows. */
  readonly foreign?: boolean;
}

/** Makes a card from its file. It keeps its PIN and counters for as long as the object lives. */
export function createVirtualCard(options: VirtualCardOptions): VirtualCard {
  const { file, timing = 'fast', foreign = false } = options;
  const applet = createPivApplet(file);
  const faults = new Map<number, Fault[]>();
  const counts = new Map<number, number>();
  let pinAttempts = 0;
  let link: VpcdLink | null = null;

  function arm(instruction: number, fault: Fault, times: number): void {
    faults.set(instruction, [...(faults.get(instruction) ?? []), ...new Array<Fault>(times).fill(fault)]);
  }

  function nextFault(instruction: number, hasData: boolean): Fault | undefined {
    const [first] = faults.get(instruction) ?? [];
    if (first?.kind === 'pull' && first.withData && !hasData) return undefined;
    return faults.get(instruction)?.shift();
  }

  async function onCommand(command: Buffer): Promise<Buffer | null> {
    const instruction = command[1] ?? 0;
    counts.set(instruction, (counts.get(instruction) ?? 0) + 1);
    const hasData = command.length > 5;
    if (instruction === ins.verify && hasData) pinAttempts++;
    const fault = nextFault(instruction, hasData);
    if (fault?.kind === 'pull') {
      fault.done();
      return null;
    }
    if (fault?.kind === 'fail') return Buffer.from([fault.statusWord >> 8, fault.statusWord & 0xff]);
    if (fault?.kind === 'delay') await delay(fault.delayMs, undefined, { ref: false });
    return foreign ? Buffer.from([0x6d, 0x00]) : applet.transmit(command);
  }

  return {
    file,
    async insert(reader) {
      if (link) throw new Error('the card is in a reader already');
      applet.reset();
      const opened = openVpcdLink(
        reader.port,
        { atr: foreign ? foreignAtr : pivAtr, onPower: applet.reset, onCommand },
        { fast: timing === 'fast' },
      );
      link = opened;
      void opened.closed.then(() => {
        if (link === opened) link = null;
        applet.reset();
      });
      await opened.powered;
    },
    async remove() {
      await link?.pull();
    },
    get isInserted() {
      return link !== null;
    },
    async pullDuring(instruction, { withData = false } = {}) {
      await new Promise<void>((done) => arm(instruction, { kind: 'pull', done, withData }, 1));
      await link?.closed;
    },
    failOn: (instruction, statusWord, times = 1) => arm(instruction, { kind: 'fail', statusWord }, times),
    delayOn: (instruction, delayMs, times = 1) => arm(instruction, { kind: 'delay', delayMs }, times),
    clearFaults: () => faults.clear(),
    count: (instruction) => counts.get(instruction) ?? 0,
    get pinAttempts() {
      return pinAttempts;
    },
    get isVerified() {
      return applet.isVerified;
    },
    get triesLeft() {
      return applet.memory.pinTries;
    },
    set triesLeft(tries) {
      applet.memory.pinTries = tries;
    },
  };
}
