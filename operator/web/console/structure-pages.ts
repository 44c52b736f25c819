/** Pages of structures: those that are one's to look after, their people, a file that is looked at before it is entered. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../../contract/errors.ts';
import { departments } from '../../../contract/model/departments.ts';
import { EmailAddress } from '../../../contract/model/person.ts';
import { Finess, Structure } from '../../../contract/model/structure.ts';
import { FileRefused } from '../../extraction/refusal.ts';
import { columnNames, type PersonRecord } from '../../preregistration/columns.ts';
import { readPeople } from '../../preregistration/read-people.ts';
import { readPerson } from '../../preregistration/read-person.ts';
import { reasonWords } from '../../preregistration/reasons.ts';
import type { ConsoleSessions } from '../../services/console-sessions.ts';
import type { PeopleRead } from '../../services/ports/structures.ts';
import type { StructureAdministration } from '../../services/structure-administration.ts';
import { readMultipart } from '../multipart-form.ts';
import { type Form, show } from '../page-request.ts';
import { paths } from '../site-pages.ts';
import type { SignedInReader } from './console-frame.ts';
import { type ConsoleRequests, idIn, reasonIn, searchedIn, type Visit } from './console-request.ts';
import { CONTENT_FIELD, countsOf, fileRefusal, fileView, refusedFileView } from './file-views.ts';
import { REASON } from './reason-view.ts';
import { pageOf, type Query, type SignedIn, sliceOf } from './signed-in.ts';
import {
  newStructureFields,
  RELEASED,
  releaseView,
  type StructurePageState,
  structureListView,
  structureView,
} from './structure-views.ts';

/** Ten thousand people take less. */
const FILE_BYTES = 2_000_000;
/** As base64 in a field, beside a line or two. */
const FIELD_BYTES = Math.ceil((FILE_BYTES * 4) / 3) + 4;
const limits = { fieldBytes: FIELD_BYTES, fields: 4, files: 1, formBytes: FIELD_BYTES + 10_000 };

const one = `${paths.consoleStructures}/:structure`;

export interface StructurePageParts {
  readonly structures: StructureAdministration;
  readonly consoleSessions: Pick<ConsoleSessions, 'recoveryCodesLeft'>;
  readonly requests: Pick<ConsoleRequests, 'checkOrigin' | 'isSignedIn'>;
}

export function addStructurePages(pages: FastifyInstance, parts: StructurePageParts, signedIn: SignedIn): void {
  const { structures } = parts;
  pages.get(
    paths.consoleStructures,
    signedIn(async (visit) => {
      const { structure } = visit.reader.administrator;
      if (structure === null) return showList(parts, visit, {});
      return visit.reply.redirect(visit.reader.href(`${paths.consoleStructures}/${structure.id}`), 303);
    }),
  );
  pages.post(
    paths.consoleStructures,
    signedIn((visit) => addStructure(parts, visit)),
  );
  pages.get(
    paths.structureTemplate,
    signedIn(async ({ reply }) =>
      reply.type('text/csv; charset=utf-8').send(`\ufeff${Object.values(columnNames).join(';')}\r\n`),
    ),
  );
  pages.get(
    one,
    signedIn(async (visit) => {
      const { secours } = visit.request.query as Query;
      if (secours === undefined) return showOne(parts, visit, {});
      const left = await parts.consoleSessions.recoveryCodesLeft(visit.caller);
      return showOne(parts, visit, { done: visit.reader.words.recoveryCodesLeft(left) });
    }),
  );
  pages.post(
    `${one}/${paths.structurePerson}`,
    signedIn((visit) => enterOne(parts, visit)),
  );
  pages.get(
    `${one}/${paths.structureRelease}`,
    signedIn(async (visit) => {
      const { structure, member } = await memberOf(structures, visit, visit.request.query as Query);
      return member ? show(visit.reply, releaseView(visit.reader, structure, member)) : showGone(parts, visit);
    }),
  );
  pages.post(
    `${one}/${paths.structureRelease}`,
    signedIn((visit) => release(parts, visit)),
  );
  pages.register(async (forms: FastifyInstance) => {
    // Handed on as it comes, and read here alone: the other forms hold a line or two.
    forms.addContentTypeParser('multipart/form-data', (_request, payload, done) => done(null, payload));
    forms.addHook('preHandler', async (request) => {
      parts.requests.checkOrigin(request);
      // Of nobody else are two million bytes read.
      if (await parts.requests.isSignedIn(request)) await readFileForm(request);
      else request.body = {};
    });
    forms.post(
      `${one}/${paths.structureFile}`,
      signedIn((visit) => checkFile(parts, visit)),
    );
    forms.post(
      `${one}/${paths.structureEntry}`,
      signedIn((visit) => enterFile(parts, visit)),
    );
  });
}

