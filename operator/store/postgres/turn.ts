/**
 * Whoever writes to a schema has its turn first: works run one after the other on all nodes, as they do on one. What is
 * read in a transaction after that is all that was committed before, so that numbers have no gaps and follow the order of
 * commits. Given back by the end of the transaction, also when a node dies with it.
 */

/** Any number that no other program takes: "medi". */
const TURN = 0x6d656469;

/** `statement`, once it is this connection's turn; of the schema that the connection works in. */
export function inTurn(statement: string): string {
  return `${statement}SELECT pg_advisory_xact_lock(${TURN}, current_schema()::regnamespace::oid::int)`;
}

/** Whether this connection has the right to serve from now on, until it ends; a schema's number is never 0. */
export const tryToServe = `pg_try_advisory_lock(${TURN}, 0)`;

/** Gives that right back at once. */
export const serveNoMore = `pg_advisory_unlock(${TURN}, 0)`;

/** The same right shared with others that have it so; whoever serves alone waits for all of them, and they for that one. */
export const tryToServeBeside = `pg_try_advisory_lock_shared(${TURN}, 0)`;

/** Gives that right back at once. */
export const serveNoMoreBeside = `pg_advisory_unlock_shared(${TURN}, 0)`;

/** Any other number: "medj". */
const JOBS = 0x6d65646a;

/** Whether this connection's node does the job of that name (`$1`) from now on, until it ends. */
export const tryJob = `pg_try_advisory_lock(${JOBS}, hashtext($1))`;

/** Another node may do it again. */
export const endJob = `pg_advisory_unlock(${JOBS}, hashtext($1))`;
