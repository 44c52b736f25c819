import { describe, expect, it } from 'vitest';
import { decodeAttachment } from '../../envelope/mime/attachment.ts';
import type { ParsedMessage } from '../../envelope/mime/model.ts';
import { parseMessage } from '../../envelope/mime/parse.ts';
import { bytesOf, inPieces } from './material.ts';

const head =
  'From: Paul <paul@example.org>\r\nDate: Mon, 23 Nov 2026 10:42:07 +0100\r\nMessage-ID: <1@example.org>\r\n';

function read(raw: string | Buffer, size = 65_536): Promise<ParsedMessage> {
  return parseMessage(inPieces(typeof raw === 'string' ? Buffer.from(raw, 'utf8') : raw, () => size));
}

async function attachmentBytes(raw: Buffer, message: ParsedMessage, index = 0): Promise<Buffer> {
  const attachment = message.attachments[index];
  if (attachment === undefined) throw new Error('no attachment');
  const range = raw.subarray(attachment.offset, attachment.offset + attachment.length);
  return bytesOf(
    decodeAttachment(
      inPieces(range, () => 17),
      attachment.encoding,
    ),
  );
}

describe('header fields', () => {
  const subjects: [string, string][] = [
    ['=?UTF-8?B?w6l0w6k=?=', 'été'],
    ['=?iso-8859-1?Q?=E9t=E9_2026?=', 'été 2026'],
    ['=?windows-1252?Q?=80_50?=', '€ 50'],
    ['=?utf-8?q?caf=C3?=\r\n =?utf-8?q?=A9?= noir', 'café noir'],
    ['=?utf-8?q?un?= =?utf-8?q?_deux?= trois', 'un deux trois'],
    ['=?utf-8*fr?q?bonjour?=', 'bonjour'],
    ['=?no-such-charset?q?=C3=A9?=', 'é'],
    ['=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=', '日本'],
    ['=?gb18030?B?xPq6ww==?=', '您好'],
    ['=?utf-8?x?abc?= =?utf-8', '=?utf-8?x?abc?= =?utf-8'],
    ['été brut', 'été brut'],
    ['un\r\n\tdeux', 'un\tdeux'.replace('\t', ' ')],
    ['inverse \u202egpj.exe', 'inverse gpj.exe'],
    ['=?utf-8?q?a=0D=0ABcc:_b?=', 'a Bcc: b'],
  ];
  it.each(subjects)('reads the subject %j', async (written, meant) => {
    expect((await read(`${head}Subject: ${written}\r\n\r\n`)).headers.subject).toBe(meant);
  });

  it('reads bytes that are no UTF-8 as Windows-1252', async () => {
    const raw = Buffer.from(`${head}Subject: \xe9t\xe9\r\n\r\nd\xe9j\xe0`, 'latin1');
    const message = await read(raw);
    expect(message.headers.subject).toBe('été');
    expect(message.text).toBe('déjà');
  });

  const lists: [string, { name: string; address: string }[]][] = [
    ['a@b.fr', [{ name: '', address: 'a@b.fr' }]],
    [
      '"LEROY, Paul" <p@b.fr>, c@d.fr',
      [
        { name: 'LEROY, Paul', address: 'p@b.fr' },
        { name: '', address: 'c@d.fr' },
      ],
    ],
    [
      'Équipe: a@b.fr, Claire <c@d.fr>;',
      [
        { name: '', address: 'a@b.fr' },
        { name: 'Claire', address: 'c@d.fr' },
      ],
    ],
    ['undisclosed-recipients:;', []],
    ['Jean (le docteur (chef)) <j@b.fr>', [{ name: 'Jean', address: 'j@b.fr' }]],
    ['=?utf-8?q?x=2C_y=40z.fr?= <a@b.fr>', [{ name: 'x, y@z.fr', address: 'a@b.fr' }]],
    ['"a\\"b" <a@b.fr>', [{ name: 'a"b', address: 'a@b.fr' }]],
    ['<@relay.fr,@other.fr:a@b.fr>', [{ name: '', address: 'a@b.fr' }]],
    ['no address here', []],
    ['"unterminated <a@b.fr>', []],
  ];
  it.each(lists)('reads the recipients %j', async (written, meant) => {
    expect((await read(`${head}To: ${written}\r\n\r\n`)).headers.to).toEqual(meant);
  });

  const dates: [string, string][] = [
    ['Mon, 23 Nov 2026 10:42:07 +0100', '2026-11-23T09:42:07.000Z'],
    ['23 Nov 26 10:42 GMT', '2026-11-23T10:42:00.000Z'],
    ['Mon, 23 Nov 2026 10:42:07 -0530 (IST)', '2026-11-23T16:12:07.000Z'],
    ['Mon, 23 November 2026 10:42:07 EST', '2026-11-23T15:42:07.000Z'],
  ];
  it.each(dates)('reads the date %j', async (written, meant) => {
    const message = await read(`From: a@b.fr\r\nDate: ${written}\r\n\r\n`);
    expect(message.headers.date.toISOString()).toBe(meant);
  });

  it.each(['from', 'date'])('demands a %s', async (name) => {
    const raw = head.replace(new RegExp(`^${name}: .*\r\n`, 'im'), '');
    await expect(read(`${raw}\r\n`)).rejects.toMatchObject({ code: 'envelope.malformed', details: { reason: name } });
  });

  it('refuses two of a field that may stand once, and two authors', async () => {
    await expect(read(`${head}From: b@example.org\r\n\r\n`)).rejects.toMatchObject({
      details: { reason: 'duplicate-header' },
    });
    await expect(read('From: a@b.fr, c@d.fr\r\nDate: 23 Nov 2026 10:00:00 Z\r\n\r\n')).rejects.toMatchObject({
      details: { reason: 'from' },
    });
  });
});

