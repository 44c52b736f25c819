/** Photographs that are attached, in Chromium: what is offered for them, and what becomes of them when somebody agrees. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { tellsPlace } from '../../renderer/screens/composer/photos/photo-location.ts';
import { imageSize } from '../../renderer/ui/image-size.ts';
import { violationsInEveryTheme } from '../support/accessibility.ts';
import { exifTiff, notedJpeg } from '../support/made-photos.ts';
import { askedBy, servePreviews } from './support/previews.ts';

const { on } = servePreviews();

/** A JPEG of noise, which is as large as photographs are. */
async function jpegOf(page: Page, width: number, height: number): Promise<Buffer> {
  const base64 = await page.evaluate(
    async ([across, down]) => {
      const canvas = new OffscreenCanvas(across, down);
      const context = canvas.getContext('2d');
      const points = new ImageData(across, down);
      let seed = 7;
      for (let at = 0; at < points.data.length; at += 1) {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
        points.data[at] = at % 4 === 3 ? 255 : seed % 256;
      }
      context?.putImageData(points, 0, 0);
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer());
      let text = '';
      for (const byte of bytes) text += String.fromCharCode(byte);
      return btoa(text);
    },
    [width, height] as const,
  );
  return Buffer.from(base64, 'base64');
}

/** Stands for the session: keeps what is posted, and gives the attached photograph back. */
async function sessionOf(page: Page) {
  const posted: Buffer[] = [];
  let served: Buffer = Buffer.alloc(0);
  let held: Promise<void> = Promise.resolve();
  await page.route('**/intake/preview', async (route) => {
    await held;
    posted.push(route.request().postDataBuffer() ?? Buffer.alloc(0));
    return route.fulfill({ status: 204 });
  });
  await page.route('**/attachment/preview-photo', (route) => route.fulfill({ status: 200, body: served }));
  return {
    async drop(name: string, bytes: Buffer): Promise<void> {
      served = bytes;
      await page.evaluate(
        ([called, base64]) => {
          const dataTransfer = new DataTransfer();
          const body = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
          dataTransfer.items.add(new File([body], called));
          const drop = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer });
          document.querySelector('.composer-text')?.dispatchEvent(drop);
        },
        [name, bytes.toString('base64')] as const,
      );
      await page.getByRole('button', { name: `Retirer ${name}` }).waitFor();
      expect(this.take().equals(bytes)).toBe(true);
    },
    /** Takes nothing more until what is answered is called. */
    holdPosts(): () => void {
      let go: () => void = () => undefined;
      held = new Promise((resolve) => {
        go = resolve;
      });
      return go;
    },
    take: () => Buffer.concat(posted.splice(0)),
  };
}

const sizeOf = (bytes: Buffer) => imageSize(new DataView(bytes.buffer, bytes.byteOffset, bytes.length));

