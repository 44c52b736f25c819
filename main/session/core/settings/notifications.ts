/** What the account is told of by mail: nothing is kept here, so that what is shown is what the operator does. */
import type { NotificationChange, Notifications } from '../../../../contract/ipc/settings.contract.ts';
import type { NotificationPreferences } from '../../../../contract/model/notification.ts';
import type { Clock } from '../clock.ts';
import type { OperatorApi } from '../operator-port.ts';

/** So long what the operator last said is believed when nobody looks: another workstation may have chosen since. */
const BELIEVED_MS = 10 * 60_000;

export function createNotifications(operator: OperatorApi, clock: Clock) {
  let known: { readonly preferences: NotificationPreferences; readonly at: number } | null = null;
  const withPolicy = async (asking: Promise<NotificationPreferences>): Promise<Notifications> => {
    const [preferences, { titlesInMails }] = await Promise.all([asking, operator.call('capabilities', {})]);
    known = { preferences, at: clock.now() };
    return { preferences, titlesInMails };
  };
  return {
    /** For deciding whether to tell: not asked again for each envelope. */
    async preferences(): Promise<NotificationPreferences> {
      const isFresh = known !== null && Math.abs(clock.now() - known.at) < BELIEVED_MS;
      if (known && isFresh) return known.preferences;
      const preferences = await operator.call('notificationPreferences', {});
      known = { preferences, at: clock.now() };
      return preferences;
    },
    read: () => withPolicy(operator.call('notificationPreferences', {})),
    /** Over what the operator has now: another workstation may have chosen something else meanwhile. */
    async change(change: NotificationChange): Promise<Notifications> {
      const body = changed(await operator.call('notificationPreferences', {}), change);
      return withPolicy(operator.call('notificationPreferencesPut', { body }));
    },
  };
}

export type AccountNotifications = ReturnType<typeof createNotifications>;

function changed(now: NotificationPreferences, change: NotificationChange): NotificationPreferences {
  const chosen = change.channels ?? {};
  return {
    language: change.language ?? now.language,
    titleAllowed: change.titleAllowed ?? now.titleAllowed,
    channels: {
      sealing: chosen.sealing ?? now.channels.sealing,
      reception: chosen.reception ?? now.channels.reception,
      opening: chosen.opening ?? now.channels.opening,
      delegation: chosen.delegation ?? now.channels.delegation,
      expiring: chosen.expiring ?? now.channels.expiring,
      expiry: chosen.expiry ?? now.channels.expiry,
    },
  };
}
