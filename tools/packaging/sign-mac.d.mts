/** Types of `sign-mac.mjs`, which electron-builder loads as plain JavaScript. */
export interface FileOptions {
  readonly hardenedRuntime?: boolean;
  readonly entitlements?: string;
}

export function optionsForFile(file: string, usual?: (file: string) => FileOptions): FileOptions;
export default function sign(options: { optionsForFile?: (file: string) => FileOptions }): Promise<void>;
