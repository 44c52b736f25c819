/** Storage of the preview: a mailbox of a gigabyte, at rest or at work. Development only. */
import { AppError } from '../../contract/errors.ts';
import { emitter, type Handlers } from '../../contract/ipc/define.ts';
import { type OfflineRule, type StorageState, storageContract } from '../../contract/ipc/storage.contract.ts';
import type { keptMailbox } from './folders.ts';
import type { PreviewState } from './states.ts';

const MB = 1_048_576;

export function fakeStorage(
  state: PreviewState,
  rowsOf: ReturnType<typeof keptMailbox>['rowsOf'],
  send: (channel: string, payload: unknown) => void,
): Handlers<typeof storageContract> {
  const emit = emitter(storageContract, send);
  let rule: OfflineRule = state.keptDays === undefined ? { mode: 'all' } : { mode: 'days', days: state.keptDays };
  let paused = false;
  let loss: StorageState['loss'] =
    state.storage === 'lost' ? { reason: 'damaged', drafts: 2, unsent: 1, changes: 0, archived: 34 } : null;
  const now = (): StorageState => ({
    rule,
    mostDays: state.mostDays ?? null,
    paused,
    freeing: state.storage === 'freeing' ? { doneBytes: 182 * MB, totalBytes: 640 * MB } : null,
    rebuilding: state.storage === 'rebuilding' ? { envelopes: 812, expected: 1_240 } : null,
    loss,
  });
  const changed = (): StorageState => {
    emit('changed', now());
    return now();
  };
  return {
    state: now,
    previewRule: ({ mode }) => ({
      fetch: mode === 'all' ? { count: 240, sizeBytes: 412 * MB } : { count: 0, sizeBytes: 0 },
      free: mode === 'all' ? { count: 0, sizeBytes: 0 } : { count: 318, sizeBytes: 640 * MB },
    }),
    setRule: (next) => {
      if (state.refusing) throw new AppError('store.disk-full');
      rule = next;
      return changed();
    },
    pause: (wanted) => {
      paused = wanted.paused;
      return changed();
    },
    usage: () => ({
      totalBytes: 1_214 * MB,
      parts: [
        { part: 'messages', sizeBytes: 96 * MB },
        { part: 'attachments', sizeBytes: 742 * MB },
        { part: 'lists', sizeBytes: 38 * MB },
        { part: 'words', sizeBytes: 121 * MB },
        { part: 'texts', sizeBytes: 57 * MB },
        { part: 'archive', sizeBytes: 118 * MB },
        { part: 'journal', sizeBytes: 24 * MB },
        { part: 'delegated', sizeBytes: 0 },
        { part: 'other', sizeBytes: 0 },
        { part: 'unused', sizeBytes: 18 * MB },
      ],
      freeDiskBytes: 41_300 * MB,
      diskBytes: 244_000 * MB,
      ages: [
        { withinDays: 7, count: 86, sizeBytes: 71 * MB },
        { withinDays: 30, count: 301, sizeBytes: 248 * MB },
        { withinDays: 90, count: 612, sizeBytes: 519 * MB },
        { withinDays: null, count: 0, sizeBytes: 0 },
      ],
      places: [
        { place: null, box: 'received', count: 702, sizeBytes: 566 * MB },
        { place: null, box: 'sent', count: 214, sizeBytes: 203 * MB },
        { place: 'archive', box: 'received', count: 83, sizeBytes: 69 * MB },
      ],
      largest: state.empty
        ? []
        : rowsOf('received', 'all', 'newest')
            .slice(0, 6)
            .map((row, index) => ({ row, sizeBytes: Math.round((38.2 / (index + 1)) * MB) })),
    }),
    previewFreeing: ({ choices }) => ({
      weights: choices.map((_choice, index) => ({ count: 116 * index, sizeBytes: 213 * MB * index })),
    }),
    free: () => {
      if (state.offline) throw new AppError('operator.offline');
      return { freedBytes: 213 * MB, cancelled: false };
    },
    cancelFreeing: () => ({}),
    rebuild: () => {
      if (state.offline) throw new AppError('operator.offline');
      return {};
    },
    dismissLoss: () => {
      loss = null;
      return changed();
    },
  };
}
