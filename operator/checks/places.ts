/** Where an operator would write and listen: folders, disk and ports. Nothing is made there. */
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { AppError } from '../../contract/errors.ts';
import { lockFolder } from '../store/folder-lock.ts';
import type { ReadText } from './files.ts';
import { causeOf, type Finding, problem, warning } from './finding.ts';

const MIB = 1_048_576;
/** A handful of the largest letters. */
const LEAST_FREE = 512 * MIB;
const COMFORTABLE_FREE = 5 * 1024 * MIB;

/** Folders and disk. */
export function checkFolders(read: ReadText): Finding[] {
  const bounces = read('mail.bounceFolder');
  const dataFolder = read('dataFolder');
  const blobs = read('blobs.folder');
  return [
    ...(dataFolder === undefined ? [] : checkDataFolder(dataFolder)),
    ...(blobs === undefined ? [] : checkShared('blobs.folder', blobs)),
    ...(bounces !== undefined && !existsSync(bounces)
      ? [warning('mail.bounceFolder', 'missing: the mail server has delivered nothing there yet')]
      : []),
    ...(bounces !== undefined && existsSync(bounces) ? checkWritable('mail.bounceFolder', bounces) : []),
  ];
}

function checkDataFolder(dataFolder: string): Finding[] {
  const setting = 'dataFolder';
  let there = resolve(dataFolder);
  while (!existsSync(there)) there = dirname(there);
  const findings = checkWritable(setting, there);
  if (there === resolve(dataFolder) && (statSync(there).mode & 0o077) !== 0) {
    findings.push(warning(setting, 'others than its owner may look into it; 700'));
  }
  const { bavail, bsize } = statfsSync(there);
  const free = `${Math.floor((bavail * bsize) / MIB)} MiB free`;
  if (bavail * bsize < LEAST_FREE) findings.push(problem(setting, free));
  else if (bavail * bsize < COMFORTABLE_FREE) findings.push(warning(setting, free));
  return findings;
}

/** One that nodes share is never made: where it is missing, it is not mounted. */
function checkShared(setting: string, folder: string): Finding[] {
  return existsSync(folder) ? checkWritable(setting, folder) : [problem(setting, 'missing: not mounted?')];
}

function checkWritable(setting: string, folder: string): Finding[] {
  try {
    if (!statSync(folder).isDirectory()) return [problem(setting, 'not a folder')];
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return [];
  } catch (error) {
    return [problem(setting, `not writable by this user (${causeOf(error)})`)];
  }
}

/** Somewhere to listen; port 0 takes any and is always free. */
export interface Listening {
  readonly setting: string;
  readonly host: string;
  readonly port: number;
}

/** Tries each port, unless an operator runs on the folder: then they are its own. */
export async function checkPorts(dataFolder: string | undefined, places: readonly Listening[]): Promise<Finding[]> {
  if (dataFolder !== undefined && isRunning(dataFolder)) {
    return [warning('port', 'an operator runs on this data folder: its ports were not tried')];
  }
  const tried = await Promise.all(places.filter(({ port }) => port !== 0).map(tryPort));
  return tried.flatMap((finding) => finding ?? []);
}

function isRunning(dataFolder: string): boolean {
  if (!existsSync(join(dataFolder, 'operator.lock'))) return false;
  try {
    lockFolder(dataFolder).close();
    return false;
  } catch (error) {
    if (error instanceof AppError && error.is('operator.unavailable')) return true;
    // A lock that cannot be opened is a folder that cannot be written to, which is told already.
    return false;
  }
}

function tryPort({ setting, host, port }: Listening): Promise<Finding | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(problem(setting, `${host} ${port}: ${causeOf(error)}`)));
    server.listen(port, host, () => server.close(() => resolve(null)));
  });
}
