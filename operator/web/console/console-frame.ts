/** The frame of the console's pages: where one is, who one is, and what lies on the sheet. */
import type { Language } from '../../../contract/model/language.ts';
import type { Administrator } from '../../services/ports/administrators.ts';
import { type Html, html } from '../html.ts';
import { brandMark, type Mark, renderDocument, renderPage } from '../layout.ts';
import { paths } from '../site-pages.ts';
import { wordsIn } from '../views.ts';
import type { Notice } from '../words.ts';
import type { Reader } from './console-reader.ts';
import type { ConsoleWords } from './console-words.ts';

/** Hidden field with the token of the session. */
export const FORM_TOKEN = 'jeton';

export type Section = 'queue' | 'addresses' | 'accounts' | 'structures' | 'record';

/** Who reads the page, signed in. */
export interface SignedInReader extends Reader {
  readonly administrator: Administrator;
  readonly formToken: string;
}

export interface ConsolePage {
  readonly title: string;
  /** Null where the page belongs to none. */
  readonly section: Section | null;
  /** Above the title. */
  readonly above?: Html | null;
  /** Beside the title. */
  readonly beside?: Html | null;
  readonly lead: Html | string;
  readonly body: Html;
}

/** What an administrator of a structure has to do with. */
const ofStructures: readonly Section[] = ['structures', 'record'];

const sections: readonly (readonly [Section, string])[] = [
  ['queue', paths.console],
  ['addresses', paths.consoleAddresses],
  ['accounts', paths.consoleAccounts],
  ['structures', paths.consoleStructures],
  ['record', paths.consoleRecord],
];

/** A page for who is signed in. */
export function renderConsole(
  reader: SignedInReader,
  { title, section, above, beside, lead, body }: ConsolePage,
): string {
  const { language, words, administrator, formToken } = reader;
  const { brand, footer } = wordsIn(language).page;
  const isOfStructure = administrator.role === 'structure';
  const links = sections
    .filter(([name]) => !isOfStructure || ofStructures.includes(name))
    .map(
      ([name, path]) =>
        html`<li><a href="${reader.href(path)}"${name === section && html` aria-current="page"`}>${sectionName(words, name)}</a></li>`,
    );
  const scope = administrator.region ?? administrator.structure?.name ?? words.roles[administrator.role];
  return renderDocument(
    { language, title, brand: `${brand} · ${words.console}`, look: 'console' },
    html`<a class="skip" href="#contenu">${words.toContent}</a>
<header class="bar">${brandMark(brand, words.console)}
<nav aria-label="${words.navigation}"><ul>${links}</ul></nav>
<div class="who"><p><strong>${administrator.name}</strong><span>${scope}</span></p>
<form method="post" action="${reader.href(paths.consoleSignOut)}"><input type="hidden" name="${FORM_TOKEN}" value="${formToken}"><button class="quiet" type="submit">${words.signOut}</button></form></div></header>
<main id="contenu" tabindex="-1">
${above}<div class="headline"><h1>${title}</h1>${beside}</div>
<p class="lead">${lead}</p>
${body}
</main>
<footer>${footer}</footer>`,
  );
}

function sectionName(words: ConsoleWords, name: Section): string {
  return name === 'addresses' || name === 'structures' ? words[name].section : words[name];
}

/** A page for anybody: sign-in, enrolment, and what there is nothing to do about. */
export function renderEnvelope(
  { language }: { readonly language: Language },
  page: {
    readonly title: string;
    readonly lead: string;
    readonly mark: Mark;
    readonly step?: string;
    readonly otherLanguagePath?: string;
    readonly body: Html;
  },
): string {
  const { otherLanguagePath = null, ...rest } = page;
  return renderPage({ language, ...rest, otherLanguagePath }, wordsIn(language).page);
}

/** A notice that leads on to the console. */
export function renderNotice(reader: Reader, notice: Notice): string {
  const lines = notice.lines.map((line) => html`<p>${line}</p>`);
  const next = html`<p><a href="${reader.href(paths.console)}">${reader.words.toConsole}</a></p>`;
  return renderEnvelope(reader, { title: notice.title, lead: notice.lead, mark: 'doubt', body: html`${lines}${next}` });
}
