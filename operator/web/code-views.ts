/** The page of a code by telephone, and what the first page says of it. */

import { LINK_PARAMETER } from '../../contract/api/site-paths.ts';
import type { Language } from '../../contract/model/language.ts';
import { displayName } from '../../contract/model/person.ts';
import { PHONE_CODE_LENGTH } from '../../contract/model/phone-code.ts';
import type { InvitedEnvelope } from '../services/invited-reading.ts';
import type { PhoneHint } from '../services/phone-proof.ts';
import { failureSummary, textField } from './form.ts';
import { type Html, html } from './html.ts';
import { readingPage, readingWordsIn } from './reading-parts.ts';
import type { ReadingWords } from './reading-words.ts';
import { paths } from './site-pages.ts';
import { inLanguage } from './views.ts';

/** Why the envelope is not open yet. */
export type CodeFailure =
  | { readonly kind: 'wrong'; readonly triesLeft: number }
  /** Too old, used, or tried too often. */
  | { readonly kind: 'expired' }
  | { readonly kind: 'too-often'; readonly until: string }
  | { readonly kind: 'not-sent' };

const FIELD = 'code';

/** Six digits, what they open, and another code for whom none came. */
export function codePage(language: Language, invited: InvitedEnvelope, failure: CodeFailure | null): string {
  const words = readingWordsIn(language);
  const { code, invitation } = words;
  const isOfField = failure?.kind === 'wrong' || failure?.kind === 'expired';
  const field = {
    ...{ name: FIELD, label: code.field, hint: code.fieldHint, required: true, autocomplete: 'one-time-code' },
    // With a space in the middle, as it may be copied.
    ...{ numeric: true, maxLength: PHONE_CODE_LENGTH + 1, size: 'short' as const },
    failure: isOfField ? sayFailure(words, failure) : undefined,
  };
  const summary = isOfField ? failureSummary(code.stillClosed, [field]) : notSent(words, failure);
  const openNote = invitation.openNote(displayName(invited.envelope.sender));
  const body = html`${summary}<form class="narrow" method="post" action="${inLanguage(paths.readingCode, language)}" novalidate>${textField(field)}<div class="send"><button type="submit">${invitation.open}</button><p class="note">${openNote}</p></div></form><form class="narrow again" method="post" action="${inLanguage(paths.readingCodeSent, language)}"><p class="note">${code.nothingCame}</p><div class="send"><button type="submit">${code.again}</button></div></form>`;
  const lead = invited.phone ? code.sentTo[invited.phone.channel](invited.phone.lastDigits) : code.fieldHint;
  return readingPage(language, { mark: 'key', title: code.title, lead, body });
}

/** In the place of the button that opens: where the code goes, and the button that sends it. */
export function askForCode(
  language: Language,
  phone: PhoneHint,
  of: { readonly sender: string; readonly token: string },
  failure: CodeFailure | null,
): Html {
  const words = readingWordsIn(language);
  const { code } = words;
  return html`${notSent(words, failure)}<form class="narrow open" method="post" action="${inLanguage(paths.readingCodeSent, language)}"><input type="hidden" name="${LINK_PARAMETER}" value="${of.token}"><p>${code.asked(of.sender)} ${code.goesTo[phone.channel](phone.lastDigits)}</p><button type="submit">${code.receive}</button><p class="note">${code.otherNumber(of.sender)}</p></form>`;
}

function notSent(words: ReadingWords, failure: CodeFailure | null): Html | null {
  return failure && html`<div class="summary" role="alert"><p>${sayFailure(words, failure)}</p></div>`;
}

function sayFailure({ code, date }: ReadingWords, failure: CodeFailure): string {
  switch (failure.kind) {
    case 'wrong':
      return code.wrong(failure.triesLeft);
    case 'expired':
      return code.expired;
    case 'too-often':
      return code.tooOften(date(failure.until));
    case 'not-sent':
      return code.notSent;
  }
}
