/** The events that one can be told of, and the ways in which each can be told. Pure. */
import type { NotificationChannel, NotificationEvent } from '../../../contract/model/notification.ts';

export interface ToldEvent {
  readonly event: NotificationEvent;
  readonly name:
    | 'eventReception'
    | 'eventOpening'
    | 'eventSealing'
    | 'eventDelegation'
    | 'eventExpiring'
    | 'eventExpiry';
  readonly text:
    | 'eventReceptionText'
    | 'eventOpeningText'
    | 'eventSealingText'
    | 'eventDelegationText'
    | 'eventExpiringText'
    | 'eventExpiryText';
  /** This program shows a notice of it by itself. */
  readonly isShownHere: boolean;
}

export const toldEvents: readonly ToldEvent[] = [
  { event: 'reception', name: 'eventReception', text: 'eventReceptionText', isShownHere: true },
  { event: 'opening', name: 'eventOpening', text: 'eventOpeningText', isShownHere: false },
  { event: 'sealing', name: 'eventSealing', text: 'eventSealingText', isShownHere: true },
  { event: 'delegation', name: 'eventDelegation', text: 'eventDelegationText', isShownHere: false },
  { event: 'expiring', name: 'eventExpiring', text: 'eventExpiringText', isShownHere: false },
  { event: 'expiry', name: 'eventExpiry', text: 'eventExpiryText', isShownHere: false },
];

/** The ways to choose from. One that is chosen is always among them: what is shown is what the operator has. */
export function channelsFor({ isShownHere }: ToldEvent, chosen: NotificationChannel): readonly NotificationChannel[] {
  return isShownHere || chosen === 'desktop' ? ['email', 'desktop', 'none'] : ['email', 'none'];
}
