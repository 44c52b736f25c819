import type { Migration } from '../../migration.ts';
import { createArchive } from './0010-create-archive.ts';

/** Oldest first. */
export const archiveMigrations: readonly Migration[] = [createArchive];
