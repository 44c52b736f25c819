/** The stand-in for Electron behaves as Electron where the product relies on it, and refuses everything else. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AppUnderTest, launchApp, startHost } from '../support/app.ts';

const entry = fileURLToPath(new URL('./chromium-host/main.mjs', import.meta.url));

interface Probe {
  invoke(channel: string, value?: unknown): Promise<unknown>;
  sum(a: number, b: number): number;
  throws(): void;
  types(): { bytes: Uint8Array; date: Date; map: Map<string, number>; nothing: undefined };
  subscribe(listener: (text: string) => void): () => void;
}
declare const probe: Probe;

let folder: string;
let app: AppUnderTest;
let page: Page;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-host-test-'));
  app = await launchApp({ entry, dataFolder: folder, environment: { XDG_CONFIG_HOME: folder } });
  page = await app.page();
  await page.getByText('prêt').waitFor();
});
afterAll(async () => {
  await app?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the preload and the page', () => {
  it('share what the context bridge exposed, before the first script of the page', async () => {
    expect(await page.evaluate('window.started')).toBe('invoke,sum,throws,types,subscribe');
    expect(await page.evaluate('typeof require + typeof ipcRenderer + typeof process')).toBe(
      'undefinedundefinedundefined',
    );
    expect(await page.evaluate(() => Object.isFrozen(probe))).toBe(true);
  });
  it('call each other synchronously, with errors and typed values', async () => {
    expect(await page.evaluate(() => probe.sum(2, 3))).toBe(5);
    await expect(page.evaluate(() => probe.throws())).rejects.toThrow('thrown in the preload');
    const kinds = await page.evaluate(() => {
      const { bytes, date, map, nothing } = probe.types();
      return [bytes instanceof Uint8Array && bytes[0], date.getTime(), map.get('a'), nothing === undefined];
    });
    expect(kinds).toEqual([7, 0, 1, true]);
  });
  it('invoke the main process, which knows the frame that asks', async () => {
    const echoed = await page.evaluate(() => probe.invoke('echo', { text: 'é', bytes: new Uint8Array([1, 2]) }));
    expect(echoed).toMatchObject({
      value: { text: 'é' },
      frame: 'app://essai/index.html',
      origin: 'app://essai',
    });
    await expect(page.evaluate(() => probe.invoke('fail'))).rejects.toThrow(
      "Error invoking remote method 'fail': Error: broken",
    );
    await expect(page.evaluate(() => probe.invoke('nowhere'))).rejects.toThrow('No handler registered');
  });
  it('are printed, on paper that nobody sees and into a PDF', async () => {
    const pdf = await page.evaluate(() => probe.invoke('pdf'));
    expect(
      Buffer.from(pdf as Uint8Array)
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    expect(await page.evaluate(() => probe.invoke('print'))).toEqual([true, '']);
    const call = (await app.calls()).find(({ api }) => api === 'webContents.print');
    expect(call?.detail).toMatchObject({ pdf: expect.stringMatching(/^JVBERi0/) });
  });
  it('receive what the main process sends until they unsubscribe', async () => {
    const heard = await page.evaluate(async () => {
      const texts: string[] = [];
      const stop = probe.subscribe((text) => texts.push(text));
      await probe.invoke('push', 'un');
      await new Promise((resolve) => setTimeout(resolve, 100));
      stop();
      await probe.invoke('push', 'deux');
      await new Promise((resolve) => setTimeout(resolve, 100));
      return texts;
    });
    expect(heard).toEqual(['un']);
  });
});

describe('a window', () => {
  it('enforces the content policy of the response', async () => {
    expect(await page.evaluate('window.inline')).toBeUndefined();
    expect(await page.evaluate(() => isSecureContext)).toBe(true);
  });
  it('loads from its own scheme, in workers too, and from nowhere else', async () => {
    expect(await page.evaluate(() => fetch('data.txt').then((response) => response.text()))).toBe('données');
    const heard = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const texts: string[] = [];
          const worker = new Worker('worker.js');
          worker.onmessage = ({ data }) => {
            texts.push(data);
            if (texts.length === 2) resolve(texts);
          };
          worker.onerror = (event) => resolve(event.message);
        }),
    );
    expect(heard).toEqual(['from the worker', 'données']);
    await expect(page.evaluate(() => fetch('https://example.org/'))).rejects.toThrow();
  });
  it('hands the bytes that a page posts to its own scheme over whole', async () => {
    const answer = await page.evaluate(async () => {
      const body = new Uint8Array(1_048_576).fill(7);
      body[body.length - 1] = 200;
      return (await fetch('taken', { method: 'POST', body: body.buffer })).json();
    });
    expect(answer).toMatchObject({ sizeBytes: 1_048_576, last: 200 });
  });
  it('leaves navigation and new windows to the product, and gives sandboxed frames no bridge', async () => {
    expect(await page.evaluate(() => window.open('https://example.org/elsewhere') === null)).toBe(true);
    await page.evaluate(() => {
      location.href = 'https://example.org/away';
    });
    await page.evaluate(() => {
      const frame = document.createElement('iframe');
      frame.src = 'frame.html';
      document.body.append(frame);
      return new Promise((resolve) => frame.addEventListener('load', resolve));
    });
    const seen = await page.evaluate(() => probe.invoke('seen'));
    expect(seen).toEqual([
      'open https://example.org/elsewhere',
      'navigate true https://example.org/away',
      'navigate false app://essai/frame.html',
    ]);
    expect(page.url()).toContain('index.html');
    const frame = page.frames().find((candidate) => candidate.url().includes('frame.html'));
    expect(await frame?.evaluate('typeof window.probe + typeof window.started')).toBe('undefinedundefined');
  });
  it('is refused unless it is hardened, as is any part that is not emulated', async () => {
    expect(await page.evaluate(() => probe.invoke('weak'))).toBe('not emulated: a window without sandbox: true');
    await expect(page.evaluate(() => probe.invoke('missing'))).rejects.toThrow('not emulated: app.relaunch');
  });
});

describe('the rest of the system', () => {
  it('answers dialogs from the queue', async () => {
    await app.dialogs.queueOpen(['/un/fichier']);
    expect(await page.evaluate(() => probe.invoke('choose'))).toEqual({ canceled: false, filePaths: ['/un/fichier'] });
    await expect(page.evaluate(() => probe.invoke('choose'))).rejects.toThrow('no answer queued');
  });
  it('forks utility processes with a parent port', async () => {
    expect(await page.evaluate(() => probe.invoke('child'))).toEqual({ sum: 6, type: 'Uint8Array' });
  });
  it('loses what is sent to a process that has just died, without a word', async () => {
    expect(await page.evaluate(() => probe.invoke('post-to-dead'))).toBe('gone');
    expect(await page.evaluate(() => probe.invoke('child'))).toMatchObject({ sum: 6 });
  });
  it('tells the first instance of a second one, which leaves', async () => {
    const second = startHost({ entry, dataFolder: folder, environment: { XDG_CONFIG_HOME: folder } });
    const code = await new Promise((resolve) => second.on('exit', resolve));
    expect(code).toBe(0);
    expect(await page.evaluate(() => probe.invoke('seen'))).toContain('second instance');
  });
  it('follows the replacement of the window', async () => {
    const next = app.nextPage();
    await page.evaluate(() => void probe.invoke('replace'));
    page = await next;
    await page.getByText('prêt').waitFor();
    expect(await page.evaluate(() => probe.sum(1, 1))).toBe(2);
  });
});

/** The profile of the Chromium that a host runs, from its children's command lines. */
function profileOf(pid: number): string {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  const commands = children.map((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8')).join();
  return /--user-data-dir=([^\0]+)/.exec(commands)?.[1] ?? '';
}

describe('Chromium', () => {
  it('writes nothing of what a page shows, stores or fetches to its profile', async () => {
    const marker = `MARQUEUR${Date.now()}`;
    await page.evaluate(async (text) => {
      document.title = text;
      document.querySelector('main')?.append(text);
      sessionStorage.setItem('essai', text);
      localStorage.setItem('essai', text);
      await fetch(`data.txt?${text}`);
    }, marker);
    await page.waitForTimeout(1_000);
    const profile = profileOf(app.pid);
    const files = readdirSync(profile, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(0);
    const texts = [marker, Buffer.from(marker, 'utf16le').toString('latin1')];
    const holding = files.filter((file) => {
      const content = readFileSync(join(file.parentPath, file.name), 'latin1');
      return texts.some((text) => content.includes(text));
    });
    expect(holding.map(({ name }) => name)).toEqual([]);
  });
  const processesOf = (marker: string) =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(marker);
        } catch {
          // It ended meanwhile.
          return false;
        }
      });
  it('is gone with its profile when the host is killed', async () => {
    const other = mkdtempSync(join(tmpdir(), 'medimail-host-test-'));
    const killed = await launchApp({ entry, dataFolder: other, environment: { XDG_CONFIG_HOME: other } });
    const profile = profileOf(killed.pid);
    expect(existsSync(profile)).toBe(true);
    await killed.kill();
    await expect.poll(() => processesOf(profile), { timeout: 5_000 }).toEqual([]);
    await expect.poll(() => existsSync(profile), { timeout: 5_000 }).toBe(false);
    rmSync(other, { recursive: true, force: true });
  });
});
