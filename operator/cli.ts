/** The operator's command line. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { AppError } from '../contract/errors.ts';
import { OPERATOR_VERSION } from './app.ts';
import { checkData } from './check-data.ts';
import { systemClock } from './clock.ts';
import { addAccountCommands } from './commands/accounts.ts';
import { addAdministratorCommands } from './commands/administrators.ts';
import { backupCommand } from './commands/backup.ts';
import { beginAnewCommand } from './commands/begin-anew.ts';
import { addCheckConfigCommand } from './commands/check-config.ts';
import { copyBlobsCommand } from './commands/copy-blobs.ts';
import { copyDatabaseCommand } from './commands/copy-database.ts';
import { addPublicationCommand } from './commands/export-publication.ts';
import { addHoldCommands } from './commands/hold.ts';
import { importDirectoryCommand } from './commands/import-directory.ts';
import { restoreCommand } from './commands/restore.ts';
import { retentionReportCommand, verifyRetentionReportCommand } from './commands/retention-report.ts';
import {
  answerLine,
  configOption,
  dataOption,
  masterKeyOption,
  pkiOption,
  readSettings,
  type SettingFlags,
  trustOption,
} from './commands/settings.ts';
import { addStructureCommands } from './commands/structures.ts';
import { verifyLogCommand } from './commands/verify-log.ts';
import { OperatorConfig } from './config.ts';
import { readDemoCards } from './demo/cards.ts';
import { addMailsPage } from './demo/mails-page.ts';
import { seedDemo } from './demo/seed.ts';
import { createDemoTelephone } from './demo/telephone.ts';
import { createLogger } from './logger.ts';
import { spoolFolder } from './mail/open-mail.ts';
import { type RunningOperator, startOperator } from './start.ts';

interface Flags extends SettingFlags {
  readonly demo?: boolean;
  readonly check?: boolean;
}

const program = new Command('operator')
  .description('Medimail operator: receives, seals, keeps and hands out envelopes.')
  .version(OPERATOR_VERSION)
  // Commands have options of their own, some of the same name.
  .enablePositionalOptions()
  .addOption(dataOption())
  .addOption(configOption())
  .addOption(masterKeyOption())
  .addOption(new Option('--host <address>', 'address to listen on (default 127.0.0.1)').env('MEDIMAIL_HOST'))
  .addOption(new Option('--port <number>', 'port; 0 takes any (default 0)').env('MEDIMAIL_PORT').argParser(readPort))
  .addOption(new Option('--name <text>', 'as seals and mails name this operator').env('MEDIMAIL_NAME'))
  .addOption(new Option('--audience <uri>', 'what card assertions are made for').env('MEDIMAIL_AUDIENCE'))
  .addOption(pkiOption())
  .addOption(trustOption())
  .addOption(new Option('--tls-cert <file>', 'certificate chain, PEM').env('MEDIMAIL_TLS_CERT'))
  .addOption(new Option('--tls-key <file>', 'private key, PEM').env('MEDIMAIL_TLS_KEY'))
  .addOption(new Option('--log-level <level>', 'trace, debug, info, warn, error or silent').env('MEDIMAIL_LOG_LEVEL'))
  .option('--demo', 'fill an empty data folder with fictitious people and letters (needs --pki with cards)')
  .option('--check', 'verify the data folder and the event log, then stop')
  .action(start)
  .addCommand(verifyLogCommand())
  .addCommand(copyBlobsCommand())
  .addCommand(copyDatabaseCommand())
  .addCommand(backupCommand())
  .addCommand(restoreCommand())
  .addCommand(beginAnewCommand())
  .addCommand(importDirectoryCommand())
  .addCommand(retentionReportCommand())
  .addCommand(verifyRetentionReportCommand());
const operatorSettings = () => readSettings(program, program.opts<Flags>(), OperatorConfig);
addAccountCommands(program, operatorSettings);
addHoldCommands(program, operatorSettings);
addStructureCommands(program, operatorSettings);
addPublicationCommand(program, operatorSettings);
addAdministratorCommands(program, operatorSettings);
addCheckConfigCommand(program);

/** Exit codes of every command: 0 done or sound, 1 failed, 2 set up wrongly. */
async function start(flags: Flags, command: Command): Promise<void> {
  const config = flags.demo
    ? demoSettings(readSettings(command, flags, OperatorConfig))
    : readSettings(command, flags, OperatorConfig);
  const log = createLogger(config.logLevel);
  if (flags.check) {
    answerLine(await checkData(config));
    return;
  }
  const told = stopSignal();
  // Nobody's telephone rings for a demonstration, whatever its settings say.
  const telephone = flags.demo ? createDemoTelephone(config.name) : null;
  const starting = startOperator({
    config,
    log,
    signal: told,
    prepare: async (stores) => {
      if (flags.demo && flags.pki)
        await seedDemo({ config, stores, log, clock: systemClock, cards: readDemoCards(flags.pki) });
    },
    ...(telephone ? { phoneCodes: telephone } : {}),
    addPages: (app) => {
      if (telephone) addMailsPage(app, spoolFolder(config.dataFolder), telephone);
    },
  });
  const operator = await starting.catch((error: unknown) => {
    // Told to stop while it waited.
    if (told.aborted && error === told.reason) return null;
    throw error;
  });
  if (!operator) return;
  exitWith(operator);
  answerLine({ listening: operator.url });
  if (told.aborted) await operator.stop();
  else told.addEventListener('abort', () => operator.stop(), { once: true });
}

/** The demonstration has a domain of its own in a trust space that does not exist. */
function demoSettings(config: OperatorConfig): OperatorConfig {
  return { mssante: { domain: 'azur.mssante.example' }, ...config };
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('a port is 0 to 65535');
  return port;
}

/** Aborted by the first signal, to stop in order; a second one ends the process at once. */
function stopSignal(): AbortSignal {
  const told = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (told.signal.aborted) process.exit(1);
      told.abort();
    });
  }
  return told.signal;
}

/** One that must not serve any more has failed: whatever started it may start it again, to wait for its turn, or with what its disk has. */
function exitWith({ ended }: RunningOperator): void {
  ended.then(
    (reason) => process.exit(reason === 'told' ? 0 : 1),
    () => process.exit(1),
  );
}

program.parseAsync().catch((error: unknown) => {
  const reason = error instanceof AppError ? error.code : error instanceof Error ? error.message : 'unknown';
  process.stderr.write(`${JSON.stringify({ level: 60, failed: reason })}\n`);
  process.exit(1);
});
