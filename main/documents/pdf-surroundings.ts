/**
 * What pdf.js finds around it when it is loaded. It takes a plain Node process for one that draws, and looks for a
 * library of machine code to draw with; Electron's utility processes it takes for a page. Here it is told the same in
 * both: no Node, and names of drawing that are there and do nothing. Import before the library.
 */
class NothingToDraw {}

const page = globalThis as unknown as Record<string, unknown>;
for (const name of ['DOMMatrix', 'ImageData', 'Path2D']) page[name] ??= NothingToDraw;
page['navigator'] ??= { language: 'fr', platform: '', userAgent: '' };

const named = process as unknown as Record<symbol, string>;
named[Symbol.toStringTag] = 'documents';

/** The library is loaded: the process is again what it is. */
export function endSurroundings(): void {
  named[Symbol.toStringTag] = 'process';
}
