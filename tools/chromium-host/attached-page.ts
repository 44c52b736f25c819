/** One page of Chromium, prepared before its first byte: worlds, binding, interception; and where its frames are. */

import type { Browser, WindowSize } from './browser.ts';
import { createCodec } from './codec.ts';
import type { PageScripts } from './page/scripts.ts';
import { type Protocol, ProtocolError, type Session } from './pipe.ts';
import { fromPageUrl, toPageUrl } from './scheme-hosts.ts';

/** A message of the preload, with the frame that sent it. */
export interface PreloadMessage {
  readonly type: 'invoke' | 'send';
  readonly id: number;
  readonly channel: string;
  readonly args: unknown[];
}

/** What the page tells its window. */
export interface PageListener {
  message(message: PreloadMessage, frameUrl: string): void;
  request(paused: Protocol.Fetch.requestPausedPayload, session: Session, isMainFrame: boolean): void;
  navigated(url: string): void;
  loaded(): void;
  windowOpen(url: string): void;
  crashed(): void;
  closed(): void;
}

export interface AttachedPage {
  readonly targetId: string;
  readonly url: () => string;
  /** Goes to an address of the product; resolves at the load event. */
  navigate(url: string): Promise<void>;
  /** Hands a message to the preload; lost when no document is there, as in Electron. */
  deliver(message: unknown): void;
  reload(): Promise<void>;
  /** The page as it is laid out for paper. */
  printToPdf(options: Protocol.Page.printToPDFParameters): Promise<Buffer>;
  /** Chromium's own print dialog. */
  askToPrint(): Promise<void>;
  bringToFront(): Promise<void>;
  /** Minimizes, maximizes or restores the window that is drawn. */
  setState(state: 'minimized' | 'maximized' | 'normal'): Promise<void>;
  close(): Promise<void>;
}

/** A page that waits for its window. */
export interface PreparedPage {
  isGone(): boolean;
  adopt(listener: PageListener): AttachedPage;
  close(): Promise<void>;
}

const nobody: PageListener = {
  message: () => undefined,
  request: () => undefined,
  navigated: () => undefined,
  loaded: () => undefined,
  windowOpen: () => undefined,
  crashed: () => undefined,
  closed: () => undefined,
};

const codec = createCodec();
/** Failures of commands on a page that is going away say nothing. */
function ignoreGone(error: unknown): void {
  if (!(error instanceof ProtocolError)) throw error;
}

/** Makes the page as large as a frameless window of that size: Chromium's own frame comes on top. */
async function fitContent(browser: Session, page: Session, targetId: string, size: WindowSize): Promise<void> {
  const { cssLayoutViewport } = await page.send('Page.getLayoutMetrics');
  const { windowId, bounds } = await browser.send('Browser.getWindowForTarget', { targetId });
  await browser.send('Browser.setWindowBounds', {
    windowId,
    bounds: {
      width: (bounds.width ?? size.width) + size.width - cssLayoutViewport.clientWidth,
      height: (bounds.height ?? size.height) + size.height - cssLayoutViewport.clientHeight,
    },
  });
}

