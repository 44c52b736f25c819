/** What the console says of structures and their people, in both languages. */
import type { Column } from '../../preregistration/columns.ts';
import type { EntryOutcome } from '../../services/ports/structures.ts';
import type { FieldWords } from '../form.ts';
import type { Notice } from '../words.ts';

export type OutcomeCounts = Readonly<Record<EntryOutcome, number>>;

export interface StructureWords {
  readonly section: string;
  readonly title: string;
  readonly lead: (count: number) => string;
  readonly none: string;
  readonly name: string;
  readonly people: string;
  readonly members: string;
  readonly place: string;
  readonly add: string;
  readonly addFields: Readonly<Record<'name' | 'finess' | 'department', FieldWords>>;
  readonly choose: string;
  readonly added: (name: string) => string;
  readonly finessTaken: string;
  readonly finessForm: string;
  readonly fieldMissing: string;
  readonly departmentForeign: string;
  readonly nameForm: string;

  readonly counts: (people: number, members: number) => string;
  readonly searchLabel: string;
  readonly searchHint: string;
  readonly states: Readonly<Record<'pre-registered' | 'member', string>>;
  readonly state: string;
  readonly enteredAt: string;
  readonly act: string;
  readonly found: (total: number) => string;
  readonly nobody: string;
  readonly nobodyFound: string;
  readonly release: string;
  readonly releaseTitle: (name: string) => string;
  readonly releaseLead: Readonly<Record<'pre-registered' | 'member', string>>;
  readonly releaseSend: string;
  readonly releaseReasonHint: string;
  readonly released: string;
  readonly goneAlready: string;

  readonly enter: string;
  readonly enterNote: string;
  readonly file: FieldWords;
  readonly template: string;
  readonly check: string;
  readonly one: string;
  readonly oneSend: string;
  readonly columns: Readonly<Record<Column, FieldWords>>;
  readonly oneEntered: (name: string) => string;
  readonly noFile: string;
  readonly refusedFile: string;
  readonly line: (line: number) => string;
  readonly lineColumn: string;
  readonly whatColumn: string;
  readonly why: string;
  readonly wholeLine: string;
  readonly previewTitle: string;
  readonly previewLead: (count: number) => string;
  readonly problemsLead: (count: number) => string;
  readonly would: (sentence: string) => string;
  readonly becomes: string;
  readonly outcomes: Readonly<Record<EntryOutcome, string>>;
  readonly shownOf: (shown: number, total: number) => string;
  readonly enterSend: (count: number) => string;
  /** In the record, as the act’s reason. */
  readonly sentence: (counts: OutcomeCounts) => string;
  readonly entered: string;
  readonly otherFile: string;
  readonly tooLarge: Notice;
}

const plural = (count: number, one: string, many: string) =>
  `${count.toLocaleString('fr-FR')} ${count < 2 ? one : many}`;
