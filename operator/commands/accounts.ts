/** `operator accounts`: those that wait for validation, and the decision on each. Works beside a running operator. */
import type { Command } from 'commander';
import { AppError } from '../../contract/errors.ts';
import { systemClock } from '../clock.ts';
import type { OperatorConfig } from '../config.ts';
import { commandLine } from '../services/ports/acts.ts';
import {
  createValidation,
  type DecisionOutcome,
  type PendingAccount,
  type Validation,
} from '../services/validation.ts';
import { withAccountStores } from './account-stores.ts';
import { readSentence } from './settings.ts';

/** Adds the commands; `readConfig` reads the settings that the operator itself is started with. */
export function addAccountCommands(program: Command, readConfig: () => OperatorConfig): void {
  const accounts = program
    .command('accounts')
    .description('accounts that wait for validation, and the decision on each');
  accounts
    .command('list')
    .description('prints accounts as JSON lines, oldest first')
    .requiredOption('--pending', 'those that wait for validation')
    .action(() =>
      withValidation(readConfig(), async (validation) => {
        for (const one of await validation.pending()) process.stdout.write(`${JSON.stringify(describe(one))}\n`);
      }),
    );
  accounts
    .command('certify <address>')
    .description('certifies the account, enters it in the directory and tells its owner')
    .action((address: string) =>
      withValidation(readConfig(), async (validation) =>
        checkOutcome(await validation.certify(await validation.find(address), commandLine)),
      ),
    );
  accounts
    .command('refuse <address>')
    .description('leaves the account as it is and tells its owner why')
    .requiredOption('--reason <sentence>', 'as the owner will read it', readSentence)
    .action((address: string, { reason }: { reason: string }) =>
      withValidation(readConfig(), async (validation) =>
        checkOutcome(await validation.refuse(await validation.find(address), reason, commandLine)),
      ),
    );
}

function withValidation(config: OperatorConfig, work: (validation: Validation) => Promise<void>): Promise<void> {
  return withAccountStores(config, systemClock, (stores, courier) =>
    work(createValidation({ ...stores, courier, clock: systemClock })),
  );
}

function checkOutcome(outcome: DecisionOutcome): void {
  if (outcome === 'identifier-taken') throw new AppError('account.identifier-taken');
  if (outcome === 'not-pending') throw new AppError('request.not-found');
}

/** What the agency compares with the national directory. */
function describe({ account, application }: PendingAccount) {
  return { address: account.card.address, submittedAt: application.submittedAt.toISOString(), ...application.profile };
}
