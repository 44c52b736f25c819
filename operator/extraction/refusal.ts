/** Why a file or a row of the national extraction is not taken. Reasons never hold what stands in the file. */

/** The whole file is refused; nothing of it is kept. */
export class FileRefused extends Error {
  /** Line where reading stopped, from 1; null where no line is to blame. */
  readonly line: number | null;

  constructor(reason: string, line: number | null = null) {
    super(line === null ? reason : `line ${line}: ${reason}`);
    this.name = 'FileRefused';
    this.line = line;
  }
}

/** One row is left out, the others are taken. */
export class RowRefused extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'RowRefused';
  }
}
