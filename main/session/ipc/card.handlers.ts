import { AppError } from '../../../contract/errors.ts';
import type { CardState, cardContract, SessionView } from '../../../contract/ipc/card.contract.ts';
import type { Handlers } from '../../../contract/ipc/define.ts';
import type { PinTry } from '../core/card-port.ts';

export interface CardService {
  state(): CardState;
  signIn(reader: string, attempt: PinTry): Promise<SessionView>;
  recover(code: string): Promise<SessionView>;
}

/** The PIN becomes bytes here, at once; the string that carried it is left to the garbage collector. */
export function toPinTry(pin: string | null, finalTryConfirmed: boolean): PinTry {
  return { pin: pin === null ? null : new TextEncoder().encode(pin), finalTryConfirmed };
}

export function cardHandlers(cards: CardService): Handlers<typeof cardContract> {
  let signingIn = false;
  /** Two sign-ins at once would try the PIN twice. */
  const alone = async (act: () => Promise<SessionView>): Promise<SessionView> => {
    if (signingIn) throw new AppError('app.cancelled');
    signingIn = true;
    try {
      return await act();
    } finally {
      signingIn = false;
    }
  };
  return {
    state: () => cards.state(),
    signIn: ({ reader, pin, finalTryConfirmed }) => alone(() => cards.signIn(reader, toPinTry(pin, finalTryConfirmed))),
    recover: ({ recoveryCode }) => alone(() => cards.recover(recoveryCode)),
  };
}
