/** The refusal of everything that is not emulated, so that the product cannot come to depend on a silent no-op. */

/** Members that the language itself probes on any object. */
const probed: ReadonlySet<string> = new Set([
  'then',
  'toJSON',
  'constructor',
  'prototype',
  'asymmetricMatch',
  '$$typeof',
]);

/** Thrown when the product uses a part of Electron that Chromium does not stand in for. */
export class NotEmulatedError extends Error {
  override readonly name = 'NotEmulatedError';

  constructor(what: string) {
    super(`not emulated: ${what}`);
  }
}

/** Wraps `parts` so that any member that it lacks throws `not emulated: name.member`. */
export function emulated<T extends object>(name: string, parts: T): T {
  const bound = new Map<PropertyKey, unknown>();
  return new Proxy(parts, {
    get(target, property) {
      if (typeof property === 'string' && !(property in target) && !probed.has(property)) {
        throw new NotEmulatedError(`${name}.${property}`);
      }
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== 'function' || probed.has(String(property))) return value;
      // Bound to the object itself: private members are not reachable through a proxy.
      if (!bound.has(property)) bound.set(property, value.bind(target));
      return bound.get(property);
    },
    set(_target, property) {
      throw new NotEmulatedError(`assignment to ${name}.${String(property)}`);
    },
  });
}
