/** The letter that a link asks for, above the person's own signature, to people as the directory names them. */
import type { DraftContent } from '../../contract/model/draft-content.ts';
import type { LetterLink } from '../../contract/model/incoming-link.ts';
import { displayName, type EmailAddress } from '../../contract/model/person.ts';
import type { RecipientRef } from '../../contract/model/recipient.ts';
import { directory } from '../bridge.ts';

export async function letterOfLink(link: LetterLink, begun: DraftContent): Promise<DraftContent> {
  const [to, copies] = await Promise.all([named(link.to, 'to'), named(link.cc, 'cc')]);
  return {
    ...begun,
    recipients: [...to, ...copies],
    subject: link.subject,
    text: `${link.text}${begun.text}`,
  };
}

function named(addresses: readonly EmailAddress[], role: RecipientRef['role']): Promise<RecipientRef[]> {
  return Promise.all(addresses.map(async (address) => ({ address, name: await nameOf(address), role })));
}

/** A link may claim any name, so it is not asked; who is in no directory bears the address as name. */
async function nameOf(address: EmailAddress): Promise<string> {
  const { hits } = await directory.suggest({ text: address.slice(0, 120) }).catch(() => ({ hits: [] }));
  const entry = hits.map((hit) => hit.entry).find((one) => one.address === address);
  return entry ? displayName(entry) : address.slice(0, 200);
}
