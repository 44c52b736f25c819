/** Pages for who is signed in: the queue, accounts, one account and what is done to it, the record. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../../contract/errors.ts';
import { AccountId } from '../../../contract/model/ids.ts';
import type { Clock } from '../../clock.ts';
import type { AddressChanges } from '../../services/address-changes.ts';
import { type Administration, isAccountAct } from '../../services/administration.ts';
import type { ConsoleSessions } from '../../services/console-sessions.ts';
import type { OrganisationMailboxes } from '../../services/organisation-mailboxes.ts';
import {
  type AccountAct,
  type ActKind,
  accountActs,
  addressActs,
  administratorActs,
  ownerActs,
  structureActs,
} from '../../services/ports/acts.ts';
import { accountStates } from '../../services/ports/administration.ts';
import type { StructureAdministration } from '../../services/structure-administration.ts';
import { show } from '../page-request.ts';
import { paths } from '../site-pages.ts';
import { type AccountPageState, accountView, CONFIRMATION, reasonField } from './account-view.ts';
import { addAddressPages } from './address-pages.ts';
import { readerOf } from './console-reader.ts';
import { type ConsoleRequests, clearSession, reasonIn, searchedIn, type Visit } from './console-request.ts';
import { queueView, recordView, searchView } from './list-views.ts';
import { addMailboxPages } from './mailbox-pages.ts';
import { pageOf, type Query, type SignedIn, sliceOf } from './signed-in.ts';
import { addStructurePages } from './structure-pages.ts';

export interface AccountPageParts {
  readonly requests: ConsoleRequests;
  readonly administration: Administration;
  readonly addressChanges: AddressChanges;
  readonly structures: StructureAdministration;
  readonly mailboxes: OrganisationMailboxes;
  readonly consoleSessions: ConsoleSessions;
  readonly clock: Clock;
}

export function addAccountPages(pages: FastifyInstance, parts: AccountPageParts): void {
  const { administration, clock } = parts;
  const signedIn =
    (answer: (visit: Visit) => Promise<FastifyReply>) => async (request: FastifyRequest, reply: FastifyReply) => {
      const visit = await parts.requests.visit(request, reply);
      if (visit) return answer(visit);
      // Whoever only comes by for the first time is told of no session that has ended.
      const fin = request.headers.cookie?.includes('medimail-console') ? '1' : undefined;
      return reply.redirect(readerOf(request).href(paths.consoleSignIn, { fin }), 303);
    };

  /** Accounts are not those of structures to look after: they are led to what is. */
  const signedInForAccounts: SignedIn = (answer) =>
    signedIn(async (visit) => {
      const { reader, reply, request } = visit;
      const { structure } = reader.administrator;
      if (structure === null) return answer(visit);
      if (request.url.split('?')[0] !== paths.console) throw new AppError('request.not-found');
      const { secours } = request.query as Query;
      const own = `${paths.consoleStructures}/${structure.id}`;
      return reply.redirect(reader.href(own, { secours: secours === undefined ? undefined : '1' }), 303);
    });

  pages.get(
    paths.console,
    signedInForAccounts(async ({ reply, reader, request, caller }) => {
      const query = request.query as Query;
      const page = pageOf(query);
      const codesLeft = query['secours'] === undefined ? null : await parts.consoleSessions.recoveryCodesLeft(caller);
      const { files: rows, total, late } = await administration.queue(reader.administrator, sliceOf(page));
      return show(reply, queueView(reader, { rows, total, page }, { late, codesLeft, now: clock() }));
    }),
  );
  pages.get(
    paths.consoleAccounts,
    signedInForAccounts(async ({ reply, reader, request }) => {
      const query = request.query as Query;
      const [page, text] = [pageOf(query), searchedIn(query)];
      const state = accountStates.find((one) => one === query['etat']);
      const asked = { ...sliceOf(page), text, state };
      const { files: rows, total } = await administration.search(reader.administrator, asked);
      return show(reply, searchView(reader, { text, state }, { rows, total, page }));
    }),
  );
  pages.get(
    paths.consoleRecord,
    signedIn(async ({ reply, reader, request }) => {
      const query = request.query as Query;
      const [page, text] = [pageOf(query), searchedIn(query)];
      const kinds: readonly ActKind[] = [
        ...accountActs,
        ...ownerActs,
        ...addressActs,
        ...structureActs,
        ...administratorActs,
      ];
      const kind = kinds.find((one) => one === query['acte']);
      const { acts: rows, total } = await administration.record(reader.administrator, { ...sliceOf(page), text, kind });
      return show(reply, recordView(reader, { text, kind, kinds }, { rows, total, page }));
    }),
  );
  pages.post(
    paths.consoleSignOut,
    signedIn(async ({ reply, reader, caller }) => {
      await parts.consoleSessions.end(caller);
      clearSession(reply);
      return reply.redirect(reader.href(paths.consoleSignIn), 303);
    }),
  );
  addAccountPage(pages, parts, signedInForAccounts);
  addAddressPages(pages, parts, signedInForAccounts);
  addStructurePages(pages, parts, signedIn);
  addMailboxPages(pages, parts, signedIn);
}

function addAccountPage(pages: FastifyInstance, { administration, clock }: AccountPageParts, signedIn: SignedIn): void {
  async function showAccount({ reply, reader }: Visit, accountId: string, state: AccountPageState, status = 200) {
    const file = await administration.open(reader.administrator, accountId);
    return show(reply, accountView(reader, file, clock(), state), status);
  }

  pages.get(
    `${paths.consoleAccounts}/:account`,
    signedIn(async (visit) => {
      const { fait } = visit.request.query as Query;
      const done = accountActs.find((one) => one === fait);
      const waiting = done ? await administration.queue(visit.reader.administrator, { offset: 0, limit: 1 }) : null;
      const next = waiting?.files[0]?.account.card.accountId ?? null;
      return showAccount(visit, accountOf(visit), { done, next });
    }),
  );
  pages.post(
    `${paths.consoleAccounts}/:account/:act`,
    signedIn(async (visit) => {
      const { reply, reader } = visit;
      const accountId = accountOf(visit);
      const { act: kind = '' } = visit.request.params as { readonly act?: string };
      if (!isAccountAct(kind)) throw new AppError('request.not-found');
      const failures = actFailures(visit, kind);
      if (Object.keys(failures).length > 0) {
        return showAccount(visit, accountId, { refused: { kind, values: visit.form, failures } }, 422);
      }
      const outcome = await administration.act(
        reader.administrator,
        accountId,
        kind,
        reasonIn(visit, reasonField(kind)).reason,
      );
      if (outcome.outcome !== 'done') return showAccount(visit, accountId, { outcome }, 409);
      return reply.redirect(reader.href(`${paths.consoleAccounts}/${accountId}`, { fait: kind }), 303);
    }),
  );
}

/** The account of an address; what is no account's id is nobody's account. */
function accountOf({ request }: Visit): string {
  const { account } = request.params as { readonly account?: string };
  const parsed = AccountId.safeParse(account);
  if (!parsed.success) throw new AppError('request.not-found');
  return parsed.data;
}

function actFailures(visit: Visit, kind: AccountAct): Readonly<Record<string, string>> {
  if (kind === 'certified') return {};
  const name = reasonField(kind);
  const { failure } = reasonIn(visit, name);
  const { form, reader } = visit;
  const isUnconfirmed = kind === 'closed' && form[CONFIRMATION] === undefined;
  return {
    ...(failure === null ? {} : { [name]: failure }),
    ...(isUnconfirmed ? { [CONFIRMATION]: reader.words.confirmMissing } : {}),
  };
}
