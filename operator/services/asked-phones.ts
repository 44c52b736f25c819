/** Telephones that a sender asks a code for: whom they may be asked of, and how they are kept until the content goes. */
import type { Manifest } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import { lastDigits, PhoneCodeRequest } from '../../contract/model/phone-code.ts';
import type { Recipient } from '../../contract/model/recipient.ts';
import { SealStatement } from '../../contract/model/seal.ts';
import { openPhone, sealPhone } from './contents.ts';
import type { KeyVault } from './ports/contents.ts';
import type { StoredEnvelope } from './ports/envelopes.ts';
import type { AskedPhone } from './ports/phone-proofs.ts';
import type { Upload, UploadStore } from './ports/uploads.ts';

/**
 * Refuses what cannot be kept: nobody is sealed as asked for a code and then let in without. Who got an account meanwhile is
 * refused too, since the sender asked for more than whoever holds the mailbox can give, and an account is made with that.
 */
export function expectPhoneCodes(
  mayAskCodes: boolean,
  { phoneCodes = [] }: Pick<Manifest, 'phoneCodes'>,
  recipients: readonly Recipient[],
): void {
  const addresses = phoneCodes.map(({ address }) => address);
  if (new Set(addresses).size !== addresses.length) throw new AppError('request.invalid', { field: 'phoneCodes' });
  for (const address of addresses) {
    const recipient = recipients.find((one) => one.address === address);
    if (!recipient) throw new AppError('request.invalid', { field: 'phoneCodes' });
    const refuse = (reason: 'not-offered' | 'has-account' | 'not-invited') => {
      throw new AppError('recipient.phone-code-refused', { address, reason });
    };
    if (!mayAskCodes) refuse('not-offered');
    if (recipient.accountId !== null) refuse('has-account');
    if (recipient.kind !== 'invited') refuse('not-invited');
  }
}

/** Each under the key of the content, so that it goes with it. */
export function sealPhones(key: Uint8Array, { envelopeId, phoneCodes = [] }: Manifest): AskedPhone[] {
  return phoneCodes.map((one) => ({
    address: one.address,
    box: sealPhone(key, envelopeId, one.address, JSON.stringify(one)),
  }));
}

/** A manifest as an upload keeps it: nothing that is kept in clear names a telephone. */
export function withoutPhones({ phoneCodes: _, ...manifest }: Manifest): Manifest {
  return manifest;
}

/** A manifest as it was announced, with what `withoutPhones` took from it. */
export async function announcedManifest(
  { uploads, vault }: { readonly uploads: UploadStore; readonly vault: KeyVault },
  { contentId, manifest }: Upload,
): Promise<Manifest> {
  const phones = await uploads.askedPhones(contentId);
  if (phones.length === 0) return manifest;
  const key = await vault.find(contentId);
  if (!key) throw new AppError('upload.not-found');
  const open = ({ address, box }: AskedPhone) => openPhone(key, manifest.envelopeId, address, box);
  return { ...manifest, phoneCodes: phones.map((one) => PhoneCodeRequest.parse(JSON.parse(open(one)))) };
}

/** Whether two ask for the same codes, at the same telephones. */
export function askTheSame(one: Manifest, other: Manifest): boolean {
  const lines = ({ phoneCodes = [] }: Manifest) =>
    phoneCodes.map(({ address, number, channel }) => `${address} ${number} ${channel}`).sort();
  return lines(one).join('\n') === lines(other).join('\n');
}

/** Whether a seal says that this recipient is asked for a code. */
export function asksCode({ seal }: Pick<StoredEnvelope, 'seal'>, recipient: string): boolean {
  const { recipients } = SealStatement.parse(JSON.parse(seal.statement));
  return recipients.some(({ address, phoneCode }) => address === recipient && phoneCode !== undefined);
}

/** What a seal says of a recipient who is asked for a code. */
export function statedPhone(
  { phoneCodes = [] }: Pick<Manifest, 'phoneCodes'>,
  address: string,
): Pick<SealStatement['recipients'][number], 'phoneCode'> {
  const asked = phoneCodes.find((one) => one.address === address);
  return asked ? { phoneCode: { lastDigits: lastDigits(asked.number) } } : {};
}
