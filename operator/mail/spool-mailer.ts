/** The default way out: each mail a file (RFC 5322) in a spool folder, whole or not there. */
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Mailer } from '../services/ports/mail.ts';
import { type MailSender, mailFields } from './mail-fields.ts';

/** Spools into `directory`; a notification handed over again replaces itself. */
export function createSpoolMailer(directory: string, from: MailSender): Mailer {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    async handOver(notification) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const sent = await transport.sendMail(mailFields(notification, from));
      const draft = join(directory, `.${notification.id}.part`);
      const file = await open(draft, 'w', 0o600);
      try {
        await file.writeFile(sent.message as Buffer);
        await file.datasync();
      } finally {
        await file.close();
      }
      await rename(draft, join(directory, `${notification.id}.eml`));
      return { outcome: 'taken' };
    },
    close: () => transport.close(),
  };
}
