import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OperatorConfig } from '../../operator/config.ts';
import { measuredBounces, measuredMailer } from '../../operator/metrics/measured-ports.ts';
import { createMeters } from '../../operator/metrics/meters.ts';
import { createRegistry } from '../../operator/metrics/registry.ts';
import type { HandOver } from '../../operator/services/ports/mail.ts';
import { type StandIn, standInForClamd } from './support/clamd.ts';
import { deposit, type Letter, MARKER, writeLetter } from './support/letter.ts';
import { readOpenMetrics } from './support/open-metrics.ts';
import { startTestOperator, type TestOperator } from './support/test-operator.ts';
import type { Workstation } from './support/workstation.ts';

let operator: TestOperator;
let clamd: StandIn;
let claire: Workstation;
let paul: Workstation;
let letter: Letter;

beforeAll(async () => {
  clamd = await standInForClamd((socket, bytes) => {
    if (bytes.subarray(-4).equals(Buffer.alloc(4))) socket.end('stream: OK\0');
  });
  operator = await startTestOperator({
    metrics: { listen: { host: '127.0.0.1', port: 0 } },
    scanner: { clamd: { host: '127.0.0.1', port: clamd.port }, timeoutMs: 10_000 },
  });
  claire = await operator.signedIn('claire-martin');
  paul = await operator.signedIn('paul-leroy');
  letter = await writeLetter(claire, { to: [paul.address] });
  expect((await deposit(claire, letter)).status).toBe(200);
  // The same again, after an answer that was lost, seals nothing new.
  expect((await deposit(claire, letter)).status).toBe(200);
});
afterAll(async () => {
  await operator.close();
  await clamd.close();
});

const metricsUrl = () => operator.metricsUrl ?? 'none';
async function scrape(of: { readonly metricsUrl: string | null } = operator) {
  const answer = await request(of.metricsUrl ?? 'none');
  return { headers: answer.headers, text: await answer.body.text() };
}
/** Value of the sample whose labels hold these; undefined when there is none. */
async function sampleOf(sample: string, labels: Readonly<Record<string, string>> = {}): Promise<number | undefined> {
  const all = [...readOpenMetrics((await scrape()).text).values()].flatMap(({ samples }) => samples);
  const asked = Object.entries(labels);
  return all.find((one) => one.name === sample && asked.every(([name, value]) => one.labels[name] === value))?.value;
}

