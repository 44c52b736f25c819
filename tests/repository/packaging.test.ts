import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { extractAll, listPackage } from '@electron/asar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { optionsForFile } from '../../tools/packaging/sign-mac.mjs';
import { makeTrialPackage, type TrialPackage } from '../../tools/packaging/trial-package.ts';
import { runCommand } from '../../tools/run-command.ts';

const root = join(import.meta.dirname, '..', '..');

/** What may be in the archive; everything else is a leak. */
const allowed = [
  /^\/(package\.json|LICENSE)$/,
  /^\/out(\/(main|session|documents|native|preload))?$/,
  /^\/out\/(main|session|documents|native|preload)\/([\w-]+\/)*[\w.-]+\.(js|cjs|json|pem)$/,
  /^\/out\/renderer(\/[\w-]+)*$/,
  /^\/out\/renderer\/([\w-]+\/)*[\w.-]+\.(html|js|mjs|css|svg|png|woff2|json|bcmap|pfb|ttf|wasm|icc)$/,
  /^\/native-builds(\/linux-x64-abi\d+(\/better_sqlite3\.node)?)?$/,
  /^\/node_modules(\/(bindings|file-uri-to-path|@node-rs|@pcsc-mini))?$/,
  /^\/node_modules\/(bindings|file-uri-to-path)\/(package\.json|LICENSE|[\w-]+\.js)$/,
  /^\/node_modules\/better-sqlite3-multiple-ciphers(\/(package\.json|LICENSE|lib|lib\/methods|lib\/(methods\/)?[\w-]+\.js))?$/,
  /^\/node_modules\/pkcs11js(\/(package\.json|LICENSE|index\.js|build|build\/Release|build\/Release\/pkcs11\.node))?$/,
  /^\/node_modules\/@node-rs\/argon2(\/(package\.json|LICENSE|index\.js))?$/,
  /^\/node_modules\/@node-rs\/argon2-[\w-]+(\/(package\.json|argon2\.[\w-]+\.node))?$/,
  /^\/node_modules\/pcsc-mini(\/(package\.json|LICENSE|build|build\/[\w.-]+\.js))?$/,
  /^\/node_modules\/@pcsc-mini\/[\w-]+(\/(package\.json|addon\.node))?$/,
];

/** Marks of what must never ship: private keys, the test PKI, the demo, the operator, the virtual card. */
const forbidden: readonly (readonly [string, RegExp])[] = [
  ['a private key', /-----BEGIN (EC |RSA |ENCRYPTED )?PRIVATE KEY-----/],
  ['the test PKI', /createPki|demoPki|issueCard/],
  ['the demonstration', /demo\.medimail\.example|fictitiousRpps/],
  ['the stand-in for Electron', /chromium-host|playwright/],
  ['the virtual card', /virtual-card|\bvpcd\b/],
  ['the embedded operator', /buildOperator|\bfastify\b/i],
  ['a source map', /sourceMappingURL=/],
  ['the machine it was built on', new RegExp(root.replaceAll('/', '\\/'))],
];

async function ensureBuilt(): Promise<void> {
  if (existsSync(join(root, 'out', 'main', 'index.js'))) return;
  const run = await runCommand(process.execPath, ['--import', 'tsx', join(root, 'tools', 'build.ts')], {
    cwd: root,
    limitMs: 110_000,
  });
  expect(run.exitCode, run.output).toBe(0);
}

