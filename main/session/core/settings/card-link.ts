/** Linking the card in a reader to the account that is open by code. The card is logged in for that alone. */
import { AppError } from '../../../../contract/errors.ts';
import type { Access } from '../../../../contract/ipc/settings.contract.ts';
import type { Card, PinTry } from '../card-port.ts';
import type { OperatorSession } from '../operator-port.ts';

export interface CardLinkPorts {
  readonly operator: OperatorSession;
  /** The card that was read there; throws why it cannot serve. */
  readonly cardIn: (reader: string) => Card;
  /** The tries left may be others now. */
  readonly onTried: (reader: string) => Promise<void>;
}

/** Links the card; null where the session is the card's own. */
export type LinkCard = (reader: string, attempt: PinTry) => Promise<Access>;

export function createCardLink({ operator, cardIn, onTried }: CardLinkPorts): LinkCard {
  async function link(card: Card, attempt: PinTry): Promise<void> {
    await card.login(attempt);
    try {
      const assertion = await operator.sessionAssertion(await card.assertionSigner());
      await operator.call('cardLink', { body: { assertion } });
    } finally {
      // Removed meanwhile it is logged out too; nothing that is linked depends on it.
      await card.logout().catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
      });
    }
  }
  return async (reader, attempt) => {
    try {
      await link(cardIn(reader), attempt);
    } finally {
      await onTried(reader);
    }
    return operator.call('sessions', {});
  };
}
