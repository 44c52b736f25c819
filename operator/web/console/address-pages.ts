/** Requests for another address: who waits, the letter beside the account, and the decision. */
import type { FastifyInstance } from 'fastify';
import { AppError } from '../../../contract/errors.ts';
import type { AddressChanges, ChangeDecision } from '../../services/address-changes.ts';
import { show } from '../page-request.ts';
import { paths } from '../site-pages.ts';
import { addressListView, addressView, REASON_FIELD } from './address-views.ts';
import { idIn, reasonIn } from './console-request.ts';
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
      const file = await changes.open(visit.reader.administrator, idIn(visit, 'change'));
      return show(visit.reply, addressView(visit.reader, file, clock(), {}));
    }),
  );
  pages.post(
    `${paths.consoleAddresses}/:change/:decision`,
    signedIn(async (visit) => {
      const { reply, reader } = visit;
      const id = idIn(visit, 'change');
      const { decision: asked = '' } = visit.request.params as { readonly decision?: string };
      const decision = decisions[asked];
      if (!decision) throw new AppError('request.not-found');
      const { reason, failure } = reasonIn(visit, REASON_FIELD);
      if (decision === 'refused' && failure !== null) {
        const file = await changes.open(reader.administrator, id);
        return show(reply, addressView(reader, file, clock(), { failure, typed: reason }), 422);
      }
      const outcome = await changes.decide(reader.administrator, id, decision, decision === 'refused' ? reason : '');
      const file = await changes.open(reader.administrator, id);
      return show(reply, addressView(reader, file, clock(), { outcome }), outcome === 'decided' ? 200 : 409);
    }),
  );
}
