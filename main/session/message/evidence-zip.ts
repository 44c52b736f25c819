/** The zip of evidence made on this workstation, for envelopes that the operator has erased. */
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { evidenceFiles } from '../../../envelope/evidence/package.ts';
import type { TrustStore } from '../../../envelope/x509/chain.ts';
import type { EvidenceBuilder } from '../core/keeping/exporting.ts';

/** Anchors of both kinds go in: the seal is judged by the operator's, the signature by those of cards. */
export function createEvidenceBuilder(trust: {
  readonly cards: () => TrustStore;
  readonly operator: () => TrustStore;
}): EvidenceBuilder {
  return ({ message, seal, signature, events, sealedAt }) => {
    const cards = trust.cards();
    const anchors = new Map([...cards.anchors, ...trust.operator().anchors].map((der) => [hexOf(der), der]));
    const files = evidenceFiles({
      message,
      seal,
      signature,
      events,
      log: null,
      trust: { ...cards, anchors: [...anchors.values()] },
    });
    return zipOf(files, sealedAt);
  };
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Written while it is read: nothing of it is on disk, or whole in memory. */
function zipOf(files: ReturnType<typeof evidenceFiles>, mtime: Date): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const fill = async (): Promise<void> => {
    for await (const { name, content } of files) {
      const part = Readable.from(content, { objectMode: false });
      zip.addReadStream(part, name, { mtime, mode: 0o100600 });
      await finished(part);
    }
    zip.end();
  };
  fill().catch((error: unknown) => output.destroy(error instanceof Error ? error : new Error('evidence failed')));
  return output;
}
