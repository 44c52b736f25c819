/** What the bundler and the preload add to this window. */
import type { Bridge } from '../contract/ipc/define.ts';

declare global {
  interface Window {
    /** The only two functions that reach beyond this window (preload). */
    readonly bridge: Bridge;
  }
}
