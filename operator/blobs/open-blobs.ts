/** The store of segments that the settings name. */
import { join } from 'node:path';
import type { OperatorConfig } from '../config.ts';
import type { BlobStore } from '../services/ports/contents.ts';
import { createDirectoryBlobs } from './directory-blobs.ts';

/** A folder of the data folder unless a bucket is named, whose library is loaded only then. */
export async function openBlobs({
  dataFolder,
  blobs,
}: Pick<OperatorConfig, 'dataFolder' | 'blobs'>): Promise<BlobStore> {
  if (!blobs) return createDirectoryBlobs(join(dataFolder, 'blobs'));
  const { createS3Blobs } = await import('./s3-blobs.ts');
  return createS3Blobs(blobs.s3);
}
