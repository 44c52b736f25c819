/**
 * The virtual card by hand. `serve` starts a PC/SC service with two readers and a drawer of the demo's cards;
 * `insert NAME [0|1]`, `remove [0|1]` and `status` are told to the one that is serving.
 *
 *   npx tsx tools/virtual-card.ts serve [--realistic]
 *   npx tsx tools/virtual-card.ts insert claire-martin
 */
import { chmodSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { cast } from '../tests/support/pki/people.ts';
import { createPki } from '../tests/support/pki/pki.ts';
import { openCardDesk, tellCardDesk } from '../tests/support/virtual-card/card-desk.ts';

const directory = join(tmpdir(), `medimail-card-desk-${userInfo().uid}`);
const socketPath = process.env['MEDIMAIL_CARD_DESK'] ?? join(directory, 'desk.sock');
const say = (line: string) => process.stdout.write(`${line}\n`);

async function serve(realistic: boolean): Promise<void> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  const pki = await createPki();
  const cards = await Promise.all(Object.values(cast).map((request) => pki.issueCard(request)));
  const desk = await openCardDesk({ cards, timing: realistic ? 'realistic' : 'fast', socketPath });
  say('Programs find these readers with:');
  for (const [name, value] of Object.entries(desk.pcscd.environment)) say(`export ${name}=${value}`);
  say(`Cards (PIN 1234): ${cards.map(({ name }) => name).join(', ')}`);
  const end = () => void desk.close().then(() => process.exit(0));
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  // The desk's own socket does not keep a process alive, since tests hold one too.
  setInterval(() => undefined, 60_000);
}

const [command = 'status', ...rest] = process.argv.slice(2);
try {
  if (command === 'serve') await serve(rest.includes('--realistic'));
  else say(await tellCardDesk(socketPath, [command, ...rest].join(' ')));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
