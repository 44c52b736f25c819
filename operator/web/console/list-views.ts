/** The lists of the console: accounts that wait, accounts that were looked for, and the record of acts. */
import { displayName } from '../../../contract/model/person.ts';
import { PROMISED_MS } from '../../services/administration.ts';
import type { Act, ActKind } from '../../services/ports/acts.ts';
import { type AccountFile, type AccountState, accountStates } from '../../services/ports/administration.ts';
import { selectField, textField } from '../form.ts';
import { type Html, html } from '../html.ts';
import { paths } from '../site-pages.ts';
import { renderConsole, type SignedInReader } from './console-frame.ts';
import type { Parameters, Reader } from './console-reader.ts';
import type { AccountStatus, Wait } from './console-words.ts';
import { type Shape, tag } from './icons.ts';

export const PAGE_SIZE = 25;

/** Part of a list, from the first page on. */
export interface Listed<T> {
  readonly rows: readonly T[];
  readonly total: number;
  readonly page: number;
}

/** What the queue is shown with. */
export interface QueueState {
  /** How many have waited longer than was promised. */
  readonly late: number;
  /** Recovery codes left, just after one was used; null else. */
  readonly codesLeft: number | null;
  readonly now: Date;
}

/** Accounts that wait for a decision. */
export function queueView(
  reader: SignedInReader,
  listed: Listed<AccountFile>,
  { late, codesLeft, now }: QueueState,
): string {
  const { words } = reader;
  const notice =
    codesLeft !== null && html`<div class="said" role="status"><p>${words.recoveryCodesLeft(codesLeft)}</p></div>`;
  const { columns } = words;
  const rows = listed.rows.map(
    ({ account, application }) =>
      html`<tr>${personCell(reader, { account, application })}<td>${application && waitTag(reader, application.submittedAt, now)}</td><td>${placeOf(account)}</td><td>${numberOf(application) || '—'}</td><td>${application && time(reader, application.submittedAt)}</td></tr>`,
  );
  const head = [columns.person, columns.wait, columns.place, columns.number, columns.submitted];
  return renderConsole(reader, {
    title: words.queueTitle,
    section: 'queue',
    lead: listed.total === 0 ? words.queueEmpty : words.queueLead(listed.total, late),
    body:
      listed.total === 0
        ? html`${notice}<div class="sheet empty">${tag('good', 'check', words.waits['on-time'])}</div>`
        : html`${notice}${table(words.queueTitle, head, rows)}${pager(reader, paths.console, {}, listed)}`,
  });
}

/** Accounts by what was typed. */
export function searchView(
  reader: SignedInReader,
  asked: { readonly text: string; readonly state: AccountState | undefined },
  listed: Listed<AccountFile>,
): string {
  const { words } = reader;
  const { columns } = words;
  const rows = listed.rows.map(
    (file) =>
      html`<tr>${personCell(reader, file)}<td>${placeOf(file.account)}</td><td>${numberOf(file.application) || file.account.card.rpps || '—'}</td><td class="address">${file.account.card.address}</td><td>${statusTag(reader, file)}</td></tr>`,
  );
  const form = searchForm(
    reader,
    paths.consoleAccounts,
    html`${textField({ name: 'texte', value: asked.text, label: words.searchLabel, hint: words.searchHint, autocomplete: 'off', maxLength: 320 })}${selectField(
      {
        ...{ name: 'etat', value: asked.state ?? '', label: words.stateLabel, choose: words.anyState },
        choices: accountStates.map((state) => ({ value: state, label: words.statuses[state] })),
      },
    )}`,
  );
  const head = [columns.person, columns.place, columns.number, columns.address, columns.status];
  const parameters = { texte: asked.text, etat: asked.state };
  return renderConsole(reader, {
    title: words.searchTitle,
    section: 'accounts',
    lead: listed.total === 0 ? words.foundNone : words.found(listed.total),
    body: html`${form}${listed.total > 0 && table(words.searchTitle, head, rows)}${pager(reader, paths.consoleAccounts, parameters, listed)}`,
  });
}

/** The record, by what was typed. */
export function recordView(
  reader: SignedInReader,
  asked: { readonly text: string; readonly kind: ActKind | undefined; readonly kinds: readonly ActKind[] },
  listed: Listed<Act>,
): string {
  const { words } = reader;
  const form = searchForm(
    reader,
    paths.consoleRecord,
    html`${textField({ name: 'texte', value: asked.text, label: words.find, hint: words.recordHint, autocomplete: 'off', maxLength: 200 })}${selectField(
      {
        ...{ name: 'acte', value: asked.kind ?? '', label: words.kindLabel, choose: words.anyKind },
        choices: asked.kinds.map((kind) => ({ value: kind, label: words.kinds[kind] })),
      },
    )}`,
  );
  const parameters = { texte: asked.text, acte: asked.kind };
  return renderConsole(reader, {
    title: words.recordTitle,
    section: 'record',
    lead: words.recordLead,
    body: html`${form}${listed.total > 0 ? actTable(reader, words.recordTitle, listed.rows, true) : html`<p class="sheet empty">${words.historyEmpty}</p>`}${pager(reader, paths.consoleRecord, parameters, listed)}`,
  });
}

