/** The form of an answer, its earlier answers, and the page that says what became of one. */
import { AppError } from '../../contract/errors.ts';
import type { Language } from '../../contract/model/language.ts';
import type { Recipient, RecipientRef } from '../../contract/model/recipient.ts';
import type { AnswerDesk, SealedAnswer } from '../services/invited-answers.ts';
import type { InvitedEnvelope } from '../services/invited-reading.ts';
import { type Html, html } from './html.ts';
import { CUT } from './multipart-form.ts';
import {
  answerPath,
  byLink,
  envelopePath,
  facts,
  fileLines,
  readingPage,
  readingWordsIn,
  timeline,
} from './reading-parts.ts';
import type { ReadingWords } from './reading-words.ts';
import { paths } from './site-pages.ts';
import { inLanguage } from './views.ts';

/** Value of the choice that answers everybody. */
export const TO_ALL = 'tous';

/** What was typed in a form that was not sent, and why not. */
export interface TypedAnswer {
  readonly text: string;
  readonly toAll: boolean;
  readonly failure: string;
  /** Files came with it, which have to be chosen again. */
  readonly hadFiles: boolean;
}

/** The form; a plain one that needs no script. */
export function answerForm(
  language: Language,
  { envelope, phone }: Pick<InvitedEnvelope, 'envelope' | 'phone'>,
  { ticket, sender, others }: AnswerDesk,
  typed: TypedAnswer | null,
): Html {
  const { answer, code } = readingWordsIn(language);
  const { sendNote } = phone ? code : answer;
  const to = others.length > 0 && choiceOfRecipients(answer, sender, others, typed?.toAll ?? false);
  const failure =
    typed &&
    html`<div class="summary" role="alert" id="answer-failure"><p>${typed.failure}</p>${typed.hadFiles && html`<p>${answer.filesAgain}</p>`}</div>`;
  const invalid = typed && html` aria-describedby="answer-failure"`;
  return html`${failure}<form class="answer" method="post" enctype="multipart/form-data" action="${inLanguage(answerPath(envelope.id), language)}"><input type="hidden" name="reponse" value="${ticket.answerId}"><input type="hidden" name="jeton" value="${ticket.token}">${to}<div class="field"><label for="texte">${answer.text}</label><textarea id="texte" name="texte" rows="8"${invalid}>${firstLineKept(typed?.text ?? '')}</textarea></div><div class="field"><label for="pieces">${answer.files}</label><input type="file" id="pieces" name="pieces" multiple aria-describedby="pieces-hint"><p class="hint" id="pieces-hint">${answer.filesHint}</p></div><div class="send"><button type="submit">${answer.send}</button><p class="note">${sendNote(sender.name)}</p></div></form>`;
}

/** A parser of HTML drops a line end that comes first in a text field. */
function firstLineKept(text: string): string {
  return text.startsWith('\n') || text.startsWith('\r') ? `\n${text}` : text;
}

function choiceOfRecipients(
  answer: ReadingWords['answer'],
  sender: RecipientRef,
  others: readonly RecipientRef[],
  toAll: boolean,
): Html {
  const choice = (value: string, label: string, isChosen: boolean) =>
    html`<label class="radio"><input type="radio" name="a" value="${value}"${isChosen && html` checked`}> ${label}</label>`;
  const names = others.map(({ name }) => name).join(', ');
  return html`<fieldset class="field radios"><legend>${answer.to}</legend><div class="control">${choice('auteur', answer.toSender(sender.name), !toAll)}${choice(TO_ALL, answer.toAll(sender.name, names), toAll)}</div></fieldset>`;
}

/** The answers that were given, each with where it stands. */
export function givenAnswers(language: Language, envelopeId: string, given: readonly SealedAnswer[]): Html | null {
  if (given.length === 0) return null;
  const words = readingWordsIn(language);
  const lines = given.map((one) => {
    const { sealedAt, id, recipients } = one.envelope;
    return html`<li><a href="${inLanguage(answerPath(envelopeId, id), language)}">${words.answer.given(words.date(sealedAt))}</a> <span class="note">${summary(words, recipients)}</span></li>`;
  });
  return html`<section aria-labelledby="given"><h2 id="given">${words.answer.givenTitle(given.length)}</h2><ul class="files">${lines}</ul></section>`;
}

