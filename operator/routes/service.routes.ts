/** What the operator says of itself. */
import type { routes } from '../../contract/api/routes.ts';
import { MAX_ATTACHMENTS_BYTES, UPLOAD_CHUNK_BYTES } from '../../contract/model/limits.ts';
import type { ClientVersions } from '../../contract/model/release.ts';
import type { Clock } from '../clock.ts';
import type { RouteHandlers } from '../http/bind-route.ts';
import type { Trust } from '../services/trust.ts';

type Names = 'capabilities' | 'clientVersions' | 'validationMaterial';

interface Parts {
  readonly operatorName: string;
  readonly version: string;
  readonly audience: string;
  readonly trust: Trust;
  readonly clock: Clock;
  readonly hasScanner: boolean;
  readonly titlesInMails: boolean;
  readonly clientVersions: ClientVersions;
}

export function serviceRoutes(parts: Parts): RouteHandlers<Pick<typeof routes, Names>> {
  const base64 = (all: readonly Uint8Array[]) => all.map((der) => Buffer.from(der).toString('base64'));
  return {
    capabilities: async () => ({
      operator: parts.operatorName,
      version: parts.version,
      maxAttachmentsBytes: MAX_ATTACHMENTS_BYTES,
      uploadChunkBytes: UPLOAD_CHUNK_BYTES,
      audience: parts.audience,
      strictDelivery: false,
      scanning: parts.hasScanner,
      titlesInMails: parts.titlesInMails,
      serverTime: parts.clock().toISOString(),
    }),
    clientVersions: async () => parts.clientVersions,
    validationMaterial: async () => {
      const { intermediates, crls } = parts.trust.current();
      return {
        intermediates: base64(intermediates),
        crls: base64(crls),
        fetchedAt: parts.trust.readAt().toISOString(),
      };
    },
  };
}
