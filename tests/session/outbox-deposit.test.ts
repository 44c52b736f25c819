/** How one envelope leaves: over an operator that answers as told, for what no real one does at the right instant. */
import { describe, expect, it } from 'vitest';
import type { DepositReceipt } from '../../contract/api/routes.ts';
import { AppError, type ErrorCode } from '../../contract/errors.ts';
import { EnvelopeId } from '../../contract/model/ids.ts';
import { WHOLE_DEPOSIT_BYTES } from '../../contract/model/limits.ts';
import type { BlobStore } from '../../main/session/core/blob-store.ts';
import type { OutboxEntry } from '../../main/session/core/journal-store.ts';
import type { OperatorApi } from '../../main/session/core/operator-port.ts';
import { deposit } from '../../main/session/core/outbox/deposit.ts';

const id = EnvelopeId.parse('0190b000-0000-7000-8000-000000000001');
const receiptOf = (sha256: string) => ({ record: { id, message: { sha256 } }, seal: {} }) as unknown as DepositReceipt;
const receipt = receiptOf('0'.repeat(64));
const bytes = Buffer.from('the message');

const entryOf = (sizeBytes: number): OutboxEntry => ({
  id,
  content: { recipients: [], subject: '', text: '', inReplyTo: null, remindAfterDays: null },
  manifest: { envelopeId: id, sha256: '0'.repeat(64), sizeBytes, recipients: [], signed: true, inReplyTo: null },
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
});

const blobs = {
  async *read(_blobId: string, start: number, end: number) {
    yield Buffer.alloc(end, bytes).subarray(start, end);
  },
} as unknown as BlobStore;

/** Deposits against those answers; what was asked, in order, with the moment from which it cannot be taken back. */
async function depositAgainst(answers: Readonly<Record<string, unknown>>, sizeBytes = bytes.length) {
  const steps: string[] = [];
  const answer = async (name: string) => {
    steps.push(name);
    const given = answers[name];
    if (typeof given === 'string') throw new AppError(given as Extract<ErrorCode, 'upload.not-found'>);
    return given;
  };
  const operator = {
    call: answer,
    deposit: (_manifest: unknown, message: Uint8Array) => answer(`deposit ${message.length}`),
    append: (_id: unknown, offset: number, chunk: Uint8Array) => answer(`append ${offset}+${chunk.length}`),
  } as unknown as OperatorApi;
  const told = { onSent: () => undefined, beforeCommit: () => void steps.push('no way back') };
  const outcome = await deposit(entryOf(sizeBytes), { operator, blobs }, told, new AbortController().signal).catch(
    (error: unknown) => (error instanceof AppError ? error.code : error),
  );
  return { steps, outcome };
}

describe('an envelope that leaves', () => {
  it('goes whole when it is small', async () => {
    const answers = { uploadStatus: 'upload.not-found', 'deposit 11': receipt };
    const { steps, outcome } = await depositAgainst(answers);
    expect(steps).toEqual(['uploadStatus', 'no way back', 'deposit 11']);
    expect(outcome).toBe(receipt);
  });

  it('can still be taken back while the operator cannot be reached', async () => {
    const { steps, outcome } = await depositAgainst({ uploadStatus: 'operator.offline' });
    expect(steps).toEqual(['uploadStatus']);
    expect(outcome).toBe('operator.offline');
  });

  it('is not sent again when it was sealed without our hearing of it', async () => {
    const sealed = { state: 'sealed', offset: bytes.length, receipt };
    const { steps, outcome } = await depositAgainst({ uploadStatus: sealed });
    expect(steps).toEqual(['uploadStatus']);
    expect(outcome).toBe(receipt);
  });

  it('is not taken for delivered by another letter that was sealed under its id', async () => {
    const other = receiptOf('1'.repeat(64));
    const sealed = { state: 'sealed', offset: bytes.length, receipt: other };
    const ways = [
      { uploadStatus: sealed },
      { uploadStatus: 'upload.not-found', 'deposit 11': other },
      { uploadStatus: { state: 'receiving', offset: 0 }, uploadCreate: sealed },
    ];
    for (const answers of ways) expect((await depositAgainst(answers)).outcome).toBe('envelope.conflict');
  });

  it('goes on in pieces where it was begun so', async () => {
    const begun = { state: 'receiving', offset: 4 };
    const answers = { uploadStatus: begun, uploadCreate: begun, 'append 4+7': bytes.length, uploadCommit: receipt };
    const { steps, outcome } = await depositAgainst(answers);
    expect(steps).toEqual(['uploadStatus', 'uploadCreate', 'append 4+7', 'no way back', 'uploadCommit']);
    expect(outcome).toBe(receipt);
  });

  it('goes in pieces to an operator that knows no other way', async () => {
    const answers = {
      ...{ uploadStatus: 'upload.not-found', 'deposit 11': 'request.not-found', 'append 0+11': bytes.length },
      ...{ uploadCreate: { state: 'receiving', offset: 0 }, uploadCommit: receipt },
    };
    const { steps, outcome } = await depositAgainst(answers);
    expect(steps.slice(3)).toEqual(['uploadCreate', 'append 0+11', 'no way back', 'uploadCommit']);
    expect(outcome).toBe(receipt);
  });

  it('keeps what the operator says against it', async () => {
    const answers = { uploadStatus: 'upload.not-found', 'deposit 11': 'envelope.malformed' };
    expect((await depositAgainst(answers)).outcome).toBe('envelope.malformed');
  });

  it('goes in pieces when it is not small', async () => {
    const size = WHOLE_DEPOSIT_BYTES + 1;
    const answers = {
      uploadCreate: { state: 'receiving', offset: 0 },
      [`append 0+${size}`]: size,
      uploadCommit: receipt,
    };
    const { steps } = await depositAgainst(answers, size);
    expect(steps).toEqual(['uploadCreate', `append 0+${size}`, 'no way back', 'uploadCommit']);
  });
});