describe('metrics', () => {
  it('are OpenMetrics 1.0, to the letter', async () => {
    const { headers, text } = await scrape();
    expect(headers['content-type']).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    const families = readOpenMetrics(text);
    expect(families.size).toBeGreaterThan(25);
    for (const { name, unit } of families.values()) expect([name, unit ?? 'none']).toEqual([name, unitOf(name)]);
    expect(families.get('medimail_build')?.samples).toEqual([
      { name: 'medimail_build_info', labels: { version: expect.stringMatching(/^\d+\.\d+\.\d+/) }, value: 1 },
    ]);
  });

  it('count requests by template and class of status, with how long they took', async () => {
    await claire.call('GET', `/v1/envelopes/${letter.manifest.envelopeId}/events`);
    await claire.call('GET', '/v1/nowhere/at-all');
    const route = '/v1/envelopes/:envelopeId/events';
    await expect.poll(() => sampleOf('medimail_http_requests_total', { method: 'GET', route, status: '2xx' })).toBe(1);
    expect(await sampleOf('medimail_http_requests_total', { route: '-', status: '4xx' })).toBe(1);
    expect(await sampleOf('medimail_http_request_duration_seconds_count', { route })).toBe(1);
    expect(await sampleOf('medimail_http_request_duration_seconds_bucket', { route, le: '+Inf' })).toBe(1);
  });

  it('count what was deposited, scanned, mailed and signed in to, once each', async () => {
    expect(await sampleOf('medimail_seals_total')).toBe(1);
    expect(await sampleOf('medimail_sealed_bytes_total')).toBe(letter.bytes.length);
    expect(await sampleOf('medimail_uploaded_bytes_total')).toBe(letter.bytes.length);
    expect(await sampleOf('medimail_scans_total', { outcome: 'clean' })).toBeGreaterThan(0);
    expect(await sampleOf('medimail_scans_total', { outcome: 'infected' })).toBe(0);
    await expect.poll(() => sampleOf('medimail_mails_total', { outcome: 'sent' })).toBe(1);
    await expect.poll(() => sampleOf('medimail_mails_waiting')).toBe(0);
    expect(await sampleOf('medimail_sign_ins_total', { method: 'card', outcome: 'succeeded' })).toBe(2);
    expect(await sampleOf('medimail_sessions_open')).toBe(2);
  });

  it('tell refused sign-ins by the code of the refusal', async () => {
    const stranger = await operator.workstation('claire-martin');
    const body = { assertion: 'a.b.c' };
    expect((await stranger.call('POST', '/v1/auth/card', { body })).status).toBeGreaterThanOrEqual(400);
    const all = readOpenMetrics((await scrape()).text).get('medimail_sign_ins')?.samples ?? [];
    expect(all.filter(({ labels }) => labels['outcome'] !== 'succeeded')).toHaveLength(1);
  });

  it('follow the log, its head, the disk and the jobs', async () => {
    const events = await sampleOf('medimail_log_events');
    expect(events).toBeGreaterThanOrEqual(3);
    expect((await paul.call('GET', `/v1/envelopes/${letter.manifest.envelopeId}/evidence`)).status).toBe(200);
    expect(await sampleOf('medimail_log_head_events')).toBeGreaterThanOrEqual(events ?? Number.NaN);
    operator.clock.offsetMs = 7_200_000;
    expect(await sampleOf('medimail_log_head_age_seconds')).toBeGreaterThan(7_190);
    operator.clock.offsetMs = 0;
    for (const database of ['operator', 'keys', 'directory']) {
      expect(await sampleOf('medimail_database_size_bytes', { database })).toBeGreaterThan(4_096);
    }
    await expect.poll(() => sampleOf('medimail_blobs_size_bytes')).toBeGreaterThanOrEqual(0);
    expect(await sampleOf('medimail_disk_free_bytes')).toBeGreaterThan(0);
    const runs = await sampleOf('medimail_job_runs_total', { job: 'notifications', outcome: 'succeeded' });
    expect(runs).toBeGreaterThan(0);
    expect(await sampleOf('medimail_job_runs_total', { job: 'notifications', outcome: 'failed' })).toBe(0);
    const lastSuccess = await sampleOf('medimail_job_last_success_timestamp_seconds', { job: 'retention' });
    expect(Math.abs(Date.now() / 1000 - (lastSuccess ?? 0))).toBeLessThan(600);
    expect(await sampleOf('medimail_retention_erased_total')).toBe(0);
    expect(await sampleOf('process_resident_memory_bytes')).toBeGreaterThan(1_000_000);
    expect(await sampleOf('medimail_event_loop_delay_seconds', { at: 'p99' })).toBeGreaterThanOrEqual(0);
  });

  it('tell of a job that fails', async () => {
    const { mails } = operator.stores;
    const broken = mails as { claim: unknown };
    const { claim } = mails;
    broken.claim = () => Promise.reject(new Error('the disk is gone'));
    await paul.call('GET', `/v1/envelopes/${letter.manifest.envelopeId}/message`);
    expect((await deposit(claire, await writeLetter(claire, { to: [paul.address] }))).status).toBe(200);
    const failures = () => sampleOf('medimail_job_runs_total', { job: 'notifications', outcome: 'failed' });
    await expect.poll(failures).toBeGreaterThan(0);
    broken.claim = claim;
  });

  it('follow the scanner, and still come when it is away', async () => {
    expect(await sampleOf('medimail_scanner_up')).toBe(1);
    await clamd.close();
    expect(await sampleOf('medimail_scanner_up')).toBe(0);
    expect(await sampleOf('medimail_seals_total')).toBe(2);
  });

  it('hold no address, name, title or id, whatever was asked for', async () => {
    await claire.call('GET', `/v1/${MARKER}?q=${MARKER}`);
    await claire.call('GET', `/inscription/suite?jeton=${MARKER}`);
    const { text } = await scrape();
    const { envelopeId, sha256 } = letter.manifest;
    const secrets = [
      MARKER,
      'CR consultation',
      envelopeId,
      sha256,
      claire.address,
      paul.address,
      'Claire',
      'MARTIN',
      '@',
    ];
    for (const secret of secrets) expect(text.toLowerCase()).not.toContain(secret.toLowerCase());
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
    for (const { samples } of readOpenMetrics(text).values()) {
      for (const { labels } of samples) for (const name of Object.keys(labels)) expect(knownLabels).toContain(name);
    }
  });
});

const knownLabels = ['at', 'database', 'job', 'le', 'method', 'outcome', 'route', 'status', 'version'];

function unitOf(name: string): string {
  return /_(seconds|bytes)$/.exec(name)?.[1] ?? 'none';
}

