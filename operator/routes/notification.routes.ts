/** What the signed-in account is told of. */
import type { routes } from '../../contract/api/routes.ts';
import { defaultNotificationPreferences } from '../../contract/model/notification.ts';
import type { RouteHandlers } from '../http/bind-route.ts';
import type { PreferenceStore } from '../services/ports/mail.ts';

type Names = 'notificationPreferences' | 'notificationPreferencesPut';

export function notificationRoutes(preferences: PreferenceStore): RouteHandlers<Pick<typeof routes, Names>> {
  return {
    notificationPreferences: async ({ caller }) =>
      (await preferences.find(caller.account.card.accountId)) ?? defaultNotificationPreferences,
    notificationPreferencesPut: async ({ caller, body }) => {
      await preferences.put(caller.account.card.accountId, body);
      return body;
    },
  };
}
