/** Invented people and letters of the preview. */
import type { DirectoryEntry } from '../../contract/model/directory.ts';
import type { AccountCard, ProfileKind } from '../../contract/model/person.ts';
import type { LetterBlock } from '../../contract/model/rich-letter.ts';

type Written = readonly [
  title: string,
  given: string,
  family: string,
  profession: string,
  specialty: string | null,
  organisation: string | null,
  town: string,
  department: string,
  kind?: ProfileKind,
];

const written: readonly Written[] = [
  ['Dr', 'Claire', 'Martin', 'Médecin', 'Médecine générale', 'Cabinet des Lices', 'Nice', '06'],
  ['Dr', 'Paul', 'Leroy', 'Médecin', 'Cardiologie', 'Cabinet du Vieux-Port', 'Nice', '06'],
  ['', '', 'Labo du Port', 'Laboratoire', 'Biologie', null, 'Nice', '06', 'organisation'],
  ['Dr', 'Anne', 'Roux', 'Médecin', 'Pneumologie', 'Cabinet Saint-Roch', 'Toulon', '83'],
  ['', '', 'CH des Deux-Rives', 'Hôpital', 'Urgences', null, 'Fréjus', '83', 'organisation'],
  ['Dr', 'Inès', 'Fabre', 'Médecin', 'Gériatrie', 'EHPAD Les Cèdres', 'Toulon', '83'],
  ['M.', 'Malik', 'Tessier', 'Infirmier', null, 'Cabinet des Lices', 'Nice', '06'],
  ['Mme', 'Élodie', 'Pons', 'Assistante sociale', null, 'Conseil départemental', 'Hyères', '83', 'social'],
  ['Dr', 'Samir', 'Haddad', 'Médecin', 'Néphrologie', 'Clinique des Oliviers', 'Fréjus', '83'],
  ['Dr', 'Bernard', 'Noël', 'Médecin', 'Cardiologie', 'Clinique des Oliviers', 'Fréjus', '83'],
  ['', '', 'Imagerie Bellevue', 'Imagerie', 'Radiologie', null, 'Nice', '06', 'organisation'],
  ['Mme', 'Nadia', 'Keller', 'Sage-femme', null, 'Maternité Bellevue', 'Nice', '06'],
  ['M.', 'Thibault', 'Roussel', 'Médecin', 'Cardiologie', 'Clinique des Oliviers', 'Fréjus', '83'],
  ['Mme', 'Lina', 'Rouvière', 'Assistante sociale', null, 'Conseil départemental', 'Hyères', '83', 'social'],
  ['Dr', 'Marc', 'Rougier', 'Médecin', 'Biologie médicale', 'Laboratoire du Port', 'Nice', '06'],
  ['Dr', 'Yves', 'Rouanet', 'Médecin', 'Médecine générale', 'Maison de santé du Faron', 'Toulon', '83'],
  ['Mme', 'Camille', 'Roulin', 'Médecin', "Médecine d'urgence", 'CH des Deux-Rives', 'Toulon', '83'],
  ['Mme', 'Sophie', 'Lambert', 'Diététicienne', null, 'CH des Deux-Rives', 'Fréjus', '83'],
];

/** An identifier of the preview: a UUIDv7 of that number. */
export function idOf(number: number): string {
  return `0190b3c4-${(0x1000 + (number >> 12)).toString(16).slice(0, 4)}-7${(number & 0xfff).toString(16).padStart(3, '0')}-8000-${number.toString(16).padStart(12, '0')}`;
}

/** A digest of the preview, another for each number; number 0 is the one of the reference drawings. */
export function digestOf(number: number): string {
  if (number === 0) return 'fde59c0a3bdf0eb14628d4f8eef21376ea25654e74183191dd756dcddfa0cfd0';
  let state = (number * 2_654_435_761) >>> 0;
  let text = '';
  while (text.length < 64) {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) >>> 0;
    text += state.toString(16).padStart(8, '0');
  }
  return text.slice(0, 64);
}

function addressOf([, given, family]: Written): string {
  const plain = `${given} ${family}`
    .trim()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z]+/g, '.');
  return `${plain}@azur.mssante.example`;
}

/** RPPS numbers with a right check digit, in the range of the national test cards. */
const rppsNumbers = ['89970013358', '89970021476', '89970034412'] as const;

/** The accounts, in the order written above; number 0 is the person at the screen. */
export const accounts: readonly AccountCard[] = written.map((person, index) => ({
  accountId: idOf(9_000 + index) as AccountCard['accountId'],
  address: addressOf(person),
  title: person[0],
  givenName: person[1],
  familyName: person[2],
  kind: person[8] ?? 'health',
  profession: person[3],
  specialty: person[4],
  organisation: person[5],
  town: person[6],
  rpps: null,
  certified: true,
}));

/** The same people as the directory has them. */
export const entries: readonly DirectoryEntry[] = written.map((person, index) => {
  const kind = person[8] ?? 'health';
  return {
    id: `entry-${index}` as DirectoryEntry['id'],
    accountId: idOf(9_000 + index) as AccountCard['accountId'],
    kind,
    title: person[0],
    givenName: person[1],
    familyName: person[2],
    profession: person[3],
    specialty: person[4],
    organisation: person[5],
    town: person[6],
    department: person[7],
    rpps: index < rppsNumbers.length && kind === 'health' ? (rppsNumbers[index] ?? null) : null,
    address: addressOf(person),
    recipientKind: kind === 'social' ? 'medimail' : 'mssante',
  };
});

