/** Who handles what in the mailbox in view. */
import type { Handlers } from '../../../contract/ipc/define.ts';
import type { handlingContract } from '../../../contract/ipc/handling.contract.ts';
import type { Handling } from '../core/handling/handling.ts';

export function handlingHandlers(handling: Handling): Handlers<typeof handlingContract> {
  return {
    holders: () => handling.holders(),
    thread: ({ envelopeId }) => handling.thread(envelopeId),
    step: (act) => handling.step(act),
    undo({ made }) {
      handling.undo(made);
      return {};
    },
    note({ envelopeId, text }) {
      handling.note(envelopeId, text);
      return {};
    },
    removeNote({ envelopeId, entryId }) {
      handling.removeNote(envelopeId, entryId);
      return {};
    },
    refusals: () => handling.refusals(),
    acknowledge({ places }) {
      handling.acknowledge(places);
      return {};
    },
  };
}
