/** Builds a draft's one MIME message, signed when there is a card to sign it. */
import { displayName } from '../../../contract/model/person.ts';
import type { RecipientRef } from '../../../contract/model/recipient.ts';
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
    attachments: request.attachments,
    signingTime: date,
    ...(signer === null ? {} : { signer }),
  };
}
