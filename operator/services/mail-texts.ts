/** The mails of each event, in each language: one table. Subjects follow the guide (FAQ 11). */
import type { Language } from '../../contract/model/language.ts';
import type { NotificationEvent } from '../../contract/model/notification.ts';
import { days, moments } from './dates.ts';
import { oneLine } from './one-line.ts';

/** What a mail may tell. Names are people's; the title is null unless it may be shown. */
export interface MailFacts {
  readonly title: string | null;
  readonly sender: string;
  readonly senderProfession: string;
  /** Whether the mail goes to who sent the envelope. */
  readonly isToSender: boolean;
  readonly firstRecipient: string;
  /** How many recipients there are beside the first. */
  readonly otherRecipients: number;
  /** The recipient concerned. */
  readonly recipient: string;
  /** The delegate who opened in that recipient's name; null when nobody did so before the recipient. */
  readonly openedBy: string | null;
  /** The first recipient who has not opened yet; empty when there is none. */
  readonly firstUnread: string;
  readonly otherUnread: number;
  readonly sealedAt: Date;
  /** When the content is erased. */
  readonly expiresAt: Date;
  /** First opening by the recipient concerned. */
  readonly openedAt: Date | null;
  /** A code by telephone is asked for before anything is shown. */
  readonly asksCode: boolean;
  readonly readerUrl: string;
  readonly operatorName: string;
  readonly supportAddress: string;
}

/** The events of an envelope that accounts are told of, and the reception by who has no account. */
type MailKind = Exclude<NotificationEvent, 'delegation'> | 'invitation';

interface Template {
  /** As in `[MEDIMAIL : Réception]`. */
  readonly tag: string;
  /** Subject after the tag where the title is hidden. */
  headline(facts: MailFacts): string;
  /** Paragraphs. */
  body(facts: MailFacts): readonly string[];
  /** Last line, where it is not that of the accounts. */
  readonly closing?: string;
}

interface Wording {
  readonly prefix: string;
  readonly greeting: string;
  readonly events: Readonly<Record<MailKind, Template>>;
  readonly titleIs: (title: string) => string;
  readonly hidden: string;
  readonly footer: (sender: Pick<MailFacts, 'operatorName' | 'supportAddress'>, closing: string) => string;
  readonly closing: string;
}

const nbsp = '\u00a0';
const { fr: frenchDate, en: englishDate } = moments;
const { fr: frenchDay, en: englishDay } = days;

/** Whoever wrote, with their profession where one is known: of who answers without an account there is none. */
function described({ sender, senderProfession }: MailFacts): string {
  return senderProfession === '' ? sender : `${sender} (${senderProfession})`;
}

