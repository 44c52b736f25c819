/** Codes by telephone as they are asked for under the pen: a number that is being typed is none of the letter's yet. */
import { useState } from 'react';
import { judgePhone, type PhoneChannel, type PhoneProblem } from '../../../contract/model/phone-code.ts';
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

type Typed = Readonly<Record<string, { readonly typed: string; readonly channel: PhoneChannel } | undefined>>;

export function usePhoneCodes({ content, change }: PennedDraft): PhoneCodeAsks {
  const [typed, setTyped] = useState<Typed>({});
  const [isChecked, setIsChecked] = useState(false);
  const kept = content.phoneCodes ?? [];
  const of = (address: string): AskedCode | null => {
    const asked = kept.find((one) => one.address === address);
    const written = typed[address] ?? (asked ? { typed: asked.number, channel: asked.channel } : null);
    return written && { ...written, problem: judgePhone(written.typed, written.channel).problem };
  };
  const others = (address: string) => kept.filter((one) => one.address !== address);
  return {
    of,
    write(address, number, channel) {
      setTyped({ ...typed, [address]: { typed: number, channel } });
      const recipient = content.recipients.find((one) => one.address === address);
      const judged = judgePhone(number, channel);
      // Half a number takes the place of none: what was asked for stays asked for, and the letter waits.
      if (!recipient || judged.number === null) return;
      change({ phoneCodes: [...others(address), { address: recipient.address, number: judged.number, channel }] });
    },
    drop(address) {
      setTyped({ ...typed, [address]: undefined });
      change({ phoneCodes: others(address) });
    },
    expectReady() {
      const isReady = content.recipients.every(({ address }) => (of(address)?.problem ?? null) === null);
      setIsChecked(!isReady);
      return isReady;
    },
    isChecked,
  };
}
