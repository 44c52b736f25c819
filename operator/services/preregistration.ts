/** Taking up what a structure has prepared: an account opened by card, or the gaps of one created by mailed link. */
import { randomUUID } from 'node:crypto';
import { foldName } from '../../contract/model/directory.ts';
import { AccountCard } from '../../contract/model/person.ts';
import { findProfession, findSpecialty } from '../../contract/model/professions.ts';
import type { ProfessionalIdentity } from '../../envelope/x509/certificate.ts';
import type { Account } from './ports/accounts.ts';
import type { Preregistration, StructureStore } from './ports/structures.ts';

/**
 * Opens the account that a structure prepared for the holder of that certificate, which must have been checked. Its names
 * and profession are the certificate's; address, town and specialty those that the structure entered. Null where nothing
 * was prepared, or its address has become somebody's account: a structure's word gives nobody another's account.
 */
export async function openPreregistered(
  structures: StructureStore,
  identity: ProfessionalIdentity,
  at: Date,
): Promise<Account | null> {
  if (identity.kind !== 'rpps' || identity.rpps === undefined) return null;
  const prepared = await structures.openByRpps(identity.rpps);
  if (!prepared) return null;
  const account: Account = {
    card: certifiedCard(identity, prepared),
    nationalId: identity.nationalId,
    contactEmail: null,
    department: prepared.person.department,
    suspended: false,
    closed: false,
  };
  return (await structures.openAccount(account, at)) ? account : null;
}

function certifiedCard(identity: ProfessionalIdentity, { person, organisation }: Preregistration): AccountCard {
  const profession = findProfession(identity.profession);
  const specialty = profession && person.specialty ? findSpecialty(profession, person.specialty) : null;
  return AccountCard.parse({
    accountId: randomUUID(),
    address: person.address,
    title: person.title,
    givenName: asWritten(person.givenName, identity.givenName),
    familyName: asWritten(person.familyName, identity.familyName),
    kind: profession?.kind ?? person.kind,
    profession: profession?.label ?? identity.profession,
    specialty: specialty?.label ?? null,
    organisation,
    town: person.town,
    rpps: identity.rpps,
    certified: true,
  });
}

/** Certificates write names in capitals and sometimes without accents: the same name stays as the structure wrote it. */
function asWritten(entered: string, certified: string): string {
  return foldName(entered) === foldName(certified) ? entered : certified;
}

/** The card with what its owner left open filled in from the pre-registration; nothing that they wrote is changed. */
export function completedCard(card: AccountCard, prepared: Preregistration | null): AccountCard {
  if (!prepared) return card;
  const { person, organisation } = prepared;
  const isSameProfession = foldName(person.profession) === foldName(card.profession);
  return {
    ...card,
    title: card.title || person.title,
    specialty: card.specialty ?? (isSameProfession ? person.specialty : null),
    organisation: card.organisation ?? organisation,
    town: card.town ?? person.town,
  };
}
