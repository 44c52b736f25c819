/** Options that several commands have, and the settings that come of them. */
import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { z } from 'zod';
import { configOfPkiFolder, trustFilesOf } from '../config.ts';
import { isTree, type Layer, mergeLayers, readEnvironment, type SettingTree } from '../settings/layers.ts';
import { complaintsOf } from '../settings/setting-names.ts';

/** Options of settings, as commander gives them; each command has some of them. */
export interface SettingFlags {
  readonly data?: string;
  readonly config?: string;
  readonly host?: string;
  readonly port?: number;
  readonly name?: string;
  readonly audience?: string;
  readonly pki?: string;
  readonly trust?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly logLevel?: string;
  readonly masterKey?: string;
}

export const dataOption = () => new Option('--data <folder>', 'where everything is kept').env('MEDIMAIL_DATA');
export const configOption = () =>
  new Option('--config <file>', 'settings as JSON; flags go before them').env('MEDIMAIL_CONFIG');
export const pkiOption = () =>
  new Option('--pki <folder>', 'folder with tls, seal, timestamp keys and trust').env('MEDIMAIL_PKI');
export const trustOption = () =>
  new Option('--trust <folder>', 'anchors.pem, intermediates.pem, crls.pem').env('MEDIMAIL_TRUST');
export const masterKeyOption = () =>
  new Option('--master-key <file>', 'master key (default master.key in the data folder)').env('MEDIMAIL_MASTER_KEY');

/** Flags before environment before file; what does not fit ends the command with 2 and says what is wrong. */
export function readSettings<T>(command: Command, flags: SettingFlags, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(mergeLayers(readLayers(command, flags, readSettingsFile(flags))));
  if (parsed.success) return parsed.data;
  const problems = complaintsOf(parsed.error).map(({ setting, reason }) => `${setting}: ${reason}`);
  return command.error(`cannot start: ${problems.join('; ')}`, { exitCode: 2 });
}

/** What the settings file holds; nothing when there is none. Throws when it cannot be read. */
export function readSettingsFile({ config }: SettingFlags): SettingTree {
  if (!config) return {};
  const tree: unknown = JSON.parse(readFileSync(config, 'utf8'));
  if (!isTree(tree)) throw new Error('the settings file holds no JSON object');
  return tree;
}

/** Everything that settings come from, the weakest first. */
export function readLayers(command: Command, flags: SettingFlags, file: SettingTree): readonly Layer[] {
  const given = (source: string) =>
    Object.fromEntries(Object.entries(flags).filter(([name]) => command.getOptionValueSource(name) === source));
  return [
    { from: 'pki-folder', tree: flags.pki ? configOfPkiFolder(flags.pki) : {} },
    { from: 'file', tree: file },
    { from: 'environment', tree: readEnvironment(process.env) },
    { from: 'environment', tree: treeOfFlags(given('env')) },
    { from: 'flag', tree: treeOfFlags(given('cli')) },
  ];
}

function treeOfFlags(flags: SettingFlags): SettingTree {
  const { host, port, name, audience, logLevel } = flags;
  const trust = flags.trust && trustFilesOf(flags.trust);
  const tls = (flags.tlsCert || flags.tlsKey) && { certificateFile: flags.tlsCert, keyFile: flags.tlsKey };
  const given = {
    ...{ host, port, name, audience, logLevel, trust, tls },
    dataFolder: flags.data,
    masterKeyFile: flags.masterKey,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value));
}

/** One line of JSON, as every command answers. */
export function answerLine(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Reads an argument that is kept or sent as it is: a reason, a name. */
export function readSentence(text: string): string {
  const sentence = text.trim();
  if (sentence === '' || sentence.length > 500) throw new InvalidArgumentError('1 to 500 characters');
  return sentence;
}
