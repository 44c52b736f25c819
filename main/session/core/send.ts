/** Sending: checks, builds the message once, has the card sign it when there is one, and queues the final bytes in one transaction. */
import type { Manifest } from '../../../contract/api/routes.ts';
import { AppError } from '../../../contract/errors.ts';
import { isReachedAt } from '../../../contract/model/directory.ts';
import type { DraftContent } from '../../../contract/model/draft-content.ts';
import type { DraftId, EnvelopeId } from '../../../contract/model/ids.ts';
import {
  MAX_ATTACHMENTS,
  MAX_ATTACHMENTS_BYTES,
  MAX_DEPARTURE_DELAY_DAYS,
  MAX_MESSAGE_BYTES,
} from '../../../contract/model/limits.ts';
import { letterOf } from '../../../contract/model/numbered-envelopes.ts';
import type { AccountCard } from '../../../contract/model/person.ts';
import { judgePhone } from '../../../contract/model/phone-code.ts';
import { missingRight } from '../../../contract/model/rights.ts';
import type { BlobStore } from './blob-store.ts';
import { counted } from './bytes.ts';
import type { Card, PinTry } from './card-port.ts';
import type { Clock } from './clock.ts';
import { RESOLVE_TIMEOUT_MS } from './directory-search.ts';
import type { EnvelopeStore } from './envelope-store.ts';
import { connectionProblem } from './failures.ts';
import type { JournalStore } from './journal-store.ts';
import type { BuildRequest, MessageBuilder } from './message-port.ts';
import type { CallOutput, OperatorApi } from './operator-port.ts';
import { PROGRESS_INTERVAL_MS } from './policy.ts';
import { throttled } from './progress.ts';
import { editionOf } from './sharing/draft-sharing-store.ts';
import type { StoredDraft } from './stored-draft.ts';

export interface SendPorts {
  /** In whose name. */
  readonly account: AccountCard;
  /** Who writes, where that is somebody else. */
  readonly delegate: AccountCard | null;
  /** The card that signed in; null when somebody signed in without one, and nothing is signed. */
  readonly card: Card | null;
  readonly journal: JournalStore;
  readonly cache: EnvelopeStore;
  readonly blobs: BlobStore;
  readonly operator: OperatorApi;
  readonly builder: MessageBuilder;
  readonly clock: Clock;
  readonly isOnline: () => boolean;
  readonly undoMs: number;
  readonly onProgress: (
    draftId: DraftId,
    step: 'building' | 'signing' | 'queued',
    doneBytes: number,
    totalBytes: number,
  ) => void;
  readonly onQueued: () => void;
}

/** `send` answers the envelope's id once its final bytes are queued; on any failure the draft is as it was. */
export function createSender(
  ports: SendPorts,
): (draftId: DraftId, attempt: PinTry, leaveAt?: string) => Promise<EnvelopeId> {
  const underWay = new Set<DraftId>();
  return async (draftId, attempt, leaveAt) => {
    if (underWay.has(draftId)) throw new AppError('outbox.already-leaving');
    underWay.add(draftId);
    try {
      return await send(draftId, attempt, departure(leaveAt, ports.clock.now()), ports);
    } finally {
      attempt.pin?.fill(0);
      underWay.delete(draftId);
    }
  };
}

/** The moment that the person chose, epoch ms; null for now. */
function departure(leaveAt: string | undefined, now: number): number | null {
  if (leaveAt === undefined) return null;
  const at = Date.parse(leaveAt);
  if (at <= now || at > now + MAX_DEPARTURE_DELAY_DAYS * 86_400_000) throw new AppError('outbox.departure-refused');
  return at;
}

async function send(draftId: DraftId, attempt: PinTry, leaveAt: number | null, ports: SendPorts): Promise<EnvelopeId> {
  const { journal, blobs, builder, clock, account } = ports;
  const draft = journal.draft(draftId);
  if (!draft) throw new AppError('draft.not-found');
  const edition = editionOf(journal.sharing.find(draftId));
  checkDraft(draft);
  const codes = askedCodes(draft.content);
  // Whoever reads it would miss them.
  if (journal.sharing.find(draftId)?.elsewhere.length) throw new AppError('draft.attachments-elsewhere');
  // Asking for a PIN that nobody gave comes before everything that takes time, and consumes nothing.
  const signer = ports.card === null ? null : await ports.card.signature(attempt);
  await checkRecipients(draft, ports);

  const date = new Date(clock.now());
  const request: BuildRequest = {
    messageId: messageIdOf(draftId, account.address),
    sender: account,
    delegate: ports.delegate,
    content: draft.content,
    attachments: draft.attachments.map((attachment) => ({
      ...attachment,
      open: () => blobs.read(attachment.blobId),
    })),
    date,
    inReplyTo: answeredMessageId(draft, ports),
    signer: signer && {
      ...signer,
      sign: (toBeSigned) => {
        ports.onProgress(draftId, 'signing', totalBytes, totalBytes);
        return signer.sign(toBeSigned);
      },
    },
  };
  const totalBytes = builder.estimateBytes(request);
  if (totalBytes > MAX_MESSAGE_BYTES) {
    throw new AppError('envelope.too-large', { sizeBytes: totalBytes, limitBytes: MAX_MESSAGE_BYTES });
  }
  const tell = throttled(clock.now, PROGRESS_INTERVAL_MS, (done: number) =>
    ports.onProgress(draftId, 'building', Math.min(done, totalBytes), totalBytes),
  );
  const blobId = blobs.newId();
  const built = counted(builder.build(request), (done) => tell(false, done));
  const { sha256, sizeBytes } = await blobs.write(blobId, built);
  const problem = changeOf(draftId, edition, journal);
  if (problem) {
    await blobs.remove([blobId]);
    throw problem;
  }
  const now = clock.now();
  journal.queue({
    id: draftId,
    content: draft.content,
    manifest: {
      envelopeId: draftId,
      sha256,
      sizeBytes,
      recipients: draft.content.recipients.map(({ address, name, role }) => ({ address, name, role })),
      signed: signer !== null,
      inReplyTo: draft.content.inReplyTo,
      ...codes,
    },
    blobId,
    state: 'waiting',
    signedAt: signer === null ? null : date.getTime(),
    queuedAt: now,
    // What waits for its moment can be taken back until then: it needs no window of its own.
    undoUntil: leaveAt === null ? now + ports.undoMs : now,
    leaveAt,
    nextTryAt: null,
    tries: 0,
    commitAttempted: false,
    error: null,
  });
  keepTogether(draftId, draft, ports);
  ports.onProgress(draftId, 'queued', totalBytes, totalBytes);
  ports.onQueued();
  return draftId;
}

