/** The commands that Ctrl K finds by a few letters. Pure. */
import { foldName } from '../../contract/model/directory.ts';

export interface Command {
  readonly id: string;
  readonly label: string;
  readonly run: () => void;
}

/** Commands whose words begin with the letters typed. */
export function matchingCommands(commands: readonly Command[], typed: string): readonly Command[] {
  const wanted = foldName(typed).split(' ').filter(Boolean);
  return commands.filter(({ label }) => {
    const words = foldName(label).split(' ');
    return wanted.every((part) => words.some((word) => word.startsWith(part)));
  });
}
