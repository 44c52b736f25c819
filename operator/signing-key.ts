/** Keys of the operator itself (seal, timestamps) from files: a certificate chain (leaf first) and its PKCS#8 key. */
import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { CmsSigner } from '../envelope/cms/sign.ts';
import { readPem } from './trust-files.ts';

const signAside = promisify(sign);

export interface KeyFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** Reads a signer; RSA or P-256. */
export function readSigner(files: KeyFiles): CmsSigner {
  const [certificate, ...chain] = readPem(files.certificateFile, 'CERTIFICATE');
  if (!certificate) throw new Error(`no certificate in ${files.certificateFile}`);
  const key = createPrivateKey(readFileSync(files.keyFile));
  const isRsa = key.asymmetricKeyType === 'rsa';
  return {
    certificate,
    chain,
    scheme: isRsa ? 'rsa-pkcs1-sha256' : 'ecdsa-sha256',
    // An RSA signature takes long enough to be worth another thread; one by P-256 takes no longer than the way there.
    sign: async (toBeSigned) => (isRsa ? signAside('sha256', toBeSigned, key) : sign('sha256', toBeSigned, key)),
  };
}
