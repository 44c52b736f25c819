import type { Handlers } from '../../../contract/ipc/define.ts';
import type { draftContract, outboxContract } from '../../../contract/ipc/draft.contract.ts';
import type { DraftId, EnvelopeId } from '../../../contract/model/ids.ts';
import type { PinTry } from '../core/card-port.ts';
import type { createDrafts } from '../core/drafts.ts';
import type { OutboxEngine } from '../core/outbox/outbox-engine.ts';
import { toPinTry } from './card.handlers.ts';

export function draftHandlers(
  drafts: ReturnType<typeof createDrafts>,
  send: (draftId: DraftId, attempt: PinTry) => Promise<EnvelopeId>,
): Handlers<typeof draftContract> {
  return {
    create: ({ answerTo, toAll, quote }) => drafts.create(answerTo, toAll, quote),
    forward: ({ envelopeId, quote }) => drafts.forward(envelopeId, quote),
    get: ({ draftId }) => drafts.get(draftId),
    list: () => ({ drafts: drafts.list() }),
    save: ({ draftId, content }) => ({ savedAt: drafts.save(draftId, content) }),
    async discard({ draftId }) {
      await drafts.discard(draftId);
      return {};
    },
    attach: ({ draftId, grantId }) => drafts.attach(draftId, grantId),
    detach: ({ draftId, attachmentId }) => drafts.detach(draftId, attachmentId),
    send: async ({ draftId, pin, finalTryConfirmed }) => ({
      envelopeId: await send(draftId, toPinTry(pin, finalTryConfirmed)),
    }),
  };
}

export function outboxHandlers(outbox: OutboxEngine): Handlers<typeof outboxContract> {
  return {
    list: () => ({ entries: outbox.list() }),
    cancel: async ({ envelopeId }) => ({ draftId: await outbox.cancel(envelopeId) }),
    retryNow() {
      outbox.retryNow(true);
      return {};
    },
  };
}
