/** The report for support names nobody: composed over what a card and a session really know of their holder. */
import { homedir, hostname, userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { DoctorReport } from '../../contract/ipc/doctor.contract.ts';
import { withoutHome } from '../../main/session/cards/card-probes.ts';
import { createIncidents } from '../../main/supervisor/incidents.ts';
import { type ReportFacts, supportReport } from '../../main/supervisor/support-report.ts';

const facts: ReportFacts = {
  version: '1.0.0',
  runtime: 'Electron 43, Node 24',
  system: 'Linux 6.1 x64',
  isPackaged: true,
  locale: 'fr',
  deviceSecret: true,
  policy: {
    sharedWorkstation: true,
    idleMinutes: 120,
    readersRestricted: true,
    moduleDemanded: false,
    operatorConfigured: true,
    operatorAuthorities: 2,
    cardAnchors: 1,
    operatorAnchors: 1,
  },
};

const pin = { triesLeft: 2, maxTries: 3, finalTry: false, blocked: false, pinPad: false, minLength: 4, maxLength: 4 };
const doctor: DoctorReport = {
  checks: [{ id: 'card', state: 'good', finding: 'card-read', code: null, durationMs: 84 }],
  finishedAt: '2026-11-17T10:47:00.000Z',
  facts: {
    platform: 'linux',
    readers: [{ name: 'Lecteur à contact 00', card: 'present' }],
    modules: [
      {
        path: withoutHome('/home/cmartin/opensc-pkcs11.so'),
        usable: true,
        description: 'OpenSC\n[policy]',
        version: '0.23',
      },
    ],
    cards: [
      {
        reader: 'Lecteur à contact 00',
        family: 'CPS',
        tokenLabel: 'CLAIRE MARTIN 899700133580',
        pin,
        certificates: [
          {
            usage: 'authentication',
            holder: 'Claire MARTIN',
            keyType: 'rsa',
            notBefore: '2025-06-30T00:00:00.000Z',
            notAfter: '2028-06-30T00:00:00.000Z',
            daysLeft: 590,
            issuer: 'AC de Claire MARTIN',
            chainLength: 3,
            finding: 'certificate-valid',
          },
        ],
      },
    ],
    lists: { count: 2, madeAt: '2026-11-16T00:00:00.000Z', dueAt: '2026-11-18T00:00:00.000Z' },
    clockSkewMs: 48_000,
    proxy: 'proxy.chu.example:3128',
    operatorHost: 'operateur.example',
    operatorVersion: '1.0.0',
  },
};
const at = new Date('2026-11-17T10:47:00.000Z');

describe('the report for support', () => {
  const incidents = createIncidents(() => at);
  incidents.note('draft.send', 'card.removed');
  incidents.note('mailbox.open', 'app.bug', 'a1b2c3d4');
  const text = supportReport(facts, doctor, incidents.recent(), at);

  it('tells what support needs', () => {
    for (const wanted of [
      'version: 1.0.0',
      'card: good, card-read, 84 ms',
      '590 days left',
      'card.removed',
      'a1b2c3d4',
      'clockSkewMs: 48000',
      'Lecteur à contact 00',
    ])
      expect(text).toContain(wanted);
  });

  it.each([
    'Claire',
    'MARTIN',
    'martin',
    '899700133580',
    '89970013358',
    '@',
    hostname(),
    homedir(),
    userInfo().username.length > 3 ? userInfo().username : '\u0000',
  ])('has no trace of %j', (marker) => {
    expect(text.toLowerCase()).not.toContain(marker.toLowerCase());
  });

  it('lets no module write a section of its own', () => {
    expect(text.match(/^\[policy\]/gm)).toHaveLength(1);
  });

  it('says so where the session does not answer', () => {
    expect(supportReport(facts, null, [], at)).toContain('session: no answer');
  });
});

describe('incidents', () => {
  it('are forgotten, the oldest first', () => {
    const incidents = createIncidents(() => at);
    for (let index = 0; index < 60; index += 1) incidents.note(`area.${index}`, 'operator.offline');
    expect(incidents.recent()).toHaveLength(40);
    expect(incidents.recent()[0]?.where).toBe('area.20');
  });
});
