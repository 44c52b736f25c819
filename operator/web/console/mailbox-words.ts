/** What the console says of structures' own mailboxes, in both languages. */
import type { HolderRight } from '../../../contract/model/delegation.ts';
import type { FieldWords } from '../form.ts';

/** `lapsed`: nobody agreed while the link served. */
export type MailboxState = 'asked' | 'lapsed' | 'open' | 'suspended' | 'closed';
export type MailboxField = 'mailboxName' | 'mailboxAddress' | 'mailboxTown';

export interface MailboxWords {
  readonly parts: string;
  readonly people: string;
  readonly title: string;
  readonly titleOf: (structure: string) => string;
  readonly count: (count: number) => string;
  readonly none: string;
  readonly name: string;
  readonly state: string;
  readonly states: Readonly<Record<MailboxState, string>>;
  readonly askedAt: string;
  readonly add: string;
  readonly addNote: string;
  readonly addSend: string;
  readonly fields: Readonly<Record<MailboxField, FieldWords>>;
  readonly asked: (address: string) => string;
  readonly askedAgain: (address: string) => string;
  readonly refusals: Readonly<Record<'address-taken' | 'asked-already' | 'other-operator', string>>;
  readonly tooMany: string;
  readonly nameForm: string;
  readonly addressForm: string;

  readonly waiting: (until: string) => string;
  readonly lapsed: string;
  readonly askAgain: string;
  readonly withdraw: string;
  readonly withdrawn: string;
  readonly openAlready: string;
  readonly holders: string;
  readonly holdersNone: string;
  readonly holderSince: string;
  readonly right: string;
  readonly rights: Readonly<Record<HolderRight, string>>;
  readonly choose: string;
  readonly nameHolder: string;
  readonly nameNote: string;
  readonly search: FieldWords;
  readonly nobody: string;
  readonly nameSend: string;
  readonly named: (name: string) => string;
  readonly naming: Readonly<Record<'not-a-member' | 'holds-already' | 'not-open' | 'too-many', string>>;
  readonly letGo: string;
  readonly letGoTitle: (holder: string, mailbox: string) => string;
  readonly letGoNote: string;
  readonly letGoSend: string;
  readonly reasonHint: string;
  readonly gone: string;
  readonly goneAlready: string;
  readonly close: string;
  readonly closeTitle: (mailbox: string) => string;
  readonly closeNote: string;
  readonly closeSend: string;
  readonly closed: string;
  readonly closedAlready: string;
}

export const mailboxFrench: MailboxWords = {
  parts: 'Parties de la structure',
  people: 'Personnes',
  title: 'Boîtes aux lettres',
  titleOf: (structure) => `Boîtes aux lettres · ${structure}`,
  count: (count) =>
    count === 0
      ? 'Aucune boîte. Une boîte de service est lue par les personnes que vous nommez.'
      : `${count.toLocaleString('fr-FR')} ${count < 2 ? 'boîte, lue' : 'boîtes, lues'} par les personnes que vous nommez.`,
  none: 'Aucune boîte pour l’instant : demandez-en une pour un secrétariat, un service, une garde.',
  name: 'Boîte',
  state: 'État',
  states: {
    asked: 'À confirmer',
    lapsed: 'Lien périmé',
    open: 'Ouverte',
    suspended: 'Suspendue',
    closed: 'Fermée',
  },
  askedAt: 'Demandée le',
  add: 'Demander une boîte',
  addNote:
    'Un lien part à l’adresse. Qui la lit doit accepter avant que la boîte n’ouvre ; ce qui y arrive ensuite est lu par ses titulaires.',
  addSend: 'Envoyer le lien',
  fields: {
    mailboxName: {
      label: 'Nom de la boîte',
      hint: 'Tel que l’annuaire le montrera : « Secrétariat de cardiologie ».',
    },
    mailboxAddress: { label: 'Adresse mail', hint: 'Celle du service, qui n’est le compte de personne.' },
    mailboxTown: { label: 'Ville' },
  },
  asked: (address) => `Un lien est parti à ${address}. La boîte s’ouvre dès que quelqu’un l’accepte.`,
  askedAgain: (address) => `Un nouveau lien est parti à ${address} ; l’ancien ne sert plus.`,
  refusals: {
    'address-taken': 'Cette adresse est déjà celle d’un compte, ou d’une personne entrée par une structure.',
    'asked-already': 'Une boîte attend déjà d’être acceptée à cette adresse.',
    'other-operator': 'Cette adresse est celle d’une boîte MSSanté d’un autre opérateur.',
  },
  tooMany: 'Votre structure a atteint le nombre de boîtes permis.',
  nameForm: 'Un nom a de 1 à 120 caractères, sur une ligne.',
  addressForm: 'Cette adresse n’en est pas une.',

  waiting: (until) => `Un lien attend à l’adresse de la boîte ; il sert jusqu’au ${until}.`,
  lapsed: 'Personne n’a accepté à temps : le lien ne sert plus.',
  askAgain: 'Envoyer un nouveau lien',
  withdraw: 'Abandonner la demande',
  withdrawn: 'La demande est abandonnée.',
  openAlready: 'Cette boîte est ouverte depuis.',
  holders: 'Titulaires',
  holdersNone: 'Personne ne lit cette boîte. Nommez au moins un titulaire.',
  holderSince: 'Titulaire depuis le',
  right: 'Droits',
  rights: {
    all: 'Tout : lire, répondre, classer, envoyer',
    read: 'Lire et classer',
    titles: 'Voir les listes',
  },
  choose: 'Choisir',
  nameHolder: 'Nommer un titulaire',
  nameNote:
    'Un membre de la structure, dont le compte est certifié. La boîte lui est ouverte aussitôt, et chaque acte est inscrit sous son nom.',
  search: { label: 'Chercher un membre', hint: 'Le début d’un nom ou d’une adresse.' },
  nobody: 'Aucun membre ne correspond.',
  nameSend: 'Nommer',
  named: (name) => `${name} est titulaire de la boîte ; un mail le lui dit.`,
  naming: {
    'not-a-member': 'Seul un membre de la structure, au compte certifié et ouvert, peut être titulaire.',
    'holds-already': 'Cette personne est déjà titulaire.',
    'not-open': 'Cette boîte n’est pas ouverte.',
    'too-many': 'Une boîte a cent titulaires au plus.',
  },
  letGo: 'Retirer',
  letGoTitle: (holder, mailbox) => `Retirer ${holder} de « ${mailbox} » ?`,
  letGoNote:
    'La boîte lui est fermée dès cet instant, et sa copie s’efface de ses postes. Ce qui a été fait reste dans l’historique.',
  letGoSend: 'Retirer de la boîte',
  reasonHint: 'Consigné. 500 caractères au plus.',
  gone: 'C’est fait : cette personne n’est plus titulaire, et en est avertie.',
  goneAlready: 'Cette personne n’est plus titulaire.',
  close: 'Fermer la boîte',
  closeTitle: (mailbox) => `Fermer « ${mailbox} » ?`,
  closeNote:
    'Pour de bon : rien n’y arrive plus, personne ne l’ouvre plus, et elle quitte l’annuaire. L’adresse ne sert à aucun autre compte.',
  closeSend: 'Fermer pour de bon',
  closed: 'La boîte est fermée.',
  closedAlready: 'Cette boîte est déjà fermée.',
};

