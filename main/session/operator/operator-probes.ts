/** The card doctor's checks of the network, the way through the proxy, the operator and the clock. */
import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { AppError } from '../../../contract/errors.ts';
import type { Outcome, Probe, Probes } from '../core/doctor/doctor.ts';
import { judgeClock, judgeOperatorFailure } from '../core/doctor/verdicts.ts';
import type { CallOutput, OperatorApi } from '../core/operator-port.ts';

/** What the system offers of a network; the machine's own by default. */
export interface NetworkPort {
  /** Whether any interface but the loopback has an address. */
  hasInterface(): boolean;
  resolves(host: string): Promise<boolean>;
  connects(host: string, port: number, signal: AbortSignal): Promise<boolean>;
}

const CAPABILITIES_TIMEOUT_MS = 8_000;

export const systemNetwork: NetworkPort = {
  hasInterface: () => Object.values(networkInterfaces()).some((all) => all?.some(({ internal }) => !internal)),
  resolves: (host) =>
    lookup(host).then(
      () => true,
      () => false,
    ),
  connects: (host, port, signal) =>
    new Promise((resolve) => {
      const socket = connect({ host, port });
      const end = (reached: boolean) => () => {
        socket.destroy();
        resolve(reached);
      };
      socket.once('connect', end(true));
      socket.once('error', end(false));
      signal.addEventListener('abort', end(false));
    }),
};

/** Host and port of a proxy, without whom it lets pass. */
export function proxyHost(proxy: string | null): string | null {
  return proxy === null ? null : new URL(proxy).host;
}

export function createOperatorProbes(from: {
  readonly operator: Pick<OperatorApi, 'call'>;
  readonly url: string | null;
  readonly proxy: string | null;
  readonly network: NetworkPort;
  /** This machine's clock, as it is. */
  readonly machineTime: () => number;
}): Pick<Probes, 'clock' | 'network' | 'operator'> {
  const { operator, network, machineTime } = from;
  const host = from.url === null ? null : new URL(from.url).hostname;
  const proxy = from.proxy === null ? null : new URL(from.proxy);

  /** The operator's clock against this one, taking half of the way there and back off. */
  async function ask(signal: AbortSignal): Promise<{ answer: CallOutput<'capabilities'>; skewMs: number }> {
    const sentAt = machineTime();
    const answer = await operator.call('capabilities', {}, { signal, timeoutMs: CAPABILITIES_TIMEOUT_MS });
    return { answer, skewMs: (sentAt + machineTime()) / 2 - Date.parse(answer.serverTime) };
  }

  const named = (error: unknown): AppError => {
    if (error instanceof AppError) return error;
    throw error;
  };

  const throughProxy = async (way: URL, signal: AbortSignal): Promise<Outcome> => {
    const port = Number(way.port) || (way.protocol === 'https:' ? 443 : 80);
    const hostname = way.hostname.replace(/^\[|\]$/g, '');
    return (await network.connects(hostname, port, signal))
      ? { state: 'good', finding: 'network-proxy' }
      : { state: 'failing', finding: 'network-proxy-unreachable', code: 'operator.offline' };
  };

  const networkProbe: Probe = async (signal) => {
    if (proxy) return throughProxy(proxy, signal);
    // A name of this very machine needs no network.
    const isHere = host !== null && /^(localhost|127\.|\[::1\])/.test(host);
    if (!isHere && !network.hasInterface())
      return { state: 'failing', finding: 'network-none', code: 'operator.offline' };
    if (host !== null && !(await network.resolves(host.replace(/^\[|\]$/g, '')))) {
      return { state: 'failing', finding: 'network-name-unknown', code: 'operator.offline' };
    }
    return { state: 'good', finding: 'network-direct' };
  };

  return {
    network: networkProbe,
    async operator(signal) {
      try {
        const { answer } = await ask(signal);
        return { state: 'good', finding: 'operator-answers', facts: { operatorVersion: answer.version } };
      } catch (error) {
        return judgeOperatorFailure(named(error).code);
      }
    },
    async clock(signal) {
      try {
        return judgeClock((await ask(signal)).skewMs);
      } catch (error) {
        return { state: 'unknown', finding: 'needs-operator', code: named(error).code };
      }
    },
  };
}
