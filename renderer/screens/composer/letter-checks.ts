/** What is asked before an envelope leaves. Pure functions. */
import type { RecipientFact } from '../../../contract/ipc/draft.contract.ts';
import { MAX_ATTACHMENTS } from '../../../contract/model/limits.ts';
import { distribute } from '../../../contract/model/numbered-envelopes.ts';
import type { RecipientRef } from '../../../contract/model/recipient.ts';
import { type PatientDoubt, patientDoubt } from './patient-names.ts';
import { nextField } from './template-fields.ts';

/** A reason to look again, with what it is about. */
export type LetterDoubt =
  | { readonly kind: 'no-attachment' }
  | { readonly kind: 'no-subject' }
  /** A field of a model that was not filled. */
  | { readonly kind: 'unfilled'; readonly field: string }
  | ({ readonly kind: 'other-patient' } & PatientDoubt)
  /** Never met, while somebody of the same name is a correspondent. */
  | { readonly kind: 'namesake'; readonly address: string; readonly name: string; readonly known: string }
  /** The only one from elsewhere, and never met, among people of one organisation. */
  | { readonly kind: 'outsider'; readonly address: string; readonly domain: string }
  /** More than one envelope takes: it leaves in several. */
  | { readonly kind: 'several-envelopes'; readonly count: number };

export interface LetterToCheck {
  readonly subject: string;
  /** What its author wrote: without what is quoted. */
  readonly text: string;
  readonly attachments: readonly { readonly name: string; readonly sizeBytes: number }[];
  readonly recipients: readonly RecipientRef[];
  readonly senderName: string;
  /** What this workstation knows of the recipients; empty when it could not be asked. */
  readonly facts: readonly RecipientFact[];
}

const speaksOfAttachment =
  /\b(ci[\s-]?joints?|ci[\s-]?jointes?|en pi[èe]ces? jointes?|pi[èe]ces? jointes?|je (?:vous )?joins|veuillez trouver|en annexe|attached|enclosed)\b/iu;
/** Fewer people of one organisation make no group from which a stranger stands out. */
const GROUP = 3;

/** What the person wrote: without the lines quoted from others, and what comes behind the mark of a forwarded envelope. */
export function ownWords(text: string, forwardedMark: string): string {
  const before = text.split(forwardedMark, 1)[0] ?? '';
  return before
    .split('\n')
    .filter((line) => !line.startsWith('>'))
    .join('\n');
}

/** Doubts about a letter, in the order in which they are asked: what cannot be taken back first. */
export function doubtsAbout(letter: LetterToCheck): readonly LetterDoubt[] {
  const { subject, text, attachments, recipients, facts } = letter;
  const doubts: LetterDoubt[] = [];
  const patient = patientDoubt({
    subject,
    text,
    files: attachments.map(({ name }) => name),
    others: [letter.senderName, ...recipients.map(({ name }) => name)],
  });
  if (patient) doubts.push({ kind: 'other-patient', ...patient });
  doubts.push(...namesakes(facts), ...outsiders(recipients, facts));
  if (attachments.length === 0 && speaksOfAttachment.test(text)) doubts.push({ kind: 'no-attachment' });
  const unfilled = nextField(`${subject}\n${text}`, 0);
  if (unfilled) doubts.push({ kind: 'unfilled', field: unfilled.name });
  if (subject.trim() === '') doubts.push({ kind: 'no-subject' });
  const count = attachments.length > MAX_ATTACHMENTS ? 2 : distribute(attachments).length;
  if (count > 1) doubts.push({ kind: 'several-envelopes', count });
  return doubts;
}

function namesakes(facts: readonly RecipientFact[]): LetterDoubt[] {
  return facts.flatMap(({ address, namesake }) =>
    namesake ? [{ kind: 'namesake' as const, address, name: namesake.name, known: namesake.address }] : [],
  );
}

function outsiders(recipients: readonly RecipientRef[], facts: readonly RecipientFact[]): LetterDoubt[] {
  const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
  const domains = recipients.map(({ address }) => domainOf(address));
  const outsider = recipients.find((_, at) => domains.filter((domain) => domain === domains[at]).length === 1);
  const [domain = '', ...elsewhere] = new Set(
    recipients.filter((one) => one !== outsider).map(({ address }) => domainOf(address)),
  );
  if (!outsider || elsewhere.length > 0 || recipients.length - 1 < GROUP) return [];
  const isStranger = facts.some(({ address, hasMet }) => address === outsider.address && !hasMet);
  return isStranger ? [{ kind: 'outsider', address: outsider.address, domain }] : [];
}

/** Adds a recipient; one already there only changes its role. */
export function withRecipient(recipients: readonly RecipientRef[], added: RecipientRef): RecipientRef[] {
  return [...recipients.filter(({ address }) => address !== added.address), added];
}

/**
 * Recipients in a text that was pasted: « Paul LEROY <paul@x.fr>; y@z.fr ». Each address once; none for what is an address
 * alone, or names nobody.
 */
export function pastedRecipients(text: string, role: RecipientRef['role']): readonly RecipientRef[] {
  const found = new Map<string, RecipientRef>();
  // A comma between quotes is part of a name.
  for (const part of text.match(/(?:"[^"\n\r]*"|[^,;\n\r\t"])+/g) ?? []) {
    const named = /^\s*(.*?)\s*<([^<>]+)>\s*$/.exec(part);
    // Without a name they may be apart by spaces alone.
    const pieces = named ? [named[2] ?? ''] : part.split(/\s+/);
    for (const piece of pieces) {
      const address = typedAddress(piece);
      if (address === null) continue;
      const name = (named?.[1] ?? '').replace(/^"|"$/g, '').slice(0, 200) || address;
      found.set(address, { address, name, role });
    }
  }
  const recipients = [...found.values()];
  const [first] = recipients;
  // One address without a name is typed on: the directory may know whose it is.
  return recipients.length === 1 && first?.name === first?.address ? [] : recipients;
}

/** A whole address, as typed by hand; the session and the operator judge it for good. */
export function typedAddress(text: string): string | null {
  const trimmed = text.trim().replace(/[,;]$/, '').toLowerCase();
  return /^[^\s@<>"]+@[^\s@<>"]+\.[a-z]{2,}$/.test(trimmed) ? trimmed : null;
}
