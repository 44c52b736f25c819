/** `WebContents` of a window. */
import { EventEmitter } from 'node:events';
import type Electron from 'electron';
import type { AttachedPage } from './attached-page.ts';
import { emulated, NotEmulatedError } from './emulated.ts';
import { record, settings } from './host.ts';
import { originOf } from './scheme-hosts.ts';
import type { EmulatedSession } from './session.ts';

type WindowOpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0];

let nextId = 1;

export class EmulatedWebContents
  extends EventEmitter
  implements
    Pick<
      Electron.WebContents,
      'send' | 'getURL' | 'setWindowOpenHandler' | 'isDestroyed' | 'reload' | 'id' | 'print' | 'printToPDF'
    >
{
  readonly id = nextId++;
  readonly session: EmulatedSession;
  /** What the product holds: this object behind its refusals. */
  readonly facade: EmulatedWebContents;
  #page: AttachedPage | null = null;
  #windowOpen: WindowOpenHandler | null = null;
  #destroyed = false;
  /** Addresses that the product itself asked for: those are not the page's navigations. */
  readonly #expected = new Set<string>();

  constructor(session: EmulatedSession) {
    super();
    this.session = session;
    this.facade = emulated('WebContents', this);
  }

  attach(page: AttachedPage): void {
    this.#page = page;
  }

  expect(url: string): void {
    this.#expected.add(url);
  }

  get mainFrame() {
    const url = this.getURL();
    return emulated('WebFrameMain', { url, origin: originOf(url) });
  }

  /** Asks `will-navigate` and `will-frame-navigate` about a document. */
  mayNavigate(url: string, isMainFrame: boolean): boolean {
    if (isMainFrame && this.#expected.delete(url)) return true;
    let prevented = false;
    const details = () => ({
      url,
      isMainFrame,
      preventDefault: () => {
        prevented = true;
      },
    });
    this.emit('will-frame-navigate', details());
    if (isMainFrame && !prevented) this.emit('will-navigate', details(), url);
    return !prevented;
  }

  /** Chromium has already refused the window; the product's handler must agree. */
  windowOpen(url: string): void {
    const answer = this.#windowOpen?.({ url, frameName: '', features: '', disposition: 'new-window' } as never);
    if (answer?.action !== 'deny') throw new NotEmulatedError('a window opened by a page');
  }

  send(channel: string, ...args: unknown[]): void {
    this.#page?.deliver({ type: 'event', channel, args });
  }

  reply(message: unknown): void {
    this.#page?.deliver(message);
  }

  getURL(): string {
    return this.#page?.url() ?? '';
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#windowOpen = handler;
  }

  reload(): void {
    this.expect(this.getURL());
    this.#page?.reload();
  }

  /** Where nobody looks there is no printer: what would go to it is recorded, as a PDF in base64. */
  print(
    options: Electron.WebContentsPrintOptions = {},
    done: (success: boolean, failureReason: string) => void = () => undefined,
  ): void {
    const run = settings.headless
      ? this.printToPDF({ printBackground: options.printBackground ?? false, preferCSSPageSize: true }).then((pdf) =>
          record('webContents.print', { ...options, pdf: pdf.toString('base64') }),
        )
      : this.#attached().askToPrint();
    run.then(
      () => done(true, ''),
      (error: unknown) => done(false, String(error)),
    );
  }

  printToPDF({ printBackground, preferCSSPageSize }: Electron.PrintToPDFOptions): Promise<Buffer> {
    return this.#attached().printToPdf({
      ...(printBackground === undefined ? {} : { printBackground }),
      ...(preferCSSPageSize === undefined ? {} : { preferCSSPageSize }),
    });
  }

  #attached(): AttachedPage {
    if (!this.#page) throw new Error('printing without a page');
    return this.#page;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  destroyed(): void {
    this.#destroyed = true;
    this.emit('destroyed');
  }
}
