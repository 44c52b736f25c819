/** The default way out: each mail a file (RFC 5322) in a spool folder, whole or not there. */
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Mailer } from '../services/ports/mail.ts';

/** Spools into `directory`; a notification handed over again replaces itself. */
export function createSpoolMailer(
  directory: string,
  from: { readonly name: string; readonly address: string },
): Mailer {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    async handOver(notification) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const sent = await transport.sendMail({
        from,
        to: notification.to,
        subject: notification.subject,
        text: notification.text,
        date: notification.date,
        messageId: `<${notification.id}@${from.address.split('@')[1] ?? 'localhost'}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
      const draft = join(directory, `.${notification.id}.part`);
      const file = await open(draft, 'w', 0o600);
      try {
        await file.writeFile(sent.message as Buffer);
        await file.datasync();
      } finally {
        await file.close();
      }
      await rename(draft, join(directory, `${notification.id}.eml`));
    },
  };
}
