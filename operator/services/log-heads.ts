/** Signing heads of the event log (RFC 9162): from time to time, and when a proof needs one. */
import { AppError } from '../../contract/errors.ts';
import { toBase64 } from '../../envelope/bytes.ts';
import type { CmsSigner } from '../../envelope/cms/sign.ts';
import { signLogHead } from '../../envelope/evidence/log-head.ts';
import { validateChain } from '../../envelope/x509/chain.ts';
import type { Clock } from '../clock.ts';
import type { KeptHead, LogStore } from './ports/log.ts';
import type { Trust } from './trust.ts';

export interface LogHeads {
  /**
   * The head of the log as it is now, signed unless it was before; null when the log is empty. `operator.unavailable`
   * when the seal's chain does not hold: a head that nobody could verify would stay for ever.
   */
  refresh(): Promise<KeptHead | null>;
  /** A head over at least the first `size` events, which exist: the latest, or a new one. */
  covering(size: number): Promise<KeptHead>;
}

interface Parts {
  readonly log: LogStore;
  readonly sealSigner: CmsSigner;
  readonly trust: Trust;
  readonly clock: Clock;
}

export function createLogHeads(parts: Parts): LogHeads {
  const { log, sealSigner, trust, clock } = parts;

  async function sign(treeSize: number): Promise<KeptHead> {
    const at = clock();
    const verdict = await validateChain(sealSigner.certificate, [...sealSigner.chain], trust.current(), {
      at,
      purpose: 'seal',
      revocation: 'if-known',
    });
    if (!verdict.ok) throw new AppError('operator.unavailable', new Error(`${verdict.code} ${verdict.detail}`));
    const head = await signLogHead(
      {
        version: 1,
        logId: await log.id(),
        treeSize,
        rootHash: toBase64(await log.root(treeSize)),
        timestamp: at.toISOString(),
      },
      sealSigner,
    );
    return log.keepHead({ treeSize, head });
  }

  async function refresh(): Promise<KeptHead | null> {
    const treeSize = await log.size();
    if (treeSize === 0) return null;
    return (await log.headOf(treeSize)) ?? sign(treeSize);
  }

  return {
    refresh,
    async covering(size) {
      const latest = await log.latestHead();
      const head = latest && latest.treeSize >= size ? latest : await refresh();
      if (!head || head.treeSize < size) throw new RangeError('the log is shorter');
      return head;
    },
  };
}
