/** A national extraction of invented people, the same every time: names, towns and professions spread as real ones are. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { departments } from '../../contract/model/departments.ts';
import { hasLuhnCheckDigit } from '../../contract/model/person.ts';
import { professions } from '../../contract/model/professions.ts';

/** The 31 columns, in the order of today's files. */
export const extractionColumns =
  "Type de BAL|Adresse BAL|Type Identifiant PP|Identifiant PP|Identification nationale PP|Type identifiant structure|Identification Structure|Service de rattachement|Civilité d'exercice|Nom d'exercice|Prénom d'exercice|Catégorie profession|Libellé de catégorie profession|Code Profession|Libellé Profession|Code savoir-faire|Libellé savoir-faire|Dématérialisation|Raison Sociale structure BAL|Enseigne commerciale structure BAL|L2COMPLEMENTLOCALISATION structure BAL|L3COMPLEMENTDISTRIBUTION structure BAL|L4NUMEROVOIE structure BAL|L4COMPLEMENTNUMEROVOIE structure BAL|NL4TYPEVOIE structure BAL|L4LIBELLEVOIE structure BAL|L5LIEUDITMENTION structure BAL|L6LIGNEACHEMINEMENT structure BAL|Code postal structure BAL|Département structure BAL|Pays structure BAL".split(
    '|',
  );

const commonNames =
  'MARTIN BERNARD THOMAS PETIT ROBERT RICHARD DURAND DUBOIS MOREAU LAURENT SIMON MICHEL LEFEVRE LEROY ROUX DAVID BERTRAND MOREL FOURNIER GIRARD BONNET DUPONT LAMBERT FONTAINE ROUSSEAU VINCENT MULLER FAURE ANDRE MERCIER BLANC GUERIN BOYER GARNIER CHEVALIER'.split(
    ' ',
  );
const beginnings =
  'Mar Ber Du Mo Le La Gi Bou Fon Rou Cha Per Gui Ro De Pas Vi Car Bar Del Mon Ga Be Pi Lam San Pel Re Col Ma Jo Fa Gau Bla Cor Des Gre Hu Tes Va'.split(
    ' ',
  );
const middles = 'ti na ri le lo ber che ver do ma se la gue mou ren to vi sa ni pel cou ga'.split(' ');
const ends = 'n t lt er et on ard eau ier ot in ez aud lle nd re'.split(' ');
const givenNames =
  'Marie Jean Camille Pierre Anne Michel Claire Philippe Isabelle Alain Sophie Nicolas Nathalie Christophe Catherine Laurent Sylvie Patrick Céline Éric Julie Olivier Sandrine Thierry Aurélie Stéphane Émilie Sébastien Hélène Frédéric Lucie Julien Chloé Thomas Léa Alexandre Manon Antoine Inès Maxime Sarah Guillaume Louise Benoît Alice Vincent Zoé Mathieu Jeanne Romain Agathe Yves Denis Kenza Malik Nadia Samir Joël Thibault Mélissa Yasmine Karim Erwan Salomé Anne-Lise Jean-Marc Marie-Claude Jean-Pierre Odile Rémi Ève'.split(
    ' ',
  );
const cities =
  'PARIS MARSEILLE LYON TOULOUSE NICE NANTES MONTPELLIER STRASBOURG BORDEAUX LILLE RENNES REIMS TOULON ST-ETIENNE GRENOBLE DIJON ANGERS NIMES'.split(
    ' ',
  );
/** Of a hundred people, by code of profession. */
const shares: readonly (readonly [string, number])[] = [
  ['60', 34],
  ['10', 29],
  ['70', 11],
  ['21', 8],
  ['40', 5],
  ['91', 3],
  ['50', 3],
  ['80', 2],
  ['86', 2],
  ['94', 1],
  ['95', 1],
  ['98', 1],
];
const byShare = shares.flatMap(([code, share]) => Array.from({ length: share }, () => code));

