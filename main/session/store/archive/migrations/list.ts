import type { Migration } from '../../migration.ts';
import { createArchive } from './0010-create-archive.ts';
import { countWhatIsKept } from './0020-count-what-is-kept.ts';

/** Oldest first. */
export const archiveMigrations: readonly Migration[] = [createArchive, countWhatIsKept];
