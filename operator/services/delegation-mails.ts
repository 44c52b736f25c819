/** The mails of a delegation: who is told of what the other side did, and in which words. */
import { type DelegationScope, isHeldTogether } from '../../contract/model/delegation.ts';
import type { Language } from '../../contract/model/language.ts';
import { defaultNotificationPreferences } from '../../contract/model/notification.ts';
import { displayName } from '../../contract/model/person.ts';
import type { Clock } from '../clock.ts';
import { moments } from './dates.ts';
import { frameMail } from './mail-texts.ts';
import { oneLine } from './one-line.ts';
import { type AccountStore, mailAddress } from './ports/accounts.ts';
import type { DelegationStore, StoredDelegation } from './ports/delegations.ts';
import type { DelegationAct, Notification, PreferenceStore, QueuedMail } from './ports/mail.ts';

export interface DelegationMailParts {
  readonly accounts: AccountStore;
  readonly delegations: DelegationStore;
  readonly preferences: PreferenceStore;
  readonly clock: Clock;
  readonly operatorName: string;
  readonly mailPolicy: { readonly supportAddress: string };
}

/** What such a mail may tell; the reason is between the two, and stays in Medimail. */
interface DelegationFacts {
  /** Who did it. */
  readonly who: string;
  /** Whether the mailbox is that of whom the mail goes to. */
  readonly isToOwner: boolean;
  /** Whether it is an organisation's, which its structure has people hold. */
  readonly isHeldTogether: boolean;
  readonly scopes: readonly DelegationScope[];
  readonly from: Date;
  readonly until: Date;
}

interface Template {
  readonly headline: string;
  readonly paragraphs: readonly string[];
}

/** The mail that tells the other side; null where its account wants none, is closed, or there is nothing to tell any more. */
export async function composeForDelegation(
  parts: DelegationMailParts,
  mail: QueuedMail,
  act: DelegationAct | undefined,
): Promise<Notification | null> {
  const { accountId } = mail;
  const delegation = await parts.delegations.find(mail.envelopeId);
  if (!delegation || accountId === null || act === undefined) return null;
  // An offer that was taken back, or is over, before its mail left invites nobody any more.
  if (act === 'offered' && (delegation.state !== 'offered' || delegation.until <= parts.clock())) return null;
  const isToOwner = accountId === delegation.ownerId;
  const [account, other, chosen] = await Promise.all([
    parts.accounts.byId(accountId),
    parts.accounts.byId(isToOwner ? delegation.delegateId : delegation.ownerId),
    parts.preferences.find(accountId),
  ]);
  const { channels, language } = chosen ?? defaultNotificationPreferences;
  if (!account || !other || account.closed || channels.delegation !== 'email') return null;
  const ofOrganisation = isHeldTogether((isToOwner ? account : other).card);
  const facts = {
    ...{ who: oneLine(displayName(other.card)), isToOwner, isHeldTogether: ofOrganisation },
    ...periodOf(delegation),
  };
  const { tag, write } = wordings[language];
  const { supportAddress } = parts.mailPolicy;
  const words = { tag, ...write[act](facts) };
  return {
    id: mail.id,
    to: mailAddress(account),
    language,
    date: parts.clock(),
    ...frameMail(language, { operatorName: parts.operatorName, supportAddress }, words),
  };
}

function periodOf({ scopes, from, until }: StoredDelegation): Pick<DelegationFacts, 'scopes' | 'from' | 'until'> {
  return { scopes, from, until };
}

interface Wording {
  readonly tag: string;
  readonly write: Readonly<Record<DelegationAct, (facts: DelegationFacts) => Template>>;
}

const nbsp = '\u00a0';
const { fr: frenchDate, en: englishDate } = moments;

const frenchScopes: Readonly<Record<DelegationScope, string>> = {
  titles: 'voir les listes et les titres',
  open: 'ouvrir les enveloppes',
  answer: 'répondre',
  file: 'classer',
  send: 'envoyer',
};
const englishScopes: Readonly<Record<DelegationScope, string>> = {
  titles: 'see lists and titles',
  open: 'open envelopes',
  answer: 'answer',
  file: 'file',
  send: 'send',
};

const inFrench = {
  period: ({ from, until }: DelegationFacts) => `Du ${frenchDate.format(from)} au ${frenchDate.format(until)}.`,
  scopes: ({ scopes }: DelegationFacts) =>
    `Ce qu’elle permet${nbsp}: ${scopes.map((one) => frenchScopes[one]).join(', ')}.`,
  where: `Vous la trouvez dans Medimail, Paramètres, Délégations.`,
};
const inEnglish = {
  period: ({ from, until }: DelegationFacts) => `From ${englishDate.format(from)} to ${englishDate.format(until)}.`,
  scopes: ({ scopes }: DelegationFacts) => `What it allows: ${scopes.map((one) => englishScopes[one]).join(', ')}.`,
  where: 'You find it in Medimail, Settings, Delegations.',
};

