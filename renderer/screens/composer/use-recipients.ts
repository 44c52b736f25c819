/** Whom a letter goes to, and what is known of them: people are added together or not at all, as an envelope goes to so many and no more. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { KnownRecipient } from '../../../contract/ipc/directory.contract.ts';
import { MAX_RECIPIENTS } from '../../../contract/model/limits.ts';
import type { RecipientRef } from '../../../contract/model/recipient.ts';
import { queries } from '../../bridge.ts';
import { withRecipient } from './letter-checks.ts';
import type { PennedDraft } from './use-draft.ts';
import { type PhoneCodeAsks, usePhoneCodes } from './use-phone-codes.ts';

export interface Recipients {
  /** How many there would have been, when the last to be added were too many. */
  readonly tooMany: number | null;
  /** Answers whether they were added: `tooMany` says why not. */
  add(added: readonly RecipientRef[]): boolean;
  remove(address: string): void;
  /** What is known of one of them: null before anybody answered. */
  known(address: string): KnownRecipient | null;
  /** Whether what is known is this workstation's word: who is invited, the operator alone can say. */
  readonly isKnownOffline: boolean;
  /** Codes by telephone that are asked of them. */
  readonly phoneCodes: PhoneCodeAsks;
}

export function useRecipients(penned: PennedDraft): Recipients {
  const { content, change } = penned;
  const phoneCodes = usePhoneCodes(penned);
  const [tooMany, setTooMany] = useState<number | null>(null);
  const { data } = useQuery(queries.recipients(content.recipients.map(({ address }) => address)));
  return {
    tooMany,
    known: (address) => data?.recipients.find((one) => one.address === address) ?? null,
    isKnownOffline: data?.offline ?? true,
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
