import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ChildLike } from '../../native/child-like.ts';
import type { PinStatus, TokenRequest } from '../../native/protocol.ts';
import { createTokenClient, type OwnedTokenClient } from '../../native/token-client.ts';

const reader = 'Lecteur 00 00';
const status: PinStatus = {
  triesLeft: 3,
  maxTries: null,
  countLow: false,
  finalTry: false,
  blocked: false,
  pinPad: false,
  minLength: 4,
  maxLength: 4,
};

/** A card process that answers when told to. */
interface Child extends ChildLike {
  readonly requests: TokenRequest[];
  readonly isKilled: () => boolean;
  answer(message: unknown): void;
  die(): void;
}

let children: Child[];
let client: OwnedTokenClient;

function spawn(): ChildLike {
  const requests: TokenRequest[] = [];
  let onMessage: (message: unknown) => void = () => undefined;
  let onExit: () => void = () => undefined;
  let killed = false;
  const child: Child = {
    requests,
    isKilled: () => killed,
    answer: (message) => onMessage(message),
    die: () => onExit(),
    postMessage: (message) => void requests.push(structuredClone(message) as TokenRequest),
    onMessage(listener) {
      onMessage = listener;
    },
    onExit(listener) {
      onExit = listener;
    },
    kill() {
      killed = true;
      queueMicrotask(() => onExit());
    },
  };
  children.push(child);
  return child;
}

beforeEach(() => {
  vi.useFakeTimers();
  children = [];
  client = createTokenClient(spawn, { callTimeoutMs: 1000, pinPadTimeoutMs: 5000 });
});

afterEach(() => {
  vi.useRealTimers();
});

const latest = () => children.at(-1) as Child;
const lastRequest = () => latest().requests.at(-1);
const settle = () => vi.advanceTimersByTimeAsync(0);
const ok = (value: unknown) => latest().answer({ id: lastRequest()?.id, result: { ok: true, value } });
const login = (pin: Uint8Array<ArrayBuffer> | null) => client.call('login', { reader, pin, finalTryConfirmed: false });

it('sends one request at a time, in order', async () => {
  const answers = [client.call('pinStatus', { reader }), client.call('describe', {})];
  await settle();
  expect(latest().requests.map(({ method }) => method)).toEqual(['pinStatus']);
  ok(status);
  await settle();
  expect(latest().requests.map(({ method }) => method)).toEqual(['pinStatus', 'describe']);
  ok({ demanded: false, modules: [] });
  await expect(Promise.all(answers)).resolves.toHaveLength(2);
});

it('wipes the PIN at once, though the call waits its turn, and sends the right one', async () => {
  void client.call('pinStatus', { reader });
  const pin = Uint8Array.from([0x31, 0x32, 0x33, 0x34]);
  const answer = login(pin);
  expect([...pin]).toEqual([0, 0, 0, 0]);
  await settle();
  ok(status);
  await settle();
  expect(lastRequest()?.input).toMatchObject({ pin: Uint8Array.from([0x31, 0x32, 0x33, 0x34]) });
  ok(status);
  await expect(answer).resolves.toEqual(status);
});

it('kills a process that answers nonsense', async () => {
  const answer = expect(client.call('describe', {})).rejects.toMatchObject({ code: 'card.module-crashed' });
  await settle();
  latest().answer({ hello: 'world' });
  await answer;
  expect(latest().isKilled()).toBe(true);
});

it('kills a process that misses the deadline, and has the next one reset the card first', async () => {
  const answer = expect(login(Uint8Array.from([0x31]))).rejects.toMatchObject({ code: 'card.timeout' });
  await vi.advanceTimersByTimeAsync(1000);
  await answer;
  expect(latest().isKilled()).toBe(true);
  const next = client.call('pinStatus', { reader });
  await settle();
  expect(children).toHaveLength(2);
  expect(latest().requests.map(({ method }) => method)).toEqual(['logout']);
  ok({});
  await settle();
  expect(latest().requests.map(({ method }) => method)).toEqual(['logout', 'pinStatus']);
  ok(status);
  await expect(next).resolves.toEqual(status);
});

it('gives a user at a pin pad the time to type', async () => {
  const known = client.call('pinStatus', { reader });
  await settle();
  ok({ ...status, pinPad: true });
  await known;
  const answer = login(null);
  await vi.advanceTimersByTimeAsync(4000);
  expect(latest().isKilled()).toBe(false);
  ok(status);
  await expect(answer).resolves.toEqual(status);
});

it('ends a call whose card was taken out, after a short grace', async () => {
  const present = { name: reader, card: 'present', atr: null, generation: 1 } as const;
  client.readersChanged({ type: 'readers', service: true, readers: [present] });
  const answer = expect(client.call('pinStatus', { reader })).rejects.toMatchObject({ code: 'card.removed' });
  await settle();
  client.readersChanged({ type: 'readers', service: true, readers: [{ ...present, card: 'absent', generation: 2 }] });
  await vi.advanceTimersByTimeAsync(299);
  expect(latest().isKilled()).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await answer;
  expect(latest().isKilled()).toBe(true);
});

it('cancels what waits when it is closed, and resets a card that was verified', async () => {
  const first = login(Uint8Array.from([0x31]));
  await settle();
  ok(status);
  await first;
  const closing = client.close();
  await settle();
  expect(lastRequest()?.method).toBe('logout');
  ok({});
  await closing;
  expect(latest().isKilled()).toBe(true);
  await expect(client.call('describe', {})).rejects.toMatchObject({ code: 'app.cancelled' });
});