const wordings: Readonly<Record<Language, Wording>> = {
  fr: {
    tag: 'Délégation',
    write: {
      offered: (facts) => ({
        headline: `${facts.who} vous propose une délégation`,
        paragraphs: [
          `${facts.who} vous propose d’agir dans sa boîte aux lettres, sous votre nom. ${inFrench.period(facts)}`,
          inFrench.scopes(facts),
          `Acceptez ou refusez dans Medimail, Paramètres, Délégations. Sans réponse, rien ne vous est ouvert.`,
        ],
      }),
      accepted: (facts) => ({
        headline: `${facts.who} accepte votre délégation`,
        paragraphs: [
          `${facts.who} peut agir dans votre boîte aux lettres. ${inFrench.period(facts)}`,
          inFrench.scopes(facts),
          `Chacun de ses actes est inscrit sous son nom et au vôtre. Vous y mettez fin à tout moment dans Medimail, Paramètres, Délégations.`,
        ],
      }),
      declined: (facts) => ({
        headline: `${facts.who} refuse votre délégation`,
        paragraphs: [
          `${facts.who} n’a pas accepté d’agir dans votre boîte aux lettres. Rien ne lui a été ouvert.`,
          inFrench.where,
        ],
      }),
      ended: (facts) => ({
        headline: facts.isToOwner
          ? `${facts.who} met fin à votre délégation`
          : `Votre accès à la boîte de ${facts.who} est terminé`,
        paragraphs: [
          facts.isToOwner
            ? `${facts.who} n’agit plus dans cette boîte aux lettres depuis cet instant.`
            : facts.isHeldTogether
              ? `Vous n’êtes plus titulaire de la boîte « ${facts.who} » : elle ne vous est plus ouverte.`
              : `${facts.who} a mis fin à la délégation que vous aviez reçue. La boîte aux lettres ne vous est plus ouverte.`,
          `Ce qui a été fait reste dans l’historique de chaque enveloppe. ${inFrench.where}`,
        ],
      }),
      named: (facts) => ({
        headline: `La boîte « ${facts.who} » vous est ouverte`,
        paragraphs: [
          `Votre structure vous a nommé titulaire de la boîte aux lettres « ${facts.who} ». Vous y agissez sous votre nom.`,
          inFrench.scopes(facts),
          `Vous la trouvez dans Medimail, à gauche, sous « Au nom de ». Vous la quittez quand vous voulez : Paramètres, Délégations.`,
        ],
      }),
    },
  },
  en: {
    tag: 'Delegation',
    write: {
      offered: (facts) => ({
        headline: `${facts.who} offers you a delegation`,
        paragraphs: [
          `${facts.who} asks you to act on their mailbox, under your own name. ${inEnglish.period(facts)}`,
          inEnglish.scopes(facts),
          'Accept or decline in Medimail, Settings, Delegations. Without an answer nothing is opened to you.',
        ],
      }),
      accepted: (facts) => ({
        headline: `${facts.who} accepts your delegation`,
        paragraphs: [
          `${facts.who} may act on your mailbox. ${inEnglish.period(facts)}`,
          inEnglish.scopes(facts),
          'Each act is recorded under their name and yours. You end it whenever you like in Medimail, Settings, Delegations.',
        ],
      }),
      declined: (facts) => ({
        headline: `${facts.who} declines your delegation`,
        paragraphs: [
          `${facts.who} did not accept to act on your mailbox. Nothing was opened to them.`,
          inEnglish.where,
        ],
      }),
      ended: (facts) => ({
        headline: facts.isToOwner
          ? `${facts.who} ends your delegation`
          : `Your access to the mailbox of ${facts.who} has ended`,
        paragraphs: [
          facts.isToOwner
            ? `${facts.who} does not act on this mailbox from this moment on.`
            : facts.isHeldTogether
              ? `You no longer hold the mailbox “${facts.who}”: it is not open to you any more.`
              : `${facts.who} ended the delegation that you had received. The mailbox is not open to you any more.`,
          `What was done stays in the history of each envelope. ${inEnglish.where}`,
        ],
      }),
      named: (facts) => ({
        headline: `The mailbox “${facts.who}” is open to you`,
        paragraphs: [
          `Your structure has made you a holder of the mailbox “${facts.who}”. You act on it under your own name.`,
          inEnglish.scopes(facts),
          'You find it in Medimail, on the left, under “On behalf of”. You leave it whenever you like: Settings, Delegations.',
        ],
      }),
    },
  },
};
