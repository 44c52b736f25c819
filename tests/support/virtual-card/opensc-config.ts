/** OpenSC's configuration for the virtual card: one driver, so that binding takes a tenth of the time. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes the configuration into `directory`; the path is what `OPENSC_CONF` wants. */
export function writeOpenscConfig(directory: string): string {
  const file = join(directory, 'opensc.conf');
  writeFileSync(
    file,
    `app default {
  card_drivers = PIV-II;
}
app opensc-pkcs11 {
  pkcs11 {
    user_pin_unblock_style = set_pin_in_unlogged_session;
  }
}
`,
  );
  return file;
}
