/** Runs the steps of the tour one after the other, tells each with its time, and keeps `report.json`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One step as it stands in the report. */
export interface StepReport {
  readonly id: string;
  readonly ok: boolean;
  readonly ms: number;
  /** What was seen, or why the step did not hold. */
  readonly detail: string;
}

/** Tells the story and remembers it. */
export interface TourReport {
  /** Runs one step and answers what it gave, told through `detail`. A step that throws is told, kept, and ends the tour. */
  step<T>(id: string, title: string, run: () => Promise<T>, detail?: (outcome: T) => string): Promise<T>;
  readonly steps: readonly StepReport[];
  write(): Promise<void>;
}

/** A report written into `folder`; `print` receives each line. */
export function createTourReport(folder: string, print: (line: string) => void): TourReport {
  const steps: StepReport[] = [];
  const write = (): Promise<void> => writeFile(join(folder, 'report.json'), `${JSON.stringify({ steps }, null, 2)}\n`);

  return {
    steps,
    write,
    step: async (id, title, run, detail = String) => {
      const start = performance.now();
      const finish = async (ok: boolean, detail: string): Promise<void> => {
        const ms = Math.round(performance.now() - start);
        steps.push({ id, ok, ms, detail });
        print(`${ok ? '✔' : '✘'} ${String(ms).padStart(6)} ms  ${title}${detail ? ` — ${detail}` : ''}`);
        await write();
      };
      try {
        const outcome = await run();
        await finish(true, detail(outcome));
        return outcome;
      } catch (error) {
        await finish(false, error instanceof Error ? error.message : String(error));
        throw error;
      }
    },
  };
}

/** Fails the step with a sentence. */
export function hold(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Error(sentence);
}

/** Asks again until `probe` answers something, or fails with a sentence after `timeoutMs`. */
export async function until<T>(
  sentence: string,
  timeoutMs: number,
  probe: () => Promise<T | null | undefined | false>,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await probe();
    if (answer) return answer;
    if (performance.now() > deadline) throw new Error(`${sentence} (not within ${timeoutMs} ms)`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
