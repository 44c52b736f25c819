/** Codes by telephone under the pen: kept in the draft as they are typed, so that what was asked for stays asked for. */
import { useState } from 'react';
import {
  judgePhone,
  MAX_TYPED_PHONE,
  type PhoneChannel,
  type PhoneProblem,
} from '../../../contract/model/phone-code.ts';
import type { PennedDraft } from './use-draft.ts';

/** A code that is asked of somebody, as far as it is written. */
export interface AskedCode {
  readonly typed: string;
  readonly channel: PhoneChannel;
  /** Why no code can be sent there. */
  readonly problem: PhoneProblem | null;
}

export interface PhoneCodeAsks {
  /** Null: none is asked of that address. */
  of(address: string): AskedCode | null;
  write(address: string, typed: string, channel: PhoneChannel): void;
  drop(address: string): void;
  /** Whether the letter can leave as it is written; from then on what is wrong is said. */
  expectReady(): boolean;
  readonly isChecked: boolean;
}

export function usePhoneCodes({ content, change }: PennedDraft): PhoneCodeAsks {
  const [isChecked, setIsChecked] = useState(false);
  const kept = content.phoneCodes ?? [];
  const of = (address: string): AskedCode | null => {
    const asked = kept.find((one) => one.address === address);
    if (!asked) return null;
    const { number: typed, channel } = asked;
    return { typed, channel, problem: judgePhone(typed, channel).problem };
  };
  const others = (address: string) => kept.filter((one) => one.address !== address);
  return {
    of,
    write(address, typed, channel) {
      // More than a draft keeps is no number whichever part of it is kept, and the letter is saved with it.
      const number = typed.slice(0, MAX_TYPED_PHONE);
      const recipient = content.recipients.find((one) => one.address === address);
      if (recipient) change({ phoneCodes: [...others(address), { address: recipient.address, number, channel }] });
    },
    drop(address) {
      if (of(address)) change({ phoneCodes: others(address) });
    },
    expectReady() {
      const isReady = content.recipients.every(({ address }) => (of(address)?.problem ?? null) === null);
      setIsChecked(!isReady);
      return isReady;
    },
    isChecked,
  };
}
