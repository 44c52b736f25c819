/** Server-sent events that say only that there is something to pull. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../contract/errors.ts';
import type { MailboxAccess } from '../services/mailbox-access.ts';
import type { Caller, Sessions } from '../services/sessions.ts';
import type { Signals } from '../services/signals.ts';

const HEARTBEAT_MS = 15_000;

interface Parts {
  readonly signals: Signals;
  readonly sessions: Pick<Sessions, 'isOpen'>;
  readonly mailboxes: MailboxAccess;
}

/** Keeps the connection open until either side, the session, or the right to the mailbox ends. */
export function streamSignals(
  { signals, sessions, mailboxes }: Parts,
  caller: Caller,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  reply.hijack();
  const { raw } = reply;
  const sessionId = caller.session.id;
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-request-id': request.id });
  request.raw.socket.setTimeout(0);
  const say = (text: string) => {
    if (!raw.writableEnded && !raw.destroyed) raw.write(text);
  };
  const end = () => {
    say('event: ended\ndata: {}\n\n');
    raw.end();
  };
  const isAllowed = async () => {
    try {
      await mailboxes.expectStill(caller, ['titles']);
      return await sessions.isOpen(sessionId);
    } catch (error) {
      if (error instanceof AppError) return false;
      throw error;
    }
  };
  const changed = () => {
    // A reader that is behind still has an earlier word to read, and pulls then; nothing piles up for it.
    if (!raw.writableNeedDrain) say('event: changed\ndata: {}\n\n');
  };
  const endUnlessAllowed = (otherwise: () => void) =>
    isAllowed().then(
      (allowed) => (allowed ? otherwise() : end()),
      () => raw.destroy(),
    );
  say('retry: 1000\n\n');
  const unsubscribe = signals.subscribe({
    accountId: caller.mailbox.card.accountId,
    readerId: caller.account.card.accountId,
    sessionId,
    changed,
    ended: end,
    replaced: () => raw.end(),
    missed: () => void endUnlessAllowed(changed),
  });
  const heartbeat = setInterval(() => void endUnlessAllowed(() => say(': \n\n')), HEARTBEAT_MS);
  raw.on('close', () => {
    clearInterval(heartbeat);
    unsubscribe();
  });
  return reply;
}
