/** How an operator parts from its clients as it stops. */
import type { FastifyInstance } from 'fastify';
import { AppError } from '../../contract/errors.ts';

/** One that is `leaving` answers still, and sends who comes to another node; one that is `stopping` refuses. */
export type Standing = 'serving' | 'leaving' | 'stopping';

/** A connection that stays open gets one more answer, which tells its client to come back on another one. */
export function partWhileStopping(app: FastifyInstance, standing: () => Standing): void {
  app.addHook('onRequest', async (request, reply) => {
    if (standing() === 'serving') return;
    reply.header('connection', 'close');
    if (standing() === 'leaving' || request.url === '/healthz' || request.url === '/readyz') return;
    throw new AppError('operator.unavailable');
  });
}
