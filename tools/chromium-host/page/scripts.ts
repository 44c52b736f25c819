/** Source text of what runs in pages, made from the functions of this folder. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createCodec } from '../codec.ts';
import { startMainWorld } from './main-world.ts';
import { startPreloadWorld } from './preload-world.ts';
import { linkWorlds } from './world-link.ts';

/** What a window's page is given before its own scripts, and the names to reach it by. */
export interface PageScripts {
  readonly mainWorld: string;
  readonly preloadWorld: string;
  readonly worldName: string;
  readonly binding: string;
  readonly deliver: string;
}

const unguessable = (prefix: string) => `${prefix}_${randomBytes(16).toString('hex')}`;

/** A sandboxed preload runs in the main frame only. */
const mainFrameOnly = 'if (window.top !== window) return;';

/** Builds the scripts of one window; the preload file is one CommonJS bundle. */
export async function pageScripts(preloadPath: string): Promise<PageScripts> {
  const preload = await readFile(preloadPath, 'utf8');
  const [toMain, toPreload] = [unguessable('m'), unguessable('p')];
  const names = { binding: unguessable('b'), deliver: unguessable('d') };
  const link = (mine: string, theirs: string) =>
    `const codec = (${createCodec})(); const link = (${linkWorlds})(codec, '${mine}', '${theirs}');`;
  return {
    mainWorld: `(() => { ${mainFrameOnly} ${link(toMain, toPreload)} (${startMainWorld})(link); })();`,
    preloadWorld: `(() => { ${mainFrameOnly} ${link(toPreload, toMain)}
      (${startPreloadWorld})(codec, link, ${JSON.stringify(names)}, function (require, module) {
        const exports = module.exports;
        ${preload}
      });
    })();`,
    worldName: unguessable('w'),
    ...names,
  };
}
