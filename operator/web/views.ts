/** The pages themselves: what is asked, what was typed, what was wrong with it. */

import { LINK_PARAMETER } from '../../contract/api/site-paths.ts';
import { departments, regions } from '../../contract/model/departments.ts';
import type { Language } from '../../contract/model/language.ts';
import { type PersonKind, professions } from '../../contract/model/professions.ts';
import { compulsoryFields, type ProfileField } from '../../contract/model/registration.ts';
import { english } from './english.ts';
import { type Field, failureSummary, radioField, selectField, type TextField, textField } from './form.ts';
import { french } from './french.ts';
import { type Html, html } from './html.ts';
import { type Mark, renderPage } from './layout.ts';
import { paths } from './site-pages.ts';
import type { Headline, Notice, Words } from './words.ts';

const languages: Readonly<Record<Language, Words>> = { fr: french, en: english };

/** What was typed, and what was wrong with it, by name of field. */
export interface Filled {
  readonly values: Readonly<Record<string, string>>;
  readonly failures: Readonly<Record<string, string>>;
}
export const nothingFilled: Filled = { values: {}, failures: {} };

export function wordsIn(language: Language): Words {
  return languages[language];
}

/** The address of a page in a language, for links and forms. */
export function inLanguage(path: string, language: Language): string {
  return language === 'fr' ? path : `${path}?lang=${language}`;
}

/** What a page behind a mailed link knows of it. */
export interface OpenLink {
  readonly token: string;
  readonly address: string;
}

interface FormPage {
  readonly headline: Headline;
  readonly mark: Mark;
  readonly step?: string;
  readonly otherLanguagePath: string | null;
  readonly path: string;
  readonly fields: readonly Field[];
  readonly body: Html;
  readonly note: string;
  readonly send: string;
  readonly look: 'narrow' | 'full';
}

function formPage(language: Language, page: FormPage): string {
  const words = wordsIn(language);
  const { headline, mark, step, otherLanguagePath, look } = page;
  const body = html`${failureSummary(words.correct, page.fields)}<form class="${look}" method="post" action="${inLanguage(page.path, language)}" novalidate><p class="note"><span class="must" aria-hidden="true"></span>${words.compulsory}</p>${page.body}<div class="send"><button type="submit">${page.send}</button><p class="note">${page.note}</p></div></form>`;
  return renderPage({ language, ...headline, mark, step, otherLanguagePath, body }, words.page);
}

/** Makes fields with the words of a language, and keeps them for the summary. */
function fieldsOf(words: Words, { values, failures }: Filled) {
  const all: Field[] = [];
  const named = (name: keyof Words['fields'], required: boolean): Field => {
    const field = { name, required, value: values[name] ?? '', failure: failures[name], ...words.fields[name] };
    all.push(field);
    return field;
  };
  return {
    all,
    named,
    text: (name: keyof Words['fields'], required: boolean, options: Partial<TextField> = {}) =>
      textField({ ...named(name, required), ...options }),
  };
}

/** The first step of creating an account. */
export function registrationPage(language: Language, filled: Filled): string {
  const words = wordsIn(language);
  const { all, text } = fieldsOf(words, filled);
  const body = html`${text('address', true, { type: 'email', autocomplete: 'email', maxLength: 320 })}${text(
    'familyName',
    true,
    { autocomplete: 'family-name', maxLength: 120 },
  )}${text('givenName', true, { autocomplete: 'given-name', maxLength: 80 })}`;
  return formPage(language, {
    ...{ headline: words.start, mark: 'pen', step: words.stepOne, look: 'narrow', fields: all, body },
    ...{ path: paths.registration, note: words.startNote, send: words.send },
    otherLanguagePath: otherLanguage(language, paths.registration),
  });
}

