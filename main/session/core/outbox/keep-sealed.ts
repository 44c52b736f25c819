/** Moves a sealed envelope from the outbox into the cache, so that the entry may go. */
import type { DepositReceipt } from '../../../../contract/api/routes.ts';
import { AppError } from '../../../../contract/errors.ts';
import type { BlobStore } from '../blob-store.ts';
import type { EnvelopeStore, PageContext } from '../envelope-store.ts';
import type { OutboxEntry } from '../journal-store.ts';
import type { MessageBytes, MessageIndex, MessageReader } from '../message-port.ts';
import { INLINE_MESSAGE_BYTES } from '../policy.ts';
import { readerOf } from '../sync/message-download.ts';

/**
 * Keeps record, seal and bytes; answers the files that nothing needs once the entry is gone, and not before. A receipt
 * that does not speak of these bytes is `operator.protocol`: the entry stays. A large message's encrypted file becomes
 * the cache's own, without being written again; a small one moves into the database.
 */
export async function keepSealed(
  entry: OutboxEntry,
  receipt: DepositReceipt,
  ports: {
    readonly cache: EnvelopeStore;
    readonly blobs: BlobStore;
    readonly reader: MessageReader;
    readonly context: () => PageContext;
  },
): Promise<readonly string[]> {
  const { cache, blobs, reader } = ports;
  const { manifest, blobId } = entry;
  const { record, seal } = receipt;
  if (record.id !== entry.id || record.message.sha256 !== manifest.sha256) throw new AppError('operator.protocol');
  const verdict = await reader.assessSeal(seal, entry.id, manifest);
  if (verdict.state === 'altered') throw new AppError('operator.protocol');
  if (cache.message(entry.id)?.sha256 !== manifest.sha256) {
    const { index, bytes } = await readEntry(entry, blobs, reader);
    cache.putSealed({ record, seal, box: 'sent' }, index, bytes, ports.context());
  }
  const kept = cache.messageBytes(entry.id);
  return kept?.kind === 'blob' && kept.blobId === blobId ? [] : [blobId];
}

async function readEntry(
  { blobId, manifest }: OutboxEntry,
  blobs: BlobStore,
  reader: MessageReader,
): Promise<{ readonly index: MessageIndex; readonly bytes: MessageBytes }> {
  const indexer = reader.startIndex();
  const isInline = manifest.sizeBytes <= INLINE_MESSAGE_BYTES;
  const whole = new Uint8Array(isInline ? manifest.sizeBytes : 0);
  let filled = 0;
  for await (const chunk of blobs.read(blobId)) {
    indexer.write(chunk);
    if (isInline) whole.set(chunk, filled);
    filled += chunk.length;
  }
  const bytes: MessageBytes = isInline ? { kind: 'inline', bytes: whole } : { kind: 'blob', blobId };
  const index = indexer.end();
  return {
    index: { ...index, attachments: await reader.detectTypes(index.attachments, readerOf(bytes, blobs)) },
    bytes,
  };
}
