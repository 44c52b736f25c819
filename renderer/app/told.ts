/** Whether the person wants a notice of an event here; until the operator has said otherwise, yes. */
import { useQuery } from '@tanstack/react-query';
import type { NotificationEvent } from '../../contract/model/notification.ts';
import { queries } from '../bridge.ts';

export function useIsTold(event: NotificationEvent): boolean {
  const { data } = useQuery(queries.notifications());
  return data?.preferences.channels[event] !== 'none';
}
