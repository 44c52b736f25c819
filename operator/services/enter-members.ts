/** Entering people of a structure: the whole file, or nothing of it, with everything that stands against it. */
import type { Clock } from '../clock.ts';
import type { ActDraft } from './ports/acts.ts';
import type { DirectoryStore } from './ports/directory.ts';
import type {
  EntryReport,
  LineOutcome,
  LineProblem,
  PeopleRead,
  PersonLine,
  StructureStore,
} from './ports/structures.ts';

export interface EnterParts {
  readonly structures: StructureStore;
  readonly directory: DirectoryStore;
  readonly clock: Clock;
}

/** Addresses looked up at once. */
const BATCH = 500;

/**
 * Enters people unless anything is wrong with any of them; a preview, which has no act to put on record, changes nothing. `problems` are those of reading the
 * file: the others are looked for all the same, so that one round shows everything.
 */
export async function enterMembers(
  parts: EnterParts,
  structureId: string,
  { people, problems }: PeopleRead,
  act: ((outcomes: readonly LineOutcome[]) => ActDraft) | null,
): Promise<EntryReport> {
  const earlier = [...problems, ...(await elsewhere(parts.directory, people))];
  const entered = earlier.length > 0 ? null : act;
  const report = await parts.structures.enter(structureId, people, parts.clock(), entered);
  const all = [...earlier, ...report.problems].sort((a, b) => a.line - b.line);
  return { outcomes: all.length > 0 ? [] : report.outcomes, problems: all };
}

/** An entry of ours would hide a mailbox that people reach there today. */
async function elsewhere(directory: DirectoryStore, people: readonly PersonLine[]): Promise<LineProblem[]> {
  const problems: LineProblem[] = [];
  for (let start = 0; start < people.length; start += BATCH) {
    const batch = people.slice(start, start + BATCH);
    const known = await directory.byAddresses(batch.map(({ person }) => person.address));
    const foreign = new Set(known.filter((entry) => entry.recipientKind === 'mssante').map((entry) => entry.address));
    for (const { line, person } of batch) {
      if (!foreign.has(person.address)) continue;
      problems.push({
        line,
        column: 'address',
        reason: 'other-operator',
        detail: '',
      });
    }
  }
  return problems;
}
