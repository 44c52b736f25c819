/** What sends codes by telephone, as the services see it. */
import type { Language } from '../../../contract/model/language.ts';
import type { PhoneChannel } from '../../../contract/model/phone-code.ts';

export interface PhoneMessage {
  /** Names this sending: whoever gets it twice sends it once. */
  readonly id: string;
  /** E.164. */
  readonly number: string;
  readonly code: string;
  readonly channel: PhoneChannel;
  readonly language: Language;
}

export interface PhoneCodes {
  /** Resolves once the code is on its way; throws `PhoneGatewayFailed`. */
  send(message: PhoneMessage): Promise<void>;
}

/** Why a code did not leave. */
export type PhoneGatewayProblem =
  /** Nobody answered: nothing left. */
  | 'unreachable'
  /** The gateway answered that it sends nothing. */
  | 'refused'
  /** No answer, or none in time: the telephone may ring all the same. */
  | 'too-slow';

/** Neither number nor code is in it; `code` is what logs show. */
export class PhoneGatewayFailed extends Error {
  readonly code: PhoneGatewayProblem;
  /** What the gateway answered; null without an answer. */
  readonly status: number | null;

  constructor(code: PhoneGatewayProblem, status: number | null = null) {
    super(`telephone gateway: ${code}`);
    this.name = 'PhoneGatewayFailed';
    this.code = code;
    this.status = status;
  }
}
