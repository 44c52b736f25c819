/** The whole directory for workstations: editions, each a file of its own, and what changed from one to the next. */
import { z } from 'zod';
import { Instant, Sha256Hex } from '../model/ids.ts';
import { route } from './route.ts';

const EditionFile = z.object({ sizeBytes: z.number().int().positive(), sha256: Sha256Hex });

export const DirectoryEdition = z.object({
  series: z.uuid(),
  number: z.number().int().positive(),
  madeAt: Instant,
  entries: z.number().int().nonnegative(),
  snapshot: EditionFile,
  /** Each leads to the edition of its number from the one before, without a gap up to this edition. */
  changes: z.array(EditionFile.extend({ number: z.number().int().positive() })).max(100),
});
export type DirectoryEdition = z.infer<typeof DirectoryEdition>;

export const directoryEditionRoutes = {
  /** Files are checked by the digests that this answer gives: it comes over TLS, to a session. */
  directoryEdition: route({
    method: 'GET',
    path: '/v1/directory/edition',
    summary: 'The latest edition of the whole directory, and how to come by it; none until the first is made',
    auth: 'session',
    response: z.object({ edition: DirectoryEdition.nullable() }),
  }),
  /** Honours `Range: bytes=` (RFC 9110 §14). A file is named by its digest, and never changes. */
  directoryEditionFile: route({
    method: 'GET',
    path: '/v1/directory/edition-files/:sha256',
    summary: 'A file of an edition: lines of JSON under brotli (RFC 7932), those on the red list left out',
    auth: 'session',
    params: z.object({ sha256: Sha256Hex }),
    responseKind: 'bytes',
  }),
} as const;
