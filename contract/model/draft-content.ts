/** What a letter says before it is sealed. */
import { z } from 'zod';
import { ReminderDays } from './account-item.ts';
import { DraftId, EnvelopeId } from './ids.ts';
import { MAX_RECIPIENTS, MAX_TEXT_BYTES } from './limits.ts';
import { WantedPhoneCode } from './phone-code.ts';
import { RecipientRef } from './recipient.ts';
import { RichLetter } from './rich-letter.ts';

export const DraftContent = z.object({
  recipients: z.array(RecipientRef).max(MAX_RECIPIENTS),
  subject: z.string().max(998),
  text: z.string().max(MAX_TEXT_BYTES),
  /** The letter with its formatting, where it has any; `text` is then its plain text, as the session writes it. */
  rich: RichLetter.optional(),
  inReplyTo: EnvelopeId.nullable(),
  /** Recipients without an account who are to give a code by telephone before they are shown anything. */
  phoneCodes: z.array(WantedPhoneCode).max(MAX_RECIPIENTS).optional(),
  /** Days after sealing to be reminded of it, if somebody has not opened it by then; null for never. */
  remindAfterDays: ReminderDays.nullable().default(null),
  /** The letter that this is a numbered part of: its parts go to whom it goes to, and are taken back together. */
  partOf: DraftId.optional(),
});
export type DraftContent = z.infer<typeof DraftContent>;
