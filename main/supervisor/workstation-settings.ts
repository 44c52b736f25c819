/** What whoever uses this workstation chose for it, within what the administrator allows. */
import { AppError } from '../../contract/errors.ts';
import type { WorkstationChange, WorkstationSettings } from '../../contract/ipc/app.contract.ts';

/** What is remembered; null where nothing was chosen. */
export interface KeptChoices {
  readonly locale: 'fr' | 'en';
  readonly theme: WorkstationSettings['theme'];
  readonly idleMinutes: number | null;
  readonly staysInTray: boolean;
}

/** Something that the system keeps for its user. */
interface SystemChoice {
  isSet(): boolean;
  set(on: boolean): void;
}

export interface WorkstationPorts {
  readonly kept: () => KeptChoices;
  readonly keep: (change: Partial<KeptChoices>) => void;
  /** The administrator's limit; tests and demonstrations may set seconds. */
  readonly idleLimitSeconds: number;
  /** Null where starting with the session is not this user's to decide. */
  readonly loginItem: SystemChoice | null;
  /** Null where opening mail links is not. */
  readonly mailLinks: SystemChoice | null;
  /** False on a workstation that several people share: who closes the window there has left. */
  readonly mayStayInTray: boolean;
}

export interface Workstation {
  settings(): WorkstationSettings;
  change(change: WorkstationChange): WorkstationSettings;
  language(): KeptChoices['locale'];
  /** Closing the window leaves the program in the tray. */
  staysInTray(): boolean;
  /** Locks after so long without a touch. */
  idleSeconds(): number;
}

/** A session with health data in it stands open no longer than this, whatever the policy says. */
const LONGEST_IDLE_MINUTES = 120;

/** Sets what was chosen of the system, where it is this user's to choose. */
function choose(choice: SystemChoice | null, on: boolean | undefined): void {
  if (on === undefined) return;
  if (!choice) throw new AppError('auth.forbidden');
  choice.set(on);
}

export function createWorkstation(ports: WorkstationPorts): Workstation {
  const { kept, keep, idleLimitSeconds, loginItem, mailLinks, mayStayInTray } = ports;
  const limitMinutes = Math.max(1, Math.min(LONGEST_IDLE_MINUTES, Math.floor(idleLimitSeconds / 60)));
  const idleMinutes = () => Math.min(kept().idleMinutes ?? limitMinutes, limitMinutes);
  const staysInTray = () => mayStayInTray && kept().staysInTray;
  const settings = (): WorkstationSettings => ({
    locale: kept().locale,
    theme: kept().theme,
    idleMinutes: idleMinutes(),
    idleLimitMinutes: limitMinutes,
    startsWithSession: loginItem?.isSet() ?? false,
    mayStartWithSession: loginItem !== null,
    staysInTray: staysInTray(),
    mayStayInTray,
    opensMailLinks: mailLinks?.isSet() ?? false,
    mayOpenMailLinks: mailLinks !== null,
  });
  return {
    settings,
    language: () => kept().locale,
    staysInTray,
    change({ startsWithSession, opensMailLinks, ...choices }) {
      if (choices.idleMinutes !== undefined && choices.idleMinutes > limitMinutes) {
        throw new AppError('request.invalid', { field: 'idleMinutes' });
      }
      if (choices.staysInTray && !mayStayInTray) throw new AppError('auth.forbidden');
      choose(loginItem, startsWithSession);
      choose(mailLinks, opensMailLinks);
      const { locale, theme, idleMinutes: chosen, staysInTray: inTray } = choices;
      keep({
        ...(locale === undefined ? {} : { locale }),
        ...(theme === undefined ? {} : { theme }),
        ...(chosen === undefined ? {} : { idleMinutes: chosen }),
        ...(inTray === undefined ? {} : { staysInTray: inTray }),
      });
      return settings();
    },
    idleSeconds: () => Math.min(idleLimitSeconds, idleMinutes() * 60),
  };
}
