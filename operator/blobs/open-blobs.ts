/** The store of segments that the settings name. */
import { join } from 'node:path';
import type { OperatorConfig } from '../config.ts';
import type { BlobStore } from '../services/ports/contents.ts';
import { createDirectoryBlobs } from './directory-blobs.ts';

type Place = Pick<OperatorConfig, 'dataFolder' | 'blobs'>;

/** A folder unless a bucket is named, whose library is loaded only then. */
export async function openBlobs(place: Place): Promise<BlobStore> {
  const { blobs } = place;
  if (!blobs?.s3) return createDirectoryBlobs(blobsFolder(place));
  const { createS3Blobs } = await import('./s3-blobs.ts');
  return createS3Blobs(blobs.s3);
}

/** In the data folder unless another one is named; nothing is there where a bucket is. */
export function blobsFolder({ dataFolder, blobs }: Place): string {
  return blobs?.folder ?? join(dataFolder, 'blobs');
}
