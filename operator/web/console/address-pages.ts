/** Requests for another address: who waits, the letter beside the account, and the decision. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../../contract/errors.ts';
import type { AddressChanges, ChangeDecision } from '../../services/address-changes.ts';
import { show } from '../page-request.ts';
import { paths } from '../site-pages.ts';
import { MAX_REASON } from './account-view.ts';
import { addressListView, addressView, REASON_FIELD } from './address-views.ts';
import type { Visit } from './console-request.ts';
import { pageOf, type SignedIn, sliceOf } from './signed-in.ts';

const decisions: Readonly<Record<string, ChangeDecision>> = { accepter: 'accepted', refuser: 'refused' };

export function addAddressPages(
  pages: FastifyInstance,
  { addressChanges: changes, clock }: { readonly addressChanges: AddressChanges; readonly clock: () => Date },
  signedIn: SignedIn,
): void {
  pages.get(
    paths.consoleAddresses,
    signedIn(async ({ reply, reader, request }) => {
      const page = pageOf(request.query as Readonly<Record<string, unknown>>);
      const { files: rows, total } = await changes.waiting(reader.administrator, sliceOf(page));
      return show(reply, addressListView(reader, { rows, total, page }, clock()));
    }),
  );
  pages.get(
    `${paths.consoleAddresses}/:change`,
    signedIn(async (visit) => {
      const file = await changes.open(visit.reader.administrator, idOf(visit));
      return show(visit.reply, addressView(visit.reader, file, clock(), {}));
    }),
  );
  pages.post(
    `${paths.consoleAddresses}/:change/:decision`,
    signedIn(async (visit) => {
      const { reply, reader } = visit;
      const id = idOf(visit);
      const { decision: asked = '' } = visit.request.params as { readonly decision?: string };
      const decision = decisions[asked];
      if (!decision) throw new AppError('request.not-found');
      const reason = reasonOf(visit);
      if (decision === 'refused' && (reason === '' || reason.length > MAX_REASON)) {
        const failure = reason === '' ? reader.words.reasonMissing : reader.words.reasonForm;
        const file = await changes.open(reader.administrator, id);
        return show(reply, addressView(reader, file, clock(), { failure, typed: reason }), 422);
      }
      const outcome = await changes.decide(reader.administrator, id, decision, decision === 'refused' ? reason : '');
      const file = await changes.open(reader.administrator, id);
      return show(reply, addressView(reader, file, clock(), { outcome }), outcome === 'decided' ? 200 : 409);
    }),
  );
}

/** What is no request's id is nobody's request. */
function idOf({ request }: Visit): string {
  const parsed = z.uuid().safeParse((request.params as { readonly change?: string }).change);
  if (!parsed.success) throw new AppError('request.not-found');
  return parsed.data;
}

/** In lines, without other control characters: it goes into a mail. */
function reasonOf({ form }: Visit): string {
  return (form[REASON_FIELD] ?? '')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n]/gu, ' ')
    .trim();
}
