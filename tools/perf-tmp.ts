import { launchChromium, openPreview } from '/work/wt/rich-text/tools/renderer-preview/preview-page.ts';
import { startPreviewServer } from '/work/wt/rich-text/tools/renderer-preview/preview-server.ts';
const server = await startPreviewServer();
const browser = await launchChromium();
const { page } = await openPreview(browser, server.address, 'composer-new');
{
  await page.evaluate((t) => { const f = document.createElement('textarea'); f.id='base'; f.style.width='600px'; f.style.height='400px'; f.value = t; document.body.append(f); f.focus(); f.setSelectionRange(0, 0); }, 'Le patient a été revu ce jour en consultation de contrôle. \n'.repeat(3500));
  await page.waitForTimeout(1500);
  const c = await browser.newBrowserCDPSession();
  const cpu0 = async () => { const { processInfo } = await c.send('SystemInfo.getProcessInfo'); return processInfo.filter((p: any) => p.type === 'renderer').reduce((n: number, p: any) => n + p.cpuTime, 0); };
  const b0 = await cpu0(); await page.keyboard.type('Cher confrère, voici une phrase tapée au clavier.'.repeat(2)); const b1 = await cpu0();
  console.log('textarea baseline CPU a key', ((b1 - b0) * 1000 / 98).toFixed(1));
  await page.evaluate(() => document.getElementById('base')?.remove());
}
const letter = page.getByRole('textbox', { name: 'Texte de la lettre' });
const cdp = await browser.newBrowserCDPSession();
const line = 'Le patient a été revu ce jour en consultation de contrôle. ';
for (const [kind, text] of [
  ['lines', `Bonjour,\n\n${`${line}\n`.repeat(3500)}`],
  ['quoted', `Bonjour,\n\n${`> ${line}\n`.repeat(3500)}`],
  ['paragraphs', `Bonjour,\n\n${`${line.repeat(10)}\n\n`.repeat(350)}`],
  ['one line', line.repeat(3500)],
] as const) {
  await letter.press('Control+a'); await page.keyboard.press('Delete');
  const t0 = Date.now();
  await letter.evaluate((field, t) => { const d = new DataTransfer(); d.setData('text/plain', t); field.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: d })); }, text);
  const put = Date.now() - t0;
  await letter.press('Control+Home');
  await page.waitForTimeout(1500);
  const cpu = async () => { const { processInfo } = await cdp.send('SystemInfo.getProcessInfo'); return processInfo.filter((p: any) => p.type === 'renderer').reduce((n: number, p: any) => n + p.cpuTime, 0); };
  const before = await cpu();
  await page.keyboard.type('Cher confrère, voici une phrase tapée au clavier.'.repeat(2));
  const after = await cpu();
  console.log(kind, text.length, 'put', put, 'ms wall; CPU a key', ((after - before) * 1000 / 98).toFixed(1), 'ms');
}
await browser.close(); await server.close();
