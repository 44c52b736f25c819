/** The lists and the letter of requests for another address. */
import { displayName } from '../../../contract/model/person.ts';
import type { AddressChangeFile } from '../../services/ports/address-changes.ts';
import { areaField } from '../form.ts';
import { type Html, html } from '../html.ts';
import { paths } from '../site-pages.ts';
import { FORM_TOKEN, renderConsole, type SignedInReader } from './console-frame.ts';
import { MAX_REASON } from './console-request.ts';
import { tag } from './icons.ts';
import { type Listed, pager, table, waitTag } from './list-views.ts';

export const REASON_FIELD = 'motif';

/** What the page says of the last request. */
export interface AddressPageState {
  readonly outcome?: 'decided' | 'not-waiting' | 'address-taken';
  readonly failure?: string;
  readonly typed?: string;
}

/** Proven requests, who waits longest first. */
export function addressListView(reader: SignedInReader, listed: Listed<AddressChangeFile>, now: Date): string {
  const { words } = reader;
  const { addresses, columns } = words;
  const rows = listed.rows.map(
    ({ change, account }) =>
      html`<tr><td><a href="${reader.href(`${paths.consoleAddresses}/${change.id}`)}">${displayName(account.card)}</a><span class="under">${account.card.profession}</span></td><td>${waitTag(reader, change.provenAt ?? change.askedAt, now)}</td><td class="address">${change.oldAddress}</td><td class="address">${change.letter.newAddress}</td></tr>`,
  );
  const head = [columns.person, columns.wait, addresses.present, addresses.wanted];
  return renderConsole(reader, {
    title: addresses.title,
    section: 'addresses',
    lead: listed.total === 0 ? addresses.none : addresses.lead(listed.total),
    body:
      listed.total === 0
        ? html`<div class="sheet empty">${tag('good', 'check', words.waits['on-time'])}</div>`
        : html`${table(addresses.title, head, rows)}${pager(reader, paths.consoleAddresses, {}, listed)}`,
  });
}

/** The letter, beside what the account says. */
export function addressView(
  reader: SignedInReader,
  { change, account }: AddressChangeFile,
  now: Date,
  state: AddressPageState,
): string {
  const { words } = reader;
  const { addresses } = words;
  const { letter } = change;
  const lines: readonly (readonly [string, string])[] = [
    [addresses.present, change.oldAddress],
    [addresses.wanted, letter.newAddress],
    [words.columns.number, account.nationalId?.slice(1) ?? account.card.rpps ?? '—'],
    [addresses.activity, letter.activity],
    [words.postal, letter.postalAddress],
    [words.phones, letter.phone],
    [words.columns.submitted, reader.instant(change.askedAt)],
    [addresses.proven, change.provenAt ? reader.instant(change.provenAt) : '—'],
  ];
  const rows = lines.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return renderConsole(reader, {
    title: displayName(account.card),
    section: 'addresses',
    above: html`<p class="back"><a href="${reader.href(paths.consoleAddresses)}">${words.back}</a></p>`,
    lead: html`<a href="${reader.href(`${paths.consoleAccounts}/${account.card.accountId}`)}">${addresses.toAccount}</a>`,
    body: html`${said(reader, state)}<div class="columns"><div><section><h2>${addresses.letter}</h2><p class="note">${addresses.attested}</p><dl class="sheet">${rows}</dl></section></div><aside>${change.state === 'proven' ? decisionPart(reader, change.id, waitTag(reader, change.provenAt ?? change.askedAt, now), state) : html`<section class="sheet"><h2>${words.decision}</h2><p class="note">${addresses.states[change.state]}</p></section>`}</aside></div>`,
  });
}

function said({ words }: SignedInReader, { outcome, failure }: AddressPageState): Html | null {
  if (outcome === 'decided') {
    return html`<div class="said good" role="status"><p>${words.addresses.decided}</p></div>`;
  }
  const text =
    failure ??
    (outcome === 'address-taken' ? words.addresses.taken : outcome === 'not-waiting' ? words.alreadyUnknown : null);
  return text === null
    ? null
    : html`<div class="said bad" role="alert"><h2>${words.nothingDone}</h2><p>${text}</p></div>`;
}

function decisionPart(
  { words, formToken, href }: SignedInReader,
  id: string,
  waited: Html,
  { failure, typed = '' }: AddressPageState,
): Html {
  const { addresses } = words;
  const token = html`<input type="hidden" name="${FORM_TOKEN}" value="${formToken}">`;
  const reason = areaField({
    ...{ name: REASON_FIELD, label: words.reason, hint: words.reasonHint, required: true, maxLength: MAX_REASON },
    ...{ value: typed, failure },
  });
  const path = `${paths.consoleAddresses}/${id}`;
  return html`<section class="sheet acts"><h2>${words.decision}</h2><p class="waited">${waited}</p><form method="post" action="${href(`${path}/accepter`)}">${token}<button type="submit">${addresses.accept}</button><p class="note">${addresses.acceptNote}</p></form><details${failure !== undefined && html` open`}><summary>${addresses.refuse}</summary><form method="post" action="${href(`${path}/refuser`)}" novalidate>${token}${reason}<button class="danger" type="submit">${addresses.refuse}</button></form></details></section>`;
}
