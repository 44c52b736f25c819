/** The fictitious people and services of the demonstration; those with a `card` can sign in. */
import { createHash } from 'node:crypto';
import { AccountCard, type ProfileKind } from '../../contract/model/person.ts';
import type { Account } from '../services/ports/accounts.ts';
import type { DemoCard } from './cards.ts';

interface DemoPerson {
  /** Name of the card in the demonstration's PKI; null for those without one. */
  readonly card: string | null;
  readonly name: string;
  readonly title: '' | 'Dr' | 'Pr' | 'M.' | 'Mme';
  readonly givenName: string;
  readonly familyName: string;
  readonly kind: ProfileKind;
  readonly profession: string;
  readonly specialty: string | null;
  readonly organisation: string | null;
  readonly town: string;
  readonly department: string;
  readonly certified: boolean;
}

const doctor = { title: 'Dr', kind: 'health', profession: 'Médecin', certified: true } as const;
const deuxRives = 'CH des Deux-Rives';
const service = {
  card: null,
  title: '',
  givenName: '',
  kind: 'organisation',
  town: 'Toulon',
  department: '83',
  certified: true,
} as const;
const chuNice = 'CHU de Nice (fictif)';

/** Everyone who has an account and a story. */
export const demoPeople: readonly DemoPerson[] = [
  {
    ...doctor,
    card: 'claire-martin',
    name: 'claire.martin',
    givenName: 'Claire',
    familyName: 'Martin',
    specialty: 'Médecine générale',
    organisation: 'Cabinet Saint-Roch',
    town: 'Toulon',
    department: '83',
  },
  {
    ...doctor,
    card: 'paul-leroy',
    name: 'paul.leroy',
    givenName: 'Paul',
    familyName: 'Leroy',
    specialty: 'Cardiologie',
    organisation: 'Cabinet du Port',
    town: 'Nice',
    department: '06',
  },
  {
    ...doctor,
    card: 'anne-roux',
    name: 'anne.roux',
    givenName: 'Anne',
    familyName: 'Roux',
    specialty: 'Pneumologie',
    organisation: 'Cabinet Saint-Roch',
    town: 'Toulon',
    department: '83',
  },
  {
    ...doctor,
    card: 'bernard-noel',
    name: 'bernard.noel',
    givenName: 'Bernard',
    familyName: 'Noël',
    specialty: 'Cardiologie',
    organisation: deuxRives,
    town: 'Toulon',
    department: '83',
  },
  {
    ...doctor,
    card: 'isabelle-girard',
    name: 'isabelle.girard',
    title: 'Mme',
    givenName: 'Isabelle',
    familyName: 'Girard',
    profession: 'Pharmacien',
    specialty: 'Officine',
    organisation: 'Pharmacie du Marché',
    town: 'Toulon',
    department: '83',
  },
  {
    ...doctor,
    card: 'hugo-fabre',
    name: 'hugo.fabre',
    title: 'M.',
    givenName: 'Hugo',
    familyName: 'Fabre',
    specialty: 'Gériatrie',
    organisation: deuxRives,
    town: 'Toulon',
    department: '83',
    certified: false,
  },
  {
    card: 'sophie-blanc',
    name: 'sophie.blanc',
    title: 'Mme',
    givenName: 'Sophie',
    familyName: 'Blanc',
    kind: 'administrative',
    profession: 'Secrétaire médicale',
    specialty: null,
    organisation: chuNice,
    town: 'Nice',
    department: '06',
    certified: true,
  },
  {
    ...doctor,
    card: 'julie-lambert',
    name: 'julie.lambert',
    title: 'Mme',
    givenName: 'Julie',
    familyName: 'Lambert',
    profession: 'Technicienne de laboratoire',
    specialty: null,
    organisation: chuNice,
    town: 'Nice',
    department: '06',
  },
  {
    ...doctor,
    card: 'marc-durand',
    name: 'marc.durand',
    givenName: 'Marc',
    familyName: 'Durand',
    specialty: 'Radiologie',
    organisation: 'Imagerie Bellevue',
    town: 'Toulon',
    department: '83',
  },
  {
    ...doctor,
    card: 'helene-moreau',
    name: 'helene.moreau',
    givenName: 'Hélène',
    familyName: 'Moreau',
    specialty: 'Pédiatrie',
    organisation: 'Cabinet des Plages',
    town: 'Hyères',
    department: '83',
  },
  {
    ...doctor,
    card: 'luc-simon',
    name: 'luc.simon',
    givenName: 'Luc',
    familyName: 'Simon',
    specialty: 'Dermatologie',
    organisation: null,
    town: 'Fréjus',
    department: '83',
  },
  {
    ...doctor,
    card: 'emma-laurent',
    name: 'emma.laurent',
    givenName: 'Emma',
    familyName: 'Laurent',
    specialty: 'Médecine générale',
    organisation: null,
    town: 'Draguignan',
    department: '83',
  },
  {
    card: null,
    name: 'cardiologie.deux-rives',
    title: '',
    givenName: '',
    familyName: `${deuxRives} · Cardiologie`,
    kind: 'organisation',
    profession: 'Service hospitalier',
    specialty: 'Cardiologie',
    organisation: deuxRives,
    town: 'Toulon',
    department: '83',
    certified: true,
  },
  {
    card: null,
    name: 'labo-du-port',
    title: '',
    givenName: '',
    familyName: 'Labo du Port · Biologie',
    kind: 'organisation',
    profession: 'Laboratoire',
    specialty: 'Biologie médicale',
    organisation: 'Labo du Port',
    town: 'Toulon',
    department: '83',
    certified: true,
  },
  {
    card: null,
    name: 'elodie.pons',
    title: 'Mme',
    givenName: 'Élodie',
    familyName: 'Pons',
    kind: 'social',
    profession: 'Assistante sociale',
    specialty: null,
    organisation: 'Conseil départemental du Var',
    town: 'Hyères',
    department: '83',
    certified: true,
  },
  {
    card: null,
    name: 'malik.tessier',
    title: 'M.',
    givenName: 'Malik',
    familyName: 'Tessier',
    kind: 'health',
    profession: 'Infirmier',
    specialty: null,
    organisation: null,
    town: 'La Seyne-sur-Mer',
    department: '83',
    certified: false,
  },
  {
    ...doctor,
    card: null,
    name: 'samir.haddad',
    givenName: 'Samir',
    familyName: 'Haddad',
    specialty: 'Néphrologie',
    organisation: deuxRives,
    town: 'Toulon',
    department: '83',
  },
  {
    ...service,
    name: 'imagerie-bellevue',
    familyName: 'Imagerie Bellevue · Radiologie',
    profession: 'Centre d’imagerie',
    specialty: 'Radiologie',
    organisation: 'Imagerie Bellevue',
  },
  {
    ...service,
    name: 'urgences.deux-rives',
    familyName: `${deuxRives} · Urgences`,
    profession: 'Service hospitalier',
    specialty: 'Médecine d’urgence',
    organisation: deuxRives,
  },
];

/** Domain of the demonstration's addresses. */
export const DEMO_DOMAIN = 'demo.medimail.example';

/** A person's address. */
export function demoAddress(name: string): string {
  return `${name}@${DEMO_DOMAIN}`;
}

/** The accounts of all of them; national ids come from their cards. */
export function demoAccounts(cards: ReadonlyMap<string, DemoCard>): Account[] {
  return demoPeople.map((person) => {
    const nationalId = (person.card && cards.get(person.card)?.nationalId) ?? null;
    return {
      nationalId,
      contactEmail: `${person.name}@courriel.example`,
      department: person.department,
      suspended: false,
      closed: false,
      card: AccountCard.parse({
        accountId: uuidOf(`account ${person.name}`),
        address: demoAddress(person.name),
        title: person.title,
        givenName: person.givenName,
        familyName: person.familyName,
        kind: person.kind,
        profession: person.profession,
        specialty: person.specialty,
        organisation: person.organisation,
        town: person.town,
        rpps: nationalId?.startsWith('8') ? nationalId.slice(1) : null,
        certified: person.certified,
      }),
    };
  });
}

/** The same id for the same text, in the shape of a name-based UUID (RFC 9562 §5.5). */
export function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
