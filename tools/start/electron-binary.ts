/** Where Electron's own program is, where it has been installed. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Path of the program, or null: npm installs Electron's package without it, and it is fetched by `npx install-electron`. */
export function electronBinary(root: string): string | null {
  const folder = join(root, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const program = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(program) ? program : null;
}
