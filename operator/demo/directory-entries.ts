/** Five thousand fictitious directory entries, always the same: real places and professions, invented people. */
import { createHash } from 'node:crypto';
import { type DirectoryEntry, foldName } from '../../contract/model/directory.ts';
import { AccountCard, hasLuhnCheckDigit } from '../../contract/model/person.ts';
import { entryOfAccount } from '../services/directory-entry.ts';
import type { Account } from '../services/ports/accounts.ts';
import { DEMO_DOMAIN, demoPeople, uuidOf } from './people.ts';

const familyNames =
  'Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefèvre Leroy Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefebvre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard Roche Renard Schmitt Roy Leroux Colin Vidal Caron Picard Roger Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe Bourgeois Pierre Benoît Rey Leclerc Payet Rolland Leclercq Guillaume Lecomte Lopez Jean Dupuy Guillot Hubert Berger Carpentier Sanchez Dupuis Moulin Louis Deschamps Huet Vasseur Perez Boucher Fleury Royer Klein Jacquet Adam Paris Poirier Marty Aubry Guyot Carré Charles Renault Charpentier Ménard Maillard Baron Bertin Bailly Hervé Schneider Fernandez Le-Gall Collet Léger Bouvier Julien Prévost Millet Perrot Daniel Le-Roux Cousin Germain Breton Besson Langlois Rémy Le-Goff Pelletier Lévêque Perrier Leblanc Barré Lebrun Marchal Weber Mallet Hamon Boulanger Jacob Monnier Michaud Rodriguez Guichard Gillet Étienne Grondin Poulain Tessier Chevallier Collin Chauvin Da-Silva Bouchet Gay Lemaître Bénard Maréchal Humbert Reynaud Antoine Hoarau Perret Barthélemy Cordier Pichon Lejeune Gilbert Lamy Delaunay Pasquier Carlier Laporte Rouault Rougier Rouvière Rouzic Roubaud Rouanet Roustan Rouchon'.split(
    ' ',
  );
const givenNames =
  'Marie Jean Camille Pierre Anne Michel Claire Philippe Isabelle Alain Sophie Nicolas Nathalie Christophe Catherine Laurent Sylvie Patrick Céline Éric Julie Olivier Sandrine Thierry Aurélie Stéphane Émilie Sébastien Hélène Frédéric Lucie Julien Chloé Thomas Léa Alexandre Manon Antoine Inès Maxime Sarah Guillaume Louise Benoît Alice Vincent Zoé Mathieu Jeanne Romain Agathe Yves Denis Kenza Malik Nadia Samir Joël Thibault Mélissa Yasmine Karim Erwan Salomé Anne-Lise Jean-Marc Marie-Claude Odile Rémi Ève'.split(
    ' ',
  );
const towns: readonly (readonly [string, string])[] = [
  ['06', 'Nice'],
  ['06', 'Antibes'],
  ['06', 'Cannes'],
  ['06', 'Grasse'],
  ['06', 'Menton'],
  ['06', 'Cagnes-sur-Mer'],
  ['83', 'Toulon'],
  ['83', 'Hyères'],
  ['83', 'Fréjus'],
  ['83', 'Draguignan'],
  ['83', 'La Seyne-sur-Mer'],
  ['83', 'Tourves'],
  ['83', 'Tourtour'],
  ['83', 'Brignoles'],
  ['13', 'Marseille'],
  ['13', 'Aix-en-Provence'],
  ['13', 'Arles'],
  ['13', 'Aubagne'],
  ['13', 'Martigues'],
  ['84', 'Avignon'],
  ['84', 'Orange'],
  ['84', 'Carpentras'],
  ['04', 'Digne-les-Bains'],
  ['04', 'Manosque'],
  ['05', 'Gap'],
  ['05', 'Briançon'],
  ['2A', 'Ajaccio'],
  ['2B', 'Bastia'],
  ['69', 'Lyon'],
  ['69', 'Villeurbanne'],
  ['38', 'Grenoble'],
  ['42', 'Saint-Étienne'],
  ['74', 'Annecy'],
  ['75', 'Paris'],
  ['92', 'Nanterre'],
  ['93', 'Saint-Denis'],
  ['94', 'Créteil'],
  ['78', 'Versailles'],
  ['31', 'Toulouse'],
  ['34', 'Montpellier'],
  ['30', 'Nîmes'],
  ['33', 'Bordeaux'],
  ['44', 'Nantes'],
  ['35', 'Rennes'],
  ['29', 'Brest'],
  ['59', 'Lille'],
  ['62', 'Arras'],
  ['67', 'Strasbourg'],
  ['57', 'Metz'],
  ['76', 'Rouen'],
  ['14', 'Caen'],
  ['971', 'Pointe-à-Pitre'],
  ['972', 'Fort-de-France'],
  ['974', 'Saint-Denis'],
];
const professions: readonly (readonly [string, readonly (string | null)[], AccountCard['kind']])[] = [
  [
    'Médecin',
    [
      'Médecine générale',
      'Médecine générale',
      'Médecine générale',
      'Cardiologie',
      'Pneumologie',
      'Gériatrie',
      'Pédiatrie',
      'Radiologie',
      'Dermatologie',
      'Néphrologie',
      'Psychiatrie',
      'Médecine d’urgence',
      'Oncologie',
      'Chirurgie générale',
      'Biologie médicale',
    ],
    'health',
  ],
  ['Infirmier', [null, null, 'Pratique avancée'], 'health'],
  ['Pharmacien', ['Officine', 'Biologie médicale', 'Pharmacie hospitalière'], 'health'],
  ['Masseur-kinésithérapeute', [null], 'health'],
  ['Sage-femme', [null], 'health'],
  ['Chirurgien-dentiste', [null, 'Orthopédie dento-faciale'], 'health'],
  ['Diététicien', [null], 'health'],
  ['Orthophoniste', [null], 'health'],
  ['Psychologue', [null], 'health'],
  ['Assistant social', [null], 'social'],
  ['Secrétaire médical', [null], 'administrative'],
];
const places = ['Cabinet', 'Maison de santé', 'Clinique', 'CH', 'Centre médical', 'Pôle de santé'];
const suffixes = [
  'du Port',
  'des Lices',
  'Saint-Roch',
  'des Oliviers',
  'du Faron',
  'Bellevue',
  'de la Tour',
  'des Plages',
  'du Mourillon',
  'des Cèdres',
];

