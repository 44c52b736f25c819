/** `operator copy-database`: from the files of the data folder to the PostgreSQL database that the settings name. */
import { Command } from 'commander';
import { OperatorConfig } from '../config.ts';
import { verifyLog } from '../services/verify-log.ts';
import { copyDatabase } from '../store/copy-database.ts';
import { lockFolder } from '../store/folder-lock.ts';
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

/** Exit code 0 when everything is there and the log is sound, 1 when not. */
export function copyDatabaseCommand(): Command {
  return new Command('copy-database')
    .description('Copy the data folder’s databases to the PostgreSQL of the settings; stop the operator first.')
    .addOption(dataOption().makeOptionMandatory())
    .addOption(configOption())
    .addOption(masterKeyOption())
    .addOption(pkiOption())
    .addOption(trustOption())
    .action(async (flags: SettingFlags, command: Command) => {
      const { database, trust, ...place } = readSettings(command, flags, Settings);
      if (!database) return command.error('error: the settings name no database (database.url)');
      const lock = lockFolder(place.dataFolder);
      try {
        answerLine(await copyDatabase({ ...place, database }));
        const { log, close } = await openEvidence({ ...place, database });
        try {
          const verdict = await verifyLog(log, { trust: readTrustStore(trust) });
          answerLine(verdict);
          if (!verdict.sound) process.exitCode = 1;
        } finally {
          await close();
        }
      } finally {
        lock.close();
      }
    });
}
