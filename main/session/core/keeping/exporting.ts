/** Copies of envelopes in files: the bytes that were sealed, pages, evidence. One envelope is written whole or not at all. */
import { AppError } from '../../../../contract/errors.ts';
import type { ExportForm } from '../../../../contract/ipc/keeping.contract.ts';
import type { EnvelopeEvent } from '../../../../contract/model/event.ts';
import type { EnvelopeId } from '../../../../contract/model/ids.ts';
import type { Seal } from '../../../../contract/model/seal.ts';
import { type ByteStream, counted } from '../bytes.ts';
import type { Clock } from '../clock.ts';
import type { EnvelopeStore } from '../envelope-store.ts';
import { connectionProblem } from '../failures.ts';
import type { GrantedFiles } from '../files-port.ts';
import type { OperatorApi } from '../operator-port.ts';
import { PROGRESS_INTERVAL_MS } from '../policy.ts';
import { throttled } from '../progress.ts';
import type { OriginalEnvelope, Reading } from '../reading.ts';
import type { ArchiveStore } from './archive-store.ts';
import { exportName } from './export-name.ts';

/** What evidence is made of where the operator cannot give it any more. */
export interface EvidenceSource {
  readonly message: ByteStream;
  readonly seal: Seal;
  readonly signature: Uint8Array | null;
  readonly events: readonly EnvelopeEvent[];
  readonly sealedAt: Date;
}

/** The zip of evidence, without a place in the operator's log, which only the operator can prove. */
export type EvidenceBuilder = (source: EvidenceSource) => ByteStream;

/** A PDF that the page has made, on its way here. */
export interface ComingPdf {
  readonly sizeBytes: number;
  readonly bytes: ByteStream;
  cancel(): void;
}

export interface ExportOrder {
  readonly envelopeId: EnvelopeId;
  readonly grantId: string;
  readonly forms: readonly ExportForm[];
  readonly pdf: ComingPdf | null;
}

export interface ExportPorts {
  readonly accountId: string;
  readonly cache: EnvelopeStore;
  readonly archive: ArchiveStore;
  readonly reading: Reading;
  readonly files: GrantedFiles;
  readonly operator: Pick<OperatorApi, 'download'>;
  readonly evidence: EvidenceBuilder;
  readonly clock: Clock;
  /** Openings that the operator does not know yet. */
  readonly openedHere: () => ReadonlySet<string>;
  /** False on a shared workstation: titles name patients. */
  readonly namesTitles: boolean;
  /** The person has the content now. */
  readonly onTaken: (id: EnvelopeId) => void;
  readonly onProgress: (doneBytes: number, totalBytes: number) => void;
}

export interface Exporting {
  facts(ids: readonly EnvelopeId[]): {
    readonly envelopes: readonly { readonly envelopeId: EnvelopeId; readonly sizeBytes: number }[];
    readonly unopened: number;
    readonly gone: number;
  };
  /** The evidence of one as a zip, whoever can give it. */
  evidence(id: EnvelopeId): Promise<ByteStream>;
  write(order: ExportOrder): Promise<{ readonly files: number; readonly sizeBytes: number }>;
  /** What is being written ends with `app.cancelled`. */
  cancel(): void;
}

interface ExportFile {
  readonly ending: string;
  readonly sizeBytes: number;
  readonly content: () => Promise<ByteStream>;
}

