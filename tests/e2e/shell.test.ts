/**
 * The shell as it ships (entry, preload, protocol, card processes), around a session process and a page that exist
 * only to look at it: hardening, locking, recovery.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '../../contract/errors.ts';
import { type AppUnderTest, type LaunchOptions, launchApp, startHost } from '../support/app.ts';
import { cast } from '../support/pki/people.ts';
import { createPki } from '../support/pki/pki.ts';
import { type Pcscd, startPcscd } from '../support/virtual-card/pcscd.ts';
import { createVirtualCard } from '../support/virtual-card/virtual-card.ts';

const parts = fileURLToPath(new URL('./shell-parts/', import.meta.url));

interface ShellPage {
  readonly bridge: {
    invoke(channel: string, input: unknown): Promise<Result<Record<string, never>>>;
    subscribe(channel: string, listener: (payload: unknown) => void): () => void;
  };
  readonly ready?: { lock: { reason: string; person: string; drafts: number; unsent: number } | null; place: unknown };
  readonly heard: [string, unknown][];
  readonly violations: string[];
}
declare const window: ShellPage;

let folder: string;
let pcscd: Pcscd;
let app: AppUnderTest;
let page: Page;

const options = (): LaunchOptions => ({
  dataFolder: join(folder, 'data'),
  cardEnvironment: pcscd.environment,
  build: ['main', 'native', 'preload'],
  idleSeconds: 600,
  keyringFile: join(folder, 'keyring'),
  environment: { MEDIMAIL_RENDERER: join(parts, 'page'), MEDIMAIL_SESSION_ENTRY: join(parts, 'session.mjs') },
});

/** Calls through the bridge of the page; the value of the answer. */
function invoke(channel: string, input: unknown = {}): Promise<Result<Record<string, unknown>>> {
  return page.evaluate(([name, given]) => window.bridge.invoke(name, given), [channel, input] as const);
}
async function call<T>(channel: string, input: unknown = {}): Promise<T> {
  const result = await invoke(channel, input);
  if (!result.ok) throw new Error(result.error.code);
  return result.value as T;
}
const sessionPid = async () => (await call<{ pid: number }>('card.state')).pid;
const isRunning = (pid: number) => existsSync(`/proc/${pid}`);

async function follow(opening: Promise<Page>): Promise<void> {
  page = await opening;
  await page.waitForFunction(() => window.ready);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'medimail-shell-'));
  pcscd = await startPcscd();
  app = await launchApp(options());
  await follow(app.page());
});
beforeEach(async () => {
  await follow(app.page());
});
afterAll(async () => {
  await app?.stop();
  await pcscd?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the page', () => {
  it('has two functions, and nothing of Node or Electron', async () => {
    expect(await page.evaluate(() => Object.keys(window.bridge))).toEqual(['invoke', 'subscribe']);
    expect(await page.evaluate('[typeof require, typeof process, typeof ipcRenderer, typeof electron].join()')).toBe(
      'undefined,undefined,undefined,undefined',
    );
  });
  it('is refused channels that no contract declares, by the preload and by the main process', async () => {
    await expect(invoke('card.nowhere')).rejects.toThrow('unknown channel');
    await expect(page.evaluate(() => window.bridge.subscribe('card.state', () => undefined))).rejects.toThrow(
      'unknown channel',
    );
    expect(await invoke('app.keepPlace', { screen: 'ailleurs' })).toMatchObject({
      ok: false,
      error: { code: 'request.invalid', details: { field: 'screen' } },
    });
  });
  it('runs no inline script, evaluates no text, and reaches nothing but its own origin', async () => {
    expect(await page.evaluate('window.inlineRan')).toBeUndefined();
    await page.evaluate(() => {
      window.violations.length = 0;
    });
    const outcome = await page.evaluate(async () => {
      const tries: Record<string, string> = {};
      const attempt = async (name: string, act: () => unknown) => {
        tries[name] = await Promise.resolve()
          .then(act)
          .then(
            () => 'allowed',
            () => 'refused',
          );
      };
      await attempt('fetch', () => fetch('https://example.org/'));
      await attempt('websocket', () => new WebSocket('wss://example.org/'));
      const script = document.createElement('script');
      script.textContent = 'window.inlineRan = true';
      document.body.append(script);
      const image = new Image();
      image.src = 'https://example.org/x.png';
      document.body.append(image);
      await new Promise((resolve) => image.addEventListener('error', resolve));
      return tries;
    });
    expect(outcome).toMatchObject({ fetch: 'refused' });
    expect(await page.evaluate('window.evaluated')).toBe('EvalError');
    expect(await page.evaluate('window.inlineRan')).toBeUndefined();
    const violations = await page.evaluate(() => window.violations);
    expect(violations).toEqual(expect.arrayContaining(['connect-src', 'script-src-elem', 'img-src']));
  });
  it('goes nowhere and opens nothing', async () => {
    const before = page.url();
    await page.evaluate('window.stayed = true');
    await page.evaluate(() => {
      location.href = 'https://example.org/';
    });
    await page.evaluate(() => location.reload());
    await page.evaluate(() => {
      const link = document.createElement('a');
      link.href = 'https://example.org/';
      link.target = '_blank';
      document.body.append(link);
      link.click();
    });
    expect(await page.evaluate('window.open("https://example.org/") === null')).toBe(true);
    await page.waitForTimeout(200);
    expect(page.url()).toBe(before);
    expect(await page.evaluate('window.stayed')).toBe(true);
    expect((await app.page()).url()).toBe(before);
  });
  it('is denied every permission', async () => {
    const states = await page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read'] as PermissionName[];
      return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state));
    });
    expect(new Set(states)).toEqual(new Set(['denied']));
  });
  it('gives frames inside it no bridge', async () => {
    const kind = await page.evaluate(async () => {
      const frame = document.createElement('iframe');
      frame.srcdoc = '<p>reçu</p>';
      document.body.append(frame);
      await new Promise((resolve) => frame.addEventListener('load', resolve));
      return typeof (frame.contentWindow as unknown as { bridge?: unknown }).bridge;
    });
    expect(kind).toBe('undefined');
  });
  it('is served nothing outside its folder', async () => {
    const statuses = await page.evaluate(() =>
      Promise.all(
        ['..%2fsession.mjs', '%2e%2e/session.mjs', 'nothing.js', '..%5csession.mjs'].map(
          async (path) => (await fetch(path)).status,
        ),
      ),
    );
    expect(statuses).toEqual([404, 404, 404, 404]);
  });
});

