/** `operator structures` and `operator preregister`: structures, and the people that they enter. Work beside a running operator. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { AppError } from '../../contract/errors.ts';
import { type Department, findDepartment } from '../../contract/model/departments.ts';
import { Finess, Structure } from '../../contract/model/structure.ts';
import { systemClock } from '../clock.ts';
import type { OperatorConfig } from '../config.ts';
import { columnNames } from '../preregistration/columns.ts';
import { readPeople } from '../preregistration/read-people.ts';
import { reasonWords } from '../preregistration/reasons.ts';
import { actOnStructure } from '../services/acts.ts';
import { enterMembers } from '../services/enter-members.ts';
import { commandLine } from '../services/ports/acts.ts';
import type { LineOutcome, LineProblem } from '../services/ports/structures.ts';
import { publishMembers } from '../services/publish-members.ts';
import { openStructureStores, type StructureStores } from '../store/open-stores.ts';
import { answerLine, readSentence } from './settings.ts';

interface AddFlags {
  readonly department: Department;
  readonly finess?: string;
}

interface EnterFlags {
  readonly structure: string;
  readonly preview?: boolean;
}

/** Adds the commands; `readConfig` reads the settings that the operator itself is started with. */
export function addStructureCommands(program: Command, readConfig: () => OperatorConfig): void {
  const structures = program.command('structures').description('hospitals, practices, associations, and their members');
  structures
    .command('add <name>')
    .description('adds a structure and prints it')
    .requiredOption('--department <code>', 'number or name', readDepartment)
    .option('--finess <number>', 'nine characters', readFiness)
    .action((name: string, flags: AddFlags) =>
      withStores(readConfig(), (stores) => add(stores, readSentence(name), flags)),
    );
  structures
    .command('list')
    .description('prints structures as JSON lines, by name, with how many people they entered and how many are members')
    .action(() =>
      withStores(readConfig(), async (stores) => {
        for (const one of await stores.structures.list('everything')) answerLine(one);
      }),
    );
  structures
    .command('members <structure>')
    .description('prints whom a structure (id or FINESS number) entered, as JSON lines')
    .action((name: string) => withStores(readConfig(), (stores) => listMembers(stores, name)));
  program
    .command('preregister <file>')
    .description('enters people of a structure from a CSV file: all of them, or nobody and every reason why')
    .requiredOption('--structure <structure>', 'id or FINESS number')
    .option('--preview', 'prints what would become of each line, and changes nothing')
    .action((file: string, flags: EnterFlags) =>
      withStores(readConfig(), (stores) => preregister(stores, file, flags)),
    );
}

async function withStores(config: OperatorConfig, work: (stores: StructureStores) => Promise<void>): Promise<void> {
  const stores = await openStructureStores(config);
  try {
    await work(stores);
  } finally {
    await stores.close();
  }
}

async function add(stores: StructureStores, name: string, { department, finess }: AddFlags): Promise<void> {
  const { code, region } = department;
  const structure = Structure.parse({ id: randomUUID(), finess: finess ?? null, name, department: code, region });
  const act = actOnStructure(structure, { kind: 'structure-added', by: commandLine, at: systemClock(), reason: null });
  if (!(await stores.structures.add(structure, act))) throw new Error('another structure has that number');
  answerLine(structure);
}

async function find(stores: StructureStores, name: string): Promise<Structure> {
  const structure = await stores.structures.find(name);
  if (!structure) throw new Error('there is no such structure');
  return structure;
}

async function listMembers(stores: StructureStores, name: string): Promise<void> {
  const { id } = await find(stores, name);
  for await (const { person, addedAt, joinedAt } of stores.structures.members(id)) {
    answerLine({ ...person, state: joinedAt ? 'member' : 'pre-registered', addedAt, joinedAt });
  }
}

/** Exit code 1 when anything is wrong with the file; nobody was entered then. */
async function preregister(stores: StructureStores, file: string, flags: EnterFlags): Promise<void> {
  const structure = await find(stores, flags.structure);
  const isPreview = flags.preview ?? false;
  const found = await readPeople(createReadStream(file) as AsyncIterable<Buffer>, structure);
  const entering = (entered: readonly LineOutcome[]) => {
    const reason = `${entered.length} lines of a file`;
    return actOnStructure(structure, { kind: 'people-entered', by: commandLine, at: systemClock(), reason });
  };
  const parts = { ...stores, clock: systemClock };
  const { outcomes, problems } = await enterMembers(parts, structure.id, found, isPreview ? null : entering);
  for (const { line, column, reason, detail } of problems) {
    answerLine({ line, column: headerOf(column), reason: reasonWords('en', reason, detail) });
  }
  if (isPreview) for (const outcome of outcomes) answerLine(outcome);
  const counts = { added: 0, changed: 0, unchanged: 0, joined: 0 };
  for (const { outcome } of outcomes) counts[outcome] += 1;
  const isEntered = problems.length === 0 && !isPreview;
  answerLine({ entered: isEntered, ...counts, problems: problems.length });
  if (problems.length > 0) process.exitCode = 1;
  if (isEntered) await publishNow(stores);
}

/** The column as the file names it. */
function headerOf(column: LineProblem['column']): string | null {
  return Object.entries(columnNames).find(([key]) => key === column)?.[1] ?? null;
}

/** What the directory cannot take now, because an import holds it, the running operator tells it within a minute. */
async function publishNow(stores: StructureStores): Promise<void> {
  try {
    await publishMembers(stores);
  } catch (error) {
    if (!(error instanceof AppError) || !error.is('operator.unavailable')) throw error;
    process.stderr.write('the directory is busy: the running operator will show them in it\n');
  }
}

function readDepartment(text: string): Department {
  const department = findDepartment(text);
  if (!department) throw new InvalidArgumentError('no French department');
  return department;
}

function readFiness(text: string): string {
  const finess = Finess.safeParse(text.toUpperCase());
  if (!finess.success) throw new InvalidArgumentError('a department and seven digits');
  return finess.data;
}
