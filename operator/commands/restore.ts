/** `operator restore`: makes a data folder of a backup, and verifies it. */
import { Command } from 'commander';
import { restoreBackup } from '../backup/restore.ts';
import { checkData } from '../check-data.ts';
import { systemClock } from '../clock.ts';
import { OperatorConfig } from '../config.ts';
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

const Settings = OperatorConfig.pick({ dataFolder: true, masterKeyFile: true, trust: true }).strip();

interface Flags extends SettingFlags {
  readonly from: string;
  readonly backup?: string;
}

export function restoreCommand(): Command {
  return new Command('restore')
    .description('Make a data folder of a backup and verify it. Ends all sessions; workstations synchronise anew.')
    .requiredOption('--from <folder>', 'where backups are kept')
    .option('--backup <name>', 'a folder of general/ (default the latest); keys are always the latest')
    .addOption(dataOption().makeOptionMandatory())
    .addOption(configOption())
    .addOption(masterKeyOption())
    .addOption(pkiOption())
    .addOption(trustOption())
    .action(async (flags: Flags, command: Command) => {
      const settings = readSettings(command, flags, Settings);
      const { from, backup } = flags;
      const restored = await restoreBackup({ ...settings, from, ...(backup ? { backup } : {}), at: systemClock() });
      answerLine({ ...restored, ...(await checkData(settings)) });
    });
}
