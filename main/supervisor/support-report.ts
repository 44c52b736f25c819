/**
 * The report that a user hands to support: versions, decisions of the administrator, equipment, checks, failures. It is
 * built from named fields alone, so that nothing gets in for having been at hand: no person, number, address, title,
 * certificate subject, token label (cards put their holder there), name of the workstation or path below a home.
 */
import type { DoctorReport } from '../../contract/ipc/doctor.contract.ts';
import type { Incident } from './incidents.ts';

export interface ReportFacts {
  readonly version: string;
  readonly runtime: string;
  /** Name and release of the operating system, and its architecture. */
  readonly system: string;
  readonly isPackaged: boolean;
  readonly locale: string;
  readonly deviceSecret: boolean;
  readonly policy: {
    readonly sharedWorkstation: boolean;
    readonly idleMinutes: number;
    readonly readersRestricted: boolean;
    readonly moduleDemanded: boolean;
    readonly operatorConfigured: boolean;
    readonly operatorAuthorities: number;
    readonly cardAnchors: number;
    readonly operatorAnchors: number;
  };
}

type Line = readonly [name: string, value: string | number | boolean | null];

function section(title: string, lines: readonly Line[]): string {
  const told = lines.map(([name, value]) => `  ${name}: ${value === null ? '-' : oneLine(String(value))}`);
  return [`[${title}]`, ...(told.length > 0 ? told : ['  -'])].join('\n');
}

/** Nothing from a device or module may begin a line of its own. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, 300);
}

/** The report as text. `doctor` is null where the session process does not answer. */
export function supportReport(
  facts: ReportFacts,
  doctor: DoctorReport | null,
  incidents: readonly Incident[],
  at: Date,
): string {
  const { policy, ...program } = facts;
  const sections = [
    section('medimail', [['report', at.toISOString()], ...Object.entries(program)]),
    section('policy', Object.entries(policy)),
    ...(doctor ? doctorSections(doctor) : [section('checks', [['session', 'no answer']])]),
    section(
      'recent failures',
      incidents.map(({ at: when, where, code, incident }) => [when, [where, code, incident].filter(Boolean).join(' ')]),
    ),
  ];
  return `${sections.join('\n\n')}\n`;
}

function doctorSections({ checks, facts }: DoctorReport): readonly string[] {
  const certificates = facts.cards.flatMap((card) =>
    card.certificates.map(({ usage, keyType, daysLeft, chainLength, finding }): Line => {
      const chain = chainLength === null ? 'no chain' : `chain of ${chainLength}`;
      return [`${card.family} ${usage}`, `${finding}, ${keyType}, ${daysLeft} days left, ${chain}`];
    }),
  );
  return [
    section(
      'checks',
      checks.map(({ id, state, finding, code, durationMs }) => [
        id,
        [state, finding, code, durationMs === null ? null : `${durationMs} ms`].filter(Boolean).join(', '),
      ]),
    ),
    section('equipment', [
      ['platform', facts.platform],
      ...facts.readers.map(({ name, card }): Line => ['reader', `${name} (${card})`]),
      ...facts.modules.map((found): Line => ['module', describeModule(found)]),
      ...certificates,
      ...facts.cards.map(
        ({ family, pin }): Line => [
          `${family} PIN`,
          `${pin.triesLeft ?? '?'} of ${pin.maxTries ?? '?'} tries${pin.pinPad ? ', typed on the reader' : ''}`,
        ],
      ),
    ]),
    section('network', [
      ['operator', facts.operatorHost],
      ['operatorVersion', facts.operatorVersion],
      ['proxy', facts.proxy],
      ['clockSkewMs', facts.clockSkewMs],
      ['revocationLists', facts.lists ? `${facts.lists.count}, due ${facts.lists.dueAt ?? 'never'}` : null],
    ]),
  ];
}

function describeModule({ path, usable, description, version }: DoctorReport['facts']['modules'][number]): string {
  return [path, usable ? 'usable' : 'does not load', description, version].filter(Boolean).join(', ');
}
