/**
 * Joins the page's own JavaScript world and the preload's isolated one, which share nothing but DOM events carrying
 * strings. Runs in both worlds, from source text: self-contained but for the codec handed to it.
 */
import type { Codec } from '../codec.ts';

/** What each world gets of the other. */
export interface WorldLink {
  /** Encodes a value for the other world: functions and promises become references to this world. */
  give(value: unknown): unknown;
  /** Rebuilds what the other world gave. */
  take(value: unknown): unknown;
  /** Sends a named notice, handled before this returns. */
  notify(name: string, payload: unknown): void;
  onNotice(name: string, listener: (payload: unknown) => void): void;
}

/**
 * Starts one side. `mine` and `theirs` are event names nobody else can guess. DOM functions are captured now, before
 * any script of the page could replace them.
 */
export function linkWorlds(codec: Codec, mine: string, theirs: string): WorldLink {
  const page = (globalThis as unknown as { document: EventTarget }).document;
  const dispatch = page.dispatchEvent.bind(page);
  const MessageEventNow = CustomEvent;
  const stringify = JSON.stringify;
  const parse = JSON.parse;
  const functions = new Map<number, (...args: unknown[]) => unknown>();
  const known = new Map<unknown, number>();
  const settlers = new Map<number, (ok: boolean, value: unknown) => void>();
  const notices = new Map<string, (payload: unknown) => void>();
  let nextId = 1;
  let answer: { ok: boolean; value: unknown } | null = null;

  const say = (message: unknown) => dispatch(new MessageEventNow(theirs, { detail: stringify(message) }));
  const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

  const give = (value: unknown): unknown =>
    codec.encode(value, (special) => {
      if (typeof special === 'function') {
        const id = known.get(special) ?? nextId++;
        known.set(special, id);
        functions.set(id, special as (...args: unknown[]) => unknown);
        return { $: 'function', v: id };
      }
      const id = nextId++;
      (special as Promise<unknown>).then(
        (settled) => say({ settle: id, ok: true, value: give(settled) }),
        (error) => say({ settle: id, ok: false, value: messageOf(error) }),
      );
      return { $: 'promise', v: id };
    });

  const remote = new Map<number, unknown>();
  const take = (value: unknown): unknown =>
    codec.decode(value, (tagged) => {
      const id = tagged['v'] as number;
      if (tagged['$'] === 'promise') {
        return new Promise((resolve, reject) => {
          settlers.set(id, (ok, settled) => (ok ? resolve(take(settled)) : reject(new Error(settled as string))));
        });
      }
      const proxy = (...args: unknown[]) => {
        answer = null;
        say({ call: id, args: args.map(give) });
        const got = answer as { ok: boolean; value: unknown } | null;
        answer = null;
        if (!got) throw new Error('The other world did not answer.');
        if (!got.ok) throw new Error(got.value as string);
        return take(got.value);
      };
      const function_ = remote.get(id) ?? proxy;
      remote.set(id, function_);
      return function_;
    });

  page.addEventListener(mine, (event) => {
    event.stopImmediatePropagation();
    const message = parse((event as CustomEvent<string>).detail);
    if ('call' in message) {
      let result: { ok: boolean; value: unknown };
      try {
        const called = functions.get(message.call);
        if (!called) throw new Error('Unknown function.');
        result = { ok: true, value: give(called(...message.args.map(take))) };
      } catch (error) {
        result = { ok: false, value: messageOf(error) };
      }
      say({ answer: result });
    } else if ('answer' in message) {
      answer = message.answer;
    } else if ('settle' in message) {
      const settle = settlers.get(message.settle);
      settlers.delete(message.settle);
      settle?.(message.ok, message.value);
    } else {
      notices.get(message.notice)?.(take(message.payload));
    }
  });

  return {
    give,
    take,
    notify: (name, payload) => {
      say({ notice: name, payload: give(payload) });
    },
    onNotice: (name, listener) => {
      notices.set(name, listener);
    },
  };
}