const many = (count: number, one: string, more: string) =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? one : more}`;
const listed = (parts: readonly (string | false)[]) => parts.filter(Boolean).join(', ');

export const structureFrench: StructureWords = {
  section: 'Structures',
  title: 'Structures',
  lead: (count) => plural(count, 'structure', 'structures'),
  none: 'Aucune structure pour l’instant.',
  name: 'Structure',
  people: 'Personnes',
  members: 'Membres',
  place: 'Département',
  add: 'Ajouter une structure',
  addFields: {
    name: { label: 'Nom', hint: 'Tel que l’annuaire le montrera, 160 caractères au plus.' },
    finess: { label: 'Numéro FINESS', hint: 'Neuf caractères ; vide pour qui n’en a pas.' },
    department: { label: 'Département' },
  },
  choose: 'Choisir',
  added: (name) => `La structure « ${name} » est ajoutée.`,
  finessTaken: 'Une autre structure porte ce numéro.',
  finessForm: 'Un numéro FINESS a neuf caractères : le département et sept chiffres.',
  fieldMissing: 'À renseigner.',
  departmentForeign: 'Ce département n’est pas de votre région.',
  nameForm: 'Un nom a de 1 à 160 caractères, sur une ligne.',

  counts: (people, members) =>
    `${plural(people, 'personne', 'personnes')}, dont ${plural(members, 'membre', 'membres')}`,
  searchLabel: 'Nom, profession, adresse ou RPPS',
  searchHint: 'Le début d’un ou de plusieurs mots.',
  states: { 'pre-registered': 'Pré-inscrit', member: 'Membre' },
  state: 'État',
  enteredAt: 'Entré le',
  act: 'Action',
  found: (total) => plural(total, 'personne', 'personnes'),
  nobody: 'Personne n’est encore entré. Ajoutez une personne, ou un fichier.',
  nobodyFound: 'Personne ne correspond. Vérifiez l’orthographe, ou montrez tous les états.',
  release: 'Retirer',
  releaseTitle: (name) => `Retirer ${name} ?`,
  releaseLead: {
    'pre-registered':
      'La pré-inscription ne servira plus : la personne quitte l’annuaire et ne pourra plus la reprendre.',
    member:
      'Le compte reste ouvert, avec tout ce qu’il contient, mais ne porte plus le nom de la structure. La personne en est avertie.',
  },
  releaseSend: 'Retirer de la structure',
  releaseReasonHint: 'Consigné, et envoyé tel quel à qui a un compte. 500 caractères au plus.',
  released: 'C’est fait : la personne ne fait plus partie de la structure.',
  goneAlready: 'Cette personne n’est plus dans la structure.',

  enter: 'Faire entrer des personnes',
  enterNote:
    'Qui est entré figure dans l’annuaire, et devient membre à sa première connexion par carte ou en créant son compte.',
  file: { label: 'Fichier CSV', hint: 'UTF-8, 10 000 personnes au plus. Rien n’entre avant que vous ne l’ayez vu.' },
  template: 'Modèle de fichier',
  check: 'Vérifier le fichier',
  one: 'Ajouter une personne',
  oneSend: 'Ajouter la personne',
  columns: {
    familyName: { label: 'Nom' },
    givenName: { label: 'Prénom' },
    title: { label: 'Civilité', hint: 'Dr, Pr, M. ou Mme.' },
    profession: { label: 'Profession' },
    specialty: { label: 'Spécialité', hint: 'Telle que la liste de la profession la nomme.' },
    rpps: { label: 'RPPS', hint: 'Onze chiffres ; professions de santé seulement.' },
    address: { label: 'Adresse mail' },
    town: { label: 'Ville' },
    department: { label: 'Département', hint: 'Celui de la structure si vous laissez vide.' },
  },
  oneEntered: (name) => `${name} est dans la structure, et dans l’annuaire.`,
  noFile: 'Choisissez un fichier.',
  refusedFile: 'Ce fichier n’est pas pris',
  line: (line) => `Ligne ${line} :`,
  lineColumn: 'Ligne',
  whatColumn: 'Colonne',
  why: 'Ce qui ne va pas',
  wholeLine: 'Toute la ligne',
  previewTitle: 'Ce que le fichier ferait entrer',
  previewLead: (count) => `${plural(count, 'ligne', 'lignes')}, sans erreur. Rien n’est encore entré.`,
  problemsLead: (count) =>
    `${plural(count, 'erreur', 'erreurs')} : personne n’est entré. Corrigez le fichier, puis choisissez-le de nouveau.`,
  would: (sentence) => `Ce qui en résulterait : ${sentence}.`,
  becomes: 'Devient',
  outcomes: { added: 'Ajouté', changed: 'Modifié', unchanged: 'Inchangé', joined: 'Membre' },
  shownOf: (shown, total) =>
    `Les ${shown.toLocaleString('fr-FR')} premières lignes sur ${total.toLocaleString('fr-FR')}.`,
  enterSend: (count) =>
    count === 1 ? 'Faire entrer cette personne' : `Faire entrer ces ${plural(count, '', 'personnes')}`,
  sentence: ({ added, changed, unchanged, joined }) =>
    listed([
      added > 0 && plural(added, 'personne ajoutée', 'personnes ajoutées'),
      changed > 0 && plural(changed, 'modifiée', 'modifiées'),
      unchanged > 0 && plural(unchanged, 'inchangée', 'inchangées'),
      joined > 0 && plural(joined, 'membre', 'membres'),
    ]),
  entered: 'C’est fait : ',
  otherFile: 'Choisir un autre fichier',
  tooLarge: {
    title: 'Fichier trop grand',
    lead: 'Un fichier a deux millions d’octets au plus.',
    lines: ['Rien n’est entré. Partagez-le en plusieurs fichiers.'],
  },
};

export const structureEnglish: StructureWords = {
  section: 'Structures',
  title: 'Structures',
  lead: (count) => many(count, 'structure', 'structures'),
  none: 'There are no structures yet.',
  name: 'Structure',
  people: 'People',
  members: 'Members',
  place: 'Department',
  add: 'Add a structure',
  addFields: {
    name: { label: 'Name', hint: 'As the directory will show it, at most 160 characters.' },
    finess: { label: 'FINESS number', hint: 'Nine characters; empty where there is none.' },
    department: { label: 'Department' },
  },
  choose: 'Choose',
  added: (name) => `The structure “${name}” is added.`,
  finessTaken: 'Another structure has this number.',
  finessForm: 'A FINESS number has nine characters: the department and seven digits.',
  fieldMissing: 'To be filled in.',
  departmentForeign: 'This department is not in your region.',
  nameForm: 'A name has 1 to 160 characters, on one line.',

  counts: (people, members) => `${many(people, 'person', 'people')}, ${many(members, 'member', 'members')} among them`,
  searchLabel: 'Name, profession, address or RPPS',
  searchHint: 'The beginning of one or several words.',
  states: { 'pre-registered': 'Pre-registered', member: 'Member' },
  state: 'State',
  enteredAt: 'Entered on',
  act: 'Action',
  found: (total) => many(total, 'person', 'people'),
  nobody: 'Nobody has been entered yet. Add a person, or a file.',
  nobodyFound: 'Nobody answers that. Check the spelling, or show all states.',
  release: 'Remove',
  releaseTitle: (name) => `Remove ${name}?`,
  releaseLead: {
    'pre-registered': 'The pre-registration will serve no more: the person leaves the directory and cannot take it up.',
    member:
      'The account stays open, with all that is in it, but no longer bears the name of the structure. Its owner is told.',
  },
  releaseSend: 'Remove from the structure',
  releaseReasonHint: 'Put on record, and sent as it is to whoever has an account. At most 500 characters.',
  released: 'Done: the person is no longer part of the structure.',
  goneAlready: 'This person is no longer in the structure.',

  enter: 'Enter people',
  enterNote:
    'Whoever is entered is in the directory, and becomes a member when signing in by card or creating an account.',
  file: { label: 'CSV file', hint: 'UTF-8, at most 10,000 people. Nobody is entered before you have seen it.' },
  template: 'Template',
  check: 'Check the file',
  one: 'Add a person',
  oneSend: 'Add the person',
  columns: {
    familyName: { label: 'Family name' },
    givenName: { label: 'First name' },
    title: { label: 'Title', hint: 'Dr, Pr, M. or Mme.' },
    profession: { label: 'Profession' },
    specialty: { label: 'Specialty', hint: 'As the list of the profession names it.' },
    rpps: { label: 'RPPS', hint: 'Eleven digits; health professions only.' },
    address: { label: 'E-mail address' },
    town: { label: 'Town' },
    department: { label: 'Department', hint: 'The structure’s, if you leave it empty.' },
  },
  oneEntered: (name) => `${name} is in the structure, and in the directory.`,
  noFile: 'Choose a file.',
  refusedFile: 'This file is not taken',
  line: (line) => `Line ${line}:`,
  lineColumn: 'Line',
  whatColumn: 'Column',
  why: 'What is wrong',
  wholeLine: 'The whole line',
  previewTitle: 'What the file would enter',
  previewLead: (count) => `${many(count, 'line', 'lines')} without an error. Nobody has been entered yet.`,
  problemsLead: (count) =>
    `${many(count, 'error', 'errors')}: nobody was entered. Correct the file, then choose it again.`,
  would: (sentence) => `What would come of it: ${sentence}.`,
  becomes: 'Becomes',
  outcomes: { added: 'Added', changed: 'Changed', unchanged: 'Unchanged', joined: 'Member' },
  shownOf: (shown, total) => `The first ${shown.toLocaleString('en-GB')} lines of ${total.toLocaleString('en-GB')}.`,
  enterSend: (count) => (count === 1 ? 'Enter this person' : `Enter these ${count.toLocaleString('en-GB')} people`),
  sentence: ({ added, changed, unchanged, joined }) =>
    listed([
      added > 0 && many(added, 'person added', 'people added'),
      changed > 0 && `${changed.toLocaleString('en-GB')} changed`,
      unchanged > 0 && `${unchanged.toLocaleString('en-GB')} unchanged`,
      joined > 0 && many(joined, 'member', 'members'),
    ]),
  entered: 'Done: ',
  otherFile: 'Choose another file',
  tooLarge: {
    title: 'The file is too large',
    lead: 'A file has at most two million bytes.',
    lines: ['Nobody was entered. Split it into several files.'],
  },
};