describe('a large photograph', () => {
  it('is made smaller when somebody agrees, turned upright and without its notes, and comes back', async () => {
    await on('composer-new', async (page) => {
      const session = await sessionOf(page);
      const photo = notedJpeg(await jpegOf(page, 2_700, 300), exifTiff({ little: true, place: true }));
      await session.drop('photo.jpg', photo);
      const shrink = page.getByRole('button', { name: /^Réduire\s: .+ Mo → .+ [KM]o \(photo\.jpg\)$/ });
      await shrink.waitFor();
      expect(await page.getByText('dit où elle a été prise').count()).toBe(1);
      expect(await violationsInEveryTheme(page)).toEqual([]);
      await shrink.press('Enter');
      const back = page.getByRole('button', { name: /^Reprendre l’original/ });
      await back.waitFor();
      const smaller = session.take();
      expect(sizeOf(smaller)).toEqual({ width: 267, height: 2_400 });
      expect(smaller.length).toBeLessThan(photo.length * 0.8);
      expect(tellsPlace(smaller, 'jpeg')).toBe(false);
      expect(smaller.includes('Exif')).toBe(false);
      expect(await shrink.count()).toBe(0);
      await back.press('Enter');
      await shrink.waitFor();
    });
  }, 180_000);

  it('loses its place alone where that is wanted, not one point of it changed', async () => {
    await on('composer-new', async (page) => {
      const session = await sessionOf(page);
      const picture = await jpegOf(page, 60, 40);
      const photo = notedJpeg(picture, exifTiff({ little: false, place: true }));
      await session.drop('photo.jpg', photo);
      const forget = page.getByRole('button', { name: 'Ôter le lieu de photo.jpg' });
      await forget.waitFor();
      expect(await page.getByRole('button', { name: /^Réduire.*photo/ }).count()).toBe(0);
      await forget.press('Enter');
      await page.getByRole('button', { name: /^Reprendre l’original/ }).waitFor();
      const freed = session.take();
      expect(tellsPlace(freed, 'jpeg')).toBe(false);
      expect(freed.includes('camera')).toBe(true);
      expect(freed.subarray(-1_000).equals(photo.subarray(-1_000))).toBe(true);
    });
  }, 180_000);

  it('does not leave with its place once that was to be taken off: sending waits', async () => {
    await on('composer-new', async (page) => {
      const session = await sessionOf(page);
      const photo = notedJpeg(await jpegOf(page, 60, 40), exifTiff({ little: true, place: true }));
      await page.getByRole('combobox').first().fill('roux');
      await page.getByRole('option').first().waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.composer-subject').fill('Photographie');
      await session.drop('photo.jpg', photo);
      const go = session.holdPosts();
      const asked = await askedBy(page);
      await page.getByRole('button', { name: /^Ôter le lieu/ }).press('Enter');
      await page.locator('.composer-subject').press('Control+Enter');
      await page.getByText('Une pièce est encore en cours de copie').waitFor();
      expect((await asked()).filter((method) => method === 'draft.send')).toEqual([]);
      go();
      await page.getByRole('button', { name: /^Reprendre l’original/ }).waitFor();
      await page.getByText('Une pièce est encore en cours de copie').waitFor({ state: 'detached' });
      await page.locator('.composer-subject').press('Control+Enter');
      await expect.poll(async () => (await asked()).includes('draft.send')).toBe(true);
      expect((await asked()).lastIndexOf('draft.closeIntake')).toBeLessThan((await asked()).indexOf('draft.send'));
      expect(tellsPlace(session.take(), 'jpeg')).toBe(false);
    });
  }, 180_000);

  it('that is corrupt says so, leaves as it is, and nothing is asked of other files', async () => {
    await on('composer-new', async (page) => {
      const session = await sessionOf(page);
      const whole = await jpegOf(page, 2_500, 60);
      await session.drop('photo.jpg', Buffer.concat([whole.subarray(0, 700), Buffer.alloc(1_200_000, 0x41)]));
      const leave = page.getByRole('button', { name: 'Laisser photo.jpg telle quelle' });
      await leave.waitFor();
      await page.getByText(/ne s’ouvre pas comme image/).waitFor();
      await leave.press('Enter');
      await leave.waitFor({ state: 'detached' });
      const bomb = Buffer.from(whole);
      const frame = bomb.indexOf(Buffer.from([0xff, 0xc0]));
      bomb.writeUInt16BE(65_000, frame + 5);
      bomb.writeUInt16BE(65_000, frame + 7);
      await session.drop('photo-bombe.jpg', bomb);
      await page.getByText(/est trop grande pour être réduite ici/).waitFor();
      const dicom = Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), Buffer.alloc(1_200_000)]);
      await session.drop('photo-irm.dcm', dicom);
      await session.drop('photo.heic', Buffer.alloc(1_200_000, 1));
      await expect.poll(() => page.locator('.photo-offer').count()).toBe(1);
    });
  }, 180_000);
});
