/** What the story needs: an operator, a network between it and the workstations, two cards, two workstations. */
import type { AppUnderTest } from '../../tests/support/app.ts';
import type { NetworkLink } from '../../tests/support/network-link.ts';
import { openStage } from '../../tests/support/stage.ts';
import type { VirtualCard, VirtualReader } from '../../tests/support/virtual-card/virtual-card.ts';

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
  readonly operator: { readonly url: string };
  readonly operatorFolder: string;
  readonly claire: Seat;
  readonly paul: Seat;
  close(): Promise<void>;
}

/** Sets everything up below `folder`; cards are outside their readers, clients not yet started. */
export async function setStage(folder: string): Promise<Stage> {
  const stage = await openStage(folder);
  const seat = async (name: 'claire-martin' | 'paul-leroy', place: 0 | 1): Promise<Seat> => {
    const { link, dataFolder, launch } = await stage.seat({ folder: name, readers: [place] });
    const card = stage.card(name);
    return { card, reader: stage.pcscd.readers[place], pin: card.file.pin, link, dataFolder, launch: () => launch() };
  };
  const { operator, operatorFolder, close } = stage;
  try {
    return {
      operator,
      operatorFolder,
      claire: await seat('claire-martin', 0),
      paul: await seat('paul-leroy', 1),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
