/** The client as a citizen of the desktop: the card doctor and its report before anybody signed in. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doctor } from '../../renderer/locales/fr/doctor.ts';
import { signIn } from '../../renderer/locales/fr/sign-in.ts';
import { type AppUnderTest, launchApp } from '../support/app.ts';

let folder: string;
let app: AppUnderTest;
let page: Page;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-desktop-'));
  app = await launchApp({ dataFolder: join(folder, 'data') });
  page = await app.page();
}, 240_000);
afterAll(async () => {
  await app.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the card doctor of a workstation that nobody configured', () => {
  it('opens from the sign-in screen and says what is missing', async () => {
    await page.getByRole('button', { name: signIn.doctor }).click();
    await page.getByRole('heading', { level: 1, name: doctor.title }).waitFor();
    await page.getByText(doctor['title.operator-not-configured']).waitFor();
    expect(await page.locator('.doctor-check').count()).toBe(10);
  });

  it('shows its report whole, and saves what it showed where the person says', async () => {
    const file = join(folder, 'rapport.txt');
    await page.getByRole('button', { name: doctor.report }).click();
    const shown = page.locator('.doctor-report pre');
    await page.getByText('[checks]').waitFor();
    const text = (await shown.textContent()) ?? '';
    await app.dialogs.queueSave(file);
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText(doctor.reportSaved).waitFor();
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(statSync(file).mode & 0o077).toBe(0);
    expect(text).toContain('operatorConfigured: false');
    expect(text).not.toContain(hostname());
  });
});
