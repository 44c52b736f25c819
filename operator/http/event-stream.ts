/** Server-sent events that say only that there is something to pull. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../services/sessions.ts';
import type { Signals } from '../services/signals.ts';

const HEARTBEAT_MS = 15_000;

/** Keeps the connection open until either side or the session ends. */
export function streamSignals(
  signals: Signals,
  isOpen: (sessionId: string) => Promise<boolean>,
  caller: Caller,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  reply.hijack();
  const { raw } = reply;
  const sessionId = caller.session.id;
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-request-id': request.id });
  request.raw.socket.setTimeout(0);
  raw.write('retry: 1000\n\n');
  const unsubscribe = signals.subscribe({
    accountId: caller.account.card.accountId,
    sessionId,
    changed: () => {
      // A reader that does not read is told by the next event; nothing piles up for it.
      if (!raw.writableNeedDrain) raw.write('event: changed\ndata: {}\n\n');
    },
    ended: () => raw.end('event: ended\ndata: {}\n\n'),
  });
  const heartbeat = setInterval(() => {
    isOpen(sessionId).then(
      (open) => (open ? raw.write(': \n\n') : raw.end('event: ended\ndata: {}\n\n')),
      () => raw.end(),
    );
  }, HEARTBEAT_MS);
  raw.on('close', () => {
    clearInterval(heartbeat);
    unsubscribe();
  });
  return reply;
}
