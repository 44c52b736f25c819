/** What every page of the console asks first: who is there, and which part of a list. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Visit } from './console-request.ts';
import { PAGE_SIZE } from './list-views.ts';

/** What stands behind the question mark. */
export type Query = Readonly<Record<string, unknown>>;

/** A page for who is signed in alone. */
export type SignedIn = (
  answer: (visit: Visit) => Promise<FastifyReply>,
) => (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** The page asked for, from one. */
export function pageOf({ page }: Query): number {
  return typeof page === 'string' && /^[1-9]\d{0,5}$/.test(page) ? Number(page) : 1;
}

/** The rows of a page. */
export function sliceOf(page: number) {
  return { offset: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE };
}
