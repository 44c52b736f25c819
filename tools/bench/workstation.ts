/** A workstation without a window, for figures that need the operator: the session's own client and a card's keys. */
import { createPrivateKey, sign } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import type { DepositReceipt, Manifest } from '../../contract/api/routes.ts';
import { WHOLE_DEPOSIT_BYTES } from '../../contract/model/limits.ts';
import { createOperatorClock } from '../../main/session/operator/clock.ts';
import { createOperatorSession } from '../../main/session/operator/operator-session.ts';
import type { CardFile } from '../../tests/support/pki/card-file.ts';

export interface BenchWorkstation {
  readonly address: string;
  /** Deposits a message that lies in a file: in one request where it is small, else in pieces. */
  deposit(manifest: Manifest, file: string): Promise<DepositReceipt>;
  /** Reads the feed from its beginning to its end, page after page; how many changes there were. */
  pullAll(pageSize: number): Promise<number>;
  close(): Promise<void>;
}

/** Signs in with the card's authentication key. */
export async function signInWorkstation(
  operatorUrl: string,
  anchorsFile: string,
  card: CardFile,
): Promise<BenchWorkstation> {
  const session = createOperatorSession({
    url: operatorUrl,
    authorities: [await readFile(anchorsFile, 'utf8')],
    proxy: null,
    clock: createOperatorClock(),
    onTokens: () => undefined,
    onEnded: () => undefined,
  });
  const key = createPrivateKey(card.authentication.privateKeyPem);
  const { account } = await session.signIn({
    algorithm: 'RS256',
    chain: [card.authentication.certificate, ...card.chain].map((der) => Buffer.from(der, 'base64')),
    sign: async (bytes) => sign('sha256', bytes, key),
  });
  const { uploadChunkBytes } = await session.call('capabilities', {});
  return {
    address: account.address,
    async deposit(manifest, file) {
      const { envelopeId } = manifest;
      if (manifest.sizeBytes <= WHOLE_DEPOSIT_BYTES) {
        return session.deposit(manifest, await readFile(file));
      }
      let { offset } = await session.call('uploadCreate', { body: manifest });
      const handle = await open(file);
      try {
        while (offset < manifest.sizeBytes) {
          const chunk = Buffer.alloc(Math.min(uploadChunkBytes, manifest.sizeBytes - offset));
          await handle.read(chunk, 0, chunk.length, offset);
          offset = await session.append(envelopeId, offset, chunk);
        }
      } finally {
        await handle.close();
      }
      return session.call('uploadCommit', { params: { envelopeId }, body: {} });
    },
    async pullAll(limit) {
      let count = 0;
      let cursor: string | undefined;
      for (;;) {
        const page = await session.call('sync', { query: { limit, ...(cursor === undefined ? {} : { cursor }) } });
        count += page.changes.length;
        cursor = page.cursor;
        if (!page.more) return count;
      }
    },
    close: () => session.close(),
  };
}
