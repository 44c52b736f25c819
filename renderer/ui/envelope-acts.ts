/** What can be done with envelopes of a list, one or many, and how each act is shown. */
import {
  Archive,
  ArchiveX,
  Flag,
  FlagOff,
  FolderDown,
  FolderInput,
  HardDriveDownload,
  Inbox,
  type LucideIcon,
  Printer,
} from 'lucide-react';
import type { EnvelopeId } from '../../contract/model/ids.ts';

type FilingAct = 'archive' | 'file' | 'flag' | 'putBack';
/** What leaves a copy of them: on paper, in files, or on this workstation for longer than the operator keeps them. */
type CopyAct = 'print' | 'export' | 'keep' | 'release';
export type Act = FilingAct | CopyAct;

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

const looks: Readonly<Record<FilingAct, ActLook>> = {
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

export interface CopyLook {
  readonly act: Act;
  readonly icon: LucideIcon;
  /** In the words of `keeping`. */
  readonly word: 'actPrint' | 'actExport' | 'actKeep' | 'actRelease';
  readonly keys?: string;
}

const copies: Readonly<Record<CopyAct, CopyLook>> = {
  print: { act: 'print', icon: Printer, word: 'actPrint', keys: 'Ctrl P' },
  export: { act: 'export', icon: FolderDown, word: 'actExport' },
  keep: { act: 'keep', icon: HardDriveDownload, word: 'actKeep' },
  release: { act: 'release', icon: ArchiveX, word: 'actRelease' },
};

/**
 * The copies that make sense: paper for one envelope, keeping where that is allowed. `kept` is null where some are and
 * some are not.
 */
export function copyLooks({
  isOne,
  mayKeep,
  kept,
}: {
  readonly isOne: boolean;
  readonly mayKeep: boolean;
  readonly kept: boolean | null;
}): readonly CopyLook[] {
  return [
    ...(isOne ? [copies.print] : []),
    copies.export,
    ...(mayKeep && kept !== true ? [copies.keep] : []),
    ...(mayKeep && kept !== false ? [copies.release] : []),
  ];
}
