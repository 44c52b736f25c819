/** What the story needs: an operator, a network between it and the workstations, two cards, two workstations. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type AppUnderTest, launchApp } from '../../tests/support/app.ts';
import { type NetworkLink, openNetworkLink } from '../../tests/support/network-link.ts';
import { readCardFile } from '../../tests/support/pki/demo.ts';
import { type Pcscd, startPcscd } from '../../tests/support/virtual-card/pcscd.ts';
import {
  createVirtualCard,
  type VirtualCard,
  type VirtualReader,
} from '../../tests/support/virtual-card/virtual-card.ts';
import { type DemoOperator, startDemoOperator } from '../demo/operator.ts';

/** One person's place: her card, her reader, her client, and the cable to the operator. */
export interface Seat {
  readonly card: VirtualCard;
  readonly reader: VirtualReader;
  readonly pin: string;
  readonly link: NetworkLink;
  readonly dataFolder: string;
  /** Starts the client; once. */
  launch(): Promise<AppUnderTest>;
}

export interface Stage {
  readonly operator: DemoOperator;
  readonly operatorFolder: string;
  readonly pcscd: Pcscd;
  readonly claire: Seat;
  readonly paul: Seat;
  close(): Promise<void>;
}

/** Sets everything up below `folder`; cards are outside their readers, clients not yet started. */
export async function setStage(folder: string): Promise<Stage> {
  const undo: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const operatorFolder = join(folder, 'operator');
    const pkiFolder = join(folder, 'pki');
    await mkdir(operatorFolder, { recursive: true });
    const operator = await startDemoOperator({ dataFolder: operatorFolder, pkiFolder });
    undo.push(operator.stop);
    const pcscd = await startPcscd();
    undo.push(() => pcscd.close());

    const seat = async (name: 'claire-martin' | 'paul-leroy', reader: VirtualReader | undefined): Promise<Seat> => {
      if (!reader) throw new Error('the card service has no reader left');
      const file = readCardFile(operator.pki.cards[name]);
      const card = createVirtualCard({ file, timing: 'fast' });
      undo.push(() => card.remove());
      const link = await openNetworkLink(operator.url);
      undo.push(link.close);
      const dataFolder = join(folder, name);
      await mkdir(dataFolder, { recursive: true });
      return {
        card,
        reader,
        pin: file.pin,
        link,
        dataFolder,
        launch: async () => {
          const app = await launchApp({
            dataFolder,
            operatorUrl: link.url,
            trustDir: pkiFolder,
            readers: [reader.name],
            cardEnvironment: pcscd.environment,
            undoSeconds: 1,
            keyringFile: join(folder, `${name}.keyring`),
          });
          undo.push(app.stop);
          return app;
        },
      };
    };
    return {
      operator,
      operatorFolder,
      pcscd,
      claire: await seat('claire-martin', pcscd.readers[0]),
      paul: await seat('paul-leroy', pcscd.readers[1]),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
