/**
 * Draws the application's icons from `resources/icons/medimail.svg`: PNG in every size, and the containers that Windows
 * (.ico) and macOS (.icns) read; and the small pictures of the tray and of the badge on Windows' task bar. Run after the drawing changes, with `npx tsx tools/icons.ts`; what it writes is kept.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

const resources = join(dirname(dirname(fileURLToPath(import.meta.url))), 'resources');
const folder = join(resources, 'icons');
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

/** Densities for which the tray and the task bar choose among pictures of one name (Electron's `nativeImage`). */
const densities = { '': 16, '@1.5x': 24, '@2x': 32, '@3x': 48 } as const;

/** A drawing of 16 units, for sizes where the seal of the icon would be a blot: envelope and flap alone. */
const small = (shapes: string): string => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">${shapes}</svg>`;
const flap = (colour: string): string =>
  `<path d="M3.5 5.6 8 9l4.5-3.4" fill="none" stroke="${colour}" stroke-width="1.3" stroke-linecap="round" stroke-linejoin="round"/>`;
const envelope = `<rect x="1" y="2.5" width="14" height="11" rx="2.2" fill="#1d4491" stroke="#fff" stroke-width=".8"/>${flap('#fff')}`;
const badge = (figure: string): string =>
  small(
    `<circle cx="8" cy="8" r="7.6" fill="#a3271f"/><text x="8" y="11.6" font-size="10" font-weight="700" text-anchor="middle" font-family="sans-serif" fill="#fff">${figure}</text>`,
  );

/** By file name: the tray as it is, with unopened envelopes, as macOS colours it; and the figures of the badge. */
const smallPictures: Readonly<Record<string, string>> = {
  tray: small(envelope),
  'tray-unopened': small(
    `${envelope}<circle cx="12.6" cy="12.2" r="3.2" fill="#e0a100" stroke="#fff" stroke-width=".8"/>`,
  ),
  'tray-template': small(
    `<rect x="1.6" y="3.1" width="12.8" height="9.8" rx="1.8" fill="none" stroke="#000" stroke-width="1.3"/>${flap('#000')}`,
  ),
  ...Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`badge-${at + 1}`, badge(String(at + 1))])),
  'badge-more': badge('+'),
};

async function drawAll(svg: string): Promise<Map<Size, Buffer>> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    const images = new Map<Size, Buffer>();
    for (const [name, drawing] of Object.entries(smallPictures)) {
      for (const [density, size] of Object.entries(densities)) {
        await writeFile(join(resources, 'tray', `${name}${density}.png`), await draw(browser, drawing, size));
      }
    }
    for (const size of sizes) images.set(size, await draw(browser, svg, size));
    return images;
  } finally {
    await browser.close();
  }
}

async function draw(browser: Browser, svg: string, size: number): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  await page.setContent(
    `<style>*{margin:0}img{display:block;width:${size}px;height:${size}px}</style><img src="${source}">`,
  );
  const image = await page.screenshot({ omitBackground: true, type: 'png' });
  await page.close();
  return image;
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
