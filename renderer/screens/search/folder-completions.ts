/** Names of folders that complete a `dossier:` at the end of what is typed. Pure. */
import type { FolderView } from '../../../contract/ipc/folder.contract.ts';
import { answersTyped } from '../../ui/format/highlight.ts';

export interface FolderCompletion {
  readonly id: string;
  /** From the top: « Avis demandés/Cardiologie ». */
  readonly path: string;
  /** The whole text with it. */
  readonly text: string;
}

const MOST = 6;
/** The operator with what was typed of a name, quotes open or none; a closed one is complete. */
const beingTyped = /(?:^|\s)(dossier|folder)[\u00a0\u202f ]?:\s*(?:["“”«]\s*)?([^"“”«»]*)$/iu;

export function folderCompletions(typed: string, folders: readonly FolderView[]): readonly FolderCompletion[] {
  const match = beingTyped.exec(typed);
  if (!match) return [];
  const [whole, operator = 'dossier', begun = ''] = match;
  const before = typed.slice(0, typed.length - whole.trimStart().length);
  const wanted = begun.trim();
  const paths = new Map<string, string>();
  // The tree lists a folder before what is in it.
  for (const { id, name, parentId } of folders) {
    const above = parentId === null ? undefined : paths.get(parentId);
    paths.set(id, above === undefined ? name : `${above}/${name}`);
  }
  return [...paths]
    .filter(([, path]) => wanted === '' || answersTyped(path.replaceAll('/', ' '), wanted.replaceAll('/', ' ')))
    .slice(0, MOST)
    .map(([id, path]) => ({ id, path, text: `${before}${operator}:"${path.replace(/["“”«»]/g, ' ')}" ` }));
}
