import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bridge } from '../../contract/ipc/define.ts';

const away = { state: 'no-card', readers: ['A'] };
const reading = { state: 'reading', reader: 'A' };

describe('what an event says', () => {
  const listeners = new Map<string, (payload: unknown) => void>();
  const answers: ((value: unknown) => void)[] = [];
  const bridge: Pick<Bridge, 'invoke' | 'subscribe'> = {
    invoke: () => new Promise((resolve) => answers.push((value) => resolve({ ok: true, value }))),
    subscribe: (channel, listener) => {
      listeners.set(channel, listener);
      return () => listeners.delete(channel);
    },
  };
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, networkMode: 'always' } } });
  let stop: () => void;
  let modules: {
    readonly keep: typeof import('../../renderer/app/live-updates.ts');
    readonly bridge: typeof import('../../renderer/bridge.ts');
  };
  beforeAll(async () => {
    Object.assign(globalThis, { window: { bridge } });
    modules = {
      bridge: await import('../../renderer/bridge.ts'),
      keep: await import('../../renderer/app/live-updates.ts'),
    };
    stop = modules.keep.keepUpToDate(client);
  });
  afterAll(() => {
    stop();
    client.clear();
    Reflect.deleteProperty(globalThis, 'window');
  });

  it.each([
    ['before anything was known', undefined],
    ['after something was', { state: 'no-reader' }],
  ])('stands against an answer given before it that comes after it, %s', async (_when, known) => {
    const { cardState } = modules.bridge.queries;
    client.removeQueries();
    if (known) client.setQueryData(cardState().queryKey, known as never);
    const observer = new QueryObserver(client, { ...cardState(), staleTime: 0 });
    const unsubscribe = observer.subscribe(() => undefined);
    expect(answers).toHaveLength(1);
    listeners.get('card.stateChanged')?.(away);
    answers.shift()?.(reading);
    await new Promise(setImmediate);
    expect(observer.getCurrentResult()).toMatchObject({ data: away, status: 'success', fetchStatus: 'idle' });
    unsubscribe();
  });
});
