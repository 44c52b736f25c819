/** The engine alone, over ports that fail in ways that no real part can be made to at the right instant. */
import { describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import type { OutboxRow } from '../../contract/ipc/draft.contract.ts';
import { EnvelopeId } from '../../contract/model/ids.ts';
import { WHOLE_DEPOSIT_BYTES } from '../../contract/model/limits.ts';
import type { JournalStore, OutboxEntry } from '../../main/session/core/journal-store.ts';
import { createOutboxEngine, type OutboxPorts } from '../../main/session/core/outbox/outbox-engine.ts';

const id = EnvelopeId.parse('0190b000-0000-7000-8000-000000000001');

const entry: OutboxEntry = {
  id,
  content: { recipients: [], subject: '', text: '', inReplyTo: null, remindAfterDays: null },
  manifest: { envelopeId: id, sha256: '0'.repeat(64), sizeBytes: 1, recipients: [], signed: true, inReplyTo: null },
  blobId: 'blob',
  state: 'waiting',
  signedAt: 0,
  queuedAt: 0,
  undoUntil: 0,
  leaveAt: null,
  nextTryAt: null,
  tries: 0,
  commitAttempted: false,
  error: null,
};

/** Too large for one request. */
const large: OutboxEntry = { ...entry, manifest: { ...entry.manifest, sizeBytes: WHOLE_DEPOSIT_BYTES + 1 } };

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

  it('lets a letter leave at its moment and not before, even when this clock was set forward', async () => {
    const leaveAt = 1_000_000;
    let now = 0;
    let isForward = true;
    const calls: string[] = [];
    let tellLeaving = (): void => undefined;
    const leaving = new Promise<void>((resolve) => {
      tellLeaving = resolve;
    });
    const engine = createOutboxEngine({
      journal: { outbox: () => [{ ...large, leaveAt }], updateEntry: () => undefined } as unknown as JournalStore,
      clock: {
        now: () => (isForward ? leaveAt + 5 : now),
        wait: async (ms: number) => {
          now += ms;
          await new Promise((resolve) => setTimeout(resolve, 0));
        },
      },
      operator: {
        call: async (name: string) => {
          calls.push(`${name} at ${now}`);
          // Whatever is asked at the wrong time, the operator's answer sets the clock right.
          isForward = false;
          if (name === 'uploadCreate') tellLeaving();
          throw new AppError(name === 'uploadCreate' ? 'operator.offline' : 'upload.not-found');
        },
      } as unknown as OutboxPorts['operator'],
      random: () => 0.5,
      undoMs: 0,
      onChanged: () => undefined,
      onBug: (error: unknown) => {
        throw error;
      },
    } as unknown as OutboxPorts);
    expect(engine.list()).toMatchObject([{ leaveAt: null }]);
    engine.start();
    await leaving;
    engine.stop();
    expect(calls[0]).toBe('uploadStatus at 0');
    const [first] = calls.filter((call) => call.startsWith('uploadCreate'));
    expect(Number(first?.split(' at ')[1])).toBeGreaterThanOrEqual(leaveAt);
  });

  it('keeps trying while the operator cannot scan, without calling it a failure', async () => {
    const rows = await listAfter(new AppError('operator.scan-pending'));
    expect(rows).toMatchObject([{ state: 'waiting', error: { code: 'operator.scan-pending' } }]);
    expect(rows[0]?.nextTryAt).not.toBeNull();
    expect(rows[0]).not.toHaveProperty('file');
  });

  it('names the file that the operator found infected, and asks for the person', async () => {
    const infected = (attachment: number | null) =>
      new AppError('envelope.infected', { attachment, signature: 'Essai.Eicar' });
    const failed = { state: 'failed', nextTryAt: null, error: { code: 'envelope.infected' } };
    expect(await listAfter(infected(1))).toMatchObject([{ ...failed, file: 'b.com' }]);
    expect((await listAfter(infected(null)))[0]).not.toHaveProperty('file');
    expect((await listAfter(infected(7)))[0]).not.toHaveProperty('file');
  });
});

/** What the outbox shows after the operator answered `failure` once. */
async function listAfter(failure: AppError) {
  let stored = entry;
  const attachments = ['a.pdf', 'b.com'].map((name) => ({
    attachmentId: name,
    name,
    mediaType: 'application/octet-stream',
    sizeBytes: 1,
    blobId: name,
  }));
  const journal: Partial<JournalStore> = {
    outbox: () => [stored],
    outboxAttachments: () => attachments,
    updateEntry: (_id, change) => {
      stored = { ...stored, ...change };
    },
  };
  let tell = (_rows: readonly OutboxRow[]): void => undefined;
  const told = new Promise<readonly OutboxRow[]>((resolve) => {
    tell = resolve;
  });
  const ports: Partial<OutboxPorts> = {
    journal: journal as JournalStore,
    clock: { now: () => 1, wait: () => new Promise((resolve) => setTimeout(resolve, 1)) },
    operator: {
      call: async () => {
        throw failure;
      },
    } as unknown as OutboxPorts['operator'],
    random: () => 0.5,
    undoMs: 0,
    onChanged: (rows) => {
      if (stored.error) tell(rows);
    },
    onBug: () => undefined,
  };
  const engine = createOutboxEngine(ports as OutboxPorts);
  engine.start();
  const rows = await told;
  engine.stop();
  return rows;
}
