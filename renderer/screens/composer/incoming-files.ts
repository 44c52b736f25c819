/** Files that come by hand: dropped on the composer, or pasted into it. */

/** A file whose bytes the page holds: the system gave it for this one drop or paste, and no path comes with it. */
export interface IncomingFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** Null for a folder, which has no bytes. */
  readonly bytes: Blob | null;
}

/** Whether something is dragged that could be attached. */
export function holdsFiles(transfer: DataTransfer): boolean {
  return transfer.types.includes('Files');
}

/** What is in a drop, folders as such. Must be called while the event is handled: it is empty afterwards. */
export function filesOf(transfer: DataTransfer): readonly IncomingFile[] {
  return [...transfer.items]
    .filter(({ kind }) => kind === 'file')
    .flatMap((item) => {
      const isFolder = item.webkitGetAsEntry()?.isDirectory ?? false;
      const file = item.getAsFile();
      if (!file) return [];
      return [{ name: file.name, sizeBytes: isFolder ? 0 : file.size, bytes: isFolder ? null : file }];
    });
}

/**
 * Files of a paste. Programs that copy text put a picture of it beside: then the text was meant, and this answers
 * none. A picture that never was a file has a name of Chromium's own, and gets one that says what it is.
 */
export function pastedFiles(transfer: DataTransfer, pictureName: string): readonly IncomingFile[] {
  if (transfer.types.includes('text/plain')) return [];
  const files = filesOf(transfer);
  return files.map((file) =>
    /^image\.(png|jpe?g|gif|webp|bmp)$/.test(file.name)
      ? { ...file, name: `${pictureName}${file.name.slice(file.name.lastIndexOf('.'))}` }
      : file,
  );
}