/** Makes the form one of lines, with the file among them, as every page of the console reads it. */
async function readFileForm(request: FastifyRequest): Promise<void> {
  const pieces: Uint8Array[] = [];
  const { fields, failure } = await readMultipart(request, limits, async ({ bytes }) => {
    let sizeBytes = 0;
    for await (const piece of bytes) {
      sizeBytes += piece.length;
      if (sizeBytes > FILE_BYTES) throw new AppError('envelope.too-large', { sizeBytes, limitBytes: FILE_BYTES });
      pieces.push(piece);
    }
  });
  if (failure !== null) throw failure;
  const content = pieces.length > 0 ? Buffer.concat(pieces).toString('base64url') : (fields[CONTENT_FIELD] ?? '');
  request.body = { ...fields, [CONTENT_FIELD]: content };
}

async function showList({ structures }: StructurePageParts, visit: Visit, state: StructurePageState, status = 200) {
  const { reader, reply } = visit;
  return show(reply, structureListView(reader, await structures.list(reader.administrator), state), status);
}

async function showOne({ structures }: StructurePageParts, visit: Visit, state: StructurePageState, status = 200) {
  const { reader, reply, request } = visit;
  const id = idIn(visit, 'structure');
  const query = request.query as Query;
  const page = pageOf(query);
  const asked = {
    text: searchedIn(query),
    state: (['pre-registered', 'member'] as const).find((name) => name === query['etat']),
  };
  const structure = await structures.summary(reader.administrator, id);
  const { members: rows, total } = await structures.people(reader.administrator, id, { ...sliceOf(page), ...asked });
  return show(reply, structureView(reader, structure, asked, { rows, total, page }, state), status);
}

const showGone = (parts: StructurePageParts, visit: Visit) =>
  showOne(parts, visit, { trouble: visit.reader.words.structures.goneAlready }, 409);

async function addStructure(parts: StructurePageParts, visit: Visit): Promise<FastifyReply> {
  const { reader, form } = visit;
  const { words, administrator } = reader;
  if (administrator.role === 'structure') throw new AppError('request.not-found');
  const values = Object.fromEntries(newStructureFields.map((name) => [name, (form[name] ?? '').trim()]));
  const { name = '', finess = '', department = '' } = values;
  const number = finess.replace(/\s/g, '').toUpperCase();
  const failures = structureFailures(reader, { name, finess: number, department });
  if (Object.keys(failures).length > 0) return showList(parts, visit, { refused: { values, failures } }, 422);
  const asked = { name, finess: number === '' ? null : number, department };
  const added = await parts.structures.add(administrator, asked);
  if (added) return showList(parts, visit, { done: words.structures.added(added.name) });
  const taken = { values, failures: { finess: words.structures.finessTaken } };
  return showList(parts, visit, { refused: taken }, 409);
}

function structureFailures({ words, administrator }: SignedInReader, asked: Readonly<Record<string, string>>): Form {
  const { structures: said } = words;
  const { name = '', finess = '', department = '' } = asked;
  const known = departments.find(({ code }) => code === department);
  const isTheirs = administrator.region === null || known?.region === administrator.region;
  return {
    ...(Structure.shape.name.safeParse(name).success ? {} : { name: said.nameForm }),
    ...(finess === '' || Finess.safeParse(finess).success ? {} : { finess: said.finessForm }),
    ...(known ? (isTheirs ? {} : { department: said.departmentForeign }) : { department: said.fieldMissing }),
  };
}

