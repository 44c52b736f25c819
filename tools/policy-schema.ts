/**
 * Writes `resources/policy/policy.schema.json` from the schema that the program checks policies with; run after it
 * changes, with `npx tsx tools/policy-schema.ts`. A test compares the two.
 */
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describePolicy } from './packaging/policy-description.ts';

const file = join(dirname(dirname(fileURLToPath(import.meta.url))), 'resources', 'policy', 'policy.schema.json');
await writeFile(file, describePolicy());
process.stdout.write(`${file}\n`);
