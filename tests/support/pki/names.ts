/**
 * Distinguished names as the trust space writes them: the holder's number, family name and given name share one
 * relative name (a multi-valued RDN), so that readers who treat subjects as strings fail on them as they would on a
 * real card.
 */
import { oid, sequence, setOf, text } from './der.ts';
import type { CardRequest } from './people.ts';

const attributeTypes = {
  commonName: '2.5.4.3',
  surname: '2.5.4.4',
  country: '2.5.4.6',
  organization: '2.5.4.10',
  unit: '2.5.4.11',
  title: '2.5.4.12',
  givenName: '2.5.4.42',
} as const;

type Rdn = Readonly<Partial<Record<keyof typeof attributeTypes, string>>>;

/** DER of a name, its relative names in the order given. */
function distinguishedName(rdns: readonly Rdn[]): Uint8Array {
  return sequence(
    ...rdns.map((rdn) =>
      setOf(
        ...Object.entries(rdn).map(([attribute, value]) =>
          sequence(oid(attributeTypes[attribute as keyof typeof attributeTypes]), text(value)),
        ),
      ),
    ),
  );
}

/** Name of an authority of the trust space. */
export function authorityName(commonName: string): Uint8Array {
  return distinguishedName([
    { country: 'FR' },
    { organization: 'ASIP-SANTE TEST' },
    { unit: '0002 187512751' },
    { unit: 'IGC-SANTE TEST' },
    { commonName },
  ]);
}

/** Subject of a card: `CN` = "8"+RPPS for a professional, "3"+FINESS/employee for a structure's staff. */
export function holderName(request: CardRequest): Uint8Array {
  const { person, structure, rpps } = request;
  const identity = { surname: person.familyName, givenName: person.givenName };
  if (request.kind === 'CPE') {
    if (!structure) throw new Error(`${request.seed}: a CPE card needs a structure`);
    return distinguishedName([
      { country: 'FR' },
      { organization: structure.name },
      { unit: `1${structure.finess}` },
      { title: person.title },
      { commonName: `3${structure.finess}/${structure.employee}`, ...identity },
    ]);
  }
  if (!rpps) throw new Error(`${request.seed}: a ${request.kind} card needs an RPPS number`);
  return distinguishedName([{ country: 'FR' }, { title: person.title }, { commonName: `8${rpps}`, ...identity }]);
}

/** Name of a machine or service of an organisation. */
export function serviceName(commonName: string): Uint8Array {
  return distinguishedName([
    { country: 'FR' },
    { organization: 'MEDIMAIL TEST' },
    { unit: '0002 899700000' },
    { commonName },
  ]);
}
