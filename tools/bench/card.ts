/** The person's card on the real card stack: card service, virtual reader, OpenSC, the genuine card processes. */
import type { CmsSigner } from '../../envelope/cms/sign.ts';
import type { CardFile } from '../../tests/support/pki/card-file.ts';
import { startCardProcesses } from '../../tests/support/virtual-card/card-processes.ts';
import { startPcscd } from '../../tests/support/virtual-card/pcscd.ts';
import { createVirtualCard } from '../../tests/support/virtual-card/virtual-card.ts';

export interface InsertedCard {
  /** Signs with the card's signature key, giving the PIN each time as that key demands. */
  readonly signer: CmsSigner;
  close(): Promise<void>;
}

/** Inserts the card, which answers at once, and signs in to it. */
export async function insertCard(file: CardFile): Promise<InsertedCard> {
  const pcscd = await startPcscd();
  const card = createVirtualCard({ file, timing: 'fast' });
  const reader = pcscd.readers[0];
  await card.insert(reader);
  const processes = startCardProcesses(pcscd.environment);
  await processes.waitForCard(reader.name, 'present');
  const pin = () => new Uint8Array(Buffer.from(file.pin, 'latin1'));
  const snapshot = await processes.tokens.call('readCard', { reader: reader.name });
  const signature = snapshot.certificates.find(({ purpose }) => purpose === 'signature');
  if (!signature) throw new Error('the card has no signature certificate');
  await processes.tokens.call('login', { reader: reader.name, pin: pin(), finalTryConfirmed: false });
  return {
    signer: {
      certificate: signature.der,
      chain: file.chain.map((der) => Buffer.from(der, 'base64')),
      scheme: 'rsa-pkcs1-sha256',
      sign: async (data) => {
        const answer = await processes.tokens.call('sign', {
          reader: reader.name,
          fingerprint: signature.fingerprint,
          scheme: 'rsa-pkcs1-sha256',
          data: new Uint8Array(data),
          pin: pin(),
          finalTryConfirmed: false,
        });
        return answer.signature;
      },
    },
    async close() {
      await processes.close();
      await card.remove();
      await pcscd.close();
    },
  };
}
