/** How a copied envelope is called: by its time, who wrote or to whom, and its title. Pure. */
import { displayName } from '../../../../contract/model/person.ts';
import type { OriginalEnvelope } from '../reading.ts';

const MAX_TITLE = 80;

/**
 * Sorted by name, such files are sorted by time. On a shared workstation the title is left out: it names a patient, and
 * names of files are read by whoever opens the folder.
 */
export function exportName(
  { stored, content }: Pick<OriginalEnvelope, 'stored' | 'content'>,
  withTitle: boolean,
): string {
  const { record, box } = stored;
  const at = new Date(record.sealedAt);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const [first] = record.recipients;
  const who = box === 'sent' && first ? first.name || first.address : displayName(record.sender);
  const title = withTitle
    ? [...(content?.subject ?? '').replace(/\s+/gu, ' ').trim()].slice(0, MAX_TITLE).join('').trim()
    : '';
  return [`${day} ${two(at.getHours())}h${two(at.getMinutes())}`, who, ...(title === '' ? [] : ['-', title])].join(' ');
}
