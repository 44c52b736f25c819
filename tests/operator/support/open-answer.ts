/** An answer that is read while it comes: a connection that waits, or a download that is under way. */
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { expect } from 'vitest';
import { MAILBOX_HEADER } from '../../../contract/api/route.ts';
import type { TestOperator } from './test-operator.ts';
import type { Workstation } from './workstation.ts';

export interface OpenAnswer {
  heard(): string;
  bytes(): number;
  ended(): boolean;
  /** Whether the other side broke it off before its announced end. */
  broken(): boolean;
  pause(): void;
  resume(): void;
  close(): void;
}

/** Asks, and gives the answer once its first bytes are there. */
export async function openAnswer(
  operator: Pick<TestOperator, 'ca'>,
  by: Workstation,
  path: string,
): Promise<OpenAnswer> {
  const token = by.tokens?.accessToken ?? '';
  const headers = {
    dpop: await by.proof('GET', path, token, undefined),
    authorization: `DPoP ${token}`,
    ...(by.mailboxId === null ? {} : { [MAILBOX_HEADER]: by.mailboxId }),
  };
  const pieces: Buffer[] = [];
  const state = { ended: false, broken: false, answer: null as IncomingMessage | null };
  const request = get(by.url + path, { headers, ca: operator.ca, agent: false }, (answer) => {
    state.answer = answer;
    answer.on('data', (piece: Buffer) => pieces.push(piece));
    answer.on('end', () => {
      state.ended = true;
    });
    answer.on('error', () => {
      state.ended = true;
      state.broken = true;
    });
  });
  request.on('error', () => {
    state.ended = true;
  });
  await expect.poll(() => pieces.length).toBeGreaterThan(0);
  return {
    heard: () => Buffer.concat(pieces).toString(),
    bytes: () => pieces.reduce((sum, piece) => sum + piece.length, 0),
    ended: () => state.ended,
    broken: () => state.broken,
    pause: () => state.answer?.pause(),
    resume: () => state.answer?.resume(),
    close: () => request.destroy(),
  };
}
