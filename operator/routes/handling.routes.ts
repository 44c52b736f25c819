/** Who handles what among those who hold a mailbox; it comes back in the feed. */
import type { handlingRoutes } from '../../contract/api/handling-routes.ts';
import type { RouteHandlers } from '../http/bind-route.ts';
import { addNote, type HandlingParts, holdersOf, removeNote, takeStep } from '../services/handlings.ts';

export function handlingHandlers(parts: HandlingParts): RouteHandlers<typeof handlingRoutes> {
  return {
    holders: async ({ caller }) => ({ holders: await holdersOf(parts, caller) }),
    handlingStep: ({ caller, params, body }) => takeStep(parts, caller, params.envelopeId, body),
    handlingNote: ({ caller, params, body }) => addNote(parts, caller, params.envelopeId, body),
    handlingNoteRemove: ({ caller, params }) => removeNote(parts, caller, params.envelopeId, params.entryId),
  };
}
