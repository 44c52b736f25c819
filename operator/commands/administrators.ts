/** `operator administrators`: who looks after accounts. Works beside a running operator. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { regions } from '../../contract/model/departments.ts';
import { foldName } from '../../contract/model/directory.ts';
import { Language } from '../../contract/model/language.ts';
import { EmailAddress } from '../../contract/model/person.ts';
import { plainText } from '../../contract/model/plain-text.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { OperatorConfig } from '../config.ts';
import { type Administrators, createAdministrators } from '../services/administrators.ts';
import type { Courier } from '../services/courier.ts';
import { type AdministratorRole, administratorRoles } from '../services/ports/administrators.ts';
import type { StructureStore } from '../services/ports/structures.ts';
import { createSitePages } from '../web/site-pages.ts';
import { withAccountStores } from './account-stores.ts';
import { answerLine } from './settings.ts';

interface AddFlags {
  readonly role: AdministratorRole;
  readonly region?: string;
  readonly structure?: string;
  readonly name: string;
  readonly language: Language;
  readonly print?: boolean;
}

/** Adds the commands; `readConfig` reads the settings that the operator itself is started with. */
export function addAdministratorCommands(
  program: Command,
  readConfig: () => OperatorConfig,
  clock: Clock = systemClock,
): void {
  const withAdministrators = (config: OperatorConfig, work: Work) => openAdministrators(config, clock, work);
  const administrators = program
    .command('administrators')
    .description('who validates, suspends and closes accounts in the console');
  const add = administrators
    .command('add <address>')
    .description(
      'adds an administrator and mails a link, good for 24 hours, to choose a password and enrol a code application',
    )
    .addOption(
      new Option('--role <role>', 'what is seen: everything, one region, or the people of one structure')
        .choices(administratorRoles)
        .makeOptionMandatory(),
    )
    .option('--region <name>', 'of an agency', readRegion)
    .option('--structure <structure>', 'id or FINESS number, of an administrator of a structure')
    .requiredOption('--name <name>', 'as the record and other administrators name this person', readName)
    .addOption(new Option('--language <language>', 'of the mail').choices(Language.options).default('fr'))
    .option('--print', 'prints the link instead of mailing it');
  add.action(async (typed: string, flags: AddFlags) => {
    const { role, name, region = null, structure: wanted = null, language } = flags;
    const address = readAddress(typed);
    if ((role === 'agency') !== (region !== null))
      add.error('a region goes with the role agency, and with no other', { exitCode: 2 });
    if ((role === 'structure') !== (wanted !== null))
      add.error('a structure goes with the role structure, and with no other', { exitCode: 2 });
    const config = readConfig();
    if (config.siteUrl === undefined && (config.port === 0 || ['0.0.0.0', '::'].includes(config.host))) {
      add.error('where the console is found is not known: set siteUrl, or a port', { exitCode: 2 });
    }
    await withAdministrators(config, async (service, courier, structures) => {
      const structure = wanted === null ? null : await structures.find(wanted);
      if (wanted !== null && structure === null) throw new Error('there is no such structure');
      const asked = { address, name, role, region, structure };
      const invited = await service.add(asked, flags.print ? null : { courier, language });
      const { link, expiresAt } = invited;
      answerLine({
        added: address,
        expiresAt: expiresAt.toISOString(),
        ...(flags.print ? { link } : { mailed: true }),
      });
    });
  });
  administrators
    .command('list')
    .description('prints administrators as JSON lines')
    .action(() =>
      withAdministrators(readConfig(), async (service) => {
        for (const { address, name, role, region, structure, enrolled, createdAt } of await service.list()) {
          answerLine({
            address,
            name,
            role,
            region,
            structure: structure?.name ?? null,
            enrolled,
            addedAt: createdAt.toISOString(),
          });
        }
      }),
    );
  administrators
    .command('remove <address>')
    .description('removes an administrator, and ends every session at once')
    .action((typed: string) =>
      withAdministrators(readConfig(), async (service) => {
        const address = readAddress(typed);
        await service.remove(address);
        answerLine({ removed: address });
      }),
    );
}

type Work = (service: Administrators, courier: Courier, structures: StructureStore) => Promise<void>;

function openAdministrators(config: OperatorConfig, clock: Clock, work: Work): Promise<void> {
  const pages = createSitePages(() => config.siteUrl ?? `https://${config.host}:${config.port}`);
  return withAccountStores(config, clock, ({ administrators, structures }, courier) =>
    work(createAdministrators(administrators, pages, clock), courier, structures),
  );
}

function readAddress(text: string): string {
  const parsed = EmailAddress.safeParse(text.trim());
  if (!parsed.success) throw new InvalidArgumentError('not an e-mail address');
  return parsed.data;
}

function readRegion(text: string): string {
  const region = regions.find((one) => foldName(one) === foldName(text));
  if (!region) throw new InvalidArgumentError(`regions are: ${regions.join(', ')}`);
  return region;
}

function readName(text: string): string {
  const name = text.trim();
  if (name === '' || name.length > 120 || !plainText.test(name))
    throw new InvalidArgumentError('a name has 1 to 120 characters');
  return name;
}
