/** The fixed list of the guide (FAQ 10): number and name of the French departments, and of the territories overseas. */
import { foldName } from './directory.ts';

export interface Department {
  /** `06`, `2A`, `974`… */
  readonly code: string;
  readonly name: string;
}

const metropolitan =
  'Ain|Aisne|Allier|Alpes-de-Haute-Provence|Hautes-Alpes|Alpes-Maritimes|Ardèche|Ardennes|Ariège|Aube|Aude|Aveyron|Bouches-du-Rhône|Calvados|Cantal|Charente|Charente-Maritime|Cher|Corrèze|Corse|Côte-d’Or|Côtes-d’Armor|Creuse|Dordogne|Doubs|Drôme|Eure|Eure-et-Loir|Finistère|Gard|Haute-Garonne|Gers|Gironde|Hérault|Ille-et-Vilaine|Indre|Indre-et-Loire|Isère|Jura|Landes|Loir-et-Cher|Loire|Haute-Loire|Loire-Atlantique|Loiret|Lot|Lot-et-Garonne|Lozère|Maine-et-Loire|Manche|Marne|Haute-Marne|Mayenne|Meurthe-et-Moselle|Meuse|Morbihan|Moselle|Nièvre|Nord|Oise|Orne|Pas-de-Calais|Puy-de-Dôme|Pyrénées-Atlantiques|Hautes-Pyrénées|Pyrénées-Orientales|Bas-Rhin|Haut-Rhin|Rhône|Haute-Saône|Saône-et-Loire|Sarthe|Savoie|Haute-Savoie|Paris|Seine-Maritime|Seine-et-Marne|Yvelines|Deux-Sèvres|Somme|Tarn|Tarn-et-Garonne|Var|Vaucluse|Vendée|Vienne|Haute-Vienne|Vosges|Yonne|Territoire de Belfort|Essonne|Hauts-de-Seine|Seine-Saint-Denis|Val-de-Marne|Val-d’Oise'.split(
    '|',
  );
const corsica: readonly Department[] = [
  { code: '2A', name: 'Corse-du-Sud' },
  { code: '2B', name: 'Haute-Corse' },
];
const overseas: readonly Department[] = [
  { code: '971', name: 'Guadeloupe' },
  { code: '972', name: 'Martinique' },
  { code: '973', name: 'Guyane' },
  { code: '974', name: 'La Réunion' },
  { code: '975', name: 'Saint-Pierre-et-Miquelon' },
  { code: '976', name: 'Mayotte' },
  { code: '977', name: 'Saint-Barthélemy' },
  { code: '978', name: 'Saint-Martin' },
  { code: '986', name: 'Wallis-et-Futuna' },
  { code: '987', name: 'Polynésie française' },
  { code: '988', name: 'Nouvelle-Calédonie' },
];

/** In the order of their numbers; number 20 was divided in two in 1976. */
export const departments: readonly Department[] = [
  ...metropolitan.flatMap((name, index) =>
    name === 'Corse' ? corsica : [{ code: String(index + 1).padStart(2, '0'), name }],
  ),
  ...overseas,
];

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
