/** Settings and activity of the preview: an operator that answers at once, or not at all. Development only. */
import { AppError } from '../../contract/errors.ts';
import type { ActivityRow, activityContract } from '../../contract/ipc/activity.contract.ts';
import type { Handlers } from '../../contract/ipc/define.ts';
import type { Access, Notifications, settingsContract } from '../../contract/ipc/settings.contract.ts';
import { foldName } from '../../contract/model/directory.ts';
import { defaultNotificationPreferences } from '../../contract/model/notification.ts';
import { displayName } from '../../contract/model/person.ts';
import { me, previewNow, SENT, viewOf } from './envelopes.ts';
import { fakeAbsence } from './fake-absence.ts';
import { fakeMssante } from './fake-mssante.ts';
import type { PreviewState } from './states.ts';

const hoursFromNow = (hours: number): string => new Date(previewNow.getTime() + hours * 3_600_000).toISOString();
const sessionIds = ['1', '2', '3', '4'].map((digit) => `0190b3c4-0000-4000-8000-00000000000${digit}`);

const sampleKey = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const sampleCodes = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map((letter) => `${letter}k4mt-q7x${letter}p`);
const samplePasskeys: Access['passkeys'] & object = [
  { id: sessionIds[0] ?? '', name: 'Téléphone', addedAt: hoursFromNow(-700), usedAt: hoursFromNow(-2) },
  { id: sessionIds[1] ?? '', name: 'Clé de sécurité du cabinet', addedAt: hoursFromNow(-90), usedAt: null },
];
/** What leads to the browser, in which nobody answers unless asked. */
export const begunPasskey = () => ({
  ticket: 'T'.repeat(43),
  state: 'S'.repeat(22),
  expiresAt: new Date(Date.now() + 290_000).toISOString(),
});
/** A request whose link waits to be followed. */
function asked(newAddress: string) {
  return { newAddress, state: 'asked' as const, askedAt: hoursFromNow(-0.2), reason: null };
}

function session(index: number, method: 'card' | 'code', openedHours: number): Access['sessions'][number] {
  return {
    id: sessionIds[index] ?? '',
    method,
    createdAt: hoursFromNow(-openedHours),
    usedAt: hoursFromNow(index === 0 ? -0.2 : 1 - openedHours),
    expiresAt: hoursFromNow(12 - openedHours),
    current: index === 0,
  };
}

/** Who is signed in. */
export function accountOf(state: PreviewState): typeof me {
  return { ...me, rpps: '89970013358', certified: !state.uncertified };
}

