/** The numbers of one operator: what counts them, and what tells them. */
import type { FastifyInstance } from 'fastify';
import { routes } from '../../contract/api/routes.ts';
import type { Clock } from '../clock.ts';
import type { OnJobRun } from '../jobs/jobs.ts';
import { createMeters, type Meters } from './meters.ts';
import { createObservations, type Observations, type ObservedParts } from './observations.ts';
import { createRegistry } from './registry.ts';

export interface Metrics {
  readonly meters: Meters;
  readonly onJobRun: OnJobRun;
  /** From here on, gauges are looked up in these parts. */
  observe(parts: ObservedParts): Observations;
  /** OpenMetrics text of what is known. */
  text(): string;
}

export function createMetrics(version: string, clock: Clock): Metrics {
  const registry = createRegistry();
  registry.info({ name: 'medimail_build', help: 'What runs.' }, { version });
  const meters = createMeters(registry);
  const lastSuccess = registry.gauge({
    name: 'medimail_job_last_success_timestamp_seconds',
    unit: 'seconds',
    help: 'When a job last succeeded, in seconds since 1970.',
  });
  return {
    meters,
    onJobRun({ job, outcome, ms }) {
      meters.jobRuns.add({ job, outcome });
      meters.jobSeconds.observe(ms / 1000, { job });
      if (outcome === 'succeeded') lastSuccess.set(clock().getTime() / 1000, { job });
    },
    observe: (parts) => createObservations(registry, parts),
    text: registry.text,
  };
}

/** Counts what an application answers. Templates alone: an address that was asked for may hold anything. */
export function measureRequests(app: FastifyInstance, meters: Meters): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? '-';
    const method = route === '-' ? '-' : request.method;
    meters.requests.add({ method, route, status: `${Math.floor(reply.statusCode / 100)}xx` });
    if (route !== routes.syncStream.path) meters.requestSeconds.observe(reply.elapsedTime / 1000, { method, route });
  });
}