async function enterOne(parts: StructurePageParts, visit: Visit): Promise<FastifyReply> {
  const { reader, form } = visit;
  const { structures: said } = reader.words;
  const structure = await parts.structures.open(reader.administrator, idIn(visit, 'structure'));
  const typed = Object.keys(columnNames).map((column) => [column, (form[column] ?? '').trim()]);
  const record = Object.fromEntries(typed) as PersonRecord;
  const person = readPerson(record, structure);
  const read: PeopleRead =
    'address' in person
      ? { people: [{ line: 1, person }], problems: [] }
      : { people: [], problems: person.map((problem) => ({ line: 1, ...problem })) };
  const { problems } = await parts.structures.enter(reader.administrator, structure.id, read, (outcomes) =>
    [`${record.givenName} ${record.familyName}`, said.sentence(countsOf(outcomes))].join(' · '),
  );
  if (problems.length === 0) {
    return showOne(parts, visit, { done: said.oneEntered(`${record.givenName} ${record.familyName}`) });
  }
  // Of several about one field, the first is enough to go on.
  const failures: Record<string, string> = {};
  for (const { column, reason, detail } of problems) {
    const why = reasonWords(reader.language, reason, detail);
    failures[column ?? 'address'] ??=
      reason === 'missing' ? said.fieldMissing : `${why[0]?.toUpperCase()}${why.slice(1)}.`;
  }
  return showOne(parts, visit, { refused: { values: record, failures } }, 422);
}

/** Reads the file of a form; null where its people can be gone on with, else the page that says why not. */
async function readFile(visit: Visit, structure: Structure) {
  const { reader, reply, form } = visit;
  const content = form[CONTENT_FIELD] ?? '';
  const refuse = (why: string) => show(reply, refusedFileView(reader, structure, why), 422);
  if (content === '') return { refused: refuse(reader.words.structures.noFile) };
  try {
    const pieces = (async function* () {
      yield Buffer.from(content, 'base64url');
    })();
    return { read: await readPeople(pieces, structure), content };
  } catch (error) {
    if (error instanceof FileRefused) return { refused: refuse(fileRefusal(reader, error)) };
    throw error;
  }
}

async function checkFile(parts: StructurePageParts, visit: Visit): Promise<FastifyReply> {
  const { reader, reply } = visit;
  const structure = await parts.structures.open(reader.administrator, idIn(visit, 'structure'));
  const file = await readFile(visit, structure);
  if (!file.read) return file.refused;
  const report = await parts.structures.preview(reader.administrator, structure.id, file.read);
  const status = report.problems.length > 0 ? 422 : 200;
  return show(reply, fileView(reader, structure, { report, content: file.content }), status);
}

async function enterFile(parts: StructurePageParts, visit: Visit): Promise<FastifyReply> {
  const { reader, reply } = visit;
  const { structures: said } = reader.words;
  const structure = await parts.structures.open(reader.administrator, idIn(visit, 'structure'));
  const file = await readFile(visit, structure);
  if (!file.read) return file.refused;
  const report = await parts.structures.enter(reader.administrator, structure.id, file.read, (outcomes) =>
    said.sentence(countsOf(outcomes)),
  );
  if (report.problems.length > 0) return show(reply, fileView(reader, structure, { report, content: '' }), 409);
  return showOne(parts, visit, { done: `${said.entered}${said.sentence(countsOf(report.outcomes))}.` });
}

async function release(parts: StructurePageParts, visit: Visit): Promise<FastifyReply> {
  const { reader, reply, form } = visit;
  const { words, administrator } = reader;
  const { structure, member } = await memberOf(parts.structures, visit, form);
  if (!member) return showGone(parts, visit);
  const { reason, failure } = reasonIn(visit, REASON);
  if (failure !== null) {
    return show(reply, releaseView(reader, structure, member, { failure, typed: reason }), 422);
  }
  if (!(await parts.structures.release(administrator, structure.id, member.person.address, reason))) {
    return showGone(parts, visit);
  }
  return showOne(parts, visit, { done: words.structures.released });
}

/** Whom a request names, where they are still there. */
async function memberOf(structures: StructureAdministration, visit: Visit, asked: Query) {
  const { administrator } = visit.reader;
  const structure = await structures.open(administrator, idIn(visit, 'structure'));
  const address = EmailAddress.safeParse(asked[RELEASED]);
  const member = address.success ? await structures.member(administrator, structure.id, address.data) : null;
  return { structure, member };
}
