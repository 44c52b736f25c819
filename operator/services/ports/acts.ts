/** What was done to accounts and to administrators, as it is put on record. */

/** What administrators do to accounts. */
export const accountActs = ['certified', 'refused', 'suspended', 'resumed', 'codes-removed', 'closed'] as const;
export type AccountAct = (typeof accountActs)[number];

/** What happens to administrators themselves. */
export const administratorActs = [
  'administrator-added',
  'administrator-enrolled',
  'administrator-removed',
  'signed-in',
  'signed-in-by-recovery-code',
  'signed-out',
] as const;

/** What owners do to their own accounts. */
export const ownerActs = ['mssante-activated', 'mssante-deactivated', 'address-change-asked'] as const;
export type OwnerAct = (typeof ownerActs)[number];

/** What administrators decide on a request for another address. */
export const addressActs = ['address-changed', 'address-change-refused'] as const;
export type AddressAct = (typeof addressActs)[number];

/** What is done to structures, to whom they enter and to their mailboxes; the subject is the person, or the mailbox, where there is one. */
export const structureActs = [
  'structure-added',
  'people-entered',
  'person-released',
  'mailbox-asked',
  'mailbox-withdrawn',
  'mailbox-opened',
  'mailbox-closed',
  'holder-named',
  'holder-let-go',
] as const;
export type StructureAct = (typeof structureActs)[number];
export type ActKind = AccountAct | OwnerAct | AddressAct | StructureAct | (typeof administratorActs)[number];

/** Who did something, by the name that was borne then; without an id it was the owner, or without a name the command line. */
export interface Actor {
  readonly administratorId: string | null;
  readonly name: string;
}
export const commandLine: Actor = { administratorId: null, name: '' };

/** Something that was done: who, what, whom, when, why. Written with the change itself, and final. */
export interface ActDraft {
  readonly at: Date;
  readonly kind: ActKind;
  readonly actor: Actor;
  /** Null for acts on administrators and structures. */
  readonly accountId: string | null;
  /** Address of whom it concerns. */
  readonly subject: string;
  readonly subjectName: string;
  /** Of the account or the structure; says which agency may read the act. */
  readonly department: string | null;
  readonly reason: string | null;
}
export interface Act extends ActDraft {
  readonly seq: number;
}
