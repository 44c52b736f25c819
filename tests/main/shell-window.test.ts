/** The one window: replaced at once by one that was loaded ahead, hidden instead of closed, and never by accident shown. */
import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';

class FakeWindow extends EventEmitter {
  static all: FakeWindow[] = [];
  readonly webContents = Object.assign(new EventEmitter(), { send: vi.fn() });
  isShown = false;
  isGone = false;
  bounds: object = {};

  constructor() {
    super();
    FakeWindow.all.push(this);
  }

  /** What the next windows answer to loading their page. */
  static load = async (): Promise<void> => undefined;
  loadURL = () => FakeWindow.load();
  setMenuBarVisibility = vi.fn();
  isDestroyed = () => this.isGone;
  isMinimized = () => false;
  isMaximized = () => false;
  isFocused = () => this.isShown;
  getNormalBounds = () => ({ x: 0, y: 0, width: 1_000, height: 700 });
  setBounds(bounds: object) {
    this.bounds = bounds;
  }
  show() {
    this.isShown = true;
  }
  hide() {
    this.isShown = false;
  }
  focus = vi.fn();
  /** As a person closes it. */
  close() {
    let isPrevented = false;
    this.emit('close', {
      preventDefault: () => {
        isPrevented = true;
      },
    });
    if (!isPrevented) this.destroy();
  }
  destroy() {
    if (this.isGone) return;
    this.isGone = true;
    this.isShown = false;
    this.emit('closed');
  }
}

vi.mock('electron', () => ({
  BrowserWindow: FakeWindow,
  screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1_920, height: 1_080 } }] },
}));
const { createShellWindow } = await import('../../main/electron/window.ts');

let hides: boolean;
let closed: number;
let crashed: number;
let failed: string[];
const shell = () =>
  createShellWindow({
    session: {} as never,
    preloadFile: '/preload.cjs',
    initialPlace: { bounds: { x: 10, y: 20, width: 1_000, height: 700 }, maximized: false },
    onPlaceChanged: () => undefined,
    onCrashed: () => {
      crashed += 1;
    },
    onClosed: () => {
      closed += 1;
    },
    hidesOnClose: () => hides,
    onLoadFailed: (error) => failed.push((error as Error).message),
  });
const windowAt = (at: number) => FakeWindow.all.at(at) as FakeWindow;
/** Whether a call of that window's page would be answered now. */
const isAnswered = async (window: ReturnType<typeof shell>, at: number) => {
  let is = false;
  void window.untilCurrent(windowAt(at).webContents as never).then(() => {
    is = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return is;
};

beforeEach(() => {
  FakeWindow.all = [];
  FakeWindow.load = async () => undefined;
  failed = [];
  hides = false;
  closed = 0;
  crashed = 0;
});

describe('a window that was loaded ahead', () => {
  it('is out of sight, and its page is answered nothing', async () => {
    const window = shell();
    window.replace();
    windowAt(0).emit('ready-to-show');
    window.prepare();
    window.prepare();
    expect(FakeWindow.all).toHaveLength(2);
    windowAt(1).emit('ready-to-show');
    expect(windowAt(1).isShown).toBe(false);
    expect(window.isCurrent(windowAt(1).webContents as never)).toBe(false);
    expect(await isAnswered(window, 0)).toBe(true);
    expect(await isAnswered(window, 1)).toBe(false);
  });
  it('takes the place of the present one in the same turn, and only then is answered', async () => {
    const window = shell();
    window.replace();
    window.prepare();
    const answered = isAnswered(window, 1);
    window.replace();
    expect([windowAt(0).isGone, windowAt(1).isShown]).toEqual([true, true]);
    expect(windowAt(1).bounds).toMatchObject({ x: 10, y: 20, width: 1_000, height: 700 });
    expect(window.isCurrent(windowAt(1).webContents as never)).toBe(true);
    expect(await answered).toBe(true);
    expect(closed).toBe(0);
  });
  it('that died is no start for another', () => {
    const window = shell();
    window.replace();
    window.prepare();
    windowAt(1).webContents.emit('render-process-gone');
    expect(windowAt(1).isGone).toBe(true);
    expect(crashed).toBe(0);
    window.replace();
    expect(FakeWindow.all).toHaveLength(3);
  });
  it('that failed to load is no start either, and its failure is told', async () => {
    const window = shell();
    window.replace();
    FakeWindow.load = () => Promise.reject(new Error('ERR_FAILED'));
    window.prepare();
    await vi.waitFor(() => expect(failed).toEqual(['ERR_FAILED']));
    expect([windowAt(0).isGone, windowAt(1).isGone, closed]).toEqual([false, true, 0]);
    FakeWindow.load = async () => undefined;
    window.replace();
    expect(FakeWindow.all).toHaveLength(3);
    expect(windowAt(2).isGone).toBe(false);
  });
  it('that fails once it is the window stays, and one that was replaced while it loaded failed rightly', async () => {
    const window = shell();
    let fail: (error: Error) => void = () => undefined;
    FakeWindow.load = () =>
      new Promise((_, reject) => {
        fail = reject;
      });
    window.replace();
    const failFirst = fail;
    window.prepare();
    window.replace();
    failFirst(new Error('ERR_ABORTED'));
    fail(new Error('ERR_FAILED'));
    await vi.waitFor(() => expect(failed).toEqual(['ERR_FAILED']));
    expect(windowAt(1).isGone).toBe(false);
  });
  it('goes with the one that it was meant to replace', () => {
    const window = shell();
    window.replace();
    window.prepare();
    windowAt(0).close();
    expect(windowAt(1).isGone).toBe(true);
    expect(closed).toBe(1);
  });
});

describe('closing the window', () => {
  it('hides it where Medimail stays in the tray, and what locks meanwhile stays hidden', () => {
    hides = true;
    const window = shell();
    window.replace();
    windowAt(0).emit('ready-to-show');
    window.prepare();
    window.act('close');
    expect([windowAt(0).isShown, windowAt(0).isGone, closed]).toEqual([false, false, 0]);
    window.replace();
    expect(windowAt(1).isShown).toBe(false);
    window.focus();
    expect(windowAt(1).isShown).toBe(true);
  });
  it('is closing once the program ends, and the spare one goes first', () => {
    hides = true;
    const window = shell();
    window.replace();
    window.prepare();
    window.letGo();
    expect(windowAt(1).isGone).toBe(true);
    windowAt(0).close();
    expect([windowAt(0).isGone, closed]).toEqual([true, 1]);
  });
});
