/** Pages of structures' own mailboxes: asked for, held by the members who are named, closed. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { AppError } from '../../../contract/errors.ts';
import { type HolderRight, holderRights } from '../../../contract/model/delegation.ts';
import { displayName, EmailAddress } from '../../../contract/model/person.ts';
import { plainText } from '../../../contract/model/plain-text.ts';
import type { Clock } from '../../clock.ts';
import type { NewMailbox, OrganisationMailboxes } from '../../services/organisation-mailboxes.ts';
import type { MailboxHolder, OrganisationMailbox } from '../../services/ports/organisation-mailboxes.ts';
import type { StructureAdministration } from '../../services/structure-administration.ts';
import { show } from '../page-request.ts';
import { paths } from '../site-pages.ts';
import { idIn, reasonIn, searchedIn, type Visit } from './console-request.ts';
import { HOLDER, mailboxesPath, mailboxFields, mailboxListView, mailboxView } from './mailbox-views.ts';
import type { MailboxField } from './mailbox-words.ts';
import { REASON, type RefusedReason, reasonView } from './reason-view.ts';
import type { Query, SignedIn } from './signed-in.ts';
import type { StructurePageState } from './structure-views.ts';

export interface MailboxPageParts {
  readonly structures: StructureAdministration;
  readonly mailboxes: OrganisationMailboxes;
  readonly clock: Clock;
}

const all = `${paths.consoleStructures}/:structure/${paths.structureMailboxes}`;
const one = `${all}/:mailbox`;
/** Members shown to choose from. */
const SHOWN = 8;

export function addMailboxPages(pages: FastifyInstance, parts: MailboxPageParts, signedIn: SignedIn): void {
  pages.get(
    all,
    signedIn((visit) => showList(parts, visit, {})),
  );
  pages.post(
    all,
    signedIn((visit) => ask(parts, visit)),
  );
  pages.get(
    one,
    signedIn((visit) => showOne(parts, visit, {})),
  );
  pages.post(
    `${one}/${paths.mailboxAgain}`,
    signedIn(async (visit) => {
      const { structureId, id, who, said } = namedIn(visit);
      const { address } = await parts.mailboxes.open(who, structureId, id);
      const isAsked = await parts.mailboxes.askAgain(who, structureId, id, visit.reader.language);
      if (!isAsked) return showOne(parts, visit, { trouble: said.openAlready }, 409);
      return showOne(parts, visit, { done: said.askedAgain(address) });
    }),
  );
  pages.post(
    `${one}/${paths.mailboxWithdrawal}`,
    signedIn(async (visit) => {
      const { structureId, id, who, said } = namedIn(visit);
      const isWithdrawn = await parts.mailboxes.withdraw(who, structureId, id);
      if (!isWithdrawn) return showOne(parts, visit, { trouble: said.openAlready }, 409);
      return showList(parts, visit, { done: said.withdrawn });
    }),
  );
  pages.post(
    `${one}/${paths.mailboxHolder}`,
    signedIn((visit) => nameHolder(parts, visit)),
  );
  pages.get(
    `${one}/${paths.mailboxLetGo}`,
    signedIn(async (visit) => {
      const shown = await holderOf(parts, visit, visit.request.query as Query);
      return shown.holder ? showLetGo(visit, shown.mailbox, shown.holder) : showGone(parts, visit);
    }),
  );
  pages.post(
    `${one}/${paths.mailboxLetGo}`,
    signedIn((visit) => letGo(parts, visit)),
  );
  pages.get(
    `${one}/${paths.mailboxClosing}`,
    signedIn(async (visit) => showClosing(visit, await openOf(parts, visit))),
  );
  pages.post(
    `${one}/${paths.mailboxClosing}`,
    signedIn((visit) => close(parts, visit)),
  );
}

function namedIn(visit: Visit) {
  const { reader } = visit;
  const [structureId, id] = [idIn(visit, 'structure'), idIn(visit, 'mailbox')];
  return { structureId, id, who: reader.administrator, said: reader.words.mailboxes };
}

