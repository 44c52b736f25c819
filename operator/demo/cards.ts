/** The cards of a demonstration, from the folder of its PKI: who holds them, and keys with which letters were signed. */
import { createPrivateKey, sign } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { CmsSigner } from '../../envelope/cms/sign.ts';

const CardFile = z.object({
  name: z.string(),
  nationalId: z.string(),
  holder: z.object({ familyName: z.string(), givenName: z.string(), title: z.string() }),
  signature: z.object({ certificate: z.base64(), privateKeyPem: z.string() }),
  chain: z.array(z.base64()),
});

export interface DemoCard {
  readonly name: string;
  readonly nationalId: string;
  readonly signer: CmsSigner;
}

/** Reads `cards/*.json` of a PKI folder, by name. */
export function readDemoCards(pkiFolder: string): ReadonlyMap<string, DemoCard> {
  const folder = join(pkiFolder, 'cards');
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return new Map(
    files.map((file) => {
      const card = CardFile.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
      return [card.name, { name: card.name, nationalId: card.nationalId, signer: signerOf(card) }];
    }),
  );
}

function signerOf(card: z.infer<typeof CardFile>): CmsSigner {
  const bytes = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
  const key = createPrivateKey(card.signature.privateKeyPem);
  return {
    certificate: bytes(card.signature.certificate),
    chain: card.chain.map(bytes),
    scheme: key.asymmetricKeyType === 'rsa' ? 'rsa-pkcs1-sha256' : 'ecdsa-sha256',
    sign: async (toBeSigned) => sign('sha256', toBeSigned, key),
  };
}
