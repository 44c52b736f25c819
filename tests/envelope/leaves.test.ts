import { describe, expect, it } from 'vitest';
import { decodedLeaves } from '../../envelope/mime/leaves.ts';
import { parseMessage } from '../../envelope/mime/parse.ts';
import { inPieces } from './material.ts';

const head =
  'From: Paul <paul@example.org>\r\nDate: Mon, 23 Nov 2026 10:42:07 +0100\r\nMessage-ID: <1@example.org>\r\n';
const part = (type: string, encoding: string, body: string) =>
  `--b\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}\r\n`;
const raw = Buffer.from(
  `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\navant\r\n${[
    part('text/plain; charset=utf-8', 'quoted-printable', 'caf=C3=A9'),
    part('text/html', '8bit', '<p>café</p>'),
    part('text/plain', '7bit', 'second text'),
    part('application/pdf; name=vide.pdf', 'base64', ''),
    part('application/pdf; name=a.pdf', 'BASE64 (comment)', Buffer.from('un fichier').toString('base64')),
    part('message/rfc822', '7bit', 'From: a@b.example\r\n\r\ninner'),
  ].join('')}--b--\r\naprès\r\n`,
);

async function leaves(pieceBytes: number) {
  const found: { text: string; offset: number }[] = [];
  let pieces: Uint8Array[] = [];
  for await (const piece of decodedLeaves(inPieces(raw, () => pieceBytes))) {
    if (piece.kind === 'bytes') pieces.push(Buffer.from(piece.bytes));
    else {
      found.push({ text: Buffer.concat(pieces).toString('utf8'), offset: piece.offset });
      pieces = [];
    }
  }
  return found;
}

describe('the leaves of a message', () => {
  it.each([1, 7, 64, 65_536])('pass decoded, each whole and in order, in pieces of %i bytes', async (pieceBytes) => {
    expect((await leaves(pieceBytes)).map(({ text }) => text)).toEqual([
      'café',
      '<p>café</p>',
      'second text',
      '',
      'un fichier',
      'From: a@b.example\r\n\r\ninner',
    ]);
  });

  it('stand where the parser finds the attachments', async () => {
    const { attachments } = await parseMessage(inPieces(raw, () => 100));
    const offsets = (await leaves(100)).map(({ offset }) => offset);
    expect(attachments.map(({ offset }) => offsets.indexOf(offset))).toEqual([2, 3, 4, 5]);
  });

  it('are refused with the structure of the message', async () => {
    const deep = Buffer.from(`${head}Content-Type: multipart/mixed\r\n\r\n`);
    const reading = (async () => {
      for await (const _piece of decodedLeaves(inPieces(deep, () => 10)));
    })();
    await expect(reading).rejects.toMatchObject({ code: 'envelope.malformed', details: { reason: 'boundary' } });
  });
});
