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

  it('that the operator is back has it asked of whom a letter goes to, in whatever order they were written', async () => {
    const { recipients, syncState } = modules.bridge.queries;
    client.removeQueries();
    client.setQueryData(syncState().queryKey, { connection: 'offline' } as never);
    const unsubscribe = new QueryObserver(client, recipients(['b@x.example', 'a@x.example'])).subscribe(
      () => undefined,
    );
    const here = { recipients: [], offline: true };
    answers.shift()?.(here);
    await new Promise(setImmediate);
    const { queryKey } = recipients(['a@x.example', 'b@x.example']);
    expect(client.getQueryData(queryKey)).toEqual(here);
    listeners.get('sync.changed')?.({
      ...{ connection: 'online', upToDateAt: null, offlineSince: null, nextTryAt: null, problem: null, envelopes: 0 },
      ...{ pendingBytes: 0, fetchedBytes: 0, secondsLeft: null, paused: false },
    });
    await new Promise(setImmediate);
    const there = { recipients: [], offline: false };
    answers.shift()?.(there);
    await new Promise(setImmediate);
    expect(client.getQueryData(queryKey)).toEqual(there);
    unsubscribe();
  });
});
