/** The professions that an account can be created for, and what each may do. */
import type { ProfileKind } from './person.ts';

/** A person's kind of account; organisations are created by the operator. */
export type PersonKind = Exclude<ProfileKind, 'organisation'>;

const health = [
  'Audioprothésiste',
  'Chirurgien-dentiste',
  'Diététicien',
  'Ergothérapeute',
  'Infirmier',
  'Manipulateur d’électroradiologie médicale',
  'Masseur-kinésithérapeute',
  'Médecin',
  'Opticien-lunetier',
  'Orthophoniste',
  'Orthoptiste',
  'Pédicure-podologue',
  'Pharmacien',
  'Psychologue',
  'Psychomotricien',
  'Sage-femme',
  'Technicien de laboratoire médical',
] as const;
const social = [
  'Assistant social',
  'Conseiller en économie sociale et familiale',
  'Éducateur spécialisé',
  'Mandataire judiciaire à la protection des majeurs',
  'Médiateur social',
] as const;
const administrative = ['Cadre administratif', 'Coordinateur de parcours', 'Secrétaire médical'] as const;

/** By kind, each in alphabetical order: as a form offers them. */
export const professionsByKind: Readonly<Record<PersonKind, readonly string[]>> = { health, social, administrative };

const kinds = Object.keys(professionsByKind) as PersonKind[];

/** The kind of account of a profession; null for one that is not in the list. Health professions need a number. */
export function kindOfProfession(profession: string): PersonKind | null {
  return kinds.find((kind) => professionsByKind[kind].includes(profession)) ?? null;
}
