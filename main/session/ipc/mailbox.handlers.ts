import { AppError } from '../../../contract/errors.ts';
import type { Handlers } from '../../../contract/ipc/define.ts';
import { MAX_SELECTION, type mailboxContract } from '../../../contract/ipc/mailbox.contract.ts';
import type { AccountId } from '../../../contract/model/ids.ts';
import type { Clock } from '../core/clock.ts';
import type { EnvelopeStore } from '../core/envelope-store.ts';
import { servedType } from '../core/file-kind.ts';
import type { GrantedFiles } from '../core/files-port.ts';
import type { EnvelopeFiling } from '../core/items/filing.ts';
import type { Reminders } from '../core/items/reminders.ts';
import type { SavedSearches } from '../core/items/saved-searches.ts';
import type { JournalStore } from '../core/journal-store.ts';
import type { Exporting } from '../core/keeping/exporting.ts';
import type { Reading } from '../core/reading.ts';
import type { Search } from '../core/search/search.ts';
import type { MessageFetcher } from '../core/sync/message-fetcher.ts';
import type { OpeningQueue } from '../core/sync/opening-queue.ts';
import type { AttachmentStreams } from './attachment-streams.ts';

export function mailboxHandlers(parts: {
  readonly cache: EnvelopeStore;
  readonly journal: JournalStore;
  readonly reading: Reading;
  readonly fetcher: Pick<MessageFetcher, 'cancel'>;
  readonly search: Search;
  readonly openings: OpeningQueue;
  readonly filing: EnvelopeFiling;
  readonly reminders: Pick<Reminders, 'remind'>;
  readonly savedSearches: SavedSearches;
  readonly files: GrantedFiles;
  readonly exporting: Pick<Exporting, 'evidence'>;
  readonly streams: AttachmentStreams;
  readonly clock: Clock;
  /** Who is at the screen. */
  readonly reader: AccountId;
  /** An opening waits to be stated. */
  readonly onDisplayed: () => void;
}): Handlers<typeof mailboxContract> {
  const { cache, journal, reading, files } = parts;
  return {
    rows(query) {
      const { rows, total } = cache.rows({ ...query, now: parts.clock.now(), reader: parts.reader });
      return { rows: [...rows], total };
    },
    ids({ between, ...list }) {
      const query = { ...list, now: parts.clock.now(), reader: parts.reader };
      const { ids, total } = between
        ? cache.idsBetween(query, between, MAX_SELECTION)
        : cache.ids(query, MAX_SELECTION);
      return { ids: [...ids], total };
    },
    file: ({ filings }) => ({ before: parts.filing.file(filings) }),
    flag: ({ flaggings }) => ({ before: parts.filing.flag(flaggings) }),
    remind: ({ remindings }) => ({ before: parts.reminders.remind(remindings) }),
    conversation: ({ envelopeId }) => ({ rows: [...cache.conversation(envelopeId)] }),
    counts() {
      const { unopened, flagged, followed, offline } = cache.counts();
      return { unopened, flagged, followed, offline, drafts: journal.drafts().length, outbox: journal.outbox().length };
    },
    search({ text, offset, limit }) {
      const startedAt = performance.now();
      return { ...parts.search(text, offset, limit), tookMs: performance.now() - startedAt };
    },
    savedSearches: () => ({ searches: parts.savedSearches.list() }),
    saveSearch: (search) => parts.savedSearches.save(search),
    removeSearch({ id }) {
      parts.savedSearches.remove(id);
      return {};
    },
    open: ({ envelopeId }) => reading.open(envelopeId),
    async fetch({ envelopeId }) {
      await reading.attachments(envelopeId);
      return {};
    },
    cancelFetch({ envelopeId }) {
      parts.fetcher.cancel(envelopeId);
      return {};
    },
    displayed({ envelopeId }) {
      parts.openings.displayed(envelopeId);
      parts.onDisplayed();
      return {};
    },
    proof: ({ envelopeId }) => reading.proof(envelopeId),
    async attachmentUrl({ envelopeId, index }) {
      const { attachment, view, bytes } = await reading.attachment(envelopeId, index);
      if (view.executable) throw new AppError('attachment.executable');
      const url = parts.streams.register(`${envelopeId}/${index}`, {
        mediaType: servedType(view.preview, attachment.detectedType),
        sizeBytes: attachment.sizeBytes,
        open: bytes,
      });
      return { url };
    },
    readAttachment: ({ envelopeId, index }) => reading.read(envelopeId, index),
    async saveAttachment({ envelopeId, index, grantId }) {
      const { bytes } = await reading.attachment(envelopeId, index);
      return { sizeBytes: await files.save(grantId, bytes()) };
    },
    async saveAllAttachments({ envelopeId, grantId }) {
      // What could run is saved by itself alone, after a question that names it.
      const attachments = (await reading.attachments(envelopeId)).filter(({ view }) => !view.executable);
      let sizeBytes = 0;
      for (const { attachment, bytes } of attachments) {
        sizeBytes += await files.saveInto(grantId, attachment.name, bytes());
      }
      return { files: attachments.length, sizeBytes };
    },
    async exportEvidence({ envelopeId, grantId }) {
      return { sizeBytes: await files.save(grantId, await parts.exporting.evidence(envelopeId)) };
    },
  };
}