describe('parts', () => {
  const part = (fields: string, body: string): string => `--b\r\n${fields}\r\n\r\n${body}\r\n`;
  const mixed = (...parts: string[]): string =>
    `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\npreamble\r\n${parts.join('')}--b--\r\nepilogue\r\n`;

  it('give text, HTML and attachments, wherever they nest', async () => {
    const alternative = `--c\r\nContent-Type: text/plain\r\n\r\ntexte\r\n--c\r\nContent-Type: text/html\r\n\r\n<p>texte</p>\r\n--c--`;
    const raw = mixed(
      part('Content-Type: multipart/alternative; boundary="c"', alternative),
      part('Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64', 'QUJD'),
      part('Content-Type: message/rfc822', 'Subject: x\r\n\r\nforwarded'),
    );
    const message = await read(raw);
    expect(message.text).toBe('texte');
    expect(message.html).toBe('<p>texte</p>');
    expect(message.attachments.map(({ name, mediaType, sizeBytes }) => [name, mediaType, sizeBytes])).toEqual([
      ['a.pdf', 'application/pdf', 3],
      ['attachment-2.eml', 'message/rfc822', 23],
    ]);
    expect(message.decodedBytes).toBe(26);
    expect((await attachmentBytes(Buffer.from(raw), message, 1)).toString()).toBe('Subject: x\r\n\r\nforwarded');
  });

  it('are the same whatever pieces the message comes in, with CRLF or bare LF', async () => {
    const raw = mixed(
      part(
        'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable',
        'd=C3=A9j=\r\n=C3=A0  \r\nvu =3D',
      ),
      part(
        'Content-Disposition: attachment; filename=a.bin\r\nContent-Transfer-Encoding: base64',
        'QUJDREVG\r\nR0hJ\r\n--not\r\n',
      ),
      part('', 'second text'),
    );
    for (const text of [raw, raw.replaceAll('\r\n', '\n')]) {
      const whole = await read(text);
      expect(whole.text).toBe('déjà\nvu =');
      expect(whole.attachments.map(({ name }) => name)).toEqual(['a.bin', 'attachment-2.txt']);
      for (const size of [1, 2, 3, 5, 7, 64]) {
        const again = await read(text, size);
        expect(again).toEqual(whole);
        expect((await attachmentBytes(Buffer.from(text), again)).length).toBe(again.attachments[0]?.sizeBytes);
      }
    }
  });

  it('that look like text but have a name or say attachment are attachments', async () => {
    const message = await read(
      mixed(
        part('Content-Type: text/plain; name="notes.txt"', 'a'),
        part('Content-Type: text/html\r\nContent-Disposition: attachment', '<b>'),
        part('Content-Type: image/png\r\nContent-Disposition: inline\r\nContent-ID: <img1@x>', 'x'),
      ),
    );
    expect(message.text).toBe('');
    expect(message.html).toBeNull();
    expect(message.attachments.map(({ name, disposition, contentId }) => [name, disposition, contentId])).toEqual([
      ['notes.txt', 'attachment', null],
      ['attachment-2.html', 'attachment', null],
      ['attachment-3.png', 'inline', 'img1@x'],
    ]);
  });

  const names: [string, string][] = [
    ['filename=a.pdf', 'a.pdf'],
    ['filename="a b;c.pdf"', 'a b;c.pdf'],
    ["filename*=UTF-8''%C3%A9t%C3%A9.pdf", 'été.pdf'],
    ["filename*=iso-8859-1'fr'%E9t%E9.pdf", 'été.pdf'],
    ["filename*0*=UTF-8''%C3; filename*1*=%A9t%C3%A9; filename*2=.pdf", 'été.pdf'],
    ["filename=plain.pdf; filename*=UTF-8''%C3%A9.pdf", 'é.pdf'],
    ['filename="=?utf-8?B?w6kucGRm?="', 'é.pdf'],
    ['filename="../../etc/passwd"', 'passwd'],
    ['filename="C:\\\\temp\\\\x.doc"', 'x.doc'],
    ['filename="a\u202efdp.exe"', 'afdp.exe'],
    ['filename="a\u0000b\tc.pdf"', 'a b c.pdf'],
    ['filename="CON.txt"', '_CON.txt'],
    ['filename="a<b>|c?.pdf. . "', 'a_b__c_.pdf'],
    ['filename=".."', 'attachment-1.bin'],
    ['filename=""', 'attachment-1.bin'],
    ['filename*1*=lost; filename*3*=also', 'attachment-1.bin'],
    [`filename="${'é'.repeat(300)}.pdf"`, `${'é'.repeat(125)}.pdf`],
  ];
  it.each(names)('are named safely: %j', async (written, meant) => {
    const message = await read(
      `${head}Content-Type: application/x-test\r\nContent-Disposition: attachment; ${written}\r\n\r\nx`,
    );
    expect(message.attachments[0]?.name).toBe(meant.replace('attachment-1.bin', 'attachment-1'));
  });

  it('are decoded by any charset, and truncated at the limit', async () => {
    const raw = (charset: string, body: Buffer): Buffer =>
      Buffer.concat([Buffer.from(`${head}Content-Type: text/plain; charset=${charset}\r\n\r\n`), body]);
    expect((await read(raw('utf-16le', Buffer.from('été', 'utf16le')))).text).toBe('été');
    expect((await read(raw('koi8-r', Buffer.from([0xf0, 0xd2])))).text).toBe('Пр');
    expect((await read(raw('"iso-8859-15"', Buffer.from([0xa4])))).text).toBe('€');
    expect((await read(raw('nonsense', Buffer.from('é')))).text).toBe('é');
    const long = await parseMessage(inPieces(raw('utf-8', Buffer.alloc(5000, 0x61))), { textBytes: 1000 });
    expect(long.text).toHaveLength(1000);
    expect(long.textTruncated).toBe(true);
  });
});

