/** What a list of envelopes is given, and what the rest of the window can make it do. */
import type { ReactNode, Ref } from 'react';
import type { FolderView } from '../../../contract/ipc/folder.contract.ts';
import type { ListName, RowOrder } from '../../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeId } from '../../../contract/model/ids.ts';
import type { Act, Targets } from '../../ui/envelope-acts.ts';

/** What the rest of the window can make the list do. */
export interface MailboxListHandle {
  move(by: number): void;
  focus(): void;
  /** What an act is for: the envelopes chosen, or the one where the keyboard is, or the one open; null for none. */
  targets(): Targets | null;
  /** Prepares for these envelopes to leave the list; what is returned goes on with the one after them. */
  leaving(ids: readonly EnvelopeId[]): () => void;
  /** Nothing is chosen any more. */
  clear(): void;
}

export interface MailboxListProps {
  readonly list: ListName;
  readonly title: string;
  readonly unopened: number;
  readonly folders: readonly FolderView[];
  readonly order: RowOrder;
  readonly onOrder: (order: RowOrder) => void;
  readonly openId: EnvelopeId | null;
  readonly onOpen: (envelopeId: EnvelopeId | null) => void;
  readonly onAct: (act: Act, targets: Targets) => void;
  readonly onCompose: () => void;
  readonly ref?: Ref<MailboxListHandle>;
  /** Below the rows: the envelope that is leaving. */
  readonly children?: ReactNode;
}
