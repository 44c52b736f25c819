import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeNotices, packageFolderOf } from '../../tools/packaging/notices.ts';

const root = join(import.meta.dirname, '..', '..');

describe('the notices of a package', () => {
  it('find the package that a bundled file belongs to', () => {
    expect(packageFolderOf('/a/node_modules/zod/v4/core/index.js')).toBe('/a/node_modules/zod');
    expect(packageFolderOf('/a/node_modules/@tanstack/react-query/x.js')).toBe('/a/node_modules/@tanstack/react-query');
    expect(packageFolderOf('/a/node_modules/b/node_modules/c/x.js')).toBe('/a/node_modules/b/node_modules/c');
    expect(packageFolderOf('/a/envelope/bytes.ts')).toBeNull();
  });

  it('name each bundled package and each native module, with the words of its licence', () => {
    const bundled = [join(root, 'node_modules/zod/index.js'), join(root, 'envelope/bytes.ts')];
    const text = describeNotices(root, bundled, ['better-sqlite3-multiple-ciphers', 'pkcs11js']);
    expect(text).toMatch(/^zod \d+\.\d+\.\d+, MIT$/m);
    expect(text).toMatch(/^better-sqlite3-multiple-ciphers .*MIT$/m);
    expect(text).toMatch(/^bindings .*MIT$/m);
    expect(text.match(/Permission is hereby granted/g)?.length).toBeGreaterThanOrEqual(3);
  });
});
