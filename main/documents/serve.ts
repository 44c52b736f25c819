/** Answers one request after the other: pulls the bytes of a document, reads it, forgets it. */
import { type FromDocuments, ToDocuments } from '../../contract/ipc/documents.ts';
import { MAX_ATTACHMENTS_BYTES } from '../../contract/model/limits.ts';
import { readDocument } from './read-document.ts';

interface Request {
  readonly id: number;
  readonly ending: string;
  readonly limit: number;
  readonly sizeBytes: number;
  readonly pieces: Uint8Array[];
  receivedBytes: number;
}

/** The receiver of the session's messages. */
export function serveDocuments(post: (message: FromDocuments) => void): (message: unknown) => void {
  let request: Request | null = null;

  async function read({ id, pieces, receivedBytes, ending, limit }: Request): Promise<void> {
    const bytes = new Uint8Array(receivedBytes);
    let filled = 0;
    for (const piece of pieces.splice(0)) {
      bytes.set(piece, filled);
      filled += piece.length;
    }
    post({ type: 'answer', id, reading: await readDocument(bytes, ending, limit) });
  }

  return (data) => {
    const message = ToDocuments.parse(data);
    if (message.type === 'prepare') return;
    if (message.type === 'read') {
      request = { ...message, pieces: [], receivedBytes: 0 };
      if (message.sizeBytes <= MAX_ATTACHMENTS_BYTES) post({ type: 'pull', id: message.id });
      else post({ type: 'answer', id: message.id, reading: { ok: false, reason: 'unsafe' } });
      return;
    }
    // Of a request that another one has taken the place of.
    if (request?.id !== message.id) return;
    if (message.type === 'bytes') {
      request.receivedBytes += message.bytes.length;
      if (request.receivedBytes > MAX_ATTACHMENTS_BYTES) throw new Error('more bytes than an envelope holds');
      request.pieces.push(message.bytes);
      post({ type: 'pull', id: message.id });
      return;
    }
    const whole = request;
    request = null;
    void read(whole);
  };
}
