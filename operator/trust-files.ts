/** Trust anchors, intermediates and CRLs from PEM files; CRLs are read again when their file changes. */
import { readFileSync, statSync } from 'node:fs';
import type { Logger } from 'pino';
import type { TrustStore } from '../envelope/x509/chain.ts';
import type { Clock } from './clock.ts';
import type { Trust } from './services/trust.ts';

export interface TrustFiles {
  readonly anchorsFile: string;
  readonly intermediatesFile: string;
  readonly crlsFile: string;
}

export interface ReloadingTrust extends Trust {
  /** Reads the CRLs again when their file is another one; an unreadable one leaves the last good ones in force. */
  refresh(): void;
}

/** Reads all three once. */
export function readTrustStore(files: TrustFiles): TrustStore {
  return {
    anchors: readPem(files.anchorsFile, 'CERTIFICATE'),
    intermediates: readPem(files.intermediatesFile, 'CERTIFICATE'),
    crls: readPem(files.crlsFile, 'X509 CRL'),
  };
}

/** Reads all three; a missing or empty one is an error, because nobody could sign in. */
export function readTrust(files: TrustFiles, graceMs: number, clock: Clock, log: Logger): ReloadingTrust {
  let store = readTrustStore(files);
  let version = versionOf(files.crlsFile);
  let readAt = clock();
  return {
    graceMs,
    current: () => store,
    readAt: () => readAt,
    refresh() {
      try {
        const found = versionOf(files.crlsFile);
        if (found === version) return;
        store = { ...store, crls: readPem(files.crlsFile, 'X509 CRL') };
        version = found;
        readAt = clock();
        log.info({ crls: store.crls.length }, 'revocation lists read');
      } catch (error) {
        log.warn(
          { error: error instanceof Error ? error.name : 'unknown' },
          'revocation lists unreadable, kept the last',
        );
      }
    },
  };
}

/** DER of every block of that label in a PEM file. */
export function readPem(file: string, label: string): Uint8Array[] {
  const blocks = readFileSync(file, 'latin1').matchAll(
    new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]+)-----END ${label}-----`, 'g'),
  );
  const all = [...blocks].map((block) => new Uint8Array(Buffer.from(block[1] ?? '', 'base64')));
  if (all.length === 0) throw new Error(`no ${label} in ${file}`);
  return all;
}

function versionOf(file: string): string {
  const { mtimeMs, size, ino } = statSync(file);
  return [mtimeMs, size, ino].join();
}
