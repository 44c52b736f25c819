/** `operator backup`: a copy of everything but the master key, while the operator runs. */
import { Command } from 'commander';
import { writeBackup } from '../backup/backup.ts';
import { systemClock } from '../clock.ts';
import { OperatorConfig } from '../config.ts';
import { answerLine, configOption, dataOption, masterKeyOption, readSettings, type SettingFlags } from './settings.ts';

const Settings = OperatorConfig.pick({ dataFolder: true, masterKeyFile: true, database: true }).strip();

export function backupCommand(): Command {
  return new Command('backup')
    .description('Copy databases and blobs, and the keys apart from them for seven days; the operator may run.')
    .addOption(dataOption().makeOptionMandatory())
    .addOption(configOption())
    .addOption(masterKeyOption())
    .requiredOption('--to <folder>', 'where backups are kept; made if missing')
    .action(async (flags: SettingFlags & { readonly to: string }, command: Command) => {
      const settings = readSettings(command, flags, Settings);
      if (settings.database) command.error('error: a PostgreSQL database is backed up with pg_dump (operator guide)');
      answerLine(await writeBackup({ ...settings, to: flags.to, at: systemClock() }));
    });
}
