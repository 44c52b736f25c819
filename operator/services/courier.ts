/** Mails that leave after the answer: handing over takes time that must not tell whether there was anything to send. */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Language } from '../../contract/model/language.ts';
import type { Clock } from '../clock.ts';
import type { Mailer } from './ports/mail.ts';

/** What a mail says, and in which language. */
export interface Letter {
  readonly language: Language;
  readonly subject: string;
  readonly text: string;
}

export interface Courier {
  /** Sends in the background; a failure is logged, and whoever waits for the mail asks again. */
  send(to: string, letter: Letter): void;
  /** Once everything under way has left or failed. */
  idle(): Promise<void>;
}

export function createCourier(parts: {
  readonly mailer: Mailer;
  readonly clock: Clock;
  readonly log: Logger;
}): Courier {
  const underWay = new Set<Promise<void>>();
  return {
    send(to, letter) {
      const sent = parts.mailer
        .handOver({ id: randomUUID().replaceAll('-', ''), to, date: parts.clock(), ...letter })
        .then(({ outcome }) => {
          if (outcome !== 'taken') parts.log.warn({ outcome }, 'mail not handed over');
        })
        .catch((error: unknown) => parts.log.error({ error }, 'mail not handed over'))
        .finally(() => underWay.delete(sent));
      underWay.add(sent);
    },
    async idle() {
      await Promise.all(underWay);
    },
  };
}
