/**
 * Files that were dropped or pasted: their bytes come from the page through the app's own protocol, piece by piece,
 * each taken only once the one before it is encrypted on disk. A token stands for one file and dies with this process.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { AppError, type ErrorCode } from '../../../contract/errors.ts';
import type { Draft } from '../../../contract/ipc/draft.contract.ts';
import type { FromSession, ToSession } from '../../../contract/ipc/process.ts';
import type { ByteStream } from '../core/bytes.ts';

/** A file that is coming. */
export interface Intake {
  /** Address, relative to the page, that its bytes are posted to. */
  readonly url: string;
  /** Its bytes as they come, to be read once; `app.cancelled` when the page gives up. */
  readonly bytes: ByteStream;
  /** No more will come: bytes that are missing make it `attachment.changed`. */
  close(): void;
  /** The page gives up. */
  cancel(): void;
}

type Piece = Extract<ToSession, { type: 'intake' }>;

/** A file on its way into a draft. */
export interface ComingFile {
  readonly intake: Intake;
  readonly attached: Promise<Draft>;
}

export interface FileIntakes {
  expect(sizeBytes: number): Intake;
  /** Notes a file that is coming; answers the name under which the page closes it, whichever mailbox is in view then. */
  note(file: ComingFile): string;
  /** Takes it out again; `file.grant-unknown`. */
  take(intakeId: string): ComingFile;
  handle(message: Piece): void;
}

export function createFileIntakes(post: (message: FromSession) => void): FileIntakes {
  const open = new Map<string, ReturnType<typeof createReceiver>>();
  const coming = new Map<string, ComingFile>();
  return {
    expect(sizeBytes) {
      const token = randomBytes(24).toString('base64url');
      const receiver = createReceiver(sizeBytes, () => open.delete(token));
      open.set(token, receiver);
      return {
        url: `intake/${token}`,
        bytes: receiver.bytes(),
        close: () => receiver.fail(new AppError('attachment.changed')),
        cancel: () => receiver.fail(new AppError('app.cancelled')),
      };
    },
    note(file) {
      const intakeId = randomUUID();
      coming.set(intakeId, file);
      return intakeId;
    },
    take(intakeId) {
      const file = coming.get(intakeId);
      if (!file) throw new AppError('file.grant-unknown');
      coming.delete(intakeId);
      return file;
    },
    handle({ id, token, bytes }) {
      const receiver = open.get(token);
      const taken = receiver ? receiver.push(bytes) : Promise.resolve<ErrorCode | null>('attachment.not-found');
      void taken.then((error) => post({ type: 'intake-taken', id, error }));
    },
  };
}

interface Waiting {
  readonly bytes: Uint8Array;
  readonly answer: (error: ErrorCode | null) => void;
}

/** One file: a piece waits until it was read and the reader came back, which is when it is on disk. */
function createReceiver(sizeBytes: number, onEnd: () => void) {
  const state: { received: number; failure: AppError | null; waiting: Waiting | null; wake: () => void } = {
    received: 0,
    failure: null,
    waiting: null,
    wake: () => undefined,
  };
  const fail = (error: AppError): void => {
    state.failure ??= error;
    onEnd();
    state.wake();
  };

  async function next(): Promise<Waiting> {
    while (state.waiting === null && state.failure === null) {
      await new Promise<void>((resolve) => {
        state.wake = resolve;
      });
    }
    if (state.failure) throw state.failure;
    if (!state.waiting) throw new AppError('app.cancelled');
    return state.waiting;
  }

  async function* bytes(): ByteStream {
    try {
      for (let given = 0; given < sizeBytes; ) {
        const piece = await next();
        yield piece.bytes;
        given += piece.bytes.length;
        state.waiting = null;
        piece.answer(null);
      }
    } finally {
      // Whoever reads has stopped, at the end or before it: nothing more is taken.
      fail(new AppError('attachment.changed'));
      state.waiting?.answer(state.failure?.code ?? 'app.cancelled');
    }
  }

  return {
    fail,
    bytes,
    /** Answers once the piece is taken: null, or why the file is refused. */
    push(piece: Uint8Array): Promise<ErrorCode | null> {
      state.received += piece.length;
      // Two pieces at once have no order, and a file that grows is not the one that was announced.
      if (state.waiting !== null || state.received > sizeBytes) fail(new AppError('attachment.changed'));
      if (state.failure) return Promise.resolve(state.failure.code);
      return new Promise((answer) => {
        state.waiting = { bytes: piece, answer };
        state.wake();
      });
    },
  };
}
