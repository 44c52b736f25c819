/** PostgreSQL's failures that somebody can do something about, under their names. */
import { DatabaseError } from 'pg';
import { AppError } from '../../../contract/errors.ts';

type Code = 'store.disk-full' | 'store.corrupt' | 'operator.unavailable';

/** By SQLSTATE, or by its class. */
const codes: Readonly<Record<string, Code>> = {
  // disk_full
  '53100': 'store.disk-full',
  // data_corrupted, index_corrupted
  XX001: 'store.corrupt',
  XX002: 'store.corrupt',
  // deadlock_detected, serialization_failure, lock_not_available, query_canceled
  '40P01': 'operator.unavailable',
  '40001': 'operator.unavailable',
  '55P03': 'operator.unavailable',
  '57014': 'operator.unavailable',
  // idle_in_transaction_session_timeout
  '25P03': 'operator.unavailable',
  // A node that writes to a server which has become a copy of another.
  '25006': 'operator.unavailable',
  // connection_exception; insufficient_resources; operator_intervention; invalid_authorization_specification
  '08': 'operator.unavailable',
  '53': 'operator.unavailable',
  '57': 'operator.unavailable',
  '28': 'operator.unavailable',
};

/** A NUL; half a character as JSON writes it, or NUL so, where the server reads a field: no text of PostgreSQL's can hold these. */
const unholdable: ReadonlySet<string> = new Set(['22021', '22P02', '22P05']);

/** What a broken connection is told by where no SQLSTATE came. */
const brokenConnection =
  /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/;

/** The same error, or an `AppError` with it as its cause. */
export function toAppError(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  if ('code' in error && unholdable.has(String(error.code)))
    return new AppError('request.invalid', { field: 'text' }, error);
  const code = codeOf(error);
  return code === null ? error : new AppError(code, error);
}

function codeOf(error: Error): Code | null {
  const state = 'code' in error ? String(error.code) : '';
  if (error instanceof DatabaseError) return codes[state] ?? codes[state.slice(0, 2)] ?? null;
  const isLost =
    /^(E[A-Z]+|DEPTH_ZERO_SELF_SIGNED_CERT|CERT_HAS_EXPIRED)$/.test(state) || brokenConnection.test(error.message);
  return isLost ? 'operator.unavailable' : null;
}
