/** Which Debian packages a command needs, and which of them are missing on this machine. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Compiling better-sqlite3 and pkcs11js where no ready-made build can be fetched. */
const compiling = ['python3', 'make', 'g++'];

/** The smart-card stack: service, virtual readers, PKCS#11 modules. */
const cards = ['pcscd', 'vsmartcard-vpcd', 'opensc', 'opensc-pkcs11', 'softhsm2'];

/** The window's stand-in where Electron's binary is not installed, and a font for what the app does not bring. */
const windows = ['chromium', 'fonts-dejavu-core'];

/** The other implementation that signatures, seals and timestamps are checked against. */
const checking = ['openssl'];

/** The scanner that deposits pass; tests bring signatures of their own. */
const scanning = ['clamav-daemon'];

/** The mail server that notifications are tried with; tests run one of their own, the machine's is never set up. */
const mail = ['postfix'];

/** An S3-compatible server (OpenStack Swift) for the store of contents; tests run one of their own. */
const objects = ['swift-proxy', 'swift-account', 'swift-container', 'swift-object'];

/** The mail server that the operator's figures are measured beside, and what sends it mail (in Postfix's package). */
const peers = ['dovecot-imapd', 'dovecot-lmtpd', 'postfix'];

/** The database that several nodes share; tests run a server of their own, the machine's is left alone. */
const databases = ['postgresql'];

/** What shares requests out among nodes; tests run one of their own, the machine's is left alone. */
const balancing = ['haproxy'];

const byCommand = {
  start: [compiling, cards, windows, fileDialogs()],
  test: [compiling, cards, windows, checking, scanning, mail, objects, databases, balancing],
  tour: [compiling, cards, windows, checking],
  bench: [compiling, cards, windows, checking, peers],
  'e2e-electron': [compiling, cards, checking],
};

/** zenity asks for files where Chromium stands in for Electron; of no use where nobody looks. */
function fileDialogs() {
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? ['zenity'] : [];
}

/**
 * Answers to what packages ask when they are installed, in the form of debconf-set-selections(1): without this one,
 * Postfix would set itself up as the machine's mail server.
 */
export const debianAnswers = 'postfix postfix/main_mailer_type select No configuration\n';

/** Packages that `command` needs; those for compiling alone where it has no list of its own. */
export function debianPackages(command) {
  return (byCommand[command] ?? [compiling]).flat();
}

/** Those of `packages` that are not installed, or null where this is not a Debian system. */
export function missingPackages(packages) {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/dpkg-query')) return null;
  const query = spawnSync('dpkg-query', ['--status', ...packages], { encoding: 'utf8' });
  const installed = new Set(
    query.stdout
      .split('\n\n')
      .filter((record) => /^Status: install ok installed$/m.test(record))
      .map((record) => /^Package: (.+)$/m.exec(record)?.[1]),
  );
  return packages.filter((name) => !installed.has(name));
}
