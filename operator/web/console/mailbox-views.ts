/** A structure's own mailboxes, and one of them with the people who hold it. */
import { type HolderRight, holderRights } from '../../../contract/model/delegation.ts';
import { displayName } from '../../../contract/model/person.ts';
import type { Structure } from '../../../contract/model/structure.ts';
import type { MailboxHolder, OrganisationMailbox } from '../../services/ports/organisation-mailboxes.ts';
import type { Member } from '../../services/ports/structures.ts';
import { selectField, textField } from '../form.ts';
import { type Html, html } from '../html.ts';
import { paths } from '../site-pages.ts';
import { FORM_TOKEN, renderConsole, type SignedInReader } from './console-frame.ts';
import { type Shape, tag } from './icons.ts';
import { searchForm, table, time } from './list-views.ts';
import type { MailboxField, MailboxState } from './mailbox-words.ts';
import { backToStructures, messageOf, type StructurePageState, structureTabs } from './structure-views.ts';

/** Names of fields of the forms below. */
export const HOLDER = { address: 'adresse', right: 'droits', account: 'compte' } as const;
export const mailboxFields = ['mailboxName', 'mailboxAddress', 'mailboxTown'] as const satisfies MailboxField[];

const tags: Readonly<Record<MailboxState, readonly [string, Shape]>> = {
  asked: ['due', 'clock'],
  lapsed: ['bad', 'alert'],
  open: ['good', 'check'],
  suspended: ['bad', 'pause'],
  closed: ['plain', 'cross'],
};

/** Where a mailbox stands. */
export function stateOf({ account, expiresAt }: OrganisationMailbox, now: Date): MailboxState {
  if (account) return account.closed ? 'closed' : account.suspended ? 'suspended' : 'open';
  return expiresAt !== null && expiresAt > now ? 'asked' : 'lapsed';
}

/** Address of a structure's mailboxes, or of one of them. */
export function mailboxesPath(structure: Pick<Structure, 'id'>, ...below: readonly string[]): string {
  return [`${paths.consoleStructures}/${structure.id}/${paths.structureMailboxes}`, ...below].join('/');
}

/** The mailboxes of a structure, by name. */
export function mailboxListView(
  reader: SignedInReader,
  structure: Structure,
  mailboxes: readonly OrganisationMailbox[],
  now: Date,
  state: StructurePageState,
): string {
  const { words } = reader;
  const { mailboxes: said } = words;
  const rows = mailboxes.map((mailbox) => {
    const href = reader.href(mailboxesPath(structure, mailbox.id));
    const { name, address, askedAt, town } = mailbox;
    const standing = stateOf(mailbox, now);
    return html`<tr><th scope="row"><a class="name" href="${href}">${name}</a><span class="under">${town ?? '—'}</span></th><td class="address">${address}</td><td>${tag(...tags[standing], said.states[standing])}</td><td>${time(reader, askedAt)}</td></tr>`;
  });
  const head = [said.name, words.columns.address, said.state, said.askedAt];
  const list = rows.length > 0 ? table(said.title, head, rows) : html`<p class="sheet empty">${said.none}</p>`;
  return renderConsole(reader, {
    title: structure.name,
    section: 'structures',
    above: backToStructures(reader),
    lead: said.count(mailboxes.length),
    body: html`${structureTabs(reader, structure, 'mailboxes')}${messageOf(reader, state)}<div class="columns"><div>${list}</div><aside>${askingPart(reader, structure, state)}</aside></div>`,
  });
}

function askingPart(reader: SignedInReader, structure: Structure, { refused }: StructurePageState): Html {
  const { words, formToken } = reader;
  const { mailboxes: said } = words;
  const { values = {}, failures = {} } = refused ?? {};
  const field = (name: MailboxField) => ({
    ...{ name, ...said.fields[name], value: values[name] ?? '', failure: failures[name], autocomplete: 'off' },
  });
  return html`<section class="sheet acts"><h2>${said.add}</h2><p class="note">${said.addNote}</p><form method="post" action="${reader.href(mailboxesPath(structure))}" novalidate><input type="hidden" name="${FORM_TOKEN}" value="${formToken}">${textField({ ...field('mailboxName'), required: true, maxLength: 120 })}${textField({ ...field('mailboxAddress'), type: 'email', required: true, maxLength: 320 })}${textField({ ...field('mailboxTown'), maxLength: 80 })}<button type="submit">${said.addSend}</button></form></section>`;
}

/** What the page of one mailbox is made of. */
export interface ShownMailbox {
  readonly structure: Structure;
  readonly mailbox: OrganisationMailbox;
  readonly holders: readonly MailboxHolder[];
  /** Members who were looked for, to be named. */
  readonly found: { readonly text: string; readonly members: readonly Member[] };
  readonly now: Date;
}