const french: Wording = {
  prefix: `MEDIMAIL${nbsp}: `,
  greeting: 'Bonjour,',
  titleIs: (title) => `Titre${nbsp}: «${nbsp}${title}${nbsp}»`,
  hidden: 'Pour protéger les patients, ce message ne contient ni le titre ni le contenu de l’enveloppe.',
  footer: ({ operatorName, supportAddress }, closing) =>
    `${operatorName}\nUne question${nbsp}? ${supportAddress}\n${closing} Ne répondez pas à ce message.`,
  closing: 'Vous choisissez ces notifications dans les réglages de Medimail.',
  events: {
    sealing: {
      tag: 'Scellement',
      headline: (facts) => `Votre enveloppe pour ${recipientsInFrench(facts)} est scellée`,
      body: (facts) => [
        `Votre enveloppe pour ${recipientsInFrench(facts)} a été scellée et horodatée le ${frenchDate.format(facts.sealedAt)}.`,
        'Sa preuve de scellement est dans Medimail, avec l’enveloppe.',
      ],
    },
    reception: {
      tag: 'Réception',
      headline: (facts) => `${facts.sender} vous a écrit`,
      body: (facts) => [
        `${described(facts)} vous a adressé une enveloppe sécurisée.`,
        `Pour la lire, ouvrez Medimail sur votre poste, ou${nbsp}:\n${facts.readerUrl}`,
      ],
    },
    invitation: {
      tag: 'Réception',
      headline: (facts) => `${facts.sender} vous a écrit`,
      body: (facts) => [
        `${described(facts)} vous a adressé une enveloppe sécurisée. Vous n’avez besoin ni de compte ni de logiciel pour la lire et y répondre.`,
        `Ouvrez ce lien dans votre navigateur${nbsp}:\n${facts.readerUrl}`,
        ...(facts.asksCode
          ? [
              `Gardez votre téléphone à portée de main${nbsp}: un code vous y sera donné, sans lequel rien ne s’affiche.`,
            ]
          : []),
        `Ce lien est pour vous seul${facts.asksCode ? '' : `${nbsp}: qui l’a peut lire l’enveloppe`}. Ne le transférez pas. Il sert jusqu’au ${frenchDay.format(facts.expiresAt)}${nbsp}; le contenu est ensuite effacé.`,
        `Vous ne connaissez pas ${facts.sender}, ou vous n’attendiez rien${nbsp}? N’ouvrez pas le lien et prévenez-nous.`,
      ],
      closing: 'Ce message vous arrive parce que votre adresse a été donnée comme celle du destinataire.',
    },
    opening: {
      tag: 'Ouverture',
      headline: (facts) => `${openerInFrench(facts)} a ouvert votre enveloppe`,
      body: (facts) => [
        `${openerInFrench(facts)} a ouvert votre enveloppe${facts.openedAt ? ` le ${frenchDate.format(facts.openedAt)}` : ''}.`,
        'Son historique est dans Medimail, avec l’enveloppe.',
      ],
    },
    expiring: {
      tag: 'Effacement proche',
      headline: (facts) =>
        facts.isToSender
          ? `Votre enveloppe pour ${recipientsInFrench(facts)} n’a pas encore été ouverte par tous`
          : `Une enveloppe de ${facts.sender} va être effacée`,
      body: (facts) => [
        `${facts.isToSender ? unreadInFrench(facts) : 'Vous n’avez pas encore ouvert l’enveloppe'} ${ofWhomInFrench(facts)}, scellée le ${frenchDate.format(facts.sealedAt)}.`,
        `Son contenu sera effacé le ${frenchDate.format(facts.expiresAt)}, trois mois après son scellement.`,
        `Pour ${facts.isToSender ? 'la retrouver' : 'la lire'} d’ici là, ouvrez Medimail sur votre poste, ou${nbsp}:\n${facts.readerUrl}`,
      ],
    },
    expiry: {
      tag: 'Expiration',
      headline: (facts) => `Le contenu d’une enveloppe ${ofWhomInFrench(facts)} a été effacé`,
      body: (facts) => [
        `Le contenu de l’enveloppe ${ofWhomInFrench(facts)}, scellée le ${frenchDate.format(facts.sealedAt)}, a été effacé après trois mois.`,
        'Son historique et sa preuve de scellement restent dans Medimail.',
      ],
    },
  },
};

const english: Wording = {
  prefix: 'MEDIMAIL: ',
  greeting: 'Hello,',
  titleIs: (title) => `Title: “${title}”`,
  hidden: 'To protect patients, this message holds neither the title nor the content of the envelope.',
  footer: ({ operatorName, supportAddress }, closing) =>
    `${operatorName}\nA question? ${supportAddress}\n${closing} Please do not answer this message.`,
  closing: 'You choose these notifications in Medimail’s settings.',
  events: {
    sealing: {
      tag: 'Sealing',
      headline: (facts) => `Your envelope to ${recipientsInEnglish(facts)} is sealed`,
      body: (facts) => [
        `Your envelope to ${recipientsInEnglish(facts)} was sealed and timestamped on ${englishDate.format(facts.sealedAt)}.`,
        'Its proof of sealing is in Medimail, with the envelope.',
      ],
    },
    reception: {
      tag: 'Reception',
      headline: (facts) => `${facts.sender} wrote to you`,
      body: (facts) => [
        `${described(facts)} sent you a secure envelope.`,
        `To read it, open Medimail on your workstation, or:\n${facts.readerUrl}`,
      ],
    },
    invitation: {
      tag: 'Reception',
      headline: (facts) => `${facts.sender} wrote to you`,
      body: (facts) => [
        `${described(facts)} sent you a secure envelope. You need neither an account nor any software to read and answer it.`,
        `Open this link in your browser:\n${facts.readerUrl}`,
        ...(facts.asksCode
          ? ['Keep your telephone at hand: it will be given a code, without which nothing is shown.']
          : []),
        `This link is for you alone${facts.asksCode ? '' : ': whoever has it can read the envelope'}. Do not forward it. It serves until ${englishDay.format(facts.expiresAt)}; the content is then erased.`,
        `You do not know ${facts.sender}, or expected nothing? Do not open the link, and tell us.`,
      ],
      closing: 'You receive this message because your address was given as the recipient’s.',
    },
    opening: {
      tag: 'Opening',
      headline: (facts) => `${openerInEnglish(facts)} opened your envelope`,
      body: (facts) => [
        `${openerInEnglish(facts)} opened your envelope${facts.openedAt ? ` on ${englishDate.format(facts.openedAt)}` : ''}.`,
        'Its history is in Medimail, with the envelope.',
      ],
    },
    expiring: {
      tag: 'Soon erased',
      headline: (facts) =>
        facts.isToSender
          ? `Your envelope to ${recipientsInEnglish(facts)} was not opened by all yet`
          : `An envelope from ${facts.sender} is about to be erased`,
      body: (facts) => [
        `${facts.isToSender ? unreadInEnglish(facts) : 'You have not yet opened the envelope'} ${ofWhomInEnglish(facts)}, sealed on ${englishDate.format(facts.sealedAt)}.`,
        `Its content will be erased on ${englishDate.format(facts.expiresAt)}, three months after its sealing.`,
        `To ${facts.isToSender ? 'find' : 'read'} it until then, open Medimail on your workstation, or:\n${facts.readerUrl}`,
      ],
    },
    expiry: {
      tag: 'Expiry',
      headline: (facts) => `The content of an envelope ${ofWhomInEnglish(facts)} was erased`,
      body: (facts) => [
        `The content of the envelope ${ofWhomInEnglish(facts)}, sealed on ${englishDate.format(facts.sealedAt)}, was erased after three months.`,
        'Its history and its proof of sealing stay in Medimail.',
      ],
    },
  },
};

