/**
 * A picture of every state of the interface: `npx tsx tools/renderer-preview/camera.ts [--out DIR] [--theme dark]
 * [--size 1024x700] [STATE…]`. Development only.
 */
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { launchChromium, openPreview, type PreviewOptions } from './preview-page.ts';
import { startPreviewServer } from './preview-server.ts';
import { type StateName, states } from './states.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' }, theme: { type: 'string', default: 'light' }, size: { type: 'string' } },
});
const out = values.out ?? (await mkdtemp(join(tmpdir(), 'medimail-pictures-')));
await mkdir(out, { recursive: true });
const names = (Object.keys(states) as StateName[]).filter(
  (name) => positionals.length === 0 || positionals.some((wanted) => name === wanted || name.startsWith(`${wanted}-`)),
);
const [width, height] = (values.size ?? '1440x900').split('x').map(Number);
const options: PreviewOptions = {
  theme: values.theme as NonNullable<PreviewOptions['theme']>,
  ...(width && height ? { width, height } : {}),
};
const server = await startPreviewServer();
const browser = await launchChromium();
let failures = 0;
for (const name of names) {
  try {
    const { page, complaints } = await openPreview(browser, server.address, name, options);
    await page.screenshot({ path: join(out, `${name}.png`) });
    process.stdout.write(`${name}${complaints.length > 0 ? `\n  ! ${complaints.join('\n  ! ')}` : ''}\n`);
    await page.context().close();
  } catch (error) {
    failures += 1;
    process.stdout.write(`${name}\n  !! ${error instanceof Error ? error.message : String(error)}\n`);
  }
}
await browser.close();
await server.close();
process.stdout.write(`${out}\n`);
process.exitCode = failures > 0 ? 1 : 0;
