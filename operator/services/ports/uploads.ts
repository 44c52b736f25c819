/** Where what has arrived of an announced envelope is kept, as the services see it. */
import type { Manifest } from '../../../contract/api/routes.ts';
import type { AskedPhone } from './phone-proofs.ts';

/**
 * A run of message bytes encrypted together. Its key follows from the content's key and its offset, so segments cannot
 * be exchanged, and their sizes must add up to the message's, so none can be left out.
 */
export interface Segment {
  readonly index: number;
  /** Where its bytes begin in the message. */
  readonly offset: number;
  readonly sizeBytes: number;
  readonly cipherBytes: number;
  /** The encrypted bytes of small contents; null when they are a blob. */
  readonly inline: Uint8Array | null;
  /** Name of the blob; random, so that two that were sent at once never overwrite each other. */
  readonly blob: string | null;
}

/** An envelope on its way in. */
export interface Upload {
  /** Who uploads. */
  readonly accountId: string;
  /** In whose name; another account's under a delegation. */
  readonly mailboxId: string;
  /** Without telephones, which are kept sealed. */
  readonly manifest: Manifest;
  /** Names the content's key, segments and blobs, now and after sealing. */
  readonly contentId: string;
  /** Bytes of the message that are on disk. */
  readonly offset: number;
  readonly createdAt: Date;
}

/** An envelope, by who deposits it and in whose name. */
export interface DepositName {
  readonly accountId: string;
  readonly mailboxId: string;
  readonly envelopeId: string;
}

export interface UploadStore {
  /**
   * Adds an upload, or gives the one that this account already has for this envelope; null, and nothing added, when the
   * account has `limit` unfinished ones. `phones` are kept for its content.
   */
  create(upload: Upload, limit: number, phones?: readonly AskedPhone[]): Promise<Upload | null>;
  find(accountId: string, envelopeId: string): Promise<Upload | null>;
  /** Appends a segment when it begins where the upload ends and the upload still is; else false. */
  append(contentId: string, segment: Segment, at: Date): Promise<boolean>;
  segments(contentId: string): Promise<readonly Segment[]>;
  /** Telephones of a content, sealed. */
  askedPhones(contentId: string): Promise<readonly AskedPhone[]>;
  /** Takes back an envelope that may be on its way whole: until then none is published. Durable when it returns. */
  withdraw(deposit: DepositName, now: Date, until: Date): Promise<void>;
  /** False when there is no such upload any more: its content may belong to an envelope by now. */
  remove(contentId: string): Promise<boolean>;
  /** Something happened there: whoever continues it is still trying. */
  touch(contentId: string, at: Date): Promise<void>;
  /** Contents of uploads where nothing has happened since. */
  untouchedSince(before: Date): Promise<readonly string[]>;
}
