/** `operator begin-anew`: what `restore` does last, for a database that was restored with its server's own tools. */
import { Command } from 'commander';
import type { z } from 'zod';
import { beginAnew } from '../backup/restore.ts';
import { systemClock } from '../clock.ts';
import { OperatorConfig } from '../config.ts';
import { openStores } from '../store/open-stores.ts';
import { whileNobodyServes } from '../store/postgres/serving.ts';
import { answerLine, configOption, dataOption, masterKeyOption, readSettings, type SettingFlags } from './settings.ts';

const Settings = OperatorConfig.pick({ dataFolder: true, masterKeyFile: true, database: true }).strip();

export function beginAnewCommand(): Command {
  return new Command('begin-anew')
    .description('After a PostgreSQL database was restored: end all sessions; workstations synchronise anew.')
    .addOption(dataOption().makeOptionMandatory())
    .addOption(configOption())
    .addOption(masterKeyOption())
    .action(async (flags: SettingFlags, command: Command) => {
      const settings = readSettings(command, flags, Settings);
      const work = () => begin(settings);
      await (settings.database ? whileNobodyServes(settings.database, work) : work());
    });
}

async function begin(settings: z.infer<typeof Settings>): Promise<void> {
  const stores = await openStores(settings);
  try {
    await beginAnew(stores, systemClock());
    answerLine({ begun: await stores.envelopes.epoch() });
  } finally {
    await stores.close();
  }
}
