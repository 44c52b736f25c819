/**
 * Reads what stands inside attachments so that it can be searched: newest envelope first, one document at a time, only
 * while nothing is being fetched. Each document is noted before it is begun, so that one that ends the process, or the
 * session with it, is not begun for ever; a kill costs the document under way and nothing else.
 */
import { AppError } from '../../../../contract/errors.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import type { DocumentReading } from '../../../../contract/model/readable-document.ts';
import type { Clock } from '../clock.ts';
import type { DocumentReader, DocumentSource } from '../document-port.ts';
import type { EnvelopeStore } from '../envelope-store.ts';
import { isSearchable } from '../file-kind.ts';
import type { OpenAttachment } from '../reading.ts';
import { createWakeableWait } from '../wakeable-wait.ts';
import type { AttachmentOutcome } from './attachment-outcome.ts';
import { textOfDocument } from './document-text.ts';

/** Between documents the session serves whatever waits. */
const PAUSE_MS = 20;
/** While messages are being fetched. */
const BUSY_MS = 1_000;
/** Without news, looked again: what could not be read for a passing reason. */
const QUIET_MS = 15 * 60_000;
/** A document that was begun so often and never ended, because everything ended with it, is not begun again. */
const MOST_TRIES = 5;

export interface AttachmentIndexing {
  start(): void;
  /** There may be something to read. */
  wake(): void;
  stop(): void;
}

/** A process that could not be started is asked for again after this long. */
const AWAY_MS = 60_000;

export interface AttachmentIndexingPorts {
  readonly cache: Pick<
    EnvelopeStore,
    'nextUnread' | 'readOutcomes' | 'beginAttachment' | 'spareAttachment' | 'putAttachmentText' | 'endUnread'
  >;
  /** Attachments of an envelope whose bytes are on this workstation; null when they are not. */
  readonly attachmentsHere: (id: EnvelopeId) => readonly OpenAttachment[] | null;
  readonly documents: DocumentReader;
  readonly isFetching: () => boolean;
  readonly clock: Clock;
  readonly onBug: (error: unknown) => void;
}

export function createAttachmentIndexing(ports: AttachmentIndexingPorts): AttachmentIndexing {
  const { cache, documents, clock } = ports;
  const ending = new AbortController();
  const pause = createWakeableWait(clock);

  async function readOne(id: EnvelopeId, { attachment, bytes }: OpenAttachment): Promise<void> {
    const { index, name, mediaType, detectedType, sizeBytes } = attachment;
    const note = (outcome: AttachmentOutcome, text = ''): void => {
      try {
        cache.putAttachmentText(id, index, outcome, text);
      } catch (error) {
        // The disk is full, and the document blameless: it is read again when there is room, however long that takes.
        if (error instanceof AppError) cache.spareAttachment(id, index);
        throw error;
      }
    };
    if (!isSearchable(name, mediaType, detectedType)) return note('unsupported');
    if (cache.beginAttachment(id, index) > MOST_TRIES) return note('crashed');
    let reading = await readOrRefuse({ name, sizeBytes, bytes });
    // What ended the process may have been the fault of the document before: once more, and no more.
    if (isCrash(reading) && !ending.signal.aborted) reading = await readOrRefuse({ name, sizeBytes, bytes });
    if (ending.signal.aborted) return;
    if (reading.ok) note(reading.document.isCut ? 'part' : 'whole', textOfDocument(reading.document));
    else note(reading.reason);
  }

  /** Bytes that this disk does not give any more are the document's damage; fetched again, they are read again. */
  async function readOrRefuse(source: DocumentSource): Promise<DocumentReading> {
    for (;;) {
      try {
        return await documents.search(source);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        // The process could not begin: nothing is said of the document, and it is asked for again when that has passed.
        const isAway = error.is('app.cancelled') && !ending.signal.aborted;
        if (!isAway) return { ok: false, reason: 'damaged' };
        await clock.wait(AWAY_MS, ending.signal);
      }
    }
  }

  async function readEnvelope(id: EnvelopeId): Promise<void> {
    for (const attachment of ports.attachmentsHere(id) ?? []) {
      while (!ending.signal.aborted && !cache.readOutcomes(id).has(attachment.attachment.index)) {
        if (ports.isFetching()) await clock.wait(BUSY_MS, ending.signal);
        else await readOne(id, attachment);
        await clock.wait(PAUSE_MS, ending.signal);
      }
    }
    if (ending.signal.aborted) return;
    cache.endUnread(id);
  }

  async function run(): Promise<void> {
    while (!ending.signal.aborted) {
      const id = cache.nextUnread();
      if (id === null || ports.isFetching()) await pause.wait(id === null ? QUIET_MS : BUSY_MS);
      else {
        try {
          await readEnvelope(id);
        } catch (error) {
          if (!(error instanceof AppError)) ports.onBug(error);
          // A disk that is full: nothing can be noted until there is room.
          await pause.wait(QUIET_MS);
        }
      }
    }
  }

  return {
    start() {
      run().catch(ports.onBug);
    },
    wake: pause.wake,
    stop() {
      ending.abort();
      pause.wake();
    },
  };
}

function isCrash(reading: DocumentReading): boolean {
  return !reading.ok && reading.reason === 'crashed';
}
