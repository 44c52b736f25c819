/** The mailer and the place of what comes back, as the settings say. */
import { join } from 'node:path';
import type { OperatorConfig } from '../config.ts';
import type { BounceSource, Mailer } from '../services/ports/mail.ts';
import { createBounceFolder } from './bounce-folder.ts';
import { createSmtpMailer } from './smtp-mailer.ts';
import { createSpoolMailer } from './spool-mailer.ts';

/** Folder in the data folder where mails wait that no mail server is set up for. */
export function spoolFolder(dataFolder: string): string {
  return join(dataFolder, 'mail');
}

/** Opens nothing yet; throws when a file that the settings name cannot be read. */
export function openMailer(config: OperatorConfig): Mailer {
  const from = { name: config.name, address: config.mailFrom };
  return config.mail.smtp
    ? createSmtpMailer(config.mail.smtp, from)
    : createSpoolMailer(spoolFolder(config.dataFolder), from);
}

/** Null where nobody reads what comes back. */
export function openBounces(config: OperatorConfig): BounceSource | null {
  return config.mail.bounceFolder === undefined ? null : createBounceFolder(config.mail.bounceFolder);
}
