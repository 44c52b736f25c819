/** Whether the workstation is up to date, and with whom it speaks. */
import { z } from 'zod';
import { ErrorCode } from '../errors.ts';
import { Instant } from '../model/ids.ts';
import { defineContract, method } from './define.ts';

export const SyncState = z.object({
  connection: z.enum(['online', 'connecting', 'offline']),
  /** Last complete pull. */
  upToDateAt: Instant.nullable(),
  offlineSince: Instant.nullable(),
  nextTryAt: Instant.nullable(),
  /** Why there is no connection. */
  problem: ErrorCode.nullable(),
  envelopes: z.number().int(),
  /** Bytes of messages still to fetch, and fetched in this round. */
  pendingBytes: z.number().int(),
  fetchedBytes: z.number().int(),
  /** Until all that is pending is here, at the pace of the last seconds; null while that is not known. */
  secondsLeft: z.number().int().nullable(),
  /** The person has what comes ahead wait. */
  paused: z.boolean(),
});
export type SyncState = z.infer<typeof SyncState>;

export const syncContract = defineContract('sync', {
  servedBy: 'session',
  methods: {
    state: method(z.object({}), SyncState),
    now: method(z.object({}), z.object({})),
  },
  events: { changed: SyncState },
});