describe('an attachment', () => {
  it('comes whole, in ranges, and under a policy of its own', async () => {
    const { url } = await call<{ url: string }>('mailbox.attachmentUrl', {});
    const whole = await page.evaluate(async (address) => {
      const response = await fetch(address);
      const text = await response.text();
      return [response.status, text.length, text.slice(0, 10), response.headers.get('content-security-policy')];
    }, url);
    expect(whole).toEqual([200, 300_000, 'abcdefghij', "default-src 'none'; sandbox; frame-ancestors 'self'"]);
    const part = await page.evaluate(async (address) => {
      const response = await fetch(address, { headers: { range: 'bytes=299990-300500' } });
      return [response.status, await response.text(), response.headers.get('content-range')];
    }, url);
    expect(part).toEqual([206, 'abcdefghij', 'bytes 299990-299999/300000']);
    const statuses = await page.evaluate(
      async (address) => [
        (await fetch(address, { headers: { range: 'bytes=300000-' } })).status,
        (await fetch(address.replace('ABCD', 'WXYZ'))).status,
      ],
      url,
    );
    expect(statuses).toEqual([416, 404]);
  });
});

describe('files', () => {
  it('reach the session process as grants, and the page never sees a path', async () => {
    const file = join(folder, 'Compte rendu.pdf');
    writeFileSync(file, 'contenu');
    await app.dialogs.queueOpen([file, folder]);
    const { files } = await call<{ files: { grantId: string; name: string; sizeBytes: number }[] }>('app.chooseFiles');
    // A folder is granted too: it is the session that says, by its name, what cannot be attached.
    expect(files).toEqual([
      { grantId: expect.any(String), name: 'Compte rendu.pdf', sizeBytes: 7 },
      { grantId: expect.any(String), name: basename(folder), sizeBytes: expect.any(Number) },
    ]);
    expect(await call('draft.attach', { grantId: files[0]?.grantId })).toEqual({ kind: 'read', path: file });
    await app.dialogs.queueCancel();
    expect(await call('app.chooseDestination', { suggestedName: 'a/b' })).toEqual({ grantId: null });
    expect((await app.calls()).at(-1)).toMatchObject({ detail: { defaultPath: 'a_b' } });
  });
});

