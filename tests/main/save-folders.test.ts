import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSaveFolders } from '../../main/supervisor/save-folders.ts';

describe('where documents may be saved', () => {
  let folder: string;
  const at = (...names: string[]) => join(folder, ...names);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'medimail-folders-'));
    for (const name of ['depots/cardio', 'depots-autres', 'ailleurs']) mkdirSync(at(name), { recursive: true });
    symlinkSync(at('ailleurs'), at('depots', 'lien'));
    symlinkSync(at('depots'), at('raccourci'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is anywhere when nothing is named, and nowhere when the list is empty', async () => {
    expect(await createSaveFolders(null).allows(at('ailleurs'))).toBe(true);
    expect(await createSaveFolders([]).allows(at('depots'))).toBe(false);
  });

  it('is a named folder or one below it, through whatever links lead there, and no link leads out', async () => {
    const folders = createSaveFolders([at('depots'), at('absent')]);
    expect(folders.first).toBe(at('depots'));
    expect(await folders.allows(at('depots'))).toBe(true);
    expect(await folders.allows(at('raccourci', 'cardio'))).toBe(true);
    expect(await folders.allowsFile(at('depots', 'cardio', 'CR.pdf'))).toBe(true);
    expect(await folders.allows(at('depots', 'lien'))).toBe(false);
    expect(await folders.allowsFile(at('depots', '..', 'ailleurs', 'CR.pdf'))).toBe(false);
    expect(await folders.allows(at('depots-autres'))).toBe(false);
    expect(await folders.allows(at('absent'))).toBe(false);
  });
});
