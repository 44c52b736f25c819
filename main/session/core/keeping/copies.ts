/** Copies of the archive, encrypted: made into a file that the person chose, and taken in again here or elsewhere. */
import { AppError } from '../../../../contract/errors.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import type { BlobStore } from '../blob-store.ts';
import { type ByteStream, counted } from '../bytes.ts';
import type { Clock } from '../clock.ts';
import type { EnvelopeStore, PageContext } from '../envelope-store.ts';
import type { GrantedFiles } from '../files-port.ts';
import type { MessageBytes, MessageReader } from '../message-port.ts';
import { INLINE_MESSAGE_BYTES, PROGRESS_INTERVAL_MS } from '../policy.ts';
import { throttled } from '../progress.ts';
import { readerOf } from '../sync/message-download.ts';
import type { ArchiveStore, KeptEnvelope } from './archive-store.ts';

export interface CopiedEnvelope {
  readonly kept: KeptEnvelope;
  readonly bytes: ByteStream;
}

/** The file's format and its keys. */
export interface ArchiveCopyFormat {
  write(envelopes: AsyncIterable<CopiedEnvelope>): ByteStream;
  /** `archive.copy-unreadable`, `archive.copy-of-another`, `archive.code-needed`, `store.recovery-code-invalid`. */
  read(source: ByteStream, code: string | null): AsyncIterable<CopiedEnvelope>;
}

export interface CopyPorts {
  readonly archive: ArchiveStore;
  readonly cache: EnvelopeStore;
  readonly blobs: BlobStore;
  readonly reader: MessageReader;
  readonly files: GrantedFiles;
  readonly format: ArchiveCopyFormat;
  readonly clock: Clock;
  readonly context: () => PageContext;
  /** Moves an envelope whose bytes are here into the archive; false when they are not. */
  readonly keepHere: (id: EnvelopeId) => boolean;
  readonly isAllowed: boolean;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
  readonly onChanged: (ids: readonly EnvelopeId[]) => void;
}

export function createCopies(ports: CopyPorts) {
  const { archive, cache, blobs, reader, files, clock } = ports;

  async function* everything(count: (of: 'envelopes' | 'damaged') => void): AsyncIterable<CopiedEnvelope> {
    for (const id of archive.ids()) {
      const kept = archive.kept(id);
      const bytes = archive.messageBytes(id);
      // Let go while the copy was being made.
      if (!kept || !bytes) continue;
      const { sha256, sizeBytes } = kept.message;
      const read = readerOf(bytes, blobs);
      // Read once before: a damaged one must not keep the others out of the copy.
      if (!(await isWhole(read(0, sizeBytes), sha256))) {
        count('damaged');
        continue;
      }
      count('envelopes');
      yield { kept, bytes: reader.checked(read(0, sizeBytes), sha256) };
    }
  }

  async function isWhole(bytes: ByteStream, sha256: string): Promise<boolean> {
    try {
      return (await reader.sha256(bytes)) === sha256;
    } catch (error) {
      if (error instanceof AppError && (error.is('envelope.altered') || error.is('store.corrupt'))) return false;
      throw error;
    }
  }

  function followed(source: ByteStream, totalBytes: number): ByteStream {
    let done = 0;
    const tell = throttled(clock.now, PROGRESS_INTERVAL_MS, () => ports.onProgress(done, totalBytes));
    return counted(source, (bytes) => {
      done = Math.min(bytes, totalBytes);
      tell(false);
    });
  }

  /** Verified before it is kept: by its own digest, and by its seal's statement. */
  async function takeIn({ kept, bytes }: CopiedEnvelope): Promise<void> {
    const { record, seal } = kept.envelope;
    const { sha256, sizeBytes } = kept.message;
    if (!reader.sealNames(seal, record.id, kept.message)) throw new AppError('archive.copy-unreadable');
    const stored = await storeBytes(reader.checked(bytes, sha256), sizeBytes);
    archive.put(kept, stored);
    const unneeded = cache.moveOut(record.id);
    if (unneeded !== null) await blobs.remove([unneeded]);
    cache.redraw([record.id], ports.context());
  }

  async function storeBytes(bytes: ByteStream, sizeBytes: number): Promise<MessageBytes> {
    if (sizeBytes > INLINE_MESSAGE_BYTES) {
      const blobId = blobs.newId();
      await blobs.write(blobId, bytes);
      return { kind: 'blob', blobId };
    }
    const whole = new Uint8Array(sizeBytes);
    let filled = 0;
    for await (const chunk of bytes) {
      whole.set(chunk, filled);
      filled += chunk.length;
    }
    return { kind: 'inline', bytes: whole };
  }

  return {
    /** What is damaged here is left out, and counted. */
    async backUp(grantId: string): Promise<{ envelopes: number; damaged: number; sizeBytes: number }> {
      if (!ports.isAllowed) throw new AppError('archive.not-allowed');
      const counts = { envelopes: 0, damaged: 0 };
      const source = everything((of) => {
        counts[of] += 1;
      });
      const { sizeBytes } = archive.totals(clock.now());
      const written = await files.save(grantId, followed(ports.format.write(source), sizeBytes));
      return { ...counts, sizeBytes: written };
    },

    /** What was taken in before a failure stays: each envelope was whole. */
    async restore(grantId: string, code: string | null): Promise<{ restored: number; alreadyHere: number }> {
      if (!ports.isAllowed) throw new AppError('archive.not-allowed');
      const source = await files.source(grantId);
      const changed: EnvelopeId[] = [];
      const counts = { restored: 0, alreadyHere: 0 };
      try {
        for await (const copied of ports.format.read(followed(source.open(), source.sizeBytes), code)) {
          const { id } = copied.kept.envelope.record;
          if (archive.has(id)) {
            counts.alreadyHere += 1;
            continue;
          }
          // What is in the cache is the same, sealed: it moves to the archive, for it was kept there, and nothing is written.
          const isHere = ports.keepHere(id);
          if (!isHere) await takeIn(copied);
          changed.push(id);
          counts[isHere ? 'alreadyHere' : 'restored'] += 1;
        }
      } finally {
        if (changed.length > 0) ports.onChanged(changed);
      }
      return counts;
    },
  };
}
