import { randomUUID } from 'node:crypto';
import { AppError } from '../../../contract/errors.ts';
import type { Handlers } from '../../../contract/ipc/define.ts';
import type { keepingContract } from '../../../contract/ipc/keeping.contract.ts';
import type { Archiving } from '../core/keeping/archiving.ts';
import type { createCopies } from '../core/keeping/copies.ts';
import type { Exporting } from '../core/keeping/exporting.ts';
import type { MessageReader } from '../core/message-port.ts';
import type { Reading } from '../core/reading.ts';
import type { FileIntakes, Intake } from './file-intakes.ts';

export function keepingHandlers(parts: {
  readonly reading: Reading;
  readonly reader: MessageReader;
  readonly exporting: Exporting;
  readonly archiving: Archiving;
  readonly copies: ReturnType<typeof createCopies>;
  readonly intakes: FileIntakes;
}): Handlers<typeof keepingContract> {
  const { archiving, copies, exporting } = parts;
  const coming = new Map<string, { readonly intake: Intake; readonly sizeBytes: number }>();

  function takePdf(pdfId: string | null) {
    if (pdfId === null) return null;
    const found = coming.get(pdfId);
    if (!found) throw new AppError('print.failed');
    coming.delete(pdfId);
    const { intake, sizeBytes } = found;
    return { sizeBytes, bytes: intake.bytes, cancel: () => intake.cancel() };
  }

  return {
    async digests({ envelopeId }) {
      const digests: { index: number; sha256: string }[] = [];
      for (const { attachment, bytes } of parts.reading.attachmentsHere(envelopeId) ?? []) {
        digests.push({ index: attachment.index, sha256: await parts.reader.sha256(bytes()) });
      }
      return { digests };
    },
    exportFacts({ envelopeIds }) {
      const { envelopes, ...counts } = exporting.facts(envelopeIds);
      return { envelopes: [...envelopes], ...counts };
    },
    expectPdf({ sizeBytes }) {
      const intake = parts.intakes.expect(sizeBytes);
      const pdfId = randomUUID();
      coming.set(pdfId, { intake, sizeBytes });
      return { pdfId, token: intake.url.slice(intake.url.indexOf('/') + 1) };
    },
    exportEnvelope: ({ pdfId, ...order }) => exporting.write({ ...order, pdf: takePdf(pdfId) }),
    cancelExport() {
      exporting.cancel();
      for (const { intake } of coming.values()) intake.cancel();
      coming.clear();
      return {};
    },
    overview: () => archiving.overview(),
    setRule: ({ rule }) => archiving.setRule(rule),
    keep: async ({ envelopeIds }) => ({ kept: await archiving.keep(envelopeIds) }),
    release: ({ envelopeIds, evenLost }) => archiving.release(envelopeIds, evenLost),
    backUp: ({ grantId }) => copies.backUp(grantId),
    restore: ({ grantId, code }) => copies.restore(grantId, code),
  };
}
