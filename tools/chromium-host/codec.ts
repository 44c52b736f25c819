/**
 * Structured clone, as JSON text: what Electron's IPC carries between processes and worlds.
 *
 * The function is also sent as source text into pages, so it must stay self-contained: no import, no outer name.
 */

/** A value as JSON: plain values as themselves, the others tagged by `$`. */
export interface Codec {
  encode(value: unknown, special?: (value: object) => unknown): unknown;
  decode(value: unknown, special?: (tagged: Record<string, unknown>) => unknown): unknown;
}

/** Makes the coder; `special` handles functions and promises, which only the context bridge lets through. */
export function createCodec(): Codec {
  const toBase64 = (bytes: Uint8Array): string => {
    let text = '';
    for (let at = 0; at < bytes.length; at += 0x8000) {
      text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    }
    return btoa(text);
  };
  const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  const encode: Codec['encode'] = (value, special) => {
    if (value === undefined) return { $: 'undefined' };
    if (typeof value === 'bigint') return { $: 'bigint', v: String(value) };
    if (typeof value === 'number' && !Number.isFinite(value)) return { $: 'number', v: String(value) };
    if (typeof value === 'symbol') throw new Error('An object could not be cloned.');
    if (typeof value === 'function' || value instanceof Promise) {
      if (special) return special(value);
      throw new Error('An object could not be cloned.');
    }
    if (value === null || typeof value !== 'object') return value;
    if (value instanceof Uint8Array) return { $: 'bytes', v: toBase64(value) };
    if (value instanceof ArrayBuffer) return { $: 'buffer', v: toBase64(new Uint8Array(value)) };
    if (value instanceof Date) return { $: 'date', v: value.getTime() };
    if (value instanceof Map) return { $: 'map', v: [...value].map((pair) => encode(pair, special)) };
    if (value instanceof Set) return { $: 'set', v: [...value].map((item) => encode(item, special)) };
    if (value instanceof Error) return { $: 'error', v: value.message };
    if (Array.isArray(value)) return value.map((item) => encode(item, special));
    const entries = Object.entries(value).map(([key, item]) => [key, encode(item, special)] as const);
    return '$' in value ? { $: 'object', v: entries } : Object.fromEntries(entries);
  };

  const decode: Codec['decode'] = (value, special) => {
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map((item) => decode(item, special));
    const tagged = value as { $?: string; v?: unknown };
    if (tagged.$ === undefined) {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item, special)]));
    }
    const list = () => (tagged.v as unknown[]).map((item) => decode(item, special));
    switch (tagged.$) {
      case 'undefined':
        return undefined;
      case 'bigint':
        return BigInt(tagged.v as string);
      case 'number':
        return Number(tagged.v);
      case 'bytes':
        return fromBase64(tagged.v as string);
      case 'buffer':
        return fromBase64(tagged.v as string).buffer;
      case 'date':
        return new Date(tagged.v as number);
      case 'map':
        return new Map(list() as [unknown, unknown][]);
      case 'set':
        return new Set(list());
      case 'error':
        return new Error(tagged.v as string);
      case 'object':
        return Object.fromEntries((tagged.v as [string, unknown][]).map(([key, item]) => [key, decode(item, special)]));
      default:
        if (special) return special(value as Record<string, unknown>);
        throw new Error(`unknown tag ${tagged.$}`);
    }
  };
  return { encode, decode };
}
