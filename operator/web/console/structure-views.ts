/** The structures that are one's to look after, one of them with its people, and somebody who is about to go. */
import { departments, findDepartment } from '../../../contract/model/departments.ts';
import { displayName } from '../../../contract/model/person.ts';
import { type PersonKind, professions } from '../../../contract/model/professions.ts';
import { type Column, columnNames } from '../../preregistration/columns.ts';
import type { Member, MemberQuery, StructureSummary } from '../../services/ports/structures.ts';
import { type ChoiceField, failureSummary, selectField, textField } from '../form.ts';
import { type Html, html } from '../html.ts';
import { paths } from '../site-pages.ts';
import { wordsIn } from '../views.ts';
import { FORM_TOKEN, renderConsole, type SignedInReader } from './console-frame.ts';
import { tag } from './icons.ts';
import { type Listed, pager, searchForm, table, time } from './list-views.ts';
import { type RefusedReason, reasonView } from './reason-view.ts';

/** Name of the field that holds who goes. */
export const RELEASED = 'adresse';
/** Name of the field for a file. */
export const FILE_FIELD = 'fichier';

/** A form that was sent and refused: what was typed, and why, by name of field. */
export interface RefusedForm {
  readonly values: Readonly<Record<string, string>>;
  readonly failures: Readonly<Record<string, string>>;
}

/** What a page says of the last request. */
export interface StructurePageState {
  /** Done just before, in a sentence. */
  readonly done?: string;
  /** Nothing was done, and why. */
  readonly trouble?: string;
  /** The form for one person, or for a structure. */
  readonly refused?: RefusedForm;
}

export const newStructureFields = ['name', 'finess', 'department'] as const;

/** Structures by name. */
export function structureListView(
  reader: SignedInReader,
  structures: readonly StructureSummary[],
  state: StructurePageState,
): string {
  const { words } = reader;
  const { structures: said } = words;
  const rows = structures.map(
    ({ id, name, finess, department, people, members }) =>
      html`<tr><th scope="row"><a class="name" href="${reader.href(`${paths.consoleStructures}/${id}`)}">${name}</a><span class="under">${finess ?? '—'}</span></th><td>${placeName(department)}</td><td>${reader.number(people)}</td><td>${reader.number(members)}</td></tr>`,
  );
  const head = [said.name, said.place, said.people, said.members];
  const list = rows.length > 0 ? table(said.title, head, rows) : html`<p class="sheet empty">${said.none}</p>`;
  return renderConsole(reader, {
    title: said.title,
    section: 'structures',
    lead: said.lead(structures.length),
    body: html`${messageOf(reader, state)}<div class="columns"><div>${list}</div><aside>${addingPart(reader, state)}</aside></div>`,
  });
}

function addingPart(reader: SignedInReader, { refused }: StructurePageState): Html {
  const { words, formToken, administrator } = reader;
  const { add, addFields, choose } = words.structures;
  const { values = {}, failures = {} } = refused ?? {};
  const field = (name: (typeof newStructureFields)[number]) => ({
    ...{ name, ...addFields[name], value: values[name] ?? '', failure: failures[name], autocomplete: 'off' },
  });
  const reachable = departments.filter(
    ({ region }) => administrator.region === null || region === administrator.region,
  );
  const choices = reachable.map(({ code, name }) => ({ value: code, label: `${code} ${name}` }));
  return html`<section class="sheet acts"><h2>${add}</h2><form method="post" action="${reader.href(paths.consoleStructures)}" novalidate><input type="hidden" name="${FORM_TOKEN}" value="${formToken}">${textField({ ...field('name'), required: true, maxLength: 160 })}${textField({ ...field('finess'), maxLength: 11 })}${selectField({ ...field('department'), required: true, choices, choose })}<button type="submit">${add}</button></form></section>`;
}

