/** Which places a `dossier:` means: folders by name or path, with all that is inside them. Pure. */
import type { FilingPlace, FolderId } from '../../../../contract/model/account-item.ts';
import { foldText } from './search-words.ts';

/** A folder's name, or names from outside inwards, folded. */
export interface FolderTerm {
  /** As typed, to be told when no folder answers. */
  readonly typed: string;
  /** At least one; none empty. */
  readonly path: readonly string[];
  /** Names may go on, and words may stand before: « cardio » finds « Avis de cardiologie ». Else it is the whole name. */
  readonly isPrefix: boolean;
}

/** A folder as the tree lists it. */
export interface NamedFolder {
  readonly id: FolderId;
  readonly name: string;
  readonly parentId: FolderId | null;
}

/** What the archive is called, folded. */
const archiveNames: readonly string[] = ['archives', 'archive'];

/** Names between slashes; null where there is none. */
export function readFolderTerm(typed: string, value: string, isPrefix: boolean): FolderTerm | null {
  const path = value.split('/').map(foldText).filter(Boolean);
  return path.length > 0 ? { typed, path, isPrefix } : null;
}

/** The folders that answer and all inside them, and the archive where its name answers. */
export function placesOf(term: FolderTerm, folders: readonly NamedFolder[]): ReadonlySet<FilingPlace> {
  const byId = new Map(folders.map((folder) => [folder.id, folder]));
  const isNamed = (folder: NamedFolder | undefined, depth: number): boolean => {
    if (!folder) return false;
    const wanted = term.path[depth] ?? '';
    const name = foldText(folder.name);
    if (depth === term.path.length - 1 ? !answers(name, wanted, term.isPrefix) : name !== wanted) return false;
    return depth === 0 || isNamed(folder.parentId === null ? undefined : byId.get(folder.parentId), depth - 1);
  };
  const places = new Set<FilingPlace>();
  for (const folder of folders) if (isNamed(folder, term.path.length - 1)) places.add(folder.id);
  // The tree lists a folder before what is in it.
  for (const { id, parentId } of folders) if (parentId !== null && places.has(parentId)) places.add(id);
  const [only] = term.path;
  if (term.path.length === 1 && archiveNames.some((name) => answers(name, only ?? '', term.isPrefix))) {
    places.add('archive');
  }
  return places;
}

function answers(name: string, wanted: string, isPrefix: boolean): boolean {
  return isPrefix ? ` ${name}`.includes(` ${wanted}`) : name === wanted;
}
