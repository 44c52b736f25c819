/**
 * The fixed lists of the guide (FAQ 10): professions, and the specialties that each has.
 * Codes are those of the national nomenclatures TRE_G15 (professions) and TRE_R38 (specialties); labels are short.
 */
import { foldName } from './directory.ts';
import type { ProfileKind } from './person.ts';
import { type Specialty, specialtiesOfDentists, specialtiesOfNurses, specialtiesOfPhysicians } from './specialties.ts';

/** A person's kind of account; organisations are created by the operator. */
export type PersonKind = Exclude<ProfileKind, 'organisation'>;

export interface Profession {
  /** In TRE_G15; null for those that Medimail knows besides. */
  readonly code: string | null;
  readonly label: string;
  /** What an account of this profession may do (`rights.ts`). */
  readonly kind: PersonKind;
  /** Other words for the same. */
  readonly alsoCalled: readonly string[];
  /** In the order of their labels; empty where the profession has none. */
  readonly specialties: readonly Specialty[];
}

const withoutCode = (label: string): Specialty => ({ codes: [], label });
const profession = (
  code: string | null,
  label: string,
  more: {
    readonly kind?: PersonKind;
    readonly alsoCalled?: readonly string[];
    readonly specialties?: readonly Specialty[];
  } = {},
): Profession => ({
  code,
  label,
  kind: more.kind ?? 'health',
  alsoCalled: more.alsoCalled ?? [],
  specialties: inOrder(more.specialties ?? []),
});

/** In the order of their labels. */
export const professions: readonly Profession[] = inOrder([
  profession('10', 'Médecin', { specialties: specialtiesOfPhysicians }),
  profession('21', 'Pharmacien', {
    specialties: ['Officine', 'Biologie médicale', 'Pharmacie hospitalière'].map(withoutCode),
  }),
  profession('26', 'Audioprothésiste'),
  profession('28', 'Opticien-lunetier'),
  profession('31', 'Assistant dentaire', { alsoCalled: ['Assistante dentaire'] }),
  profession('32', 'Physicien médical', { alsoCalled: ['Physicienne médicale'] }),
  profession('40', 'Chirurgien-dentiste', { specialties: specialtiesOfDentists }),
  profession('50', 'Sage-femme'),
  profession('60', 'Infirmier', { alsoCalled: ['Infirmière'], specialties: specialtiesOfNurses }),
  profession('69', 'Infirmier psychiatrique', { alsoCalled: ['Infirmière psychiatrique'] }),
  profession('70', 'Masseur-kinésithérapeute', { alsoCalled: ['Masseuse-kinésithérapeute'] }),
  profession('80', 'Pédicure-podologue'),
  profession('81', 'Orthoprothésiste'),
  profession('82', 'Podo-orthésiste'),
  profession('83', 'Orthopédiste-orthésiste'),
  profession('84', 'Oculariste'),
  profession('85', 'Épithésiste'),
  profession('86', 'Technicien de laboratoire médical', {
    alsoCalled: ['Technicien de laboratoire', 'Technicienne de laboratoire'],
  }),
  profession('91', 'Orthophoniste'),
  profession('92', 'Orthoptiste'),
  profession('94', 'Ergothérapeute'),
  profession('95', 'Diététicien', { alsoCalled: ['Diététicienne'] }),
  profession('96', 'Psychomotricien', { alsoCalled: ['Psychomotricienne'] }),
  profession('98', 'Manipulateur en électroradiologie médicale', { alsoCalled: ['Manipulateur ERM'] }),
  profession(null, 'Psychologue'),
  profession(null, 'Assistant social', {
    kind: 'social',
    alsoCalled: ['Assistante sociale', 'Assistant de service social'],
  }),
  ...[
    'Conseiller en économie sociale et familiale',
    'Éducateur spécialisé',
    'Mandataire judiciaire à la protection des majeurs',
    'Médiateur social',
  ].map((label) => profession(null, label, { kind: 'social' })),
  profession(null, 'Secrétaire médical', { kind: 'administrative', alsoCalled: ['Secrétaire médicale'] }),
  ...['Cadre administratif', 'Coordinateur de parcours'].map((label) =>
    profession(null, label, { kind: 'administrative' }),
  ),
]);

const byCode = new Map(professions.flatMap((one) => (one.code === null ? [] : [[one.code, one]])));
const byName = new Map(
  professions.flatMap((one) => [one.label, ...one.alsoCalled].map((name) => [foldName(name), one])),
);

/** The profession of the list with this code, or else this name (in any spelling); null for what is not on it. */
export function findProfession(name: string, code = ''): Profession | null {
  return byCode.get(code) ?? byName.get(foldName(name)) ?? null;
}

const specialtiesOf = new Map(
  professions.map(({ label, specialties }) => [
    label,
    {
      byCode: new Map(specialties.flatMap((one) => one.codes.map((code) => [code, one] as const))),
      byLabel: new Map(specialties.map((one) => [foldName(one.label), one])),
    },
  ]),
);

/** The profession's specialty with this code, or else this label (in any spelling); null for what is not on its list. */
export function findSpecialty(of: Profession, label: string, code = ''): Specialty | null {
  const list = specialtiesOf.get(of.label);
  return list?.byCode.get(code) ?? list?.byLabel.get(foldName(label)) ?? null;
}

/** The kind of account of a profession; null for one that is not on the list. Health professions need a number. */
export function kindOfProfession(name: string): PersonKind | null {
  return findProfession(name)?.kind ?? null;
}

function inOrder<T extends { readonly label: string }>(list: readonly T[]): readonly T[] {
  return [...list].sort((a, b) => (foldName(a.label) < foldName(b.label) ? -1 : 1));
}