/** A structure with its people. */
export function structureView(
  reader: SignedInReader,
  structure: StructureSummary,
  asked: { readonly text: string; readonly state: MemberQuery['state'] },
  listed: Listed<Member>,
  state: StructurePageState,
): string {
  const { words } = reader;
  const { structures: said } = words;
  const path = `${paths.consoleStructures}/${structure.id}`;
  const isAsked = asked.text !== '' || asked.state !== undefined;
  const rows = listed.rows.map((member) => memberRow(reader, path, member));
  const head = [
    words.columns.person,
    words.columns.address,
    words.columns.number,
    said.state,
    said.enteredAt,
    said.act,
  ];
  const states = ['pre-registered', 'member'] as const;
  const form = searchForm(
    reader,
    path,
    html`${textField({ name: 'texte', value: asked.text, label: said.searchLabel, hint: said.searchHint, autocomplete: 'off', maxLength: 320 })}${selectField(
      {
        ...{ name: 'etat', value: asked.state ?? '', label: said.state, choose: words.anyState },
        choices: states.map((one) => ({ value: one, label: said.states[one] })),
      },
    )}`,
  );
  const nobody = isAsked ? said.nobodyFound : said.nobody;
  const list = html`${structure.people > 0 && form}${listed.total > 0 ? table(said.people, head, rows) : html`<p class="sheet empty">${nobody}</p>`}${pager(reader, path, { texte: asked.text, etat: asked.state }, listed)}`;
  return renderConsole(reader, {
    title: structure.name,
    section: 'structures',
    above: backToStructures(reader),
    lead: [structure.finess, placeName(structure.department), said.counts(structure.people, structure.members)]
      .filter(Boolean)
      .join(' · '),
    body: html`${structureTabs(reader, structure, 'people')}${messageOf(reader, state)}<div class="columns"><div>${list}</div><aside>${enteringPart(reader, structure, state)}</aside></div>`,
  });
}

function memberRow(reader: SignedInReader, path: string, { person, accountId, addedAt }: Member): Html {
  const { structures: said } = reader.words;
  const isMember = accountId !== null;
  const href = reader.href(`${path}/${paths.structureRelease}`, { [RELEASED]: person.address });
  const state = isMember
    ? tag('good', 'check', said.states.member)
    : tag('due', 'clock', said.states['pre-registered']);
  return html`<tr><th scope="row">${displayName(person)}<span class="under">${person.specialty ?? person.profession}</span></th><td class="address">${person.address}</td><td>${person.rpps ?? '—'}</td><td>${state}</td><td>${time(reader, addedAt)}</td><td><a href="${href}" aria-label="${said.release} ${displayName(person)}">${said.release}</a></td></tr>`;
}

/** How people enter: from a file, or one by one. */
function enteringPart(reader: SignedInReader, structure: StructureSummary, state: StructurePageState): Html {
  const { structures: said } = reader.words;
  return html`<section class="sheet acts"><h2>${said.enter}</h2><p class="note">${said.enterNote}</p>${fileForm(reader, structure)}${personForm(reader, structure, state)}</section>`;
}

/** The form that a file is chosen with. */
export function fileForm(reader: SignedInReader, { id }: Pick<StructureSummary, 'id'>): Html {
  const { words, formToken } = reader;
  const { file, check, template } = words.structures;
  const action = reader.href(`${paths.consoleStructures}/${id}/${paths.structureFile}`);
  return html`<form method="post" enctype="multipart/form-data" action="${action}"><input type="hidden" name="${FORM_TOKEN}" value="${formToken}"><div class="field"><label for="${FILE_FIELD}">${file.label}</label><div class="control"><input type="file" id="${FILE_FIELD}" name="${FILE_FIELD}" accept=".csv,text/csv" aria-describedby="${FILE_FIELD}-hint"></div><p class="hint" id="${FILE_FIELD}-hint">${file.hint}</p></div><p class="note"><a href="${paths.structureTemplate}" download="modele.csv">${template}</a></p><button type="submit">${check}</button></form>`;
}

const compulsory: readonly Column[] = ['familyName', 'givenName', 'profession', 'address'];

