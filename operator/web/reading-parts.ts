/** What the pages of those who read and answer without an account share. */
import type { AttachmentFacts } from '../../contract/model/envelope.ts';
import type { EnvelopeEvent } from '../../contract/model/event.ts';
import type { Language } from '../../contract/model/language.ts';
import { SealStatement } from '../../contract/model/seal.ts';
import type { InvitedLetter } from '../services/invited-reading.ts';
import { type Html, html } from './html.ts';
import { type Mark, renderPage } from './layout.ts';
import { readingEnglish } from './reading-english.ts';
import { readingFrench } from './reading-french.ts';
import type { ReadingWords } from './reading-words.ts';
import { paths } from './site-pages.ts';
import { wordsIn } from './views.ts';

const languages: Readonly<Record<Language, ReadingWords>> = { fr: readingFrench, en: readingEnglish };

export function readingWordsIn(language: Language): ReadingWords {
  return languages[language];
}

/** The address of an opened envelope. */
export function envelopePath(envelopeId: string): string {
  return `${paths.readingEnvelope}/${envelopeId}`;
}

/** The address of the answers to an opened envelope, or of one of them. */
export function answerPath(envelopeId: string, answerId?: string): string {
  return [envelopePath(envelopeId), paths.answer, answerId].filter((one) => one !== undefined).join('/');
}

/** A page of those who read without an account. */
export function readingPage(
  language: Language,
  parts: {
    readonly title: string;
    readonly lead: string;
    readonly body: Html;
    readonly look?: 'letter';
    readonly mark: Mark;
  },
): string {
  const body = parts.look ? html`<div class="${parts.look}">${parts.body}</div>` : parts.body;
  return renderPage({ ...parts, language, body, otherLanguagePath: null }, wordsIn(language).page);
}

/** Attachments, by name and size; to be saved from where `pathOf` says. */
export function fileLines(
  { letter, size }: ReadingWords,
  files: readonly AttachmentFacts[],
  pathOf: ((file: AttachmentFacts) => string) | null = null,
): Html[] {
  return files.map((file) => {
    const weight = size(file.sizeBytes);
    const name = pathOf
      ? html`<a href="${pathOf(file)}" download aria-label="${letter.save(file.name)} (${weight})">${file.name}</a>`
      : html`<span>${file.name}</span>`;
    return html`<li>${name} <span class="note">${weight}</span></li>`;
  });
}

/** How an answer without account was deposited, as its seal states it. */
export function byLink({ answer, code }: ReadingWords, { sender, seal }: InvitedLetter['envelope']): string {
  const { method } = SealStatement.parse(JSON.parse(seal.statement)).sender.authentication;
  return method === 'mailed-link-and-phone-code' ? code.byLink(sender.address) : answer.byLink(sender.address);
}

/** Facts, one a line. */
export function facts(lines: readonly string[]): Html {
  return html`<ul class="facts">${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

/** What happened to an envelope, step by step. */
export function timeline(
  { letter, events: said, date }: ReadingWords,
  { events, envelope }: Pick<InvitedLetter, 'events' | 'envelope'>,
): Html {
  const nameOf = ({ recipient }: EnvelopeEvent) =>
    envelope.recipients.find(({ address }) => address === recipient)?.name ?? recipient ?? '';
  const lines = events.map(
    (event) =>
      html`<li><time datetime="${event.at}">${date(event.at)}</time> <span>${said[event.kind]({ actor: event.actor.name, recipient: nameOf(event) })}</span></li>`,
  );
  return html`<section aria-labelledby="timeline"><h2 id="timeline">${letter.timeline}</h2><ol class="timeline">${lines}</ol></section>`;
}
