/** Printing the page as its style sheet lays it out for paper, and the same as a PDF. */
import type { BrowserWindow } from 'electron';
import { AppError } from '../../contract/errors.ts';

export interface Printing {
  /** Shows the system's print dialog; false when the person gives up. `print.failed`. */
  print(): Promise<boolean>;
  /** Makes a PDF and holds it, in memory alone; answers its size in bytes. `print.failed`. */
  makePdf(): Promise<number>;
  /** The PDF that is held, once. */
  takePdf(): Uint8Array | null;
  /** Overwrites what is held: the page that it shows is gone. */
  forget(): void;
}

/** `present` answers the window whose page is printed. */
export function createPrinting(present: () => BrowserWindow | null): Printing {
  let held: Uint8Array | null = null;
  const forget = (): void => {
    held?.fill(0);
    held = null;
  };
  const contents = () => {
    const window = present();
    if (!window || window.isDestroyed()) throw new AppError('print.failed');
    return window.webContents;
  };
  return {
    print: () =>
      new Promise((resolve, reject) => {
        // The job is called as the page is, « Medimail »: print queues are read by others.
        contents().print({ printBackground: true }, (printed, reason) => {
          if (printed) resolve(true);
          else if (/cancel/i.test(reason)) resolve(false);
          else reject(new AppError('print.failed'));
        });
      }),
    async makePdf() {
      forget();
      const page = contents();
      const made = await page.printToPDF({ printBackground: true, preferCSSPageSize: true }).catch((error: unknown) => {
        throw new AppError('print.failed', error);
      });
      // Locked meanwhile: nobody is there any more to take it.
      if (present()?.webContents !== page) throw new AppError('print.failed');
      held = made;
      return made.length;
    },
    takePdf() {
      const taken = held;
      held = null;
      return taken;
    },
    forget,
  };
}
