/** Header fields of a notification, the same whichever way it leaves. */
import type { SendMailOptions } from 'nodemailer';
import type { Notification } from '../services/ports/mail.ts';

/** Who mails come from. */
export interface MailSender {
  readonly name: string;
  readonly address: string;
}

/** Domain of an address. */
export function domainOf(address: string): string {
  return address.split('@')[1] ?? 'localhost';
}

/**
 * Nothing answers it by itself (RFC 3834 §5: `Auto-Submitted`, Exchange's own field), and no file or address is ever
 * fetched for it. An address is given as one, never as text in which there could be several.
 */
export function mailFields(notification: Notification, from: MailSender): SendMailOptions {
  return {
    from: { ...from },
    to: { name: '', address: notification.to },
    subject: notification.subject,
    text: notification.text,
    date: notification.date,
    messageId: `<${notification.id}@${domainOf(from.address)}>`,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': notification.language,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
