/** What can be done with envelopes of a list, one or many, and how each act is shown. */
import {
  AlarmClock,
  Archive,
  ArchiveX,
  BellOff,
  Flag,
  FlagOff,
  FolderDown,
  FolderInput,
  HardDriveDownload,
  Inbox,
  type LucideIcon,
  Printer,
} from 'lucide-react';
import type { EnvelopeRow } from '../../contract/ipc/mailbox.contract.ts';
import type { EnvelopeId } from '../../contract/model/ids.ts';

type FilingAct = 'archive' | 'file' | 'flag' | 'putBack' | 'remind' | 'done';
/** What leaves a copy of them: on paper, in files, or on this workstation for longer than the operator keeps them. */
type CopyAct = 'print' | 'export' | 'keep' | 'release';
/** Who handles them, among those who hold the mailbox. */
export type HandlingAct = 'take' | 'assign' | 'settle' | 'giveBack';
export type Act = FilingAct | CopyAct | HandlingAct;

/** The envelopes that an act is for. */
export interface Targets {
  readonly ids: readonly EnvelopeId[];
  /** All of them are flagged: flagging takes the flags away. */
  readonly allFlagged: boolean;
  /** One is reminded of some of them. */
  readonly followed: boolean;
  /** All of them were sent: a reminder of them ends once they are opened. */
  readonly sent: boolean;
  /** Somebody handles some of them, or has dealt with them: that is settled also where nobody else holds the mailbox any more. */
  readonly handled: boolean;
}

/** One row as the target of an act. */
export function targetsOfRow({
  id,
  flagged,
  reminder,
  box,
  handling,
}: Pick<EnvelopeRow, 'id' | 'flagged' | 'reminder' | 'box' | 'handling'>): Targets {
  const handled = handling !== undefined;
  return { ids: [id], allFlagged: flagged, followed: reminder !== null, sent: box === 'sent', handled };
}

export interface ActLook {
  readonly act: Act;
  readonly icon: LucideIcon;
  readonly word:
    | 'actArchive'
    | 'actFile'
    | 'actFlag'
    | 'actUnflag'
    | 'actPutBack'
    | 'actRemind'
    | 'actPutOff'
    | 'actDone';
  readonly keys: string;
}

const looks: Readonly<Record<FilingAct, ActLook>> = {
  file: { act: 'file', icon: FolderInput, word: 'actFile', keys: 'V' },
  archive: { act: 'archive', icon: Archive, word: 'actArchive', keys: 'E' },
  flag: { act: 'flag', icon: Flag, word: 'actFlag', keys: 'S' },
  putBack: { act: 'putBack', icon: Inbox, word: 'actPutBack', keys: 'B' },
  remind: { act: 'remind', icon: AlarmClock, word: 'actRemind', keys: 'T' },
  done: { act: 'done', icon: BellOff, word: 'actDone', keys: 'X' },
};

/** What of envelopes decides which acts make sense. */
export interface ActTarget {
  readonly allFlagged: boolean;
  readonly archived: boolean;
  readonly inBox: boolean;
  readonly followed: boolean;
}

/** The acts that make sense for envelopes, among those that are allowed. */
export function looksFor(
  { allFlagged, archived, inBox, followed }: ActTarget,
  { mayFile, mayRemind }: { readonly mayFile: boolean; readonly mayRemind: boolean },
): readonly ActLook[] {
  const flag: ActLook = allFlagged ? { ...looks.flag, icon: FlagOff, word: 'actUnflag' } : looks.flag;
  const remind: ActLook = followed ? { ...looks.remind, word: 'actPutOff' } : looks.remind;
  return [
    ...(mayFile ? [looks.file, ...(archived ? [] : [looks.archive]), flag, ...(inBox ? [] : [looks.putBack])] : []),
    ...(mayRemind ? [remind, ...(followed ? [looks.done] : [])] : []),
  ];
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
 * some are not, or that is not known.
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
