/**
 * The fixed list of the guide (FAQ 10): number and name of the French departments, and of the territories overseas; and
 * the region that each belongs to (INSEE, geographical code 2024).
 */
import { foldName } from './directory.ts';

export interface Department {
  /** `06`, `2A`, `974`… */
  readonly code: string;
  readonly name: string;
  /** Null for the collectivities overseas, which belong to none. */
  readonly region: string | null;
}

/** Regions by name, each with its departments as `code name`. */
const regionTable: Readonly<Record<string, string>> = {
  'Auvergne-Rhône-Alpes':
    '01 Ain|03 Allier|07 Ardèche|15 Cantal|26 Drôme|38 Isère|42 Loire|43 Haute-Loire|63 Puy-de-Dôme|69 Rhône|73 Savoie|74 Haute-Savoie',
  'Bourgogne-Franche-Comté':
    '21 Côte-d’Or|25 Doubs|39 Jura|58 Nièvre|70 Haute-Saône|71 Saône-et-Loire|89 Yonne|90 Territoire de Belfort',
  Bretagne: '22 Côtes-d’Armor|29 Finistère|35 Ille-et-Vilaine|56 Morbihan',
  'Centre-Val de Loire': '18 Cher|28 Eure-et-Loir|36 Indre|37 Indre-et-Loire|41 Loir-et-Cher|45 Loiret',
  Corse: '2A Corse-du-Sud|2B Haute-Corse',
  'Grand Est':
    '08 Ardennes|10 Aube|51 Marne|52 Haute-Marne|54 Meurthe-et-Moselle|55 Meuse|57 Moselle|67 Bas-Rhin|68 Haut-Rhin|88 Vosges',
  Guadeloupe: '971 Guadeloupe',
  Guyane: '973 Guyane',
  'Hauts-de-France': '02 Aisne|59 Nord|60 Oise|62 Pas-de-Calais|80 Somme',
  'Île-de-France':
    '75 Paris|77 Seine-et-Marne|78 Yvelines|91 Essonne|92 Hauts-de-Seine|93 Seine-Saint-Denis|94 Val-de-Marne|95 Val-d’Oise',
  'La Réunion': '974 La Réunion',
  Martinique: '972 Martinique',
  Mayotte: '976 Mayotte',
  Normandie: '14 Calvados|27 Eure|50 Manche|61 Orne|76 Seine-Maritime',
  'Nouvelle-Aquitaine':
    '16 Charente|17 Charente-Maritime|19 Corrèze|23 Creuse|24 Dordogne|33 Gironde|40 Landes|47 Lot-et-Garonne|64 Pyrénées-Atlantiques|79 Deux-Sèvres|86 Vienne|87 Haute-Vienne',
  Occitanie:
    '09 Ariège|11 Aude|12 Aveyron|30 Gard|31 Haute-Garonne|32 Gers|34 Hérault|46 Lot|48 Lozère|65 Hautes-Pyrénées|66 Pyrénées-Orientales|81 Tarn|82 Tarn-et-Garonne',
  'Pays de la Loire': '44 Loire-Atlantique|49 Maine-et-Loire|53 Mayenne|72 Sarthe|85 Vendée',
  'Provence-Alpes-Côte d’Azur':
    '04 Alpes-de-Haute-Provence|05 Hautes-Alpes|06 Alpes-Maritimes|13 Bouches-du-Rhône|83 Var|84 Vaucluse',
};

/** In alphabetical order. */
export const regions: readonly string[] = Object.keys(regionTable);

const collectivities: readonly Department[] = [
  { code: '975', name: 'Saint-Pierre-et-Miquelon', region: null },
  { code: '977', name: 'Saint-Barthélemy', region: null },
  { code: '978', name: 'Saint-Martin', region: null },
  { code: '986', name: 'Wallis-et-Futuna', region: null },
  { code: '987', name: 'Polynésie française', region: null },
  { code: '988', name: 'Nouvelle-Calédonie', region: null },
];

/** In the order of their codes; number 20 was divided in two in 1976. */
export const departments: readonly Department[] = [
  ...Object.entries(regionTable).flatMap(([region, list]) =>
    list.split('|').map((text) => {
      const [code = ''] = text.split(' ', 1);
      return { code, name: text.slice(code.length + 1), region };
    }),
  ),
  ...collectivities,
].sort((one, other) => (one.code < other.code ? -1 : 1));

const byCode = new Map(departments.map((department) => [department.code, department]));
const byName = new Map(departments.map((department) => [foldName(department.name), department]));

/** The department with this number or name, however it is written: `6`, `06`, `2a`, `VAR`, `Val d'Oise`; else null. */
export function findDepartment(text: string): Department | null {
  const trimmed = text.trim().toUpperCase();
  return byCode.get(trimmed.padStart(2, '0')) ?? byName.get(foldName(text)) ?? null;
}

/** The department of a French postal code; null for what is none. Corsica's 200 and 201 are its south. */
export function departmentOfPostalCode(text: string): Department | null {
  const code = text.trim();
  if (!/^\d{5}$/.test(code)) return null;
  if (code.startsWith('20')) return byCode.get(code < '20200' ? '2A' : '2B') ?? null;
  return byCode.get(code.slice(0, 3)) ?? byCode.get(code.slice(0, 2)) ?? null;
}

/**
 * Codes of the departments that a postcode can lie in: one, except for Corsica, whose postcodes people mix up.
 * Empty for a postcode outside them.
 */
export function departmentsOfPostcode(postcode: string): readonly string[] {
  if (postcode.startsWith('20')) return ['2A', '2B'];
  const department = departmentOfPostalCode(postcode);
  return department ? [department.code] : [];
}