async function showList(
  { structures, mailboxes, clock }: MailboxPageParts,
  visit: Visit,
  state: StructurePageState,
  status = 200,
) {
  const { reader, reply } = visit;
  const structure = await structures.open(reader.administrator, idIn(visit, 'structure'));
  const list = await mailboxes.list(reader.administrator, structure.id);
  return show(reply, mailboxListView(reader, structure, list, clock(), state), status);
}

async function showOne(parts: MailboxPageParts, visit: Visit, state: StructurePageState, status = 200) {
  const { structureId, id, who } = namedIn(visit);
  const text = searchedIn(visit.request.query as Query);
  const [structure, mailbox, holders, found] = await Promise.all([
    parts.structures.open(who, structureId),
    parts.mailboxes.open(who, structureId, id),
    parts.mailboxes.holders(who, structureId, id),
    text === ''
      ? { members: [] }
      : parts.structures.people(who, structureId, { text, state: 'member', offset: 0, limit: SHOWN }),
  ]);
  const shown = { structure, mailbox, holders, found: { text, members: found.members }, now: parts.clock() };
  return show(visit.reply, mailboxView(visit.reader, shown, state), status);
}

async function ask(parts: MailboxPageParts, visit: Visit): Promise<FastifyReply> {
  const { reader, form } = visit;
  const { mailboxes: said } = reader.words;
  const structureId = idIn(visit, 'structure');
  const values = Object.fromEntries(mailboxFields.map((field) => [field, (form[field] ?? '').trim()]));
  const refuse = (failures: Partial<Record<MailboxField, string>>, status: number) =>
    showList(parts, visit, { refused: { values, failures } }, status);
  const asked = readMailbox(values);
  if (!('address' in asked)) {
    const { missing } = asked;
    return refuse(
      {
        ...(missing.includes('mailboxName') && { mailboxName: said.nameForm }),
        ...(missing.includes('mailboxAddress') && { mailboxAddress: said.addressForm }),
        ...(missing.includes('mailboxTown') && { mailboxTown: said.nameForm }),
      },
      422,
    );
  }
  const outcome = await parts.mailboxes.ask(reader.administrator, structureId, asked, reader.language);
  if (outcome === 'asked') return showList(parts, visit, { done: said.asked(asked.address) });
  if (outcome === 'too-many') return showList(parts, visit, { trouble: said.tooMany }, 409);
  return refuse({ mailboxAddress: said.refusals[outcome] }, 409);
}

/** What was typed as a mailbox, or the fields that will not do. */
function readMailbox(values: Readonly<Record<string, string>>): NewMailbox | { readonly missing: MailboxField[] } {
  const { mailboxName: name = '', mailboxAddress = '', mailboxTown: town = '' } = values;
  const address = EmailAddress.safeParse(mailboxAddress);
  const missing: MailboxField[] = [];
  if (name === '' || name.length > 120 || !plainText.test(name)) missing.push('mailboxName');
  if (!address.success) missing.push('mailboxAddress');
  if (town.length > 80 || !plainText.test(town)) missing.push('mailboxTown');
  if (missing.length > 0 || !address.success) return { missing };
  return { name, address: address.data, town: town === '' ? null : town };
}

async function nameHolder(parts: MailboxPageParts, visit: Visit): Promise<FastifyReply> {
  const { structureId, id, who, said } = namedIn(visit);
  const { form } = visit;
  const address = EmailAddress.safeParse(form[HOLDER.address] ?? '');
  const right = (Object.keys(holderRights) as HolderRight[]).find((name) => name === form[HOLDER.right]);
  if (!address.success || !right) return showOne(parts, visit, { trouble: said.naming['not-a-member'] }, 422);
  const member = await parts.structures.member(who, structureId, address.data);
  // A member is entered under one address and may have the account under another one.
  const account = member?.accountId ?? null;
  const outcome =
    account === null ? 'not-a-member' : await parts.mailboxes.name(who, structureId, id, { accountId: account, right });
  if (outcome !== 'named') return showOne(parts, visit, { trouble: said.naming[outcome] }, 409);
  return showOne(parts, visit, { done: said.named(member ? displayName(member.person) : '') });
}

