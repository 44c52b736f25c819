/** The evidence of one envelope as a zip that is written while it is read. */
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { equalBytes } from '../../envelope/bytes.ts';
import { evidenceFiles } from '../../envelope/evidence/package.ts';
import { parseMessage } from '../../envelope/mime/parse.ts';
import type { TrustStore } from '../../envelope/x509/chain.ts';
import { type DeliveryParts, openMessage, recordDelivery } from './delivery.ts';
import type { EnvelopeStore } from './ports/envelopes.ts';
import type { Caller } from './sessions.ts';
import type { Trust } from './trust.ts';

interface Parts extends DeliveryParts {
  readonly trust: Trust;
}

/** Message, seal, timestamps, events and certificates, with the commands that check them. */
export async function evidenceZip(parts: Parts, caller: Caller, envelopeId: string): Promise<Readable> {
  const message = await openMessage(parts, caller, envelopeId);
  const { envelope } = message;
  const read = () => message.read(0, envelope.sizeBytes);
  const signature = envelope.signed ? ((await parseMessage(read())).signed?.signature ?? null) : null;
  await recordDelivery(parts, caller, envelope);
  const files = evidenceFiles({
    message: read(),
    seal: envelope.seal,
    signature,
    events: await parts.envelopes.events(envelopeId),
    trust: await trustAtSealing(parts.envelopes, parts.trust.current(), envelopeId),
  });
  return zip(files, new Date(envelope.sealedAt));
}

/** Certificates and lists as they were checked at sealing; the anchors are the operator's. */
async function trustAtSealing(envelopes: EnvelopeStore, current: TrustStore, envelopeId: string): Promise<TrustStore> {
  const kept = await envelopes.validation(envelopeId);
  const of = (kind: string) => kept.filter((object) => object.kind === kind).map((object) => object.der);
  const isAnchor = (der: Uint8Array) => current.anchors.some((anchor) => equalBytes(anchor, der));
  return {
    anchors: current.anchors,
    intermediates: of('certificate').filter((der) => !isAnchor(der)),
    crls: [...of('crl'), ...current.crls],
  };
}

function zip(files: ReturnType<typeof evidenceFiles>, mtime: Date): Readable {
  const archive = new ZipFile();
  const output = archive.outputStream as Readable;
  const write = async () => {
    for await (const { name, content } of files) {
      const source = Readable.from(content, { objectMode: false });
      archive.addReadStream(source, name, { mtime, mode: 0o100644, compress: name !== 'message.eml' });
      // The next file may only be asked for once this one was read.
      await finished(source);
    }
    archive.end();
  };
  write().catch((error: unknown) => output.destroy(error instanceof Error ? error : new Error('evidence failed')));
  return output;
}