/** How many entries there are in all. */
export const DEMO_ENTRIES = 5000;
/** Share (percent) of those whose mailbox is with another operator. */
const ELSEWHERE_PERCENT = 15;

/** An invented person of the directory, with an account unless another operator has it. */
export interface DemoEntry {
  readonly entry: DirectoryEntry;
  readonly account: Account | null;
}

/** The entries of the people with a story. */
export function entriesOfPeople(accounts: readonly Account[]): DirectoryEntry[] {
  return accounts.map(({ card }) => {
    const person = demoPeople.find((one) => card.address.startsWith(`${one.name}@`));
    return entryOf(card, person?.department ?? null);
  });
}

/** As many invented people as make `DEMO_ENTRIES` together with `taken`. */
export function inventEntries(taken: number): DemoEntry[] {
  const seen = new Map<string, number>();
  return Array.from({ length: DEMO_ENTRIES - taken }, (_, rank) => inventEntry(rank, seen));
}

function inventEntry(rank: number, seen: Map<string, number>): DemoEntry {
  const pick = picker(`directory entry ${rank}`);
  const [department, town] = pick(towns);
  const [profession, specialties, kind] = pick(professions);
  const familyName = pick(familyNames)
    .replaceAll('-', ' ')
    .replace(/^(Da|Le) /, '$1 ');
  const givenName = pick(givenNames);
  const elsewhere = kind === 'health' && pick(hundred) < ELSEWHERE_PERCENT;
  const base = foldName(`${givenName} ${familyName}`).replaceAll(' ', '.');
  const twins = seen.get(base) ?? 0;
  seen.set(base, twins + 1);
  const domain = elsewhere ? 'autre-operateur.mssante.example' : DEMO_DOMAIN;
  const card = AccountCard.parse({
    accountId: uuidOf(`directory account ${rank}`),
    address: `${base}${twins + 2}@${domain}`,
    title: profession === 'Médecin' ? 'Dr' : '',
    givenName,
    familyName,
    kind,
    profession,
    specialty: pick(specialties),
    organisation: pick(hundred) < 70 ? `${pick(places)} ${pick(suffixes)}` : null,
    town,
    rpps: kind === 'health' ? fictitiousRpps(1000 + rank) : null,
    certified: true,
  });
  const entry = entryOf(card, department);
  if (elsewhere) return { account: null, entry: { ...entry, accountId: null, recipientKind: 'mssante' } };
  return {
    entry,
    account: { card, nationalId: null, contactEmail: null, department, suspended: false, closed: false },
  };
}

function entryOf(card: AccountCard, department: string | null): DirectoryEntry {
  return entryOfAccount(card, department, `fiche-${uuidOf(card.address).slice(0, 13)}`);
}

const hundred = Array.from({ length: 100 }, (_, index) => index);

/** Chooses from lists, always the same way for the same seed. */
function picker(seed: string): <T>(from: readonly T[]) => T {
  const bytes = createHash('sha512').update(seed).digest();
  let position = 0;
  return (from) => {
    const value = bytes.readUInt32BE(position);
    position += 4;
    return from[value % from.length] as (typeof from)[number];
  };
}

/** Numbers of the range 899 700 xxxx, which no professional has, with their check digit. */
function fictitiousRpps(rank: number): string {
  const body = `899700${String(rank).padStart(4, '0')}`;
  const digit = hundred.slice(0, 10).find((candidate) => hasLuhnCheckDigit(`${body}${candidate}`));
  return `${body}${digit}`;
}