/** The mailbox and the one of its holders that a request names, where they still hold it. */
async function holderOf({ mailboxes }: MailboxPageParts, visit: Visit, asked: Query) {
  const { structureId, id, who } = namedIn(visit);
  const mailbox = await mailboxes.open(who, structureId, id);
  const holders = await mailboxes.holders(who, structureId, id);
  return { mailbox, holder: holders.find(({ account }) => account.card.accountId === asked[HOLDER.account]) };
}

const showGone = (parts: MailboxPageParts, visit: Visit) =>
  showOne(parts, visit, { trouble: visit.reader.words.mailboxes.goneAlready }, 409);

function showLetGo(
  { reader, reply }: Visit,
  mailbox: OrganisationMailbox,
  { account }: MailboxHolder,
  refused?: RefusedReason,
): FastifyReply {
  const { mailboxes: said } = reader.words;
  const path = mailboxesPath({ id: mailbox.structureId }, mailbox.id);
  const page = {
    ...{ title: said.letGoTitle(displayName(account.card), mailbox.name), lead: account.card.address },
    ...{ note: said.letGoNote, hint: said.reasonHint, send: said.letGoSend },
    ...{ action: `${path}/${paths.mailboxLetGo}`, back: path, hidden: { [HOLDER.account]: account.card.accountId } },
  };
  return show(reply, reasonView(reader, page, refused), refused ? 422 : 200);
}

async function letGo(parts: MailboxPageParts, visit: Visit): Promise<FastifyReply> {
  const { structureId, id, who, said } = namedIn(visit);
  const { mailbox, holder } = await holderOf(parts, visit, visit.form);
  if (!holder) return showGone(parts, visit);
  const { reason, failure } = reasonIn(visit, REASON);
  if (failure !== null) return showLetGo(visit, mailbox, holder, { failure, typed: reason });
  const isGone = await parts.mailboxes.letGo(who, structureId, id, holder.account.card.accountId, reason);
  return isGone ? showOne(parts, visit, { done: said.gone }) : showGone(parts, visit);
}

/** An open mailbox; one that is not has nothing to be closed. */
async function openOf({ mailboxes }: MailboxPageParts, visit: Visit): Promise<OrganisationMailbox> {
  const { structureId, id, who } = namedIn(visit);
  const mailbox = await mailboxes.open(who, structureId, id);
  if (!mailbox.account) throw new AppError('request.not-found');
  return mailbox;
}

function showClosing({ reader, reply }: Visit, mailbox: OrganisationMailbox, refused?: RefusedReason): FastifyReply {
  const { mailboxes: said } = reader.words;
  const path = mailboxesPath({ id: mailbox.structureId }, mailbox.id);
  const page = {
    ...{ title: said.closeTitle(mailbox.name), lead: mailbox.address, note: said.closeNote, hint: said.reasonHint },
    ...{ send: said.closeSend, action: `${path}/${paths.mailboxClosing}`, back: path, hidden: {} },
  };
  return show(reply, reasonView(reader, page, refused), refused ? 422 : 200);
}

async function close(parts: MailboxPageParts, visit: Visit): Promise<FastifyReply> {
  const { structureId, id, who, said } = namedIn(visit);
  const mailbox = await openOf(parts, visit);
  const { reason, failure } = reasonIn(visit, REASON);
  if (failure !== null) return showClosing(visit, mailbox, { failure, typed: reason });
  const isClosed = await parts.mailboxes.close(who, structureId, id, reason);
  if (!isClosed) return showOne(parts, visit, { trouble: said.closedAlready }, 409);
  return showOne(parts, visit, { done: said.closed });
}
