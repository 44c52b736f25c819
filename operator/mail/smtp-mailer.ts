/** The way out through a mail server (RFC 5321, 6409), which is asked to tell what becomes of each mail (RFC 3461). */
import { readFileSync } from 'node:fs';
import { createTransport } from 'nodemailer';
import type { SmtpConfig } from '../config.ts';
import type { HandOver, Mailer } from '../services/ports/mail.ts';
import { domainOf, type MailSender, mailFields } from './mail-fields.ts';

const CONNECT_MS = 10_000;
/** RFC 5321 §4.5.3.2 lets a server take minutes to answer the end of the data. */
const SILENCE_MS = 120_000;

/** Connects when there is something to hand over. The password is read once; a file that cannot be read throws. */
export function createSmtpMailer(smtp: SmtpConfig, from: MailSender): Mailer {
  const transport = openTransport(smtp, from);
  return {
    async handOver(notification) {
      try {
        await transport.sendMail({
          ...mailFields(notification, from),
          dsn: { id: notification.id, return: 'headers', notify: 'failure', recipient: `rfc822;${notification.to}` },
        });
        return { outcome: 'taken' };
      } catch (error) {
        return judge(error);
      }
    },
    close: () => transport.close(),
  };
}

/** Connects and signs in as for a mail, and sends none. Throws when that fails. */
export async function checkSmtp(smtp: SmtpConfig, from: MailSender): Promise<void> {
  const transport = openTransport(smtp, from);
  try {
    await transport.verify();
  } finally {
    transport.close();
  }
}

function openTransport(smtp: SmtpConfig, from: MailSender) {
  return createTransport({
    pool: true,
    maxConnections: smtp.maxConnections,
    host: smtp.host,
    port: smtp.port,
    secure: smtp.security === 'tls',
    requireTLS: smtp.security === 'starttls',
    ignoreTLS: smtp.security === 'none',
    // Not this machine's own name.
    name: domainOf(from.address),
    tls: { minVersion: 'TLSv1.2', ...(smtp.caFile ? { ca: readFileSync(smtp.caFile, 'utf8') } : {}) },
    ...(smtp.user && smtp.passwordFile ? { auth: { user: smtp.user, pass: readPassword(smtp.passwordFile) } } : {}),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function readPassword(file: string): string {
  return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
}

/** Commands whose answer speaks of this one mail; any other failure concerns the server or our standing with it. */
const aboutTheMail = new Set(['RCPT TO', 'DATA']);

/** RFC 5321 §4.2.1: 5yz is for good, 4yz for now; 421 closes the door to everything. */
function judge(error: unknown): HandOver {
  if (!(error instanceof Error)) throw error;
  const { code, command, responseCode } = error as { code?: string; command?: string; responseCode?: number };
  if (code === undefined) throw error;
  // An address that is none: nothing was even sent.
  if (code === 'EENVELOPE' && command === 'API') return { outcome: 'refused' };
  const isAboutTheMail = command !== undefined && aboutTheMail.has(command) && responseCode !== 421;
  if (!isAboutTheMail || responseCode === undefined) return { outcome: 'later', because: 'server' };
  return responseCode >= 500 ? { outcome: 'refused' } : { outcome: 'later', because: 'mail' };
}