export const mailboxEnglish: MailboxWords = {
  parts: 'Parts of the structure',
  people: 'People',
  title: 'Mailboxes',
  titleOf: (structure) => `Mailboxes · ${structure}`,
  count: (count) =>
    count === 0
      ? 'No mailbox. A mailbox of a service is read by the people whom you name.'
      : `${count.toLocaleString('en-GB')} ${count === 1 ? 'mailbox' : 'mailboxes'}, read by the people whom you name.`,
  none: 'There is no mailbox yet: ask for one for a secretariat, a service, a shift.',
  name: 'Mailbox',
  state: 'State',
  states: { asked: 'To be agreed to', lapsed: 'Link expired', open: 'Open', suspended: 'Suspended', closed: 'Closed' },
  askedAt: 'Asked on',
  add: 'Ask for a mailbox',
  addNote:
    'A link goes to the address. Whoever reads it must agree before the mailbox opens; what arrives then is read by its holders.',
  addSend: 'Send the link',
  fields: {
    mailboxName: { label: 'Name of the mailbox', hint: 'As the directory will show it: “Cardiology secretariat”.' },
    mailboxAddress: { label: 'E-mail address', hint: 'That of the service, which is nobody’s account.' },
    mailboxTown: { label: 'Town' },
  },
  asked: (address) => `A link has gone to ${address}. The mailbox opens as soon as somebody agrees.`,
  askedAgain: (address) => `Another link has gone to ${address}; the earlier one serves no more.`,
  refusals: {
    'address-taken': 'This address is an account’s, or of somebody whom a structure entered.',
    'asked-already': 'A mailbox waits to be agreed to at this address already.',
    'other-operator': 'This address is that of an MSSanté mailbox of another operator.',
  },
  tooMany: 'Your structure has as many mailboxes as it may have.',
  nameForm: 'A name has 1 to 120 characters, on one line.',
  addressForm: 'This is not an address.',

  waiting: (until) => `A link waits at the address of the mailbox; it serves until ${until}.`,
  lapsed: 'Nobody agreed in time: the link serves no more.',
  askAgain: 'Send another link',
  withdraw: 'Take the request back',
  withdrawn: 'The request is taken back.',
  openAlready: 'This mailbox has been opened since.',
  holders: 'Holders',
  holdersNone: 'Nobody reads this mailbox. Name at least one holder.',
  holderSince: 'Holder since',
  right: 'Rights',
  rights: { all: 'All: read, answer, file, send', read: 'Read and file', titles: 'See the lists' },
  choose: 'Choose',
  nameHolder: 'Name a holder',
  nameNote:
    'A member of the structure whose account is certified. The mailbox is open to them at once, and each act is recorded under their name.',
  search: { label: 'Find a member', hint: 'The beginning of a name or an address.' },
  nobody: 'No member answers that.',
  nameSend: 'Name',
  named: (name) => `${name} holds the mailbox, and is told.`,
  naming: {
    'not-a-member': 'Only a member of the structure, whose account is certified and open, can hold it.',
    'holds-already': 'This person holds it already.',
    'not-open': 'This mailbox is not open.',
    'too-many': 'A mailbox has at most a hundred holders.',
  },
  letGo: 'Remove',
  letGoTitle: (holder, mailbox) => `Remove ${holder} from “${mailbox}”?`,
  letGoNote:
    'The mailbox is closed to them from this moment on, and its copy leaves their workstations. What was done stays in the history.',
  letGoSend: 'Remove from the mailbox',
  reasonHint: 'Put on record. At most 500 characters.',
  gone: 'Done: this person no longer holds it, and is told.',
  goneAlready: 'This person no longer holds it.',
  close: 'Close the mailbox',
  closeTitle: (mailbox) => `Close “${mailbox}”?`,
  closeNote:
    'For good: nothing arrives any more, nobody opens it, and it leaves the directory. The address serves no other account.',
  closeSend: 'Close for good',
  closed: 'The mailbox is closed.',
  closedAlready: 'This mailbox is closed already.',
};
