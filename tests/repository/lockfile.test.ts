import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { complete, type Lockfile, missingOptional, platformOf } from '../../tools/setup/complete-lockfile.mjs';

const root = join(import.meta.dirname, '..', '..');
const read = async (name: string) => JSON.parse(await readFile(join(root, name), 'utf8'));

describe('package-lock.json', () => {
  it('holds every optional package that its packages ask for, or npm ci would refuse it', async () => {
    expect(missingOptional((await read('package-lock.json')).packages)).toEqual([]);
  });

  it('fits package.json', async () => {
    const manifest = await read('package.json');
    const [rootPackage] = Object.values((await read('package-lock.json')).packages);
    const { dependencies, devDependencies } = manifest;
    expect(rootPackage).toMatchObject({ version: manifest.version, dependencies, devDependencies });
  });

  it('lets install scripts run for the packages that are named, and for no other', async () => {
    const { allowScripts } = await read('package.json');
    const packages: Record<string, { hasInstallScript?: boolean; os?: string[] }> = (await read('package-lock.json'))
      .packages;
    const scripted = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript);
    const names = scripted.map(([folder]) =>
      folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length),
    );
    expect(new Set(names)).toEqual(new Set(Object.keys(allowScripts)));
    expect(await readFile(join(root, '.npmrc'), 'utf8')).toContain('strict-allow-scripts=true');
  });
});

describe('completing a lockfile', () => {
  const lockfile: Lockfile = {
    packages: {
      '': {},
      'node_modules/tool': {
        version: '1.0.0',
        dev: true,
        optionalDependencies: { '@tool/linux-x64': '1.0.0', '@tool/win32-arm64-msvc': '1.0.0' },
      },
      'node_modules/@tool/linux-x64': { version: '1.0.0', optional: true },
    },
  };

  it('adds what is for other systems, as packages that only these install', () => {
    const added = complete(lockfile).packages['node_modules/@tool/win32-arm64-msvc'];
    expect(added).toEqual({ version: '1.0.0', os: ['win32'], cpu: ['arm64'], dev: true, optional: true });
    expect(missingOptional(complete(lockfile).packages)).toEqual([]);
  });

  it('reads system, processor and C library from the name', () => {
    expect(platformOf('@pcsc-mini/macos-aarch64')).toEqual({ os: ['darwin'], cpu: ['arm64'] });
    expect(platformOf('@biomejs/cli-linux-x64-musl')).toEqual({ os: ['linux'], cpu: ['x64'], libc: ['musl'] });
    expect(platformOf('@oxc-parser/binding-linux-arm-gnueabihf')).toMatchObject({ cpu: ['arm'], libc: ['glibc'] });
    expect(() => platformOf('@tool/anything')).toThrow('does not tell');
  });
});
