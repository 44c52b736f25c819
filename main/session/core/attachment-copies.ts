/** Copies of files from one place of a mailbox to a draft, encrypted file to encrypted file. */
import type { BlobStore } from './blob-store.ts';
import type { ByteStream } from './bytes.ts';
import { typeOfName } from './file-kind.ts';
import type { StoredDraftAttachment } from './stored-draft.ts';

export interface CopyPorts {
  readonly blobs: BlobStore;
  readonly newAttachmentId: () => string;
}

/** Copies within this process; all of them or none. What no draft names after a kill is swept at the next start. */
export async function copyAttachments(
  sources: readonly { readonly name: string; readonly open: () => ByteStream }[],
  { blobs, newAttachmentId }: CopyPorts,
): Promise<readonly StoredDraftAttachment[]> {
  const copies: StoredDraftAttachment[] = [];
  try {
    for (const source of sources) {
      const blobId = blobs.newId();
      const { sizeBytes } = await blobs.write(blobId, source.open());
      const name = source.name.slice(0, 255);
      copies.push({ attachmentId: newAttachmentId(), name, mediaType: typeOfName(name), sizeBytes, blobId });
    }
  } catch (error) {
    await blobs.remove(copies.map(({ blobId }) => blobId));
    throw error;
  }
  return copies;
}

/** Copies of what a draft attaches, as it would leave. */
export function copyHeld(
  attachments: readonly StoredDraftAttachment[],
  ports: CopyPorts,
): Promise<readonly StoredDraftAttachment[]> {
  const sources = attachments.map(({ name, blobId }) => ({ name, open: () => ports.blobs.read(blobId) }));
  return copyAttachments(sources, ports);
}
