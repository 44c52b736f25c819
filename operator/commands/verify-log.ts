/** `operator verify-log`: recomputes the event log and holds it against what was signed, while the operator runs. */
import { existsSync, readFileSync } from 'node:fs';
import { Command } from 'commander';
import { LogHead } from '../../contract/model/log.ts';
import { toBase64 } from '../../envelope/bytes.ts';
import { OperatorConfig } from '../config.ts';
import { type LogVerdict, verifyLog } from '../services/verify-log.ts';
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

const Settings = OperatorConfig.pick({ dataFolder: true, masterKeyFile: true, database: true, trust: true }).strip();

interface Flags extends SettingFlags {
  readonly head: readonly string[];
}

/** Exit code 0 when the log is sound, 1 when it is not. */
export function verifyLogCommand(): Command {
  return new Command('verify-log')
    .description('Recompute the event log and compare it with its tree and every signed head; the operator may run.')
    .addOption(dataOption().makeOptionMandatory())
    .addOption(configOption())
    .addOption(masterKeyOption())
    .addOption(pkiOption())
    .addOption(trustOption())
    .option(
      '--head <file>',
      'a head that was kept elsewhere (answer of /v1/log/head, or log-head.json beside log-head.p7s); may be repeated',
      (file: string, files: readonly string[]) => [...files, file],
      [],
    )
    .action(async (flags: Flags, command: Command) => {
      const settings = readSettings(command, flags, Settings);
      const outsideHeads = flags.head.map(readHeadFile);
      const verdict = await verifyFolder(settings, outsideHeads);
      answerLine(verdict);
      if (!verdict.sound) process.exitCode = 1;
    });
}

async function verifyFolder(
  settings: Pick<OperatorConfig, 'dataFolder' | 'masterKeyFile' | 'database' | 'trust'>,
  outsideHeads: readonly LogHead[],
): Promise<LogVerdict> {
  // One instant of the log, whatever is appended meanwhile.
  const { log, close } = await openEvidence(settings);
  try {
    return await verifyLog(log, { trust: readTrustStore(settings.trust), outsideHeads });
  } finally {
    await close();
  }
}

function readHeadFile(file: string): LogHead {
  const text = readFileSync(file, 'utf8');
  const signatureFile = file.replace(/\.json$/, '.p7s');
  if (signatureFile === file || !existsSync(signatureFile)) return LogHead.parse(JSON.parse(text));
  return { statement: text, signature: toBase64(readFileSync(signatureFile)) };
}
