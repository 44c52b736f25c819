/**
 * The process that reads documents for one session process: started when it is first asked, ended when the session says
 * so and whenever the session ends. The supervisor passes their messages on and keeps nothing of them.
 */
import { FromDocuments, type ToDocuments } from '../../contract/ipc/documents.ts';
import type { ChildPort, SpawnChild } from './child-process.ts';
import type { Log } from './log.ts';

export interface DocumentsListener {
  message(message: FromDocuments): void;
  /** It ended without having been asked to. */
  gone(): void;
}

export interface DocumentsProcess {
  tell(message: ToDocuments): void;
  /** At once; the next message starts another. */
  end(): void;
}

export function createDocumentsProcess(spawn: SpawnChild, listener: DocumentsListener, log: Log): DocumentsProcess {
  let running: { readonly child: ChildPort; waiting: ToDocuments[] | null } | null = null;

  const start = () => {
    const own = { child: spawn(), waiting: [] as ToDocuments[] | null };
    own.child.onExit(() => {
      if (running !== own) return;
      running = null;
      log.info('documents process ended by itself');
      listener.gone();
    });
    own.child.onMessage((raw) => {
      // What was under way when it was condemned counts no more.
      if (running !== own) return;
      const parsed = FromDocuments.safeParse(raw);
      if (!parsed.success) {
        log.error('documents process sent nonsense', { at: parsed.error.issues[0]?.path.join('.') ?? '' });
        own.child.kill();
      } else if (parsed.data.type === 'ready') {
        for (const message of own.waiting ?? []) own.child.postMessage(message);
        own.waiting = null;
      } else listener.message(parsed.data);
    });
    return own;
  };

  return {
    tell(message) {
      // Bytes of a document whose reader has gone start nothing.
      if (!running && (message.type === 'bytes' || message.type === 'end')) return;
      running ??= start();
      if (running.waiting) running.waiting.push(message);
      else running.child.postMessage(message);
    },
    end() {
      const condemned = running;
      running = null;
      condemned?.child.kill();
    },
  };
}