/** Numbers from 0 to 1, always the same for the same seed (a 32-bit mix, good enough to invent people). */
function numbersOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The row of that rank, by column. */
export function inventRow(rank: number): Map<string, string> {
  const next = numbersOf(rank * 7919 + 13);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  /** The first of the list much oftener than the last. */
  const pickSkewed = <T>(list: readonly T[]): T => list[Math.floor(next() ** 3 * list.length)] as T;
  const familyName =
    next() < 0.15
      ? pickSkewed(commonNames)
      : (pickSkewed(beginnings) + pick(middles) + (next() < 0.5 ? pick(middles) : '') + pick(ends)).toUpperCase();
  const givenName = pickSkewed(givenNames);
  const city = pickSkewed(cities);
  const town =
    next() < 0.25
      ? city
      : (pickSkewed(beginnings) + pick(middles) + pick(ends) + pick(['', '-SUR-MER', 'VILLE', 'AC'])).toUpperCase();
  const department = pickSkewed(departments);
  const professionCode = pick(byShare);
  const profession = professions.find(({ code }) => code === professionCode) ?? professions[0];
  const isGeneral = next() < 0.5;
  const specialty = profession?.specialties.length
    ? profession.code === '10' && isGeneral
      ? { codes: ['SM54'], label: 'Médecine générale' }
      : profession.code === '10' || next() < 0.05
        ? pick(profession.specialties)
        : null
    : null;
  const postalCode = department.code.replace(/[AB]/, '0').padEnd(5, '0').slice(0, 5);
  const body = `1${String(rank).padStart(9, '0')}`;
  const digit = Array.from({ length: 10 }, (_, candidate) => candidate).find((one) =>
    hasLuhnCheckDigit(`${body}${one}`),
  );
  const slug = `${givenName}.${familyName}.${rank}`.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return new Map([
    ['Type de BAL', 'PER'],
    ['Adresse BAL', `${slug}@pro.mssante.example`],
    ['Type Identifiant PP', '8'],
    ['Identifiant PP', `${body}${digit}`],
    ['Identification nationale PP', `8${body}${digit}`],
    ["Civilité d'exercice", profession?.code === '10' ? 'DR' : 'MME'],
    ["Nom d'exercice", familyName],
    ["Prénom d'exercice", givenName],
    ['Catégorie profession', 'C'],
    ['Libellé de catégorie profession', 'Civil'],
    ['Code Profession', profession?.code ?? ''],
    ['Libellé Profession', profession?.label ?? ''],
    ['Code savoir-faire', specialty?.codes[0] ?? ''],
    ['Libellé savoir-faire', specialty?.label ?? ''],
    ['Dématérialisation', 'O'],
    ['Raison Sociale structure BAL', next() < 0.4 ? `CABINET ${familyName}` : next() < 0.5 ? `CLINIQUE ${town}` : ''],
    ['L4NUMEROVOIE structure BAL', String(1 + Math.floor(next() * 200))],
    ['NL4TYPEVOIE structure BAL', 'RUE'],
    ['L4LIBELLEVOIE structure BAL', 'DES OLIVIERS'],
    ['L6LIGNEACHEMINEMENT structure BAL', `${postalCode} ${town.replace('ST-', 'ST ')}`],
    ['Code postal structure BAL', postalCode],
    ['Département structure BAL', department.name],
    ['Pays structure BAL', 'FRANCE'],
  ]);
}

/** One line of the file, without its end. */
export function extractionLine(row: ReadonlyMap<string, string>): string {
  return extractionColumns.map((name) => row.get(name) ?? '').join('|');
}

/** Writes header and rows; `change` may alter a row of a rank. */
export async function writeExtraction(
  file: string,
  rows: number,
  change: (rank: number, row: Map<string, string>) => void = () => undefined,
): Promise<void> {
  const stream = createWriteStream(file);
  stream.write(`${extractionColumns.join('|')}\n`);
  for (let rank = 0; rank < rows; rank += 1) {
    const row = inventRow(rank);
    change(rank, row);
    if (!stream.write(`${extractionLine(row)}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'close');
}
