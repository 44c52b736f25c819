/** `app://medimail/…`: the page's own files, and attachments streamed out of the session process. */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol, type Session } from 'electron';
import { AppError } from '../../contract/errors.ts';
import { INTAKE_PIECE_BYTES } from '../../contract/model/limits.ts';
import { parseRange } from './byte-range.ts';
import { attachmentHeaders, attachmentType, origin, pageHeaders, scheme } from './content-policy.ts';

/** An attachment under way, as the session process gives it. */
interface OpenedAttachment {
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Where attachments come from, and where files of the page go. */
export interface SessionBytes {
  /** Opens a range of an attachment; throws `attachment.not-found`, `session.ended`. */
  openAttachment(token: string, start: number, end: number | null): Promise<OpenedAttachment>;
  /** Takes one piece of a file that was dropped or pasted; throws when the file is refused. */
  takeIn(token: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.bcmap': 'application/octet-stream',
  '.pfb': 'application/octet-stream',
  '.ttf': 'font/ttf',
  '.icc': 'application/octet-stream',
};

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
}

/** Serves the scheme in one session. */
export function serveApp(session: Session, rendererFolder: string, bytes: SessionBytes): void {
  session.protocol.handle(scheme, async (request) => {
    const url = new URL(request.url);
    if (`${url.protocol}//${url.host}` !== origin) return refusal(404);
    const intake = /^\/intake\/([A-Za-z0-9_-]{16,128})$/.exec(url.pathname)?.[1];
    if (request.method === 'POST' && intake) return takePiece(request, intake, bytes);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
    const token = /^\/attachment\/([A-Za-z0-9_-]{16,128})$/.exec(url.pathname)?.[1];
    return token ? attachment(request, token, bytes) : file(rendererFolder, url.pathname);
  });
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: pageHeaders });
}

async function file(folder: string, pathname: string): Promise<Response> {
  const path = normalize(join(folder, decodeURIComponent(pathname === '/' ? '/index.html' : pathname)));
  const type = types[extname(path)];
  if (!path.startsWith(folder + sep) || path.includes('\0') || !type) return refusal(404);
  try {
    return new Response(await readFile(path), { headers: { ...pageHeaders, 'content-type': type } });
  } catch (error) {
    if (['ENOENT', 'EISDIR', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return refusal(404);
    throw error;
  }
}

/** One piece; its origin is checked although only the app's own pages reach this scheme. */
async function takePiece(request: Request, token: string, { takeIn }: SessionBytes): Promise<Response> {
  const from = request.headers.get('origin');
  if (from !== null && from !== origin) return refusal(403);
  const piece = await readPiece(request);
  if (piece === null) return refusal(413);
  try {
    await takeIn(token, piece);
    return refusal(204);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return refusal(error.code === 'session.ended' ? 410 : 409);
  }
}

/** The body, or null when it is more than one piece may be. */
async function readPiece(request: Request): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of request.body ?? []) {
    sizeBytes += chunk.length;
    if (sizeBytes > INTAKE_PIECE_BYTES) return null;
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

async function attachment(request: Request, token: string, { openAttachment: open }: SessionBytes): Promise<Response> {
  const range = parseRange(request.headers.get('range'));
  try {
    const { mediaType, sizeBytes, bytes } = await open(token, range?.start ?? 0, range?.end ?? null);
    const headers: Record<string, string> = { ...attachmentHeaders, 'content-type': attachmentType(mediaType) };
    const body = streamOf(bytes);
    if (range && range.start >= sizeBytes) {
      await body.cancel();
      return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${sizeBytes}` } });
    }
    const start = range?.start ?? 0;
    const end = Math.min(range?.end ?? sizeBytes, sizeBytes);
    headers['content-length'] = String(end - start);
    if (range) headers['content-range'] = `bytes ${start}-${end - 1}/${sizeBytes}`;
    return new Response(body, { status: range ? 206 : 200, headers });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return new Response(null, { status: error.code === 'session.ended' ? 410 : 404, headers: attachmentHeaders });
  }
}

/** A stream that pulls only as fast as the page reads, and tells the source when it stops. */
function streamOf(bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await iterator.next();
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 1 },
  );
}