function personForm(reader: SignedInReader, { id }: StructureSummary, { refused }: StructurePageState): Html {
  const { words, formToken } = reader;
  const { one, oneSend, columns, choose } = words.structures;
  const fields = (Object.keys(columnNames) as Column[]).map((column) => {
    const field = {
      ...{ name: column, ...columns[column], required: compulsory.includes(column), autocomplete: 'off' },
      ...{ value: refused?.values[column] ?? '', failure: refused?.failures[column] },
    };
    const choices = choicesOf(reader, column);
    return choices ? selectField({ ...field, choices, choose }) : textField({ ...field, maxLength: 320 });
  });
  const action = reader.href(`${paths.consoleStructures}/${id}/${paths.structurePerson}`);
  return html`<details${refused !== undefined && html` open`}><summary>${one}</summary><form method="post" action="${action}" novalidate><input type="hidden" name="${FORM_TOKEN}" value="${formToken}">${fields}<button type="submit">${oneSend}</button></form></details>`;
}

/** Fixed lists, as the file's columns take their words. */
function choicesOf({ language }: SignedInReader, column: Column): ChoiceField['choices'] | null {
  const plain = (names: readonly string[]) => names.map((name) => ({ value: name, label: name }));
  if (column === 'title') return plain(['Dr', 'Pr', 'M.', 'Mme']);
  if (column === 'department') return departments.map(({ code, name }) => ({ value: code, label: `${code} ${name}` }));
  if (column !== 'profession') return null;
  const { kinds } = wordsIn(language);
  return (Object.keys(kinds) as PersonKind[]).map((kind) => ({
    group: kinds[kind],
    choices: plain(professions.filter((known) => known.kind === kind).map(({ label }) => label)),
  }));
}

/** Asks before somebody goes. */
export function releaseView(
  reader: SignedInReader,
  structure: Pick<StructureSummary, 'id' | 'name'>,
  { person, accountId }: Member,
  refused?: RefusedReason,
): string {
  const { structures: said } = reader.words;
  const path = `${paths.consoleStructures}/${structure.id}`;
  const page = {
    title: said.releaseTitle(displayName(person)),
    lead: html`${structure.name} · <span class="address">${person.address}</span>`,
    note: said.releaseLead[accountId === null ? 'pre-registered' : 'member'],
    ...{ hint: said.releaseReasonHint, send: said.releaseSend, action: `${path}/${paths.structureRelease}` },
    ...{ back: path, hidden: { [RELEASED]: person.address } },
  };
  return reasonView(reader, page, refused);
}

/** The way back to all structures, for whoever has several. */
export function backToStructures({ words, administrator, href }: SignedInReader): Html | null {
  if (administrator.role === 'structure') return null;
  return html`<p class="back"><a href="${href(paths.consoleStructures)}">${words.back}</a></p>`;
}

/** Leads from one part of a structure to another. */
export function structureTabs(
  reader: SignedInReader,
  { id }: Pick<StructureSummary, 'id'>,
  current: 'people' | 'mailboxes',
): Html {
  const { words } = reader;
  const path = `${paths.consoleStructures}/${id}`;
  const parts = [
    ['people', path, words.mailboxes.people],
    ['mailboxes', `${path}/${paths.structureMailboxes}`, words.mailboxes.title],
  ] as const;
  const links = parts.map(
    ([name, to, label]) =>
      html`<li><a href="${reader.href(to)}"${name === current && html` aria-current="page"`}>${label}</a></li>`,
  );
  return html`<nav class="tabs" aria-label="${words.mailboxes.parts}"><ul>${links}</ul></nav>`;
}

/** What became of the last request. */
export function messageOf(reader: SignedInReader, { done, trouble, refused }: StructurePageState): Html | null {
  const { words, language } = reader;
  if (done !== undefined) return html`<div class="said good" role="status"><p>${done}</p></div>`;
  if (trouble !== undefined)
    return html`<div class="said bad" role="alert"><h2>${words.nothingDone}</h2><p>${trouble}</p></div>`;
  if (!refused) return null;
  const labels: Readonly<Record<string, { readonly label: string }>> = {
    ...words.structures.columns,
    ...words.structures.addFields,
    ...words.mailboxes.fields,
  };
  const fields = Object.entries(refused.failures).map(([name, failure]) => {
    return { name, label: labels[name]?.label ?? name, failure };
  });
  return failureSummary(wordsIn(language).correct, fields);
}

function placeName(code: string): string {
  const department = findDepartment(code);
  return department ? `${department.name} (${department.code})` : code;
}