describe('where metrics are told', () => {
  it('is not the port of the application', async () => {
    expect((await claire.call('GET', '/metrics', { proof: null })).status).toBe(404);
  });

  it('answers one address, one method and its own host names alone', async () => {
    const statusOf = async (...given: Parameters<typeof request>) => (await request(...given)).statusCode;
    expect(await statusOf(metricsUrl().replace('/metrics', '/'))).toBe(404);
    expect(await statusOf(metricsUrl().replace('/metrics', '/v1/capabilities'))).toBe(404);
    expect(await statusOf(metricsUrl(), { method: 'POST' })).toBe(405);
    expect(await statusOf(metricsUrl(), { headers: { host: 'rebound.example' } })).toBe(421);
  });

  it('is nowhere unless the settings say so, and never beyond loopback', async () => {
    const silent = await startTestOperator();
    expect(silent.metricsUrl).toBeNull();
    await silent.close();
    for (const host of ['0.0.0.0', '::', '10.0.0.1', 'localhost', 'operator.example']) {
      expect(OperatorConfig.shape.metrics.safeParse({ listen: { host, port: 9464 } }).success, host).toBe(false);
    }
  });
});

describe('ports that are measured', () => {
  const counted = () => {
    const registry = createRegistry();
    const meters = createMeters(registry);
    const told = (sample: string) =>
      registry
        .text()
        .split('\n')
        .find((line) => line.startsWith(`${sample} `));
    return { meters, told };
  };

  it('count reports that came back for mails of ours, and no others', async () => {
    const { meters, told } = counted();
    const source = {
      async eachFailure(record: (mailIds: readonly string[]) => Promise<boolean>) {
        await record(['ours']);
        await record(['theirs']);
      },
    };
    const recorded: string[] = [];
    await measuredBounces(source, meters).eachFailure(async ([id = '']) => {
      recorded.push(id);
      return id === 'ours';
    });
    expect(recorded).toEqual(['ours', 'theirs']);
    expect(told('medimail_mail_bounces_total')).toBe('medimail_mail_bounces_total 1');
  });

  it('count mails by what became of them, and pass on what failed', async () => {
    const { meters, told } = counted();
    const answers: (HandOver | Error)[] = [
      { outcome: 'refused' },
      { outcome: 'later', because: 'server' },
      new Error('unexpected'),
    ];
    const mailer = measuredMailer(
      {
        async handOver() {
          const answer = answers.shift() ?? { outcome: 'taken' as const };
          if (answer instanceof Error) throw answer;
          return answer;
        },
        close: () => undefined,
      },
      meters,
    );
    const mail = { id: '0', to: 'a@b.example', subject: '', text: '', language: 'fr', date: new Date() } as const;
    expect(await mailer.handOver(mail)).toEqual({ outcome: 'refused' });
    expect(await mailer.handOver(mail)).toMatchObject({ outcome: 'later' });
    await expect(mailer.handOver(mail)).rejects.toThrow('unexpected');
    for (const [outcome, count] of [
      ['sent', 0],
      ['refused', 1],
      ['later', 1],
      ['failed', 1],
    ]) {
      expect(told(`medimail_mails_total{outcome="${outcome}"}`)).toMatch(new RegExp(` ${count}$`));
    }
  });
});

describe('after three months', () => {
  it('what was erased is counted', async () => {
    operator.clock.offsetMs = 100 * 86_400_000;
    await operator.restart();
    await expect.poll(() => sampleOf('medimail_retention_erased_total'), { timeout: 10_000 }).toBe(2);
  });
});

describe('a registry', () => {
  it('writes what is in a label so that it can be read back, and refuses a name twice', () => {
    const registry = createRegistry();
    registry.gauge({ name: 'a', help: 'Says "a\\b".' }).set(1, { job: 'x"y\\z\nw' });
    expect(readOpenMetrics(registry.text()).get('a')?.samples[0]?.labels).toEqual({ job: 'x\\"y\\\\z\\nw' });
    expect(() => registry.gauge({ name: 'a', help: 'Again.' })).toThrow(RangeError);
  });

  it('puts a value on a bound into its bucket, and one above all bounds into the last', () => {
    const registry = createRegistry();
    const seconds = registry.histogram({ name: 'a_seconds', unit: 'seconds', help: 'A.' }, [1, 2.5]);
    for (const value of [1, 2, 99]) seconds.observe(value);
    const { samples = [] } = readOpenMetrics(registry.text()).get('a_seconds') ?? {};
    expect(samples.map(({ labels, value }) => [labels['le'] ?? '', value])).toEqual([
      ['1.0', 1],
      ['2.5', 2],
      ['+Inf', 3],
      ['', 3],
      ['', 102],
    ]);
  });
});
