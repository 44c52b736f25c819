/** Files that the settings name: there, readable, of the right kind, and secret where they must be. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readPem } from '../trust-files.ts';
import { causeOf, type Finding, problem, warning } from './finding.ts';

/** Gives the value of a setting by its name; undefined when there is none. */
export type ReadText = (setting: string) => string | undefined;

const SOON_MS = 30 * 86_400_000;
/** Debian's `ssl-cert` group may read keys; nobody else, and nobody but the owner writes. */
const LOOSE_MODE = 0o037;

/** Everything about every file; one that is named by no setting is passed over. */
export function checkFiles(read: ReadText, now: Date): Finding[] {
  const pems = [
    ['trust.anchorsFile', 'CERTIFICATE'],
    ['trust.intermediatesFile', 'CERTIFICATE'],
    ['trust.crlsFile', 'X509 CRL'],
    ['mail.smtp.caFile', 'CERTIFICATE'],
    ['blobs.s3.caFile', 'CERTIFICATE'],
    ['database.caFile', 'CERTIFICATE'],
  ] as const;
  return [
    ...['tls', 'seal', 'timestamp'].flatMap((use) => checkKeyPair(use, read, now)),
    ...pems.flatMap(([setting, label]) => ifNamed(read, setting, (file) => checkPem(setting, file, label, now))),
    ...['mail.smtp.passwordFile', 'phoneCodes.tokenFile', 'blobs.s3.secretKeyFile', 'database.passwordFile'].flatMap(
      (setting) => ifNamed(read, setting, (file) => checkSecret(setting, file, () => [])),
    ),
    ...checkMasterKey(read),
  ];
}

function ifNamed(read: ReadText, setting: string, check: (file: string) => Finding[]): Finding[] {
  const file = read(setting);
  return file === undefined ? [] : check(file);
}

function checkKeyPair(use: string, read: ReadText, now: Date): Finding[] {
  const certificateSetting = `${use}.certificateFile`;
  const keySetting = `${use}.keyFile`;
  let certificate: X509Certificate | null = null;
  const findings = ifNamed(read, certificateSetting, (file) =>
    attempt(certificateSetting, () => {
      const chain = readPem(file, 'CERTIFICATE').map((der) => new X509Certificate(der));
      certificate = chain[0] ?? null;
      return chain.flatMap((one) => checkDates(certificateSetting, one, now));
    }),
  );
  const keyFindings = ifNamed(read, keySetting, (file) =>
    checkSecret(keySetting, file, (bytes) => {
      const key = createPrivateKey(bytes);
      if (certificate === null || certificate.checkPrivateKey(key)) return [];
      return [problem(keySetting, 'not the key of the certificate')];
    }),
  );
  return [...findings, ...keyFindings];
}

function checkPem(setting: string, file: string, label: 'CERTIFICATE' | 'X509 CRL', now: Date): Finding[] {
  return attempt(setting, () => {
    const blocks = readPem(file, label);
    if (label !== 'CERTIFICATE') return [];
    // Of several authorities an old one does no harm as long as the others serve.
    return blocks
      .flatMap((der) => checkDates(setting, new X509Certificate(der), now))
      .map(({ reason }) => warning(setting, `holds a certificate: ${reason}`));
  });
}

function checkDates(setting: string, { validFrom, validTo }: X509Certificate, now: Date): Finding[] {
  const end = new Date(validTo);
  const day = end.toISOString().slice(0, 10);
  if (end <= now) return [problem(setting, `expired on ${day}`)];
  if (new Date(validFrom) > now) return [problem(setting, 'not valid yet')];
  return end.getTime() - now.getTime() < SOON_MS ? [warning(setting, `expires on ${day}`)] : [];
}

function checkSecret(setting: string, file: string, check: (bytes: Buffer) => Finding[]): Finding[] {
  return attempt(setting, () => {
    const bytes = readFileSync(file);
    const mode = statSync(file).mode & 0o777;
    const isLoose = (mode & LOOSE_MODE) !== 0;
    const loose = isLoose ? [problem(setting, `mode ${mode.toString(8)} lets others in; 600, or 640`)] : [];
    if (bytes.length === 0) return [...loose, problem(setting, 'empty')];
    return [...loose, ...attempt(setting, () => check(bytes))];
  });
}

/** Made on first start; once there is data, another or none would only hide that all is lost. */
function checkMasterKey(read: ReadText): Finding[] {
  const setting = 'masterKeyFile';
  const dataFolder = read('dataFolder') ?? '';
  const file = read(setting) ?? join(dataFolder, 'master.key');
  if (dataFolder === '') return [];
  if (!existsSync(file)) {
    const isNeeded = existsSync(join(dataFolder, 'master.check'));
    return isNeeded ? [problem(setting, 'missing, and there is data that needs it')] : [];
  }
  return checkSecret(setting, file, (bytes) => (bytes.length === 32 ? [] : [problem(setting, 'not 32 bytes')]));
}

/** Turns what a check throws into a problem of its setting. Messages of OpenSSL quote nothing of what they read. */
function attempt(setting: string, check: () => Finding[]): Finding[] {
  try {
    return check();
  } catch (error) {
    return [problem(setting, causeOf(error))];
  }
}
