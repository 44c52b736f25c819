/** What this machine can do for the suites, and what to install where it cannot. */
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export type Capability =
  | 'card-service'
  | 'opensc'
  | 'softhsm'
  | 'chromium'
  | 'openssl'
  | 'clamd'
  | 'postfix'
  | 'swift'
  | 'postgres'
  | 'haproxy';

interface CapabilityCheck {
  isThere(): boolean;
  /** What to do about its absence. */
  readonly remedy: string;
}

const checks: Readonly<Record<Capability, CapabilityCheck>> = {
  'card-service': {
    isThere: () => isProgram('pcscd') && existsSync(virtualReaderDriver) && mayStartCardService(),
    remedy:
      'the card service with virtual readers (pcscd, vsmartcard-vpcd; started by root, or with /run/pcscd writable)',
  },
  opensc: {
    isThere: () => isProgram('opensc-tool') && moduleFolders.some((folder) => existsSync(join(folder, openscModule))),
    remedy: 'OpenSC (opensc, opensc-pkcs11)',
  },
  softhsm: { isThere: () => isProgram('softhsm2-util'), remedy: 'SoftHSM (softhsm2)' },
  chromium: { isThere: () => isProgram('chromium'), remedy: 'Chromium (chromium)' },
  clamd: { isThere: () => isProgram('clamd'), remedy: 'ClamAV (clamav-daemon)' },
  postfix: {
    isThere: () => existsSync('/usr/lib/postfix/sbin/master') && process.getuid?.() === 0,
    remedy: 'Postfix (postfix), run by root: it gives each of its programs a user',
  },
  swift: {
    isThere: () => isProgram('swift-proxy-server') && isProgram('swift-object-server'),
    remedy: 'OpenStack Swift (swift-proxy, swift-account, swift-container, swift-object)',
  },
  postgres: { isThere: () => existsSync('/usr/lib/postgresql'), remedy: 'PostgreSQL (postgresql)' },
  haproxy: { isThere: () => isProgram('haproxy'), remedy: 'HAProxy (haproxy)' },
  openssl: { isThere: () => isProgram('openssl'), remedy: 'OpenSSL (openssl)' },
};

const virtualReaderDriver = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';
const openscModule = 'opensc-pkcs11.so';
const moduleFolders = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib/pkcs11',
  '/usr/lib64',
  '/usr/lib',
];

/** Folders that programs are searched in; daemons live in /usr/sbin, which is not in every user's PATH. */
const programFolders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin'];

function isProgram(name: string): boolean {
  return programFolders.some((folder) => isAllowed(join(folder, name), constants.X_OK));
}

function mayStartCardService(): boolean {
  return process.getuid?.() === 0 || isAllowed('/run/pcscd', constants.W_OK);
}

function isAllowed(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

/** What to install for those of `needs` that this machine lacks; empty when it has them all. */
export function lacking(needs: readonly Capability[]): string[] {
  return needs.filter((need) => !checks[need].isThere()).map((need) => checks[need].remedy);
}
