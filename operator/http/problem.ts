/** Failures as `application/problem+json` (RFC 9457). */
import { randomUUID } from 'node:crypto';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '../../contract/api/routes.ts';
import { AppError, httpStatus, type WireError } from '../../contract/errors.ts';

/** Answers with a failure. What nobody expected is logged under an incident id, and only the id leaves. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const failure = toAppError(error);
  if (failure === null) return answer(reply, logIncident(request, error), 500);
  const status = httpStatus(failure.code);
  // Never the details: they hold addresses, and whatever somebody sent as the name of a field.
  request.log.info({ code: failure.code }, 'refused');
  if (status === 401) reply.header('www-authenticate', 'DPoP algs="ES256"');
  if (failure.is('operator.too-many-requests') || failure.is('auth.too-many-codes')) {
    reply.header('retry-after', failure.details.retryAfterSeconds);
  }
  if (status >= 500) logCause(request, failure);
  return answer(reply, failure.toWire(), status);
}

/** Answers with a failure under a status of the HTTP standard that no code has. */
export function answer(reply: FastifyReply, error: WireError, status: number): FastifyReply {
  const problem: Problem = { type: `urn:medimail:error:${error.code}`, title: error.code, status, error };
  return reply.code(status).type('application/problem+json').send(JSON.stringify(problem));
}

function toAppError(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  const code = (error as Partial<FastifyError>)?.code ?? '';
  if (!code.startsWith('FST_')) return null;
  const status = (error as FastifyError).statusCode ?? 500;
  if (status >= 500) return null;
  return new AppError('request.invalid', { field: status === 413 ? 'body-size' : 'body' });
}

function logIncident(request: FastifyRequest, error: unknown): WireError {
  const incident = randomUUID();
  request.log.error({ incident, error }, 'incident');
  return { code: 'app.bug', retry: 'never', incident };
}

function logCause(request: FastifyRequest, failure: AppError): void {
  request.log.error({ code: failure.code, error: failure.cause ?? failure }, 'failed');
}
