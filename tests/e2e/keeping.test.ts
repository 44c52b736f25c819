/** Files through the genuine shell: what Chromium lays out for paper reaches the folder that was chosen, whole. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
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
