/** Paper and files through the genuine shell: what Chromium lays out reaches the printer, and the folder, whole. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { keeping } from '../../renderer/locales/fr/keeping.ts';
import { atDesk, type Desk, said } from '../support/desk.ts';
import { pictureFailure } from '../support/failure-picture.ts';
import { readPdf } from '../support/pdf-text.ts';
import { openStage, type Stage } from '../support/stage.ts';

let folder: string;
let stage: Stage;
let desk: Desk;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-keeping-'));
  stage = await openStage(folder);
  const seat = await stage.seat({ folder: 'claire', readers: [0] });
  desk = atDesk(await seat.launch());
  const card = stage.card('claire-martin');
  await card.insert(stage.pcscd.readers[0]);
  await desk.signIn(card.file.pin);
  await desk.open('CR consultation');
});
afterEach(({ task }) => pictureFailure(task, desk.app));
afterAll(async () => {
  await stage?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('an open envelope', () => {
  it('is printed with who wrote it, under the name of the program alone', async () => {
    const page = await desk.page();
    await page.getByRole('button', { name: keeping.moreActs }).last().click();
    await page.getByRole('menuitem', { name: new RegExp(keeping.actPrint) }).click();
    const question = page.getByRole('dialog', { name: said(keeping.printTitle) });
    const isAsked = await question.waitFor({ timeout: 3_000 }).then(
      () => true,
      () => false,
    );
    if (isAsked) await question.getByRole('button', { name: keeping.print }).click();
    await expect
      .poll(async () => (await desk.app.calls()).find(({ api }) => api === 'webContents.print'))
      .toBeDefined();
    const call = (await desk.app.calls()).find(({ api }) => api === 'webContents.print');
    const file = join(folder, 'imprimé.pdf');
    writeFileSync(file, Buffer.from((call?.detail as { pdf: string } | undefined)?.pdf ?? '', 'base64'));
    const { pages, title } = await readPdf(file);
    const text = pages.join();
    expect(text).toContain('CR consultation');
    expect(text).toMatch(/Signée par carte CPS/);
    expect(text).toMatch(/Imprimé le .* par Dr.Claire MARTIN/);
    expect(title).toBe('Medimail');
  });

  it('is exported as pages, message and evidence into the folder that was chosen', async () => {
    const page = await desk.page();
    const chosen = join(folder, 'dossier patient');
    mkdirSync(chosen);
    await page.getByRole('button', { name: keeping.moreActs }).last().click();
    await page.getByRole('menuitem', { name: new RegExp(keeping.actExport) }).click();
    await page.getByText(keeping.formEml).click();
    await desk.app.dialogs.queueOpen([chosen]);
    await page.getByRole('button', { name: said(keeping.exportGo) }).click();
    await page.getByText(said(keeping.exportedTitle_one.replace('{{count}}', '1'))).waitFor({ timeout: 60_000 });
    const [name = ''] = readdirSync(chosen);
    const files = readdirSync(join(chosen, name)).sort();
    expect(files).toEqual([`${name}.eml`, `${name}.pdf`, `${name}.zip`]);
    expect((await readPdf(join(chosen, name, `${name}.pdf`))).pages.join()).toContain('CR consultation');
  });
});
