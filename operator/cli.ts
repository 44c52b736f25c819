/** The operator's command line. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { AppError } from '../contract/errors.ts';
import { OPERATOR_VERSION } from './app.ts';
import { checkData } from './check-data.ts';
import { systemClock } from './clock.ts';
import { configOfPkiFolder, OperatorConfig } from './config.ts';
import { readDemoCards } from './demo/cards.ts';
import { seedDemo } from './demo/seed.ts';
import { createLogger } from './logger.ts';
import { type RunningOperator, startOperator } from './start.ts';

interface Flags {
  readonly data: string;
  readonly config?: string;
  readonly host?: string;
  readonly port?: number;
  readonly name?: string;
  readonly audience?: string;
  readonly pki?: string;
  readonly trust?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly logLevel?: string;
  readonly demo?: boolean;
  readonly check?: boolean;
}

const command = new Command('operator')
  .description('Medimail operator: receives, seals, keeps and hands out envelopes.')
  .version(OPERATOR_VERSION)
  .addOption(new Option('--data <folder>', 'where everything is kept').env('MEDIMAIL_DATA').makeOptionMandatory())
  .addOption(new Option('--config <file>', 'settings as JSON; flags go before them').env('MEDIMAIL_CONFIG'))
  .addOption(new Option('--host <address>', 'address to listen on (default 127.0.0.1)').env('MEDIMAIL_HOST'))
  .addOption(new Option('--port <number>', 'port; 0 takes any (default 0)').env('MEDIMAIL_PORT').argParser(readPort))
  .addOption(new Option('--name <text>', 'as seals and mails name this operator').env('MEDIMAIL_NAME'))
  .addOption(new Option('--audience <uri>', 'what card assertions are made for').env('MEDIMAIL_AUDIENCE'))
  .addOption(new Option('--pki <folder>', 'folder with tls, seal, timestamp keys and trust').env('MEDIMAIL_PKI'))
  .addOption(new Option('--trust <folder>', 'anchors.pem, intermediates.pem, crls.pem').env('MEDIMAIL_TRUST'))
  .addOption(new Option('--tls-cert <file>', 'certificate chain, PEM').env('MEDIMAIL_TLS_CERT'))
  .addOption(new Option('--tls-key <file>', 'private key, PEM').env('MEDIMAIL_TLS_KEY'))
  .addOption(new Option('--log-level <level>', 'trace, debug, info, warn, error or silent').env('MEDIMAIL_LOG_LEVEL'))
  .option('--demo', 'fill an empty data folder with fictitious people and letters (needs --pki with cards)')
  .option('--check', 'verify the data folder and the event chain, then stop');

/** Exit codes: 0 stopped or sound, 1 failed, 2 set up wrongly. */
async function main(): Promise<void> {
  const flags = command.parse().opts<Flags>();
  const config = readConfig(flags);
  const log = createLogger(config.logLevel);
  if (flags.check) {
    const report = await checkData(config);
    process.stdout.write(`${JSON.stringify(report)}\n`);
    return;
  }
  const operator = await startOperator({
    config,
    log,
    prepare: async (stores) => {
      if (flags.demo && flags.pki)
        await seedDemo({ config, stores, log, clock: systemClock, cards: readDemoCards(flags.pki) });
    },
  });
  stopOnSignals(operator);
  process.stdout.write(`${JSON.stringify({ listening: operator.url })}\n`);
}

function readConfig(flags: Flags): OperatorConfig {
  const file: unknown = flags.config ? JSON.parse(readFileSync(flags.config, 'utf8')) : {};
  const { host, port, name, audience, logLevel } = flags;
  const trust = flags.trust && {
    anchorsFile: join(flags.trust, 'anchors.pem'),
    intermediatesFile: join(flags.trust, 'intermediates.pem'),
    crlsFile: join(flags.trust, 'crls.pem'),
  };
  const tls = flags.tlsCert && flags.tlsKey && { certificateFile: flags.tlsCert, keyFile: flags.tlsKey };
  const given = { host, port, name, audience, logLevel, trust, tls, dataFolder: flags.data };
  const parsed = OperatorConfig.safeParse({
    ...(flags.pki ? configOfPkiFolder(flags.pki) : {}),
    ...(file as object),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value)),
  });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'settings'}: ${issue.message}`);
  return command.error(`cannot start: ${problems.join('; ')}`, { exitCode: 2 });
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('a port is 0 to 65535');
  return port;
}

/** The first signal stops in order, a second one at once. */
function stopOnSignals(operator: RunningOperator): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      operator.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}

main().catch((error: unknown) => {
  const reason = error instanceof AppError ? error.code : error instanceof Error ? error.message : 'unknown';
  process.stderr.write(`${JSON.stringify({ level: 60, failed: reason })}\n`);
  process.exit(1);
});
