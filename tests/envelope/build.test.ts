import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { verifyDetached } from '../../envelope/cms/verify.ts';
import { buildMessage, encodedSizeBytes, type MessageInput } from '../../envelope/mime/build.ts';
import type { AttachmentSource } from '../../envelope/mime/model.ts';
import { parseMessage } from '../../envelope/mime/parse.ts';
import { toPem } from '../../envelope/x509/pem.ts';
import { bytesOf, cardKey, cardSigner, inPieces, pki } from './material.ts';
import { openWorkshop } from './openssl.ts';

const headers = {
  from: { name: 'Dr Claire MARTIN', address: 'claire.martin@paca.mssante.example' },
  to: [{ name: 'LEROY, Paul', address: 'paul.leroy@paca.mssante.example' }],
  cc: [{ name: 'Hôpital Saint-Étienne — secrétariat', address: 'secretariat@chu.example' }],
  subject: 'CR consultation — M. DUPONT Jean',
  date: new Date('2026-11-23T10:42:07Z'),
  messageId: '0193a1c2-0000-7000-8000-000000000001@medimail.example',
};

function file(name: string, bytes: Uint8Array, mediaType = 'application/pdf'): AttachmentSource {
  return { name, mediaType, sizeBytes: bytes.length, open: () => inPieces(bytes, () => 1000) };
}

const message = (more: Partial<MessageInput> = {}): MessageInput => ({
  headers,
  text: 'Cher confrère,\n\nVoici le compte rendu.\n',
  attachments: [file('CR été.pdf', Buffer.from('%PDF-1.7 test'))],
  ...more,
});

const build = async (input: MessageInput): Promise<Buffer> => bytesOf(buildMessage(input));

describe('a built message', () => {
  it('has CRLF line ends, ASCII only, and no line over 78 characters', async () => {
    const bytes = await build(message({ signer: await cardSigner('claire-martin'), text: `${'é'.repeat(500)}\n` }));
    const raw = bytes.toString('latin1');
    expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(raw).toMatch(/^[\x20-\x7e\r\n]*$/);
    for (const line of raw.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78);
  });

  it('says its size beforehand, exactly, when nobody signs', async () => {
    for (const sizeBytes of [0, 1, 2, 3, 56, 57, 58, 114, 131_327, 131_328, 131_329, 400_000]) {
      const input = message({
        attachments: [file('a', Buffer.alloc(sizeBytes, 7)), file('b', Buffer.alloc(sizeBytes, 9))],
      });
      expect(encodedSizeBytes(input)).toBe((await build(input)).length);
    }
    expect(encodedSizeBytes(message({ attachments: [] }))).toBe((await build(message({ attachments: [] }))).length);
  });

  it('says an upper bound of its size, close to it, when somebody signs', async () => {
    for (const name of ['claire-martin', 'isabelle-girard'] as const) {
      const input = message({ signer: await cardSigner(name) });
      const { length } = await build(input);
      expect(encodedSizeBytes(input)).toBeGreaterThanOrEqual(length);
      expect(encodedSizeBytes(input) - length).toBeLessThan(4096);
    }
  });

  it('cannot be made to hold a header that somebody smuggles in', async () => {
    const subject = 'Bonjour\r\nBcc: mallory@example.org\r\n\r\nbody';
    const name = 'Claire\r\nX-Evil: 1';
    const input = message({ headers: { ...headers, subject, from: { name, address: headers.from.address } } });
    const parsed = await parseMessage(inPieces(await build(input)));
    expect(parsed.headers.subject).toBe('Bonjour Bcc: mallory@example.org body');
    expect(parsed.headers.from.name).toBe('Claire X-Evil: 1');
    expect((await build(input)).toString('latin1')).not.toMatch(/^(Bcc|X-Evil):/m);
  });

  it.each(['a b@example.org', 'a@b\r\nBcc: c@d', 'a@b>', '<a@b', 'a', 'é@example.org', 'a,b@example.org'])(
    'is refused with the address %j',
    async (address) => {
      const input = message({ headers: { ...headers, to: [{ name: '', address }] } });
      await expect(build(input)).rejects.toMatchObject({ code: 'envelope.malformed', details: { reason: 'address' } });
    },
  );

  it('is refused with a Message-ID that is none', async () => {
    const input = message({ headers: { ...headers, messageId: 'a> <b@c' } });
    await expect(build(input)).rejects.toMatchObject({ details: { reason: 'message-id' } });
  });

  it.each([
    ['grows', 14],
    ['shrinks', 12],
  ])('stops when a file %s', async (_, sizeBytes) => {
    const attachment = { ...file('a.pdf', Buffer.from('%PDF-1.7 test')), sizeBytes };
    await expect(build(message({ attachments: [attachment] }))).rejects.toMatchObject({ code: 'attachment.changed' });
  });

  it('never encodes a forwarded message as base64 of a composite type', async () => {
    const raw = (await build(message({ attachments: [file('a.eml', Buffer.from('x'), 'message/rfc822')] }))).toString();
    expect(raw).toContain('Content-Type: application/octet-stream');
    expect(raw).not.toContain('message/rfc822');
  });
});

