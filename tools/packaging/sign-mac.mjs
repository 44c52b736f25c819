/**
 * Signs the macOS application as electron-builder would, but for one helper: Electron runs the card host in
 * "Helper (Plugin)", the only program that may load libraries that we have not signed.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signAsync } from '@electron/osx-sign';

const resources = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'resources');

/** Entitlements by file: electron-builder's choice (app.plist, helper.plist) except for the card host's helper. */
export function optionsForFile(file, usual) {
  const options = usual?.(file) ?? {};
  if (!file.includes('Helper (Plugin).app')) return options;
  return { ...options, hardenedRuntime: true, entitlements: join(resources, 'entitlements', 'card-host.plist') };
}

/** What electron-builder calls in place of its own signing. */
export default async function sign(options) {
  await signAsync({ ...options, optionsForFile: (file) => optionsForFile(file, options.optionsForFile) });
}
