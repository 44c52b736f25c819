/** What the operator says of the program's versions, asked seldom; nothing is downloaded or opened. */
import { AppError } from '../../../contract/errors.ts';
import type { ReleaseView } from '../../../contract/ipc/release.contract.ts';
import { type ClientVersions, standingOf } from '../../../contract/model/release.ts';
import type { Clock } from './clock.ts';
import type { OperatorApi } from './operator-port.ts';

const KEPT_MS = 6 * 3_600_000;
const nothing: ClientVersions = { current: null, minimum: null, news: { fr: [], en: [] } };

export interface ReleaseWatch {
  state(): Promise<ReleaseView>;
}

export function createReleaseWatch(ports: {
  readonly running: string;
  /** The administrator lets newer versions be announced; one that is not supported any more is told in any case. */
  readonly announces: boolean;
  /** Null where none is configured. */
  readonly operator: Pick<OperatorApi, 'call'> | null;
  readonly clock: Pick<Clock, 'now'>;
}): ReleaseWatch {
  const { running, operator, clock } = ports;
  let known: { readonly versions: ClientVersions; readonly at: number } | null = null;

  const ask = async (): Promise<ClientVersions> => {
    if (known && clock.now() - known.at < KEPT_MS) return known.versions;
    if (!operator) return nothing;
    try {
      const versions = await operator.call('clientVersions', {});
      known = { versions, at: clock.now() };
    } catch (error) {
      // Out of reach, or an operator that does not know the question: what was said last stands.
      if (!(error instanceof AppError)) throw error;
    }
    return known?.versions ?? nothing;
  };

  return {
    async state() {
      const versions = await ask();
      const standing = standingOf(running, versions);
      if (standing === 'outdated' && !ports.announces) return { ...nothing, running, standing: 'unknown' };
      return { ...versions, running, standing };
    },
  };
}
