/** Hands an address to the system's own browser. */
import { shell } from 'electron';

/** Opens `url`, which our own code made: nothing that a page or a letter says gets here. */
export async function openExternally(url: string): Promise<void> {
  if (new URL(url).protocol !== 'https:') throw new Error('an address that is not https');
  await shell.openExternal(url);
}
