/** The living descendants of a process, from the system's process table (Linux). */
import { readdir, readFile } from 'node:fs/promises';

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

async function rowOf(pid: string): Promise<Row | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    const command = await readFile(`/proc/${pid}/cmdline`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid: Number(pid), parent: Number(fields[1]), command: command.replaceAll('\0', ' ') };
  } catch (error) {
    // The process ended while the table was read.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

/** Pids below `ancestor` whose command line matches. */
export async function processesOf(ancestor: number, command: RegExp): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const rows = (await Promise.all(pids.map(rowOf))).filter((row) => row !== null);
  const below = new Set([ancestor]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const { pid, parent } of rows) {
      if (!below.has(parent) || below.has(pid)) continue;
      below.add(pid);
      grown = true;
    }
  }
  return rows
    .filter((row) => row.pid !== ancestor && below.has(row.pid) && command.test(row.command))
    .map((row) => row.pid);
}

/** Whether a process still runs. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
