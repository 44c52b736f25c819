import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Database from 'better-sqlite3-multiple-ciphers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const builds = `native-builds/${process.platform}-${process.arch}-abi${process.versions.modules}`;

describe("the database's native build", () => {
  let folder: string;

  /** The resolver as it lies in `place` of a package that holds a build for the running program. */
  async function resolverAt(place: string): Promise<{ nativeBindingOptions(): { nativeBinding?: string } }> {
    const file = join(folder, place);
    await mkdir(dirname(file), { recursive: true });
    await cp(join(root, 'main/session/store/native-binding.ts'), file);
    return import(pathToFileURL(file).href);
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'medimail-binding-'));
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    await mkdir(join(folder, builds), { recursive: true });
    const built = 'node_modules/better-sqlite3-multiple-ciphers/build/Release/better_sqlite3.node';
    await cp(join(root, built), join(folder, builds, 'better_sqlite3.node'));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(['main/session/store/native-binding.ts', 'out/session/index.ts'])(
    'is the one made for the running program, from %s',
    async (place) => {
      const options = (await resolverAt(place)).nativeBindingOptions();
      expect(options).toEqual({ nativeBinding: join(folder, builds, 'better_sqlite3.node') });
      const database = new Database(':memory:', options);
      expect(database.prepare('select 1 as one').get()).toEqual({ one: 1 });
      database.close();
    },
  );

  it("is npm's own where no other was made", async () => {
    await rm(join(folder, 'native-builds'), { recursive: true });
    expect((await resolverAt('main/session/store/again.ts')).nativeBindingOptions()).toEqual({});
  });
});
