import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decodeAttachment } from '../../envelope/mime/attachment.ts';
import { base64Decoder, base64Size, encodeBase64 } from '../../envelope/mime/base64.ts';
import { buildMessage, type MessageInput } from '../../envelope/mime/build.ts';
import { parseMessage } from '../../envelope/mime/parse.ts';
import { encodeQuotedPrintable, quotedPrintableDecoder } from '../../envelope/mime/quoted-printable.ts';
import { bytesOf, cardSigner, inPieces, seededBytes, seededRandom } from './material.ts';

const alphabets = [
  'abcdefghijklmnopqrstuvwxyz ABC 0123456789',
  'àéèêëïôùûüÿçœæ ÀÉÈ «»’…€ — ',
  '=?_"\\<>()@,;:.[]%\'*&~ ',
  '日本語 العربية русский 👩‍⚕️🩺𝄞',
];

function seededText(random: () => number, length: number): string {
  let out = '';
  for (let i = 0; i < length; i += 1) {
    const characters = [...(alphabets[Math.floor(random() * alphabets.length)] as string)];
    out += characters[Math.floor(random() * characters.length)];
  }
  return out;
}

/** Names and subjects lose outer blanks and invisible characters by design. */
const visible = (text: string): string => text.replace(/[\u200b-\u200f]/g, '').trim();

function seededLines(random: () => number): string {
  const lines = Array.from({ length: Math.floor(random() * 20) }, () => {
    const kind = random();
    if (kind < 0.1) return `From ${seededText(random, 5)}`;
    if (kind < 0.2) return `.${' '.repeat(Math.floor(random() * 4))}`;
    if (kind < 0.3) return `--${seededText(random, 10)}`;
    return seededText(random, Math.floor(random() * 200));
  });
  return lines.join('\n');
}

function seededMessage(random: () => number): { input: MessageInput; files: Buffer[] } {
  const mailbox = () => {
    const name = visible(seededText(random, Math.floor(random() * 40)));
    return { name, address: `a${Math.floor(random() * 1e6)}@exemple${Math.floor(random() * 10)}.example` };
  };
  const files = Array.from({ length: Math.floor(random() * 4) }, () =>
    seededBytes(random, Math.floor(random() * 3000)),
  );
  const input: MessageInput = {
    headers: {
      from: mailbox(),
      ...(random() < 0.3 ? { sender: mailbox() } : {}),
      to: Array.from({ length: 1 + Math.floor(random() * 5) }, mailbox),
      cc: Array.from({ length: Math.floor(random() * 3) }, mailbox),
      subject: visible(seededText(random, Math.floor(random() * 120))),
      date: new Date(Math.floor(random() * 4e9) * 1000),
      messageId: `${Math.floor(random() * 1e9)}@medimail.example`,
      ...(random() < 0.3
        ? { inReplyTo: 'x@y', references: ['x@y', `${'z'.repeat(60)}@y`, `${'w'.repeat(60)}@y`] }
        : {}),
    },
    text: seededLines(random),
    attachments: files.map((bytes, index) => ({
      name: `${index}${seededText(random, Math.floor(random() * 80))
        .replace(/[\\/<>:"|?*\u200b-\u200f]/g, '')
        .normalize('NFC')}.pdf`,
      mediaType: random() < 0.5 ? 'application/pdf' : 'image/svg+xml',
      sizeBytes: bytes.length,
      open: () => inPieces(bytes, () => 1 + Math.floor(random() * 500)),
    })),
  };
  return { input, files };
}

describe('a message that is built and read again', () => {
  it.each([false, true])('is what it was, 150 times over (signed: %s)', async (isSigned) => {
    const random = seededRandom(isSigned ? 7 : 8);
    const signer = await cardSigner('isabelle-girard');
    for (let round = 0; round < 150; round += 1) {
      const { input, files } = seededMessage(random);
      const raw = await bytesOf(buildMessage(isSigned ? { ...input, signer } : input));
      const message = await parseMessage(inPieces(raw, () => 1 + Math.floor(random() * 4000)));
      expect(message.headers).toEqual(input.headers);
      expect(message.headersProtected).toBe(isSigned);
      expect(message.headersDiffer).toEqual([]);
      expect(message.text).toBe(input.text);
      expect(message.sha256).toBe(createHash('sha256').update(raw).digest('hex'));
      expect(message.sizeBytes).toBe(raw.length);
      expect(message.attachments).toMatchObject(
        input.attachments.map(({ name, mediaType, sizeBytes }) => ({ name, mediaType, sizeBytes })),
      );
      for (const [index, bytes] of files.entries()) {
        const { offset, length, encoding } = message.attachments[index] as (typeof message.attachments)[number];
        const range = inPieces(raw.subarray(offset, offset + length), () => 100);
        expect(await bytesOf(decodeAttachment(range, encoding))).toEqual(bytes);
      }
    }
  });
});

describe('encodings', () => {
  it('base64 of any length and pieces is what Node writes, and comes back', async () => {
    const random = seededRandom(3);
    for (let round = 0; round < 200; round += 1) {
      const bytes = seededBytes(random, Math.floor(random() * 1000));
      const encoded = await bytesOf(encodeBase64(inPieces(bytes, () => 1 + Math.floor(random() * 200))));
      const lines = bytes.toString('base64').match(/.{1,76}/g) ?? [];
      expect(encoded.toString('latin1')).toBe(lines.map((line) => `${line}\r\n`).join(''));
      expect(encoded.length).toBe(base64Size(bytes.length));
      const decoder = base64Decoder();
      const parts: Uint8Array[] = [];
      for await (const piece of inPieces(encoded, () => 1 + Math.floor(random() * 400)))
        parts.push(decoder.push(piece));
      expect(Buffer.concat([...parts, decoder.finish()])).toEqual(bytes);
    }
  });

  it('base64 with foreign characters anywhere decodes the same in one piece, in many, and character by character', () => {
    const random = seededRandom(5);
    const characters = 'ABCDwxyz0189+/=\r\n \t*-_';
    for (let round = 0; round < 300; round += 1) {
      const regular = 'QUJDREVGR0hJSktM\r\n'.repeat(Math.floor(random() * 6));
      const noise = Array.from(
        { length: Math.floor(random() * 30) },
        () => characters[Math.floor(random() * characters.length)],
      );
      const bytes = Buffer.from(random() < 0.5 ? regular + noise.join('') : noise.join('') + regular, 'latin1');
      const decode = (size: number): string => {
        const decoder = base64Decoder();
        let out = '';
        for (let at = 0; at < bytes.length; at += size)
          out += Buffer.from(decoder.push(bytes.subarray(at, at + size))).toString('hex');
        return out + Buffer.from(decoder.finish()).toString('hex');
      };
      const reference = decode(1);
      expect(decode(bytes.length || 1)).toBe(reference);
      expect(decode(7)).toBe(reference);
      expect(decode(19)).toBe(reference);
    }
  });

  it('quoted-printable of any text stays in 76 columns and comes back', () => {
    const random = seededRandom(4);
    for (let round = 0; round < 200; round += 1) {
      const text = seededLines(random);
      const encoded = encodeQuotedPrintable(text);
      for (const line of Buffer.from(encoded).toString('latin1').split('\r\n'))
        expect(line.length).toBeLessThanOrEqual(76);
      const decoder = quotedPrintableDecoder();
      const decoded = Buffer.concat([decoder.push(encoded), decoder.finish()]).toString('utf8');
      expect(decoded).toBe(text.replaceAll('\n', '\r\n'));
    }
  });
});
