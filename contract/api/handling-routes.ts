/** Routes of what those who hold one mailbox do together: who handles an envelope, and their notes about it. */
import { z } from 'zod';
import {
  HandlingEntry,
  HandlingEntryId,
  HandlingNote,
  HandlingStep,
  Holder,
  handlingScopes,
  noteScopes,
} from '../model/handling.ts';
import { EnvelopeId } from '../model/ids.ts';
import { route } from './route.ts';

const envelopeParams = z.object({ envelopeId: EnvelopeId });

export const handlingRoutes = {
  holders: route({
    method: 'GET',
    path: '/v1/mailbox/holders',
    summary:
      'Who may handle envelopes of the mailbox now: its owner, and delegates whose delegation is in force; names alone',
    auth: 'session',
    onBehalf: handlingScopes,
    response: z.object({ holders: z.array(Holder) }),
  }),
  handlingStep: route({
    method: 'POST',
    path: '/v1/envelopes/:envelopeId/handling',
    summary:
      'Takes, assigns, ends or gives back the handling of a received envelope, unless whoever does has not seen the latest step; the same id again changes nothing',
    auth: 'session',
    onBehalf: handlingScopes,
    params: envelopeParams,
    body: HandlingStep,
    /** The latest step: the one that was sent where it was accepted. Null where there is none. */
    response: z.object({ accepted: z.boolean(), latest: HandlingEntry.nullable() }),
  }),
  handlingNote: route({
    method: 'POST',
    path: '/v1/envelopes/:envelopeId/notes',
    summary: 'Adds an internal note to a received envelope whose content is there; the same id again changes nothing',
    auth: 'session',
    onBehalf: noteScopes,
    params: envelopeParams,
    body: HandlingNote,
    response: HandlingEntry,
  }),
  handlingNoteRemove: route({
    method: 'DELETE',
    path: '/v1/envelopes/:envelopeId/notes/:entryId',
    summary:
      'Removes the words of a note of the caller’s own, or of any in their own mailbox; that there was one, and who removed it, stays',
    auth: 'session',
    onBehalf: noteScopes,
    params: envelopeParams.extend({ entryId: HandlingEntryId }),
    response: HandlingEntry,
  }),
} as const;
