/**
 * Adds to package-lock.json the packages for other systems that the registry at hand did not offer when it was written:
 * npm leaves such out, and `npm ci` then refuses the whole lockfile. To be run after every change of dependencies:
 * `node tools/setup/complete-lockfile.mjs`. Their digests are not known here; npm adds them where the registry has them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const systems = { macos: 'darwin', windows: 'win32' };
const processors = { x86_64: 'x64', aarch64: 'arm64', x86: 'ia32' };
const knownSystems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const knownProcessors = ['arm', 'arm64', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64'];

/** What the name of a platform package says it is for: `binding-linux-arm-gnueabihf`, `windows-x86_64-node`. */
export function platformOf(name) {
  const words = name.replace(/^@[^/]+\//, '').split('-');
  const os = words.map((word) => systems[word] ?? word).find((word) => knownSystems.includes(word));
  const cpu = words.map((word) => processors[word] ?? word).find((word) => knownProcessors.includes(word));
  if (!os || !cpu) throw new Error(`${name}: its name does not tell a system and a processor`);
  const isMusl = words.some((word) => word.startsWith('musl'));
  return { cpu: [cpu], os: [os], ...(os === 'linux' ? { libc: [isMusl ? 'musl' : 'glibc'] } : {}) };
}

/** Whether `name`, asked for by the package in `folder`, is found in the lockfile as Node would find it. */
function isLocked(packages, folder, name) {
  for (let at = folder; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`]) return true;
    if (!at.includes('/node_modules/')) return packages[`node_modules/${name}`] !== undefined;
  }
}

/** Optional packages that a lockfile's packages ask for and that it does not hold: [folder of who asks, name, version]. */
export function missingOptional(packages) {
  return Object.entries(packages).flatMap(([folder, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isLocked(packages, folder, name))
      .map(([name, version]) => [folder, name, version]),
  );
}

/** The lockfile with an entry for each of them; they are only ever installed on their own system. */
export function complete(lockfile) {
  const packages = { ...lockfile.packages };
  for (const [folder, name, version] of missingOptional(packages)) {
    if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`${name}: ${version} is no exact version`);
    const isDevelopment = packages[folder].dev === true;
    packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      ...(isDevelopment ? { dev: true } : {}),
      optional: true,
    };
  }
  const [[rootFolder, root], ...others] = Object.entries(packages);
  others.sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...lockfile, packages: Object.fromEntries([[rootFolder, root], ...others]) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'package-lock.json');
  const lockfile = JSON.parse(readFileSync(file, 'utf8'));
  const added = missingOptional(lockfile.packages).length;
  writeFileSync(file, `${JSON.stringify(complete(lockfile), null, 2)}\n`);
  process.stdout.write(`${added} packages for other systems added\n`);
}
