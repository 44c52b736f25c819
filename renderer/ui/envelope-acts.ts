/** What can be done with envelopes of a list, one or many, and how each act is shown. */
import { Archive, Flag, FlagOff, FolderInput, Inbox, type LucideIcon } from 'lucide-react';
import type { EnvelopeId } from '../../contract/model/ids.ts';

export type Act = 'archive' | 'file' | 'flag' | 'putBack';

/** The envelopes that an act is for. */
export interface Targets {
  readonly ids: readonly EnvelopeId[];
  /** All of them are flagged: flagging takes the flags away. */
  readonly allFlagged: boolean;
}

export interface ActLook {
  readonly act: Act;
  readonly icon: LucideIcon;
  readonly word: 'actArchive' | 'actFile' | 'actFlag' | 'actUnflag' | 'actPutBack';
  readonly keys: string;
}

const looks: Readonly<Record<Act, ActLook>> = {
  file: { act: 'file', icon: FolderInput, word: 'actFile', keys: 'V' },
  archive: { act: 'archive', icon: Archive, word: 'actArchive', keys: 'E' },
  flag: { act: 'flag', icon: Flag, word: 'actFlag', keys: 'S' },
  putBack: { act: 'putBack', icon: Inbox, word: 'actPutBack', keys: 'B' },
};

/** The acts that make sense for envelopes that are, or are not, in the archive or in their box. */
export function looksFor({
  allFlagged,
  archived,
  inBox,
}: {
  readonly allFlagged: boolean;
  readonly archived: boolean;
  readonly inBox: boolean;
}): readonly ActLook[] {
  const flag: ActLook = allFlagged ? { ...looks.flag, icon: FlagOff, word: 'actUnflag' } : looks.flag;
  return [looks.file, ...(archived ? [] : [looks.archive]), flag, ...(inBox ? [] : [looks.putBack])];
}
