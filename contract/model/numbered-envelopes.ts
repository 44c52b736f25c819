/** A letter whose attachments do not fit one envelope goes in several, numbered « (1/3) »: which file goes in which. Pure. */
import { MAX_ATTACHMENTS, MAX_ATTACHMENTS_BYTES } from './limits.ts';

/**
 * Files to envelopes, each in the first one that has room for it; the order of files is kept within an envelope. A file
 * that fits none gets one of its own: the caller refused it before.
 */
export function distribute<F extends { readonly sizeBytes: number }>(
  files: readonly F[],
  limitBytes = MAX_ATTACHMENTS_BYTES,
): readonly (readonly F[])[] {
  const envelopes: { files: F[]; sizeBytes: number }[] = [{ files: [], sizeBytes: 0 }];
  for (const file of files) {
    let envelope = envelopes.find(
      (one) =>
        one.files.length === 0 || (one.sizeBytes + file.sizeBytes <= limitBytes && one.files.length < MAX_ATTACHMENTS),
    );
    if (!envelope) {
      envelope = { files: [], sizeBytes: 0 };
      envelopes.push(envelope);
    }
    envelope.files.push(file);
    envelope.sizeBytes += file.sizeBytes;
  }
  return envelopes.map((one) => one.files);
}

/** The letter that a draft or an envelope on its way is a part of: its own id where it is the first, or whole. */
export function letterOf<Id>({
  id,
  content,
}: {
  readonly id: Id;
  readonly content: { readonly partOf?: Id | undefined };
}): Id {
  return content.partOf ?? id;
}

/** A subject without its number. */
export function unnumberedSubject(subject: string): string {
  return subject.replace(/ ?\(\d\/\d\)$/, '');
}

/** The subject of one of several: « Imagerie (2/3) ». A subject that leaves no room for its number is cut. */
export function numberedSubject(subject: string, number: number, of: number): string {
  const suffix = ` (${number}/${of})`;
  return `${subject.slice(0, 998 - suffix.length)}${suffix}`.trimStart();
}
