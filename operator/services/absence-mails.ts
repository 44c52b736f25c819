/** The mails about absences: a sender was answered, or somebody who acts for an absent owner has something to see to. */
import type { Language } from '../../contract/model/language.ts';
import { defaultNotificationPreferences } from '../../contract/model/notification.ts';
import { displayName } from '../../contract/model/person.ts';
import { type AbsenceParts, absenceHandedTo } from './absences.ts';
import { moments } from './dates.ts';
import { frameMail } from './mail-texts.ts';
import { oneLine } from './one-line.ts';
import { mailAddress } from './ports/accounts.ts';
import type { EnvelopeStore } from './ports/envelopes.ts';
import type { AbsenceAct, Notification, PreferenceStore, QueuedMail } from './ports/mail.ts';

export interface AbsenceMailParts extends AbsenceParts {
  readonly envelopes: EnvelopeStore;
  readonly preferences: PreferenceStore;
  readonly operatorName: string;
  readonly mailPolicy: { readonly supportAddress: string; readonly readerUrl: string };
}

/** What such a mail may tell. What the absent person wrote stays in Medimail: it may name patients. */
interface AbsenceFacts {
  /** Who is absent. */
  readonly absent: string;
  readonly until: Date;
  /** Who wrote to them. */
  readonly sender: string;
  readonly readerUrl: string;
}

/** The mail, or null where its account wants none, is closed, or there is nothing to tell any more. */
export async function composeForAbsence(
  parts: AbsenceMailParts,
  mail: QueuedMail,
  act: AbsenceAct,
): Promise<Notification | null> {
  const { accountId, recipient: address, kind } = mail;
  if (accountId === null) return null;
  const [account, envelope, chosen] = await Promise.all([
    parts.accounts.byId(accountId),
    parts.envelopes.find(mail.envelopeId),
    parts.preferences.find(accountId),
  ]);
  const { channels, language } = chosen ?? defaultNotificationPreferences;
  const absent = envelope?.recipients.find((one) => one.address === address);
  if (!account || account.closed || !envelope || !absent?.accountId || channels[kind] !== 'email') return null;
  const until = await (act === 'handed-over'
    ? // Nothing is handed over any more once the owner is back, or the delegation ended.
      absenceHandedTo(parts, absent.accountId, accountId).then((absence) => absence?.until ?? null)
    : toldUntil(parts, mail));
  if (until === null) return null;
  const { supportAddress, readerUrl } = parts.mailPolicy;
  const facts = { absent: oneLine(absent.name), sender: oneLine(displayName(envelope.sender)), until, readerUrl };
  return {
    id: mail.id,
    to: mailAddress(account),
    language,
    date: parts.clock(),
    ...frameMail(language, { operatorName: parts.operatorName, supportAddress }, wordings[language][act](facts)),
  };
}

/** Whoever is back has the envelope in hand: what the mail would say is no more true. */
async function toldUntil({ absences, clock }: AbsenceParts, mail: QueuedMail): Promise<Date | null> {
  const given = (await absences.givenFor(mail.envelopeId)).find(({ recipient }) => recipient === mail.recipient);
  if (!given || given.absence.endedAt !== null || given.absence.until <= clock()) return null;
  return given.absence.until;
}

type Words = Parameters<typeof frameMail>[2];

const nbsp = '\u00a0';

const wordings: Readonly<Record<Language, Readonly<Record<AbsenceAct, (facts: AbsenceFacts) => Words>>>> = {
  fr: {
    'absence-answered': ({ absent, until, readerUrl }) => ({
      tag: 'Absence',
      headline: `Absence de ${absent} jusqu’au ${moments.fr.format(until)}`,
      paragraphs: [
        `Votre enveloppe est bien arrivée. ${absent} a déclaré une absence jusqu’au ${moments.fr.format(until)}, et ne l’a peut-être pas lue.`,
        `C’est une réponse automatique de Medimail, donnée une seule fois. Ce que ${absent} vous fait dire est dans Medimail, avec l’enveloppe${nbsp}:\n${readerUrl}`,
      ],
    }),
    'handed-over': ({ absent, until, sender, readerUrl }) => ({
      tag: 'Délégation',
      headline: `${sender} a écrit à ${absent}, que vous remplacez`,
      paragraphs: [
        `${sender} a adressé une enveloppe sécurisée à ${absent}. Pendant son absence, jusqu’au ${moments.fr.format(until)}, vous agissez en son nom.`,
        `Vous la trouvez dans Medimail, dans la boîte aux lettres de ${absent}, ou${nbsp}:\n${readerUrl}`,
      ],
    }),
  },
  en: {
    'absence-answered': ({ absent, until, readerUrl }) => ({
      tag: 'Absence',
      headline: `${absent} is absent until ${moments.en.format(until)}`,
      paragraphs: [
        `Your envelope has arrived. ${absent} is absent until ${moments.en.format(until)}, and may not have read it.`,
        `This is an automatic answer of Medimail’s, given once. What ${absent} wants you to be told is in Medimail, with the envelope:\n${readerUrl}`,
      ],
    }),
    'handed-over': ({ absent, until, sender, readerUrl }) => ({
      tag: 'Delegation',
      headline: `${sender} wrote to ${absent}, for whom you act`,
      paragraphs: [
        `${sender} sent a secure envelope to ${absent}, who is absent until ${moments.en.format(until)} and asked you to act for them.`,
        `You find it in Medimail, in the mailbox of ${absent}, or:\n${readerUrl}`,
      ],
    }),
  },
};
