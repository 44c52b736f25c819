/** One account: who its owner says to be beside what the directory says, what may be done, and what was done. */
import { displayName } from '../../../contract/model/person.ts';
import type { ActOutcome, OpenFile } from '../../services/administration.ts';
import type { AccountAct } from '../../services/ports/acts.ts';
import { areaField, type Field, failureSummary } from '../form.ts';
import { type Html, html } from '../html.ts';
import { paths } from '../site-pages.ts';
import { wordsIn } from '../views.ts';
import { closestEntry, compareWithEntry, departmentName } from './compare.ts';
import { FORM_TOKEN, renderConsole, type SignedInReader } from './console-frame.ts';
import { MAX_REASON } from './console-request.ts';
import type { Agreement, ComparedField } from './console-words.ts';
import { type Shape, tag } from './icons.ts';
import { actorName, actTable, statusTag, table, waitTag } from './list-views.ts';

/** The box that must be ticked to close an account. */
export const CONFIRMATION = 'confirmation';

/** What the page says of the last request, besides the account itself. */
export interface AccountPageState {
  /** Done just before. */
  readonly done?: AccountAct | undefined;
  /** Not done, because of somebody else or of the number. */
  readonly outcome?: Exclude<ActOutcome, { readonly outcome: 'done' }>;
  /** A form that was sent and refused: what was typed, and why, by name of field. */
  readonly refused?: {
    readonly kind: AccountAct;
    readonly values: Readonly<Record<string, string>>;
    readonly failures: Readonly<Record<string, string>>;
  };
  /** Who waits longest, once this one waits no more. */
  readonly next?: string | null;
}

/** Name of the field that holds the reason for an act. */
export function reasonField(kind: AccountAct): string {
  return `motif-${kind}`;
}

export function accountView(reader: SignedInReader, file: OpenFile, now: Date, state: AccountPageState = {}): string {
  const { words } = reader;
  const { account, application } = file;
  const { card } = account;
  const isWaiting = application?.state === 'pending' && !account.closed;
  return renderConsole(reader, {
    title: displayName(card),
    section: isWaiting ? 'queue' : 'accounts',
    above: html`<p class="back"><a href="${reader.href(isWaiting ? paths.console : paths.consoleAccounts)}">${words.back}</a></p>`,
    beside: html`<div class="tags">${statusTag(reader, file)}</div>`,
    lead: html`${card.profession} · <span class="address">${card.address}</span>`,
    body: html`${message(reader, file, state)}<div class="columns"><div>${identityPart(reader, file)}${contactPart(reader, file)}</div><aside>${decisionPart(reader, file, now, state)}${standingPart(reader, file, state)}</aside><section><h2>${words.history}</h2>${
      file.acts.length > 0
        ? actTable(reader, words.history, file.acts, false)
        : html`<p class="sheet empty">${words.historyEmpty}</p>`
    }</section></div>`,
  });
}

/** What became of the request that led here. */
function message(
  reader: SignedInReader,
  { acts }: OpenFile,
  { done, outcome, refused, next }: AccountPageState,
): Html | null {
  const { words, administrator } = reader;
  // Anybody can write an address: what it says was done is said when the record says so too.
  if (done && acts[0]?.kind === done && acts[0].actor.administratorId === administrator.id) {
    const more = next && html` <a href="${reader.href(`${paths.consoleAccounts}/${next}`)}">${words.next}</a>`;
    return html`<div class="said good" role="status"><p>${words.acts[done].done}${more}</p></div>`;
  }
  if (refused) return failureSummary(wordsIn(reader.language).correct, refusedFields(reader, refused));
  if (!outcome) return null;
  return html`<div class="said bad" role="alert"><h2>${words.nothingDone}</h2><p>${whyNot(reader, outcome)}</p></div>`;
}

function whyNot(reader: SignedInReader, outcome: NonNullable<AccountPageState['outcome']>): string {
  const { words } = reader;
  if (outcome.outcome !== 'already') return words.identifierTaken;
  const { act } = outcome;
  if (!act) return words.alreadyUnknown;
  return words.already({ what: words.kinds[act.kind], who: actorName(reader, act), when: reader.instant(act.at) });
}

function refusedFields(
  { words }: SignedInReader,
  { kind, failures }: NonNullable<AccountPageState['refused']>,
): Field[] {
  const labels = { [reasonField(kind)]: words.reason, [CONFIRMATION]: words.acts.closed.label };
  return Object.entries(failures).map(([name, failure]) => ({ name, label: labels[name] ?? name, failure }));
}

const agreements: Readonly<Record<Agreement, readonly [string, Shape]>> = {
  same: ['good', 'check'],
  different: ['bad', 'differs'],
  unknown: ['plain', 'dash'],
};

function identityPart(reader: SignedInReader, file: OpenFile): Html {
  const { words } = reader;
  const entry = closestEntry(file, file.entries);
  const comparisons = compareWithEntry(file, entry);
  const shown = (field: ComparedField, text: string) => {
    if (text === '') return html`<span class="none">${words.noneStated}</span>`;
    return field === 'department' ? departmentName(text) : text;
  };
  const rows = comparisons.map(
    ({ field, declared, listed, agreement }) =>
      html`<tr class="${agreement}"><th scope="row">${words.compared[field]}</th><td>${shown(field, declared)}</td>${
        entry &&
        html`<td>${shown(field, listed)}</td><td>${tag(...agreements[agreement], words.agreements[agreement])}</td>`
      }</tr>`,
  );
  const declaredHead = file.application ? words.declared : words.ofAccount;
  const head = [words.field, declaredHead, ...(entry ? [words.directory, words.verdict] : [])];
  const different = comparisons.filter(({ agreement }) => agreement === 'different').length;
  return html`<section><h2>${words.comparison}</h2><p class="note">${entry ? words.differences(different) : withoutEntry(reader, file)}</p>${warnings(reader, file)}${table(words.comparison, head, rows)}${entry && entryNote(reader, file)}${file.application?.state === 'pending' && html`<p class="note">${words.notProof}</p>`}</section>`;
}

