/** `operator retention-report`: proves what was erased; and the command that verifies such a report, anywhere. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { openBlobs } from '../blobs/open-blobs.ts';
import { inSharedFolder } from '../blobs/shared-folder.ts';
import { systemClock } from '../clock.ts';
import { OperatorConfig } from '../config.ts';
import { readLines } from '../extraction/read-lines.ts';
import type { BlobStore } from '../services/ports/contents.ts';
import { reportFormats } from '../services/retention-formats.ts';
import { type ReportParts, type ReportRange, retentionReport } from '../services/retention-report.ts';
import { verifyRetentionReport } from '../services/verify-retention-report.ts';
import { openEvidence } from '../store/open-stores.ts';
import { readTrustStore } from '../trust-files.ts';
import {
  answerLine,
  configOption,
  dataOption,
  masterKeyOption,
  pkiOption,
  readSettings,
  type SettingFlags,
  trustOption,
} from './settings.ts';

const fields = { dataFolder: true, masterKeyFile: true, database: true, blobs: true, trust: true, name: true } as const;
const Settings = OperatorConfig.pick(fields).strip();
type Settings = Pick<OperatorConfig, keyof typeof fields>;

interface ReportFlags extends SettingFlags {
  readonly from?: Date;
  readonly to?: Date;
  readonly format: keyof typeof reportFormats;
}

/** Exit code 0 when nothing is left of what was erased, 1 when something is or the log does not hold. */
export function retentionReportCommand(): Command {
  return new Command('retention-report')
    .description('Prove what was erased, and look whether anything is left of it; the operator may run.')
    .addOption(dataOption().makeOptionMandatory())
    .addOption(configOption())
    .addOption(masterKeyOption())
    .addOption(pkiOption())
    .addOption(trustOption())
    .option('--from <instant>', 'erasures from then on: 2027-02-01 (UTC) or 2027-02-01T08:00:00Z', readInstant)
    .option('--to <instant>', 'erasures before then', readInstant)
    .addOption(
      new Option('--format <format>', 'json lines can be verified').choices(Object.keys(reportFormats)).default('text'),
    )
    .action(async ({ from, to, format, ...flags }: ReportFlags, command: Command) => {
      const settings = readSettings(command, flags, Settings);
      const isClean = await printReport(settings, { from: from ?? null, to: to ?? null }, reportFormats[format]);
      if (!isClean) process.exitCode = 1;
    });
}

/** Exit code 0 when the report is sound, 1 when it is not. */
export function verifyRetentionReportCommand(): Command {
  return new Command('verify-retention-report')
    .description('Check a report (json) against the signed head in it; needs no data folder.')
    .argument('<file>', 'what retention-report --format json printed')
    .addOption(configOption())
    .addOption(pkiOption())
    .addOption(trustOption())
    .action(async (file: string, flags: SettingFlags, command: Command) => {
      const { trust } = readSettings(command, flags, OperatorConfig.pick({ trust: true }).strip());
      const verdict = await verifyRetentionReport(linesOf(file), readTrustStore(trust));
      answerLine(verdict);
      if (!verdict.sound) process.exitCode = 1;
    });
}

async function printReport(
  settings: Settings,
  range: ReportRange,
  format: (typeof reportFormats)['json'],
): Promise<boolean> {
  // One instant of the log; what it says was erased by then must be gone whenever it is looked for.
  const { close, ...evidence } = await openEvidence(settings);
  let isClean = false;
  async function* texts(parts: ReportParts) {
    for await (const line of retentionReport(parts, range, systemClock())) {
      if (line.type === 'end') isClean = line.withRemnants === 0;
      yield format(line);
    }
  }
  try {
    const parts: ReportParts = {
      ...evidence,
      blobs: await openContents(settings, evidence.vault),
      trust: readTrustStore(settings.trust),
      operatorName: settings.name,
    };
    await pipeline(Readable.from(texts(parts)), process.stdout, { end: false });
  } finally {
    await close();
  }
  return isClean;
}

/** What is looked for in an empty place where a folder should be mounted is found nowhere, and proves nothing. */
async function openContents(settings: Settings, vault: ReportParts['vault']): Promise<BlobStore> {
  const blobs = await openBlobs(settings);
  return settings.blobs?.folder ? inSharedFolder(blobs, settings.blobs.folder, vault, 'look') : blobs;
}

async function* linesOf(file: string) {
  for await (const lines of readLines(createReadStream(file) as AsyncIterable<Buffer>)) yield* lines;
}

function readInstant(text: string): Date {
  const instant = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}(T.*(Z|[+-]\d{2}:\d{2}))?$/.test(text) || Number.isNaN(instant.getTime())) {
    throw new InvalidArgumentError('a day (2027-02-01) or an instant with its zone (2027-02-01T08:00:00Z)');
  }
  return instant;
}
