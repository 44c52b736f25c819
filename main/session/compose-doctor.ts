/** The card doctor put together: its checks over this process's monitor, trust and operator, and its events. */
import { emitter, type Handlers } from '../../contract/ipc/define.ts';
import { type DoctorFacts, doctorContract } from '../../contract/ipc/doctor.contract.ts';
import type { FromSession, SessionConfig } from '../../contract/ipc/process.ts';
import type { TrustStore } from '../../envelope/x509/chain.ts';
import type { TokenClient } from '../../native/protocol.ts';
import type { CardMonitor } from './cards/card-monitor.ts';
import { createCardProbes } from './cards/card-probes.ts';
import { createDoctor } from './core/doctor/doctor.ts';
import type { OperatorApi } from './core/operator-port.ts';
import { doctorHandlers } from './ipc/doctor.handlers.ts';
import type { OperatorClock } from './operator/clock.ts';
import { createOperatorProbes, proxyHost, systemNetwork } from './operator/operator-probes.ts';

/** Longer than a slow card takes to be read, shorter than anybody waits for a verdict. */
const CHECK_DEADLINE_MS = 9_000;

export interface ComposedDoctor {
  readonly handlers: Handlers<typeof doctorContract>;
  /** A reader or card came, went, or was read: what rests on it is checked again. */
  cardsChanged(): void;
}

export function composeDoctor(parts: {
  readonly config: SessionConfig;
  readonly monitor: CardMonitor;
  readonly tokens: TokenClient;
  readonly trust: () => TrustStore;
  readonly operator: Pick<OperatorApi, 'call'>;
  readonly clock: OperatorClock;
  /** Fetches intermediates and revocation lists, and judges the cards by them. */
  readonly fetchMaterial: () => Promise<void>;
  readonly post: (message: FromSession) => void;
  readonly onBug: (error: unknown) => void;
}): ComposedDoctor {
  const { config, monitor, clock } = parts;
  const { operatorUrl, proxy } = config;
  const emit = emitter(doctorContract, (channel, payload) => parts.post({ type: 'event', channel, payload }));
  const doctor = createDoctor({
    probes: {
      ...createCardProbes({ monitor, tokens: parts.tokens, trust: parts.trust, now: clock.now }),
      ...createOperatorProbes({
        operator: parts.operator,
        url: operatorUrl,
        proxy,
        network: systemNetwork,
        machineTime: Date.now,
      }),
    },
    known: {
      platform: platformOf(process.platform),
      proxy: proxyHost(proxy),
      operatorHost: operatorUrl === null ? null : new URL(operatorUrl).host,
    },
    deadlineMs: CHECK_DEADLINE_MS,
    clock,
    timer: () => performance.now(),
    onChanged: (report) => emit('changed', report),
    onBug: parts.onBug,
  });
  return {
    handlers: doctorHandlers(doctor, { readAgain: monitor.readAgain, fetchLists: parts.fetchMaterial }),
    cardsChanged: () => doctor.again(['service', 'reader', 'card', 'authentication', 'signature']),
  };
}

function platformOf(platform: NodeJS.Platform): DoctorFacts['platform'] {
  if (platform === 'win32') return 'windows';
  return platform === 'darwin' ? 'macos' : 'linux';
}
