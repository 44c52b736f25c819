/** One insertion of one card, as the rules use it: PIN, assertion, unlocking signature, message signature. */
import { AppError } from '../../../contract/errors.ts';
import type { CardCertificate, SignatureScheme, TokenClient } from '../../../native/protocol.ts';
import type { Card, PinTry } from '../core/card-port.ts';
import type { ReadCard } from './card-facts.ts';
import { ecdsaDerToRaw } from './ecdsa.ts';

/** `intermediatesOf` gives the authorities between a certificate and its anchor, where they are known. */
export function createCard(
  read: ReadCard,
  tokens: TokenClient,
  intermediatesOf: (certificate: Uint8Array) => Promise<readonly Uint8Array[]>,
): Card {
  const { reader, generation } = read.snapshot;
  const { authentication, signature } = read;

  async function sign(certificate: CardCertificate, data: Uint8Array, attempt: PinTry): Promise<Uint8Array> {
    const { fingerprint } = certificate;
    const scheme = schemeOf(certificate);
    const answer = await tokens.call('sign', { reader, fingerprint, scheme, data: new Uint8Array(data), ...attempt });
    return answer.signature;
  }
  const withoutPin: PinTry = { pin: null, finalTryConfirmed: false };

  return {
    reader,
    generation,
    nationalId: read.nationalId,
    authenticationCertificate: authentication.der,
    authenticationKeyType: authentication.keyType,
    signatureAsksPin: signature?.alwaysAuthenticate ?? null,

    async login(attempt) {
      try {
        await tokens.call('login', { reader, ...attempt });
      } finally {
        attempt.pin?.fill(0);
      }
    },
    async assertionSigner() {
      const isRsa = authentication.keyType === 'rsa';
      return {
        algorithm: isRsa ? 'RS256' : 'ES256',
        chain: [authentication.der, ...(await intermediatesOf(authentication.der))],
        sign: async (bytes) => {
          const signed = await sign(authentication, bytes, withoutPin);
          return isRsa ? signed : ecdsaDerToRaw(signed);
        },
      };
    },
    signDeterministically: (bytes) => sign(authentication, bytes, withoutPin),
    async signature(attempt) {
      if (!signature) throw new AppError('card.no-signing-certificate');
      if (signature.alwaysAuthenticate && attempt.pin === null && !read.snapshot.pin.pinPad) {
        throw new AppError('card.pin-required');
      }
      return {
        certificate: signature.der,
        chain: await intermediatesOf(signature.der),
        scheme: schemeOf(signature),
        sign: async (toBeSigned) => {
          try {
            return await sign(signature, toBeSigned, signature.alwaysAuthenticate ? attempt : withoutPin);
          } finally {
            attempt.pin?.fill(0);
          }
        },
      };
    },
    async logout() {
      await tokens.call('logout', { reader });
    },
  };
}

function schemeOf(certificate: CardCertificate): SignatureScheme {
  return certificate.keyType === 'rsa' ? 'rsa-pkcs1-sha256' : 'ecdsa-sha256';
}
