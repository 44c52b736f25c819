/** Resident size of a process, sampled while something passes through it (Linux). */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { median } from './figure.ts';

const sampleEveryMs = 20;
const idleMs = 2_000;

/** Megabytes (of 1,048,576 bytes) that the process has in memory now. */
export function residentMB(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kilobytes === undefined) throw new Error(`process ${pid} tells no resident size`);
  return Number(kilobytes) / 1024;
}

async function sampleDuring(pid: number, work: Promise<unknown>): Promise<number[]> {
  const samples: number[] = [];
  let isOver = false;
  const end = work.finally(() => {
    isOver = true;
  });
  // The work's own failure is thrown below; until then sampling goes on.
  end.catch(() => undefined);
  while (!isOver) {
    samples.push(residentMB(pid));
    await delay(sampleEveryMs);
  }
  await end;
  return samples;
}

/** What the work added at its highest to what the process, idle and warm, had in memory. */
export async function addedAtPeak(pids: readonly number[], work: () => Promise<unknown>): Promise<number[]> {
  const idle = await Promise.all(pids.map((pid) => sampleDuring(pid, delay(idleMs))));
  const running = work();
  const busy = await Promise.all(pids.map((pid) => sampleDuring(pid, running)));
  return pids.map((_pid, index) => Math.max(...(busy[index] ?? [])) - median(idle[index] ?? []));
}
