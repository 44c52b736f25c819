/** What whoever uses this workstation chose for it, within what the administrator allows. */
import { AppError } from '../../contract/errors.ts';
import type { WorkstationChange, WorkstationSettings } from '../../contract/ipc/app.contract.ts';

/** What is remembered; null where nothing was chosen. */
export interface KeptChoices {
  readonly locale: 'fr' | 'en';
  readonly theme: WorkstationSettings['theme'];
  readonly idleMinutes: number | null;
}

export interface WorkstationPorts {
  readonly kept: () => KeptChoices;
  readonly keep: (change: Partial<KeptChoices>) => void;
  /** The administrator's limit; tests and demonstrations may set seconds. */
  readonly idleLimitSeconds: number;
  /** Null where starting with the session is not this user's to decide. */
  readonly loginItem: { isSet(): boolean; set(on: boolean): void } | null;
}

export interface Workstation {
  settings(): WorkstationSettings;
  change(change: WorkstationChange): WorkstationSettings;
  /** Locks after so long without a touch. */
  idleSeconds(): number;
}

/** A session with health data in it stands open no longer than this, whatever the policy says. */
const LONGEST_IDLE_MINUTES = 120;

export function createWorkstation({ kept, keep, idleLimitSeconds, loginItem }: WorkstationPorts): Workstation {
  const limitMinutes = Math.max(1, Math.min(LONGEST_IDLE_MINUTES, Math.floor(idleLimitSeconds / 60)));
  const idleMinutes = () => Math.min(kept().idleMinutes ?? limitMinutes, limitMinutes);
  const settings = (): WorkstationSettings => ({
    locale: kept().locale,
    theme: kept().theme,
    idleMinutes: idleMinutes(),
    idleLimitMinutes: limitMinutes,
    startsWithSession: loginItem?.isSet() ?? false,
    mayStartWithSession: loginItem !== null,
  });
  return {
    settings,
    change({ startsWithSession, ...choices }) {
      if (choices.idleMinutes !== undefined && choices.idleMinutes > limitMinutes) {
        throw new AppError('request.invalid', { field: 'idleMinutes' });
      }
      if (startsWithSession !== undefined) {
        if (!loginItem) throw new AppError('auth.forbidden');
        loginItem.set(startsWithSession);
      }
      const { locale, theme, idleMinutes: chosen } = choices;
      keep({
        ...(locale === undefined ? {} : { locale }),
        ...(theme === undefined ? {} : { theme }),
        ...(chosen === undefined ? {} : { idleMinutes: chosen }),
      });
      return settings();
    },
    idleSeconds: () => Math.min(idleLimitSeconds, idleMinutes() * 60),
  };
}