/** The second step: password and profile. */
export function finishPage(language: Language, filled: Filled, link: OpenLink, minLength: number): string {
  const words = wordsIn(language);
  const { all, named, text } = fieldsOf(words, filled);
  const must = (name: ProfileField) => compulsoryFields.includes(name);
  const line = (name: ProfileField, autocomplete: string, options: Partial<TextField> = {}) =>
    text(name, must(name), { autocomplete, ...options });
  const choice = (name: ProfileField, choices: Parameters<typeof selectField>[0]['choices']) =>
    selectField({ ...named(name, must(name)), choices, choose: words.choose });
  const plain = (names: readonly string[]) => names.map((name) => ({ value: name, label: name }));

  const authentication = html`<div class="wide">${ownAddress(words, link.address)}</div>${newPasswordFields(words, text, minLength)}`;
  const identification = html`${line('familyName', 'family-name', { maxLength: 120 })}${line('givenName', 'given-name', { maxLength: 80 })}${choice(
    'profession',
    (Object.keys(words.kinds) as PersonKind[]).map((kind) => ({
      group: words.kinds[kind],
      choices: plain(professions.filter((one) => one.kind === kind).map((one) => one.label)),
    })),
  )}${radioField({
    ...named('privatePractice', true),
    choices: [
      { value: 'yes', label: words.yes },
      { value: 'no', label: words.no },
    ],
  })}${line('rpps', 'off', { numeric: true, maxLength: 20 })}${line('adeli', 'off', { maxLength: 20 })}<div class="wide">${line('organisation', 'organization', { maxLength: 160 })}</div>`;
  const location = html`${line('address1', 'address-line1', { maxLength: 120 })}${line('address2', 'address-line2', { maxLength: 120 })}${line(
    'postcode',
    'postal-code',
    { numeric: true, maxLength: 10 },
  )}${line('town', 'address-level2', { maxLength: 80 })}${choice('region', plain(regions))}${choice(
    'department',
    departments.map(({ code, name }) => ({ value: code, label: `${code} ${name}` })),
  )}${line('phone1', 'tel', { type: 'tel', maxLength: 30 })}${line('phone2', 'off', { type: 'tel', maxLength: 30 })}`;
  const body = html`<input type="hidden" name="${LINK_PARAMETER}" value="${link.token}">${part(1, words.parts.authentication, authentication)}${part(2, words.parts.identification, identification)}${part(3, words.parts.location, location)}`;
  return formPage(language, {
    ...{ headline: words.finish, mark: 'pen', step: words.stepTwo, look: 'full', fields: all, body },
    ...{ path: paths.registrationFinish, note: words.finishNote, send: words.send, otherLanguagePath: null },
  });
}

function part(number: number, title: string, fields: Html): Html {
  return html`<fieldset class="part"><legend><span class="number">${number}</span>${title}</legend>${fields}</fieldset>`;
}

/** The account's address, which cannot be changed; keepers of passwords file the password under it. */
export function ownAddress(words: Words, address: string): Html {
  return html`<div class="field"><label for="address">${words.fields.address.label}</label><input id="address" type="email" autocomplete="username" readonly value="${address}"></div>`;
}

function newPasswordFields(words: Words, text: ReturnType<typeof fieldsOf>['text'], minLength: number): Html {
  const options = { type: 'password', autocomplete: 'new-password' } as const;
  return html`${text('password', true, { ...options, hint: words.passwordHint(minLength) })}${text('confirmation', true, options)}`;
}

/** A password and its confirmation, for a form of their own. */
export function passwordFields(words: Words, filled: Filled, minLength: number) {
  const { all, text } = fieldsOf(words, filled);
  return { body: newPasswordFields(words, text, minLength), all };
}

/** « Vous n’arrivez pas à accéder à votre compte ? » */
export function recoveryPage(language: Language, filled: Filled): string {
  const words = wordsIn(language);
  const { all, named } = fieldsOf(words, filled);
  const { hint: _, ...address } = named('address', true);
  const body = textField({ ...address, type: 'email', autocomplete: 'email', maxLength: 320 });
  return formPage(language, {
    ...{ headline: words.recovery, mark: 'key', look: 'narrow', fields: all, body },
    ...{ path: paths.recovery, note: words.recoveryNote, send: words.send },
    otherLanguagePath: otherLanguage(language, paths.recovery),
  });
}

export function newPasswordPage(language: Language, filled: Filled, link: OpenLink, minLength: number): string {
  const words = wordsIn(language);
  const { all, body: fields } = passwordFields(words, filled, minLength);
  const body = html`<input type="hidden" name="${LINK_PARAMETER}" value="${link.token}">${ownAddress(words, link.address)}${fields}`;
  return formPage(language, {
    ...{ headline: words.newPassword, mark: 'key', look: 'narrow', fields: all, body },
    ...{ path: paths.newPassword, note: words.recoveryNote, send: words.newPasswordSend, otherLanguagePath: null },
  });
}

/** A page that only says something, and perhaps leads on. */
export function noticePage(
  language: Language,
  notice: Notice,
  mark: Mark,
  next: { readonly path: string; readonly label: string } | null = null,
): string {
  const words = wordsIn(language);
  const lines = notice.lines.map((line) => html`<p>${line}</p>`);
  const body = html`${lines}${next && html`<p><a href="${inLanguage(next.path, language)}">${next.label}</a></p>`}`;
  return renderPage(
    { language, title: notice.title, lead: notice.lead, mark, otherLanguagePath: null, body },
    words.page,
  );
}

function otherLanguage(language: Language, path: string): string {
  return language === 'fr' ? `${path}?lang=en` : `${path}?lang=fr`;
}
