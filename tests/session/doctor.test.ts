/** The card doctor over a genuine session process and operator, and its rules over facts. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import type { CheckId, DoctorReport } from '../../contract/ipc/doctor.contract.ts';
import { withoutHome } from '../../main/session/cards/card-probes.ts';
import { createDoctor, type Outcome, type Probe, type Probes } from '../../main/session/core/doctor/doctor.ts';
import {
  judgeCard,
  judgeCertificate,
  judgeClock,
  judgeLists,
  judgeModules,
  judgeOperatorFailure,
} from '../../main/session/core/doctor/verdicts.ts';
import { createOperatorClock } from '../../main/session/operator/clock.ts';
import { createOperatorProbes, proxyHost } from '../../main/session/operator/operator-probes.ts';
import { readCardFile } from '../support/pki/demo.ts';
import { eventually, type SessionDriver } from '../support/session-driver.ts';
import { createSoftwareToken } from '../support/software-token.ts';
import { openStage, type Stage } from './support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const findingOf = ({ checks }: DoctorReport, id: CheckId) => checks.find((check) => check.id === id)?.finding;
const finished = (session: SessionDriver) =>
  eventually(async () => {
    const report = await session.doctor.report({});
    return report.finishedAt ? report : null;
  });

describe('before anybody signed in', () => {
  it('finds nothing wrong where nothing is, and asks no PIN', async () => {
    const { session, token } = await stage.workstation('claire-martin', { folder: 'doctor-good' });
    await eventually(async () => (await session.card.state({})).state === 'ready');
    await session.doctor.fetchLists({});
    const begun = await session.doctor.run({});
    expect(begun.checks.map(({ state }) => state)).toEqual(Array(10).fill('checking'));
    const report = await finished(session);
    expect(report.checks.map(({ id, finding }) => [id, finding])).toEqual([
      ['service', 'service-running'],
      ['reader', 'reader-present'],
      ['module', 'module-answers'],
      ['card', 'card-read'],
      ['authentication', expect.stringMatching(/^certificate-(valid|ending)$/)],
      ['signature', expect.stringMatching(/^certificate-(valid|ending)$/)],
      ['revocation', 'lists-fresh'],
      ['clock', 'clock-right'],
      ['network', 'network-direct'],
      ['operator', 'operator-answers'],
    ]);
    expect(report.checks.every(({ durationMs }) => durationMs !== null)).toBe(true);
    const [card] = report.facts.cards;
    expect(card?.certificates.map(({ usage, holder }) => [usage, holder])).toEqual([
      ['authentication', expect.stringContaining('MARTIN')],
      ['signature', expect.stringContaining('MARTIN')],
    ]);
    expect(card?.certificates.every(({ chainLength }) => chainLength !== null && chainLength > 1)).toBe(true);
    expect(Object.keys(token.calls).sort()).toEqual(['describe', 'readCard']);
    expect(session.of('bug')).toEqual([]);
  });

  it('follows the card as it leaves and comes back, without being asked again', async () => {
    const { session, token } = await stage.workstation('paul-leroy', { folder: 'doctor-live' });
    await eventually(async () => (await session.card.state({})).state === 'ready');
    await session.doctor.run({});
    await finished(session);
    token.remove();
    session.tellReaders();
    await eventually(async () => findingOf(await session.doctor.report({}), 'card') === 'card-absent');
    expect(findingOf(await finished(session), 'authentication')).toBe('needs-card');
    token.insert(readCardFile(stage.operator.pki.cards['paul-leroy']));
    session.tellReaders();
    await eventually(async () => findingOf(await session.doctor.report({}), 'card') === 'card-read');
    expect(session.of('event').some(({ channel }) => channel === 'doctor.changed')).toBe(true);
  });

  it('says what it can where the operator is out of reach', async () => {
    stage.link.cut();
    try {
      const { session } = await stage.workstation('anne-roux', { folder: 'doctor-offline' });
      await session.doctor.run({});
      const report = await finished(session);
      expect(findingOf(report, 'operator')).toBe('operator-unreachable');
      expect(findingOf(report, 'clock')).toBe('needs-operator');
      expect(findingOf(report, 'revocation')).toBe('lists-none');
      expect(findingOf(report, 'authentication')).toMatch(/^certificate-/);
      await expect(session.doctor.fetchLists({})).rejects.toMatchObject({ code: 'operator.offline' });
    } finally {
      stage.link.mend();
    }
  });

  it('tells a workstation that no operator was configured for', async () => {
    const { session } = await stage.workstation('anne-roux', { folder: 'doctor-none', config: { operatorUrl: null } });
    await session.doctor.run({});
    const report = await finished(session);
    expect(findingOf(report, 'operator')).toBe('operator-not-configured');
    expect(report.facts.operatorHost).toBeNull();
  });
});

describe('a module that hangs', () => {
  it('takes its own answers away and no other', async () => {
    const token = createSoftwareToken(readCardFile(stage.operator.pki.cards['claire-martin']));
    const hanging = { ...token, readers: token.readers, call: () => new Promise<never>(() => undefined) };
    const session = await stage.sessionWith(hanging, { folder: 'doctor-hanging' });
    await session.doctor.run({});
    const early = await eventually(async () => {
      const report = await session.doctor.report({});
      return findingOf(report, 'operator') === 'operator-answers' ? report : null;
    });
    expect(findingOf(early, 'service')).toBe('service-running');
    expect(findingOf(early, 'module')).toBe('checking');
    const report = await finished(session);
    expect(findingOf(report, 'module')).toBe('module-silent');
    expect(findingOf(report, 'card')).toBe('card-silent');
    expect(findingOf(report, 'signature')).toBe('needs-card');
  });
});

describe('the rounds', () => {
  const good: Outcome = { state: 'good', finding: 'service-running' };
  const ids = [
    'service',
    'reader',
    'module',
    'card',
    'authentication',
    'signature',
    'revocation',
    'clock',
    'network',
    'operator',
  ] as const;
  const probesWith = (special: Partial<Record<CheckId, Probe>>): Probes =>
    Object.fromEntries(ids.map((id) => [id, special[id] ?? (async () => good)])) as Record<CheckId, Probe>;
  const doctorOver = (special: Partial<Record<CheckId, Probe>>, bugs: unknown[] = []) =>
    createDoctor({
      probes: probesWith(special),
      known: {},
      deadlineMs: 30,
      clock: createOperatorClock(),
      timer: () => performance.now(),
      onChanged: () => undefined,
      onBug: (error) => bugs.push(error),
    });

  it('let an answer of an earlier round count no more', async () => {
    const answers: ((outcome: Outcome) => void)[] = [];
    const doctor = doctorOver({ card: () => new Promise((resolve) => answers.push(resolve)) });
    doctor.run();
    doctor.again(['card']);
    answers[0]?.({ state: 'failing', finding: 'card-unreadable' });
    answers[1]?.({ state: 'good', finding: 'card-read' });
    await eventually(() => doctor.report().finishedAt);
    expect(findingOf(doctor.report(), 'card')).toBe('card-read');
  });

  it('do nothing for a card that moves while nobody has asked', () => {
    let probed = 0;
    const doctor = doctorOver({
      card: async () => {
        probed += 1;
        return good;
      },
    });
    doctor.again(['card']);
    expect(probed).toBe(0);
  });

  it('tell a check that broke as a bug, and go on', async () => {
    const bugs: unknown[] = [];
    const doctor = doctorOver(
      {
        clock: async () => {
          throw new RangeError('unforeseen');
        },
      },
      bugs,
    );
    doctor.run();
    await eventually(() => doctor.report().finishedAt);
    expect(doctor.report().checks.find(({ id }) => id === 'clock')).toMatchObject({
      state: 'failing',
      code: 'app.bug',
    });
    expect(bugs).toHaveLength(1);
  });
});

describe('what is concluded', () => {
  const now = Date.parse('2026-11-17T10:00:00.000Z');
  const day = 86_400_000;
  const dates = (from: number, to: number) => ({
    notBefore: new Date(now + from * day),
    notAfter: new Date(now + to * day),
  });
  it.each([
    [dates(-10, 400), 'ok', 'certificate-valid'],
    [dates(-10, 80), 'ok', 'certificate-ending'],
    [dates(-10, -1), 'ok', 'certificate-expired'],
    [dates(1, 400), 'ok', 'certificate-not-yet-valid'],
    [dates(-10, 400), 'card.certificate-revoked', 'certificate-revoked'],
    [dates(-10, 400), 'card.certificate-untrusted', 'certificate-untrusted'],
    [dates(-10, 400), 'no-way-known-yet', 'certificate-unproven'],
    [dates(-10, 400), 'card.revocation-unknown', 'certificate-valid'],
  ] as const)('of a certificate %o judged %s: %s', (validity, word, finding) => {
    expect(judgeCertificate(validity, word, now).finding).toBe(finding);
  });

  it.each([
    [0, 'clock-right'],
    [-9_000, 'clock-right'],
    [48_000, 'clock-tolerated'],
    [-61_000, 'clock-wrong'],
  ])('of a clock %i ms off: %s', (skew, finding) => {
    expect(judgeClock(skew).finding).toBe(finding);
  });

  it('of lists, by the one that is due first', () => {
    const list = (from: number, to: number | null) => ({
      thisUpdate: new Date(now + from * day),
      nextUpdate: to === null ? null : new Date(now + to * day),
    });
    expect(judgeLists([], now).finding).toBe('lists-none');
    expect(judgeLists([list(-1, 5), list(-2, 1)], now).finding).toBe('lists-fresh');
    expect(judgeLists([list(-1, 5), list(-9, -1)], now).finding).toBe('lists-late');
    expect(judgeLists([list(-1, null)], now).finding).toBe('lists-late');
  });

  it('of modules: none, one that policy demands, one that does not load', () => {
    const broken = { path: '/usr/lib/a.so', usable: false, description: '', version: '' };
    expect(judgeModules([], false).finding).toBe('module-missing');
    expect(judgeModules([], true).finding).toBe('module-demanded-missing');
    expect(judgeModules([broken], false).finding).toBe('module-unusable');
    expect(judgeModules([broken, { ...broken, usable: true }], false).finding).toBe('module-answers');
  });

  it('of a card that is held by another program, blocked, or of an unknown family', () => {
    const reader = { name: 'L', card: 'present', generation: 1 } as const;
    const seen = { heard: true, service: true, readers: [reader] };
    const pin = {
      triesLeft: 3,
      maxTries: 3,
      finalTry: false,
      blocked: false,
      pinPad: false,
      minLength: 4,
      maxLength: 4,
    };
    expect(
      judgeCard({ ...seen, readers: [{ ...reader, card: 'in-use-exclusively' }] }, [], ['card.timeout']).finding,
    ).toBe('card-in-use');
    expect(judgeCard(seen, [], ['card.unknown-family']).finding).toBe('card-unknown-family');
    expect(judgeCard(seen, [], ['card.unreadable']).finding).toBe('card-unreadable');
    expect(judgeCard(seen, [{ pin: { ...pin, blocked: true } }], []).finding).toBe('card-blocked');
    expect(judgeCard(seen, [{ pin: { ...pin, finalTry: true } }], []).finding).toBe('card-last-try');
    expect(judgeCard({ ...seen, service: false }, [], []).finding).toBe('needs-service');
  });

  it('of an operator whose TLS certificate does not hold, or that is another server', () => {
    expect(judgeOperatorFailure('operator.untrusted').finding).toBe('operator-untrusted');
    expect(judgeOperatorFailure('operator.protocol').finding).toBe('operator-strange');
  });

  it('of a network without name service, without interface, or with a proxy that is off', async () => {
    const never = new AbortController().signal;
    const network = { hasInterface: () => true, resolves: async () => true, connects: async () => false };
    const probe = (change: Partial<typeof network>, proxy: string | null = null) =>
      createOperatorProbes({
        operator: { call: () => Promise.reject(new AppError('operator.offline')) },
        url: 'https://operateur.example',
        proxy,
        network: { ...network, ...change },
        machineTime: () => now,
      }).network(never);
    expect((await probe({})).finding).toBe('network-direct');
    expect((await probe({ hasInterface: () => false })).finding).toBe('network-none');
    expect((await probe({ resolves: async () => false })).finding).toBe('network-name-unknown');
    expect((await probe({}, 'http://proxy.chu.example:3128')).finding).toBe('network-proxy-unreachable');
    expect((await probe({ connects: async () => true }, 'http://proxy.chu.example:3128')).finding).toBe(
      'network-proxy',
    );
  });
});

describe('what is shown of paths and proxies', () => {
  it.each([
    ['/home/claire/lib/opensc.so', '/home/…/lib/opensc.so'],
    ['C:\\Users\\Claire Martin\\x.dll', 'C:\\Users\\…\\x.dll'],
    ['/Users/claire/x.so', '/Users/…/x.so'],
    // The administrator's own folder.
    [join('/', 'root', 'x.so'), '/…/x.so'],
    ['/usr/lib/opensc-pkcs11.so', '/usr/lib/opensc-pkcs11.so'],
  ])('%s is shown as %s', (path, shown) => {
    expect(withoutHome(path)).toBe(shown);
  });
  it('names a proxy without who it lets pass', () => {
    expect(proxyHost('http://claire:secret@proxy.chu.example:3128')).toBe('proxy.chu.example:3128');
  });
});