describe('copied text', () => {
  it('is cleared when the screen locks', async () => {
    await call('card.signIn', { reader: null });
    await call('app.copy', { text: 'MM-1234' });
    expect(await app.clipboard()).toBe('MM-1234');
    const next = app.nextPage();
    await invoke('app.lock').catch(() => undefined);
    await follow(next);
    expect(await app.clipboard()).toBe('');
  });
});

describe('locking', () => {
  it('kills the session process and replaces the window within a second of the card’s removal', async () => {
    const pki = await createPki();
    const card = createVirtualCard({ file: await pki.issueCard(cast['claire-martin']) });
    const reader = pcscd.readers[0];
    await card.insert(reader);
    const present = () => page.evaluate(() => window.bridge.invoke('card.state', {}).then((a) => JSON.stringify(a)));
    await expect.poll(present, { timeout: 10_000 }).toContain('"card":"present"');
    await call('card.signIn', { reader: reader.name });
    await call('app.keepPlace', { screen: 'sent', folderId: null, envelopeId: null, draftId: null, orders: [] });
    const pid = await sessionPid();
    const former = page;
    const next = app.nextPage();
    const removedAt = performance.now();
    await card.remove();
    await expect.poll(() => isRunning(pid), { interval: 10, timeout: 5_000 }).toBe(false);
    const killedAfterMs = performance.now() - removedAt;
    await follow(next);
    const lockedAfterMs = performance.now() - removedAt;
    expect(killedAfterMs).toBeLessThan(1_000);
    expect(lockedAfterMs).toBeLessThan(1_500);
    expect(former.isClosed()).toBe(true);
    expect(await page.evaluate(() => window.ready)).toMatchObject({
      lock: { reason: 'card-removed', person: 'Dr Essai PERSONNE', drafts: 2, unsent: 1 },
      place: { screen: 'sent' },
    });
    expect(await sessionPid()).not.toBe(pid);
    await call('app.switchUser');
  });
  it('leaves a card that stays in the reader unverified, for whoever comes next', async () => {
    const pki = await createPki();
    const card = createVirtualCard({ file: await pki.issueCard(cast['paul-leroy']) });
    const reader = pcscd.readers[0];
    await card.insert(reader);
    const present = () => page.evaluate(() => window.bridge.invoke('card.state', {}).then((a) => JSON.stringify(a)));
    await expect.poll(present, { timeout: 10_000 }).toContain('"card":"present"');
    await call('card.signIn', { reader: reader.name, pin: '1234' });
    expect(card.isVerified).toBe(true);
    const next = app.nextPage();
    await app.power('lock-screen');
    await follow(next);
    await expect.poll(() => card.isVerified, { timeout: 5_000 }).toBe(false);
    expect(card.isInserted).toBe(true);
    await card.remove();
    await call('app.switchUser');
  });
  it.each([
    ['the system sleeps', () => app.power('suspend'), 'system'],
    ['the system’s own screen is locked', () => app.power('lock-screen'), 'system'],
    ['nobody has touched the computer for as long as the policy allows', () => app.idle(601), 'idle'],
    ['the session process crashes', () => void invoke('card.recover').catch(() => undefined), 'session-ended'],
  ])('happens when %s', async (_when, happen, reason) => {
    await call('card.signIn', { reader: null });
    const next = app.nextPage();
    await happen();
    await follow(next);
    await app.idle(0);
    expect(await page.evaluate(() => window.ready?.lock?.reason)).toBe(reason);
    expect(await page.textContent('main')).toBe(`Verrouillé : ${reason}`);
  });
});

describe('a session process that crashes before anybody signed in', () => {
  it('is replaced, and the page that stays is told', async () => {
    await call('app.switchUser');
    const pid = await sessionPid();
    expect(await invoke('card.recover')).toMatchObject({ ok: false, error: { code: 'session.ended' } });
    await page.waitForFunction(() => window.heard.some(([channel]) => channel === 'app.sessionRestarted'));
    expect(await sessionPid()).not.toBe(pid);
  });
});

describe('what the session process is given', () => {
  it('is its configuration, with the device secret that the system keeps', async () => {
    const { config } = await call<{ config: Record<string, unknown> }>('card.state');
    expect(config).toMatchObject({
      accountsFolder: join(folder, 'data', 'accounts'),
      operatorUrl: null,
      deviceSecret: 44,
    });
    const sealed = readFileSync(join(folder, 'data', 'device-secret'));
    expect(sealed.length).toBeGreaterThan(44);
    expect(statSync(join(folder, 'data', 'device-secret')).mode & 0o777).toBe(0o600);
  });
});

