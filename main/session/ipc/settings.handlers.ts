import { AppError } from '../../../contract/errors.ts';
import type { activityContract } from '../../../contract/ipc/activity.contract.ts';
import type { Handlers } from '../../../contract/ipc/define.ts';
import type { Identity, settingsContract } from '../../../contract/ipc/settings.contract.ts';
import type { Activity } from '../core/activity/activity.ts';
import type { Reminders } from '../core/items/reminders.ts';
import type { AccountAbsence } from '../core/settings/absence.ts';
import type { AccountAccess } from '../core/settings/access.ts';
import type { AccountAddressChange } from '../core/settings/address-change.ts';
import type { LinkCard } from '../core/settings/card-link.ts';
import type { LetterSignature } from '../core/settings/letter-signature.ts';
import type { AccountMssante } from '../core/settings/mssante.ts';
import type { AccountNotifications } from '../core/settings/notifications.ts';
import type { Passkeys } from '../core/settings/passkeys.ts';
import type { TimeCodes } from '../core/settings/time-codes.ts';
import { toPinTry } from './card.handlers.ts';

export function settingsHandlers(parts: {
  readonly identity: () => Promise<Identity>;
  readonly access: AccountAccess;
  /** Null in a session by card. */
  readonly linkCard: LinkCard | null;
  readonly timeCodes: TimeCodes;
  readonly passkeys: Passkeys;
  readonly notifications: AccountNotifications;
  readonly mssante: AccountMssante;
  readonly addressChange: AccountAddressChange;
  readonly absence: AccountAbsence;
  readonly signature: LetterSignature;
  readonly reminders: Pick<Reminders, 'defaultDays' | 'setDefaultDays'>;
}): Handlers<typeof settingsContract> {
  const { identity, access, linkCard, timeCodes, passkeys, notifications, mssante, addressChange, absence } = parts;
  const { signature, reminders } = parts;
  return {
    identity,
    access: () => access.list(),
    endSession: ({ sessionId }) => access.end(sessionId),
    endOtherSessions: () => access.endOthers(),
    changePassword: ({ current, next }) => access.changePassword(current, next),
    removePassword: ({ current }) => access.removePassword(current),
    linkCard: ({ reader, pin, finalTryConfirmed }) => {
      if (linkCard === null) throw new AppError('app.cancelled');
      return linkCard(reader, toPinTry(pin, finalTryConfirmed));
    },
    beginTimeCodes: ({ password, code }) => timeCodes.begin(password, code),
    confirmTimeCodes: ({ code }) => timeCodes.confirm(code),
    renewRecoveryCodes: ({ password, code }) => timeCodes.renewRecoveryCodes(password, code),
    removeTimeCodes: ({ password, code }) => timeCodes.remove(password, code),
    beginPasskey: ({ password, code }) => passkeys.begin(password, code),
    confirmPasskey: ({ code, name }) => passkeys.confirm(code, name),
    provePasskey: () => passkeys.prove(),
    removePasskey: ({ passkeyId, password, code }) => passkeys.remove(passkeyId, password, code),
    notifications: () => notifications.read(),
    changeNotifications: (change) => notifications.change(change),
    addressChange: () => addressChange.status(),
    askAddressChange: (letter) => addressChange.ask(letter),
    mssante: () => mssante.status(),
    activateMssante: (activation) => mssante.activate(activation),
    deactivateMssante: () => mssante.deactivate(),
    absence: () => absence.current(),
    stateAbsence: (statement) => absence.state(statement),
    endAbsence: () => absence.end(),
    reminder: () => ({ days: reminders.defaultDays() }),
    setReminder({ days }) {
      reminders.setDefaultDays(days);
      return { days };
    },
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
