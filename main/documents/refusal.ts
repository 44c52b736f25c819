/** A document that is not read further, and why. */
import type { UnreadableReason } from '../../contract/model/readable-document.ts';

export class DocumentRefused extends Error {
  readonly reason: UnreadableReason;

  constructor(reason: UnreadableReason) {
    super(reason);
    this.reason = reason;
  }
}
