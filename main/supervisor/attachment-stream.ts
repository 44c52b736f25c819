/** Attachments pulled out of the session process chunk by chunk, so that neither side holds a whole one. */
import { AppError, type ErrorCode } from '../../contract/errors.ts';
import type { FromSession, ToSession } from '../../contract/ipc/process.ts';

/** One attachment, or a range of it, under way. */
export interface AttachmentStream {
  readonly mediaType: string;
  /** Size of the whole attachment, whatever the range. */
  readonly sizeBytes: number;
  /** The bytes asked for; stopping early tells the session process. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

type StreamMessage = Extract<FromSession, { type: 'stream-head' | 'stream-chunk' | 'stream-end' }>;

interface Waiter {
  take(message: StreamMessage): void;
  fail(code: ErrorCode): void;
}

/** The streams of one session process. */
export interface AttachmentStreams {
  /** `start` is the first byte, `end` the one after the last; null means to the end. Throws what the session answers. */
  open(token: string, start: number, end: number | null): Promise<AttachmentStream>;
  receive(message: StreamMessage): void;
  /** The process has gone: every stream ends with `session.ended`. */
  abandon(): void;
}

/** Makes the table of streams over a way to send. */
export function createAttachmentStreams(send: (message: ToSession) => void): AttachmentStreams {
  const waiters = new Map<number, Waiter>();
  let nextId = 1;
  let abandoned = false;

  const next = (id: number): Promise<StreamMessage> =>
    new Promise((resolve, reject) => {
      const failure = (code: ErrorCode) => reject(new AppError(code as 'session.ended'));
      if (abandoned) return failure('session.ended');
      waiters.set(id, {
        take: (message) => {
          waiters.delete(id);
          if (message.type === 'stream-end' && message.error) failure(message.error);
          else resolve(message);
        },
        fail: (code) => {
          waiters.delete(id);
          failure(code);
        },
      });
    });

  async function* pull(id: number): AsyncGenerator<Uint8Array> {
    let ended = false;
    try {
      for (;;) {
        const answer = next(id);
        if (!abandoned) send({ type: 'stream-pull', id });
        const message = await answer;
        if (message.type === 'stream-end') {
          ended = true;
          return;
        }
        if (message.type === 'stream-chunk') yield message.bytes;
      }
    } finally {
      if (!ended && !abandoned) send({ type: 'stream-close', id });
    }
  }

  return {
    async open(token, start, end) {
      const id = nextId++;
      const answer = next(id);
      if (!abandoned) send({ type: 'stream-open', id, token, start, end });
      const head = await answer;
      if (head.type !== 'stream-head') throw new AppError('attachment.not-found');
      return { mediaType: head.mediaType, sizeBytes: head.sizeBytes, bytes: pull(id) };
    },
    receive(message) {
      waiters.get(message.id)?.take(message);
    },
    abandon() {
      abandoned = true;
      for (const waiter of waiters.values()) waiter.fail('session.ended');
    },
  };
}
