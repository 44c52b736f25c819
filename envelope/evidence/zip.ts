/** The evidence of one envelope as a zip that is written while it is read. */
import type { Readable } from 'node:stream';
import { zipOf } from '../zip.ts';
import type { EvidenceFile } from './package.ts';

/** As `zipOf`; a message is mostly attachments that are compressed already, and large. */
export function zipOfEvidence(files: AsyncIterable<EvidenceFile>, at: Date): Readable {
  async function* named() {
    for await (const file of files) yield { ...file, deflates: file.name !== 'message.eml' };
  }
  return zipOf(named(), at);
}
