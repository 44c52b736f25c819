/** The commands that Ctrl K finds by a few letters. Pure. */
import { answersTyped } from '../ui/format/highlight.ts';

export interface Command {
  readonly id: string;
  readonly label: string;
  readonly run: () => void;
}

/** Commands whose words begin with the letters typed. */
export function matchingCommands(commands: readonly Command[], typed: string): readonly Command[] {
  return commands.filter(({ label }) => answersTyped(label, typed));
}
