import { AppError } from '../../../contract/errors.ts';
import type { Handlers } from '../../../contract/ipc/define.ts';
import type { draftContract, outboxContract } from '../../../contract/ipc/draft.contract.ts';
import type { createDrafts } from '../core/drafts.ts';
import type { Templates } from '../core/items/templates.ts';
import type { OutboxEngine } from '../core/outbox/outbox-engine.ts';
import type { createSender } from '../core/send.ts';
import type { AttachmentStreams } from './attachment-streams.ts';
import { toPinTry } from './card.handlers.ts';
import type { FileIntakes } from './file-intakes.ts';

export function draftHandlers(
  drafts: ReturnType<typeof createDrafts>,
  send: ReturnType<typeof createSender>,
  intakes: FileIntakes,
  templates: Templates,
  streams: AttachmentStreams,
  tellNow: () => Promise<void>,
): Handlers<typeof draftContract> {
  return {
    create: ({ answerTo, toAll, quote }) => drafts.create(answerTo, toAll, quote),
    forward: ({ envelopeId, quote }) => drafts.forward(envelopeId, quote),
    followUp: ({ envelopeId, prefix, text }) => drafts.followUp(envelopeId, { prefix, text }),
    get: ({ draftId }) => drafts.get(draftId),
    list: () => ({ drafts: drafts.list() }),
    save: ({ draftId, content, edition }) => drafts.save(draftId, content, edition),
    async tellNow() {
      await tellNow();
      return {};
    },
    async discard({ draftId, edition }) {
      drafts.expectEdition(draftId, edition);
      await drafts.discard(draftId);
      return {};
    },
    attach: ({ draftId, grantId, zipped }) => drafts.attachGranted(draftId, grantId, zipped),
    stopAttaching({ draftId }) {
      drafts.stopAttaching(draftId);
      return {};
    },
    openIntake({ draftId, name, sizeBytes, replaces, zipped }) {
      const intake = intakes.expect(sizeBytes);
      const source = { name, sizeBytes, open: () => intake.bytes };
      const attached = replaces ? drafts.replace(draftId, replaces, source) : drafts.attach(draftId, source, zipped);
      // It is told by `closeIntake`, which may come long after the failure.
      attached.catch(() => intake.cancel());
      return { intakeId: intakes.note({ intake, attached }), url: intake.url };
    },
    async closeIntake({ intakeId, cancelled }) {
      const { intake, attached } = intakes.take(intakeId);
      if (cancelled) intake.cancel();
      else intake.close();
      return cancelled ? attached.catch(onlyCancelled) : attached;
    },
    templates: () => ({ templates: templates.list() }),
    keepTemplate: ({ id, template }) => ({ id: templates.keep(id, template) }),
    removeTemplate({ id }) {
      templates.remove(id);
      return {};
    },
    orderTemplates({ ids }) {
      templates.order(ids);
      return {};
    },
    recipientFacts: ({ draftId }) => ({ facts: [...drafts.recipientFacts(draftId)] }),
    split({ draftId, continued, edition }) {
      drafts.expectEdition(draftId, edition);
      return { draftIds: [...drafts.split(draftId, continued)] };
    },
    detach: ({ draftId, attachmentId }) => drafts.detach(draftId, attachmentId),
    compressAttachments: ({ draftId }) => drafts.compress(draftId),
    restoreAttachment: ({ draftId, attachmentId }) => drafts.restore(draftId, attachmentId),
    attachmentUrl({ draftId, attachmentId }) {
      const { blobId, ...source } = drafts.content(draftId, attachmentId);
      return { url: streams.register(`draft/${blobId}`, source) };
    },
    async send({ draftId, pin, finalTryConfirmed, edition, leaveAt }) {
      drafts.expectEdition(draftId, edition);
      return { envelopeId: await send(draftId, toPinTry(pin, finalTryConfirmed), leaveAt) };
    },
  };
}

/** `onTakenBack`: a letter is a draft again. */
export function outboxHandlers(outbox: OutboxEngine, onTakenBack: () => void): Handlers<typeof outboxContract> {
  return {
    list: () => ({ entries: outbox.list() }),
    async cancel({ envelopeId }) {
      const draftId = await outbox.cancel(envelopeId);
      onTakenBack();
      return { draftId };
    },
    retryNow() {
      outbox.retryNow(true);
      return {};
    },
  };
}

/** Giving up a file that was refused already, or is there in full, is no failure. */
function onlyCancelled(error: unknown): null {
  if (error instanceof AppError) return null;
  throw error;
}