/** Opens a window and prepares its page; what happens in it is told from the moment it is adopted. */
export async function preparePage(browser: Browser, size: WindowSize, scripts: PageScripts): Promise<PreparedPage> {
  let listener: PageListener = nobody;
  const { connection } = browser;
  const targetId = await browser.openTarget(size);
  const { sessionId } = await connection.send('Target.attachToTarget', { targetId, flatten: true });
  const page = connection.session(sessionId);
  const frames = new Map<string, string>();
  const contexts = new Map<number, { uniqueId: string; frameId: string; name: string }>();
  const loadedDocuments = new Set<string>();
  const whenLoaded = new Map<string, () => void>();
  let mainFrameId = '';
  let gone = false;

  const leave = () => {
    if (gone) return;
    gone = true;
    connection.drop(sessionId);
    listener.closed();
  };
  connection.on('Target.targetDestroyed', (event) => {
    if (event.targetId === targetId) leave();
  });
  connection.on('Target.detachedFromTarget', (event) => {
    if (event.sessionId === sessionId) leave();
  });
  connection.closed.then(leave);

  page.on('Page.frameNavigated', ({ frame }) => {
    frames.set(frame.id, frame.url);
    if (!frame.parentId) {
      mainFrameId = frame.id;
      listener.navigated(fromPageUrl(frame.url));
    }
  });
  page.on('Page.frameDetached', ({ frameId }) => frames.delete(frameId));
  page.on('Page.lifecycleEvent', ({ frameId, name, loaderId }) => {
    if (frameId !== mainFrameId || name !== 'load') return;
    loadedDocuments.add(loaderId);
    whenLoaded.get(loaderId)?.();
    listener.loaded();
  });
  page.on('Page.windowOpen', ({ url }) => listener.windowOpen(fromPageUrl(url)));
  page.on('Inspector.targetCrashed', () => listener.crashed());
  page.on('Runtime.executionContextCreated', ({ context }) => {
    const frameId = (context.auxData as { frameId?: string } | undefined)?.frameId ?? '';
    contexts.set(context.id, { uniqueId: context.uniqueId, frameId, name: context.name });
  });
  page.on('Runtime.executionContextDestroyed', ({ executionContextId }) => contexts.delete(executionContextId));
  page.on('Runtime.executionContextsCleared', () => contexts.clear());
  page.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
    const context = contexts.get(executionContextId);
    if (name !== scripts.binding || context?.name !== scripts.worldName) return;
    const message = codec.decode(JSON.parse(payload)) as PreloadMessage | { type: 'window-open'; url: string };
    if (message.type === 'window-open') listener.windowOpen(fromPageUrl(message.url));
    else listener.message(message, fromPageUrl(frames.get(context.frameId) ?? ''));
  });

  const intercept = async (session: Session, isPage: boolean) => {
    session.on('Fetch.requestPaused', (paused) => {
      listener.request(paused, session, isPage && paused.frameId === mainFrameId);
    });
    await session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] });
  };
  // Isolated frames are targets of their own, and what they fetch must not escape either. What a worker fetches passes
  // through the page that made it; it only has to be let go.
  const followChildren = async (session: Session) => {
    session.on('Target.attachedToTarget', ({ sessionId: childId, targetInfo, waitingForDebugger }) => {
      const child = connection.session(childId);
      const prepare = targetInfo.type === 'iframe' ? intercept(child, false) : Promise.resolve();
      prepare
        .then(() => followChildren(child))
        .then(() => (waitingForDebugger ? child.send('Runtime.runIfWaitingForDebugger') : undefined))
        .catch(ignoreGone);
    });
    await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true });
  };
  // Windows that a page opens are refused by the product, so they are closed before they show anything.
  connection.on('Target.targetCreated', ({ targetInfo }) => {
    if (targetInfo.openerId !== targetId) return;
    connection.send('Target.closeTarget', { targetId: targetInfo.targetId }).catch(ignoreGone);
  });

  await Promise.all([
    page.send('Page.enable'),
    page.send('Page.setLifecycleEventsEnabled', { enabled: true }),
    page.send('Runtime.enable'),
    page.send('Runtime.addBinding', { name: scripts.binding, executionContextName: scripts.worldName }),
    // The page's own world first, so that it listens when the preload's world exposes something.
    page.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.mainWorld }),
    page.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.preloadWorld, worldName: scripts.worldName }),
    intercept(page, true),
    followChildren(page),
  ]);
  await fitContent(connection, page, targetId, size);
  const { frameTree } = await page.send('Page.getFrameTree');
  mainFrameId = frameTree.frame.id;

  const attached: AttachedPage = {
    targetId,
    url: () => fromPageUrl(frames.get(mainFrameId) ?? ''),
    async navigate(url) {
      const { loaderId, errorText } = await page.send('Page.navigate', { url: toPageUrl(url) });
      if (errorText) throw new Error(`${errorText} loading '${url}'`);
      if (!loaderId || loadedDocuments.has(loaderId)) return;
      await new Promise<void>((resolve) => whenLoaded.set(loaderId, resolve));
    },
    deliver(message) {
      const context = [...contexts.values()].find(
        (candidate) => candidate.frameId === mainFrameId && candidate.name === scripts.worldName,
      );
      if (!context || gone) return;
      const text = JSON.stringify(JSON.stringify(codec.encode(message)));
      page
        .send('Runtime.evaluate', { expression: `${scripts.deliver}(${text})`, uniqueContextId: context.uniqueId })
        .catch(ignoreGone);
    },
    async reload() {
      await page.send('Page.reload');
    },
    async printToPdf(options) {
      const { data } = await page.send('Page.printToPDF', { ...options, transferMode: 'ReturnAsBase64' });
      return Buffer.from(data, 'base64');
    },
    async askToPrint() {
      await page.send('Runtime.evaluate', { expression: 'window.print()' });
    },
    async bringToFront() {
      await page.send('Page.bringToFront').catch(ignoreGone);
    },
    async setState(windowState) {
      const { windowId } = await connection.send('Browser.getWindowForTarget', { targetId });
      await connection.send('Browser.setWindowBounds', { windowId, bounds: { windowState } });
    },
    async close() {
      if (!gone) await connection.send('Target.closeTarget', { targetId }).catch(ignoreGone);
      leave();
    },
  };
  return {
    isGone: () => gone,
    adopt(adopter) {
      listener = adopter;
      return attached;
    },
    close: attached.close,
  };
}
