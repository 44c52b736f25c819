/** Routes of absences: stating one, ending it, and asking which recipients are absent. */
import { z } from 'zod';
import { AbsenceState, AbsenceStatement, AbsentRecipient } from '../model/absence.ts';
import { MAX_RECIPIENTS } from '../model/limits.ts';
import { EmailAddress } from '../model/person.ts';
import { route } from './route.ts';

export const absenceRoutes = {
  absence: route({
    method: 'GET',
    path: '/v1/absence',
    summary: 'The caller’s absence that runs or is to come',
    auth: 'session',
    response: AbsenceState,
  }),
  absencePut: route({
    method: 'PUT',
    path: '/v1/absence',
    summary: 'States an absence in place of the one that runs or is to come; the same id again answers the same',
    auth: 'session',
    body: AbsenceStatement,
    response: AbsenceState,
  }),
  absenceEnd: route({
    method: 'DELETE',
    path: '/v1/absence',
    summary: 'Ends the caller’s absence at once, or takes back the one to come; nothing to end is no error',
    auth: 'session',
    response: AbsenceState,
  }),
  /** For certified accounts, as the directory is; says nothing of whoever has no account. */
  absentRecipients: route({
    method: 'POST',
    path: '/v1/absences/search',
    summary: 'Which of these addresses are those of absent people, until when, and who acts for them',
    auth: 'session',
    onBehalf: ['answer', 'send'],
    body: z.object({ addresses: z.array(EmailAddress).min(1).max(MAX_RECIPIENTS) }).strict(),
    response: z.object({ absent: z.array(AbsentRecipient) }),
  }),
} as const;