/** What was built is not the draft any more: it went, or another workstation's words took the place of its own. */
function changeOf(id: DraftId, edition: number, journal: JournalStore): AppError | null {
  if (!journal.draft(id)) return new AppError('draft.not-found');
  return editionOf(journal.sharing.find(id)) === edition ? null : new AppError('draft.changed-elsewhere');
}

/**
 * The codes that are asked of those whom it goes to; none is no list at all, which every operator understands. A number that
 * is not whole is `recipient.phone-code-refused`: what was asked for is not dropped.
 */
function askedCodes({ recipients, phoneCodes = [] }: DraftContent): Pick<Manifest, 'phoneCodes'> {
  const asked = phoneCodes.filter((one) => recipients.some(({ address }) => address === one.address));
  if (asked.length === 0) return {};
  return {
    phoneCodes: asked.map(({ address, number: typed, channel }) => {
      const { number } = judgePhone(typed, channel);
      if (number === null) throw new AppError('recipient.phone-code-refused', { address, reason: 'number' });
      return { address, number, channel };
    }),
  };
}

/** The parts of a letter can be taken back as long as the last of them can. */
function keepTogether(id: DraftId, draft: StoredDraft, { journal, clock }: SendPorts): void {
  const queued = journal.outboxEntry(id);
  if (!queued || queued.leaveAt !== null) return;
  for (const entry of journal.outbox()) {
    if (entry.id === id || letterOf(entry) !== letterOf(draft) || entry.undoUntil <= clock.now()) continue;
    journal.updateEntry(entry.id, { undoUntil: queued.undoUntil });
  }
}

function checkDraft({ content, attachments }: StoredDraft): void {
  if (content.recipients.length === 0) throw new AppError('envelope.no-recipient');
  const sizeBytes = attachments.reduce((sum, attachment) => sum + attachment.sizeBytes, 0);
  if (sizeBytes > MAX_ATTACHMENTS_BYTES || attachments.length > MAX_ATTACHMENTS) {
    throw new AppError('envelope.too-large', { sizeBytes, limitBytes: MAX_ATTACHMENTS_BYTES });
  }
}

/** With network, the directory's word; without, the operator says so at deposit. */
async function checkRecipients(draft: StoredDraft, ports: SendPorts): Promise<void> {
  const known = await resolve(draft, ports);
  if (known === null) return;
  const answered = draft.content.inReplyTo === null ? null : ports.cache.envelope(draft.content.inReplyTo);
  for (const { address } of draft.content.recipients) {
    const entry = known.entries.find((one) => isReachedAt(one, address));
    if (!entry && !known.invitations) throw new AppError('recipient.unknown', { address });
    const kind = entry?.recipientKind ?? 'invited';
    const isAnswer = answered?.record.sender.address === address;
    const needs =
      missingRight(ports.account, kind, isAnswer) ??
      (ports.delegate === null ? null : missingRight(ports.delegate, kind, isAnswer));
    if (needs) throw new AppError('recipient.not-allowed', { address, needs });
  }
  for (const { address } of askedCodes(draft.content).phoneCodes ?? []) {
    const isKnown = known.entries.some((one) => isReachedAt(one, address));
    const reason = isKnown ? 'has-account' : known.phoneCodes ? null : 'not-offered';
    if (reason) throw new AppError('recipient.phone-code-refused', { address, reason });
  }
}

async function resolve(draft: StoredDraft, ports: SendPorts): Promise<CallOutput<'directoryResolve'> | null> {
  if (!ports.isOnline()) return null;
  const addresses = [...new Set(draft.content.recipients.map(({ address }) => address))];
  try {
    return await ports.operator.call('directoryResolve', { body: { addresses } }, { timeoutMs: RESOLVE_TIMEOUT_MS });
  } catch (error) {
    if (connectionProblem(error)) return null;
    throw error;
  }
}

/** The id of an envelope is the left side of its Message-ID (RFC 5322 §3.6.4), its sender's domain the right one. */
function messageIdOf(envelopeId: EnvelopeId, senderAddress: string): string {
  return `${envelopeId}@${senderAddress.slice(senderAddress.lastIndexOf('@') + 1)}`;
}

function answeredMessageId(draft: StoredDraft, ports: SendPorts): string | null {
  const { inReplyTo } = draft.content;
  if (inReplyTo === null) return null;
  const sender = ports.cache.envelope(inReplyTo)?.record.sender.address ?? ports.account.address;
  return messageIdOf(inReplyTo, sender);
}
