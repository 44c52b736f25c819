/**
 * What PKCS#11 cannot tell or do, done over PC/SC beside it: how many PIN tries a PIV card has left, whether somebody
 * left it verified, and the reset that makes it forget.
 */
import { type Card, CardDisposition } from 'pcsc-mini';
import type { ReaderWatch } from './reader-watch.ts';

/** Registered application identifier of PIV, as cards put it into their historical bytes (NIST SP 800-73-4). */
const pivAid = Buffer.from('A00000030800001000', 'hex');
const selectPiv = Uint8Array.from([0x00, 0xa4, 0x04, 0x00, pivAid.length, ...pivAid, 0x00]);
/** VERIFY without data: asks for the state of the PIN, tries nothing. */
const askPinState = Uint8Array.from([0x00, 0x20, 0x00, 0x80]);

/** State of a PIV card's PIN. A verified card tells no number of tries. */
export type PivPinState = { readonly verified: true } | { readonly verified: false; readonly triesLeft: number };

/**
 * Asks a PIV card for its PIN state; null where the card is not PIV or does not answer as one. `knownAsPiv` spares the
 * look at the ATR: the PKCS#11 module has recognised the card.
 */
export async function readPivPinState(
  watch: ReaderWatch,
  reader: string,
  knownAsPiv: boolean,
): Promise<PivPinState | null> {
  return withCard(watch, reader, async (card) => {
    // Selecting an application on another family's card could disturb the module that is using it.
    if (!knownAsPiv && Buffer.from((await card.state()).atr).indexOf(pivAid.subarray(0, 5)) < 0) return null;
    const transaction = await card.transaction();
    try {
      if (statusWord(await card.transmit(selectPiv)) !== 0x9000) return null;
      return pinState(statusWord(await card.transmit(askPinState)));
    } finally {
      await transaction.end(CardDisposition.LEAVE);
    }
  });
}

function pinState(word: number): PivPinState | null {
  if (word === 0x9000) return { verified: true };
  if (word === 0x6983) return { verified: false, triesLeft: 0 };
  return (word & 0xfff0) === 0x63c0 ? { verified: false, triesLeft: word & 0x0f } : null;
}

function statusWord(response: Uint8Array): number {
  return ((response.at(-2) ?? 0) << 8) | (response.at(-1) ?? 0);
}

/** Resets the card, so that no program finds it verified. False when no card could be reached. */
export async function resetCard(watch: ReaderWatch, reader: string): Promise<boolean> {
  const done = await withCard(watch, reader, async () => true, CardDisposition.RESET);
  return done ?? false;
}

/** Null when there is no card to talk to: absent, mute, held by another program, or gone on the way. */
async function withCard<T>(
  watch: ReaderWatch,
  reader: string,
  action: (card: Card) => Promise<T>,
  disposition: CardDisposition = CardDisposition.LEAVE,
): Promise<T | null> {
  let card: Card | null;
  try {
    card = await watch.connect(reader);
  } catch {
    return null;
  }
  if (!card) return null;
  let result: T | null;
  try {
    result = await action(card);
  } catch {
    result = null;
  }
  try {
    await card.disconnect(disposition);
  } catch {
    return null;
  }
  return result;
}
