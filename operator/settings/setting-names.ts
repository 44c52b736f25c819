/** Every setting by its name, found in the schema itself, and the variable of the environment that overrides it. */
import type { z } from 'zod';
import { OperatorConfig } from '../config.ts';

export interface Setting {
  /** As in the file, level by level. */
  readonly path: readonly string[];
  /** The same with points. */
  readonly name: string;
  readonly variable: string;
  /** Taken as it stands; anything else is read as JSON. */
  readonly isText: boolean;
}

export const VARIABLE_PREFIX = 'MEDIMAIL_OPERATOR_';

export const allSettings: readonly Setting[] = leavesOf(OperatorConfig as unknown as Shape, []);

/** What is read of a zod schema here; its own types do not say which kinds there are. */
interface Shape {
  readonly def: {
    readonly type: string;
    readonly innerType?: Shape;
    readonly options?: readonly Shape[];
    readonly shape?: Readonly<Record<string, Shape>>;
  };
}

function leavesOf({ def }: Shape, path: readonly string[]): Setting[] {
  if (def.innerType) return leavesOf(def.innerType, path);
  if (def.shape) return Object.entries(def.shape).flatMap(([key, below]) => leavesOf(below, [...path, key]));
  if (def.options) return def.options.flatMap((option) => leavesOf(option, path));
  const isText = def.type === 'string' || def.type === 'enum';
  return [{ path, name: path.join('.'), variable: variableOf(path), isText }];
}

/** `mail.smtp.passwordFile` is `MEDIMAIL_OPERATOR_MAIL__SMTP__PASSWORD_FILE`: two underscores go a level down, one parts words. */
function variableOf(path: readonly string[]): string {
  const levels = path.map((key) => key.replace(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase());
  return VARIABLE_PREFIX + levels.join('__');
}

/** A schema's complaints with the names of settings, each key that it does not know by itself. */
export function complaintsOf(error: z.ZodError): { readonly setting: string; readonly reason: string }[] {
  return error.issues.flatMap((issue) => {
    const at = issue.path.map(String);
    if (issue.code !== 'unrecognized_keys') return [{ setting: at.join('.') || 'settings', reason: issue.message }];
    return issue.keys.map((key) => ({ setting: [...at, key].join('.'), reason: `unknown${suggestion([...at, key])}` }));
  });
}

function suggestion(path: readonly string[]): string {
  const given = path.join('.');
  const isVariable = given.startsWith(VARIABLE_PREFIX);
  const known = new Set(
    allSettings.flatMap((one) =>
      isVariable ? one.variable : one.path.map((_, depth) => one.path.slice(0, depth + 1).join('.')),
    ),
  );
  const [nearest] = [...known]
    .map((name) => ({ name, distance: editDistance(given.toLowerCase(), name.toLowerCase()) }))
    .sort((one, other) => one.distance - other.distance);
  return nearest && nearest.distance <= Math.max(2, given.length / 3) ? `; the nearest is ${nearest.name}` : '';
}

/** Levenshtein's. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [at, compared] of [...other].entries()) {
      const change = (row[at] ?? 0) + (letter === compared ? 0 : 1);
      next.push(Math.min(change, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
