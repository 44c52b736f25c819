/** `operator hold`: places, lists and lifts legal holds. Works beside a running operator. */
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { systemClock } from '../clock.ts';
import type { OperatorConfig } from '../config.ts';
import { type HoldOrder, type HoldParts, type HoldTarget, liftHold, listHolds, placeHold } from '../services/holds.ts';
import { openHoldStores } from '../store/open-stores.ts';
import { answerLine, readSentence } from './settings.ts';

interface ActFlags {
  readonly account?: string;
  readonly reason: string;
  readonly by?: string;
}

/** Adds the commands; `readConfig` reads the settings that the operator itself is started with. */
export function addHoldCommands(program: Command, readConfig: () => OperatorConfig): void {
  const hold = program
    .command('hold')
    .description('keeps content from being erased, and records who wanted it and why');
  const acts = [
    ['add', 'keeps an envelope, or all that an account sent and received, from being erased', placeHold],
    ['lift', 'ends a hold; what is due by then is erased within ten minutes', liftHold],
  ] as const;
  for (const [name, description, act] of acts) {
    hold
      .command(`${name} [envelope]`)
      .description(description)
      .option('--account <address>', 'all of that account instead of one envelope, what is still to come included')
      .requiredOption('--reason <sentence>', 'as it is recorded for ever', readSentence)
      .option(
        '--by <name>',
        'who decides (default the user of the operating system, recorded in any case)',
        readSentence,
      )
      .action((envelopeId: string | undefined, flags: ActFlags, command: Command) =>
        withHolds(readConfig(), (parts) => act(parts, readTarget(command, envelopeId, flags), orderOf(flags))),
      );
  }
  hold
    .command('list')
    .description('prints holds as JSON lines, oldest first')
    .option('--all', 'those lifted too')
    .action(({ all }: { readonly all?: boolean }) =>
      withHolds(readConfig(), async (parts) => {
        for (const one of await listHolds(parts, all ? 'all' : 'open')) answerLine(one);
      }),
    );
}

async function withHolds(config: OperatorConfig, work: (parts: HoldParts) => Promise<void>): Promise<void> {
  const stores = await openHoldStores(config);
  try {
    await work({ ...stores, clock: systemClock });
  } finally {
    await stores.close();
  }
}

function readTarget(command: Command, envelopeId: string | undefined, { account }: ActFlags): HoldTarget {
  if (envelopeId !== undefined && account === undefined) return { envelopeId: envelopeId.toLowerCase() };
  if (envelopeId === undefined && account !== undefined) return { address: account };
  return command.error('name either an envelope or an account', { exitCode: 2 });
}

function orderOf({ reason, by }: ActFlags): HoldOrder {
  const osUser = userInfo().username;
  return { reason, by: by ?? osUser, osUser };
}
