/**
 * Draws the application's icons from `resources/icons/medimail.svg`: PNG in every size, and the containers that Windows
 * (.ico) and macOS (.icns) read. Run after the drawing changes, with `npx tsx tools/icons.ts`; what it writes is kept.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'resources', 'icons');
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024] as const;
type Size = (typeof sizes)[number];

/** Apple's names for a PNG of that many pixels in an .icns file. */
const appleTypes: Partial<Record<Size, string>> = {
  16: 'icp4',
  32: 'icp5',
  64: 'icp6',
  128: 'ic07',
  256: 'ic08',
  512: 'ic09',
  1024: 'ic10',
};

async function drawAll(svg: string): Promise<Map<Size, Buffer>> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    const images = new Map<Size, Buffer>();
    for (const size of sizes) {
      const page = await browser.newPage({ viewport: { width: size, height: size } });
      const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
      await page.setContent(
        `<style>*{margin:0}img{display:block;width:${size}px;height:${size}px}</style><img src="${source}">`,
      );
      images.set(size, await page.screenshot({ omitBackground: true, type: 'png' }));
      await page.close();
    }
    return images;
  } finally {
    await browser.close();
  }
}

/** A Windows icon: directory of 16 bytes an entry, then the PNGs. A width of 256 is written as 0. */
function windowsIcon(images: ReadonlyMap<Size, Buffer>): Buffer {
  const entries = [...images].filter(([size]) => size <= 256);
  const header = Buffer.alloc(6 + 16 * entries.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(entries.length, 4);
  let offset = header.length;
  for (const [index, [size, png]] of entries.entries()) {
    const at = 6 + 16 * index;
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(png.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([header, ...entries.map(([, png]) => png)]);
}

/** A macOS icon: type and length (both of four bytes, big-endian) before each PNG, the same before the whole. */
function appleIcon(images: ReadonlyMap<Size, Buffer>): Buffer {
  const chunk = (type: string, content: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(content.length + 8, 4);
    return Buffer.concat([head, content]);
  };
  const chunks = [...images].flatMap(([size, png]) => {
    const type = appleTypes[size];
    return type === undefined ? [] : [chunk(type, png)];
  });
  return chunk('icns', Buffer.concat(chunks));
}

const images = await drawAll(await readFile(join(folder, 'medimail.svg'), 'utf8'));
for (const [size, png] of images) await writeFile(join(folder, `${size}x${size}.png`), png);
await writeFile(join(folder, 'icon.ico'), windowsIcon(images));
await writeFile(join(folder, 'icon.icns'), appleIcon(images));
process.stdout.write(`${images.size} sizes, icon.ico and icon.icns in resources/icons\n`);
