/** Who a certificate of the trust space speaks for, read from its parsed name, never from the name as a string. */
import * as asn1js from 'asn1js';
import { oid } from './oids.ts';
import type { ParsedCertificate } from './parse.ts';

/** The holder of a card of the CPS family. */
export interface ProfessionalIdentity {
  /** The certificate's CN: `8`+RPPS, `0`+ADELI, `3`+FINESS/employee. */
  readonly nationalId: string;
  readonly kind: 'rpps' | 'structure' | 'adeli';
  /** Eleven digits, for `rpps`. */
  readonly rpps?: string;
  readonly familyName: string;
  readonly givenName: string;
  /** The certificate's title: `Médecin`, `Secrétaire médicale`…; empty when it has none. */
  readonly profession: string;
  readonly organisation?: string;
  readonly cardFamily: CardFamily;
}

const cardFamilies = ['CPS', 'CPF', 'CPE', 'CDE', 'CPA'] as const;
export type CardFamily = (typeof cardFamilies)[number];

/** Null for certificates of machines, services and authorities, and where a name is there twice. */
export function readIdentity(parsed: ParsedCertificate): ProfessionalIdentity | null {
  const only = (type: string): string | null => {
    const values = nameValues(parsed, type);
    return values.length === 1 ? (values[0] ?? null) : null;
  };
  const nationalId = only(oid.commonName);
  const familyName = only(oid.surname);
  const givenName = only(oid.givenName);
  const kind = nationalId === null ? null : kindOf(nationalId);
  if (nationalId === null || kind === null || familyName === null || givenName === null) return null;
  const organisation = only(oid.organizationName);
  return {
    nationalId,
    kind,
    ...(kind === 'rpps' ? { rpps: nationalId.slice(1) } : {}),
    familyName,
    givenName,
    profession: only(oid.title) ?? '',
    ...(organisation === null ? {} : { organisation }),
    cardFamily: readCardFamily(parsed) ?? (kind === 'structure' ? 'CPE' : 'CPS'),
  };
}

/** First digit of the national id: 8 RPPS, 0 ADELI, 3 a structure's own number (FINESS), 1, 4, 5 and 6 its other registers. */
function kindOf(nationalId: string): ProfessionalIdentity['kind'] | null {
  if (/^8\d{11}$/.test(nationalId)) return 'rpps';
  if (/^0[0-9A-Z]{9}$/.test(nationalId)) return 'adeli';
  return /^[13-6][0-9A-Z]{8,14}\/[0-9A-Za-z.-]{1,40}$/.test(nationalId) ? 'structure' : null;
}

function readCardFamily(parsed: ParsedCertificate): CardFamily | null {
  const extension = parsed.certificate.extensions?.find(({ extnID }) => extnID === oid.cardCategory);
  if (extension === undefined) return null;
  const asn1 = asn1js.fromBER(new Uint8Array(extension.extnValue.valueBlock.valueHexView));
  const value = asn1.offset === -1 ? null : textOf(asn1.result);
  return cardFamilies.find((family) => family === value) ?? null;
}

/** Every value of one attribute type in the subject, whichever RDN it stands in. */
export function nameValues({ certificate }: ParsedCertificate, type: string): string[] {
  return certificate.subject.typesAndValues
    .filter((attribute) => attribute.type === type)
    .flatMap((attribute) => textOf(attribute.value) ?? []);
}

function textOf(value: asn1js.AsnType | asn1js.BaseBlock): string | null {
  if (value instanceof asn1js.BaseStringBlock) return value.getValue().trim();
  return null;
}
