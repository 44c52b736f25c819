/** The pages of those who read without an account: who wrote, then the letter itself. */
import type { EnvelopeEvent } from '../../contract/model/event.ts';
import type { Language } from '../../contract/model/language.ts';
import { displayName } from '../../contract/model/person.ts';
import type { Recipient } from '../../contract/model/recipient.ts';
import type { InvitedEnvelope, InvitedLetter } from '../services/invited-reading.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './layout.ts';
import { readingEnglish } from './reading-english.ts';
import { readingFrench } from './reading-french.ts';
import type { ReadingWords } from './reading-words.ts';
import { LINK_PARAMETER, paths } from './site-pages.ts';
import { inLanguage, wordsIn } from './views.ts';

const languages: Readonly<Record<Language, ReadingWords>> = { fr: readingFrench, en: readingEnglish };

export function readingWordsIn(language: Language): ReadingWords {
  return languages[language];
}

/** The address of an opened envelope. */
export function envelopePath(envelopeId: string): string {
  return `${paths.readingEnvelope}/${envelopeId}`;
}

/** What a link leads to: who wrote and when, nothing of the content, and one button. */
export function invitationPage(language: Language, { envelope, recipient }: InvitedEnvelope, token: string): string {
  const words = readingWordsIn(language);
  const { invitation } = words;
  const sender = displayName(envelope.sender);
  const body = html`<p>${identity(envelope.sender)}</p><form class="narrow open" method="post" action="${inLanguage(paths.reading, language)}"><input type="hidden" name="${LINK_PARAMETER}" value="${token}"><button type="submit">${invitation.open}</button><p class="note">${invitation.openNote(sender)}</p></form><div class="asides"><p class="note">${invitation.until(words.day(envelope.expiresAt))}</p><p class="note">${invitation.stranger(sender)}</p></div>`;
  return page(language, {
    title: invitation.title(sender),
    lead: invitation.lead(words.date(envelope.sealedAt), recipient.address),
    body,
  });
}

/** The opened envelope. */
export function letterPage(language: Language, letter: InvitedLetter, operatorName: string): string {
  const words = readingWordsIn(language);
  const { envelope, record } = letter;
  const sender = displayName(envelope.sender);
  const subject = record.content?.subject.trim() ?? '';
  const body = html`${people(words, letter)}${message(words, letter)}${attachments(words, letter)}${trust(words, letter, operatorName)}${timeline(words, letter)}${answering(language, words, sender)}${closing(language, words)}`;
  return page(language, {
    title: subject === '' ? words.letter.noSubject : subject,
    lead: words.letter.lead(sender, words.date(envelope.sealedAt)),
    body,
    look: 'letter',
  });
}

function page(
  language: Language,
  parts: { readonly title: string; readonly lead: string; readonly body: Html; readonly look?: 'letter' },
): string {
  const body = parts.look ? html`<div class="${parts.look}">${parts.body}</div>` : parts.body;
  return renderPage({ ...parts, language, body, mark: 'letter', otherLanguagePath: null }, wordsIn(language).page);
}

/** « Médecin, Cabinet des Lices, Toulon », as the directory has it. */
function identity(sender: InvitedEnvelope['envelope']['sender']): string {
  const { profession, specialty, organisation, town } = sender;
  return [specialty ?? profession, organisation, town].filter(Boolean).join(', ');
}

function people({ letter }: ReadingWords, { envelope }: InvitedLetter): Html {
  const { sender, recipients } = envelope;
  const line = (label: string, role: Recipient['role']) => {
    const named = recipients.filter((one) => one.role === role).map(({ name }) => name);
    return named.length > 0 && html`<dt>${label}</dt><dd>${named.join(', ')}</dd>`;
  };
  return html`<dl class="people"><dt>${letter.from}</dt><dd><strong>${displayName(sender)}</strong> · ${identity(sender)}<br>${sender.address}</dd>${line(letter.to, 'to')}${line(letter.cc, 'cc')}</dl>`;
}

function message({ letter }: ReadingWords, { text, textTruncated, hasHtml }: InvitedLetter): Html {
  const shown =
    text.trim() === ''
      ? html`<p class="note">${hasHtml ? letter.onlyHtml : letter.noText}</p>`
      : html`<div class="text">${text}</div>`;
  return html`<section aria-labelledby="message"><h2 id="message">${letter.message}</h2>${shown}${textTruncated && html`<p class="note">${letter.truncated}</p>`}</section>`;
}

function attachments({ letter, size }: ReadingWords, { envelope, record }: InvitedLetter): Html | null {
  const files = record.content?.attachments ?? [];
  if (files.length === 0) return null;
  const lines = files.map(
    (file) =>
      html`<li><a href="${envelopePath(envelope.id)}/${file.index}" download aria-label="${letter.save(file.name)} (${size(file.sizeBytes)})">${file.name}</a> <span class="note">${size(file.sizeBytes)}</span></li>`,
  );
  return html`<section aria-labelledby="files"><h2 id="files">${letter.attachments(files.length)}</h2><ul class="files">${lines}</ul></section>`;
}

function trust({ letter, date, day }: ReadingWords, { envelope }: InvitedLetter, operatorName: string): Html {
  return html`<section aria-labelledby="trust"><h2 id="trust">${letter.trust}</h2><ul class="facts"><li>${envelope.signed ? letter.signed : letter.unsigned}</li><li>${letter.sealed(operatorName, date(envelope.sealedAt))}</li><li>${letter.opening}</li><li>${letter.until(day(envelope.expiresAt))}</li></ul><p class="note">${letter.fingerprint}</p><p class="fingerprint">${envelope.sha256}</p></section>`;
}

function timeline({ letter, events: said, date }: ReadingWords, { events, envelope }: InvitedLetter): Html {
  const nameOf = ({ recipient }: EnvelopeEvent) =>
    envelope.recipients.find(({ address }) => address === recipient)?.name ?? recipient ?? '';
  const lines = events.map(
    (event) =>
      html`<li><time datetime="${event.at}">${date(event.at)}</time> <span>${said[event.kind]({ actor: event.actor.name, recipient: nameOf(event) })}</span></li>`,
  );
  return html`<section aria-labelledby="timeline"><h2 id="timeline">${letter.timeline}</h2><ol class="timeline">${lines}</ol></section>`;
}

function answering(language: Language, { letter }: ReadingWords, sender: string): Html {
  return html`<section aria-labelledby="answer"><h2 id="answer">${letter.answerTitle}</h2><p>${letter.answerByAccount(sender)}</p><p><a href="${inLanguage(paths.registration, language)}">${letter.createAccount}</a></p></section>`;
}

function closing(language: Language, { letter }: ReadingWords): Html {
  return html`<form class="close" method="post" action="${inLanguage(paths.readingClosed, language)}"><div class="send"><button type="submit">${letter.close}</button><p class="note">${letter.closeNote}</p></div></form>`;
}