function summary({ answer }: ReadingWords, recipients: readonly Recipient[]): string {
  const openedBy = recipients.filter(({ state }) => state === 'opened').map(({ name }) => name);
  return openedBy.length > 0 ? answer.openedBy(openedBy.join(', ')) : answer.notOpened;
}

/** What became of an answer, and what proves it. */
export function receiptPage(
  language: Language,
  parts: { readonly envelopeId: string; readonly answer: SealedAnswer; readonly operatorName: string },
): string {
  const words = readingWordsIn(language);
  const { answer: said, letter, date, day } = words;
  const { envelope, record, events } = parts.answer;
  const { recipients } = envelope;
  const people = recipients.map(
    ({ name, openedAt, state }) =>
      html`<li><span>${name}</span> <span class="note">${openedAt ? said.openedOn(date(openedAt)) : said.states[state]}</span></li>`,
  );
  const files = record.content?.attachments ?? [];
  const attached =
    files.length > 0 &&
    html`<section aria-labelledby="files"><h2 id="files">${letter.attachments(files.length)}</h2><ul class="files">${fileLines(words, files)}</ul></section>`;
  const proven = facts([
    byLink(words, envelope),
    letter.sealed(parts.operatorName, date(envelope.sealedAt)),
    said.until(day(envelope.expiresAt)),
  ]);
  const proof =
    record.content !== null &&
    html`<p><a href="${answerPath(parts.envelopeId, envelope.id)}/${paths.answerProof}" download>${said.proof}</a></p>`;
  const body = html`<section aria-labelledby="to"><h2 id="to">${said.recipients}</h2><ul class="files">${people}</ul></section>${attached}<section aria-labelledby="trust"><h2 id="trust">${letter.trust}</h2>${proven}<p class="note">${letter.fingerprint}</p><p class="fingerprint">${envelope.sha256}</p>${proof}</section>${timeline(words, { events, envelope })}<p><a href="${inLanguage(envelopePath(parts.envelopeId), language)}">${said.back}</a></p>`;
  const names = recipients.map(({ name }) => name).join(', ');
  return readingPage(language, {
    title: said.sealedTitle,
    lead: said.sealedLead(names, date(envelope.sealedAt)),
    ...{ body, look: 'letter', mark: 'done' },
  });
}

/** The reading ended while an answer was written: what was typed, to be copied. */
export function keptTextPage(language: Language, text: string): string {
  const words = readingWordsIn(language);
  const { title, lead, lines } = words.answer.ended;
  const body = html`${lines.map((line) => html`<p>${line}</p>`)}<div class="field"><label for="texte">${words.answer.text}</label><textarea id="texte" rows="12" readonly>${firstLineKept(text)}</textarea></div>`;
  return readingPage(language, { title, lead, body, look: 'letter', mark: 'doubt' });
}

/** Why an answer was not sent, where its writer can do something about it; null for everything else. */
export function failureOf(
  language: Language,
  failure: unknown,
): { readonly status: number; readonly text: string } | null {
  const { failures, notSent } = readingWordsIn(language).answer;
  if (!(failure instanceof AppError)) return null;
  const said = (status: number, text: string) => ({ status, text: `${notSent} ${text}` });
  if (failure.is('envelope.too-large')) return said(413, failures.tooLarge);
  if (failure.is('envelope.infected')) return said(422, failures.infected);
  if (failure.is('envelope.malformed')) return said(422, failures.tooMany);
  if (failure.is('operator.scan-pending') || failure.is('operator.unavailable')) return said(503, failures.later);
  if (failure.is('operator.too-many-requests')) return said(429, failures.tooOften);
  if (failure.is('envelope.conflict')) return said(409, failures.underWay);
  if (failure.is('recipient.unknown') || failure.is('recipient.not-allowed')) {
    return said(422, failures.recipient(failure.details.address));
  }
  if (failure.is('request.invalid')) {
    const { field } = failure.details;
    return said(422, field === 'text' ? failures.empty : field === CUT ? failures.tooLong : failures.torn);
  }
  return null;
}
