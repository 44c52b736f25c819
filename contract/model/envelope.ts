/** The envelope as lists and readers know it, without its bytes. */
import { z } from 'zod';
import { EnvelopeId, Instant, Sha256Hex } from './ids.ts';
import { Sender } from './person.ts';
import { Recipient } from './recipient.ts';

/** An attachment as the operator lists it; its bytes are inside the message. */
export const AttachmentFacts = z.object({
  index: z.number().int().nonnegative(),
  name: z.string().max(255),
  mediaType: z.string().max(120),
  /** Decoded bytes. */
  sizeBytes: z.number().int().nonnegative(),
});
export type AttachmentFacts = z.infer<typeof AttachmentFacts>;

/** Everything about an envelope that the operator tells those with rights on it. */
export const EnvelopeRecord = z.object({
  id: EnvelopeId,
  sender: Sender,
  recipients: z.array(Recipient),
  /** Title and attachments; null once the content was erased. */
  content: z
    .object({ subject: z.string().max(998), attachments: z.array(AttachmentFacts), inReplyTo: EnvelopeId.nullable() })
    .nullable(),
  message: z.object({ sha256: Sha256Hex, sizeBytes: z.number().int().positive() }),
  signed: z.boolean(),
  depositedAt: Instant,
  sealedAt: Instant,
  expiresAt: Instant,
});
export type EnvelopeRecord = z.infer<typeof EnvelopeRecord>;
