/** Starting with the user's session on Linux: an entry in the autostart folder. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface LoginItem {
  isSet(): boolean;
  set(on: boolean): void;
}

/** An argument of `Exec` (Desktop Entry Specification, « The Exec key »): quoted, reserved characters escaped. */
function quoted(argument: string): string {
  const escaped = argument.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%');
  // The key file's own escapes come on top of those of the command line.
  return `"${escaped.replaceAll('\\', '\\\\')}"`;
}

/** The entry that starts the program at log-in. */
function autostartEntry(program: string): string {
  return ['[Desktop Entry]', 'Type=Application', 'Name=Medimail', `Exec=${quoted(program)}`, 'Terminal=false', ''].join(
    '\n',
  );
}

/** The Linux way; `configFolder` is `$XDG_CONFIG_HOME`. */
export function autostartFile(configFolder: string, program: string): LoginItem {
  const file = join(configFolder, 'autostart', 'medimail.desktop');
  return {
    isSet: () => existsSync(file),
    set(on) {
      if (!on) return rmSync(file, { force: true });
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, autostartEntry(program));
    },
  };
}
