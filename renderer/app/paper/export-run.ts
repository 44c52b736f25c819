/** Writes envelopes one after the other into a folder: how far it is, what failed, and when to stop. No interface of its own. */
import type { WireError } from '../../../contract/errors.ts';
import type { ExportForm } from '../../../contract/ipc/keeping.contract.ts';
import type { EnvelopeId, FileGrantId } from '../../../contract/model/ids.ts';
import { app, keeping, mailbox } from '../../bridge.ts';
import { wireOf } from '../../ui/wire-error.ts';
import type { Paper } from './paper.tsx';
import { sheetOf } from './printing.tsx';

export interface ExportProgress {
  readonly envelopes: number;
  readonly ofEnvelopes: number;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface ExportOutcome {
  readonly exported: number;
  /** Those that could not be written, each with why. */
  readonly failed: readonly WireError[];
  /** Nothing was tried after this: it would have failed in the same way, or the person gave up. */
  readonly stoppedBy: WireError | null;
}

/** Failures of the place that is written to: the next envelope would fare no better. */
const stopping: ReadonlySet<string> = new Set([
  'store.disk-full',
  'file.write-failed',
  'file.grant-unknown',
  'session.ended',
  'app.cancelled',
  'print.failed',
]);

export interface ExportOrder {
  readonly envelopes: readonly { readonly envelopeId: EnvelopeId; readonly sizeBytes: number }[];
  readonly grantId: FileGrantId;
  readonly forms: readonly ExportForm[];
  readonly paper: Paper;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ExportProgress) => void;
}

/** Never rejects: what went wrong is in the outcome. */
export async function runExport(order: ExportOrder): Promise<ExportOutcome> {
  const { envelopes, signal } = order;
  const totalBytes = envelopes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const failed: WireError[] = [];
  let exported = 0;
  let doneBytes = 0;
  let current = 0;
  const tell = (part: number): void =>
    order.onProgress({
      envelopes: exported + failed.length,
      ofEnvelopes: envelopes.length,
      doneBytes: doneBytes + part * current,
      totalBytes,
    });
  const stopListening = keeping.on('progress', (now) =>
    tell(now.totalBytes === 0 ? 0 : now.doneBytes / now.totalBytes),
  );
  const cancel = (): void => void keeping.cancelExport({});
  signal.addEventListener('abort', cancel);
  try {
    for (const { envelopeId, sizeBytes } of envelopes) {
      if (signal.aborted) break;
      current = sizeBytes;
      tell(0);
      try {
        await exportOne(envelopeId, order);
        exported += 1;
      } catch (failure) {
        const error = wireOf(failure);
        if (stopping.has(error.code)) return { exported, failed, stoppedBy: error };
        failed.push(error);
      }
      doneBytes += sizeBytes;
      tell(0);
    }
    return { exported, failed, stoppedBy: null };
  } finally {
    signal.removeEventListener('abort', cancel);
    stopListening();
  }
}

async function exportOne(
  envelopeId: EnvelopeId,
  { grantId, forms, paper }: Pick<ExportOrder, 'grantId' | 'forms' | 'paper'>,
): Promise<void> {
  if (!forms.includes('pdf')) {
    await keeping.exportEnvelope({ envelopeId, grantId, forms: [...forms], pdfId: null });
    return;
  }
  const sheet = await sheetOf(await mailbox.open({ envelopeId }));
  const { sizeBytes } = await paper.with(sheet, () => app.makePdf({}));
  const { pdfId, token } = await keeping.expectPdf({ sizeBytes });
  const writing = keeping.exportEnvelope({ envelopeId, grantId, forms: [...forms], pdfId });
  const [written, delivered] = await Promise.allSettled([writing, app.deliverPdf({ token })]);
  // Why it was not written says more than that its pages were refused for it.
  if (written.status === 'rejected') throw written.reason;
  if (delivered.status === 'rejected') throw delivered.reason;
}