describe('a package', () => {
  let trial: TrialPackage;
  let files: string[];
  let extracted: string;

  beforeAll(async () => {
    await ensureBuilt();
    trial = await makeTrialPackage(root);
    files = listPackage(trial.archive, { isPack: false });
    extracted = join(trial.folder, 'extracted');
    await mkdir(extracted);
    extractAll(trial.archive, extracted);
  });

  afterAll(async () => {
    await rm(trial.folder, { recursive: true, force: true });
  });

  it('holds nothing but what was built, and the native modules', () => {
    expect(files.filter((file) => !allowed.some((pattern) => pattern.test(file)))).toEqual([]);
  });

  it('holds every entry of every process', () => {
    const entries = [
      '/package.json',
      '/out/main/index.js',
      '/out/session/index.js',
      '/out/documents/index.js',
      '/out/native/host.js',
      '/out/preload/preload.cjs',
      '/out/renderer/index.html',
      '/node_modules/pkcs11js/build/Release/pkcs11.node',
    ];
    expect(entries.filter((file) => !files.includes(file))).toEqual([]);
  });

  it('holds no key, no test certificate, no demo, no operator, no virtual card and no source', async () => {
    const found: string[] = [];
    for (const entry of await readdir(extracted, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name.endsWith('.node')) continue;
      const file = join(entry.parentPath, entry.name);
      const text = await readFile(file, 'latin1');
      for (const [what, pattern] of forbidden) if (pattern.test(text)) found.push(`${what}: ${file}`);
    }
    expect(found).toEqual([]);
  });

  it('leaves native modules outside of the archive, where they can be loaded', () => {
    const unpacked = join(trial.resources, 'app.asar.unpacked', 'node_modules');
    expect(existsSync(join(unpacked, 'pkcs11js', 'build', 'Release', 'pkcs11.node'))).toBe(true);
  });

  it('brings nothing beside the archive but the pictures that the system draws', async () => {
    expect((await readdir(trial.resources)).sort()).toEqual(['app.asar', 'app.asar.unpacked', 'tray']);
    const pictures = await readdir(join(trial.resources, 'tray'));
    expect(pictures.filter((name) => !name.endsWith('.png'))).toEqual([]);
  });
});

describe('electron-builder.yml', () => {
  const settings = async () => parse(await readFile(join(root, 'electron-builder.yml'), 'utf8'));

  it('makes an MSI, a DMG, a deb and an AppImage', async () => {
    const { win, mac, linux } = await settings();
    expect([win.target, mac.target, linux.target]).toEqual(['msi', 'dmg', ['deb', 'AppImage']]);
  });

  it('turns off every way to run other code in the application', async () => {
    const { electronFuses, asar } = await settings();
    expect(asar).toBe(true);
    expect(electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableCookieEncryption: true,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('installs per machine and never replaces itself', async () => {
    const { msi, publish } = await settings();
    expect(msi.perMachine).toBe(true);
    expect(publish).toBeNull();
  });

  it('takes the database build of the pinned Electron', async () => {
    const abi = (await readFile(join(root, 'node_modules', 'electron', 'abi_version'), 'utf8')).trim();
    const { files } = await settings();
    expect(files).toContain(`native-builds/\${platform}-\${arch}-abi${abi}/**`);
  });

  it('brings the card service along on Debian', async () => {
    const { deb } = await settings();
    expect(deb.depends).toEqual(expect.arrayContaining(['pcscd', 'libccid', 'libpcsclite1']));
  });
});

describe("macOS's hardened runtime", () => {
  const entitlements = async (name: string) =>
    readFile(join(root, 'resources', 'entitlements', `${name}.plist`), 'utf8');

  it('lets the card host alone load libraries signed by others', async () => {
    expect(await entitlements('app')).not.toContain('disable-library-validation');
    expect(await entitlements('helper')).not.toContain('disable-library-validation');
    expect(await entitlements('card-host')).toContain('disable-library-validation');
  });

  it('gives these entitlements to the helper that runs the card host, and to no other', () => {
    const usual = () => ({ entitlements: 'helper.plist' });
    const frameworks = '/x/Medimail.app/Contents/Frameworks';
    const chosen = (name: string) => optionsForFile(`${frameworks}/Medimail Helper${name}.app`, usual).entitlements;
    expect(chosen(' (Plugin)')).toMatch(/card-host\.plist$/);
    expect([chosen(''), chosen(' (Renderer)'), chosen(' (GPU)')]).toEqual(Array(3).fill('helper.plist'));
  });
});
