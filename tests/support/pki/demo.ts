/** Writes the test PKI into a folder, as files that an operator and a workstation are configured with. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CardFile } from './card-file.ts';
import { type CastName, cast } from './people.ts';
import { certificatePem, createPki, crlPem, type IssuedService } from './pki.ts';

/** Paths of what `demoPki` wrote. */
export interface DemoPki {
  readonly directory: string;
  /** PEM of both roots together. */
  readonly anchorsFile: string;
  /** PEM of the intermediates together. */
  readonly intermediatesFile: string;
  /** PEM of the CRLs together; they hold for a week, so call `demoPki` again at each start. */
  readonly crlsFile: string;
  /** Certificate and chain, and key, of the TLS server `localhost`, `127.0.0.1` and `::1`. */
  readonly tls: DemoKeyFiles;
  /** The operator's seal (P-256). */
  readonly seal: DemoKeyFiles;
  /** The embedded timestamp authority (RSA). */
  readonly timestamp: DemoKeyFiles;
  /** `cards/<name>.json`, readable with `readCardFile`. */
  readonly cards: Readonly<Record<CastName, string>>;
}

/** A certificate chain (PEM, leaf first) and its PKCS#8 PEM key, mode 0600. */
export interface DemoKeyFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/**
 * Writes (or refreshes) the PKI of demo, tour and end-to-end tests below `directory`. Keys stay the same from one call
 * to the next; certificates stay the same all year long; CRLs are renewed each day. The first call makes some thirty
 * RSA keys, which takes seconds: give `defaultKeyDirectory()` where the keys need not outlive the machine's `/tmp`.
 */
export async function demoPki(directory: string, options: { readonly keyDirectory?: string } = {}): Promise<DemoPki> {
  mkdirSync(join(directory, 'cards'), { recursive: true, mode: 0o700 });
  const pki = await createPki({ keyDirectory: options.keyDirectory ?? join(directory, 'keys') });
  const write = (name: string, content: string) => {
    const file = join(directory, name);
    writeFileSync(file, content, { mode: 0o600 });
    return file;
  };
  const service = (name: string, issued: IssuedService): DemoKeyFiles => ({
    certificateFile: write(`${name}.pem`, issued.certificateChainPem),
    keyFile: write(`${name}.key`, issued.privateKeyPem),
  });
  const cards: Partial<Record<CastName, string>> = {};
  for (const name of Object.keys(cast) as CastName[]) {
    cards[name] = write(join('cards', `${name}.json`), JSON.stringify(await pki.issueCard(cast[name]), null, 2));
  }
  return {
    directory,
    anchorsFile: write('anchors.pem', pki.anchors.map(certificatePem).join('')),
    intermediatesFile: write('intermediates.pem', pki.intermediates.map(certificatePem).join('')),
    crlsFile: write('crls.pem', pki.crls().map(crlPem).join('')),
    tls: service('tls', await pki.issueServer(['localhost', '127.0.0.1', '::1'])),
    seal: service('seal', await pki.issueSeal()),
    timestamp: service('timestamp', await pki.issueTimestamp()),
    cards: cards as Record<CastName, string>,
  };
}

/** Reads a card that `demoPki` wrote. */
export function readCardFile(file: string): CardFile {
  return JSON.parse(readFileSync(file, 'utf8')) as CardFile;
}
