/** Where settings come from, the weakest first: the folder of keys, the file, the environment, the flags. */
import { allSettings, VARIABLE_PREFIX } from './setting-names.ts';

export type Origin = 'pki-folder' | 'file' | 'environment' | 'flag';

export type SettingTree = { readonly [key: string]: unknown };

export interface Layer {
  readonly from: Origin;
  readonly tree: SettingTree;
}

/** Variables under the prefix that belong to other programs of this repository (workstation, packaging). */
const elsewhere = new Set(['MEDIMAIL_OPERATOR_URL', 'MEDIMAIL_OPERATOR_ANCHORS']);

/**
 * Settings that the environment overrides one by one. A variable that names none of them becomes a setting that nobody
 * knows, and is refused like any other: an override with a slip of the pen must not be passed over.
 */
export function readEnvironment(environment: NodeJS.ProcessEnv): SettingTree {
  let tree: SettingTree = {};
  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.startsWith(VARIABLE_PREFIX) || elsewhere.has(variable) || text === undefined) continue;
    const setting = allSettings.find((one) => one.variable === variable);
    const value = setting && !setting.isText ? readJson(text) : text;
    const path = setting?.path ?? [variable];
    tree = merged(tree, path.reduceRight<unknown>((below, key) => ({ [key]: below }), value) as SettingTree);
  }
  return tree;
}

/** What is no JSON stays text, and does not fit. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/** Setting by setting, the later ones win; a list is one setting. */
export function mergeLayers(layers: readonly Layer[]): SettingTree {
  return layers.reduce<SettingTree>((sum, { tree }) => merged(sum, tree), {});
}

function merged(weak: SettingTree, strong: SettingTree): SettingTree {
  const all = Object.entries(strong).filter(([, value]) => value !== undefined);
  return {
    ...weak,
    ...Object.fromEntries(
      all.map(([key, value]) => {
        const below = weak[key];
        return [key, isTree(below) && isTree(value) ? merged(below, value) : value];
      }),
    ),
  };
}

/** Whether a value has settings below it. */
export function isTree(value: unknown): value is SettingTree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands at a path; undefined when nothing does. */
export function valueAt(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((below, key) => (isTree(below) ? below[key] : undefined), tree);
}

/** The strongest layer that says something of a setting. */
export function originOf(layers: readonly Layer[], path: readonly string[]): Origin | 'default' {
  return layers.findLast(({ tree }) => valueAt(tree, path) !== undefined)?.from ?? 'default';
}
