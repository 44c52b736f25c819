// A small Electron program that uses each emulated part once; the tests look at what happens.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, dialog, ipcMain, protocol, session, utilityProcess } from 'electron';

const here = dirname(fileURLToPath(import.meta.url));
protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
]);

const csp =
  "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'; worker-src 'self'; frame-src 'self'";
const pages = {
  '/index.html': [
    'text/html',
    '<!doctype html><title>Essai</title><script>window.inline = true</script><script src="page.js"></script><main>prêt</main>',
  ],
  '/page.js': ['text/javascript', 'window.started = Object.keys(window.probe).join();'],
  '/worker.js': [
    'text/javascript',
    'postMessage("from the worker"); fetch("data.txt").then((r) => r.text()).then(postMessage);',
  ],
  '/data.txt': ['text/plain', 'données'],
  '/frame.html': ['text/html', '<!doctype html><script src="page.js"></script><p>cadre</p>'],
};

await app.whenReady();
const own = session.fromPartition('test');
own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
own.setSpellCheckerEnabled(false);
own.protocol.handle('app', async (request) => {
  const url = new URL(request.url);
  if (request.method === 'POST') {
    const body = new Uint8Array(await request.arrayBuffer());
    return Response.json({ sizeBytes: body.length, last: body.at(-1), origin: request.headers.get('origin') });
  }
  const page = pages[url.pathname];
  if (!page) return new Response(null, { status: 404 });
  const sandbox = url.pathname === '/frame.html' ? '; sandbox' : '';
  return new Response(page[1], {
    headers: { 'content-type': `${page[0]}; charset=utf-8`, 'content-security-policy': csp + sandbox },
  });
});

const seen = [];
ipcMain.handle('echo', (event, value) => ({ value, frame: event.senderFrame.url, origin: event.senderFrame.origin }));
ipcMain.handle('fail', () => {
  throw new Error('broken');
});
ipcMain.handle('seen', () => seen);
ipcMain.handle('choose', () => dialog.showOpenDialog({ properties: ['openFile'] }));
ipcMain.handle('push', (event, text) => event.sender.send('pushed', text));
ipcMain.handle('print', (event) => new Promise((done) => event.sender.print({}, (...answer) => done(answer))));
ipcMain.handle('pdf', (event) => event.sender.printToPDF({ printBackground: true }));
ipcMain.handle('missing', () => app.relaunch());
ipcMain.handle('weak', () => {
  try {
    new BrowserWindow({ webPreferences: { nodeIntegration: true } });
    return 'made';
  } catch (error) {
    return error.message;
  }
});
ipcMain.handle(
  'child',
  () =>
    new Promise((resolve) => {
      const child = utilityProcess.fork(join(here, 'child.mjs'), [], { serviceName: 'essai' });
      child.on('message', (message) => {
        child.kill();
        child.once('exit', () => resolve(message));
      });
      child.postMessage({ bytes: new Uint8Array([1, 2, 3]) });
    }),
);
ipcMain.handle(
  'post-to-dead',
  () =>
    new Promise((resolve) => {
      const child = utilityProcess.fork(join(here, 'child.mjs'), [], { serviceName: 'essai' });
      child.once('exit', () => resolve('gone'));
      child.once('message', () => {
        process.kill(child.pid, 'SIGKILL');
        // Long enough for it to be gone, and no turn of the event loop in which that could be heard.
        for (const until = Date.now() + 100; Date.now() < until; );
        child.postMessage({ bytes: new Uint8Array([1]) });
      });
      child.postMessage({ bytes: new Uint8Array([1]) });
    }),
);

app.on('web-contents-created', (_event, contents) => {
  contents.on('will-frame-navigate', (details) => {
    seen.push(`navigate ${details.isMainFrame} ${details.url}`);
    if (details.isMainFrame) details.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => {
    seen.push(`open ${url}`);
    return { action: 'deny' };
  });
});
app.on('second-instance', () => seen.push('second instance'));

const open = () => {
  const window = new BrowserWindow({
    width: 900,
    height: 600,
    webPreferences: {
      session: own,
      preload: join(here, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
    },
  });
  window.loadURL('app://essai/index.html');
  return window;
};
if (app.requestSingleInstanceLock()) {
  let window = open();
  ipcMain.handle('replace', () => {
    const old = window;
    window = open();
    old.destroy();
  });
} else app.quit();
