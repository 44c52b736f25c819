/** The live state of reader and card, as the sign-in screen draws it. Pure functions. */
import type { CardState } from '../../../contract/ipc/card.contract.ts';

export type StepLook = 'done' | 'current' | 'waiting' | 'failed';

/** Words of a step, as keys of the `signIn` namespace. */
export type StepWord =
  | 'readerReady'
  | 'readerMissing'
  | 'readerWaiting'
  | 'serviceMissing'
  | 'cardRecognised'
  | 'cardAwaited'
  | 'cardReading'
  | 'cardRefused'
  | 'cardUnreadable'
  | 'cardToChoose'
  | 'cardWaiting'
  | 'pinToType'
  | 'pinOnReader'
  | 'pinWaiting'
  | 'pinNotNeeded'
  | 'cardAbsent'
  | 'pinBlocked'
  | 'pinChecking'
  | 'pinDone';

export interface Step {
  readonly name: 'reader' | 'card' | 'pin';
  readonly look: StepLook;
  readonly word: StepWord;
}

/** Where sign-in stands once the PIN was sent. */
export type SignInPhase = 'typing' | 'checking' | 'opening';

function steps(reader: Omit<Step, 'name'>, card: Omit<Step, 'name'>, pin: Omit<Step, 'name'>): readonly Step[] {
  return [
    { name: 'reader', ...reader },
    { name: 'card', ...card },
    { name: 'pin', ...pin },
  ];
}

const ready = { look: 'done', word: 'readerReady' } as const;
const pinWaiting = { look: 'waiting', word: 'pinWaiting' } as const;
const cardWaiting = { look: 'waiting', word: 'cardWaiting' } as const;

const pinNotNeeded = { look: 'waiting', word: 'pinNotNeeded' } as const;
const cardAbsent = { look: 'waiting', word: 'cardAbsent' } as const;

/** The three steps: reader, card, PIN. `withCode`: a one-time code is being typed instead. */
export function signInSteps(state: CardState | undefined, phase: SignInPhase, withCode = false): readonly Step[] {
  if (withCode && state?.state === 'no-card') return steps(ready, cardAbsent, pinNotNeeded);
  switch (state?.state) {
    case undefined:
      return steps({ look: 'current', word: 'readerWaiting' }, cardWaiting, pinWaiting);
    case 'service-unavailable':
      return steps({ look: 'failed', word: 'serviceMissing' }, cardWaiting, pinWaiting);
    case 'no-reader':
      return steps({ look: 'failed', word: 'readerMissing' }, cardWaiting, pinWaiting);
    case 'no-card':
      return steps(ready, { look: 'current', word: 'cardAwaited' }, pinWaiting);
    case 'reading':
      return steps(ready, { look: 'current', word: 'cardReading' }, pinWaiting);
    case 'unreadable':
      return steps(ready, { look: 'failed', word: 'cardUnreadable' }, pinWaiting);
    case 'several':
      return steps(ready, { look: 'current', word: 'cardToChoose' }, pinWaiting);
    case 'ready': {
      const { card } = state;
      if (card.problem) return steps(ready, { look: 'failed', word: 'cardRefused' }, pinWaiting);
      const recognised = { look: 'done', word: 'cardRecognised' } as const;
      if (card.pin.blocked) return steps(ready, recognised, { look: 'failed', word: 'pinBlocked' });
      if (phase === 'opening') return steps(ready, recognised, { look: 'done', word: 'pinDone' });
      if (phase === 'checking') return steps(ready, recognised, { look: 'current', word: 'pinChecking' });
      return steps(ready, recognised, { look: 'current', word: card.pin.pinPad ? 'pinOnReader' : 'pinToType' });
    }
  }
}

export type ProgressStep = 'pin' | 'challenge' | 'tokens' | 'store' | 'inbox';

/** In the order in which sign-in goes through them. */
export const progressSteps: readonly ProgressStep[] = ['pin', 'challenge', 'tokens', 'store', 'inbox'];
