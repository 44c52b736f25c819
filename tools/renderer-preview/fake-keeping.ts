/** What is kept, exported and copied in the preview. */
import { AppError } from '../../contract/errors.ts';
import type { Handlers } from '../../contract/ipc/define.ts';
import type { KeepingRule, KeptOverview, keepingContract } from '../../contract/ipc/keeping.contract.ts';
import { previewNow } from './envelopes.ts';
import { digestOf } from './people.ts';
import type { PreviewState } from './states.ts';

const MESSAGE_BYTES = 2_200_000;

export function fakeKeeping(
  state: PreviewState,
  progress: (doneBytes: number, totalBytes: number) => void,
): Handlers<typeof keepingContract> {
  let rule: KeepingRule = 'all';
  let cancelled = false;
  const overview = (): KeptOverview => {
    const isEmpty = state.keeping === 'empty' || state.keeping === 'shared';
    return {
      allowed: state.keeping !== 'shared',
      rule,
      envelopes: isEmpty ? 0 : 214,
      sizeBytes: isEmpty ? 0 : 412_000_000,
      erasedElsewhere: isEmpty ? 0 : 37,
      oldestSealedAt: isEmpty ? null : new Date(previewNow.getTime() - 400 * 86_400_000).toISOString(),
    };
  };
  return {
    digests: () => ({ digests: [0, 1, 2].map((index) => ({ index, sha256: digestOf(900 + index) })) }),
    exportFacts: ({ envelopeIds }) => ({
      envelopes: envelopeIds.map((envelopeId) => ({ envelopeId, sizeBytes: MESSAGE_BYTES })),
      unopened: envelopeIds.length > 1 ? 2 : 0,
      gone: 0,
    }),
    expectPdf: () => ({ pdfId: '00000000-0000-4000-8000-000000000098', token: 'preview-preview-preview' }),
    async exportEnvelope() {
      cancelled = false;
      for (let part = 1; part <= 4; part += 1) {
        if (state.keeping === 'disk-full' && part === 3) throw new AppError('store.disk-full');
        if (cancelled) throw new AppError('app.cancelled');
        progress((part / 4) * MESSAGE_BYTES, MESSAGE_BYTES);
        await new Promise((done) => setTimeout(done, 60));
      }
      return { files: 2, sizeBytes: MESSAGE_BYTES };
    },
    cancelExport() {
      cancelled = true;
      return {};
    },
    overview,
    setRule(chosen) {
      rule = chosen.rule;
      return overview();
    },
    keep: ({ envelopeIds }) => ({ kept: envelopeIds.length }),
    release: ({ envelopeIds, evenLost }) =>
      evenLost ? { released: envelopeIds.length, lost: 0 } : { released: 0, lost: envelopeIds.length },
    backUp: () => ({ envelopes: 214, damaged: 0, sizeBytes: 412_400_000 }),
    restore({ code }) {
      if (state.keeping === 'code-needed' && code === null) throw new AppError('archive.code-needed');
      return { restored: 37, alreadyHere: 177 };
    },
  };
}