describe('a second instance', () => {
  it('shows the first, and leaves', async () => {
    const second = startHost(options());
    expect(await new Promise((resolve) => second.on('exit', resolve))).toBe(0);
    expect((await app.calls()).map(({ api }) => api)).toContain('BrowserWindow.focus');
  });
});

describe('a link of another program', () => {
  const link = 'mailto:paul.leroy@exemple.fr?subject=Avis&attach=/etc/passwd';
  const handOver = async (args: readonly string[]) => {
    const second = startHost({ ...options(), args });
    expect(await new Promise((resolve) => second.on('exit', resolve))).toBe(0);
  };
  it('comes to the instance that runs, as a letter to begin and nothing more', async () => {
    await call('card.signIn', { reader: null });
    await handOver([link]);
    await page.waitForFunction(() => window.heard.some(([channel]) => channel === 'app.linkChanged'));
    expect(await call('app.takeLink')).toEqual({
      link: {
        kind: 'compose',
        to: ['paul.leroy@exemple.fr'],
        cc: [],
        subject: 'Avis',
        text: '',
        isPartial: true,
      },
    });
    expect(await call('app.takeLink')).toEqual({ link: null });
  });
  it('waits while the screen is locked, and is gone for another person', async () => {
    const next = app.nextPage();
    await invoke('app.lock').catch(() => undefined);
    await follow(next);
    await handOver([link]);
    await expect.poll(() => call('app.linkWaits')).toEqual({ waits: true });
    expect(await call('app.takeLink')).toEqual({ link: null });
    await call('app.switchUser');
    expect(await call('app.linkWaits')).toEqual({ waits: false });
  });
});

describe('the desktop', () => {
  it('shows a count while somebody is signed in, and none once the screen is locked', async () => {
    const badges = async () => (await app.calls()).filter(({ api }) => api === 'app.setBadgeCount');
    await call('card.signIn', { reader: null });
    await expect.poll(async () => (await badges()).at(-1)?.detail).toEqual({ count: 12 });
    const next = app.nextPage();
    await invoke('app.lock').catch(() => undefined);
    await follow(next);
    expect((await badges()).at(-1)?.detail).toEqual({ count: 0 });
    await call('app.switchUser');
  });
});

describe('a policy', () => {
  it('that makes no sense stops the program, which says where', async () => {
    const file = join(folder, 'policy.json');
    writeFileSync(file, '{ "operatorURL": "https://medimail.example" }');
    const given = options();
    const stopped = startHost({
      ...given,
      dataFolder: join(folder, 'other'),
      environment: { ...given.environment, MEDIMAIL_POLICY: file },
    });
    let said = '';
    stopped.stderr?.on('data', (chunk) => {
      said += chunk;
    });
    expect(await new Promise((resolve) => stopped.on('exit', resolve))).toBe(1);
    expect(said).toContain('Medimail ne peut pas démarrer');
    expect(said).toContain(file);
    expect(said).toContain('operatorURL');
  });
});

describe('a packaged build', () => {
  it('takes neither operator nor trust nor code from the environment, and has no operator without anchors', async () => {
    const given = options();
    const packaged = await launchApp({
      ...given,
      operatorUrl: 'https://127.0.0.1:9',
      trustDir: folder,
      build: ['main', 'native', 'preload', 'session', 'documents', 'renderer'],
      environment: { ...given.environment, MEDIMAIL_HOST_PACKAGED: '1', XDG_CONFIG_HOME: join(folder, 'config') },
    });
    try {
      const itsPage = await packaged.page();
      await itsPage.waitForFunction(() => 'bridge' in window);
      const ready = await itsPage.evaluate(() => window.bridge.invoke('app.ready', {}));
      expect(ready).toMatchObject({ ok: true, value: { operatorUrl: null } });
      expect(existsSync(join(folder, 'config', 'Medimail', 'logs'))).toBe(true);
      const signIn = { reader: 'Lecteur', pin: '1234', finalTryConfirmed: false };
      const refused = await itsPage.evaluate((input) => window.bridge.invoke('card.signIn', input), signIn);
      expect(refused).toMatchObject({ ok: false });
    } finally {
      await packaged.stop();
    }
  });
});

describe('leaving', () => {
  it('ends every process', async () => {
    const pid = await sessionPid();
    await app.stop();
    expect(await app.exited).toBe(0);
    expect(isRunning(pid)).toBe(false);
    app = await launchApp(options());
  });
});