/** Acts as rows; on whom, where they are not all on one account. */
export function actTable(reader: SignedInReader, caption: string, acts: readonly Act[], withSubject: boolean): Html {
  const { columns, kinds } = reader.words;
  const head = [columns.when, columns.what, ...(withSubject ? [columns.whom] : []), columns.who, columns.why];
  const rows = acts.map(
    (act) =>
      html`<tr><td>${time(reader, act.at)}</td><td>${kinds[act.kind]}</td>${withSubject && html`<td>${subjectOf(reader, act)}</td>`}<td>${actorName(reader, act)}</td><td>${act.reason ?? '—'}</td></tr>`,
  );
  return table(caption, head, rows);
}

/** Who did it, as pages name them. */
export function actorName({ words }: Reader, { actor }: Act): string {
  return actor.name || words.commandLine;
}

function subjectOf(reader: SignedInReader, { accountId, subject, subjectName }: Act): Html {
  // Accounts are not a structure's to look after, nor to name.
  const isTheirs = accountId !== null && reader.administrator.role !== 'structure';
  const name = isTheirs
    ? html`<a href="${reader.href(`${paths.consoleAccounts}/${accountId}`)}">${subjectName}</a>`
    : html`${subjectName}`;
  return html`${name}<span class="under address">${subject}</span>`;
}

/** A table that scrolls alone where it is too wide; the region can be reached and read out. */
export function table(caption: string, head: readonly string[], rows: readonly Html[]): Html {
  const columns = head.map((one) => html`<th scope="col">${one}</th>`);
  return html`<div class="sheet scroll" role="region" aria-label="${caption}" tabindex="0"><table><thead><tr>${columns}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function personCell(reader: Reader, { account: { card } }: AccountFile): Html {
  return html`<th scope="row"><a class="name" href="${reader.href(`${paths.consoleAccounts}/${card.accountId}`)}">${displayName(card)}</a><span class="under">${card.profession}</span></th>`;
}

function placeOf({ card, department }: AccountFile['account']): string {
  return [card.town, department && `(${department})`].filter(Boolean).join(' ') || '—';
}

function numberOf(application: AccountFile['application']): string {
  return application?.profile.rpps || application?.profile.adeli || '';
}

/** An instant, readable and for machines. */
export function time(reader: Reader, at: Date): Html {
  return html`<time datetime="${at.toISOString()}">${reader.shortInstant(at)}</time>`;
}

const waits: Readonly<Record<Wait, readonly [string, Shape]>> = {
  'on-time': ['good', 'check'],
  due: ['due', 'clock'],
  late: ['bad', 'alert'],
};

/** How long somebody has waited, by word and picture. */
export function waitTag({ words }: Reader, since: Date, now: Date): Html {
  const waitedMs = now.getTime() - since.getTime();
  const wait: Wait = waitedMs > PROMISED_MS ? 'late' : waitedMs >= PROMISED_MS / 2 ? 'due' : 'on-time';
  const [tone, shape] = waits[wait];
  const duration = words.duration(Math.max(0, Math.floor(waitedMs / 3_600_000)));
  return html`${tag(tone, shape, words.waits[wait])}<span class="under">${duration}</span>`;
}

const statuses: Readonly<Record<AccountStatus, readonly [string, Shape]>> = {
  pending: ['due', 'clock'],
  certified: ['good', 'check'],
  refused: ['bad', 'cross'],
  suspended: ['bad', 'pause'],
  closed: ['plain', 'cross'],
  uncertified: ['plain', 'dash'],
};

/** Where the account stands; suspended and waiting are two things. */
export function statusTag({ words }: Reader, file: AccountFile): Html {
  return html`${statusesOf(file).map((status) => tag(...statuses[status], words.statuses[status]))}`;
}

function statusesOf({ account, application }: AccountFile): AccountStatus[] {
  if (account.closed) return ['closed'];
  const certified: AccountStatus = account.card.certified ? 'certified' : (application?.state ?? 'uncertified');
  return account.suspended ? ['suspended', certified] : [certified];
}

/** A form that narrows a list. */
export function searchForm(reader: Reader, path: string, fields: Html): Html {
  const { words } = reader;
  const language = new URLSearchParams(reader.href('').slice(1)).get('lang');
  return html`<form class="search" method="get" action="${path}" role="search">${language !== null && html`<input type="hidden" name="lang" value="${language}">`}${fields}<div class="send"><button type="submit">${words.find}</button></div></form>`;
}

export function pager(
  reader: Reader,
  path: string,
  parameters: Parameters,
  { total, page }: Listed<unknown>,
): Html | null {
  const count = Math.ceil(total / PAGE_SIZE);
  if (count <= 1) return null;
  const { words } = reader;
  const to = (other: number, label: string, rel: string) =>
    html`<a rel="${rel}" href="${reader.href(path, { ...parameters, page: other })}">${label}</a>`;
  return html`<nav class="pager" aria-label="${words.pages}">${page > 1 && to(page - 1, words.earlier, 'prev')}<span>${words.page(page, count)}</span>${page < count && to(page + 1, words.later, 'next')}</nav>`;
}
