/** Child processes that exist only as their port: what the supervisor says to them, and what they say back. */
import type { FromSession, ToSession } from '../../contract/ipc/process.ts';
import type { ChildPort } from '../../main/supervisor/child-process.ts';

export interface FakeChild extends ChildPort {
  readonly received: ToSession[];
  readonly isAlive: boolean;
  says(message: FromSession): void;
  saysRaw(message: unknown): void;
  /** Ends by itself. */
  dies(): void;
  lastInvoke(): Extract<ToSession, { type: 'invoke' }>;
}

/** A child that answers nothing unless told to. */
export function createFakeChild(): FakeChild {
  const received: ToSession[] = [];
  const messageListeners: ((message: unknown) => void)[] = [];
  const exitListeners: (() => void)[] = [];
  let isAlive = true;
  const dies = () => {
    if (!isAlive) return;
    isAlive = false;
    for (const listener of exitListeners) listener();
  };
  const saysRaw = (message: unknown) => {
    for (const listener of messageListeners) listener(message);
  };
  return {
    received,
    get isAlive() {
      return isAlive;
    },
    says: saysRaw,
    saysRaw,
    dies,
    lastInvoke() {
      const invoke = received.findLast((message) => message.type === 'invoke');
      if (invoke?.type !== 'invoke') throw new Error('nothing was invoked');
      return invoke;
    },
    postMessage: (message) => void received.push(message as ToSession),
    onMessage: (listener) => void messageListeners.push(listener),
    onExit: (listener) => void exitListeners.push(listener),
    kill: dies,
  };
}
