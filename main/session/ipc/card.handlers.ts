import type { CardState, cardContract, SessionView } from '../../../contract/ipc/card.contract.ts';
import type { Handlers } from '../../../contract/ipc/define.ts';
import type { PinTry } from '../core/card-port.ts';
import type { OneAtATime } from './one-at-a-time.ts';

export interface CardService {
  state(): CardState;
  signIn(reader: string, attempt: PinTry): Promise<SessionView>;
  recover(code: string): Promise<SessionView>;
}

/** The PIN becomes bytes here, at once; the string that carried it is left to the garbage collector. */
export function toPinTry(pin: string | null, finalTryConfirmed: boolean): PinTry {
  return { pin: pin === null ? null : new TextEncoder().encode(pin), finalTryConfirmed };
}

export function cardHandlers(cards: CardService, alone: OneAtATime): Handlers<typeof cardContract> {
  return {
    state: () => cards.state(),
    signIn: ({ reader, pin, finalTryConfirmed }) => alone(() => cards.signIn(reader, toPinTry(pin, finalTryConfirmed))),
    recover: ({ recoveryCode }) => alone(() => cards.recover(recoveryCode)),
  };
}