/** One mailbox. */
export function mailboxView(reader: SignedInReader, shown: ShownMailbox, state: StructurePageState): string {
  const { structure, mailbox, now } = shown;
  const { mailboxes: said } = reader.words;
  const standing = stateOf(mailbox, now);
  const body =
    mailbox.account === null
      ? waitingPart(reader, shown)
      : html`<div class="columns"><div>${holdersPart(reader, shown)}</div>${standing !== 'closed' && html`<aside>${namingPart(reader, shown)}${closingPart(reader, shown)}</aside>`}</div>`;
  return renderConsole(reader, {
    title: mailbox.name,
    section: 'structures',
    above: html`<p class="back"><a href="${reader.href(mailboxesPath(structure))}">${reader.words.back}</a></p>`,
    beside: tag(...tags[standing], said.states[standing]),
    lead: html`${[structure.name, mailbox.town].filter(Boolean).join(' · ')} · <span class="address">${mailbox.address}</span>`,
    body: html`${messageOf(reader, state)}${body}`,
  });
}

function waitingPart(reader: SignedInReader, { structure, mailbox, now }: ShownMailbox): Html {
  const { mailboxes: said } = reader.words;
  const { expiresAt } = mailbox;
  const note = expiresAt !== null && expiresAt > now ? said.waiting(reader.shortInstant(expiresAt)) : said.lapsed;
  const act = (path: string, label: string, look: string) =>
    html`<form method="post" action="${reader.href(mailboxesPath(structure, mailbox.id, path))}"><input type="hidden" name="${FORM_TOKEN}" value="${reader.formToken}"><button class="${look}" type="submit">${label}</button></form>`;
  return html`<section class="sheet acts narrow"><p class="note">${note}</p>${act(paths.mailboxAgain, said.askAgain, '')}${act(paths.mailboxWithdrawal, said.withdraw, 'danger')}</section>`;
}

function holdersPart(reader: SignedInReader, { structure, mailbox, holders }: ShownMailbox): Html {
  const { words } = reader;
  const { mailboxes: said } = words;
  if (holders.length === 0) return html`<p class="sheet empty">${said.holdersNone}</p>`;
  const rows = holders.map(({ account: { card }, delegation }) => {
    const name = displayName(card);
    const href = reader.href(mailboxesPath(structure, mailbox.id, paths.mailboxLetGo), {
      [HOLDER.account]: card.accountId,
    });
    return html`<tr><th scope="row">${name}<span class="under">${card.specialty ?? card.profession}</span></th><td class="address">${card.address}</td><td>${said.rights[rightOf(delegation.scopes)]}</td><td>${time(reader, delegation.grantedAt)}</td><td><a href="${href}" aria-label="${said.letGo} ${name}">${said.letGo}</a></td></tr>`;
  });
  const head = [words.columns.person, words.columns.address, said.right, said.holderSince, words.structures.act];
  return table(said.holders, head, rows);
}

/** The right that was given, by its scopes. */
function rightOf(scopes: readonly string[]): HolderRight {
  const rights = Object.keys(holderRights) as HolderRight[];
  return rights.find((right) => holderRights[right].every((scope) => scopes.includes(scope))) ?? 'titles';
}

function namingPart(reader: SignedInReader, { structure, mailbox, found }: ShownMailbox): Html {
  const { words, formToken } = reader;
  const { mailboxes: said } = words;
  const path = mailboxesPath(structure, mailbox.id);
  const right = selectField({
    ...{ name: HOLDER.right, label: said.right, value: 'all', choose: said.choose, required: true },
    choices: (Object.keys(holderRights) as HolderRight[]).map((one) => ({ value: one, label: said.rights[one] })),
  });
  const people = found.members.map(
    ({ person }, index) =>
      html`<label class="radio"><input type="radio" name="${HOLDER.address}" value="${person.address}"${index === 0 && html` checked`}> <span>${displayName(person)}<span class="under address">${person.address}</span></span></label>`,
  );
  const nobody = found.text !== '' && html`<p class="note" role="status">${said.nobody}</p>`;
  const form = html`<form method="post" action="${reader.href(`${path}/${paths.mailboxHolder}`)}" novalidate><input type="hidden" name="${FORM_TOKEN}" value="${formToken}"><fieldset class="field radios"><legend>${words.structures.states.member}</legend><div class="control">${people}</div></fieldset>${right}<button type="submit">${said.nameSend}</button></form>`;
  const search = searchForm(
    reader,
    path,
    textField({ ...said.search, name: 'texte', value: found.text, autocomplete: 'off', maxLength: 320 }),
  );
  return html`<section class="sheet acts"><h2>${said.nameHolder}</h2><p class="note">${said.nameNote}</p>${search}${people.length > 0 ? form : nobody}</section>`;
}

function closingPart(reader: SignedInReader, { structure, mailbox }: ShownMailbox): Html {
  const { close } = reader.words.mailboxes;
  return html`<section class="sheet acts"><p class="note"><a href="${reader.href(mailboxesPath(structure, mailbox.id, paths.mailboxClosing))}">${close}</a></p></section>`;
}