/** The account's settings. */
export function fakeSettings(state: PreviewState): Handlers<typeof settingsContract> {
  let access: Access = {
    sessions: state.empty
      ? [session(0, 'card', 1.3)]
      : [session(0, state.byCode ? 'code' : 'card', 1.3), session(1, 'code', 3.1), session(2, 'card', 11.2)],
    hasPassword: !state.empty,
    hasCard: !state.byCode || state.cardLinked === true,
    timeCodes: state.timeCodes ? { enrolledAt: hoursFromNow(-90), recoveryCodesLeft: state.timeCodes } : null,
    passkeys: state.passkeys === undefined ? null : samplePasskeys.slice(0, state.passkeys),
    recoveryCodesLeft: state.timeCodes ?? (state.passkeys ? 9 : 0),
  };
  let notifications: Notifications = {
    preferences: { ...defaultNotificationPreferences, titleAllowed: true },
    titlesInMails: state.titlesInMails ?? false,
  };
  let reminder: { days: number | null } = { days: null };
  let signature = state.empty ? '' : 'Dr Claire MARTIN\nCabinet des Lices, Nice\nTél. 04 93 00 00 00';
  const reach = (): void => {
    if (state.offline) throw new AppError('operator.offline');
  };
  return {
    ...fakeAbsence(state),
    identity: () => ({
      account: accountOf(state),
      toldAt: hoursFromNow(state.offline ? -27 : -0.01),
      isFresh: !state.offline,
    }),
    access: () => {
      reach();
      return access;
    },
    endSession: ({ sessionId }) => {
      access = { ...access, sessions: access.sessions.filter(({ id }) => id !== sessionId) };
      return access;
    },
    endOtherSessions: () => {
      access = { ...access, sessions: access.sessions.filter(({ current }) => current) };
      return access;
    },
    changePassword: ({ current }) => {
      if (current !== 'Gentiane-bleue-42') throw new AppError('account.password-wrong');
      return access;
    },
    removePassword: ({ current }) => {
      if (current !== 'Gentiane-bleue-42') throw new AppError('account.card-needed');
      access = { ...access, hasPassword: false, timeCodes: null };
      return access;
    },
    linkCard: ({ pin }) => {
      if (pin === '9999') throw new AppError('card.not-same-person');
      access = { ...access, hasCard: true };
      return access;
    },
    beginTimeCodes: ({ password }) => {
      if (password !== 'Gentiane-bleue-42') throw new AppError('account.password-wrong');
      const uri = `otpauth://totp/Medimail:claire.martin%40demo.medimail.example?secret=${sampleKey}&issuer=Medimail&algorithm=SHA1&digits=6&period=30`;
      return { key: sampleKey, uri, expiresAt: hoursFromNow(0.5) };
    },
    confirmTimeCodes: ({ code }) => {
      if (code !== '123456') throw new AppError('account.code-wrong');
      access = { ...access, timeCodes: { enrolledAt: hoursFromNow(0), recoveryCodesLeft: 10 } };
      return { recoveryCodes: sampleCodes };
    },
    renewRecoveryCodes: () => ({ recoveryCodes: sampleCodes }),
    removeTimeCodes: ({ code }) => {
      if (code !== '123456') throw new AppError('account.code-wrong');
      access = { ...access, timeCodes: null };
      return access;
    },
    beginPasskey: ({ password }) => {
      if (password !== 'Gentiane-bleue-42') throw new AppError('account.password-wrong');
      return begunPasskey();
    },
    provePasskey: () => begunPasskey(),
    confirmPasskey: ({ name }) => {
      const passkeys = access.passkeys ?? [];
      const added = { id: sessionIds[3] ?? '', name, addedAt: hoursFromNow(0), usedAt: null };
      access = { ...access, passkeys: [...passkeys, added], recoveryCodesLeft: 10 };
      return { recoveryCodes: passkeys.length === 0 ? sampleCodes : [] };
    },
    removePasskey: ({ passkeyId, code }) => {
      if (code === null) throw new AppError('account.code-wrong');
      access = { ...access, passkeys: (access.passkeys ?? []).filter(({ id }) => id !== passkeyId) };
      return access;
    },
    notifications: () => {
      reach();
      return notifications;
    },
    changeNotifications: ({ channels, ...change }) => {
      if (state.refusing) throw new AppError('operator.timeout');
      const { preferences } = notifications;
      notifications = {
        ...notifications,
        preferences: {
          language: change.language ?? preferences.language,
          titleAllowed: change.titleAllowed ?? preferences.titleAllowed,
          channels: { ...preferences.channels, ...(channels as Partial<typeof preferences.channels>) },
        },
      };
      return notifications;
    },
    ...fakeMssante(state),
    addressChange: () => ({ request: state.addressChange ? asked('claire.martin@maison-sante.example') : null }),
    askAddressChange: ({ newAddress }) => ({ request: asked(newAddress) }),
    reminder: () => reminder,
    setReminder: (chosen) => {
      if (state.refusing) throw new AppError('store.disk-full');
      reminder = chosen;
      return reminder;
    },
    signature: () => ({ text: signature }),
    setSignature: ({ text }) => {
      if (state.refusing) throw new AppError('store.disk-full');
      signature = text.trimEnd();
      return { text: signature };
    },
  };
}

function rowsOf(count: number): ActivityRow[] {
  const numbers = Array.from({ length: count }, (_, index) => (index % 2 === 0 ? index / 2 : SENT + (index - 1) / 2));
  const rows = numbers.flatMap((number) => {
    const { record, events } = viewOf(number, 'pdf');
    const isSent = number >= SENT;
    return events.map(
      ({ previousHash: _previous, evidenceSha256: _evidence, ...event }): ActivityRow => ({
        event,
        envelope: {
          box: isSent ? 'sent' : 'received',
          who: isSent ? (record.recipients[0]?.name ?? '') : displayName(record.sender),
          otherRecipients: record.recipients.length - 1,
          subject: record.content?.subject ?? '',
        },
      }),
    );
  });
  return rows
    .toSorted((a, b) => b.event.at.localeCompare(a.event.at))
    .map((row, index, all) => ({ ...row, event: { ...row.event, seq: 4_820_000 + all.length - index } }));
}

/** The account's activity. */
export function fakeActivity(state: PreviewState): Handlers<typeof activityContract> {
  const all = state.empty ? [] : rowsOf(state.rows ?? 120);
  return {
    rows: ({ text, kinds, withSubjects, offset, limit }) => {
      const wanted = foldName(text).split(' ').filter(Boolean);
      const rows = all.filter(({ event, envelope }) => {
        const named = [event.actor.name, event.recipient, envelope?.who, withSubjects ? envelope?.subject : ''];
        const words = foldName(named.filter(Boolean).join(' ')).split(' ');
        return (
          (kinds.length === 0 || kinds.includes(event.kind)) &&
          wanted.every((part) => words.some((word) => word.startsWith(part)))
        );
      });
      return {
        rows: rows.slice(offset, offset + limit).map(({ event, envelope }) => ({
          event,
          envelope: envelope && (withSubjects ? envelope : { ...envelope, subject: null }),
        })),
        total: rows.length,
        unstated: state.offline ? 2 : 0,
      };
    },
    exportRows: () => ({ rows: all.length, sizeBytes: 1 }),
  };
}
