/** `operator check-config`: the settings that a start would take, where each comes from, and everything that is wrong. */
import type { Command } from 'commander';
import { z } from 'zod';
import { checkFiles, type ReadText } from '../checks/files.ts';
import { causeOf, type Finding, problem } from '../checks/finding.ts';
import { checkNeighbours } from '../checks/neighbours.ts';
import { checkNodes } from '../checks/nodes.ts';
import { checkFolders, checkPorts, type Listening } from '../checks/places.ts';
import { systemClock } from '../clock.ts';
import { OperatorConfig } from '../config.ts';
import { mergeLayers, originOf, type SettingTree, valueAt } from '../settings/layers.ts';
import { allSettings, complaintsOf } from '../settings/setting-names.ts';
import { answerLine, readLayers, readSettingsFile, type SettingFlags } from './settings.ts';

/** Adds the command, which takes the operator's own flags. Exit codes: 0 nothing is wrong, 1 something is. */
export function addCheckConfigCommand(program: Command): void {
  program
    .command('check-config')
    .description('prints the settings in force and where they come from, and checks them; starts and changes nothing')
    .option('--online', 'also asks the mail server, the scanner, the database and the bucket whether they answer')
    .action(async ({ online }: { readonly online?: boolean }) => {
      const findings = await checkConfig(program, online ?? false);
      for (const { kind, setting, reason } of findings) answerLine({ [kind]: setting, reason });
      const problems = findings.filter(({ kind }) => kind === 'problem').length;
      answerLine({ sound: problems === 0, problems, warnings: findings.length - problems });
      if (problems > 0) process.exitCode = 1;
    });
}

async function checkConfig(program: Command, isOnline: boolean): Promise<Finding[]> {
  const flags = program.opts<SettingFlags>();
  const file = readFile(flags);
  const layers = readLayers(program, flags, file.tree);
  const given = mergeLayers(layers);
  const parsed = OperatorConfig.safeParse(given);
  // What does not fit as a whole is still looked at in its parts, so that everything is said at once.
  const inForce: unknown = parsed.success ? parsed.data : given;
  for (const { name, path } of allSettings) {
    const value = valueAt(inForce, path);
    if (value !== undefined) answerLine({ setting: name, value: shown(name, value), from: originOf(layers, path) });
  }
  const read: ReadText = (setting) => {
    const value = valueAt(inForce, setting.split('.'));
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return [
    ...file.findings,
    ...(parsed.success ? [] : complaintsOf(parsed.error).map(({ setting, reason }) => problem(setting, reason))),
    ...checkFiles(read, systemClock()),
    ...checkFolders(read),
    ...(await checkPorts(read('dataFolder'), listeningOf(inForce))),
    ...(parsed.success ? checkNodes(parsed.data) : []),
    ...(parsed.success && isOnline ? await checkNeighbours(parsed.data) : []),
  ];
}

function readFile(flags: SettingFlags): { readonly tree: SettingTree; readonly findings: readonly Finding[] } {
  try {
    return { tree: readSettingsFile(flags), findings: [] };
  } catch (error) {
    // A parser's message quotes what it could not read.
    const reason = error instanceof SyntaxError ? 'not JSON' : causeOf(error);
    return { tree: {}, findings: [problem('settings file', reason)] };
  }
}

/** Also of settings that do not fit elsewhere; a port that is none is told by the schema. */
function listeningOf(inForce: unknown): Listening[] {
  const places = [
    { setting: 'port', at: [] },
    { setting: 'metrics.listen', at: ['metrics', 'listen'] },
  ];
  return places.flatMap(({ setting, at }) => {
    const { host, port } = OperatorConfig.shape;
    const place = z.object({ host, port }).safeParse(valueAt(inForce, at));
    return place.success ? [{ setting, ...place.data }] : [];
  });
}

/** Secrets are in files, of which the names alone are settings; a user name may be a key of a mail service, a URL may hold one. */
function shown(name: string, value: unknown): unknown {
  if (name === 'mail.smtp.user' || name === 'blobs.s3.accessKey') return '***';
  return typeof value === 'string' ? value.replace(/(\/\/)[^/]*@/, '$1***@') : value;
}
