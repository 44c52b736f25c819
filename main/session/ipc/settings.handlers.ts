import type { activityContract } from '../../../contract/ipc/activity.contract.ts';
import type { Handlers } from '../../../contract/ipc/define.ts';
import type { Identity, settingsContract } from '../../../contract/ipc/settings.contract.ts';
import type { Activity } from '../core/activity/activity.ts';
import type { AccountAccess } from '../core/settings/access.ts';
import type { AccountAddressChange } from '../core/settings/address-change.ts';
import type { LetterSignature } from '../core/settings/letter-signature.ts';
import type { AccountMssante } from '../core/settings/mssante.ts';
import type { AccountNotifications } from '../core/settings/notifications.ts';

export function settingsHandlers(parts: {
  readonly identity: () => Promise<Identity>;
  readonly access: AccountAccess;
  readonly notifications: AccountNotifications;
  readonly mssante: AccountMssante;
  readonly addressChange: AccountAddressChange;
  readonly signature: LetterSignature;
}): Handlers<typeof settingsContract> {
  const { identity, access, notifications, mssante, addressChange, signature } = parts;
  return {
    identity,
    access: () => access.list(),
    endSession: ({ sessionId }) => access.end(sessionId),
    endOtherSessions: () => access.endOthers(),
    changePassword: ({ current, next }) => access.changePassword(current, next),
    notifications: () => notifications.read(),
    changeNotifications: (change) => notifications.change(change),
    addressChange: () => addressChange.status(),
    askAddressChange: (letter) => addressChange.ask(letter),
    mssante: () => mssante.status(),
    activateMssante: (activation) => mssante.activate(activation),
    deactivateMssante: () => mssante.deactivate(),
    signature: () => ({ text: signature.get() }),
    setSignature: ({ text }) => ({ text: signature.set(text) }),
  };
}

export function activityHandlers(activity: Activity): Handlers<typeof activityContract> {
  return {
    rows: ({ offset, limit, ...query }) => activity.rows(query, { offset, limit }),
    exportRows: ({ grantId, words, ...query }) => activity.exportRows(query, grantId, words),
  };
}
