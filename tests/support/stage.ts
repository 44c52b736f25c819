/** What the client is tried against: an operator, a network in between, a card service with two readers, cards, seats. */
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type DemoOperator, startDemoOperator } from '../../tools/demo/operator.ts';
import { testPki } from '../operator/support/test-pki.ts';
import { type AppUnderTest, type LaunchOptions, launchApp } from './app.ts';
import { type NetworkLink, openNetworkLink } from './network-link.ts';
import { readCardFile } from './pki/demo.ts';
import type { CastName } from './pki/people.ts';
import { type Pcscd, startPcscd } from './virtual-card/pcscd.ts';
import { createVirtualCard, type VirtualCard, type VirtualReader } from './virtual-card/virtual-card.ts';

/** One workstation: its folder, its readers, its cable to the operator, and the client that runs on it. */
export interface Seat {
  readonly link: NetworkLink;
  readonly readers: readonly VirtualReader[];
  readonly dataFolder: string;
  /** Starts the client; again only after the one before has ended. */
  launch(changes?: Partial<LaunchOptions>): Promise<AppUnderTest>;
}

export interface SeatOptions {
  /** Name of the folder below the stage's. */
  readonly folder: string;
  /** Which of the two readers exist for it; both by default. */
  readonly readers?: readonly (0 | 1)[];
}

export interface Stage {
  readonly operator: DemoOperator;
  readonly operatorFolder: string;
  readonly pkiFolder: string;
  readonly pcscd: Pcscd;
  /** The one card of somebody, outside any reader at first. */
  card(name: CastName): VirtualCard;
  seat(options: SeatOptions): Promise<Seat>;
  /** Kills the operator (SIGKILL); the returned function starts it again on the same data and port. */
  killOperator(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** Sets everything up below `folder`; `prepare` is called with the operator's folders before the operator starts. */
export async function openStage(
  folder: string,
  prepare?: (folders: { readonly operatorFolder: string; readonly pkiFolder: string }) => Promise<void>,
): Promise<Stage> {
  const undo: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const operatorFolder = join(folder, 'operator');
    const pkiFolder = join(folder, 'pki');
    mkdirSync(operatorFolder, { recursive: true });
    await testPki(pkiFolder);
    await prepare?.({ operatorFolder, pkiFolder });
    let operator = await startDemoOperator({ dataFolder: operatorFolder, pkiFolder });
    undo.push(() => operator.stop());
    const pcscd = await startPcscd();
    undo.push(() => pcscd.close());
    const drawer = new Map<CastName, VirtualCard>();
    undo.push(() => Promise.all([...drawer.values()].map((card) => card.remove())));

    return {
      get operator() {
        return operator;
      },
      operatorFolder,
      pkiFolder,
      pcscd,
      card(name) {
        const card = drawer.get(name) ?? createVirtualCard({ file: readCardFile(operator.pki.cards[name]) });
        drawer.set(name, card);
        return card;
      },
      async seat({ folder: name, readers: places = [0, 1] }) {
        const link = await openNetworkLink(operator.url);
        undo.push(link.close);
        const dataFolder = join(folder, name);
        mkdirSync(dataFolder, { recursive: true });
        const readers = places.map((place) => pcscd.readers[place]);
        return {
          link,
          readers,
          dataFolder,
          async launch(changes) {
            const app = await launchApp({
              dataFolder,
              operatorUrl: link.url,
              trustDir: pkiFolder,
              readers: readers.map((reader) => reader.name),
              cardEnvironment: pcscd.environment,
              undoSeconds: 1,
              keyringFile: join(folder, `${name}.keyring`),
              ...changes,
            });
            undo.push(app.stop);
            return app;
          },
        };
      },
      async killOperator() {
        const port = Number(new URL(operator.url).port);
        const over = once(operator.process, 'exit');
        operator.process.kill('SIGKILL');
        await over;
        return async () => {
          operator = await startDemoOperator({ dataFolder: operatorFolder, pkiFolder, port });
        };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
