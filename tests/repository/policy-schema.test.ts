import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PolicyFile } from '../../main/electron/policy.ts';
import { describePolicy } from '../../tools/packaging/policy-description.ts';

const folder = join(import.meta.dirname, '..', '..', 'resources', 'policy');
const read = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8'));

describe('resources/policy', () => {
  it('describes the very policy that the program checks', async () => {
    expect(await read('policy.schema.json')).toEqual(JSON.parse(describePolicy()));
  });

  it('gives an example that the program takes', async () => {
    expect(() => PolicyFile.parse({})).not.toThrow();
    expect(PolicyFile.safeParse(await read('policy.example.json')).success).toBe(true);
  });
});
