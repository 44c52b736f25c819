/** The readers of this computer, and the virtual ones of the demonstration. */
import { createInterface } from 'node:readline';
import { readCardFile } from '../../tests/support/pki/demo.ts';
import { type Pcscd, startPcscd } from '../../tests/support/virtual-card/pcscd.ts';
import {
  createVirtualCard,
  type VirtualCard,
  type VirtualReader,
} from '../../tests/support/virtual-card/virtual-card.ts';
import { runCommand } from '../run-command.ts';

/** Names of the real readers that the computer's card service knows; none where there is no service. */
export async function realReaders(cwd: string): Promise<string[]> {
  try {
    const listing = await runCommand('opensc-tool', ['--list-readers'], { cwd, limitMs: 5_000 });
    const lines = listing.output.split('\n').filter((line) => /^\d+\s+(Yes|No)\s/.test(line));
    const names = lines.map((line) => line.replace(/^\d+\s+(Yes|No)\s+(PIN pad)?\s*/, '').trim());
    return names.filter((name) => name !== '' && !name.startsWith('Virtual PCD'));
  } catch (error) {
    // Without OpenSC nothing can be listed, and the demonstration's own card is used.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** A person of the demonstration with her card in a virtual reader. */
export interface DemoCard {
  readonly holder: string;
  readonly card: VirtualCard;
  readonly reader: VirtualReader;
}

/** Inserts a card for each file into a reader of its own. At most two: the driver tells no more apart. */
export async function insertCards(cardFiles: readonly string[]): Promise<{ pcscd: Pcscd; cards: DemoCard[] }> {
  const pcscd = await startPcscd();
  const cards: DemoCard[] = [];
  for (const [index, path] of cardFiles.entries()) {
    const reader = pcscd.readers[index];
    if (!reader) break;
    const file = readCardFile(path);
    const card = createVirtualCard({ file, timing: 'realistic' });
    await card.insert(reader);
    cards.push({ holder: `${file.holder.givenName} ${file.holder.familyName} (${file.pin})`, card, reader });
  }
  return { pcscd, cards };
}

/** Lets the person at the terminal take cards out and put them back, by their number. */
export function listenToHands(cards: readonly DemoCard[], say: (line: string) => void): void {
  for (const [index, { holder, reader }] of cards.entries()) say(`  ${index + 1}  ${holder}, in ${reader.name}`);
  say('Type a number and Enter to take that card out, or to put it back.');
  createInterface({ input: process.stdin }).on('line', async (line) => {
    const chosen = cards[Number(line.trim()) - 1];
    if (!chosen) return;
    if (chosen.card.isInserted) await chosen.card.remove();
    else await chosen.card.insert(chosen.reader);
    say(`${chosen.holder}: card ${chosen.card.isInserted ? 'in' : 'out'}`);
  });
}
