/** The evidence of one envelope as a zip that is written while it is read. */
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { EvidenceFile } from './package.ts';

/**
 * Nothing of it is on disk, or whole in memory. Whoever stops reading (destroys it) ends the file that is being read; a
 * file that cannot be read destroys it with that error. `at` is the time that all files bear.
 */
export function zipOfEvidence(files: AsyncIterable<EvidenceFile>, at: Date): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  let part: Readable | null = null;
  output.once('close', () => part?.destroy());
  const fill = async (): Promise<void> => {
    for await (const { name, content } of files) {
      part = Readable.from(content, { objectMode: false });
      if (output.destroyed) part.destroy();
      // A message is mostly attachments that are compressed already, and large: deflating it costs more than it saves.
      else zip.addReadStream(part, name, { mtime: at, mode: 0o100600, compress: name !== 'message.eml' });
      // The next file may only be asked for once this one was read.
      await finished(part);
    }
    zip.end();
  };
  fill().catch((error: unknown) => output.destroy(error instanceof Error ? error : new Error('evidence failed')));
  return output;
}
