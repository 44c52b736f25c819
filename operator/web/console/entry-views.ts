/** Ways into the console: signing in, and setting up one's access. */

import { LINK_PARAMETER } from '../../../contract/api/site-paths.ts';
import { drawQr } from '../../../contract/model/qr-code.ts';
import { failureSummary, type TextField, textField } from '../form.ts';
import { type Html, html } from '../html.ts';
import { paths } from '../site-pages.ts';
import { type Filled, ownAddress, passwordFields, wordsIn } from '../views.ts';
import { renderEnvelope } from './console-frame.ts';
import type { Reader } from './console-reader.ts';
import type { ConsoleWords } from './console-words.ts';

type FieldName = keyof ConsoleWords['fields'];

/** What the sign-in page says first. */
export type SignInState = { readonly said?: 'refused' | 'over'; readonly address?: string };

export function signInView(reader: Reader, { said, address = '' }: SignInState = {}): string {
  const { words, language } = reader;
  const field = (name: FieldName, options: Partial<TextField>) =>
    textField({ name, required: true, ...words.fields[name], ...options });
  const notice =
    said &&
    html`<div class="said ${said === 'refused' ? 'bad' : 'plain'}" role="alert"><p>${said === 'refused' ? words.signInRefused : words.sessionOver}</p></div>`;
  const body = html`${notice}<form class="narrow" method="post" action="${reader.href(paths.consoleSignIn)}">${field('address', { type: 'email', value: address, autocomplete: 'username', maxLength: 320 })}${field(
    'password',
    { type: 'password', autocomplete: 'current-password', maxLength: 256 },
  )}${field('code', { autocomplete: 'one-time-code', maxLength: 20 })}${send(words.signInSend, words.signInNote)}</form>`;
  const other = language === 'fr' ? 'en' : 'fr';
  return renderEnvelope(reader, {
    ...{ ...words.signIn, mark: 'key', body },
    otherLanguagePath: `${paths.consoleSignIn}?lang=${other}`,
  });
}

export interface EnrolmentLink {
  readonly token: string;
  readonly address: string;
}

/** First step: the password. */
export function enrolmentView(reader: Reader, link: EnrolmentLink, filled: Filled, minLength: number): string {
  const { words, language } = reader;
  const common = wordsIn(language);
  const form = passwordFields(common, filled, minLength);
  const body = html`${failureSummary(common.correct, form.all)}<form class="narrow" method="post" action="${reader.href(paths.enrolment)}" novalidate>${linkField(link)}${ownAddress(common, link.address)}${form.body}${send(words.enrolmentSend, words.enrolmentNote)}</form>`;
  return renderEnvelope(reader, { ...words.enrolment, mark: 'key', step: common.stepOne, body });
}

export interface ShownSecret {
  /** In base32. */
  readonly key: string;
  readonly uri: string;
}

/** Second step: the application of codes. */
export function secretView(reader: Reader, link: EnrolmentLink, secret: ShownSecret, isWrong: boolean): string {
  const { words, language } = reader;
  const common = wordsIn(language);
  const code: TextField = {
    ...{ name: 'code', required: true, numeric: true, maxLength: 7, autocomplete: 'one-time-code' },
    ...{ ...words.fields.firstCode, failure: isWrong ? words.codeWrong : undefined },
  };
  const grouped = secret.key.match(/.{1,4}/g)?.join(' ') ?? secret.key;
  const body = html`${failureSummary(common.correct, [code])}<ol class="steps">${words.secretSteps.map((step) => html`<li>${step}</li>`)}</ol><div class="secret">${qrPicture(secret.uri, words.secretPicture)}<p id="cle">${words.secretKey}</p><code aria-labelledby="cle" role="group">${grouped}</code><p><a href="${secret.uri}">${words.secretLink}</a></p></div><form class="narrow" method="post" action="${reader.href(paths.enrolmentCode)}" novalidate>${linkField(link)}${textField(code)}${send(words.secretSend, words.secretNote)}</form>`;
  return renderEnvelope(reader, { ...words.secret, mark: 'key', step: common.stepTwo, body });
}

/** Shown once: the recovery codes. */
export function enrolledView(reader: Reader, codes: readonly string[]): string {
  const { words } = reader;
  const body = html`<section class="secret" aria-labelledby="secours"><h2 id="secours">${words.recoveryCodes}</h2><ul class="codes">${codes.map((code) => html`<li><code>${code}</code></li>`)}</ul><p>${words.recoveryCodesNote}</p></section><p class="go"><a class="button" href="${reader.href(paths.consoleSignIn)}">${words.signInSend}</a></p>`;
  return renderEnvelope(reader, { ...words.enrolled, mark: 'done', body });
}

function qrPicture(text: string, label: string): Html {
  const { side, path } = drawQr(text);
  return html`<svg class="qr" viewBox="0 0 ${side} ${side}" role="img" aria-label="${label}" shape-rendering="crispEdges"><path d="${path}"/></svg>`;
}

function send(label: string, note: string): Html {
  return html`<div class="send"><button type="submit">${label}</button><p class="note">${note}</p></div>`;
}

function linkField({ token }: EnrolmentLink): Html {
  return html`<input type="hidden" name="${LINK_PARAMETER}" value="${token}">`;
}
