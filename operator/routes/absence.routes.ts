/** Absences: the caller's own, and whoever of a letter's recipients is absent. */
import type { absenceRoutes } from '../../contract/api/absence-routes.ts';
import type { RouteHandlers } from '../http/bind-route.ts';
import { type AbsenceRouteParts, createAbsences } from '../services/absences.ts';
import { demandCertified } from './directory.routes.ts';

export function absenceHandlers(parts: AbsenceRouteParts): RouteHandlers<typeof absenceRoutes> {
  const absences = createAbsences(parts);
  return {
    absence: ({ caller }) => absences.current(caller),
    absencePut: ({ caller, body }) => absences.state(caller, body),
    absenceEnd: ({ caller }) => absences.end(caller),
    absentRecipients: async ({ caller, body }) => {
      // As the directory: whoever may not look people up is told by the answer alone.
      demandCertified(caller);
      return { absent: await absences.absentAmong(body.addresses) };
    },
  };
}