function withoutEntry({ words }: SignedInReader, { application, account }: OpenFile): string {
  return application?.profile.rpps || application?.profile.adeli || account.card.rpps ? words.noEntry : words.noNumber;
}

/** Which entry it is, and that there are others. */
function entryNote({ words }: SignedInReader, file: OpenFile): Html {
  const entry = closestEntry(file, file.entries);
  const others = file.entries.filter(({ id }) => id !== entry?.id).map(({ address }) => address);
  return html`<p class="note">${words.entryAddress(entry?.address ?? '')}</p>${others.length > 0 && html`<p class="note">${words.otherEntries(others.join(', '))}</p>`}`;
}

/** What speaks against taking the comparison at its word. */
function warnings(reader: SignedInReader, file: OpenFile): Html {
  const { words } = reader;
  const own = file.account.card.accountId;
  const isTaken = file.entries.some(({ accountId }) => accountId !== null && accountId !== own);
  const others = file.sameNumber.map(
    (other, index) =>
      html`${index > 0 && ', '}<a href="${reader.href(`${paths.consoleAccounts}/${other.account.card.accountId}`)}">${displayName(other.account.card)}</a>`,
  );
  return html`${isTaken && html`<p class="warn">${tag('bad', 'alert', words.entryTaken)}</p>`}${others.length > 0 && html`<p class="warn">${tag('due', 'alert', words.sameNumber)} ${others}</p>`}`;
}

function contactPart(reader: SignedInReader, { application }: OpenFile): Html | null {
  if (!application) return null;
  const { words } = reader;
  const { address1, address2, postcode, town, phone1, phone2, adeli, region } = application.profile;
  const lines: readonly (readonly [string, string])[] = [
    [words.postal, [address1, address2, `${postcode} ${town}`, region].filter(Boolean).join(', ')],
    [words.phones, [phone1, phone2].filter(Boolean).map(spaced).join(' · ')],
    [words.adeli, adeli],
    [words.columns.submitted, reader.instant(application.submittedAt)],
  ];
  const rows = lines
    .filter(([, value]) => value !== '')
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return html`<section><h2>${words.contact}</h2><dl class="sheet">${rows}</dl></section>`;
}

/** `04 94 00 00 01`. */
function spaced(phone: string): string {
  return phone.replace(/(\d\d)(?=\d)/g, '$1\u00a0');
}

function decisionPart(reader: SignedInReader, file: OpenFile, now: Date, state: AccountPageState): Html | null {
  const { application, account } = file;
  if (application?.state !== 'pending' || account.closed) return null;
  const { words } = reader;
  return html`<section class="sheet acts"><h2>${words.decision}</h2><p class="waited">${waitTag(reader, application.submittedAt, now)}</p>${actForm(reader, file, 'certified', state)}${actForm(reader, file, 'refused', state)}</section>`;
}

function standingPart(reader: SignedInReader, file: OpenFile, state: AccountPageState): Html {
  const { words } = reader;
  const { closed, suspended } = file.account;
  const ofCodes: readonly AccountAct[] = file.hasFactor ? ['codes-removed'] : [];
  const possible: readonly AccountAct[] = closed ? [] : [suspended ? 'resumed' : 'suspended', ...ofCodes, 'closed'];
  return html`<section class="sheet acts"><h2>${words.standing}</h2>${closed && html`<p class="note">${words.closedForGood}</p>`}${possible.map((kind) => actForm(reader, file, kind, state))}</section>`;
}

/** One act: certifying is one button, all else opens a form that asks why. */
function actForm(reader: SignedInReader, { account }: OpenFile, kind: AccountAct, { refused }: AccountPageState): Html {
  const { words, formToken } = reader;
  const { label, explained } = words.acts[kind];
  const sent = refused?.kind === kind ? refused : null;
  const action = reader.href(`${paths.consoleAccounts}/${account.card.accountId}/${kind}`);
  const token = html`<input type="hidden" name="${FORM_TOKEN}" value="${formToken}">`;
  if (kind === 'certified') {
    return html`<form method="post" action="${action}">${token}<button type="submit">${label}</button><p class="note">${explained}</p></form>`;
  }
  const name = reasonField(kind);
  const reason = areaField({
    ...{ name, label: words.reason, hint: words.reasonHint, required: true, maxLength: MAX_REASON },
    ...{ value: sent?.values[name] ?? '', failure: sent?.failures[name] },
  });
  const look = kind === 'resumed' ? null : html` class="danger"`;
  return html`<details${sent !== null && html` open`}><summary>${label}</summary><form method="post" action="${action}" novalidate>${token}<p class="note">${explained}</p>${reason}${kind === 'closed' && confirmation(reader, sent?.failures[CONFIRMATION])}<button${look} type="submit">${label}</button></form></details>`;
}

function confirmation({ words }: SignedInReader, failure: string | undefined): Html {
  const id = `${CONFIRMATION}-failure`;
  return html`<div class="field${failure !== undefined && ' refused'}"><label class="tick"><input type="checkbox" id="${CONFIRMATION}" name="${CONFIRMATION}" value="oui"${failure !== undefined && html` aria-invalid="true" aria-describedby="${id}"`}> ${words.confirmClosing}</label>${failure !== undefined && html`<p class="failure" id="${id}">${failure}</p>`}</div>`;
}