export function createExporting(ports: ExportPorts): Exporting {
  const { cache, archive, reading, files } = ports;
  let running: AbortController | null = null;

  /** From the operator while it has the content; from what is kept here afterwards, or where it does not answer. */
  async function evidence(id: EnvelopeId): Promise<ByteStream> {
    if (cache.envelope(id)?.record.content) {
      try {
        return (await ports.operator.download('evidence', id, 0)).bytes;
      } catch (error) {
        const isOver = error instanceof AppError && (error.is('envelope.expired') || error.is('envelope.not-found'));
        if (!isOver && !connectionProblem(error)) throw error;
      }
    }
    const original = await reading.original(id);
    return ports.evidence({
      message: original.bytes(),
      seal: original.stored.seal,
      signature: original.index.signature?.cms ?? null,
      events: cache.events(id),
      sealedAt: new Date(original.stored.record.sealedAt),
    });
  }

  function filesOf({ envelopeId, forms, pdf }: ExportOrder, original: OriginalEnvelope): ExportFile[] {
    const { sizeBytes } = original.index;
    const all: Readonly<Record<ExportForm, ExportFile>> = {
      // Exactly as it was sealed: any other byte, and neither signature nor seal would hold.
      eml: { ending: '.eml', sizeBytes, content: async () => original.bytes() },
      pdf: {
        ending: '.pdf',
        sizeBytes: pdf?.sizeBytes ?? 0,
        async content() {
          if (pdf === null) throw new AppError('print.failed');
          return pdf.bytes;
        },
      },
      evidence: { ending: '.zip', sizeBytes, content: () => evidence(envelopeId) },
    };
    // The PDF first: its bytes wait on the other side of the bridge.
    return (['pdf', 'eml', 'evidence'] as const).filter((form) => forms.includes(form)).map((form) => all[form]);
  }

  async function writeAll(order: ExportOrder, original: OriginalEnvelope, signal: AbortSignal) {
    const parts = filesOf(order, original);
    const name = exportName(original, ports.namesTitles);
    const totalBytes = parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    let before = 0;
    let done = 0;
    const tell = throttled(ports.clock.now, PROGRESS_INTERVAL_MS, () => ports.onProgress(done, totalBytes));
    const followed = async (part: ExportFile): Promise<ByteStream> => {
      const content = await part.content();
      return counted(cancellable(content, signal), (bytes) => {
        done = Math.min(totalBytes, before + bytes);
        tell(false);
      });
    };
    const folder = parts.length > 1 ? await files.newFolder(order.grantId, name) : null;
    let sizeBytes = 0;
    try {
      for (const part of parts) {
        const content = await followed(part);
        sizeBytes += folder
          ? await folder.save(name + part.ending, content)
          : await files.saveInto(order.grantId, name + part.ending, content);
        before += part.sizeBytes;
      }
    } catch (error) {
      await folder?.remove();
      throw error;
    }
    tell(true);
    return { files: parts.length, sizeBytes };
  }

  return {
    facts(ids) {
      const known = ids.map((id) => cache.envelope(id)).filter((stored) => stored !== null);
      const there = known.filter(({ record }) => record.content !== null || archive.has(record.id));
      const openedHere = ports.openedHere();
      const isUnopened = ({ record, box }: (typeof known)[number]) =>
        box === 'received' &&
        !openedHere.has(record.id) &&
        record.recipients.some(({ accountId, openedAt }) => accountId === ports.accountId && openedAt === null);
      return {
        envelopes: there.map(({ record }) => ({ envelopeId: record.id, sizeBytes: record.message.sizeBytes })),
        unopened: there.filter(isUnopened).length,
        gone: ids.length - there.length,
      };
    },
    evidence,
    async write(order) {
      // Two at once would have one progress between them.
      if (running) throw new AppError('app.cancelled');
      const controller = new AbortController();
      controller.signal.addEventListener('abort', () => order.pdf?.cancel());
      running = controller;
      try {
        const original = await reading.original(order.envelopeId);
        const written = await writeAll(order, original, controller.signal);
        ports.onTaken(order.envelopeId);
        return written;
      } catch (error) {
        throw controller.signal.aborted ? new AppError('app.cancelled', error) : error;
      } finally {
        running = null;
        order.pdf?.cancel();
      }
    },
    cancel: () => running?.abort(),
  };
}

async function* cancellable(source: ByteStream, signal: AbortSignal): ByteStream {
  for await (const chunk of source) {
    if (signal.aborted) throw new AppError('app.cancelled');
    yield chunk;
  }
}
