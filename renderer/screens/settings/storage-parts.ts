/** The parts of what is on the disk, in the order of the picture and of the table beside it. Pure. */
import type { StoragePart, StorageUsage } from '../../../contract/ipc/storage.contract.ts';

export const partWords = {
  attachments: 'partAttachments',
  messages: 'partMessages',
  texts: 'partTexts',
  words: 'partWords',
  lists: 'partLists',
  archive: 'partArchive',
  journal: 'partJournal',
  delegated: 'partDelegated',
  other: 'partOther',
  unused: 'partUnused',
} as const satisfies Record<StoragePart, string>;

export interface ShownPart {
  readonly part: StoragePart;
  readonly sizeBytes: number;
  /** Of all, from 0 to 1. */
  readonly share: number;
}

/** Those that weigh something, in one order. */
export function shownParts({ parts, totalBytes }: StorageUsage): readonly ShownPart[] {
  const order = Object.keys(partWords);
  return parts
    .filter(({ sizeBytes }) => sizeBytes > 0)
    .map(({ part, sizeBytes }) => ({ part, sizeBytes, share: totalBytes === 0 ? 0 : sizeBytes / totalBytes }))
    .sort((a, b) => order.indexOf(a.part) - order.indexOf(b.part));
}