const wordings: Readonly<Record<Language, Wording>> = { fr: french, en: english };

/** Subject and text of the mail of an event; one line of subject whatever names and title hold. */
export function writeMail(
  language: Language,
  kind: MailKind,
  facts: MailFacts,
): { readonly subject: string; readonly text: string } {
  const wording = wordings[language];
  const template = wording.events[kind];
  const title = facts.title === null ? '' : oneLine(facts.title);
  const paragraphs = [...template.body(facts), title === '' ? wording.hidden : wording.titleIs(title)];
  return frameMail(language, facts, {
    tag: template.tag,
    headline: title === '' ? template.headline(facts) : title,
    paragraphs,
    ...(template.closing === undefined ? {} : { closing: template.closing }),
  });
}

/** What one mail says between the greeting and the signature. */
interface MailWords {
  readonly tag: string;
  readonly headline: string;
  readonly paragraphs: readonly string[];
  /** Last line, where it is not that of the accounts. */
  readonly closing?: string;
}

/** A mail as all of them look: who sends it, how to ask, where to choose what one is told. */
export function frameMail(
  language: Language,
  sender: Pick<MailFacts, 'operatorName' | 'supportAddress'>,
  { tag, headline, paragraphs, closing }: MailWords,
): { readonly subject: string; readonly text: string } {
  const wording = wordings[language];
  const footer = `-- \n${wording.footer(sender, closing ?? wording.closing)}`;
  return {
    subject: `[${wording.prefix}${tag}] ${headline}`,
    text: `${[wording.greeting, ...paragraphs, footer].join('\n\n')}\n`,
  };
}

function openerInFrench({ recipient, openedBy }: MailFacts): string {
  return openedBy === null ? recipient : `${openedBy}, au nom de ${recipient},`;
}

function openerInEnglish({ recipient, openedBy }: MailFacts): string {
  return openedBy === null ? recipient : `${openedBy}, on behalf of ${recipient},`;
}

function recipientsInFrench({ firstRecipient, otherRecipients }: MailFacts): string {
  return severalInFrench(firstRecipient, otherRecipients);
}

function recipientsInEnglish({ firstRecipient, otherRecipients }: MailFacts): string {
  return severalInEnglish(firstRecipient, otherRecipients);
}

function unreadInFrench({ firstUnread, otherUnread }: MailFacts): string {
  const have = otherUnread === 0 ? 'n’a' : 'n’ont';
  return `${severalInFrench(firstUnread, otherUnread)} ${have} pas encore ouvert votre enveloppe`;
}

function unreadInEnglish({ firstUnread, otherUnread }: MailFacts): string {
  const have = otherUnread === 0 ? 'has' : 'have';
  return `${severalInEnglish(firstUnread, otherUnread)} ${have} not yet opened your envelope`;
}

function severalInFrench(first: string, others: number): string {
  return others === 0 ? first : `${first} et ${others}${nbsp}${others === 1 ? 'autre' : 'autres'}`;
}

function severalInEnglish(first: string, others: number): string {
  return others === 0 ? first : `${first} and ${others} ${others === 1 ? 'other' : 'others'}`;
}

function ofWhomInFrench(facts: MailFacts): string {
  return facts.isToSender ? `pour ${recipientsInFrench(facts)}` : `de ${facts.sender}`;
}

function ofWhomInEnglish(facts: MailFacts): string {
  return facts.isToSender ? `to ${recipientsInEnglish(facts)}` : `from ${facts.sender}`;
}