export const subjects: readonly string[] = [
  'CR consultation — M. DUPONT Jean',
  'INR 3,8 — Mme BLANC Lucie',
  'EFR et avis — M. GARNIER Alain',
  'Lettre de sortie — Mme PETIT Odette',
  'Bilan mémoire — M. COLIN René',
  'Pansement J10 — Mme MOREL Jeanne',
  'Scanner thoracique — M. GARNIER Alain',
  "Plan d'aide — Mme PETIT Odette",
  'DFG en baisse — M. LAMY Georges',
  'CR opératoire — Mme MOREL Jeanne',
  'Re : anticoagulant — M. DUPONT Jean',
  'Substitution à valider — Mme ROCHE Ève',
  'Suivi de grossesse — Mme LEFORT Camille',
  'Réunion de service du 3 décembre',
  'Holter 24 h — Mme AUBRY Simone',
  "Demande d'écho — Mme AUBRY Simone",
  'Résultats — M. LAMY Georges',
  'Compte rendu — Mme ROCHE Ève',
  'Décision RCP — M. VASSEUR Luc',
  'Fiche de liaison — M. COLIN René',
];

export const letter = `Cher confrère,

Je vous remercie de m’avoir adressé M. Dupont pour le suivi de sa fibrillation atriale. Il va bien\u202f; je poursuis l’apixaban et vous laisse contrôler la créatinine dans trois mois.

Bien confraternellement,`;

export const draftLetter = `Cher confrère,

Pourriez-vous donner votre avis sur la conduite à tenir pour M. Dupont, dont la dernière créatinine s’élève à 148 µmol/L sous apixaban\u202f? Je joins l’écho, l’ECG et la biologie.

Rappel\u00a0: M. Dupont, 75 ans, fibrillation atriale permanente, insuffisance rénale modérée connue depuis 2021. Poids 68 kg, TA 134/78 mmHg ce jour. Pas de saignement rapporté, pas de chute depuis un an. Traitement\u00a0: apixaban 5 mg deux fois par jour, bisoprolol 2,5 mg, furosémide 20 mg.

Faut-il réduire la dose d’apixaban, ou revoir d’abord le diurétique\u202f? Je le reçois de nouveau jeudi.

Bien confraternellement,`;

/** A letter with each thing that a letter can have. */
export const formattedLetter: readonly LetterBlock[] = [
  { kind: 'line', runs: [{ text: 'Cher confrère,' }] },
  { kind: 'line', runs: [] },
  {
    kind: 'line',
    runs: [
      { text: 'Pourriez-vous donner votre avis sur M. Dupont, dont la créatinine s’élève à ' },
      { text: '148 µmol/L', bold: true },
      { text: ' sous apixaban\u202f? Je joins l’écho, l’ECG et la biologie.' },
    ],
  },
  { kind: 'line', runs: [] },
  { kind: 'title', runs: [{ text: 'Traitement en cours' }] },
  {
    kind: 'list',
    numbered: false,
    items: [
      [{ kind: 'line', runs: [{ text: 'apixaban 5 mg, ' }, { text: 'deux fois par jour', underline: true }] }],
      [
        { kind: 'line', runs: [{ text: 'bisoprolol 2,5 mg' }] },
        {
          kind: 'list',
          numbered: true,
          items: [
            [{ kind: 'line', runs: [{ text: 'le matin' }] }],
            [{ kind: 'line', runs: [{ text: 'selon tolérance', italic: true }] }],
          ],
        },
      ],
    ],
  },
  { kind: 'line', runs: [] },
  {
    kind: 'line',
    runs: [
      { text: 'La fiche de bon usage est ' },
      { text: 'en ligne', link: 'https://has-sante.example/apixaban' },
      { text: '.' },
    ],
  },
  { kind: 'line', runs: [] },
  { kind: 'line', runs: [{ text: 'Le 12 novembre, Dr Paul LEROY a écrit\u00a0:' }] },
  {
    kind: 'quote',
    blocks: [
      { kind: 'line', runs: [{ text: 'Je le revois jeudi.' }] },
      { kind: 'line', runs: [] },
      { kind: 'line', runs: [{ text: 'Bien à vous' }] },
    ],
  },
];

export const html = `<h2>Bilan mémoire</h2><p>Madame, Monsieur,</p><p>M. Colin a été reçu <b>le 12 novembre</b>. Résultats principaux :</p><table><tr><th>Test</th><th>Score</th><th>Seuil</th></tr><tr><td>MMSE</td><td>24 / 30</td><td>26</td></tr><tr><td>Horloge</td><td>5 / 7</td><td>6</td></tr></table><p>Voir <a href="https://piege.example/suivi">le dossier en ligne</a>.</p><script>document.body.innerHTML='piège'</script><img src="https://piege.example/pixel.png" alt="" onerror="alert(1)"><p style="position:fixed;top:0">Signé : Scellée à 10:42:07 ✔</p><blockquote>Merci de votre confiance.</blockquote>`;