describe('a signed message', () => {
  it.each([
    ['claire-martin', 'rsa-pkcs1-sha256'],
    ['claire-martin', 'rsa-pss-sha256'],
    ['isabelle-girard', 'ecdsa-sha256'],
  ] as const)('of %s with %s is accepted by openssl cms -verify', async (name, scheme) => {
    const shop = await openWorkshop();
    await shop.write('message.eml', await build(message({ signer: await cardSigner(name, scheme) })));
    await shop.write('trust.pem', pki.anchors.map((der) => toPem('CERTIFICATE', der)).join(''));
    const verify = 'cms -verify -cades -inform SMIME -in message.eml -CAfile trust.pem -purpose any -out content';
    expect(await shop.openssl(...verify.split(' '))).toContain('Verification successful');
    expect((await shop.read('content')).toString()).toContain('hp="clear"');
  });

  it('is accepted by ourselves, with its headers protected', async () => {
    const parsed = await parseMessage(inPieces(await build(message({ signer: await cardSigner('claire-martin') }))));
    expect(parsed.headersProtected).toBe(true);
    expect(parsed.headersDiffer).toEqual([]);
    expect(parsed.headers).toMatchObject(headers);
    expect(parsed.attachments.map(({ name }) => name)).toEqual(['CR été.pdf']);
    const signed = parsed.signed;
    if (signed === null) throw new Error('unsigned');
    await expect(verifyDetached(signed.signature, signed.entitySha256)).resolves.toBeDefined();
  });

  it('shows the protected headers and names the outer ones that differ', async () => {
    const raw = (await build(message({ signer: await cardSigner('claire-martin') }))).toString('latin1');
    const forged = raw
      .replace('From: Dr Claire MARTIN <claire.martin@', 'From: Dr Paul LEROY <paul.leroy@')
      .replace(/^Date: .*$/m, 'Date: Mon, 01 Jan 2024 00:00:00 +0000');
    const parsed = await parseMessage(inPieces(Buffer.from(forged, 'latin1')));
    expect(parsed.headersDiffer).toEqual(['from', 'date']);
    expect(parsed.headers.from).toEqual(headers.from);
    expect(parsed.headers.date).toEqual(headers.date);
    expect(parsed.outer.from?.address).toBe('paul.leroy@paca.mssante.example');
  });

  it('names a header that stands outside only', async () => {
    const raw = (await build(message({ signer: await cardSigner('claire-martin') }))).toString('latin1');
    const parsed = await parseMessage(inPieces(Buffer.from(`Sender: chef@example.org\r\n${raw}`, 'latin1')));
    expect(parsed.headersDiffer).toEqual(['sender']);
    expect(parsed.headers.sender).toBeUndefined();
  });

  it('is altered when a byte of an attachment changes', async () => {
    const raw = await build(message({ signer: await cardSigner('claire-martin') }));
    const at = raw.indexOf(Buffer.from('%PDF').toString('base64').slice(0, 4));
    raw[at] = (raw[at] as number) ^ 1;
    const { signed } = await parseMessage(inPieces(raw));
    if (signed === null) throw new Error('unsigned');
    await expect(verifyDetached(signed.signature, signed.entitySha256)).rejects.toMatchObject({
      code: 'envelope.altered',
    });
  });

  it('made by openssl cms -sign as a whole mail is read and verified, with the hash that it announces', async () => {
    const shop = await openWorkshop();
    const key = await cardKey('claire-martin');
    await shop.write('signer.pem', toPem('CERTIFICATE', key.certificate) + key.privateKeyPem);
    const entity =
      'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nBonjour à tous\r\n';
    await shop.write('entity', entity);
    for (const [md, crlf] of [
      ['sha256', '-crlfeol'],
      ['sha512', '-crlfeol'],
      ['sha384', null],
    ] as const) {
      const sign = `cms -sign -in entity -signer signer.pem -md ${md} -from a@example.org -to b@example.org -subject Essai -out mail.eml`;
      await shop.openssl(...sign.split(' '), ...(crlf === null ? [] : [crlf]));
      const mail = Buffer.concat([
        Buffer.from('Date: Mon, 23 Nov 2026 10:00:00 +0100\r\n'),
        await shop.read('mail.eml'),
      ]);
      const parsed = await parseMessage(inPieces(mail, () => 11));
      expect(parsed.text).toBe('Bonjour à tous\n');
      expect(parsed.headersProtected).toBe(false);
      if (parsed.signed === null) throw new Error('unsigned');
      await expect(verifyDetached(parsed.signed.signature, parsed.signed.digests)).resolves.toBeDefined();
    }
  });

  it('hashes exactly the bytes between the boundaries', async () => {
    const raw = await build(message({ signer: await cardSigner('claire-martin') }));
    const boundary = /micalg=sha-256; boundary="([^"]+)"/.exec(raw.toString('latin1'))?.[1] as string;
    const start = raw.indexOf(`--${boundary}\r\n`) + boundary.length + 4;
    const end = raw.indexOf(`\r\n--${boundary}`, start);
    const expected = createHash('sha256').update(raw.subarray(start, end)).digest();
    const parsed = await parseMessage(inPieces(raw, () => 1));
    expect(Buffer.from(parsed.signed?.entitySha256 ?? [])).toEqual(expected);
  });
});
