/** `operator copy-blobs`: from the data folder to the bucket or the shared folder that the settings name. */
import { join } from 'node:path';
import { Command } from 'commander';
import { copyBlobs } from '../blobs/copy-blobs.ts';
import { openBlobs } from '../blobs/open-blobs.ts';
import { OperatorConfig } from '../config.ts';
import { lockFolder } from '../store/folder-lock.ts';
import { answerLine, configOption, dataOption, readSettings, type SettingFlags } from './settings.ts';

const Settings = OperatorConfig.pick({ dataFolder: true, blobs: true }).strip();

export function copyBlobsCommand(): Command {
  return new Command('copy-blobs')
    .description(
      'Copy contents from the data folder to the bucket, or the shared folder, of the settings; stop the operator first.',
    )
    .addOption(dataOption().makeOptionMandatory())
    .addOption(configOption())
    .action(async (flags: SettingFlags, command: Command) => {
      const settings = readSettings(command, flags, Settings);
      if (!settings.blobs) command.error('error: the settings name neither bucket nor folder (blobs)');
      const lock = lockFolder(settings.dataFolder);
      try {
        answerLine(await copyBlobs(join(settings.dataFolder, 'blobs'), await openBlobs(settings)));
      } finally {
        lock.close();
      }
    });
}
