/** Reading: the feed, messages, events, openings and evidence. */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { routes } from '../../contract/api/routes.ts';
import { AppError } from '../../contract/errors.ts';
import { isAllowedBy, sharedItemKinds } from '../../contract/model/delegation.ts';
import { noteScopes } from '../../contract/model/handling.ts';
import type { ByteStream } from '../../envelope/bytes.ts';
import type { RouteHandlers } from '../http/bind-route.ts';
import { streamSignals } from '../http/event-stream.ts';
import { sendRange } from '../http/send-range.ts';
import { openMessage, recordDelivery } from '../services/delivery.ts';
import { type EvidenceParts, evidenceZip } from '../services/evidence.ts';
import { type FeedScope, readFeed } from '../services/feed.ts';
import type { MailboxAccess } from '../services/mailbox-access.ts';
import { recordOpening } from '../services/opening.ts';
import type { AbsenceStore } from '../services/ports/absences.ts';
import type { AccountItemStore } from '../services/ports/account-items.ts';
import type { HandlingStore } from '../services/ports/handlings.ts';
import type { SharedDraftStore } from '../services/ports/shared-drafts.ts';
import { envelopeOf } from '../services/records.ts';
import type { Caller, Sessions } from '../services/sessions.ts';

type Names = 'sync' | 'syncStream' | 'message' | 'envelopeEvents' | 'opened' | 'evidence';

interface Parts extends EvidenceParts {
  readonly items: AccountItemStore;
  readonly absences: AbsenceStore;
  readonly drafts: SharedDraftStore;
  readonly handlings: HandlingStore;
  /** Called after a first opening. */
  readonly onOpened: () => void;
  readonly sessions: Sessions;
  readonly mailboxes: MailboxAccess;
}

/** How long a download may go on after its session has ended. */
const SESSION_ASKED_MS = 250;

export function envelopeRoutes(parts: Parts): RouteHandlers<Pick<typeof routes, Names>> {
  return {
    sync: ({ caller, query }) =>
      readFeed(parts, caller.mailbox.card.accountId, query.cursor, query.limit, feedScope(caller, query)),
    syncStream: async ({ caller, request, reply }) => streamSignals(parts, caller, request, reply),
    message: ({ caller, params, request, reply }) => sendMessage(parts, caller, params.envelopeId, request, reply),
    envelopeEvents: async ({ caller, params }) => {
      await envelopeOf(parts.envelopes, caller.mailbox.card.accountId, params.envelopeId);
      return { events: [...(await parts.envelopes.events(params.envelopeId))] };
    },
    opened: async ({ caller, params, body }) => ({
      event: await recordOpening(parts, caller, params.envelopeId, body.statement),
    }),
    evidence: async ({ caller, params, reply }) => {
      const zip = await evidenceZip(parts, caller, params.envelopeId);
      const guarded = whileAllowed(parts, caller, zip);
      return reply
        .header('cache-control', 'no-store')
        .header('content-disposition', `attachment; filename="preuve-${params.envelopeId}.zip"`)
        .type('application/zip')
        .send(Readable.from(guarded, { objectMode: false }));
    },
  };
}

/** What of a mailbox whoever reads its feed is told. */
function feedScope(
  { scopes }: Caller,
  asked: { readonly drafts?: 'told' | undefined; readonly handling?: 'told' | undefined },
): FeedScope {
  const handling = (notes: boolean) => (asked.handling === 'told' ? { notes } : null);
  if (scopes === null) return { drafts: asked.drafts === 'told', absences: true, handling: handling(true) };
  return {
    itemKinds: sharedItemKinds,
    // What an owner has begun to write is nobody else's.
    drafts: false,
    absences: isAllowedBy(scopes, ['open']),
    handling: handling(isAllowedBy(scopes, noteScopes)),
  };
}

async function sendMessage(
  parts: Parts,
  caller: Caller,
  envelopeId: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const message = await openMessage(parts, caller, envelopeId);
  const { sizeBytes, sha256 } = message.envelope;
  reply.header('cache-control', 'no-store');
  return sendRange(request, reply, {
    sizeBytes,
    tag: sha256,
    mediaType: 'message/rfc822',
    async read(start, end) {
      await recordDelivery(parts, caller, message.envelope);
      return whileAllowed(parts, caller, message.read(start, end));
    },
  });
}

/** Bytes for as long as the caller may read them: a delegation or a session that ends, at any node, stops a download under way. */
async function* whileAllowed(
  { mailboxes, sessions }: Pick<Parts, 'mailboxes' | 'sessions'>,
  caller: Caller,
  bytes: AsyncIterable<Uint8Array>,
): ByteStream {
  let askedAt = Number.NEGATIVE_INFINITY;
  for await (const piece of bytes) {
    await mailboxes.expectStill(caller, ['open']);
    // Not for each piece of a fast download, of which there are a thousand.
    if (performance.now() - askedAt >= SESSION_ASKED_MS) {
      askedAt = performance.now();
      if (!(await sessions.isOpen(caller.session.id))) throw new AppError('auth.session-ended');
    }
    yield piece;
  }
}
