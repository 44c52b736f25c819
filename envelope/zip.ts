/** A zip that is written while it is read. */
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { ByteStream } from './bytes.ts';

export interface ZippedFile {
  /** Its path in the zip: relative, with `/`, without `..`. */
  readonly name: string;
  readonly content: ByteStream;
  /** What is small already, or large and small by nature, is kept as it is: deflating it would cost more than it saves. */
  readonly deflates: boolean;
}

/**
 * Nothing of it is on disk, or whole in memory. Whoever stops reading (destroys it) ends the file that is being read; a
 * file that cannot be read destroys it with that error. `at` is the time that all files bear.
 */
export function zipOf(files: AsyncIterable<ZippedFile>, at: Date): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  let part: Readable | null = null;
  output.once('close', () => part?.destroy());
  const fill = async (): Promise<void> => {
    for await (const { name, content, deflates } of files) {
      part = Readable.from(content, { objectMode: false });
      if (output.destroyed) part.destroy();
      else zip.addReadStream(part, name, { mtime: at, mode: 0o100600, compress: deflates });
      // The next file may only be asked for once this one was read.
      await finished(part);
    }
    zip.end();
  };
  fill().catch((error: unknown) => output.destroy(error instanceof Error ? error : new Error('zip failed')));
  return output;
}
