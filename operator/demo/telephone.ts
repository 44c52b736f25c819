/** The telephone of the demonstration: codes that nobody is sent, to be read on the page of its mails. In memory alone. */
import { codeText } from '../phone/code-text.ts';
import type { PhoneCodes, PhoneMessage } from '../services/ports/phone-codes.ts';

/** A call or message that would have left. */
export interface DemoCall extends Pick<PhoneMessage, 'number' | 'channel'> {
  readonly at: Date;
  readonly text: string;
}

export interface DemoTelephone extends PhoneCodes {
  /** The latest ones, newest first. */
  calls(): readonly DemoCall[];
}

const KEPT = 10;

export function createDemoTelephone(operatorName: string): DemoTelephone {
  const calls: DemoCall[] = [];
  return {
    async send(message) {
      const { number, channel } = message;
      calls.unshift({ at: new Date(), number, channel, text: codeText(message, operatorName) });
      calls.splice(KEPT);
    },
    calls: () => calls,
  };
}
