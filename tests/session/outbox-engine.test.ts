/** The engine alone, over ports that fail in ways that no real part can be made to at the right instant. */
import { describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import { EnvelopeId } from '../../contract/model/ids.ts';
import type { JournalStore, OutboxEntry } from '../../main/session/core/journal-store.ts';
import { createOutboxEngine, type OutboxPorts } from '../../main/session/core/outbox/outbox-engine.ts';

const id = EnvelopeId.parse('0190b000-0000-7000-8000-000000000001');

const entry: OutboxEntry = {
  id,
  content: { recipients: [], subject: '', text: '', inReplyTo: null },
  manifest: { envelopeId: id, sha256: '0'.repeat(64), sizeBytes: 1, recipients: [], signed: true, inReplyTo: null },
  blobId: 'blob',
  state: 'waiting',
  signedAt: 0,
  queuedAt: 0,
  undoUntil: 0,
  nextTryAt: null,
  tries: 0,
  commitAttempted: false,
  error: null,
};

describe('the outbox engine', () => {
  it('goes on after a moment in which the journal could not be written', async () => {
    let deposits = 0;
    let diskIsFull = true;
    let tellAgain = (): void => undefined;
    const again = new Promise<void>((resolve) => {
      tellAgain = resolve;
    });
    const bugs: unknown[] = [];
    const journal: Partial<JournalStore> = {
      outbox: () => [entry],
      updateEntry: () => {
        if (diskIsFull) throw new AppError('store.disk-full');
      },
    };
    const ports: Partial<OutboxPorts> = {
      journal: journal as JournalStore,
      // Time passes at once, so that waiting takes none.
      clock: { now: () => deposits, wait: () => new Promise((resolve) => setTimeout(resolve, 1)) },
      operator: {
        call: async () => {
          deposits += 1;
          if (deposits > 1) {
            diskIsFull = false;
            tellAgain();
          }
          throw new AppError('operator.offline');
        },
      } as unknown as OutboxPorts['operator'],
      random: () => 0.5,
      undoMs: 0,
      onChanged: () => undefined,
      onBug: (error) => bugs.push(error),
    };
    const engine = createOutboxEngine(ports as OutboxPorts);
    engine.start();
    await again;
    engine.stop();
    expect(deposits).toBeGreaterThan(1);
    expect(bugs).toEqual([]);
  });
});
