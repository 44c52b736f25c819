/** The letter that a link asks for, above the person's own signature, to people as the directory names them. */
import type { DraftContent } from '../../contract/model/draft-content.ts';
import type { LetterLink } from '../../contract/model/incoming-link.ts';
import { displayName, type EmailAddress } from '../../contract/model/person.ts';
import type { RecipientRef } from '../../contract/model/recipient.ts';
import { directory } from '../bridge.ts';

export async function letterOfLink(link: LetterLink, begun: DraftContent): Promise<DraftContent> {
  const nameOf = await namesOf([...link.to, ...link.cc]);
  const named = (addresses: readonly EmailAddress[], role: RecipientRef['role']) =>
    addresses.map((address) => ({ address, name: nameOf(address), role }));
  return {
    ...begun,
    recipients: [...named(link.to, 'to'), ...named(link.cc, 'cc')],
    subject: link.subject,
    text: `${link.text}${begun.text}`,
  };
}

/** A link may claim any name, so it is not asked; who is in no directory bears the address as name. */
async function namesOf(addresses: readonly EmailAddress[]): Promise<(address: EmailAddress) => string> {
  if (addresses.length === 0) return (address) => address;
  const { recipients } = await directory
    .resolve({ addresses: [...new Set(addresses)] })
    .catch(() => ({ recipients: [] }));
  const names = new Map(recipients.flatMap(({ address, entry }) => (entry ? [[address, displayName(entry)]] : [])));
  return (address) => names.get(address) ?? address.slice(0, 200);
}
