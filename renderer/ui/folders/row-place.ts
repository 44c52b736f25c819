/** Where an envelope is kept, in words. Pure. */
import type { TFunction } from 'i18next';
import type { FolderView } from '../../../contract/ipc/folder.contract.ts';
import type { EnvelopeRow } from '../../../contract/ipc/mailbox.contract.ts';

/** The name of the folder or box that holds an envelope. */
export function placeNameOf(
  row: Pick<EnvelopeRow, 'place' | 'box'>,
  folders: readonly FolderView[],
  t: TFunction<'folders'>,
): string {
  if (row.place === null) return t(row.box);
  if (row.place === 'archive') return t('archive');
  return folders.find(({ id }) => id === row.place)?.name ?? t(row.box);
}
