/** Keys of the operator itself (seal, timestamps) from files: a certificate chain (leaf first) and its PKCS#8 key. */
import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CmsSigner } from '../envelope/cms/sign.ts';
import { readPem } from './trust-files.ts';

export interface KeyFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** Reads a signer; RSA or P-256. */
export function readSigner(files: KeyFiles): CmsSigner {
  const [certificate, ...chain] = readPem(files.certificateFile, 'CERTIFICATE');
  if (!certificate) throw new Error(`no certificate in ${files.certificateFile}`);
  const key = createPrivateKey(readFileSync(files.keyFile));
  return {
    certificate,
    chain,
    scheme: key.asymmetricKeyType === 'rsa' ? 'rsa-pkcs1-sha256' : 'ecdsa-sha256',
    sign: async (toBeSigned) => sign('sha256', toBeSigned, key),
  };
}
