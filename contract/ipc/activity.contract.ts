/** What happened to the account's envelopes, as the operator recorded it: searched, paged and exported from what is here. */
import { z } from 'zod';
import { EnvelopeEvent, EventKind } from '../model/event.ts';
import { FileGrantId } from '../model/ids.ts';
import { defineContract, method } from './define.ts';
import { Box } from './mailbox.contract.ts';

/** Longer texts are no search. */
export const ACTIVITY_TEXT_LENGTH = 200;

export const ActivityQuery = z.object({
  /** Beginnings of words: of names and addresses, and of titles where these are asked for. */
  text: z.string().max(ACTIVITY_TEXT_LENGTH),
  /** None means all of them. */
  kinds: z.array(EventKind),
  /** Titles name patients: they are told of, and searched, only where somebody asks. */
  withSubjects: z.boolean(),
});
export type ActivityQuery = z.infer<typeof ActivityQuery>;

export const ActivityRow = z.object({
  event: EnvelopeEvent.omit({ previousHash: true, evidenceSha256: true }),
  /** Null once the envelope is not in any list here. */
  envelope: z
    .object({
      box: Box,
      /** Sender of a received envelope, first recipient of a sent one. */
      who: z.string(),
      otherRecipients: z.number().int(),
      /** Null unless asked for. */
      subject: z.string().nullable(),
    })
    .nullable(),
});
export type ActivityRow = z.infer<typeof ActivityRow>;

/** The words of an exported file, in the language of the interface. */
const ActivityWords = z.object({
  /** Heads of the columns, in the order of the file. */
  columns: z.object({
    number: z.string(),
    day: z.string(),
    time: z.string(),
    event: z.string(),
    actor: z.string(),
    onBehalfOf: z.string(),
    recipient: z.string(),
    source: z.string(),
    envelope: z.string(),
    box: z.string(),
    subject: z.string(),
  }),
  kinds: z.record(EventKind, z.string()),
  sources: z.object({ operator: z.string(), declared: z.string() }),
  boxes: z.object({ received: z.string(), sent: z.string() }),
});
export type ActivityWords = z.infer<typeof ActivityWords>;

export const activityContract = defineContract('activity', {
  servedBy: 'session',
  methods: {
    /** Newest first. */
    rows: method(
      ActivityQuery.extend({ offset: z.number().int().min(0), limit: z.number().int().min(1).max(200) }),
      z.object({
        rows: z.array(ActivityRow),
        total: z.number().int(),
        /** Openings made here that the operator has not heard of yet, and so has not recorded. */
        unstated: z.number().int(),
      }),
    ),
    /** Writes everything that answers as a table (RFC 4180), in clear, where the person said. */
    exportRows: method(
      ActivityQuery.extend({ grantId: FileGrantId, words: ActivityWords }),
      z.object({ rows: z.number().int(), sizeBytes: z.number().int() }),
    ),
  },
  events: {},
});
