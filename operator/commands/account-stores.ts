/** What commands about accounts work with, beside a running operator: its stores, and mails that leave as the operator's do. */
import type { Clock } from '../clock.ts';
import type { OperatorConfig } from '../config.ts';
import { createLogger } from '../logger.ts';
import { openMailer } from '../mail/open-mail.ts';
import { type Courier, createCourier } from '../services/courier.ts';
import { type AccountStores, openAccountStores } from '../store/open-stores.ts';

/** Opens them, does the work, waits for its mails, and closes everything. */
export async function withAccountStores(
  config: OperatorConfig,
  clock: Clock,
  work: (stores: AccountStores, courier: Courier) => Promise<void>,
): Promise<void> {
  const stores = await openAccountStores(config);
  try {
    const mailer = openMailer(config);
    try {
      const courier = createCourier({ mailer, clock, log: createLogger(config.logLevel) });
      await work(stores, courier);
      await courier.idle();
    } finally {
      mailer.close();
    }
  } finally {
    await stores.close();
  }
}