describe('bodies that no encoder would write', () => {
  const bodies: [string, string, string][] = [
    ['base64', 'QU JD\t\r\n*R*E=VG', 'ABCDT'],
    ['base64', 'QUI=\r\nQ0Q=', 'ABCD'],
    ['base64', 'QUJ', 'AB'],
    ['base64', 'Q', ''],
    ['base64', '====', ''],
    ['BASE64', 'QUJD', 'ABC'],
    ['quoted-printable', 'a=3db=ZZ=4', 'a=b=ZZ=4'],
    ['quoted-printable', 'a=\r\nb= \t\r\nc', 'abc'],
    ['quoted-printable', 'a  \r\n b', 'a\r\n b'],
    ['quoted-printable', 'a=', 'a'],
    ['quoted-printable', 'a  ', 'a  '],
    ['quoted-printable', '==41=', '=A'],
    ['x-uuencode', 'raw', 'raw'],
    ['7bit', 'raw', 'raw'],
  ];
  it.each(bodies)('in %s: %j', async (encoding, body, meant) => {
    const raw = Buffer.from(
      `${head}Content-Type: application/x-test\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}`,
    );
    for (const size of [1, 2, 1000]) {
      const message = await read(raw, size);
      expect(message.attachments[0]?.sizeBytes).toBe(meant.length);
      expect((await attachmentBytes(raw, message)).toString('latin1')).toBe(meant);
    }
  });
});
