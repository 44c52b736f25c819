/** `operator import-directory FILE`: takes the national extraction into the directory. */
import { Command } from 'commander';
import type { z } from 'zod';
import { systemClock } from '../clock.ts';
import { OperatorConfig } from '../config.ts';
import { type ImportSummary, importExtraction } from '../extraction/import-extraction.ts';
import { openDirectory } from '../store/open-stores.ts';
import { answerLine, configOption, dataOption, readSettings, type SettingFlags } from './settings.ts';

const PROGRESS_ROWS = 10_000;

const Settings = OperatorConfig.pick({ dataFolder: true, database: true }).strip();
type Settings = z.infer<typeof Settings>;

interface Flags extends SettingFlags {
  readonly allowShrink?: boolean;
}

/** The operator may run meanwhile. Exit codes: 0 taken, 1 refused or failed, with the directory as it was. */
export function importDirectoryCommand(): Command {
  return new Command('import-directory')
    .description('Take the national extraction (.txt, or a zip of it) into the directory: all of it or nothing.')
    .argument('<file>', 'Extraction_Correspondance_MSSante…, 31 columns between bars, UTF-8')
    .addOption(dataOption().makeOptionMandatory())
    .addOption(configOption())
    .option('--allow-shrink', 'take it even when more than a fifth of the national entries would vanish')
    .action(async (file: string, { allowShrink = false, ...flags }: Flags, command: Command) => {
      answerLine(await importDirectory(file, readSettings(command, flags, Settings), allowShrink));
    });
}

async function importDirectory(
  file: string,
  settings: Settings,
  allowShrink: boolean,
): Promise<ImportSummary & { readonly ms: number }> {
  const startedAt = performance.now();
  const directory = await openDirectory(settings);
  try {
    let told = 0;
    const summary = await importExtraction({
      file,
      national: await directory.beginImport(),
      allowShrink,
      now: systemClock(),
      onProgress(rows) {
        if (rows - told < PROGRESS_ROWS) return;
        told = rows;
        process.stderr.write(`${rows} rows\n`);
      },
    });
    return { ...summary, ms: Math.round(performance.now() - startedAt) };
  } finally {
    await directory.close();
  }
}
