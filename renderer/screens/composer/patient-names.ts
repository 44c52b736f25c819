/**
 * Patients named in a letter and in the names of its files, so that one patient's file does not leave with another's
 * letter. Careful rather than complete: a doubt that is often wrong is clicked away unread. Pure functions.
 */
import { foldName } from '../../../contract/model/directory.ts';

/** A file that seems to be about somebody whom the letter does not name. */
export interface PatientDoubt {
  /** As written. */
  readonly inLetter: string;
  readonly inFile: string;
  readonly file: string;
}

const civility = '(?:M\\.|M|Mr|Mrs|Ms|Mme|Mlle|Monsieur|Madame|Mademoiselle|Patiente?|Enfant)';
const capital = "[\\p{Lu}][\\p{L}'’-]+";
/** « M. DUPONT Jean », « Mme Lucie BLANC », « Monsieur Dupont »; titles and articles name no patient. */
const afterCivility = new RegExp(`(?<![\\p{L}])${civility}\\s+(${capital}(?:\\s+${capital}){0,2})`, 'gu');
const noFamilyName: ReadonlySet<string> = new Set(
  'dr docteur pr professeur maitre madame monsieur mademoiselle mme mr mlle chere cher confrere consoeur'.split(' '),
);
/** Given names by which « DUPONT Jean » in a file's name is a person, and « SCANNER Thorax » none. */
const givenNames: ReadonlySet<string> = new Set(
  `adele agathe alain albert alexandre alexis alice aline amelie anais andre andree anne annie antoine arnaud arthur
   aurelie axel baptiste bastien beatrice benjamin bernadette bernard brigitte bruno camille carole caroline catherine
   cecile celine chantal charles charlotte chloe christian christiane christine christophe claire claude claudine clement
   colette corinne cyril damien daniel danielle david delphine denis denise didier dominique edith elise elisabeth elodie
   emilie emma emmanuel eric estelle etienne eva evelyne fabien fabrice florence florian francis francois francoise
   frederic gabriel genevieve georges gerard germaine ghislaine gilbert gilles ginette gisele guillaume guy helene henri
   henriette herve hugo huguette ines irene isabelle jacqueline jacques jean jeanne jeannine jeremy jerome joel josephine
   josette josiane jules julie julien juliette karine kevin laetitia laura laurence laurent lea leo liliane lise louis
   louise luc lucas lucette lucie lucien lucienne lydie madeleine manon marc marcel marcelle margaux marguerite marie
   marion marthe martine martin mathieu mathilde maurice maxime melanie michel michele micheline mireille monique muriel
   myriam nadine nathalie nathan nicolas nicole noel odette odile olivier pascal pascale patrice patricia patrick paul
   paulette pauline philippe pierre pierrette quentin raymond raymonde rene renee robert roger roland romain rose sabine
   samuel sandrine sarah sebastien serge simon simone solange sonia sophie stephane stephanie suzanne sylvain sylvie
   theo therese thierry thomas valerie veronique victor vincent virginie viviane yann yannick yves yvette yvonne zoe`
    .split(/\s+/)
    .filter(Boolean),
);

interface Named {
  /** The family name, folded. */
  readonly family: string;
  readonly shown: string;
}

/** The first file about another patient; null when there is none, or nothing to tell by. `others`: people of the mail itself. */
export function patientDoubt(letter: {
  readonly subject: string;
  readonly text: string;
  readonly files: readonly string[];
  /** Sender and recipients, as displayed: they are no patients, whatever their civility. */
  readonly others: readonly string[];
}): PatientDoubt | null {
  const known = new Set(letter.others.flatMap(wordsOf));
  const isPatient = ({ family }: Named): boolean => !known.has(family);
  const whole = `${letter.subject}\n${letter.text}`;
  const patients = namedAfterCivility(whole).filter(isPatient);
  const [first] = patients;
  if (!first) return null;
  const words = new Set(wordsOf(whole));
  for (const file of letter.files) {
    const stranger = namedInFile(file)
      .filter(isPatient)
      .find(({ family }) => !words.has(family));
    if (stranger) return { inLetter: first.shown, inFile: stranger.shown, file };
  }
  return null;
}

function namedAfterCivility(text: string): Named[] {
  return [...text.matchAll(afterCivility)].flatMap(([, name = '']) => {
    const family = familyOf(name.split(/\s+/));
    return family === null || wordsOf(name).some((word) => noFamilyName.has(word)) ? [] : [{ family, shown: name }];
  });
}

/** The word in capitals when there is one, « DUPONT Jean » or « Jean DUPONT »; else the first that is no given name. */
function familyOf(words: readonly string[]): string | null {
  const long = words.filter((word) => foldName(word).length >= 3);
  const capitals = long.find((word) => word === word.toLocaleUpperCase('fr'));
  const family = capitals ?? long.find((word) => !givenNames.has(foldName(word))) ?? long[0];
  return family === undefined ? null : keyOf(family);
}

/** Its longest word: « D’Ornano » is compared as « ornano ». */
function keyOf(family: string): string {
  return wordsOf(family).reduce((longest, word) => (word.length > longest.length ? word : longest), '');
}

function namedInFile(file: string): Named[] {
  const words = file
    .replace(/\.[^.]*$/, '')
    .split(/[\s_.,()[\]+]+|(?<=\p{L})-(?=\p{Lu}{2})/u)
    .filter(Boolean);
  const spaced = words.join(' ');
  const byGivenName = words.flatMap((word, at) => {
    const isFamily = word.length >= 4 && /^[\p{Lu}'’-]+$/u.test(word) && !givenNames.has(foldName(word));
    const given = [words[at - 1], words[at + 1]].find((next) => next !== undefined && givenNames.has(foldName(next)));
    return isFamily && given !== undefined ? [{ family: keyOf(word), shown: `${word} ${given}` }] : [];
  });
  return [...namedAfterCivility(spaced), ...byGivenName];
}

function wordsOf(text: string): string[] {
  return foldName(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}
