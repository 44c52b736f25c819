/** One file in a zip of its own, for an attachment that is to become smaller. */
import type { ByteStream } from '../../../envelope/bytes.ts';
import { zipOf } from '../../../envelope/zip.ts';

/** `name` is that of the file in the zip. */
export function zippedFile(name: string, content: ByteStream, at: Date): ByteStream {
  async function* file() {
    yield { name, content, deflates: true };
  }
  return zipOf(file(), at);
}
