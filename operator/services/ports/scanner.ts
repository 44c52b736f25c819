/** What looks for harmful programs in files, as the services see it. */

/** What was found in a stream that was scanned to its end. */
export type ScanVerdict =
  | { readonly infected: false }
  /** `signature` names what was found, in letters, digits, dots, hyphens and underscores. */
  | { readonly infected: true; readonly signature: string };

/** One stream being scanned. */
export interface Scan {
  /** Hands over bytes; resolves when more may come. The bytes must not change afterwards. */
  write(bytes: Uint8Array): Promise<void>;
  /** After the last bytes, once. */
  end(): Promise<ScanVerdict>;
  /** Lets go of everything, whether it ended or not. */
  close(): void;
}

/**
 * A scanner. Whatever keeps it from a verdict over the whole stream throws `ScannerUnavailable`: there is no verdict by
 * default.
 */
export interface Scanner {
  /** Resolves when it answers. */
  check(): Promise<void>;
  open(): Promise<Scan>;
}

/** Why there is no verdict. */
export type ScannerProblem =
  /** Nobody listens. */
  | 'unreachable'
  /** It ended the connection before its verdict: it was stopped, or the stream is more than it takes. */
  | 'cut-off'
  | 'too-slow'
  /** It said that the stream is larger than it takes. */
  | 'stream-limit'
  /** It answered that it failed, or something else than a verdict. */
  | 'no-verdict';

/** There is no verdict; `code` is what logs show of it. */
export class ScannerUnavailable extends Error {
  readonly code: ScannerProblem;

  constructor(code: ScannerProblem, cause?: unknown) {
    super(`scanner: ${code}`, cause === undefined ? undefined : { cause });
    this.name = 'ScannerUnavailable';
    this.code = code;
  }
}
