/** What a check of the settings found. */

export interface Finding {
  /** A problem keeps the operator from working; a warning is going to. */
  readonly kind: 'problem' | 'warning';
  /** Name of the setting. */
  readonly setting: string;
  readonly reason: string;
}

export const problem = (setting: string, reason: string): Finding => ({ kind: 'problem', setting, reason });
export const warning = (setting: string, reason: string): Finding => ({ kind: 'warning', setting, reason });

/** The operating system's word for a failure, or what else it is called. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  const { code } = error as NodeJS.ErrnoException;
  return (code && plainCauses[code]) || code || error.message;
}

const plainCauses: Readonly<Record<string, string>> = {
  ENOENT: 'missing',
  EACCES: 'not allowed to this user',
  EISDIR: 'a folder, not a file',
  EADDRINUSE: 'in use',
  ECONNREFUSED: 'nobody listens there',
};
