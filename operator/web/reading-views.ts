/** The pages of those who read without an account: who wrote, then the letter itself. */

import { LINK_PARAMETER } from '../../contract/api/site-paths.ts';
import type { AttachmentFacts } from '../../contract/model/envelope.ts';
import type { Language } from '../../contract/model/language.ts';
import { displayName } from '../../contract/model/person.ts';
import type { Recipient } from '../../contract/model/recipient.ts';
import type { AnswerDesk, SealedAnswer } from '../services/invited-answers.ts';
import type { InvitedEnvelope, InvitedLetter } from '../services/invited-reading.ts';
import { answerForm, givenAnswers, type TypedAnswer } from './answer-views.ts';
import { askForCode, type CodeFailure } from './code-views.ts';
import { type Html, html } from './html.ts';
import { byLink, envelopePath, facts, fileLines, readingPage, readingWordsIn, timeline } from './reading-parts.ts';
import type { ReadingWords } from './reading-words.ts';
import { paths } from './site-pages.ts';
import { inLanguage } from './views.ts';

/** What a link leads to: who wrote and when, as the mail said, nothing of the content, and one button. */
export function invitationPage(
  language: Language,
  { envelope, recipient, phone }: InvitedEnvelope,
  token: string,
  failure: CodeFailure | null = null,
): string {
  const words = readingWordsIn(language);
  const { invitation } = words;
  const sender = displayName(envelope.sender);
  const next = phone
    ? askForCode(language, phone, { sender, token }, failure)
    : html`<form class="narrow open" method="post" action="${inLanguage(paths.reading, language)}"><input type="hidden" name="${LINK_PARAMETER}" value="${token}"><button type="submit">${invitation.open}</button><p class="note">${invitation.openNote(sender)}</p></form>`;
  const body = html`<p>${identity(envelope.sender)}</p>${next}<div class="asides"><p class="note">${invitation.until(words.day(envelope.expiresAt))}</p><p class="note">${invitation.stranger(sender)}</p></div>`;
  return readingPage(language, {
    mark: 'letter',
    title: invitation.title(sender),
    lead: invitation.lead(words.date(envelope.sealedAt), recipient.address),
    body,
  });
}

/** What the page of an opened envelope shows. */
export interface LetterView {
  readonly letter: InvitedLetter;
  /** Null: the reader has an account by now, and answers from there. */
  readonly desk: AnswerDesk | null;
  readonly given: readonly SealedAnswer[];
  readonly operatorName: string;
  /** An answer that could not be sent. */
  readonly typed: TypedAnswer | null;
}

/** The opened envelope. */
export function letterPage(language: Language, view: LetterView): string {
  const words = readingWordsIn(language);
  const { letter, given, operatorName } = view;
  const { envelope, record } = letter;
  const sender = displayName(envelope.sender);
  const subject = record.content?.subject.trim() ?? '';
  const title = subject === '' ? words.letter.noSubject : subject;
  const answers = html`${givenAnswers(language, envelope.id, given)}${answering(language, words, view)}`;
  // What was not sent stands first, with why: nobody should have to look for it.
  const read = html`${people(words, letter)}${message(words, letter)}${attachments(words, letter)}`;
  const body = html`${view.typed ? html`${answers}${read}` : html`${read}${answers}`}${trust(words, letter, operatorName)}${timeline(words, letter)}${closing(language, words)}`;
  const lead = words.letter.lead(sender, words.date(envelope.sealedAt));
  return readingPage(language, { title, lead, body, look: 'letter', mark: 'letter' });
}

/** « Médecin, Cabinet des Lices, Toulon », as the directory has it. */
function identity(sender: InvitedEnvelope['envelope']['sender']): string {
  const { profession, specialty, organisation, town } = sender;
  return [specialty ?? profession, organisation, town].filter(Boolean).join(', ');
}

function people({ letter }: ReadingWords, { envelope }: InvitedLetter): Html {
  const { sender, recipients } = envelope;
  const role = identity(sender);
  const line = (label: string, role: Recipient['role']) => {
    const named = recipients.filter((one) => one.role === role).map(({ name }) => name);
    return named.length > 0 && html`<dt>${label}</dt><dd>${named.join(', ')}</dd>`;
  };
  return html`<dl class="people"><dt>${letter.from}</dt><dd><strong>${displayName(sender)}</strong> ${role && html` · ${role}`}<br>${sender.address}</dd>${line(letter.to, 'to')}${line(letter.cc, 'cc')}</dl>`;
}

function message({ letter }: ReadingWords, { text, textTruncated, hasHtml }: InvitedLetter): Html {
  const shown =
    text.trim() === ''
      ? html`<p class="note">${hasHtml ? letter.onlyHtml : letter.noText}</p>`
      : html`<div class="text">${text}</div>`;
  return html`<section aria-labelledby="message"><h2 id="message">${letter.message}</h2>${shown}${textTruncated && html`<p class="note">${letter.truncated}</p>`}</section>`;
}

function attachments(words: ReadingWords, { envelope, record }: InvitedLetter): Html | null {
  const files = record.content?.attachments ?? [];
  if (files.length === 0) return null;
  const pathOf = (file: AttachmentFacts) => `${envelopePath(envelope.id)}/${file.index}`;
  return html`<section aria-labelledby="files"><h2 id="files">${words.letter.attachments(files.length)}</h2><ul class="files">${fileLines(words, files, pathOf)}</ul></section>`;
}

function trust(words: ReadingWords, { envelope, phone }: InvitedLetter, operatorName: string): Html {
  const { letter, date, day } = words;
  const { sender, signed } = envelope;
  const unsigned = sender.kind === 'invited' ? byLink(words, envelope) : letter.unsigned;
  const lines = [
    signed ? letter.signed : unsigned,
    letter.sealed(operatorName, date(envelope.sealedAt)),
    phone ? words.code.opening(phone.lastDigits) : letter.opening,
    letter.until(day(envelope.expiresAt)),
  ];
  return html`<section aria-labelledby="trust"><h2 id="trust">${letter.trust}</h2>${facts(lines)}<p class="note">${letter.fingerprint}</p><p class="fingerprint">${envelope.sha256}</p></section>`;
}

function answering(
  language: Language,
  { letter, answer }: ReadingWords,
  { letter: read, desk, typed }: LetterView,
): Html {
  const sender = displayName(read.envelope.sender);
  const account = html`<p class="note">${letter.answerByAccount(sender)} <a href="${inLanguage(paths.registration, language)}">${letter.createAccount}</a></p>`;
  const body = desk
    ? html`${answerForm(language, read, desk, typed)}${account}`
    : html`<p>${answer.fromAccount(sender)}</p>`;
  return html`<section aria-labelledby="answer"><h2 id="answer">${letter.answerTitle}</h2>${body}</section>`;
}

function closing(language: Language, { letter }: ReadingWords): Html {
  return html`<form class="close" method="post" action="${inLanguage(paths.readingClosed, language)}"><div class="send"><button type="submit">${letter.close}</button><p class="note">${letter.closeNote}</p></div></form>`;
}
