/** Whom a letter goes to: people are added together or not at all, as an envelope goes to so many and no more. */
import { useState } from 'react';
import { MAX_RECIPIENTS } from '../../../contract/model/limits.ts';
import type { RecipientRef } from '../../../contract/model/recipient.ts';
import { withRecipient } from './letter-checks.ts';
import type { PennedDraft } from './use-draft.ts';
import { type PhoneCodeAsks, usePhoneCodes } from './use-phone-codes.ts';

export interface Recipients {
  /** How many there would have been, when the last to be added were too many. */
  readonly tooMany: number | null;
  /** Answers whether they were added: `tooMany` says why not. */
  add(added: readonly RecipientRef[]): boolean;
  remove(address: string): void;
  /** Codes by telephone that are asked of them. */
  readonly phoneCodes: PhoneCodeAsks;
}

export function useRecipients(penned: PennedDraft): Recipients {
  const { content, change } = penned;
  const phoneCodes = usePhoneCodes(penned);
  const [tooMany, setTooMany] = useState<number | null>(null);
  return {
    tooMany,
    phoneCodes,
    add(added) {
      const recipients = added.reduce<readonly RecipientRef[]>(withRecipient, content.recipients);
      const isTooMany = recipients.length > MAX_RECIPIENTS;
      setTooMany(isTooMany ? recipients.length : null);
      if (!isTooMany) change({ recipients: [...recipients] });
      return !isTooMany;
    },
    remove(address) {
      setTooMany(null);
      phoneCodes.drop(address);
      change({ recipients: content.recipients.filter((recipient) => recipient.address !== address) });
    },
  };
}
