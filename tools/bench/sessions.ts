/** Session processes of the demonstration's people, driven without a window. */
import { readCardFile } from '../../tests/support/pki/demo.ts';
import type { CastName } from '../../tests/support/pki/people.ts';
import { type SessionDriver, startSession } from '../../tests/support/session-driver.ts';
import { createSoftwareToken } from '../../tests/support/software-token.ts';
import type { DemoOperator } from '../demo/operator.ts';

/** The secret of this installation that the card's unwrapping is joined with. */
export const deviceSecret = Buffer.alloc(32, 7).toString('base64');

/** Nothing listens there: the session opens what is on the workstation. */
export const unreachable = 'https://127.0.0.1:9';

/** A session process with the card's keys in memory; not yet signed in. */
export function openSession(
  operator: DemoOperator,
  name: CastName,
  accountsFolder: string,
  network: 'online' | 'offline' = 'online',
  secret: string | null = deviceSecret,
): Promise<SessionDriver> {
  return startSession({
    accountsFolder,
    operatorUrl: network === 'online' ? operator.url : unreachable,
    anchorsFile: operator.pki.anchorsFile,
    tokens: createSoftwareToken(readCardFile(operator.pki.cards[name])),
    config: { deviceSecret: secret },
  });
}
