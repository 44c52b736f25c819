/**
 * What a session process and the process that reads documents say to each other, relayed by the supervisor. Bytes are
 * pulled, so that nobody holds more than one chunk on the way. What comes back is checked like anything hostile.
 */
import { z } from 'zod';
import { DocumentReading, SEARCHED_DOCUMENT_CHARACTERS } from '../model/readable-document.ts';

/** Session to documents. */
export const ToDocuments = z.discriminatedUnion('type', [
  /** Starts the process, so that it is there when it is wanted. */
  z.object({ type: z.literal('prepare') }),
  z.object({
    type: z.literal('read'),
    id: z.number().int(),
    /** Ending of the name, lower case: what bytes alone do not tell, such as CSV. */
    ending: z.string().max(16),
    sizeBytes: z.number().int().min(0),
    /** Characters to read at most. */
    limit: z.number().int().min(1).max(SEARCHED_DOCUMENT_CHARACTERS),
  }),
  z.object({ type: z.literal('bytes'), id: z.number().int(), bytes: z.instanceof(Uint8Array) }),
  /** There are no more bytes. */
  z.object({ type: z.literal('end'), id: z.number().int() }),
]);
export type ToDocuments = z.infer<typeof ToDocuments>;

/** Documents to session. */
export const FromDocuments = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('pull'), id: z.number().int() }),
  z.object({ type: z.literal('answer'), id: z.number().int(), reading: DocumentReading }),
]);
export type FromDocuments = z.infer<typeof FromDocuments>;
