/** What an account wants to be told of, how, and in which language. */
import { z } from 'zod';
import { Language } from './language.ts';

/** The guide, §5: each event of an envelope that somebody can be told of; and, beyond it, that content is about to be erased. */
export const NotificationEvent = z.enum(['sealing', 'reception', 'opening', 'delegation', 'expiring', 'expiry']);
export type NotificationEvent = z.infer<typeof NotificationEvent>;

/** `desktop`: the workstation shows it and no e-mail leaves. */
export const NotificationChannel = z.enum(['email', 'desktop', 'none']);

/** The guide, FAQ 6: the user chooses. */
export const NotificationPreferences = z
  .object({
    language: Language,
    /** Whether e-mails to this account may show titles, where the operator's policy allows it too. */
    titleAllowed: z.boolean(),
    channels: z
      .object({
        sealing: NotificationChannel,
        reception: NotificationChannel,
        opening: NotificationChannel,
        delegation: NotificationChannel,
        // Whoever chose before there was this one is warned.
        expiring: NotificationChannel.default('email'),
        expiry: NotificationChannel,
      } satisfies Record<NotificationEvent, z.ZodType<z.infer<typeof NotificationChannel>>>)
      .strict(),
  })
  .strict();
export type NotificationPreferences = z.infer<typeof NotificationPreferences>;

/** In force until the account says otherwise: titles hidden, and no e-mail for what one has just done oneself. */
export const defaultNotificationPreferences: NotificationPreferences = {
  language: 'fr',
  titleAllowed: false,
  channels: {
    sealing: 'desktop',
    reception: 'email',
    opening: 'email',
    delegation: 'email',
    expiring: 'email',
    expiry: 'email',
  },
};
