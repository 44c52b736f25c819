import { describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import { parseMessage } from '../../envelope/mime/parse.ts';
import { inPieces, seededBytes, seededRandom } from './material.ts';

const head = 'From: Paul <paul@example.org>\r\nDate: Mon, 23 Nov 2026 10:42:07 +0100\r\n';

const read = (raw: string | Buffer) => parseMessage(inPieces(Buffer.from(raw as string, 'latin1'), () => 65_536));

async function reasonOf(raw: string | Buffer): Promise<string> {
  return read(raw).then(
    () => 'accepted',
    (error: unknown) => {
      if (error instanceof AppError && error.is('envelope.malformed')) return error.details.reason;
      throw error;
    },
  );
}

/** CPU time is what a hostile message can take; the clock on a shared machine says little. */
async function cpuMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const nested = (depth: number): string => {
  const opening = Array.from(
    { length: depth },
    (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`,
  );
  return `${head}${opening.join('')}\r\nheart`;
};

describe('a hostile message is refused', () => {
  const refused: [string, string, () => string][] = [
    ['21 multiparts deep', 'depth', () => nested(21)],
    ['10,000 multiparts deep', 'depth', () => nested(10_000)],
    [
      '10,000 parts',
      'parts',
      () => `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(10_000)}--b--`,
    ],
    ['a header line of 1 MB', 'header-line', () => `${head}Subject: ${'a'.repeat(1_000_000)}\r\n\r\n`],
    ['a header line without end', 'header-line', () => `${head}Subject: ${'a'.repeat(1_000_000)}`],
    ['a header block of 1 MB', 'header-size', () => `${head}${'X-A: b\r\n'.repeat(130_000)}\r\n`],
    ['a folded field of 1 MB', 'header-size', () => `${head}Subject: a\r\n${' b\r\n'.repeat(300_000)}\r\n`],
    ['a multipart without boundary', 'boundary', () => `${head}Content-Type: multipart/mixed\r\n\r\nx`],
    ['an empty boundary', 'boundary', () => `${head}Content-Type: multipart/mixed; boundary=""\r\n\r\nx`],
    [
      'a boundary of 10,000 characters',
      'boundary',
      () => `${head}Content-Type: multipart/mixed; boundary=${'b'.repeat(10_000)}\r\n\r\nx`,
    ],
    [
      'a boundary that looks like the end of another',
      'boundary',
      () => `${head}Content-Type: multipart/mixed; boundary="b--"\r\n\r\nx`,
    ],
    [
      'one boundary for two levels',
      'boundary',
      () =>
        `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\nx`,
    ],
    [
      'a multipart in base64',
      'multipart-encoding',
      () => `${head}Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: base64\r\n\r\nx`,
    ],
    [
      'two content types',
      'duplicate-header',
      () => `${head}Content-Type: text/plain\r\nContent-type : text/html\r\n\r\nx`,
    ],
    ['nothing', 'from', () => ''],
    ['line ends alone', 'from', () => '\r\n\r\n\r\n'],
    ['zeros alone', 'header-line', () => '\0'.repeat(100_000)],
    ['a signed message without signature', 'signed-structure', () => signed('--s\r\n\r\nx\r\n--s--\r\n')],
    ['a signed message whose signed part never ends', 'signed-structure', () => signed('--s\r\n\r\nx')],
    [
      'a signed message with a third part',
      'signed-structure',
      () => signed(`--s\r\n\r\nx\r\n${signaturePart}--s\r\n\r\nhidden\r\n--s--`),
    ],
    [
      'a signed message whose second part is no signature',
      'signed-structure',
      () => signed('--s\r\n\r\nx\r\n--s\r\nContent-Type: text/plain\r\n\r\ny\r\n--s--'),
    ],
    [
      'a signature of 2 MB',
      'signature-size',
      () => signed(`--s\r\n\r\nx\r\n${signaturePart.replace('QUJD', 'QUJD'.repeat(500_000))}--s--`),
    ],
  ];
  it.each(refused)('%s: %s', async (_, reason, raw) => {
    expect(await reasonOf(raw())).toBe(reason);
  });

  it('while it streams, before the rest has come', async () => {
    let asked = 0;
    async function* endless() {
      yield Buffer.from(`${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n`);
      for (;;) {
        asked += 1;
        yield Buffer.from('--b\r\n\r\nx\r\n');
      }
    }
    await expect(parseMessage(endless())).rejects.toMatchObject({ details: { reason: 'parts' } });
    expect(asked).toBeLessThan(1100);
  });
});

const signaturePart =
  '--s\r\nContent-Type: application/pkcs7-signature\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD\r\n';

function signed(body: string): string {
  return `${head}Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary=s\r\n\r\n${body}`;
}

describe('a strange message is read for what it is', () => {
  it('20 multiparts deep and 999 parts are still read', async () => {
    expect((await read(nested(20))).text).toBe('heart');
    const many = `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(999)}--b--`;
    expect((await read(many)).attachments).toHaveLength(998);
  });

  it('without its closing boundary', async () => {
    const message = await read(
      `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nun\r\n--b\r\nContent-Type: a/b\r\n\r\ndeux`,
    );
    expect(message.text).toBe('un');
    expect(message.attachments).toMatchObject([{ sizeBytes: 4 }]);
  });

  it('with boundaries that nearly match, are padded, or come from outside', async () => {
    const inner = '--a\r\n\r\nun\r\n--ab\r\n-- a\r\n--a \t\r\nContent-Type: x/y\r\n\r\ndeux\r\n';
    const message = await read(
      `${head}Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n${inner}--o\r\nContent-Type: x/z\r\n\r\ntrois\r\n--a\r\n--o--`,
    );
    expect(message.text).toBe('un\n--ab\n-- a');
    expect(message.attachments.map(({ mediaType, sizeBytes }) => [mediaType, sizeBytes])).toEqual([
      ['x/y', 4],
      ['x/z', 'trois\r\n--a'.length],
    ]);
  });

  it('with NUL bytes in headers and text', async () => {
    const message = await read(`${head}Subject: a\0b\r\n\r\nc\0d`);
    expect(message.headers.subject).toBe('a b');
    expect(message.text).toBe('c\ufffdd');
  });

  it('with lines in the headers that are no field', async () => {
    const message = await read(`From someone Mon Nov 23\r\n${head}no field\r\n : none\r\nSubject: oui\r\n\r\nx`);
    expect(message.headers.subject).toBe('oui');
  });

  it('a signed message inside another counts as content, and its signature as a file', async () => {
    const inner = signed(`--s\r\n\r\nx\r\n${signaturePart}--s--`).slice(head.length);
    const message = await read(`${head}Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n${inner}\r\n--o--`);
    expect(message.signed).toBeNull();
    expect(message.attachments.map(({ mediaType }) => mediaType)).toEqual(['application/pkcs7-signature']);
  });

  it('and headers inside a part that no signature covers are not believed', async () => {
    const message = await read(
      `${head}Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: text/plain; hp="clear"\r\nFrom: evil@example.org\r\n\r\nx\r\n--o--`,
    );
    expect(message.headersProtected).toBe(false);
    expect(message.headers.from.address).toBe('paul@example.org');
  });
});

describe('a message made to be slow takes little time', () => {
  const mega = 1_000_000;
  const multipart = `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: a/b\r\n`;
  const slow: [string, () => string][] = [
    ['near-boundaries', () => `${multipart}\r\n${'\n--'.repeat(3 * mega)}`],
    ['near-boundaries of every level', () => `${nested(20)}${'\r\n--b'.repeat(2 * mega)}`],
    ['empty lines', () => `${multipart}\r\n${'\n'.repeat(8 * mega)}`],
    [
      'base64 in lines of one character',
      () => `${multipart}Content-Transfer-Encoding: base64\r\n\r\n${'Q\r\n'.repeat(3 * mega)}`,
    ],
    [
      'base64 in lines of changing length',
      () => `${multipart}Content-Transfer-Encoding: base64\r\n\r\n${'QUJD\r\nQUJDQUJD\r\n'.repeat(mega / 2)}`,
    ],
    [
      'quoted-printable made of escapes',
      () => `${multipart}Content-Transfer-Encoding: quoted-printable\r\n\r\n${'=\r\n=4'.repeat(2 * mega)}`,
    ],
    [
      'quoted-printable made of blanks',
      () => `${multipart}Content-Transfer-Encoding: quoted-printable\r\n\r\n${' '.repeat(8 * mega)}`,
    ],
    ['parentheses in a header', () => `${head}${`To: ${'('.repeat(16_000)}\r\n`}\r\n`],
    ['parentheses in a date', () => `From: a@b.fr\r\nDate: ${'('.repeat(16_000)}\r\n\r\n`],
    ['quotes and backslashes in a parameter', () => `${head}Content-Type: a/b${';a="\\'.repeat(3000)}\r\n\r\n`],
    ['blanks in a parameter', () => `${head}Content-Type: a/b;${' '.repeat(15_000)}=${' '.repeat(300)}\r\n\r\n`],
    ['dots in a file name', () => `${head}Content-Type: a/b; name="${'.'.repeat(16_000)}x"\r\n\r\n`],
    ['encoded words without end', () => `${head}Subject: ${'=?a?b?'.repeat(2600)}\r\n\r\n`],
    ['encoded words by the thousand', () => `${head}${`Subject: ${'=?a?q?b?= '.repeat(1500)}\r\n`}\r\n`],
    ['recipients by the ten thousand', () => `${head}To: a@b.fr,\r\n${' a@b.fr,\r\n'.repeat(20_000)}\r\n`],
    ['sections of a parameter', () => `${head}Content-Type: a/b${';n*1=a'.repeat(2600)}\r\n\r\n`],
  ];
  it.each(slow)('%s', async (_, make) => {
    const raw = make();
    expect(await cpuMs(() => reasonOf(raw))).toBeLessThan(3000);
  });

  it('a header that comes byte by byte', async () => {
    const raw = Buffer.from(
      `${head}${'Subject-of-nothing: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n'.repeat(3000)}\r\nx`,
    );
    expect(await cpuMs(() => parseMessage(inPieces(raw, () => 1)))).toBeLessThan(3000);
  });
});

describe('noise', () => {
  const snippets = [
    '\r\n',
    '\n',
    '--b',
    '--b--',
    '--c',
    'Content-Type: ',
    'multipart/mixed; boundary=b',
    'multipart/signed; protocol="application/pkcs7-signature"; boundary=c',
    'base64',
    'Content-Transfer-Encoding: ',
    ': ',
    ';',
    '"',
    '=?utf-8?q?',
    '?=',
    '\0',
    ' ',
    'name*0*=',
    '(',
    '<',
    '@',
  ];

  it('never makes the reader fail in another way than as malformed, and reads the same in any pieces', async () => {
    const random = seededRandom(20261123);
    for (let round = 0; round < 400; round += 1) {
      const pieces = Array.from({ length: 60 }, () => {
        const pick = Math.floor(random() * (snippets.length + 1));
        return Buffer.from(snippets[pick] ?? seededBytes(random, 5));
      });
      const raw = Buffer.concat([Buffer.from(head), ...pieces]);
      const outcome = (size: () => number) =>
        parseMessage(inPieces(raw, size)).catch((error: unknown) => {
          if (error instanceof AppError && error.is('envelope.malformed')) return error.details.reason;
          throw error;
        });
      expect(await outcome(() => 1 + Math.floor(random() * 9))).toEqual(await outcome(() => raw.length));
    }
  });
});
