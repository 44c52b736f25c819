/** Builds a draft's one MIME message, signed when there is a card to sign it. */
import { AppError } from '../../../contract/errors.ts';
import { letterHtml } from '../../../contract/model/letter-html.ts';
import { MAX_TEXT_BYTES } from '../../../contract/model/limits.ts';
import { displayName } from '../../../contract/model/person.ts';
import type { RecipientRef } from '../../../contract/model/recipient.ts';
import type { RichLetter } from '../../../contract/model/rich-letter.ts';
import { buildMessage, encodedSizeBytes, type MessageInput } from '../../../envelope/mime/build.ts';
import type { BuildRequest, MessageBuilder } from '../core/message-port.ts';

export const messageBuilder: MessageBuilder = {
  build: (request) => buildMessage(toInput(request)),
  estimateBytes: (request) => encodedSizeBytes(toInput(request)),
};

function toInput(request: BuildRequest): MessageInput {
  const { sender, delegate, content, date, signer } = request;
  const mailboxes = (role: RecipientRef['role']) =>
    content.recipients.filter((recipient) => recipient.role === role).map(({ name, address }) => ({ name, address }));
  return {
    headers: {
      from: { name: displayName(sender), address: sender.address },
      ...(delegate === null ? {} : { sender: { name: displayName(delegate), address: delegate.address } }),
      to: mailboxes('to'),
      cc: mailboxes('cc'),
      subject: content.subject,
      date,
      messageId: request.messageId,
      ...(request.inReplyTo === null ? {} : { inReplyTo: request.inReplyTo, references: [request.inReplyTo] }),
    },
    text: content.text,
    ...(content.rich ? { html: readableHtml(content.rich) } : {}),
    attachments: request.attachments,
    signingTime: date,
    ...(signer === null ? {} : { signer }),
  };
}

/** A reader keeps no more of a text than this, of its HTML as little as of its words: longer would be shown cut. */
function readableHtml(letter: RichLetter): string {
  const html = letterHtml(letter);
  const sizeBytes = Buffer.byteLength(html);
  if (sizeBytes > MAX_TEXT_BYTES) {
    throw new AppError('draft.text-too-long', { sizeBytes, limitBytes: MAX_TEXT_BYTES });
  }
  return html;
}
